import os
from contextlib import suppress
from decimal import Decimal

import openpyxl
import pytest

from auditbook.errors import AuditbookError
from auditbook.load import load_unit

HEAD = "项目,本年预算数,本年决算数\n"


def told(loaded, *, notes=False) -> list[str]:
    return [str(problem) for problem in loaded.problems if problem.note == notes]


def amounts(loaded, column="actual") -> dict:
    return {row["item"]: row[column] for row in loaded.tables["fiscal"]}


# --- everything wrong, at once, with its place


def test_everything_wrong_in_one_file_is_told_at_once_with_place_and_remedy(load):
    loaded = load(
        fiscal_csv="项目,本年决算数,决算数,天气\n支出总额,六十三万,1,晴\n人员经费,-5,,\n,7,,\n公用经费,0.305,,\n"
    )
    assert told(loaded) == [
        "inputs/2022/u/fiscal.csv 第1行“决算数”：列“本年决算数”出现了两次，只用了第一列。请删去或改名其中一列",
        "inputs/2022/u/fiscal.csv 第2行“本年决算数”：“六十三万”不是数字。请只填数字，单位和说明写到别的列",
        "inputs/2022/u/fiscal.csv 第3行“本年决算数”：“-5”小于 0。请核对；此栏不应为负数",
        "inputs/2022/u/fiscal.csv 第4行“项目”：没有填写。请填写“项目”",
        "inputs/2022/u/fiscal.csv 第5行“本年决算数”：“0.305”超过两位小数（元）。金额以元为单位、最多两位小数，请核对原始数据",  # noqa: E501
    ]  # fmt: skip


def test_a_sheet_is_named_beside_its_row(load, workbook):
    loaded = load(fiscal_xlsx=workbook(["项目", "本年决算数"], [], ["支出总额", "六十三万"]))
    assert told(loaded)[0].startswith("inputs/2022/u/fiscal.xlsx[Sheet] 第3行“本年决算数”：")


def test_a_broken_file_does_not_stop_the_others(load):
    loaded = load({"a.xlsx": b"PK\x03\x04broken", "b.csv": "", "fiscal.csv": HEAD + "支出总额,,631100\n"})
    assert amounts(loaded) == {"支出总额": Decimal("631100.00")}
    assert [problem.source.file for problem in loaded.problems] == ["inputs/2022/u/a.xlsx", "inputs/2022/u/b.csv"]


def test_a_value_that_is_refused_is_not_there_rather_than_zero(load):
    assert amounts(load(fiscal_csv=HEAD + "支出总额,,1e400\n")) == {"支出总额": None}


def test_a_column_that_is_missing_is_named(load):
    assert "缺少必需的列“项目”" in told(load(fiscal_csv="本年预算数,本年决算数\n1,2\n"))[0]


def test_a_file_whose_headings_nobody_knows_is_told_and_not_dropped(load):
    assert "没有找到认识的表头" in told(load(某表_csv="甲,乙\n1,2\n"))[0]


def test_an_unknown_column_is_kept_beside_the_row(load):
    loaded = load(fiscal_csv="项目,天气,本年决算数\n支出总额,晴,1\n")
    assert list(loaded.tables["fiscal"][0].extra.values()) == ["晴"] and "不认识的列" in told(loaded, notes=True)[0]


def test_a_failed_formula_is_no_value_and_is_told(load, workbook, monkeypatch):
    from auditbook import load as module
    from auditbook.readers import Sheet

    sheet = Sheet("表", [(1, ["项目", "本年决算数"]), (2, ["支出总额", ""])], binary=True, errors=((2, 1, "#DIV/0!"),))
    monkeypatch.setattr(module, "read_sheets", lambda path: [sheet])
    loaded = load(fiscal_xlsx=b"-")
    assert amounts(loaded) == {"支出总额": None} and "公式出错" in told(loaded)[0]


# --- rows


def test_the_number_of_a_row_is_that_of_the_file_after_titles_blanks_and_totals(load):
    loaded = load(fiscal_csv="2022年部门决算,,\n\n" + HEAD + "\n人员经费,,1\n合计,,1\n公用经费,,2\n")
    assert [(row["item"], row.source.row) for row in loaded.tables["fiscal"]] == [("人员经费", 5), ("公用经费", 7)]


def test_a_total_row_is_not_counted_and_is_noted(load):
    loaded = load(fiscal_csv=HEAD + "人员经费,,1\n 合 计 ,,1\n")
    assert list(amounts(loaded)) == ["人员经费"] and "第3行：合计行，未计入数据" in told(loaded, notes=True)[0]


def test_the_line_of_signatures_is_no_data(load):
    loaded = load(fiscal_csv=HEAD + "人员经费,,1\n制表人：某某,,\n")
    assert list(amounts(loaded)) == ["人员经费"]


def test_two_lines_of_one_key_that_differ_are_both_unknown(load):
    loaded = load(fiscal_csv=HEAD + "支出总额,,100\n支出总额,,200\n人员经费,,5\n")
    assert amounts(loaded) == {"支出总额": None, "人员经费": Decimal("5.00")}
    assert "两处不同，均未采用" in told(loaded)[0]


def test_a_third_line_does_not_decide_between_two_that_differ(load):
    assert amounts(load(fiscal_csv=HEAD + "支出总额,,100\n支出总额,,200\n支出总额,,100\n")) == {"支出总额": None}


def test_two_lines_of_one_key_that_agree_count_once(load):
    loaded = load(fiscal_csv=HEAD + "支出总额,,100\n支出合计,,100\n")
    assert amounts(loaded) == {"支出总额": Decimal("100.00")} and "只计一次" in told(loaded)[0]


def test_two_files_of_one_table_are_joined(load):
    loaded = load({"预决算1.csv": HEAD + "人员经费,,1\n", "预决算2.csv": HEAD + "公用经费,,2\n"})
    assert {row.source.file[-8:]: row["item"] for row in loaded.tables["fiscal"]} == {
        "预决算1.csv"[-8:]: "人员经费",
        "预决算2.csv"[-8:]: "公用经费",
    }


def test_one_key_in_two_files_is_a_problem_that_names_both(load):
    loaded = load({"a.csv": HEAD + "支出总额,,1\n", "b.csv": HEAD + "支出总额,,2\n"})
    assert "b.csv 第2行：“支出总额”与inputs/2022/u/a.csv 第2行重复" in told(loaded)[0]


def test_a_ledger_without_rows_is_empty_and_no_problem(load):
    loaded = load(fiscal_csv=HEAD)
    assert loaded.tables == {"fiscal": []} and loaded.problems == []


def test_two_activities_of_one_name_are_two(load):
    loaded = load(activities_csv="类别,活动名称,金额\n其他,慰问,1\n其他,慰问,1\n")
    assert len(loaded.tables["activities"]) == 2


# --- 万元


@pytest.mark.parametrize(
    "text",
    [
        "单位：万元,,\n" + HEAD,
        "2022年部门决算,,金额单位: 万元\n" + HEAD,
        "部门决算（万元）,,\n\n" + HEAD,
        "项目,本年预算数(万元),本年决算数（单位：万元）\n",
    ],
)
def test_ten_thousands_become_yuan_and_the_log_says_so(load, text):
    loaded = load(fiscal_csv=text + "支出总额,,63.11\n")
    assert amounts(loaded) == {"支出总额": Decimal("631100.00")} and "已换算为元" in told(loaded, notes=True)[0]


def test_a_heading_in_yuan_stands_against_ten_thousands_above_it(load):
    loaded = load(fiscal_csv="单位：万元,,\n项目,本年预算数,本年决算数（元）\n支出总额,1,631100\n")
    row = loaded.tables["fiscal"][0]
    assert (row["budget"], row["actual"]) == (Decimal("10000.00"), Decimal("631100.00"))


def test_a_sheet_in_ten_thousands_with_a_merged_title(load, workbook):
    def title(book):
        book.active.merge_cells("A1:C1")

    rows = [
        ["部门预决算表"],
        [None, None, "单位：万元"],
        ["项目", "本年预算数", "本年决算数"],
        ["支出总额", None, 63.11],
    ]
    assert amounts(load(决算_xlsx=workbook(*rows, change=title))) == {"支出总额": Decimal("631100.00")}


# --- the folder


def test_a_link_out_of_the_folder_is_not_followed(load, unit_folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elsewhere") / "fiscal.csv"
    outside.write_text(HEAD + "支出总额,,1\n", "utf-8")
    (unit_folder() / "fiscal.csv").symlink_to(outside)
    loaded = load()
    assert "指向文件夹之外的链接" in told(loaded)[0] and not loaded.tables


def test_a_folder_named_like_a_table_is_no_table(load, unit_folder):
    (unit_folder() / "fiscal.csv").mkdir()
    assert load().tables == {}


def test_lock_files_are_not_inputs(load):
    loaded = load({"~$fiscal.xlsx": b"-", ".fiscal.csv": "-"})
    assert loaded.files == {} and loaded.problems == []


def test_what_people_sign_is_a_table_of_its_own(load):
    loaded = load({"reviews.csv": "底稿编号,级次,签署人\n2022-U-Z-01,一级复核,审计员丙\n"})
    assert loaded.files == {"inputs/2022/u/reviews.csv": "复核登记"}
    assert [row["by"] for row in loaded.tables["reviews"]] == ["审计员丙"]


def test_a_scan_is_an_attachment(load):
    assert load({"凭证.pdf": b"%PDF-1.7"}).files == {"inputs/2022/u/凭证.pdf": "附件"}


def test_capitals_and_dots_in_a_file_name_do_not_matter(load):
    assert amounts(load({"v1..FISCAL.CSV": HEAD + "支出总额,,1\n"})) == {"支出总额": Decimal("1.00")}


@pytest.mark.parametrize("raw", [b"\x00" * 200, bytes(range(256)), b"\xff\xfe\x00", b"\xef\xbb\xbf", b",\n" * 500,
                                 "项目,本年决算数\n\u202e🎉,=cmd|'/c'!A1\n".encode(),
                                 ("项目,本年决算数\n" + "," * 5000).encode(), b"PK\x05\x06" + b"\0" * 18])  # fmt: skip
@pytest.mark.parametrize("name", ["fiscal.csv", "fiscal.xlsx", "fiscal.xls", "fiscal.ods", "统计.txt"])
def test_rubbish_makes_no_figure_and_no_crash(load, raw, name):
    loaded = load({name: raw})
    assert all(row["actual"] is None for row in loaded.tables.get("fiscal", []))


# --- found by attack: each is a figure lost or altered in silence, or a crash that stops the unit


def test_an_amount_with_an_unquoted_comma_is_not_cut_in_silence(load):
    assert told(load(fiscal_csv="项目,本年决算数\n支出总额,631,100\n"))


@pytest.mark.parametrize("item", ["打印机购置", "复核工作经费", "审核人员培训费"])
def test_a_project_named_like_a_footer_keeps_its_amount(load, item):
    assert amounts(load(fiscal_csv=HEAD + f"{item},,20000\n")) == {item: Decimal("20000.00")}


def test_two_tables_on_one_sheet_are_both_there_or_it_is_told(load):
    loaded = load(基础数据_csv="项目,本年决算数\n支出总额,631100\n,\n指标,数值,单位\n会员人数,10086,人\n")
    assert set(loaded.tables) == {"fiscal", "statistics"} or told(loaded)


def test_a_sheet_that_is_not_understood_beside_one_that_is_is_told(load, workbook):
    def second(book):
        sheet = book.create_sheet("项目明细")
        for row in (["支出名", "金额数"], ["春节送温暖", 3000000]):
            sheet.append(row)

    loaded = load(fiscal_xlsx=workbook(["项目", "本年决算数"], ["支出总额", 1], change=second))
    assert any("项目明细" in str(problem) for problem in loaded.problems)


def test_figures_from_a_hidden_sheet_are_told(load, workbook):
    def hide(book):
        sheet = book.create_sheet("旧稿")
        for row in (["项目", "本年决算数"], ["人员经费", 5]):
            sheet.append(row)
        sheet.sheet_state = "hidden"

    loaded = load(fiscal_xlsx=workbook(["项目", "本年决算数"], ["支出总额", 1], change=hide))
    assert any("隐藏" in str(problem) for problem in loaded.problems)


@pytest.mark.parametrize(
    ("unit", "factor"), [("金额单位：人民币万元", 10000), ("计量单位（人民币）：万元", 10000), ("单位：千元", 1000),
                         ("单位：百万元", 1000000), ("万元", 10000)]
)  # fmt: skip
def test_a_unit_above_the_headings_is_understood_or_told(load, unit, factor):
    loaded = load(fiscal_csv=f"{unit},,\n{HEAD}支出总额,,63\n")
    assert amounts(loaded) == {"支出总额": Decimal(63 * factor)} or any("单位" in text for text in told(loaded))


def test_ten_thousands_in_the_second_line_of_the_heading_are_not_taken_for_yuan(load):
    loaded = load(fiscal_csv=HEAD + ",（万元）,（万元）\n支出总额,,63.11\n")
    assert amounts(loaded)["支出总额"] in (None, Decimal("631100.00"))


def test_a_percentage_formatted_in_excel_is_not_a_hundred_times_less(load, workbook):
    def percent(book):
        book.active["C2"].number_format = "0.0%"

    loaded = load(statistics_xlsx=workbook(["指标", "单位", "报告所称"], ["工会建会率", "%", 0.865], change=percent))
    assert loaded.tables["statistics"][0]["stated"] != Decimal("0.865") or told(loaded)


def test_a_list_of_benefits_is_not_added_to_the_activities(facts_of):
    facts = facts_of(慰问发放明细_csv="日期,事由,姓名,金额,凭证字号\n2022-01-20,春节,张某,1000.00,记-1\n")
    assert facts["sum.活动支出.未说明"].value is None


@pytest.mark.parametrize(("name", "target"), [("fiscal.csv", "没有.csv"), ("profile.yaml", "没有.yaml"),
                                              ("fiscal.csv", "fiscal.csv")])  # fmt: skip
def test_a_link_to_nothing_does_not_stop_the_unit(load, unit_folder, name, target):
    (unit_folder() / name).symlink_to(target)
    assert told(load({"b.csv": HEAD + "支出总额,,1\n"}))


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_that_may_not_be_read_does_not_stop_the_unit(load, unit_folder):
    path = unit_folder(fiscal_csv=HEAD) / "fiscal.csv"
    path.chmod(0)
    assert told(load())


@pytest.mark.parametrize("name", ["profile.yml", "Profile.YAML"])
def test_a_profile_with_another_ending_is_read_or_told(load, name):
    loaded = load({name: "name: 某区总工会\n"})
    assert loaded.profile or told(loaded)


def test_a_template_with_braces_left_in_it_is_one_problem_of_the_file(unit_folder, tmp_path):
    folder = unit_folder(profile_yaml="name: {{某区总工会}}\n")
    with suppress(AuditbookError):
        load_unit(folder, tmp_path)


def test_a_very_wide_row_is_read_in_no_time(load, monkeypatch):
    from auditbook import tables as module

    calls = []
    monkeypatch.setattr(module, "fold_heading", lambda text: calls.append(text) or text)
    load(fiscal_csv="项目,本年决算数" + ",列" * 200 + "\n支出总额,1\n")
    assert len(calls) < 10_000


def test_the_flows_of_cash_beside_a_journal_are_no_table_of_ours(tmp_path):
    """金蝶 EAS writes them as a second sheet, with dates and amounts that look like a list of activities."""
    book = openpyxl.Workbook()
    book.active.append(["日期", "凭证字号", "摘要", "科目编码", "借方金额", "贷方金额"])
    book.active.append(["2021-01-05", "记-1", "活动", "50102", 100, ""])
    book.active.append(["2021-01-05", "记-1", "活动", "102", "", 100])
    flows = book.create_sheet("现金流量")
    flows.append(["公司", "记账日期", "日期", "凭证号", "现金流量项目", "金额"])
    flows.append(["某工会", "2021-01-05", "2021-01-05", "记-1", "支付的其他", 100])
    folder = tmp_path / "inputs" / "2021" / "u"
    folder.mkdir(parents=True)
    book.save(folder / "凭证.xlsx")
    loaded = load_unit(folder, tmp_path, year=2021)
    assert [part.rows for kept in loaded.kept for part in kept.parts] == [2]
    assert [(problem.source.sheet, problem.note) for problem in loaded.problems] == [("现金流量", True)]
