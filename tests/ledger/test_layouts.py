"""The same small ledger as each package exports it, in each kind of file: always the same lines, to the cent."""

import shutil
import subprocess
from decimal import Decimal

import balance_layouts
import layouts
import pytest
from balance_layouts import BALANCE_TABLES, BALANCES
from layouts import CREDIT, DEBIT, JOURNALS, LINES
from readback import read_back
from writers import WRITERS, write_csv, write_html, write_xlsx


def amount(text):
    return Decimal(text) if text else None


def kept(value):
    """An amount that is there: a program that writes 0 on the other side means none."""
    return value or None


def every(tables):
    """Each layout in each kind of file; an .ods is read in a process of its own, so only the first one every day."""
    first = next(iter(tables))
    return [
        pytest.param(table, writer, marks=pytest.mark.long if writer == "ods" and table != first else ())
        for table in tables
        for writer in WRITERS
    ]


@pytest.mark.parametrize(("layout", "ending"), every(JOURNALS))
def test_every_package_and_file_gives_the_same_lines(read, layout, ending):
    laid = JOURNALS[layout]()
    back = read(laid, f"{laid.name}.{ending}", writer=WRITERS[ending])
    assert back.part.table == "journal"
    assert [(r["date"], r["period"], r["word"], r["number"]) for r in back.rows] == [
        (line.day, *line.key) for line in LINES
    ]
    assert [(r["summary"], r["account"], r["account_name"]) for r in back.rows] == [
        (line.summary, line.account, line.name) for line in LINES
    ]
    assert [(kept(r["debit"]), kept(r["credit"])) for r in back.rows] == [
        (amount(line.debit), amount(line.credit)) for line in LINES
    ]
    assert (back.total("debit"), back.total("credit")) == (DEBIT, CREDIT)
    assert back.column("row") == laid.places
    assert back.all_rows() == list(range(1, len(laid.grid) + 1))
    assert back.part.rows + sum(back.part.skipped.values()) == len(laid.grid)
    assert back.problems == []


@pytest.mark.parametrize(("layout", "ending"), every(BALANCE_TABLES))
def test_every_balance_table_gives_the_same_accounts(read, layout, ending):
    laid = BALANCE_TABLES[layout]()
    back = read(laid, f"{laid.name}.{ending}", writer=WRITERS[ending])
    assert back.part.table == "balances"
    assert [(r["account"], r["account_name"]) for r in back.rows] == [(a.code, a.name) for a in BALANCES]
    for row, account in zip(back.rows, BALANCES, strict=True):
        for name in ("opening", "closing"):
            sides = (kept(row[f"{name}_debit"]), kept(row[f"{name}_credit"]))
            value = getattr(account, name)
            assert sides == ((value, None) if value > 0 else (None, -value) if value < 0 else (None, None))
        assert (row["debit"] or 0, row["credit"] or 0) == (account.debit, account.credit)
    assert back.column("row") == laid.places
    assert back.all_rows() == list(range(1, len(laid.grid) + 1))
    assert back.problems == []


def test_parents_and_leaves_are_both_there_and_nothing_is_summed(read):
    back = read(balance_layouts.u8_balances())
    assert [row["account"] for row in back.rows if row["account"].startswith("501")] == ["501", "50102"]


def test_totals_of_a_balance_table_are_controls_and_no_accounts(read):
    back = read(balance_layouts.u8_balances(), "科目余额表.csv")
    assert {(row, reason) for row, reason in back.skips if "小计" in reason} == {(8, "小计行")}
    assert (8, "subtotal", "closing_debit", Decimal("10108.11")) in back.controls
    assert {(row, item): stated for row, _, item, stated in back.controls}[16, "debit"] == sum(
        account.debit for account in BALANCES if account.leaf
    )


def test_a_plain_total_is_a_total(read):
    laid = layouts.t3()
    assert read(laid).controls == [(17, "total", "credit", CREDIT), (17, "total", "debit", DEBIT)]


def test_pages_of_a_printed_journal_state_what_was_carried(read):
    back = read(layouts.k3())
    first_seven = sum(Decimal(line.debit or 0) for line in LINES[:7])
    kinds = [(row, kind, stated) for row, kind, item, stated in back.controls if item == "debit"]
    assert kinds[:4] == [
        (11, "carried", first_seven), (14, "carried", first_seven), (15, "month", first_seven),
        (16, "year_to_date", first_seven),
    ]  # fmt: skip
    assert kinds[-1][1:] == ("year_to_date", DEBIT)


def test_direction_and_amount_keep_a_red_entry_on_its_side(read):
    red = [row for row in read(layouts.kis()).rows if row["summary"] == "退回多付的慰问品款"]
    assert [(row["debit"], row["credit"]) for row in red] == [(Decimal("-120.50"), None), (None, Decimal("-120.50"))]


def test_bracketed_red_entries_are_negative_and_counted(read):
    repairs = read(layouts.union()).repairs
    assert repairs["debit", "括号内的红字改为负数"] == 1
    assert repairs["credit", "括号内的红字改为负数"] == 1


def test_the_union_program_leaves_a_trace_of_all_that_was_filled_and_split(read):
    repairs = read(layouts.union()).repairs
    assert repairs["account", "科目编码与名称写在一格，已分开"] == len(LINES)
    assert repairs["凭证字号", "凭证首行之外的空格按首行补齐"] == sum(not line.first for line in LINES)


@pytest.mark.parametrize("writer", [write_csv, write_xlsx, write_html])
def test_the_year_over_month_and_day_as_in_a_printed_book(read, writer):
    ending = {write_csv: "csv", write_xlsx: "xlsx", write_html: "xls"}[writer]
    back = read(layouts.account_book(), f"序时账.{ending}", writer=writer)
    assert [(r["date"], r["word"], r["number"]) for r in back.rows] == [
        (line.day, line.word, line.number) for line in LINES
    ]


def test_a_second_sheet_with_cash_flows_is_not_read_as_entries(tmp_path):
    flows = [
        [
            "公司",
            "记账日期",
            "会计期间",
            "凭证类型",
            "凭证号",
            "币种",
            "分录号",
            "对方分录号",
            "主表信息",
            "附表信息",
            "原币",
            "本位币",
            "报告币",
            "性质",
        ]
    ]
    flows.append(["01", "2021-01-05", 1, "收", "0001", "BB01", "1", "2", "C01", "", 12000, 12000, 0, "1"])
    path = write_xlsx(layouts.eas(), tmp_path / "凭证.xlsx", 现金流量=flows)
    back = read_back(path, tmp_path / "store")
    assert back.part.rows == len(LINES)
    assert back.kept.others


def test_merged_cells_hold_their_value_for_the_lines_of_one_voucher(read):
    laid = layouts.t3()
    start = laid.places[0]
    laid.merged = [f"A{start}:A{start + 1}", f"B{start}:B{start + 1}"]
    back = read(laid, "凭证列表.xlsx", writer=write_xlsx)
    assert [(row["word"], row["number"]) for row in back.rows] == [(line.word, line.number) for line in LINES]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_encoding_and_delimiter_gives_the_same_lines(read, encoding, delimiter):
    back = read(
        layouts.k3(), "序时簿.txt" if delimiter == "\t" else "序时簿.csv",
        writer=lambda laid, path: write_csv(laid, path, encoding, delimiter),
    )  # fmt: skip
    assert back.part.encoding == encoding
    assert [(r["row"], r["summary"], r["account_name"]) for r in back.rows] == [
        (place, line.summary, line.name) for place, line in zip(layouts.k3().places, LINES, strict=True)
    ]
    assert (back.total("debit"), back.total("credit")) == (DEBIT, CREDIT)


def test_a_western_export_in_cp1252(read):
    back = read("date,voucher,summary,account,debit,credit\n2021-01-05,1,Café Zoë – août,102,5.00,\n".encode("cp1252"))
    assert back.column("summary") == ["Café Zoë – août"]
    assert back.part.encoding == "cp1252"


def test_tab_separated_text_under_the_name_of_a_workbook(read):
    laid = layouts.small_cloud()
    back = read(laid, "凭证列表.xls", writer=lambda laid, path: write_csv(laid, path, "gb18030", "\t"))
    assert (back.total("debit"), back.column("row")) == (DEBIT, laid.places)


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("layout", ["k3", "eas", "union", "u8_balances"])
def test_a_true_xls_of_another_program(read, tmp_path, layout):
    laid = {**JOURNALS, **BALANCE_TABLES}[layout]()
    source = write_xlsx(laid, tmp_path / f"{laid.name}.xlsx")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "xls",
         "--outdir", str(tmp_path / "xls"), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    converted = (tmp_path / "xls" / f"{laid.name}.xls").read_bytes()
    assert converted.startswith(b"\xd0\xcf\x11\xe0")
    back = read(converted, f"{laid.name}.xls")
    assert back.column("row") == laid.places
    assert back.total("debit") == (DEBIT if back.part.table == "journal" else sum(a.debit for a in BALANCES))
