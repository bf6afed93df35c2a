"""Several files of one table, broken files, tables beside the books: one message each, nothing lost."""

import zipfile
from decimal import Decimal

import layouts
import openpyxl
import pyarrow.parquet as pq
import pytest
from layouts import DEBIT, LINES, Laid
from writers import write_csv, write_html, write_ods, write_xlsx

from auditbook.load import load_unit

HEAD = "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n"
ENTRY = "2021-01-05,记-1,某事,102,银行存款,5.00,\n"


@pytest.fixture
def unit(tmp_path):
    """A unit's folder, and what the loader makes of it."""
    folder = tmp_path / "inputs" / "2021" / "u"
    folder.mkdir(parents=True)

    def load(**files):
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else content.encode()
            (folder / name.replace("_csv", ".csv").replace("_xlsx", ".xlsx").replace("_xls", ".xls")).write_bytes(raw)
        return load_unit(folder, tmp_path, year=2021)

    load.folder = folder
    return load


def journals(loaded):
    """The rows of all journals of a unit, and the sum of their debits."""
    tables = [pq.read_table(part.data) for kept in loaded.kept for part in kept.parts if part.table == "journal"]
    debits = [value for table in tables for value in table.column("debit").to_pylist() if value is not None]
    return sum(table.num_rows for table in tables), sum(debits, Decimal(0))


def told(loaded):
    return [problem for problem in loaded.problems if not problem.note]


def test_twelve_monthly_files_are_one_journal(unit):
    for month in range(1, 13):
        laid = layouts.small_cloud()
        head, rows = (
            laid.grid[0],
            [row for row, line in zip(laid.grid[1:], LINES, strict=True) if line.day.month == month],
        )
        write_csv(Laid([head, *(rows or [[f"2021-{month:02}-01", "记-9", "无", "101", "库存现金", "0.00", ""]])]),
                  unit.folder / f"序时账{month:02}月.csv")  # fmt: skip
    loaded = unit()
    rows, debit = journals(loaded)
    assert (rows, debit) == (len(LINES) + 9, DEBIT)
    assert told(loaded) == []


def test_the_same_file_twice_counts_once(unit):
    loaded = unit(序时账_csv=HEAD + ENTRY, 序时账副本_csv=HEAD + ENTRY)
    assert journals(loaded) == (1, Decimal("5.00"))
    assert ["完全相同" in problem.message for problem in told(loaded)] == [True]


def test_two_equal_lines_of_one_file_are_both_entries(unit):
    assert journals(unit(序时账_csv=HEAD + ENTRY + ENTRY)) == (2, Decimal("10.00"))


def _zip_of(tmp_path, writer=write_xlsx, ending="xlsx"):
    return writer(layouts.small_cloud(), tmp_path / f"whole.{ending}").read_bytes()


def test_a_truncated_workbook_is_one_message_and_other_files_go_on(unit, tmp_path):
    loaded = unit(坏_xlsx=_zip_of(tmp_path)[:3000], 序时账_csv=HEAD + ENTRY)
    assert journals(loaded) == (1, Decimal("5.00"))
    (problem,) = told(loaded)
    assert problem.source.file.endswith("坏.xlsx") and problem.remedy


@pytest.mark.parametrize(
    "raw",
    [
        (HEAD + ENTRY).encode() + "2021-01-06,记-2,购置办公用品,102,银行存款,5.00,\n".encode("gb18030"),
        (HEAD + ENTRY).encode() + b"\x00\x00\x00",
        b"PK\x03\x04" + b"\0" * 100,
        b"",
    ],
)
def test_a_broken_file_is_one_message_with_a_remedy(unit, raw):
    loaded = unit(序时账2_csv=raw, 序时账_csv=HEAD + ENTRY)
    assert journals(loaded)[0] >= 1
    assert len(told(loaded)) == 1
    assert told(loaded)[0].remedy


def test_rows_of_a_web_page_that_are_blank_are_listed_as_such(read):
    laid = layouts.small_cloud()
    laid.grid.insert(3, [])
    back = read(laid, "凭证.xls", writer=write_html)
    assert back.all_rows() == list(range(1, len(laid.grid) + 1))


def test_figures_of_an_ods_are_exact(read):
    laid = Laid([HEAD.strip().split(","), ["2021-01-05", "记-1", "某事", "102", "银行存款", Decimal("1234567.89"), ""]])
    assert read(laid, "序时账.ods", writer=write_ods).total("debit") == Decimal("1234567.89")


def test_an_empty_table_is_told(unit):
    assert [problem.message for problem in told(unit(序时账_csv=HEAD))] == ["表头下面没有数据"]


def test_a_hidden_sheet_is_read_as_well(unit):
    book = openpyxl.Workbook()
    for row in (HEAD, ENTRY):
        book.active.append(row.strip().split(","))
    hidden = book.create_sheet("二月")
    for row in (HEAD, ENTRY.replace("-01-", "-02-")):
        hidden.append(row.strip().split(","))
    hidden.sheet_state = "hidden"
    book.save(unit.folder / "序时账.xlsx")
    assert journals(unit()) == (2, Decimal("10.00"))


def test_the_cards_of_fixed_assets(unit):
    loaded = unit(
        固定资产卡片_csv='卡片编号,资产名称,资产类别,购置日期,原值,数量,存放地点,使用状况\n0001,电脑,设备,2021.3.5,"5,000.00",1,办公室,在用\n'
    )
    (row,) = loaded.tables["assets"]
    assert (row["asset"], row["cost"], row["acquired"].isoformat()) == ("0001", Decimal("5000.00"), "2021-03-05")
    assert told(loaded) == []


def test_benefits_are_a_large_table(read):
    back = read(
        "日期,事由,姓名,会员编号,金额,形式,凭证字号\n2021-01-20,春节,会员001,0001,200.00,实物,付-1\n",
        "慰问发放明细.csv",
    )
    (row,) = back.rows
    assert (back.part.table, row["member_id"], row["amount"]) == ("benefits", "0001", Decimal("200.00"))


def test_payroll_is_a_large_table(read):
    back = read("月份,工资总额,会员人数,会费基数\n1月,100000.00,50,\n2月,100000.00,50,\n", "工资总额.csv")
    assert (back.part.table, back.column("month")) == ("payroll", [1, 2])


@pytest.mark.long
def test_a_workbook_that_declares_far_more_than_it_holds_is_refused(unit):
    with (
        zipfile.ZipFile(unit.folder / "序时账.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(1001):
            member.write(b" " * 1_000_000)
    loaded = unit()
    assert ["1 GB" in str(problem) and "CSV" in str(problem) for problem in told(loaded)] == [True]
