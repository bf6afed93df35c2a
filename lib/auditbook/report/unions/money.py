"""The money of the unions: budget, books and audited figures by book, contributions, spending by class.

No figure crosses two books (账套): a union with two of them has two lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.engagement.adjusted import Adjusted, adjusted
from auditbook.report.books.budget import Execution, Item
from auditbook.report.books.chart import EXPENDITURE, INCOME
from auditbook.report.engagement.contributions import Contributions, paid
from auditbook.report.unions.unions import Union, unions

if TYPE_CHECKING:
    from auditbook.case import Case


@dataclass(frozen=True)
class Side:
    """Income or expenditure of one book in yuan; None where nobody knows. ``audited`` is ``booked`` as audited."""

    approved: Decimal | None = None
    adjustment: Decimal | None = None
    final: Decimal | None = None
    booked: Decimal | None = None
    audited: Decimal | None = None

    @property
    def planned(self) -> Decimal | None:
        """The budget as it was last approved."""
        return self.approved if self.final is None else self.final


@dataclass(frozen=True)
class Money:
    """One book of a union. ``whose`` is 工会经费, 财政资金 or 未说明; ``on_members`` is what went to members (yuan),
    ``by_class`` the audited expenditure by name of the first-level account."""

    union: Union
    book: str
    whose: str
    sides: dict[str, Side]
    on_members: Decimal | None
    by_class: dict[str, Decimal]

    @property
    def income(self) -> Side:
        """收入."""
        return self.sides[INCOME]

    @property
    def spent(self) -> Side:
        """支出."""
        return self.sides[EXPENDITURE]

    @property
    def surplus(self) -> Decimal | None:
        """收支结余 of the year, audited: income less expenditure."""
        income, spent = self.income.audited, self.spent.audited
        return None if income is None or spent is None else income - spent


def money(case: Case) -> list[Money]:
    """Every book of every union, in the order of the unions; a union without any book has one line that knows nothing.

    Kept with the case.
    """
    if "_money" not in case.__dict__:
        case.__dict__["_money"] = [line for union in unions(case) for line in _lines(union)]
    found: list[Money] = case.__dict__["_money"]
    return found


def only(case: Case, union: Union) -> Money | None:
    """The book of a union that has one; None for a union with several, whose figures nobody may add up."""
    mine = [line for line in money(case) if line.union is union]
    return mine[0] if len(mine) == 1 else None


def contributions(case: Case) -> list[tuple[Union, Contributions | None]]:
    """What every union's employer owed and paid, kept with the case; None without a case and for a federation."""
    if "_contributions" not in case.__dict__:
        case.__dict__["_contributions"] = [(u, None if u.case is None else paid(u.case)) for u in unions(case)]
    found: list[tuple[Union, Contributions | None]] = case.__dict__["_contributions"]
    return found


def _lines(union: Union) -> Iterator[Money]:
    if union.case is None:
        yield _unknown(union)
        return
    figures = adjusted(union.case)
    booked = figures.booked
    executions = {found.book: found for found in booked.executions}
    names = list(dict.fromkeys([*booked.books, *executions]))
    if len(booked.books) == 1 and len(executions) == 1:
        # one budget and one set of books belong together, whatever each calls itself
        names = booked.books
        executions = {names[0]: next(iter(executions.values()))}
    if not names:
        yield _unknown(union)
    for name in names:
        yield _line(union, figures, name, executions.get(name))


def _line(union: Union, found: Adjusted, name: str, execution: Execution | None) -> Money:
    booked, audited = found.booked, found.audited
    there = name in booked.books
    sides = {
        kind: _side(execution.totals[kind] if execution else None,
                    booked.sum(name, kind) if there else None, audited.sum(name, kind) if there else None)
        for kind in (INCOME, EXPENDITURE)
    }  # fmt: skip
    by_class: dict[str, Decimal] = {}
    for code, value in audited.by_top(name, EXPENDITURE).items() if there else ():
        title = audited.accounts.name(code)
        by_class[title] = by_class.get(title, Decimal(0)) + value
    on_members = audited.for_members(name) if there else None
    return Money(union, name, booked.money_of(name), sides, on_members, by_class)


def _side(planned: Item | None, booked: Decimal | None, audited: Decimal | None) -> Side:
    if planned is None:
        return Side(booked=booked, audited=audited)
    return Side(planned.approved, planned.adjustment, planned.final, booked, audited)


def _unknown(union: Union) -> Money:
    return Money(union, "", "", {INCOME: Side(), EXPENDITURE: Side()}, None, {})
