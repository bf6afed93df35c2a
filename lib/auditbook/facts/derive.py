"""Derived facts: the YAML files of this folder over measured facts, by a closed set of operations.

========== ================================= ===============================================================
sum        [fact, …]                         all must be known; never across the two books
difference [fact, fact]                      the first less the second
ratio      [fact, fact]                      in percent; without a denominator or with zero: no data
change     [new, old]                        (new − old) ÷ old, in percent
first_of   [fact, …]                         the first that is known
sum_rows   {table, column, group?, book?, …} over the rows of a table; no such row: no data
count_rows {table, given, reached?, where?}  rows where a column is filled; reached: [actual, planned]
========== ================================= ===============================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.blocks import expand
from auditbook.errors import SetupError
from auditbook.facts import FISCAL, UNION, UNSTATED, Fact, Facts, cell_fact
from auditbook.facts.measure import row_book, row_keys
from auditbook.load import Row
from auditbook.tables import tables
from auditbook.yamlfile import read_yaml

Tables = dict[str, list[Row]]


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
        for block, body in read_yaml(path).items():
            for fact, spec in expand(block, body):
                found[fact] = _definition(fact, spec, f"facts/{path.name}")
    return found


def derive(measured: dict[str, Fact], rows: Tables) -> Facts:
    """``measured`` and everything that follows from it. What lacks an operand is there as ``no_data``."""
    known = dict(measured)
    facts = Facts(known)
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


def _sum_rows(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    spec = definition.operands
    table = tables()[spec["table"]]
    column = table.columns[spec["column"]]
    chosen: list[Fact] = []
    for key, row in zip(row_keys(table, rows.get(table.name, [])), rows.get(table.name, []), strict=True):
        if row[column.name] is None or not _matches(spec, table.groups, key, row, row_book(table, row)):
            continue
        if "by_others" in spec and not _by_others(row[spec["by_others"]], facts["profile.name"].text):
            continue
        if table.key is None or column.fact is None:
            blank = replace(cell_fact(table, column, key), sources=(row.at(column.title),))
            chosen.append(replace(blank, value=Fraction(row[column.name]), book=row_book(table, row)))
        else:
            chosen.append(facts[f"{table.name}.{key}.{column.name}"])
    books = {fact.book for fact in chosen}
    if {FISCAL, UNION} <= books:
        raise SetupError(f"{definition.file}：“{definition.id}”没有区分账套，财政资金和工会经费不得合计。")
    blank = _blank(definition, [fact for fact in chosen if fact.id in facts], f"“{table.title}”{len(chosen)} 行之和")
    blank = replace(blank, book=books.pop() if len(books) == 1 else definition.book)
    return _result(blank, chosen, sum((f.value or Fraction(0) for f in chosen), Fraction(0))) if chosen else blank


def _matches(spec: dict, groups: dict[str, str], key: str, row: Row, book: str) -> bool:
    if any(row[column] != value for column, value in spec.get("where", {}).items()):
        return False
    if "group" in spec and groups.get(key, spec.get("others", "")) != spec["group"]:
        return False
    return "book" not in spec or book == spec["book"]


def _by_others(organiser: str | None, name: str) -> bool:
    return bool(organiser and name and name not in organiser)


def _count_rows(definition: Definition, facts: Facts, rows: Tables) -> Fact:
    spec = definition.operands
    table = tables()[spec["table"]]
    where = spec.get("where", {})
    given = [
        row
        for row in rows.get(table.name, [])
        if row[spec["given"]] is not None and all(row[column] == value for column, value in where.items())
    ]
    chosen = [row for row in given if _reached(row, spec.get("reached"))]
    titles = "、".join(table.columns[name].title for name in spec.get("reached", [spec["given"]]))
    blank = _blank(definition, [], f"“{table.title}”中按“{titles}”计数")
    if not given:
        return blank
    sources = tuple(row.at(table.columns[spec["given"]].title) for row in given)
    return replace(blank, value=Fraction(len(chosen)), status="derived", sources=sources)


def _reached(row: Row, pair: list[str] | None) -> bool:
    if pair is None:
        return True
    actual, planned = (row[name] for name in pair)
    return actual is not None and planned is not None and actual >= planned


_OPERATIONS: dict[str, Callable[[Definition, Facts, Tables], Fact]] = {
    "sum": _sum,
    "difference": _difference,
    "ratio": _ratio,
    "change": _change,
    "first_of": _first_of,
    "sum_rows": _sum_rows,
    "count_rows": _count_rows,
}
