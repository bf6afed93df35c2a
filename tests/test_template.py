import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from auditbook.case import Case
from auditbook.errors import UsageError
from auditbook.load import NOTES_SHEET, load_unit
from auditbook.tables import tables
from auditbook.template import NOT_TYPED, new_workspace
from auditbook.template.sheet import sheet
from auditbook.workspace import Workspace

EXAMPLES = Path(__file__).parents[1] / "inputs"
TABLES = [table for table in tables().values() if table.shape == "table" and table.name not in NOT_TYPED]


def place(folder: Path) -> Workspace:
    return Workspace(folder / "inputs", folder / "outputs")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def cells(path: Path) -> dict[str, dict[str, object]]:
    """The rows of a template by their first cell."""
    heading, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return {row[0]: dict(zip(heading, row, strict=True)) for row in rows if row[0]}


def fill(path: Path, key: str, column: str, value: object) -> None:
    """What a clerk does: find the row and the column, type, save."""
    book = openpyxl.load_workbook(path)
    form = book.worksheets[0]
    row = next(row for row in form.iter_rows() if row[0].value == key)
    next(cell for cell, head in zip(row, form[1], strict=True) if head.value == column).value = value
    book.save(path)


def before(folder: Path, unit: str = "u01", **files: str) -> Path:
    """Last year's inputs of one unit."""
    write(folder / "units.csv", f"unit,name,kind\n{unit},第一小学工会,grassroots\n")
    (folder / "2022" / unit).mkdir(parents=True)
    for name, text in files.items():
        write(folder / "2022" / unit / name.replace("_csv", ".csv").replace("_yaml", ".yaml"), text)
    return folder


def test_a_fresh_workspace_wants_its_name_and_scores_nothing(tmp_path: Path):
    made = new_workspace(2023, tmp_path)
    assert (tmp_path / "inputs/units.csv").read_bytes().startswith(b"\xef\xbb\xbfunit,name,")
    problems: list = []
    assert list(place(tmp_path).units(problems)) == ["myunion"]
    assert place(tmp_path).settings(2023, problems)["purchase_limit"] == Decimal("10000.00")
    case = Case(place(tmp_path), 2023, "myunion")
    assert {problem.source.column for problem in problems + case.loaded.problems} == {"单位全称", "name"}
    assert set(case.scores["status"]) == {"no_data"}
    assert not [fact for fact in case.known.values() if fact.known]
    assert len(made) == len(set(made)) == len(TABLES) + 4


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_heading_is_recognised_as_its_own_column_and_has_its_check(tmp_path: Path, table):
    path = tmp_path / "x.xlsx"
    path.write_bytes(sheet(table))
    loaded = load_unit(tmp_path, tmp_path)
    assert [*loaded.tables, *(part.table for kept in loaded.kept for part in kept.parts)] == [table.name]
    book = openpyxl.load_workbook(path)
    form = book.worksheets[0]
    assert book.sheetnames == [table.title, NOTES_SHEET]
    found = [table.heading(cell.value) for cell in form[1]]
    assert [column.name for column, _ in found] == list(table.columns)
    checks = {next(iter(rule.sqref.ranges)).min_col: rule for rule in form.data_validations.dataValidation}
    for number, column in enumerate(table.columns.values(), 1):
        if column.kind == "choice":
            rule = checks[number]
            area = rule.formula1.split("!")[1]
            offered = [cell.value for row in book[NOTES_SHEET][area.replace("$", "")] for cell in row]
            assert (rule.type, offered) == ("list", list(column.values))
            assert (rule.errorStyle == "warning") == column.open


def test_what_a_clerk_types_becomes_the_fact(tmp_path: Path):
    new_workspace(2023, tmp_path)
    folder = tmp_path / "inputs/2023/myunion"
    fill(folder / "fiscal.xlsx", "支出总额", "本年决算数", "６３１，１００．５０")
    fill(folder / "fiscal.xlsx", "公用经费", "本年决算数", 364600.1)
    fill(folder / "statistics.xlsx", "会员人数", "数值", "10,086")
    fill(folder / "statistics.xlsx", "工会建会率", "报告所称", "86.5%")
    case = Case(place(tmp_path), 2023, "myunion")
    assert {problem.source.column for problem in case.problems} == {
        "单位全称",
        "name",
    }
    assert case.fact("fiscal.支出总额.actual").value == Decimal("631100.50")
    assert case.fact("fiscal.公用经费.actual").value == Decimal("364600.10")
    assert case.fact("statistics.会员人数.value").value == 10086
    assert case.fact("statistics.工会建会率.stated").value == Decimal("86.5")
    assert not case.fact("fiscal.人员经费.actual").known


def test_percentages_cannot_shrink_to_a_hundredth(tmp_path: Path):
    """In a cell of general format Excel keeps a typed 86.5% as 0.865."""
    (tmp_path / "x.xlsx").write_bytes(sheet(tables()["targets"]))
    form = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    formats = {cell.value: form.cell(2, cell.column).number_format for cell in form[1]}
    assert formats["年度指标值"] == formats["实际完成值"] == formats["比较符"] == "@"


def test_last_years_figures_become_prior_ones_and_the_example_mark_stays_behind(tmp_path: Path):
    new_workspace(2023, tmp_path, 2022, EXAMPLES)
    old, new = Case(place(EXAMPLES.parent), 2022, "yiyang"), Case(place(tmp_path), 2023, "yiyang")
    assert new.problems == []
    for row in old.loaded.tables["fiscal"]:
        item = row["item"]
        assert new.fact(f"fiscal.{item}.prior").value == row["actual"]
        assert new.fact(f"fiscal.{item}.prior_budget").value == row["budget"]
        assert not {f"fiscal.{item}.budget", f"fiscal.{item}.actual"} & set(new.known)
    assert "劳模专项" in cells(tmp_path / "inputs/2023/yiyang/fiscal.xlsx")
    assert new.example == ""
    nanhu = Case(place(tmp_path), 2023, "nanhu")
    assert "经济部" in nanhu.loaded.profile["departments"].value
    assert {"posts_stated", "plan", "source"} & set(nanhu.loaded.profile) == set()
    assert nanhu.loaded.profile["staff"].value == {}
    carried = cells(tmp_path / "inputs/2023/nanhu/statistics.xlsx")["芙蓉杯竞赛荣誉"]
    assert [value for value in carried.values() if value] == ["芙蓉杯竞赛荣誉"]


def test_targets_come_without_what_was_reached(tmp_path: Path):
    head = "一级指标,二级指标,三级指标,比较符,年度指标值,实际完成值,计量单位,分值,批复"
    inputs = before(tmp_path / "in", targets_csv=f"{head}\n产出指标,数量,=培训场次,≥,4,5,场,12.5,财预1号\n")
    new_workspace(2023, tmp_path / "w", 2022, inputs)
    (row,) = Case(place(tmp_path / "w"), 2023, "u01").loaded.tables["targets"]
    assert row.values == {
        "level1": "产出指标", "level2": "数量", "level3": "=培训场次", "operator": "≥", "measure": "场",
        "points": Decimal("12.5"),
    }  # fmt: skip
    form = openpyxl.load_workbook(tmp_path / "w/inputs/2023/u01/targets.xlsx").worksheets[0]
    assert form["C2"].data_type == "s"


def test_figures_of_the_year_before_last_are_not_last_years(tmp_path: Path):
    inputs = before(tmp_path / "in", fiscal_csv="项目,本年预算数,本年决算数\n春节送温暖,1,2\n")
    new_workspace(2024, tmp_path / "w", 2022, inputs)
    row = cells(tmp_path / "w/inputs/2024/u01/fiscal.xlsx")["春节送温暖"]
    assert row["上年决算数"] is None


def test_an_amount_of_sixteen_digits_stays_exact(tmp_path: Path):
    inputs = before(tmp_path / "in", fiscal_csv="项目,本年预算数,本年决算数\n支出总额,0.10,99999999999999.99\n")
    new_workspace(2023, tmp_path / "w", 2022, inputs)
    case = Case(place(tmp_path / "w"), 2023, "u01")
    assert case.fact("fiscal.支出总额.prior").value == Decimal("99999999999999.99")
    assert case.fact("fiscal.支出总额.prior_budget").value == Decimal("0.10")


def test_last_years_file_that_could_not_be_read_is_told(tmp_path: Path):
    inputs = before(tmp_path / "in", fiscal_csv="项目,本年决算数\n支出总额,三万\n")
    new_workspace(2023, tmp_path / "w", 2022, inputs)
    assert "有 1 处未能按原样读取" in (tmp_path / "w/inputs/2023/u01/profile.yaml").read_text("utf-8")


def test_texts_of_last_year_survive_yaml(tmp_path: Path):
    inputs = before(tmp_path / "in", profile_yaml='name: "金额: 3天 # 工会"\ndepartments: ["- 办公室", "0123", "是"]\n')
    new_workspace(2023, tmp_path / "w", 2022, inputs)
    profile = Case(place(tmp_path / "w"), 2023, "u01").loaded.profile
    assert profile["name"].value == "金额: 3天 # 工会"
    assert profile["departments"].value == ["- 办公室", "0123", "是"]


def test_nothing_is_overwritten_nor_doubled(tmp_path: Path):
    folder = tmp_path / "inputs/2023/myunion"
    new_workspace(2023, tmp_path)
    kept = write(folder / "profile.yaml", "name: 某工会\n")
    (folder / "fiscal.xlsx").unlink()
    write(folder / "部门决算表.csv", "项目,本年决算数\n支出总额,1.00\n")
    (folder / "survey.xlsx").unlink()
    assert new_workspace(2023, tmp_path) == [folder / "survey.xlsx"]
    assert kept.read_text("utf-8") == "name: 某工会\n"
    assert Case(place(tmp_path), 2023, "myunion").fact("fiscal.支出总额.actual").value == 1


def test_units_that_are_closed_or_not_yet_founded_get_no_folder(tmp_path: Path):
    lines = "a,甲工会,grassroots,,2022-12-31\nb,乙工会,grassroots,,2023-01-01\nc,丙工会,grassroots,2023-06-01,\n"
    write(tmp_path / "inputs/units.csv", f"unit,name,kind,established,closed\n{lines}d,丁工会,grassroots,2024-01-01,\n")
    new_workspace(2023, tmp_path)
    assert place(tmp_path).folders(2023) == ["b", "c"]


def test_the_list_of_units_is_carried_line_by_line(tmp_path: Path):
    inputs = before(tmp_path / "in")
    line = 'u01,"甲,乙联合工会",联合,grassroots,fed,2020-06-01,'
    write(inputs / "units.csv", f"unit,name,short_name,kind,parent,established,closed\n{line}\n")
    new_workspace(2023, tmp_path / "w", 2022, inputs)
    text = (tmp_path / "w/inputs/units.csv").read_text("utf-8-sig")
    assert list(csv.reader(text.splitlines()))[1] == next(csv.reader([line]))


@pytest.mark.parametrize("unit", ["..", "../x", "a/b", "a\\b", ".hidden", "C:", "x.", "a\tb"])
def test_a_unit_that_is_no_plain_folder_name_is_refused_before_anything_is_written(tmp_path: Path, unit: str):
    write(tmp_path / "w/inputs/units.csv", f"unit,name,kind\nu01,好工会,grassroots\n{unit},坏工会,grassroots\n")
    with pytest.raises(UsageError, match="不能作文件夹名"):
        new_workspace(2023, tmp_path / "w")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["units.csv"]


def test_errors_name_what_is_there(tmp_path: Path):
    with pytest.raises(UsageError, match=r"没有 2021 年度的资料.*现有年度：2022"):
        new_workspace(2023, tmp_path, 2021, before(tmp_path / "in"))
    with pytest.raises(UsageError, match="应早于新的年度"):
        new_workspace(2022, tmp_path, 2022, EXAMPLES)
    write(tmp_path / "file", "")
    with pytest.raises(UsageError, match="不能在 file 里建立文件"):
        new_workspace(2023, tmp_path / "file")


def test_the_same_year_twice_gives_the_same_bytes(tmp_path: Path):
    first = new_workspace(2023, tmp_path / "a", 2022, EXAMPLES)
    second = new_workspace(2023, tmp_path / "b", 2022, EXAMPLES)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
