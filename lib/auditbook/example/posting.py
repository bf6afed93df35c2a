"""Posting: vouchers get their numbers, accounts their movements, the bank its statement. One pass, month by month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain
from operator import attrgetter

from auditbook.example.bulk import Bulk
from auditbook.example.chart import is_income, is_spending
from auditbook.example.days import month_end
from auditbook.example.model import TWICE, BankRow, Books, Line, Voucher

_CASH = ("101", "102")
CLOSING = "close-"


@dataclass(frozen=True, slots=True)
class Posted:
    """A voucher with its number."""

    voucher: Voucher
    period: int
    word: str
    number: int


@dataclass
class Ledger:
    """What posting leaves behind: movements by account, months of spending, numbers by key."""

    debit: Counter[str] = field(default_factory=Counter)
    credit: Counter[str] = field(default_factory=Counter)
    earned: Counter[str] = field(default_factory=Counter)  # income and spending before the year-end transfer
    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)
    bank: dict[int, list[BankRow]] = field(default_factory=lambda: defaultdict(list))
    gaps: list[tuple[str, int, int]] = field(default_factory=list)

    def closing(self, opening: dict[str, int]) -> dict[str, int]:
        """Balances, debit positive, of every account that has an opening or a movement."""
        codes = sorted({*opening, *self.debit, *self.credit})
        return {code: opening.get(code, 0) + self.debit[code] - self.credit[code] for code in codes}


def post(books: Books, bulk: Bulk, ledger: Ledger) -> Iterator[list[Posted]]:
    """The year's vouchers, one list a month at most as long as the month; fills ``ledger`` on the way."""
    months: dict[int, list[Voucher]] = defaultdict(list)
    late: list[Voucher] = []
    for voucher in sorted(books.vouchers, key=attrgetter("day")):
        (late if voucher.after_closing else months[voucher.day.month]).append(voucher)
    for row in books.statement:
        ledger.bank[row.day.month].append(row)
    for month in range(1, 13):
        counts: Counter[str] = Counter()
        # what is not exported comes last, so that its number is not missed
        hidden = [voucher for voucher in months[month] if voucher.hidden]
        shown = [voucher for voucher in months[month] if not voucher.hidden]
        found = chain(merge(shown, bulk.month(month), key=attrgetter("day")), hidden)
        yield _numbered(books, found, month, counts, ledger)
        if month == 12:
            yield _numbered(books, [*_closing(books, ledger), *late], month, counts, ledger)


def _numbered(books: Books, found: Iterable[Voucher], month: int, counts: Counter[str], ledger: Ledger) -> list[Posted]:
    posted = []
    for voucher in found:
        word = _word(voucher) if books.union.by_kind else "记"
        if voucher.numbering == "gap":
            counts[word] += 1
            ledger.gaps.append((word, month, counts[word]))
        number = counts[word] + 1
        if voucher.numbering == "double":
            number = ledger.numbers[TWICE][1]
        else:
            counts[word] = number
        posted.append(Posted(voucher, month, word, number))
        if voucher.key:
            ledger.numbers[voucher.key] = (word, number)
        if not voucher.void:
            _move(books, voucher, ledger)
            if not voucher.key.startswith(CLOSING):
                _earn(voucher, ledger)
    return posted


def _word(voucher: Voucher) -> str:
    """收 where money comes in, 付 where it goes out (or only moves), 转 else."""
    touched = [line for line in voucher.lines if line.account in _CASH]
    if not touched:
        return "转"
    return "付" if any(line.credit for line in touched) else "收"


def _move(books: Books, voucher: Voucher, ledger: Ledger) -> None:
    for line in voucher.lines:
        account = line.account
        ledger.debit[account] += line.debit
        ledger.credit[account] += line.credit
        if account == "102":
            _at_bank(books, voucher, line, ledger)


def _earn(voucher: Voucher, ledger: Ledger) -> None:
    for line in voucher.lines:
        if line.account[0] == "4":
            ledger.earned[line.account] += line.credit - line.debit
        elif line.account[0] == "5":
            ledger.earned[line.account] += line.debit - line.credit


def _at_bank(books: Books, voucher: Voucher, line: Line, ledger: Ledger) -> None:
    """The statement's row for a line on 102; a payment that the bank has not seen by the last day is not in it."""
    if voucher.bank.missing:
        return
    paid, received = (line.credit, line.debit) if line.debit >= 0 and line.credit >= 0 else (-line.debit, -line.credit)
    if voucher.bank.fen is not None:
        paid, received = (voucher.bank.fen, 0) if paid else (0, voucher.bank.fen)
    day = books.bank_day(voucher, bool(received)) if voucher.bank.lag else voucher.day
    if day.year > books.year:
        return
    if day.year < books.year:
        day = voucher.day
    row = BankRow(
        day, voucher.summary, voucher.payee, paid, received, voucher.reference, voucher.bank.marks,
        voucher.bank.shift,
    )  # fmt: skip
    ledger.bank[day.month].append(row)


def _closing(books: Books, ledger: Ledger) -> Iterator[Voucher]:
    """The year-end transfer of income and spending to 331."""
    last = month_end(books.year, 12)
    income = tuple(Line(code, debit=ledger.earned[code]) for code in sorted(ledger.earned) if is_income(code))
    spending = tuple(Line(code, credit=ledger.earned[code]) for code in sorted(ledger.earned) if is_spending(code))
    total = sum(line.debit for line in income)
    yield Voucher(last, "结转本年收入", (*income, Line("331", credit=total)), attachments=0, key=f"{CLOSING}income")
    total = sum(line.credit for line in spending)
    yield Voucher(last, "结转本年支出", (Line("331", debit=total), *spending), attachments=0, key=f"{CLOSING}spending")
