"""Two tables in one sheet, two unions in one file, headings that change halfway, what Excel hides."""

from decimal import Decimal

import openpyxl
import pytest
from bugs import bug

HEAD = "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n"
JANUARY = "2021-01-05,收-1,拨缴经费,102,银行存款,12000.00,\n2021-01-05,收-1,拨缴经费,402,拨缴经费收入,,12000.00\n"
OTHER = JANUARY.replace("12000", "7000")
NEXT_UNIT = "ledger: a title with another unit between the rows is not told"
BALANCES = "科目编码,科目名称,期初借方,期初贷方,本期借方,本期贷方,期末借方\n102,银行存款,8000.00,,12000.00,,20000.00\n"


def beside(title):
    """Both journals, with the union in a column of its own."""
    rows = [("甲工会", row) for row in JANUARY.split()] + [("乙工会", row) for row in OTHER.split()]
    return f"{title},{HEAD}" + "".join(f"{union},{row}\n" for union, row in rows)


@pytest.mark.xfail(
    strict=True, reason="heading.py find: one heading a sheet; lines.py: the headings of another table are none"
)
def test_a_balance_table_below_a_journal_is_no_journal(read):
    back = read(f"序时账\n{HEAD}{JANUARY}合计,,,,,12000.00,12000.00\n\n科目余额表\n{BALANCES}", "账表.csv")
    journal = [row for row in back.rows_of_all if "summary" in row]
    assert sum(row["credit"] or 0 for row in journal) == Decimal("12000.00")
    assert {part.table for part in back.kept.parts} == {"journal", "balances"} or any(
        problem.source.row in (7, 8) and "另一张" in problem.message for problem in back.problems
    )


def test_the_same_headings_again_below(read):
    back = read(f"1月\n{HEAD}{JANUARY}合计,,,,,12000.00,12000.00\n\n2月\n{HEAD}{OTHER.replace('-01-', '-02-')}")
    assert (back.total("debit"), back.column("row")) == (Decimal("19000.00"), [3, 4, 9, 10])
    assert back.all_rows() == list(range(1, 11))


@pytest.mark.xfail(
    strict=True, reason="lines.py _headings: other titles than above are another heading; sides were swapped"
)
def test_headings_in_another_order_halfway(read):
    swapped = HEAD.replace("借方金额,贷方金额", "贷方金额,借方金额")
    back = read(f"{HEAD}{JANUARY}{swapped}2021-02-05,收-1,拨缴经费,102,银行存款,,7000.00\n")
    assert back.total("debit") == Decimal("19000.00") or (
        back.total("credit") == Decimal("12000.00") and [problem.source.row for problem in back.problems] == [4]
    )


@pytest.mark.parametrize(
    "content",
    [
        bug(NEXT_UNIT, f"甲工会序时账\n{HEAD}{JANUARY}乙工会序时账\n{HEAD}{OTHER}"),
        bug(NEXT_UNIT, f"核算单位：甲工会\n{HEAD}{JANUARY}核算单位：乙工会\n{HEAD}{OTHER}"),
        beside("公司"),
        beside("核算账簿"),
    ],
)  # fmt: skip
def test_two_unions_in_one_journal_are_told_or_kept_apart(read, content):
    """Both have a 收-1 of January: as one voucher they would hide each other's gaps and sums."""
    back = read(content, "序时账.csv")
    vouchers = {(row["book"], row["period"], row["word"], row["number"]) for row in back.rows}
    assert len(vouchers) == 2 or back.problems


@pytest.mark.parametrize(
    "part",
    ["sheet", *(bug("readers: hidden rows and columns are not noticed", part) for part in ("row", "column"))],
)
def test_what_excel_hides_is_read_and_told(read_book, part):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEAD.strip().split(","), *(line.split(",") for line in JANUARY.split())):
        sheet.append(row)
    if part == "sheet":
        hidden = book.create_sheet("二月")
        for row in (HEAD.strip().split(","), *(line.replace("-01-", "-02-").split(",") for line in OTHER.split())):
            hidden.append(row)
        hidden.sheet_state = "hidden"
    elif part == "row":
        sheet.row_dimensions[3].hidden = True
        sheet.auto_filter.ref = "A1:G3"
    else:
        sheet.column_dimensions["C"].hidden = True
    back = read_book(book)
    assert len(back.rows_of_all) == (4 if part == "sheet" else 2)
    assert any("隐藏" in problem.message or "筛选" in problem.message for problem in back.kept.problems)


def test_merged_cells_of_a_voucher(read_book):
    book = openpyxl.Workbook()
    for row in (HEAD.strip().split(","), *(line.split(",") for line in JANUARY.split())):
        book.active.append([cell or None for cell in row])
    for column in "ABC":
        book.active.merge_cells(f"{column}2:{column}3")
    back = read_book(book)
    assert [(row["number"], row["account"], row["debit"], row["credit"]) for row in back.rows] == [
        (1, "102", 12000, None),
        (1, "402", None, 12000),
    ]


def test_thousands_of_blank_rows_between(read_book):
    book = openpyxl.Workbook()
    first, second = (line.split(",") for line in JANUARY.split())
    book.active.append(HEAD.strip().split(","))
    book.active.append(first)
    for column, cell in enumerate(second, 1):
        book.active.cell(5000, column, cell or None)
    back = read_book(book)
    assert (back.column("row"), back.part.skipped) == ([2, 5000], {"表头": 1, "空行": 4997})
