"""findings.xlsx as it leaves the program: what people meet in it, and what never becomes a formula."""

import csv
import io
import time

import openpyxl
import pytest
from workbooks import GRAVE, Filled, decide

from auditbook import cli
from auditbook.engagement.layout import layout
from auditbook.engagement.workbook import workbook
from auditbook.files import digest
from auditbook.tables import tables

LIST = "疑点清单"


def opened(raw):
    return openpyxl.load_workbook(io.BytesIO(raw))


def test_the_sheets_with_the_headings_of_the_tables(union):
    book = opened(workbook(union.open()))
    assert book.sheetnames == ["说明", *(form.name for form in layout().forms), "_原表"]
    assert book["_原表"].sheet_state == "veryHidden"
    for form in layout().forms:
        heads = {cell.value for cell in book[form.name][1]}
        assert {column.title for column in tables()[form.table.name].columns.values()} <= heads, form.name


def test_frozen_filtered_printed_and_with_drop_downs(union):
    sheet = opened(workbook(union.open()))[LIST]
    assert sheet.freeze_panes == "D2" and sheet.auto_filter.ref.startswith("A1:")
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$1:$1")
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {'"确认,排除,待查"'}


def test_amounts_are_numbers_and_codes_are_text(union):
    filled = Filled(union)
    row, heads = filled.row(LIST, union.finding().key), filled.heads(LIST)
    cell = filled.book[LIST].cell(row, heads["金额"])
    assert (cell.value, cell.number_format) == (1200, "#,##0.00")
    assert filled.book[LIST].cell(row, heads["证据指纹"]).number_format == "@"
    assert filled.book[LIST].cell(row, heads["取证单号"]).value == "2021-U-D6-01"


def test_the_state_is_said_and_a_synthetic_unit_says_so_on_every_sheet(union):
    (union.folder / "profile.yaml").write_text("name: 某工会\nsynthetic: true\n", "utf-8")
    book = opened(workbook(union.open()))
    said = [cell.value for row in book["说明"].iter_rows() for cell in row]
    assert "内部底稿，未经复核" in said and any("合成数据" in str(text) for text in said)
    assert all("合成数据" in book[form.name].oddHeader.right.text for form in layout().forms)


def test_same_case_same_bytes(union):
    assert workbook(union.open()) == workbook(union.open())


def test_a_unit_without_books_has_none(case_of):
    assert workbook(case_of(fiscal_csv="项目,本年预算数\n支出总额,1\n")) is None


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "https://a.example/x"])
def test_what_looks_like_a_formula_is_text(union, text):
    union.journal((union.folder / "序时账.csv").read_text("utf-8").replace("示例商户01", text))
    book = opened(workbook(union.open()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"] and not [cell for cell in cells if cell.hyperlink]
    assert any(text in str(cell.value) for cell in cells)


def test_a_summary_of_a_hundred_thousand_signs_is_cut_visibly(union):
    long = "购端午节购物卡发放会员" + "长" * 100_000
    union.journal((union.folder / "序时账.csv").read_text("utf-8").replace("购端午节购物卡发放会员", long))
    cells = [cell.value for row in opened(workbook(union.open()))[LIST].iter_rows() for cell in row]
    longest = max((text for text in cells if isinstance(text, str)), key=len)
    assert 30_000 < len(longest) <= 32_767 and longest.endswith("全文见 findings.csv 和原文件）")


def test_numbers_of_persons_are_masked(union):
    union.journal((union.folder / "序时账.csv").read_text("utf-8").replace("端午节", "430602198001011234端午节"))
    cells = [str(cell.value) for row in opened(workbook(union.open()))[LIST].iter_rows() for cell in row]
    assert not [text for text in cells if "430602198001011234" in text]


def run(union, *more):
    return cli.main(["run", "--inputs", str(union.root / "inputs"), "--outputs", str(union.root / "outputs"),
                     "--notebook", "40", "--format", "html", *more])  # fmt: skip


@pytest.mark.long
def test_a_run_writes_it_and_a_file_put_back_makes_a_new_run(union, capsys):
    assert run(union) == 0
    made = union.root / "outputs" / "2021" / "u"
    raw = (made / "findings.xlsx").read_bytes()
    assert raw == workbook(union.open())
    assert run(union) == 0 and digest(made / "findings.xlsx") == digest(made / "findings.xlsx")
    decide(Filled(union), union.finding().key).back()
    assert run(union) == 0
    assert (made / "findings.xlsx").read_bytes() != raw
    with (made / "findings.csv").open(encoding="utf-8-sig") as file:
        assert {row["decision"] for row in csv.DictReader(file) if row["check"] == "A25"} == {"确认"}


@pytest.mark.long
def test_what_was_filled_in_among_the_results_is_kept(union, capsys):
    assert run(union) == 0
    made = union.root / "outputs" / "2021" / "u"
    filled = decide(Filled(union), union.finding().key)
    filled.book.save(made / "findings.xlsx")
    written = (made / "findings.xlsx").read_bytes()
    assert run(union) == 1
    assert (made / "findings-已填写1.xlsx").read_bytes() == written
    said = capsys.readouterr()
    assert "findings-已填写1.xlsx" in said.out + said.err
    assert run(union) == 0 and (made / "findings-已填写1.xlsx").read_bytes() == written


@pytest.mark.long
def test_twenty_thousand_findings(union):
    lines = [
        f"2021-{1 + n % 12:02d}-{1 + n % 28:02d},记-{n},付材料款,{account},{amount},示例商户{n % 999},甲,乙\n"
        for n in range(2_000)
        for account, amount in (("50101,职工福利", f"{900 + n % 97}.00,"), ("102,银行存款", f",{900 + n % 97}.00"))
    ]
    union.journal((union.folder / "序时账.csv").read_text("utf-8").splitlines(keepends=True)[0] + "".join(lines))
    (union.root / "inputs" / "checks").mkdir()
    for number in range(10, 21):  # a check lists two thousand
        own = GRAVE.replace("Z01", f"Z{number}")
        (union.root / "inputs" / "checks" / f"Z{number}_large.sql").write_text(own, "utf-8")
    case = union.open()
    assert sum(len(matter.findings) for matter in case.engagement.matters) >= 20_000
    started = time.monotonic()
    raw = workbook(case)
    written = time.monotonic() - started
    (union.folder / "findings.xlsx").write_bytes(raw)
    started = time.monotonic()
    again = union.open()
    assert len(again.loaded.copies[0].findings) >= 20_000 and again.loaded.problems == case.loaded.problems
    assert written < 60 and time.monotonic() - started < 60
