"""One check run over the views of one unit-year: what it answers, and never an exception."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa

from auditbook.checks.header import Check, Row
from auditbook.checks.rows import NEEDED, PLACES, Rows, places, places_asked
from auditbook.checks.sandbox import SECONDS, kept, records, stream
from auditbook.checks.steps import period, prepare, steps
from auditbook.checks.telling import blank, conditions, lacking, refused, told
from auditbook.errors import SetupError
from auditbook.finding import Outcome

# what a check that is written wrong may raise, besides what DuckDB says of it
MISTAKES = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
UNANSWERED = (SetupError, duckdb.Error, pa.ArrowException)
_FILLED: weakref.WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[str, bool]] = weakref.WeakKeyDictionary()


def run(
    check: Check,
    con: duckdb.DuckDBPyConnection,
    year: int,
    present: set[str],
    settings: Mapping[str, Any] | None = None,
    seconds: float = SECONDS,
) -> Outcome:
    """The outcome of a check; ``present`` names the tables that the unit delivered.

    ``settings`` (purchase_limit …) take the place of the parameters of the same name. A check that is written wrong,
    or that does not end, answers ``failed`` with the reason; the others go on.
    """
    failed = replace(blank(check), status="failed")
    if check.wrong:
        return replace(failed, message=f"{check.file} 的写法有误，未能运行：{check.wrong}")
    try:
        return _answered(check, con, present, parameters_of(check, year, settings), seconds)
    except UNANSWERED as problem:
        return replace(failed, message=f"{check.file} 未能运行：{problem}")
    except MISTAKES as problem:
        said = f"{type(problem).__name__}: {problem}"
        return replace(failed, message=f"{check.file} 的写法有误，未能运行：{said}")


def parameters_of(check: Check, year: int, settings: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the statements of a check may name: its parameters, changed by ``settings``, and the year."""
    known = {name: value for name, value in (settings or {}).items() if name in check.params}
    return {**check.params, **known, **period(year)}


def own_names(check: Check) -> None:
    """Errors: SetupError where what is worked out first is called like a step."""
    if taken := sorted(set(check.first) & set(steps())):
        raise SetupError(f"first 的名称 {'、'.join(taken)} 已有含义。请换一个名称。")


def _answered(
    check: Check, con: duckdb.DuckDBPyConnection, present: set[str], parameters: dict[str, Any], seconds: float
) -> Outcome:
    if (outcome := lacking(check, present, partial(_filled, con))) is not None:
        return outcome
    own_names(check)
    prepare(con, check.statements, period(parameters["year"]), seconds)
    with kept(con, check.first, parameters, seconds):
        return _compared(check, con, parameters, seconds)


def _compared(check: Check, con: duckdb.DuckDBPyConnection, parameters: dict[str, Any], seconds: float) -> Outcome:
    for condition in conditions(check):
        if (outcome := refused(check, condition, records(con, condition.sql, parameters, seconds))) is not None:
            return outcome
    rows = _rows(check, con, parameters, seconds)
    tested = records(con, check.tested, parameters, seconds) if check.tested else []
    lines = records(con, PLACES, places_asked(rows.unplaced)) if rows.unplaced else []
    looked = records(con, check.looked, parameters, seconds) if check.looked else []
    return replace(told(check, rows, tested, places(lines)), looked=tuple(sorted(str(row["unit"]) for row in looked)))


def _filled(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether a view has a row, asked once: nothing changes it, and most checks ask for the same two."""
    known = _FILLED.setdefault(con, {})
    if name not in known:
        known[name] = bool(records(con, f'SELECT 1 FROM "{name}" LIMIT 1'))
    return known[name]


def _rows(check: Check, con: duckdb.DuckDBPyConnection, parameters: dict[str, Any], seconds: float) -> Rows:
    rows = Rows(check.listed)
    if check.answer is not None:
        rows.add(_batch(check.answer(con, parameters)))
        return rows
    with stream(con, check.sql, parameters, seconds) as batches:
        for batch in batches:
            rows.add(batch)
    return rows


def _batch(rows: Iterable[Row]) -> pa.RecordBatch:
    """The rows of a Python check; of none, an empty batch with the columns that every check has."""
    found = [dict(row) for row in rows]
    return pa.RecordBatch.from_pylist(found) if found else pa.RecordBatch.from_pydict({name: [] for name in NEEDED})
