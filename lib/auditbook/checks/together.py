"""The books of several units in one connection, and a statement asked of all of them at once.

Where books are small, planning a statement is nearly all of the work. The tables of all units are called
``__of_each_journal`` … and say in ``__unit`` whose a row is. A statement S of a check or step becomes ::

    SELECT … FROM (the units), LATERAL (WITH journal AS (the unit's rows of __of_each_journal), … SELECT * FROM (S))

and finds in ``journal`` the rows of one unit, as if it were alone. ``asking`` runs checks so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb
import pyarrow as pa

from auditbook.checks.order import Unordered, unordered
from auditbook.checks.sandbox import keep, made_of, parameters_in, records, words
from auditbook.checks.steps import Answer, Step, named_in, period, steps
from auditbook.errors import SetupError

MARK = "__"  # how everything begins that a check must not name
TABLE = f"{MARK}of_each_"  # how the tables begin, so that none is called like anything else here
UNIT = f"{MARK}unit"
ASKED = f"{MARK}asked"  # the parameter that names the units which are asked
SECONDS = 20.0  # what takes longer is asked of each unit alone, with all the time that it needs there
_NOW, _ADDED = f"{MARK}now", f"{MARK}added"


class Statement(NamedTuple):
    """A statement for several units, and the columns by which it orders the rows of each."""

    sql: str
    keys: tuple[str, ...] = ()


@dataclass
class Together:
    """The tables of several units; ``present`` names those that each unit delivered, ``names`` those that are there."""

    con: duckdb.DuckDBPyConnection
    year: int
    present: Mapping[str, set[str]]
    seconds: float = SECONDS
    names: set[str] = field(default_factory=set)
    _failed: set[str] = field(default_factory=set)
    _filled: dict[str, set[str]] = field(default_factory=dict)

    @property
    def units(self) -> list[str]:
        """All of them."""
        return list(self.present)

    def filled(self, unit: str, name: str) -> bool:
        """Whether ``unit`` has a row in a table."""
        if name not in self._filled:
            found = records(self.con, f'SELECT DISTINCT {UNIT} FROM "{TABLE}{name}"')
            self._filled[name] = {row[UNIT] for row in found}
        return unit in self._filled[name]

    def add(self, name: str, rows: pa.Table) -> None:
        """``rows``, which say in ``__unit`` whose they are, as a table."""
        self.con.register(_ADDED, rows)
        keep(self.con, f"{TABLE}{name}", f"SELECT * FROM {_ADDED}", {}, self.seconds, view=False)
        self.con.unregister(_ADDED)
        self.names.add(name)

    def prepare(self, statements: Iterable[str]) -> None:
        """Works out every step that ``statements`` name and that is not there yet. Errors: SetupError."""
        for name in named_in(statements):
            self._make(steps()[name])

    def _make(self, step: Step) -> None:
        if step.name in self.names:
            return
        if step.name in self._failed:
            raise SetupError(f"{step.name} 未能算出。")
        # until it is there: what took too long is not tried again by the next check
        self._failed.add(step.name)
        for name in sorted(step.uses & set(steps()) - {step.name}):
            self._make(steps()[name])
        if step.answer is not None:
            self.add(step.name, self._one_by_one(step.answer))
            return
        bound = {**period(self.year), ASKED: self.units}
        text = of_each(self.con, step.sql, self.names).sql
        keep(self.con, f"{TABLE}{step.name}", text, bound, self.seconds, view=False)
        self.names.add(step.name)

    def _one_by_one(self, answer: Answer) -> pa.Table:
        """What ``answer`` gives for each unit, asking a connection whose tables are those of this unit alone."""
        with self._alone() as turn:
            return pa.concat_tables([marked(turn(unit), answer(self.con, period(self.year))) for unit in self.units])

    @contextmanager
    def _alone(self) -> Iterator[Callable[[str], str]]:
        """While it lasts, the tables have their own names and the rows of the unit whose turn it is."""

        def turn(unit: str) -> str:
            self.con.register(_NOW, pa.table({UNIT: [unit]}))
            return unit

        turn("")
        try:
            for name in self.names:
                mine = f'SELECT * EXCLUDE ({UNIT}) FROM "{TABLE}{name}" WHERE {UNIT} = (SELECT {UNIT} FROM {_NOW})'
                self.con.execute(f'CREATE TEMP VIEW "{name}" AS {mine}')
            yield turn
        finally:
            # a statement that found them later would be answered for one unit only
            for name in self.names:
                self.con.execute(f'DROP VIEW IF EXISTS "{name}"')


def marked(unit: str, rows: pa.Table) -> pa.Table:
    """``rows`` as those of ``unit``."""
    return rows.append_column(UNIT, pa.array([unit] * rows.num_rows, pa.string()))


def of_each(con: duckdb.DuckDBPyConnection, sql: str, names: set[str], ordered: bool = False) -> Statement:
    """A SELECT asked of each unit in ``$__asked``; the tables of these ``names`` are its own where it names them.

    ``ordered``: the rows of each unit in the order of the statement. Errors: SetupError for anything but one SELECT, as
    one that closes more brackets than it opens, and so would get out of those around it.
    """
    named = parameters_in(con, sql)
    plain = unordered(con, sql) if ordered else Unordered(sql)
    own = ", ".join(
        f'"{name}" AS MATERIALIZED (SELECT * EXCLUDE ({UNIT}) FROM "{TABLE}{name}" WHERE {UNIT} = {ASKED}.{UNIT})'
        for name in sorted(words(sql) & names)
    )
    # the statement may end in a comment
    asked = f"{f'WITH {own} ' if own else ''}SELECT * FROM (\n{plain.sql}\n) {MARK}rows"
    units = f"(SELECT unnest(${ASKED}::VARCHAR[]) AS {UNIT}) {ASKED}"
    order = ", ".join([UNIT, *(f'"{name}"{way}' for name, way in plain.by)])
    text = f"SELECT {ASKED}.{UNIT}, {MARK}one.* FROM {units}, LATERAL ({asked}) {MARK}one"
    return Statement(made_of(f"{text} ORDER BY {order}" if ordered else text, named | {ASKED}), plain.keys)


def firsts_of_each(con: duckdb.DuckDBPyConnection, selects: Mapping[str, str], names: set[str]) -> dict[str, str]:
    """SELECTs that are worked out first, each of which may use those before it; ``names`` are the tables before."""
    made = {}
    for name, sql in selects.items():
        made[f"{TABLE}{name}"] = of_each(con, sql, names).sql
        names = {*names, name}
    return made
