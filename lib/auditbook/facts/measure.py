"""Measured facts: the cells of the tables and the entries of the forms, one fact each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from auditbook.cells import half_width
from auditbook.facts import MONEY, UNSTATED, Fact, cell_fact, measure_of
from auditbook.forms import Entry
from auditbook.load import Loaded
from auditbook.sheets import Row
from auditbook.tables import UNITS, Column, Table, tables


def measured(loaded: Loaded) -> dict[str, Fact]:
    """All measured facts of a unit-year by id; a cell that is empty makes none."""
    facts: dict[str, Fact] = {}
    for name, rows in loaded.tables.items():
        facts.update((fact.id, fact) for fact in _cells(tables()[name], rows))
    facts.update((fact.id, fact) for fact in _entries(tables()["profile"], loaded.profile))
    return facts


def row_keys(table: Table, rows: list[Row]) -> list[str]:
    """The names of the rows: the key's text, numbered from the second on, or the row's number without one."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        key = str(row[table.key] or f"第{row.source.row}行") if table.key else f"第{row.source.row}行"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def row_book(table: Table, row: Row) -> str:
    """The book of a row's money: as one of its columns says, else the table's, else 未说明."""
    for column in table.columns.values():
        spec = column.values.get(str(row[column.name]), {})
        if "book" in spec:
            return str(spec["book"])
    return table.book or UNSTATED


def _cells(table: Table, rows: list[Row]) -> Iterator[Fact]:
    if table.key is None:
        return
    for key, row in zip(row_keys(table, rows), rows, strict=True):
        for column in table.columns.values():
            if column.fact is not None and row[column.name] is not None:
                yield _cell(table, column, key, row)


def _cell(table: Table, column: Column, key: str, row: Row) -> Fact:
    blank = cell_fact(table, column, key)
    named = str(row[column.measure]) if column.measure and row[column.measure] else blank.measure
    fact = _with(blank, row[column.name])
    unit = "".join(half_width(named).split()).removeprefix("人民币")
    if unit in UNITS and fact.value is not None:
        fact, named = replace(fact, value=fact.value * UNITS[unit]), MONEY
    return replace(
        fact,
        measure=named,
        status="stated" if column.stated else "measured",
        sources=(row.at(column.title),),
        book=row_book(table, row) if named == MONEY else UNSTATED,
        qualifier=row.qualifiers.get(column.name, ""),
    )


def _entries(form: Table, entries: dict[str, Entry]) -> Iterator[Fact]:
    for name, entry in entries.items():
        column = form.columns[name]
        if column.fact is None:
            continue
        if column.kind == "mapping":
            for key, counted in entry.value.items():
                yield _entry(f"profile.{name}.{key}", key, column, counted)
        else:
            yield _entry(f"profile.{name}", column.title, column, entry)


def _entry(fact: str, title: str, column: Column, entry: Entry) -> Fact:
    value = Decimal(len(entry.value)) if column.kind == "list" else entry.value
    status = "stated" if column.stated else "measured"
    return replace(
        _with(Fact(fact, title), value),
        measure=measure_of(column), status=status, sources=(entry.source,), qualifier=entry.qualifier,
    )  # fmt: skip


def _with(fact: Fact, value: Any) -> Fact:
    if isinstance(value, Decimal):
        return replace(fact, value=Fraction(value))
    return replace(fact, text=str(value))
