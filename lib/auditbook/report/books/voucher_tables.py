"""The largest vouchers, and how many there are in each month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.report.books.cells import NOTHING, amount, count, day, rate, strong
from auditbook.report.books.ledger import Ledger, ledger
from auditbook.report.citations import Citations, Markdown, place
from auditbook.report.grids import grid
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case


def largest(case: Case, citations: Citations) -> Markdown:
    """The largest vouchers, or lines where vouchers cannot be told apart; closing entries are not among them."""
    books = ledger(case)
    rows = []
    for number, row in enumerate(books.journal.largest if books.journal else (), 1):
        span = f"第{row['first']}行" if row["first"] == row["last"] else f"第{row['first']}–{row['last']}行"
        payee = masked(row["payee"]) or NOTHING
        others = f"等{row['payees']}个" if (row["payees"] or 0) > 1 else ""
        rows.append(
            (number, day(row["day"], case.year), masked(row["voucher"]) or NOTHING, masked(row["summary"]) or NOTHING,
             _accounts(books, row["debits"]), _accounts(books, row["credits"]), f"{payee}{others}",
             amount(row["amount"]), place(row["file"], f"{_sheet(books, row)} {span}"))
        )  # fmt: skip
    headings = ["序号", "日期", "凭证字号", "摘要", "借方科目", "贷方科目", "往来单位", "金额（元）", "来源"]
    return grid(headings, rows, [5, 10, 8, 19, 14, 14, 11, 11, 14], "cllllllrl")


def activity(case: Case, citations: Citations) -> Markdown:
    """How many vouchers a month has, their amounts, and the share of its last day."""
    found = ledger(case).journal
    if found is None:
        return Markdown("")
    rows: list[list[object]] = [_activity_row(_month(row["period"]), row, found.apart) for row in found.months]
    total = {
        name: sum(row[name] for row in found.months) for name in ("vouchers", "lines", "debit", "last_day", "closings")
    }
    rows.append(list(strong([str(cell) for cell in _activity_row("合计", total, found.apart)])))
    headings = [
        "月份",
        "凭证（张）",
        "分录（行）",
        "借方发生额（元）",
        "月末最后一日的凭证（张）",
        "占当月凭证",
        "结转凭证（张）",
    ]
    return grid(headings, rows, [10, 13, 13, 20, 18, 14, 12], "lrrrrrr")


def _accounts(books: Ledger, codes: list[str] | None) -> str:
    known = sorted(code for code in codes or () if code)
    names = [f"{code} {books.accounts.name(code)}" for code in known]
    return "；".join(names[:3]) + (f"等{len(names)}个" if len(names) > 3 else "") or NOTHING


def _sheet(books: Ledger, row: dict) -> str:
    """The file, and its sheet where it has several."""
    sheets = {part.sheet for kept, part in books.case.books.now.parts("journal") if kept.name == row["file"]}
    return f"{row['file']}[{row['sheet']}]" if len(sheets) > 1 else str(row["file"])


def _activity_row(name: str, row: dict, apart: bool) -> list[object]:
    vouchers = (count(row["vouchers"]), count(row["last_day"]), count(row["closings"])) if apart else (NOTHING,) * 3
    part = rate(Decimal(row["last_day"]), Decimal(row["vouchers"])) if apart else NOTHING
    return [name, vouchers[0], count(row["lines"]), amount(row["debit"]), vouchers[1], part, vouchers[2]]


def _month(period: int) -> str:
    return f"{period}月" if 1 <= period <= 12 else f"第{period}期"
