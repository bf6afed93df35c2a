"""Cash and bank by day: the opening balance and the journal, and beside it what the bank's statements say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.checks import sandbox
from auditbook.report.books.journal import ZERO

if TYPE_CHECKING:
    from auditbook.report.books.ledger import Ledger

# some banks list the latest payment first: then the first row of a day is its last payment
_STATEMENTS = """
    WITH marked AS (
        SELECT *, coalesce(account_no, file || sheet) AS account,
               first_value(date) OVER whole > last_value(date) OVER whole AS falling
        FROM bank WHERE balance IS NOT NULL AND date IS NOT NULL AND coalesce(currency, 'CNY') = 'CNY'
        WINDOW whole AS (PARTITION BY file, sheet ORDER BY row
                         ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
    SELECT account, date AS day, arg_max(balance, CASE WHEN falling THEN -row ELSE row END) AS balance,
           arg_max(file, row) AS file, arg_max(row, CASE WHEN falling THEN -row ELSE row END) AS row
    FROM marked GROUP BY 1, 2 ORDER BY 1, 2"""

KINDS = ("cash", "bank")


@dataclass(frozen=True)
class Cash:
    """Balances at the end of each day, in the books by kind (cash, bank) and by the bank's ``statement``.

    ``opening`` is None for a kind whose opening balance is not known: then there is no curve of it. A day before the
    first line of a statement has no balance of it. ``accounts`` counts the statements' accounts.
    """

    opening: dict[str, Decimal | None]
    days: tuple[date, ...]
    book: dict[str, tuple[Decimal, ...]]
    statement: dict[date, Decimal] = field(default_factory=dict)
    accounts: int = 0

    def at(self, kind: str, day: date) -> Decimal | None:
        """The book's balance of ``kind`` at the end of ``day``."""
        curve = self.book.get(kind)
        return curve[self.days.index(day)] if curve else None


def cash(ledger: Ledger) -> Cash:
    """Cash and bank of a year whose journal there is."""
    first = date(ledger.year, 1, 1)
    days = tuple(first + timedelta(n) for n in range((date(ledger.year, 12, 31) - first).days + 1))
    opening = {kind: _opening(ledger, kind) for kind in KINDS}
    changes = {kind: _changes(ledger, kind) for kind in KINDS}
    book = {
        kind: tuple(_running(start, days, changes[kind]))
        for kind, start in opening.items()
        if start is not None and (start or changes[kind])
    }
    statement, accounts = _statements(ledger, days)
    return Cash(opening, days, book, statement, accounts)


def _opening(ledger: Ledger, kind: str) -> Decimal | None:
    """The opening balance of the accounts of ``kind``; None where no balance table states it."""
    if ledger.balances is None or all(line.opening is None for line in ledger.balances.lines):
        return None
    lines = [line for line in ledger.balances.lines if ledger.accounts.has(line.code, kind)]
    tops = [line for line in lines if line.top]
    if any(line.opening is None for line in tops):
        return None
    # an account that the table does not list had no balance
    return sum((line.opening for line in tops if line.opening is not None), ZERO)


def _changes(ledger: Ledger, kind: str) -> dict[date, Decimal]:
    rows = ledger.journal.days if ledger.journal else ()
    return {day: change for day, found, change in rows if found == kind}


def _running(start: Decimal, days: tuple[date, ...], changes: dict[date, Decimal]) -> list[Decimal]:
    balance, found = start, []
    for day in days:
        balance += changes.get(day, ZERO)
        found.append(balance)
    return found


def _statements(ledger: Ledger, days: tuple[date, ...]) -> tuple[dict[date, Decimal], int]:
    """The statements' balance by day, all accounts together, from the day on which every one of them has spoken."""
    if not ledger.has("bank"):
        return {}, 0
    known: dict[str, dict[date, Decimal]] = {}
    for row in sandbox.select(ledger.case.books.connection, _STATEMENTS).to_pylist():
        known.setdefault(row["account"], {})[row["day"]] = row["balance"]
    latest: dict[str, Decimal] = {}
    for account, balances in known.items():
        before = [day for day in balances if day < days[0]]
        if before:
            latest[account] = balances[max(before)]
    found = {}
    for day in days:
        latest |= {account: balances[day] for account, balances in known.items() if day in balances}
        if len(latest) == len(known) and latest:
            found[day] = sum(latest.values(), ZERO)
    return found, len(known)
