"""What several checks start from: vouchers, spending, gifts. One file each, worked out when a statement first names it.

A step is a SELECT over the views and over other steps; the lines above it say what it holds. It stays as a table in
the connection, or where it begins with ``-- view`` and the books are large as a view. One that begins with ``-- kept``
follows from journal and chart alone: of large books it is worked out once and kept beside them (``ledger.prepared``). A
step in Python is a module with ``answer(con, parameters)``, which gives an Arrow table. Whoever asks (a check,
``case.sql``) names it like a view.
"""

from __future__ import annotations

import importlib
import pkgutil
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from auditbook.checks import sandbox

_HERE = Path(__file__).parent
_VIEW, _KEPT = "-- view", "-- kept"
SMALL = 100_000  # lines of a journal of which every step is kept as a table: it is asked three times as fast as a view
Answer = Callable[[duckdb.DuckDBPyConnection, Mapping[str, Any]], pa.Table]


@dataclass(frozen=True)
class Step:
    """One step; ``uses`` are the words of its statement, the names of other steps among them."""

    name: str
    sql: str = ""
    view: bool = False
    kept: bool = False
    answer: Answer | None = None
    uses: frozenset[str] = frozenset()


@dataclass
class _Made:
    """The steps that a connection has by now, and whether its books are small."""

    names: set[str]
    small: bool


_MADE: weakref.WeakKeyDictionary[duckdb.DuckDBPyConnection, _Made] = weakref.WeakKeyDictionary()


@cache
def steps() -> dict[str, Step]:
    """All steps by name."""
    files = {path.stem: _of_text(path.stem, path.read_text("utf-8")) for path in sorted(_HERE.glob("*.sql"))}
    return {**files, **{module.name: _of_module(module.name) for module in pkgutil.iter_modules([str(_HERE)])}}


def period(year: int) -> dict[str, Any]:
    """The parameters that every statement may name."""
    return {"year": year, "first_day": date(year, 1, 1), "last_day": date(year, 12, 31)}


def prepare(
    con: duckdb.DuckDBPyConnection,
    statements: Iterable[str],
    parameters: Mapping[str, Any],
    seconds: float = sandbox.SECONDS,
) -> None:
    """Works out every step that ``statements`` name and ``con`` does not have yet. Errors: SetupError."""
    if wanted := named_in(statements):
        made = _made(con)
        for name in wanted:
            _make(con, steps()[name], parameters, seconds, made)


def named_in(statements: Iterable[str]) -> list[str]:
    """The steps that ``statements`` name, in the order of their names."""
    return sorted(set().union(*(sandbox.words(sql) for sql in statements if sql)) & set(steps()))


def _make(
    con: duckdb.DuckDBPyConnection, step: Step, parameters: Mapping[str, Any], seconds: float, made: _Made
) -> None:
    if step.name in made.names:
        return
    for name in sorted(step.uses & set(steps()) - {step.name}):
        _make(con, steps()[name], parameters, seconds, made)
    if step.answer is None:
        sandbox.keep(con, step.name, step.sql, parameters, seconds, step.view and not made.small)
    elif made.small:
        con.register(f"{step.name}_answer", step.answer(con, parameters))
        sandbox.keep(con, step.name, f'SELECT * FROM "{step.name}_answer"', {}, seconds, view=False)
    else:
        con.register(step.name, step.answer(con, parameters))
    made.names.add(step.name)


def _made(con: duckdb.DuckDBPyConnection) -> _Made:
    if con not in _MADE:
        (lines,) = con.execute("SELECT count(*) FROM journal").fetchone() or (0,)
        _MADE[con] = _Made(sandbox.there(con) & set(steps()), lines <= SMALL)
    return _MADE[con]


def _of_text(name: str, text: str) -> Step:
    return Step(name, text, text.startswith(_VIEW), text.startswith(_KEPT), uses=frozenset(sandbox.words(text)))


def _of_module(name: str) -> Step:
    module = importlib.import_module(f"{__name__}.{name}")
    return Step(name, answer=module.answer, uses=frozenset(module.USES))
