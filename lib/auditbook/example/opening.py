"""Cash for what is paid in cash, and openings large enough that neither cash nor bank is ever short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditbook.example.chart import is_income, is_spending
from auditbook.example.days import workdays
from auditbook.example.income import GRANT
from auditbook.example.model import Books, Line, Voucher
from auditbook.example.papers import opening_assets

_CASH = 80_000  # fen at the beginning of the year
_STEP = 50_000


def fund_spending(books: Books) -> None:
    """The employer's grants cover what the union's own income leaves open, with a little over."""
    earned = spent = 0
    for line in (line for voucher in books.vouchers if not voucher.void for line in voucher.lines):
        if is_income(line.account) and line.account != "405":
            earned += line.credit - line.debit
        elif is_spending(line.account):
            spent += line.debit - line.credit
    wanted = max(spent * 103 // 100 - earned, books.union.members * 8_000)
    for n, voucher in enumerate(books.vouchers):
        if voucher.key.startswith(GRANT):
            fen = wanted * int(voucher.key.removeprefix(GRANT)) // 100
            debit, credit = voucher.lines
            books.vouchers[n] = replace(voucher, lines=(replace(debit, debit=fen), replace(credit, credit=fen)))


def fund_cash(books: Books) -> None:
    """On the first working day of a month, withdraws what the month pays in cash."""
    held = _CASH
    for month in range(1, 13):
        lines = [line for v in books.vouchers if v.day.month == month and not v.void for line in v.lines]
        moved = sum(line.debit - line.credit for line in lines if line.account == "101")
        out = sum(max(line.credit, 0) for line in lines if line.account == "101")
        fen = -(-max(0, out - held) // _STEP) * _STEP
        if fen:
            pair = (Line("101", debit=fen), Line("102", credit=fen))
            day = workdays(books.year, month)[0]
            drawn = Voucher(day, "提取备用金", pair, "", "现金支票", books.invoice(), key=f"cash-{month}")
            # the first of its day: nothing is paid out of cash that is not there yet
            books.vouchers.insert(0, drawn)
        held += moved + fen


def open_year(books: Books) -> None:
    """Openings: cards in 162 and 301, money in 101 and 102, everything else of net assets in 331."""
    books.opening.setdefault("101", _CASH)
    books.opening["162"] = opening_assets(books)
    books.opening["301"] = -books.opening["162"]
    fen = 60_000 * max(books.union.members, 40) + books.random.randrange(90_000)
    if books.union.kind == "federation":
        fen += sum(line.credit for v in books.vouchers for line in v.lines if is_income(line.account)) // 2
    books.opening["102"] = books.opening.get("102", 0) + max(fen, 500_000 - _lowest(books))
    books.opening["331"] = -sum(fen for code, fen in books.opening.items() if code != "331")


def _lowest(books: Books) -> int:
    """How far the bank account falls below its opening at worst; within a day payments come first."""
    held = least = 0
    for _, fen in sorted(_movements(books)):
        held += fen
        least = min(least, held)
    return least


def _movements(books: Books) -> list[tuple[date, int]]:
    vouchers = [voucher for voucher in books.vouchers if not voucher.void]
    return [(v.day, line.debit - line.credit) for v in vouchers for line in v.lines if line.account == "102"]
