"""Facts: every figure with its measure, its book, and the cells or the other facts that it comes from.

A cell of an input table is a fact by itself: ``fiscal.公用经费.actual`` is the cell of table ``fiscal``, row 公用经费,
column ``actual``; ``profile.staff.劳务派遣`` is an entry of a form. Derived facts are the YAML files of this folder.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from auditbook.errors import SetupError
from auditbook.finding import Source
from auditbook.tables import Column, Table, tables

FISCAL, UNION, UNSTATED = "财政资金", "工会经费", "未说明"
MONEY = "元"


@dataclass(frozen=True)
class Fact:
    """A figure (``value``, exact) or a wording (``text``); neither means no data, which is never zero.

    ``status`` is measured, derived, stated (somebody says so, nobody has counted) or no_data. ``qualifier`` is 余, 近
    or 约 where the source words it so. ``operands`` are the ids of the facts that ``formula`` (Chinese) speaks of.
    """

    id: str
    title: str
    value: Fraction | None = None
    text: str = ""
    measure: str = ""
    status: str = "no_data"
    sources: tuple[Source, ...] = ()
    book: str = UNSTATED
    qualifier: str = ""
    formula: str = ""
    operands: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """There is something to show."""
        return self.value is not None or bool(self.text)


class Facts(Mapping[str, Fact]):
    """All facts of a unit-year by id. A cell that could be there and is not answers ``no_data``; ``keys`` names the
    rows that there are, by table.

    Errors: SetupError for an id that no table, form or definition can give, with what was probably meant.
    """

    def __init__(self, facts: dict[str, Fact], keys: Mapping[str, Collection[str]] | None = None) -> None:
        self._facts = facts
        self._keys = keys or {}

    def __getitem__(self, fact: str) -> Fact:
        found = self._facts.get(fact) or absent(fact, self._keys)
        if found is None:
            near = difflib.get_close_matches(fact, [*self._facts, *possible()], n=3, cutoff=0.5)
            meant = f"是否要写：{'、'.join(near)}？" if near else "可用“auditbook explain facts”查看全部事实。"
            raise SetupError(f"没有名为“{fact}”的事实。{meant}")
        return found

    def __contains__(self, fact: object) -> bool:
        return fact in self._facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def absent(fact: str, keys: Mapping[str, Collection[str]] | None = None) -> Fact | None:
    """The ``no_data`` fact of a cell or entry that an input could hold; None if no input ever has it.

    An input could hold the cells of the rows in a table's vocabulary and of those in ``keys``.
    """
    table_name, _, rest = fact.partition(".")
    table = tables().get(table_name)
    if table is None or not rest:
        return None
    if table.shape == "mapping":
        name, _, key = rest.partition(".")
        column = table.columns.get(name)
        if column is None or column.fact is None or (key and key not in column.values):
            return None
        return Fact(fact, f"{table.title}“{key or column.title}”", measure=measure_of(column))
    key, _, name = rest.rpartition(".")
    column = table.columns.get(name)
    if column is None or column.fact is None or table.key is None:
        return None
    if key not in table.columns[table.key].values and key not in (keys or {}).get(table_name, ()):
        return None
    return cell_fact(table, column, key)


def cell_fact(table: Table, column: Column, key: str) -> Fact:
    """The fact of a cell before it has a value."""
    spec = table.columns[table.key].values.get(key, {}) if table.key else {}
    measure = str(spec.get("measure", measure_of(column)))
    return Fact(
        f"{table.name}.{key}.{column.name}",
        f"{key}（{column.title}）" if table.name != "statistics" or column.stated else key,
        measure=measure,
        book=(table.book or UNSTATED) if measure == MONEY else UNSTATED,
    )


def measure_of(column: Column) -> str:
    """The measure of a column's facts; empty for wordings."""
    return "" if column.fact in (None, "文") else str(column.fact)


def possible() -> Iterator[str]:
    """The ids of all facts that the vocabularies of the tables name."""
    for table in tables().values():
        for column in table.columns.values():
            if column.fact is None:
                continue
            if table.shape == "mapping":
                yield from (f"{table.name}.{column.name}.{key}" for key in column.values)
                yield f"{table.name}.{column.name}"
            elif table.key is not None:
                yield from (f"{table.name}.{key}.{column.name}" for key in table.columns[table.key].values)


def as_money(value: Fraction | None) -> Decimal | None:
    """An amount with its two places; one that is no number of cents (a computed one) as it is."""
    found = as_decimal(value)
    if value is None or found is None or (value * 100).denominator != 1:
        return found
    with localcontext(prec=60):
        return found.quantize(Decimal("0.01"))


def as_decimal(value: Fraction | None) -> Decimal | None:
    """``value`` as a decimal: exact where it ends within 12 places, else rounded there."""
    if value is None:
        return None
    with localcontext(prec=60):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact if Fraction(exact) == value else exact.quantize(Decimal("0.000000000001"))
