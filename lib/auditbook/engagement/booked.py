"""What the books show account by account, from the balance table, else from the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from auditbook.report.books.balances import Line
from auditbook.report.books.chart import Accounts
from auditbook.report.books.journal import ZERO, Move
from auditbook.report.books.ledger import Ledger


def booked_lines(books: Ledger, book_of: Callable[[str, str], str | None]) -> list[Line]:
    """The accounts of all books; ``book_of`` gives the book by the name and the account of a line.

    Without a balance table they are those of the journal: what it opened and closed with is not known then.
    """
    if books.balances:
        owned = ((line, book_of(line.book, line.code)) for line in books.balances.lines)
        return [line if book is None else replace(line, book=book) for line, book in owned]
    return [line for book in books.books for line in _of_journal(books.accounts, book, books.moves[book])]


def with_unlisted(lines: list[Line], wanted: Iterable[tuple[str, str]], known: Accounts) -> list[Line]:
    """``lines`` with one more for each ``wanted`` book and account that has none: 0.00 in the columns of the others."""
    listed = {(line.book, line.code) for line in lines}
    more = []
    for book, code in wanted:
        if (book, code) in listed:
            continue
        mine = [line for line in lines if line.book == book]
        columns = (
            [x.opening for x in mine],
            [x.debit for x in mine],
            [x.credit for x in mine],
            [x.closing for x in mine],
        )
        opening, debit, credit, closing = (_nothing(column) for column in columns)
        top = _is_top(known, book, code, listed)
        more.append(Line(book, code, _level(known, code), opening, debit, credit, closing, None, top, "", "", 0))
    return lines + more


def _of_journal(known: Accounts, book: str, moves: Iterable[Move]) -> list[Line]:
    posted: dict[str, tuple[Decimal, Decimal]] = {}
    for move in moves:
        for code in known.above(move.account) if move.account else ():
            debit, credit = posted.get(code, (ZERO, ZERO))
            posted[code] = debit + move.debit, credit + move.credit
    listed = {(book, code) for code in posted}
    return [
        Line(book, code, _level(known, code), None, debit, credit, None, (debit, credit),
             _is_top(known, book, code, listed), "", "", 0)
        for code, (debit, credit) in posted.items()
    ]  # fmt: skip


def _nothing(column: list[Decimal | None]) -> Decimal | None:
    return ZERO if any(value is not None for value in column) else None


def _is_top(known: Accounts, book: str, code: str, listed: set[tuple[str, str]]) -> bool:
    return not any((book, above) in listed for above in known.above(code) if above != code)


def _level(known: Accounts, code: str) -> int:
    account = known.by_code.get(code)
    return account.level if account else 1
