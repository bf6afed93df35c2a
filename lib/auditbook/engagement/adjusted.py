"""账面数 – 审计调整 – 审定数: the figures of the books with the adjusting entries in every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from auditbook.checks import sandbox
from auditbook.engagement.adjustments import Entry, Frame, read
from auditbook.engagement.booked import booked_lines, with_unlisted
from auditbook.finding import Problem
from auditbook.report.books.balances import Line, Sums, sums
from auditbook.report.books.chart import CLASSES, EXPENDITURE, INCOME, Accounts
from auditbook.report.books.journal import ZERO, Journal, Move
from auditbook.report.books.ledger import Ledger, ledger
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

BALANCES, JOURNAL = "科目余额表", "序时账"
_INNER = "SELECT code FROM accounts WHERE NOT leaf"
_LAST_MONTH = 12


def adjusted(case: Case) -> Adjusted:
    """Booked, adjusted and audited figures of a case, kept with it."""
    kept: Adjusted = case.__dict__.setdefault("_adjusted", Adjusted(ledger(case)))
    return kept


def unbalanced(case: Case) -> list[Problem]:
    """Why entries were not applied (unbalanced ones among them): while there is one, no report can be released."""
    return [problem for problem in adjusted(case).problems if not problem.note]


@dataclass(frozen=True)
class Amounts:
    """One account: ``line`` is what the books show, ``debit`` and ``credit`` the adjustments of it and those below.

    ``flow`` is the year's income or expenditure without closing entries, on the side of its class; None for other
    accounts and where there is no journal. ``basis`` names the table that the line comes from.
    """

    line: Line
    debit: Decimal
    credit: Decimal
    flow: Decimal | None
    class_: str | None
    basis: str

    @property
    def booked(self) -> Decimal | None:
        """The closing balance, of income and expenditure the year's sum: debit less credit; None if not known."""
        if self.class_ in (INCOME, EXPENDITURE):
            return self.flow if self.flow is None or self.class_ == EXPENDITURE else -self.flow
        return self.line.closing

    @property
    def audited(self) -> Decimal | None:
        """``booked`` with the adjustments; None where it is not known."""
        return None if self.booked is None else self.booked + self.debit - self.credit


class Audited(Ledger):
    """The ledger with the adjusting entries posted: whatever is worked out of it is an audited figure.

    They are posted where the journal has the book, in the last month: what the books do not show stays unknown.
    """

    def __init__(self, booked: Ledger, entries: Iterable[Entry]) -> None:
        super().__init__(booked.case)
        self._booked, self._entries = booked, tuple(entries)

    @cached_property
    def accounts(self) -> Accounts:
        """Those of the books."""
        return self._booked.accounts

    @cached_property
    def journal(self) -> Journal | None:
        """That of the books, without the entries."""
        return self._booked.journal

    @cached_property
    def moves(self) -> dict[str, list[Move]]:
        """What was posted and what was adjusted, by book."""
        posted = {book: list(moves) for book, moves in self._booked.moves.items()}
        for entry in self._entries:
            for line in entry.lines if entry.book in posted else ():
                move = Move(entry.book, line.account, _LAST_MONTH, False, 0, line.debit, line.credit)
                posted[entry.book].append(move)
        return posted


class Adjusted:
    """``booked`` and ``audited`` are ledgers; ``entries`` what is between them; ``problems`` what was not taken."""

    def __init__(self, booked: Ledger) -> None:
        self.booked = booked
        self.problems: list[Problem] = []
        rows = booked.case.loaded.tables.get("adjustments", [])
        self.entries = read(rows, self._frame(), self.problems) if rows else []
        self.audited = Audited(booked, self.entries)

    @property
    def refused(self) -> bool:
        """Some entry was written and could not be applied."""
        return any(not problem.note for problem in self.problems)

    @property
    def books(self) -> list[str]:
        """The names of the books; one without a name is called nothing."""
        if self.booked.books:
            return self.booked.books
        return self.booked.balances.books if self.booked.balances else []

    @property
    def basis(self) -> str:
        """The table from which balances and movements come; empty where there are no books."""
        return BALANCES if self.booked.balances else JOURNAL if self.booked.journal else ""

    def book_of(self, named: str, account: str) -> str | None:
        """The book that somebody means who writes ``named`` (or nothing) beside ``account``; None if none is meant."""
        found = self.booked.book_of(account, named)
        if found in self.books:
            return found
        return self.books[0] if len(self.books) == 1 and found in self._other_names else None

    @cached_property
    def amounts(self) -> list[Amounts]:
        """Every account of the books, and those that were only adjusted, by book and code; parents hold their leaves'.

        An account that stands in no row of the balance table has no balance there: 0.00 before the adjustment.
        """
        lines = with_unlisted(booked_lines(self.booked, self.book_of), self._sides, self.booked.accounts)
        return [self._amounts(line) for line in sorted(lines, key=lambda line: (line.book, line.code))]

    def of(self, book: str) -> list[Amounts]:
        """The accounts of one book."""
        return [found for found in self.amounts if found.line.book == book]

    def sums(self, book: str) -> tuple[Sums, Sums]:
        """The sums of a book's trial balance, booked and audited."""
        tops = [found for found in self.of(book) if found.line.top]
        return sums(found.line for found in tops), sums(_audited(found) for found in tops)

    def balanced(self, book: str) -> bool | None:
        """Both sides of the audited trial balance are equal; None where there are no closing balances."""
        sides = self.sums(book)[1].closing_sides
        return None if sides is None else sides[0] == sides[1]

    def change(self, book: str, class_: str) -> Decimal:
        """What the adjustments of a class add to it, on its side."""
        mine = [line for entry in self.entries if entry.book == book for line in entry.lines
                if self.booked.accounts.class_of(line.account) == class_]  # fmt: skip
        found = sum((line.debit - line.credit for line in mine), ZERO)
        return found if class_ in (CLASSES[0], EXPENDITURE) else -found

    @cached_property
    def _sides(self) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
        """Debit and credit of the adjustments by book and the account that they name."""
        found: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
        for entry in self.entries:
            for line in entry.lines:
                key = entry.book, line.account
                debit, credit = found.get(key, (ZERO, ZERO))
                found[key] = debit + line.debit, credit + line.credit
        return found

    def _amounts(self, line: Line) -> Amounts:
        known = self.booked.accounts
        below = [s for (book, code), s in self._sides.items() if book == line.book and line.code in known.above(code)]
        class_ = known.class_of(line.code)
        flow = None
        if class_ in (INCOME, EXPENDITURE) and line.book in self.booked.books:
            posted = self._flows[line.book, class_]
            flow = sum((amount for code, amount in posted.items() if line.code in known.above(code)), ZERO)
        debit, credit = sum((s[0] for s in below), ZERO), sum((s[1] for s in below), ZERO)
        return Amounts(line, debit, credit, flow, class_, self.basis)

    @cached_property
    def _flows(self) -> dict[tuple[str, str], dict[str, Decimal]]:
        classes = (INCOME, EXPENDITURE)
        return {(book, c): self.booked.by_account(book, c) for book in self.booked.books for c in classes}

    @cached_property
    def _other_names(self) -> set[str]:
        """What else the only book may be called: nothing, its money, its name in the budget and the balance table."""
        named = [execution.book for execution in self.booked.executions]
        named_in_balances = self.booked.balances.books if self.booked.balances else []
        one = [found[0] for found in (named, named_in_balances) if len(found) == 1]
        return {"", self.booked.money_of(self.books[0]), *one}

    def _frame(self) -> Frame:
        case = self.booked.case
        inner = {row["code"] for row in sandbox.select(case.books.connection, _INNER).to_pylist()}
        places = {p.source.file for p in case.loaded.problems}
        rows = [row for row in case.loaded.tables["adjustments"] if row.source.file in places]
        known = {(row.source.file, row.source.sheet, row.source.row) for row in rows}
        required = {column.title for column in tables()["adjustments"].columns.values() if column.required}
        spoiled = {
            place for p in case.loaded.problems
            if not p.note and p.source.column not in required
            and (place := (p.source.file, p.source.sheet, p.source.row)) in known
        }  # fmt: skip
        return Frame(self.booked.accounts, inner, self.books, self.book_of, spoiled)


def _audited(found: Amounts) -> Line:
    closing = found.line.closing
    return replace(found.line, closing=None if closing is None else closing + found.debit - found.credit)
