"""The journal added up where it lies: by account and month, by voucher, by day. Nothing here sees a single line.

Vouchers without number cannot be told apart; then closing entries are known by their summary alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from auditbook.checks import sandbox
from auditbook.report.books.chart import EXPENDITURE, INCOME, Accounts

LISTED = 10
ZERO = Decimal("0.00")
_CLOSED, _SURPLUS = 1, 2

# a voucher that only moves income, expenditure and surplus, and touches the surplus, is a closing entry
_STEPS = {
    "book_roles": "SELECT unnest($codes::VARCHAR[]) AS account, unnest($roles::INTEGER[]) AS role",
    "book_vouchers": """
        SELECT coalesce(j.book, '') AS book, coalesce(j.period, 0) AS period, coalesce(j.word, '') AS word, j.number,
               min(j.date) AS day, count(*) AS lines, sum(coalesce(j.debit, 0)) AS debit,
               greatest(sum(abs(coalesce(j.debit, 0))), sum(abs(coalesce(j.credit, 0)))) AS amount,
               $apart AND j.number > 0 AND count(r.role) = count(*) AND max(r.role) = 2 AS closing
        FROM journal j LEFT JOIN book_roles r ON r.account = j.account
        WHERE j.void IS NOT TRUE GROUP BY 1, 2, 3, 4""",
    "book_closings": "SELECT book, period, word, number FROM book_vouchers WHERE closing",
}
_MOVES = """
    SELECT coalesce(j.book, '') AS book, j.account, coalesce(j.period, 0) AS period,
           c.number IS NOT NULL OR r.role IS NOT NULL AND contains(coalesce(j.summary, ''), '结转')
               AND (NOT $apart OR coalesce(j.number, 0) <= 0) AS closing,
           count(*) AS lines, sum(coalesce(j.debit, 0)) AS debit, sum(coalesce(j.credit, 0)) AS credit
    FROM journal j
    LEFT JOIN book_closings c ON c.number = j.number AND c.period = coalesce(j.period, 0)
         AND c.word = coalesce(j.word, '') AND c.book = coalesce(j.book, '')
    LEFT JOIN book_roles r ON r.account = j.account
    WHERE j.void IS NOT TRUE GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
_MONTHS = """
    SELECT period, count(*) AS vouchers, sum(lines)::BIGINT AS lines, sum(debit) AS debit,
           count(*) FILTER (day = last_day(day)) AS last_day, count(*) FILTER (closing) AS closings
    FROM book_vouchers GROUP BY 1 ORDER BY 1"""
_LARGEST = """
    WITH largest AS (
        SELECT * FROM book_vouchers WHERE NOT closing AND number > 0
        ORDER BY amount DESC, day, book, period, word, number LIMIT 10)
    SELECT any_value(l.amount) AS amount, min(j.date) AS day, arg_min(j.voucher, j.row) AS voucher, count(*) AS lines,
           arg_min(j.summary, j.row) AS summary, max(j.payee) AS payee, count(DISTINCT j.payee) AS payees,
           list(DISTINCT j.account) FILTER (coalesce(j.debit, 0) <> 0) AS debits,
           list(DISTINCT j.account) FILTER (coalesce(j.credit, 0) <> 0) AS credits,
           arg_min(j.file, j.row) AS file, arg_min(j.sheet, j.row) AS sheet, min(j.row) AS first, max(j.row) AS last
    FROM journal j JOIN largest l ON l.number = j.number AND l.period = coalesce(j.period, 0)
         AND l.word = coalesce(j.word, '') AND l.book = coalesce(j.book, '')
    WHERE j.void IS NOT TRUE GROUP BY l.book, l.period, l.word, l.number ORDER BY amount DESC, day, voucher"""
_LARGEST_LINES = """
    SELECT greatest(abs(coalesce(debit, 0)), abs(coalesce(credit, 0))) AS amount, date AS day, voucher, 1 AS lines,
           summary, payee, 1 AS payees, CASE WHEN coalesce(debit, 0) <> 0 THEN [account] END AS debits,
           CASE WHEN coalesce(credit, 0) <> 0 THEN [account] END AS credits, file, sheet, row AS first, row AS last
    FROM journal WHERE void IS NOT TRUE AND NOT contains(coalesce(summary, ''), '结转')
    ORDER BY amount DESC, day, file, sheet, first LIMIT 10"""
_DAYS = """
    SELECT greatest(least(coalesce(j.date, last_day(make_date($year, least(greatest(j.period, 1), 12), 1))),
                    $last_day), $first_day) AS day,
           m.kind, sum(coalesce(j.debit, 0) - coalesce(j.credit, 0)) AS change
    FROM journal j
    JOIN (SELECT unnest($money::VARCHAR[]) AS account, unnest($kinds::VARCHAR[]) AS kind) m ON m.account = j.account
    WHERE j.void IS NOT TRUE GROUP BY 1, 2 ORDER BY 1, 2"""
_VOID = "SELECT count(*) AS lines FROM journal WHERE void"


@dataclass(frozen=True)
class Move:
    """What was posted to an account in a month; ``closing`` apart from all else."""

    book: str
    account: str | None
    month: int
    closing: bool
    lines: int
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True)
class Journal:
    """The journal of a year, added up. ``apart``: its vouchers can be told apart."""

    apart: bool = True
    moves: tuple[Move, ...] = ()
    months: tuple[dict[str, Any], ...] = ()
    largest: tuple[dict[str, Any], ...] = ()
    days: tuple[tuple[date, str, Decimal], ...] = ()
    void: int = 0
    closings: int = field(default=0)

    @property
    def lines(self) -> int:
        """The lines that count: all but those of void vouchers."""
        return sum(move.lines for move in self.moves)

    @property
    def vouchers(self) -> int | None:
        """How many vouchers; None where they cannot be told apart."""
        return sum(month["vouchers"] for month in self.months) if self.apart else None


def journal(con: duckdb.DuckDBPyConnection, known: Accounts, year: int, apart: bool) -> Journal:
    """The journal of ``year``; ``apart`` says whether its vouchers can be told apart."""
    roles = _roles(known)
    money = {code: kind for kind in ("cash", "bank") for code in known.of(kind)}
    given = {
        "codes": list(roles), "roles": list(roles.values()), "apart": apart, "year": year,
        "money": list(money), "kinds": list(money.values()),
        "first_day": date(year, 1, 1), "last_day": date(year, 12, 31),
    }  # fmt: skip
    with sandbox.kept(con, _STEPS, given):
        answers = {name: sandbox.select(con, sql, given).to_pylist() for name, sql in _asked(apart).items()}
    moves = tuple(
        Move(row["book"], row["account"], row["period"], row["closing"], row["lines"], row["debit"], row["credit"])
        for row in answers["moves"]
    )
    return Journal(
        apart, moves, tuple(answers["months"]), tuple(answers["largest"]),
        tuple((row["day"], row["kind"], row["change"]) for row in answers["days"]), answers["void"][0]["lines"],
        sum(row["closings"] for row in answers["months"]),
    )  # fmt: skip


def _asked(apart: bool) -> dict[str, str]:
    largest = _LARGEST if apart else _LARGEST_LINES
    return {"moves": _MOVES, "months": _MONTHS, "largest": largest, "days": _DAYS, "void": _VOID}


def _roles(known: Accounts) -> dict[str, int]:
    """The accounts that a closing entry may touch: income and expenditure, and the surplus that takes them."""
    closed = {code: _CLOSED for code in known.by_code if known.class_of(code) in (INCOME, EXPENDITURE)}
    budget = {code: _CLOSED for code in known.by_code if known.class_of(code) in ("预算收入", "预算支出")}
    return {**closed, **budget, **dict.fromkeys(known.of("surplus"), _SURPLUS)}


def total(moves: Iterable[Move], side: str) -> Decimal:
    """The sum of ``moves`` as an account of ``side`` (借 or 贷) counts it."""
    found = sum((move.debit - move.credit for move in moves), ZERO)
    return found if side == "借" else -found
