"""The figures of a unit-year's books, each worked out once, for tables, sentences and pictures alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from auditbook.facts import FISCAL, UNION, UNSTATED
from auditbook.finding import Outcome, Source
from auditbook.report.books.balances import Balances, balances
from auditbook.report.books.budget import Execution, execution
from auditbook.report.books.cash import Cash, cash
from auditbook.report.books.chart import EXPENDITURE, INCOME, Accounts, accounts
from auditbook.report.books.journal import Journal, Move, journal, total
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

SIDES = {INCOME: "贷", EXPENDITURE: "借"}
MONTHS = range(1, 13)
Key = TypeVar("Key", str, int)


def ledger(case: Case) -> Ledger:
    """The figures of a case's books, kept with the case like everything else that is worked out of it."""
    kept: Ledger = case.__dict__.setdefault("_ledger", Ledger(case))
    return kept


class Ledger:
    """What the books of ``case`` show. Closing entries are left out unless a name says otherwise."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.year = case.year

    def has(self, table: str) -> bool:
        """The unit delivered ``table`` with at least one row."""
        return table in self.case.books.now.present

    @cached_property
    def accounts(self) -> Accounts:
        """The chart and the unit's own accounts."""
        return accounts(self.case.books.connection)

    @cached_property
    def journal(self) -> Journal | None:
        """The journal, added up; None if there is none."""
        if not self.has("journal"):
            return None
        told = self.outcome("C02")
        apart = told is None or told.status != "not_enough_data"
        return journal(self.case.books.connection, self.accounts, self.year, apart)

    @cached_property
    def balances(self) -> Balances | None:
        """The balance table beside the journal; None if there is none."""
        if not self.has("balances"):
            return None
        return balances(self.case.books.connection, self.accounts, self.journal)

    @cached_property
    def executions(self) -> list[Execution]:
        """The budget beside the books, one for each book; empty where there is no budget."""
        return execution(self) if self.has("budget") else []

    @cached_property
    def cash(self) -> Cash | None:
        """Cash and bank by day; None without a journal."""
        return cash(self) if self.journal else None

    @cached_property
    def moves(self) -> dict[str, list[Move]]:
        """What was posted, by book; closing entries too. No sum may cross two books."""
        found: dict[str, list[Move]] = {}
        for move in self.journal.moves if self.journal else ():
            found.setdefault(self.book_of(move.account, move.book), []).append(move)
        return dict(sorted(found.items()))

    @property
    def books(self) -> list[str]:
        """The names of the books; one without a name is called nothing."""
        return list(self.moves)

    def posted(self, book: str, class_: str, closing: bool = False) -> list[Move]:
        """What was posted in ``book`` to accounts of ``class_``."""
        return [
            m for m in self.moves.get(book, ()) if self.accounts.class_of(m.account) == class_ and m.closing == closing
        ]

    def sum(self, book: str, class_: str) -> Decimal:
        """Income or expenditure of the year."""
        return total(self.posted(book, class_), SIDES[class_])

    def by_top(self, book: str, class_: str) -> dict[str, Decimal]:
        """Income or expenditure by first-level account, the largest first."""
        found = self._grouped(book, class_, lambda move: self.accounts.top(move.account or ""))
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def by_account(self, book: str, class_: str) -> dict[str, Decimal]:
        """Income or expenditure by the account that was posted to."""
        return dict(sorted(self._grouped(book, class_, lambda move: move.account or "").items()))

    def by_month(self, book: str, class_: str) -> dict[int, Decimal]:
        """Income or expenditure by month."""
        found = self._grouped(book, class_, lambda move: move.month)
        return {month: found.get(month, Decimal("0.00")) for month in MONTHS}

    def for_members(self, book: str) -> Decimal:
        """Expenditure on members: 501 and 502 in the chart of 2009."""
        return total([m for m in self.posted(book, EXPENDITURE) if self.accounts.for_members(m.account)], "借")

    @cached_property
    def members(self) -> tuple[int | None, Source]:
        """How many members the profile states."""
        entry = self.case.loaded.profile.get("members")
        return (None, Source("")) if entry is None else (int(entry.value), entry.source)

    @cached_property
    def completeness(self) -> list[Outcome]:
        """What every check of completeness (C) answered."""
        return sorted((o for o in self.case.answered if o.check[:1] == "C"), key=lambda outcome: outcome.check)

    def outcome(self, check: str) -> Outcome | None:
        """What ``check`` answered."""
        return next((outcome for outcome in self.case.answered if outcome.check == check), None)

    def money_of(self, book: str) -> str:
        """Whose money a book without a name holds, by the chart that its accounts belong to."""
        tops = {self.accounts.top(move.account) for move in self.moves.get(book, ()) if move.account}
        known = [account for code in tops if (account := self.accounts.by_code.get(code)) and account.listed]
        systems = {account.system or "" for account in known}
        if book or len(systems) != 1:
            return book or UNSTATED
        return FISCAL if systems.pop().startswith("government") else UNION

    def files(self, *names: str) -> tuple[Source, ...]:
        """The files in which the tables ``names`` stand."""
        found = {kept.name: None for name in names for kept, part in self.case.books.now.parts(name) if part.rows}
        return tuple(Source(name) for name in found)

    def rows(self, name: str) -> int:
        """How many rows of the table ``name`` were read."""
        return sum(part.rows for _, part in self.case.books.now.parts(name))

    def lacking(self, *names: str) -> list[str]:
        """The titles of those tables that were not delivered."""
        return [tables()[name].title for name in names if not self.has(name)]

    def book_of(self, code: str | None, named: str = "") -> str:
        """The book of an account: as ``named``, else by its chart where the books follow two of them."""
        if named or not self._both_systems:
            return named
        account = self.accounts.by_code.get(code or "")
        return FISCAL if account and (account.system or "").startswith("government") else UNION

    @cached_property
    def _both_systems(self) -> bool:
        # a stray 5010 makes no fiscal book: only accounts of its chart do
        codes = {move.account for move in self.journal.moves if move.account} if self.journal else set()
        tops = {self.accounts.by_code.get(self.accounts.top(code)) for code in codes}
        return len({account.system for account in tops if account is not None and account.listed}) > 1

    def _grouped(self, book: str, class_: str, key: Callable[[Move], Key]) -> dict[Key, Decimal]:
        groups: dict[Key, list[Move]] = {}
        for move in self.posted(book, class_):
            groups.setdefault(key(move), []).append(move)
        return {name: total(moves, SIDES[class_]) for name, moves in groups.items()}


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part`` in hundredths of ``whole``; None where there is no whole."""
    return part * 100 / whole if whole else None


def share(parts: Iterable[Decimal]) -> list[Decimal | None]:
    """Each part in hundredths of their sum."""
    listed = list(parts)
    return [percent_of(part, sum(listed, Decimal(0))) for part in listed]
