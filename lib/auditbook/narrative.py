"""What the unit writes about an activity, with its figures filled in: ``慰问困难职工{人数}，发放慰问金{金额}``.

In braces stands a heading of the row's own columns, or an item of 统计数据. Nothing else is looked up, so a text of an
input can name a figure and can do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from auditbook.facts import Fact, Facts
from auditbook.facts.measure import row_keys
from auditbook.finding import Problem
from auditbook.load import Loaded
from auditbook.sheets import Row
from auditbook.tables import tables

_NAME = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Told:
    """One activity as the report tells it: ``parts`` are words and facts in order; ``unknown`` are names in braces
    that nothing answers to."""

    row: Row
    parts: tuple[str | Fact, ...]
    unknown: tuple[str, ...] = ()


def told(loaded: Loaded, facts: Facts) -> list[Told]:
    """All activities in the order of the table; one without a narrative is told by its title, number and amount."""
    rows = loaded.tables.get("activities", [])
    return [_told(key, row, facts) for key, row in zip(row_keys(tables()["activities"], rows), rows, strict=True)]


def unknown_names(activities: list[Told]) -> Iterator[Problem]:
    """A problem for every name in braces that nothing answers to."""
    title = tables()["activities"].columns["narrative"].title
    titles = {column.title for column in tables()["activities"].columns.values()}
    for activity in activities:
        for name in activity.unknown:
            if name in titles:
                told, remedy = f"说明里用到“{{{name}}}”，但本行没有填{name}或填写有误", f"请补填{name}，或从说明里删去"
            else:
                told = f"“{{{name}}}”没有对应的数据"
                remedy = "请写成本行的列名（如 {人数}、{金额}、{日期}）或“统计数据”里的指标名"
            yield Problem(activity.row.at(title), told, remedy)


def _told(key: str, row: Row, facts: Facts) -> Told:
    parts: list[str | Fact] = []
    unknown: list[str] = []
    for index, piece in enumerate(_NAME.split(row["narrative"] or _plain(row))):
        found = piece if index % 2 == 0 else _named(piece, key, row, facts)
        if found is None:
            unknown.append(piece)
            found = f"{{{piece}}}（没有对应的数据）"
        parts.append(found)
    return Told(row, tuple(part for part in parts if part != ""), tuple(unknown))


def _plain(row: Row) -> str:
    title = row["title"] or ""
    counted = "，人数{人数}" if row["beneficiaries"] is not None else ""
    return title.replace("{", "（").replace("}", "）") + counted + ("，金额{金额}" if row["amount"] is not None else "")


def _named(name: str, key: str, row: Row, facts: Facts) -> str | Fact | None:
    for column in tables()["activities"].columns.values():
        if name != column.title or row[column.name] is None:
            continue
        fact = f"activities.{key}.{column.name}"
        return facts[fact] if fact in facts else _words(row[column.name])
    counted = f"statistics.{name}.value"
    if counted not in facts:
        return None
    return facts[counted]


def _words(value: object) -> str:
    if isinstance(value, date):
        return f"{value.month}月{value.day}日"
    return str(value)
