"""A unit-year's books as DuckDB views over what was kept: every row with file, sheet and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from auditbook.accounts import chart, tree
from auditbook.checks import sandbox
from auditbook.ledger.kinds import TYPES
from auditbook.ledger.store import Kept, Part
from auditbook.sheets import Row
from auditbook.tables import Table, tables

_STATED = {"stated": "VARCHAR", "quantity": "DECIMAL(18,4)", "list": "VARCHAR", "mapping": "VARCHAR"}
SQL_TYPES = {
    "text": "VARCHAR", "code": "VARCHAR", "choice": "VARCHAR", "money": "DECIMAL(18,2)", "number": "DECIMAL(18,4)",
    "count": "BIGINT", "period": "BIGINT", "date": "DATE", "yesno": "BOOLEAN", "flag": "BOOLEAN", **_STATED,
}  # fmt: skip
_ARROW = {"quantity": pa.decimal128(18, 4), "stated": pa.string(), **TYPES}


@dataclass(frozen=True)
class YearBooks:
    """One year of a unit: its kept files, its small tables, and the names of files that could not be read."""

    year: int
    kept: tuple[Kept, ...] = ()
    small: Mapping[str, list[Row]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def parts(self, table: str) -> Iterable[tuple[Kept, Part]]:
        """The kept parts that hold rows of ``table``."""
        return ((kept, part) for kept in self.kept for part in kept.parts if part.table == table)

    @property
    def present(self) -> set[str]:
        """The tables that the unit delivered with at least one row."""
        large = {part.table for kept in self.kept for part in kept.parts if part.rows}
        return large | {name for name, rows in self.small.items() if rows}


@dataclass(frozen=True)
class Books:
    """The views of one unit-year and of the year before. ``own`` is where an organisation's charts lie."""

    unit: str
    now: YearBooks
    before: YearBooks
    own: Any = None

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection that sees the views and nothing else. See ``checks.sandbox``."""
        con = sandbox.connect()
        for table in tables().values():
            if table.shape == "table":
                self._view(con, table.name, table, self.now)
        for name in ("balances", "journal"):
            self._view(con, f"last_{name}", tables()[name], self.before)
        self._about(con)
        con.register("accounts_rows", self._accounts(con))
        con.execute("CREATE VIEW accounts AS SELECT * FROM accounts_rows")
        sandbox.lock(con)
        return con

    def _view(self, con: duckdb.DuckDBPyConnection, name: str, table: Table, books: YearBooks) -> None:
        if table.large:
            selects = [
                self._select(con, f"{name}_{number}", table, kept.name, part, books.year)
                for number, (kept, part) in enumerate(books.parts(table.name))
            ]
        else:
            rows = books.small.get(table.name, [])
            con.register(f"{name}_0", _small(table, rows))
            selects = [f"SELECT {_columns(table)}, file, sheet, row FROM {name}_0"]
        body = " UNION ALL ".join(selects) or f"SELECT {_nothing(table)} WHERE false"
        con.execute(
            f"CREATE VIEW {name} AS SELECT *, {_text(self.unit)} AS unit, {books.year} AS year, "
            f"file || '|' || sheet || '|' || row AS origin FROM ({body})"
        )

    def _select(self, con: duckdb.DuckDBPyConnection, name: str, table: Table, file: str, part: Part, year: int) -> str:
        con.register(name, ds.dataset(part.data, format="parquet"))
        return f"SELECT {_columns(table)}, {_text(file)} AS file, sheet, row::INTEGER AS row FROM {name}"

    def _about(self, con: duckdb.DuckDBPyConnection) -> None:
        """The views ``files``, ``skipped`` and ``controls``."""
        read = [(kept, part) for kept in self.now.kept for part in kept.parts]
        con.register("files_rows", _files(read))
        con.execute("CREATE VIEW files AS SELECT * FROM files_rows")
        for name, attribute, nothing in (
            ("skipped", "skips", "'' AS reason, '' AS text"),
            ("controls", "controls", "'' AS kind, '' AS label, '' AS item, NULL::DECIMAL(18,2) AS stated"),
        ):
            selects = []
            for number, (kept, part) in enumerate(read):
                con.register(f"{name}_{number}", ds.dataset(getattr(part, attribute), format="parquet"))
                selects.append(
                    f"SELECT {_text(part.table)} AS table_name, {_text(kept.name)} AS file, * FROM {name}_{number}"
                )
            nowhere = f"SELECT '' AS table_name, '' AS file, '' AS sheet, 0 AS row, {nothing} WHERE false"
            con.execute(f"CREATE VIEW {name} AS {' UNION ALL '.join(selects) or nowhere}")

    def _accounts(self, con: duckdb.DuckDBPyConnection) -> pa.Table:
        """Every code of the chart in force and of this unit's books."""
        found = con.execute(
            "SELECT account, max(account_name) FROM (SELECT account, account_name FROM balances "
            "UNION ALL SELECT account, account_name FROM journal) WHERE account IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
        return tree(dict(found), chart(self.now.year, self.own))


def _columns(table: Table) -> str:
    # a voucher that nothing calls void is none
    return ", ".join(
        f'coalesce("{column.name}", false) AS "{column.name}"' if column.kind == "flag" else f'"{column.name}"'
        for column in table.kept
    )


def _nothing(table: Table) -> str:
    own = [f'NULL::{SQL_TYPES.get(column.kind, "VARCHAR")} AS "{column.name}"' for column in table.kept]
    return ", ".join([*own, "'' AS file, '' AS sheet, 0::INTEGER AS row"])


def _small(table: Table, rows: list[Row]) -> pa.Table:
    columns = {
        column.name: pa.array(
            [_fitting(row[column.name], column.kind) for row in rows], _ARROW.get(column.kind, pa.string())
        )
        for column in table.kept
    }
    return pa.table(
        {**columns, "file": pa.array([row.source.file for row in rows], pa.string()),
         "sheet": pa.array([row.source.sheet for row in rows], pa.string()),
         "row": pa.array([row.source.row for row in rows], pa.int32())}
    )  # fmt: skip


def _fitting(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind in ("count", "period"):
        return int(value)
    return value if kind in _ARROW and kind not in ("stated", "text", "choice") else str(value)


def _files(read: list[tuple[Kept, Part]]) -> pa.Table:
    return pa.table(
        {"file": pa.array([kept.name for kept, _ in read], pa.string()),
         "table_name": pa.array([part.table for _, part in read], pa.string()),
         "sheet": pa.array([part.sheet for _, part in read], pa.string()),
         "rows": pa.array([part.rows for _, part in read], pa.int64()),
         "skipped": pa.array([sum(part.skipped.values()) for _, part in read], pa.int64()),
         "format": pa.array([part.format for _, part in read], pa.string()),
         "encoding": pa.array([part.encoding for _, part in read], pa.string())}
    )  # fmt: skip


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
