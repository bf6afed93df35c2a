"""One check asked of several units at once: the same outcomes as ``answer`` gives, a statement for all of them.

Whatever cannot be asked so, or is not certain to give the same rows in the same order, is left out; it is asked alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise
from typing import Any

import pyarrow as pa

from auditbook.checks import header
from auditbook.checks.answer import MISTAKES, UNANSWERED, own_names, parameters_of
from auditbook.checks.header import Check, Row
from auditbook.checks.rows import PLACES, Rows, places, places_asked
from auditbook.checks.sandbox import kept, records, select
from auditbook.checks.telling import conditions, lacking, refused, told
from auditbook.checks.together import ASKED, MARK, UNIT, Statement, Together, firsts_of_each, of_each
from auditbook.finding import Outcome


def run_together(check: Check, together: Together, settings: Mapping[str, Any] | None = None) -> dict[str, Outcome]:
    """The outcomes of a check by unit, equal to those of ``run``; whichever unit is left out has to be asked alone."""
    reaching = any(MARK in text for text in (*check.statements, *check.params))
    if check.wrong or check.answer is not None or check.scope == header.UNITS or reaching:
        return {}
    try:
        return dict(_answered(check, together, parameters_of(check, together.year, settings)))
    except (*UNANSWERED, *MISTAKES):
        return {}


@dataclass(frozen=True)
class _Asking:
    """The ``units`` that one check is asked of; ``names`` are the tables that its statements may name."""

    together: Together
    units: list[str]
    names: set[str]
    parameters: Mapping[str, Any]

    def rows(self, sql: str) -> dict[str, list[dict[str, Any]]]:
        """The records of each unit; a unit whose records have no certain order is left out."""
        text, keys = self._of_each(sql)
        found = self._records(text)
        return {unit: _shown(found[unit]) for unit in self.units if _settled(found[unit], keys)}

    def evidence(self, check: Check) -> dict[str, Rows]:
        """The rows of evidence of each unit, likewise."""
        text, keys = self._of_each(check.sql)
        table = select(self.together.con, text, self._bound({}), self.together.seconds)
        order = table.select([UNIT, *keys]).to_pylist()
        shown = table.select([name for name in table.column_names if not name.startswith(MARK)])
        found = {unit: shown.slice(0, 0) for unit in self.units}
        start = 0
        for unit, rows in ((unit, list(rows)) for unit, rows in groupby(order, key=_unit)):
            if _settled(rows, keys):
                found[unit] = shown.slice(start, len(rows))
            else:
                del found[unit]
            start += len(rows)
        return {unit: _counted(check, rows) for unit, rows in found.items()}

    def places(self, origins: list[str]) -> dict[str, dict[str, Row]]:
        """The journal's lines that stand at ``origins``, by unit and origin."""
        if not origins:
            return {}
        found = self._records(self._of_each(PLACES).sql, **places_asked(origins))
        return {unit: places(rows) for unit, rows in found.items()}

    def _of_each(self, sql: str) -> Statement:
        return of_each(self.together.con, sql, self.names, ordered=True)

    def _records(self, text: str, **more: Any) -> dict[str, list[dict[str, Any]]]:
        found = records(self.together.con, text, self._bound(more), self.together.seconds)
        return {unit: [] for unit in self.units} | {unit: list(rows) for unit, rows in groupby(found, key=_unit)}

    def _bound(self, more: Mapping[str, Any]) -> dict[str, Any]:
        return {**self.parameters, **more, ASKED: self.units}


def _answered(check: Check, together: Together, parameters: dict[str, Any]) -> Iterator[tuple[str, Outcome]]:
    left = []
    for unit, present in together.present.items():
        if (outcome := lacking(check, present, partial(together.filled, unit))) is not None:
            yield unit, outcome
        else:
            left.append(unit)
    if not left:
        return
    own_names(check)
    together.prepare(check.statements)
    first = firsts_of_each(together.con, check.first, together.names)
    with kept(together.con, first, {**parameters, ASKED: left}, together.seconds):
        yield from _compared(check, _Asking(together, left, together.names | set(check.first), parameters))


def _compared(check: Check, asked: _Asking) -> Iterator[tuple[str, Outcome]]:
    for condition in conditions(check):
        given = asked.rows(condition.sql)
        known = {unit: refused(check, condition, given.get(unit, [])) for unit in asked.units}
        yield from ((unit, outcome) for unit, outcome in known.items() if outcome is not None)
        asked = replace(asked, units=[unit for unit, outcome in known.items() if outcome is None])
        if not asked.units:
            return
    evidence = asked.evidence(check)
    tested = asked.rows(check.tested) if check.tested else {unit: [] for unit in asked.units}
    lines = asked.places(list(dict.fromkeys(origin for rows in evidence.values() for origin in rows.unplaced)))
    for unit, rows in evidence.items():
        if unit in tested:
            yield unit, told(check, rows, tested[unit], lines.get(unit, {}))


def _unit(row: Row) -> str:
    return str(row[UNIT])


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if not name.startswith(MARK)} for row in rows]


def _settled(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> bool:
    """No two rows are alike in what orders them."""
    return len(rows) < 2 or (bool(keys) and all(any(a[key] != b[key] for key in keys) for a, b in pairwise(rows)))


def _counted(check: Check, rows: pa.Table) -> Rows:
    found = Rows(check.listed)
    for batch in rows.to_batches() or [pa.RecordBatch.from_pylist([], schema=rows.schema)]:
        found.add(batch)
    return found
