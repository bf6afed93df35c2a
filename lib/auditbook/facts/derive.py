"""Derived facts: the YAML files of this folder over measured facts, by a closed set of operations.

========== ================================== ==============================================================
sum        [fact, …]                          all must be known; never across the two books
difference [fact, fact]                       the first less the second
ratio      [fact, fact]                       in percent; without a denominator or with zero: no data
change     [new, old]                         (new − old) ÷ old, in percent
first_of   [fact, …]                          the first that is known
only_of    [fact, …]                          the one that is known; no data where several are
sum_rows   {table, column, group?, book?}     over the rows of a table; no such row: no data.
           where?: of these, those with a value; complete?: columns that every row must have, else no data;
           by_others?: rows whose organiser is not the unit itself
count_rows {table, given, where?, reached?}   rows where ``given`` is filled; reached: [actual, planned];
           met: true for targets that were met. A row that cannot be judged: no data
========== ================================== ==============================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.blocks import blocks
from auditbook.errors import SetupError
from auditbook.facts import FISCAL, UNION, UNSTATED, Fact, Facts, cell_fact
from auditbook.facts.measure import row_book, row_keys
from auditbook.goal import met
from auditbook.sheets import Row
from auditbook.tables import Column, Table, tables

Tables = dict[str, list[Row]]
_SELF = {"本单位", "本会", "我会", "我单位", "区总工会", "市总工会", "县总工会", "总工会", "机关"}


@dataclass(frozen=True)
class Definition:
    """One derived fact as its YAML block declares it; ``file`` is where."""

    id: str
    title: str
    measure: str
    operation: str
    operands: Any
    about: str
    file: str
    book: str = UNSTATED


@cache
def definitions() -> dict[str, Definition]:
    """All derived facts of the package by id, in the order in which they can be computed."""
    found: dict[str, Definition] = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        file = f"facts/{path.name}"
        for fact, spec in blocks(path, file):
            found[fact] = _definition(fact, spec, file)
    return found


def derive(measured: dict[str, Fact], rows: Tables) -> Facts:
    """``measured`` and everything that follows from it. What lacks an operand is there as ``no_data``."""
    known = dict(measured)
    facts = Facts(known, {name: set(row_keys(tables()[name], found)) for name, found in rows.items()})
    for definition in definitions().values():
        known[definition.id] = _OPERATIONS[definition.operation](definition, facts, rows)
    return facts


def _definition(fact: str, body: dict, file: str) -> Definition:
    operations = [key for key in body if key in _OPERATIONS]
    if len(operations) != 1 or set(body) - {"title", "measure", "about", "book", *operations}:
        raise SetupError(f"{file}：“{fact}”应有 title、measure 和一个运算（{'、'.join(_OPERATIONS)}）。")
    operation = operations[0]
    return Definition(
        fact, body["title"], body.get("measure", "%"), operation, body[operation], body.get("about", ""), file,
        body.get("book", UNSTATED),
    )  # fmt: skip


def _blank(definition: Definition, operands: list[Fact], formula: str) -> Fact:
    books = {fact.book for fact in operands}
    return Fact(
        definition.id, definition.title, measure=definition.measure, formula=formula,
        operands=tuple(fact.id for fact in operands), book=books.pop() if len(books) == 1 else definition.book,
    )  # fmt: skip


def _result(blank: Fact, operands: list[Fact], value: Fraction) -> Fact:
    stated = any(fact.status == "stated" for fact in operands)
    qualifiers = {fact.qualifier for fact in operands} - {""}
    return replace(
        blank, value=value, status="stated" if stated else "derived", qualifier="约" if qualifiers else "",
        sources=tuple(dict.fromkeys(source for fact in operands for source in fact.sources)),
    )  # fmt: skip


def _values(operands: list[Fact]) -> list[Fraction] | None:
    values = [fact.value for fact in operands if fact.value is not None]
    return values if len(values) == len(operands) else None


def _sum(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    operands = [facts[name] for name in definition.operands]
    books = {fact.book for fact in operands}
    if {FISCAL, UNION} <= books:
        raise SetupError(f"{definition.file}：“{definition.id}”把财政资金和工会经费相加，两个账套不得合计。")
    blank = _blank(definition, operands, " + ".join(fact.title for fact in operands))
    values = _values(operands)
    return blank if values is None else _result(blank, operands, sum(values, Fraction(0)))


def _difference(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    operands = [facts[name] for name in definition.operands]
    blank = _blank(definition, operands, f"{operands[0].title} − {operands[1].title}")
    values = _values(operands)
    return blank if values is None else _result(blank, operands, values[0] - values[1])


def _ratio(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    operands = [facts[name] for name in definition.operands]
    blank = _blank(definition, operands, f"{operands[0].title} ÷ {operands[1].title} × 100%")
    values = _values(operands)
    if values is None or values[1] == 0:
        return blank
    return _result(blank, operands, values[0] / values[1] * 100)


def _change(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    operands = [facts[name] for name in definition.operands]
    new, old = operands
    blank = _blank(definition, operands, f"（{new.title} − {old.title}）÷ {old.title} × 100%")
    values = _values(operands)
    if values is None or values[1] == 0:
        return blank
    return _result(blank, operands, (values[0] - values[1]) / values[1] * 100)


def _first_of(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    candidates = [facts[name] for name in definition.operands]
    chosen = next((fact for fact in candidates if fact.value is not None), None)
    if chosen is None:
        return _blank(definition, candidates, "或".join(fact.title for fact in candidates))
    blank = _blank(definition, [chosen], f"取自“{chosen.title}”")
    return replace(_result(blank, [chosen], chosen.value or Fraction(0)), qualifier=chosen.qualifier)


def _only_of(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    known = [facts[name] for name in definition.operands if facts[name].value is not None]
    if len(known) > 1:
        # one figure for two books would hide one of them
        return _blank(definition, [], "、".join(f"{fact.title}" for fact in known) + "分别列示，不合并")
    return _first_of(definition, facts, rows)


def _sum_rows(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    spec = definition.operands
    table = tables()[spec["table"]]
    column = table.columns[spec["column"]]
    base = _base(spec, table, rows, facts)
    chosen = [(key, row) for key, row in base if _where(spec, row)]
    found = [_cell(table, column, key, row, facts) for key, row in chosen if row[column.name] is not None]
    blank = _blank(definition, [f for f in found if f.id in facts], f"“{table.title}”{len(found)} 行之和")
    if {FISCAL, UNION} <= {fact.book for fact in found}:
        raise SetupError(f"{definition.file}：“{definition.id}”没有区分账套，财政资金和工会经费不得合计。")
    # rows of which one lacks what the sum rests on cannot be summed: a part of them is not the whole
    if not base or any(row[name] is None for _, row in base for name in spec.get("complete", ())):
        return blank
    if not found and not spec.get("where"):
        return blank
    return _result(blank, found, sum((fact.value or Fraction(0) for fact in found), Fraction(0)))


def _base(spec: dict, table: Table, rows: Tables, facts: Facts) -> list[tuple[str, Row]]:
    """The rows that a sum speaks of: of its group and book, with an amount, by others than the unit if so asked."""
    given = rows.get(table.name, [])
    named = zip(row_keys(table, given), given, strict=True)
    return [
        (key, row)
        for key, row in named
        if row[spec["column"]] is not None or spec.get("complete")
        if "group" not in spec or table.groups.get(key, spec.get("others", "")) == spec["group"]
        if "book" not in spec or row_book(table, row) == spec["book"]
        if "by_others" not in spec or _by_others(row[spec["by_others"]], facts["profile.name"].text)
    ]


def _where(spec: dict, row: Row) -> bool:
    return all(row[column] == value for column, value in spec.get("where", {}).items())


def _cell(table: Table, column: Column, key: str, row: Row, facts: Facts) -> Fact:
    if table.key is not None and column.fact is not None:
        return facts[f"{table.name}.{key}.{column.name}"]
    blank = replace(cell_fact(table, column, key), sources=(row.at(column.title),))
    return replace(blank, value=Fraction(row[column.name]), book=row_book(table, row))


def _by_others(organiser: str | None, name: str) -> bool:
    """Another union is named: not the unit itself, whether by its name, a part of it, or as 本单位."""
    if not organiser or not name or organiser in _SELF:
        return False
    return name not in organiser and organiser not in name


def _count_rows(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    spec = definition.operands
    table = tables()[spec["table"]]
    given = [row for row in rows.get(table.name, []) if row[spec["given"]] is not None and _where(spec, row)]
    titles = "、".join(table.columns[name].title for name in spec.get("reached", [spec["given"]]))
    blank = _blank(definition, [], f"“{table.title}”中按“{titles}”计数")
    judged = [_reached(row, spec) for row in given]
    if not given or None in judged:
        return blank
    sources = tuple(row.at(table.columns[spec["given"]].title) for row in given)
    return replace(blank, value=Fraction(sum(map(bool, judged))), status="derived", sources=sources)


def _reached(row: Row, spec: dict) -> bool | None:
    """The row counts; None where it cannot be told, so that nobody takes it for a no."""
    if spec.get("met"):
        return met(row)
    if "reached" not in spec:
        return True
    actual, planned = (row[name] for name in spec["reached"])
    return None if actual is None or planned is None else bool(actual >= planned)


_OPERATIONS: dict[str, Callable[[Definition, Facts, Tables], Fact]] = {
    "sum": _sum,
    "difference": _difference,
    "ratio": _ratio,
    "change": _change,
    "first_of": _first_of,
    "only_of": _only_of,
    "sum_rows": _sum_rows,
    "count_rows": _count_rows,
}
