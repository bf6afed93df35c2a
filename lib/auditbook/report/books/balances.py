"""The balance table: one row an account, with what the journal has for it, and the sums by class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from auditbook.checks import sandbox
from auditbook.report.books.chart import Accounts
from auditbook.report.books.journal import ZERO, Journal

# monthly tables add up and the first one opens the year; one table of December has the year in 本年累计
_SQL = """
    WITH basis AS (
        SELECT count(opening_debit) + count(opening_credit) > 0 AS opens,
               count(closing_debit) + count(closing_credit) > 0 AS closes,
               count(debit) + count(credit) > 0 AS moves,
               count(cumulative_debit) + count(cumulative_credit) > 0
                   AND (count(DISTINCT (file, sheet, period)) = 1 OR count(debit) + count(credit) = 0) AS cumulative
        FROM balances)
    SELECT coalesce(b.book, '') AS book, b.account, max(b.account_name) AS name, any_value(s.cumulative) AS cumulative,
           any_value(s.moves OR s.cumulative) AS moves,
           CASE WHEN any_value(s.opens) THEN arg_min(
               coalesce(b.opening_debit, 0) - coalesce(b.opening_credit, 0), (coalesce(b.period, 0), b.file, b.row)) END
               AS opening,
           CASE WHEN any_value(s.closes) THEN arg_max(
               coalesce(b.closing_debit, 0) - coalesce(b.closing_credit, 0), (coalesce(b.period, 0), b.file, b.row)) END
               AS closing,
           sum(coalesce(CASE WHEN s.cumulative THEN b.cumulative_debit ELSE b.debit END, 0)) AS debit,
           sum(coalesce(CASE WHEN s.cumulative THEN b.cumulative_credit ELSE b.credit END, 0)) AS credit,
           sum(coalesce(b.debit, 0) - coalesce(b.credit, 0)) AS shown,
           arg_max(b.file, (coalesce(b.period, 0), b.file)) AS file,
           arg_max(b.sheet, (coalesce(b.period, 0), b.file)) AS sheet,
           arg_max(b.row, (coalesce(b.period, 0), b.file)) AS row
    FROM balances b, basis s WHERE b.account IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"""


@dataclass(frozen=True)
class Line:
    """One account: balances as debit less credit, None where the table has no such column.

    ``posted`` are debit and credit of the journal for the account and those below it, None without a journal.
    """

    book: str
    code: str
    level: int
    opening: Decimal | None
    debit: Decimal | None
    credit: Decimal | None
    closing: Decimal | None
    posted: tuple[Decimal, Decimal] | None
    top: bool
    file: str
    sheet: str
    row: int

    @property
    def difference(self) -> tuple[Decimal, Decimal] | None:
        """Journal less balance table, debit and credit; None where one of them has nothing."""
        if self.posted is None or self.debit is None or self.credit is None:
            return None
        return self.posted[0] - self.debit, self.posted[1] - self.credit


@dataclass(frozen=True)
class Sums:
    """The sums of some accounts: balances on their two sides, movements, difference to the journal."""

    opening: Decimal | None
    debit: Decimal | None
    credit: Decimal | None
    closing: Decimal | None
    opening_sides: tuple[Decimal, Decimal] | None
    closing_sides: tuple[Decimal, Decimal] | None
    posted: tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class Balances:
    """The balance table. ``cumulative`` says that movements are those of 本年累计."""

    lines: tuple[Line, ...]
    cumulative: bool

    @property
    def books(self) -> list[str]:
        """The books that the table names."""
        return list(dict.fromkeys(line.book for line in self.lines))

    def tops(self, book: str) -> list[Line]:
        """The accounts above which the table lists nothing: their sum counts everything once."""
        return [line for line in self.lines if line.top and line.book == book]


def balances(con: duckdb.DuckDBPyConnection, known: Accounts, journal: Journal | None) -> Balances:
    """The balance table with the journal's movements beside it."""
    rows = sandbox.select(con, _SQL).to_pylist()
    listed = {(row["book"], row["account"]) for row in rows}
    one_book = len({row["book"] for row in rows} | {m.book for m in (journal.moves if journal else ())} - {""}) <= 1
    posted = _posted(known, journal, one_book)
    cumulative = any(row["cumulative"] for row in rows)
    derived = cumulative and _opens_the_month(rows)
    lines = []
    for row in rows:
        code, book = row["account"], row["book"]
        above = [found for found in known.above(code) if found != code]
        own = posted.get(("" if one_book else book, code), (ZERO, ZERO)) if posted is not None else None
        debit, credit = (row["debit"], row["credit"]) if row["moves"] else (None, None)
        top = not any((book, found) in listed for found in above)
        place = (row["file"], row["sheet"], row["row"])
        opening, closing = _opening(row, derived), row["closing"]
        lines.append(Line(book, code, _level(known, code), opening, debit, credit, closing, own, top, *place))
    return Balances(tuple(lines), cumulative)


def sums(lines: Iterable[Line]) -> Sums:
    """The sums of ``lines``, which must not lie one above the other."""
    listed = list(lines)
    posted = [line.posted for line in listed if line.posted is not None]
    return Sums(
        _sum(line.opening for line in listed), _sum(line.debit for line in listed),
        _sum(line.credit for line in listed), _sum(line.closing for line in listed),
        _sides(line.opening for line in listed), _sides(line.closing for line in listed),
        (sum((p[0] for p in posted), ZERO), sum((p[1] for p in posted), ZERO)) if posted else None,
    )  # fmt: skip


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def _sides(values: Iterable[Decimal | None]) -> tuple[Decimal, Decimal] | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return sum((v for v in known if v > 0), ZERO), -sum((v for v in known if v < 0), ZERO)


def _level(known: Accounts, code: str) -> int:
    account = known.by_code.get(code)
    return account.level if account else 1


def _opening(row: dict, derived: bool) -> Decimal | None:
    if derived and row["closing"] is not None:
        found: Decimal = row["closing"] - row["debit"] + row["credit"]
        return found
    return row["opening"]


def _opens_the_month(rows: list[dict]) -> bool:
    """期初 of a table with 本年累计 is the month's, not the year's: it rolls with the month's movement alone."""
    known = [row for row in rows if row["opening"] is not None and row["closing"] is not None]
    year = all(row["opening"] + row["debit"] - row["credit"] == row["closing"] for row in known)
    month = all(row["opening"] + row["shown"] == row["closing"] for row in known)
    return bool(known) and month and not year


def _posted(
    known: Accounts, journal: Journal | None, one_book: bool
) -> dict[tuple[str, str], tuple[Decimal, Decimal]] | None:
    """What the journal has for every account, those below it included."""
    if journal is None:
        return None
    found: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for move in journal.moves:
        for code in known.above(move.account) if move.account else ():
            key = ("" if one_book else move.book, code)
            debit, credit = found.get(key, (ZERO, ZERO))
            found[key] = (debit + move.debit, credit + move.credit)
    return found
