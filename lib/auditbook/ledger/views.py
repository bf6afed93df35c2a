"""The views over what was kept and read: one a table, those of the year before, units, profiles and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from auditbook.accounts import chart, tree
from auditbook.forms import Entry
from auditbook.ledger.database import IN_MEMORY, literal
from auditbook.ledger.keptfiles import File, selected
from auditbook.ledger.kinds import TYPES
from auditbook.sheets import Row
from auditbook.tables import Table, tables

if TYPE_CHECKING:
    from auditbook.ledger.books import Member, YearBooks

    # unit, its books, and the name of the attached database that holds their large tables, or nothing
    Units = Sequence[tuple[str, YearBooks, str]]

LAST = ("balances", "journal", "decisions")  # what checks may ask of the year before
_STATED = {"stated": "VARCHAR", "quantity": "DECIMAL(18,4)", "list": "VARCHAR", "mapping": "VARCHAR"}
SQL_TYPES = {
    "text": "VARCHAR", "code": "VARCHAR", "choice": "VARCHAR", "money": "DECIMAL(18,2)", "number": "DECIMAL(18,4)",
    "count": "BIGINT", "period": "BIGINT", "date": "DATE", "yesno": "BOOLEAN", "flag": "BOOLEAN", **_STATED,
}  # fmt: skip
_ARROW = {"quantity": pa.decimal128(18, 4), "stated": pa.string(), **TYPES}
_CODES = """(SELECT unit, account, account_name FROM balances UNION ALL
    SELECT unit, account, account_name FROM journal) WHERE account IS NOT NULL"""
UNITS = pa.schema([(name, pa.string()) for name in ("unit", "name", "kind", "parent")])
PROFILE = pa.schema([
    *((name, pa.string()) for name in ("unit", "key", "item", "value", "file", "sheet")),
    ("row", pa.int32()), ("origin", pa.string()),
])  # fmt: skip


def tables_of(
    con: duckdb.DuckDBPyConnection, units: Units, planted: Mapping[str, pa.Table], dropped: Mapping[str, str]
) -> None:
    """One view for every input table; those that nobody delivered are empty. See ``Books``."""
    for table in tables().values():
        if table.shape == "table":
            _view(con, table.name, table, units, planted.get(table.name), dropped.get(table.name))


def journal(con: duckdb.DuckDBPyConnection, units: Units) -> None:
    """The view ``journal`` alone."""
    _view(con, "journal", tables()["journal"], units)


def last_year(con: duckdb.DuckDBPyConnection, units: Units) -> None:
    """``last_balances``, ``last_journal`` and ``last_decisions``."""
    for name in LAST:
        _view(con, f"last_{name}", tables()[name], units)


def about_files(con: duckdb.DuckDBPyConnection, units: Units) -> None:
    """The views ``files``, ``skipped`` and ``controls``."""
    read = [(unit, kept, part) for unit, books, _ in units for kept in books.kept for part in kept.parts]
    con.register("files_rows", _files(read))
    con.execute("CREATE VIEW files AS SELECT * FROM files_rows")
    for name, attribute, nothing in (
        ("skipped", "skips", "'' AS reason, '' AS text"),
        ("controls", "controls", "'' AS kind, '' AS label, '' AS item, NULL::DECIMAL(18,2) AS stated"),
    ):
        found = [
            File(
                {"unit": unit, "table_name": part.table, "file": kept.name},
                getattr(part, attribute),
                sum(part.skipped.values()),
            )
            for unit, kept, part in read
        ]
        selects = [f"SELECT * FROM {made}" for made in selected(con, name, found, "*")]
        nowhere = f"SELECT '' AS unit, '' AS table_name, '' AS file, '' AS sheet, 0 AS row, {nothing} WHERE false"
        con.execute(f"CREATE VIEW {name} AS {' UNION ALL BY NAME '.join(selects) or nowhere}")


def units(con: duckdb.DuckDBPyConnection, members: Sequence[Member]) -> None:
    """``units``: who the units are and to whom they belong."""
    con.register("units", units_table(members))


def units_table(members: Sequence[Member]) -> pa.Table:
    """One row a unit."""
    rows = [{name: getattr(member, name) for name in UNITS.names} for member in members]
    return pa.Table.from_pylist(rows, schema=UNITS)


def profile_table(units: Units) -> pa.Table:
    """``profile``: one row a key of a unit's form; ``item`` names the entry of a list or a mapping."""
    return pa.Table.from_pylist([row for unit, books, _ in units for row in _profile(unit, books)], schema=PROFILE)


def accounts(con: duckdb.DuckDBPyConnection, year: int, own: Path | None) -> pa.Table:
    """Every code of the chart in force and of these books."""
    found = con.execute(f"SELECT account, max(account_name) FROM {_CODES} GROUP BY 1 ORDER BY 1").fetchall()
    return tree(dict(found), chart(year, own))


def accounts_of_each(con: duckdb.DuckDBPyConnection, year: int, own: Path | None) -> Callable[[str], pa.Table]:
    """The same of each of several units, by unit."""
    found = con.execute(f"SELECT unit, account, max(account_name) FROM {_CODES} GROUP BY 1, 2 ORDER BY 2").fetchall()
    codes: dict[str, dict[str, str]] = {}
    for unit, account, name in found:
        codes.setdefault(unit, {})[account] = name
    return lambda unit: tree(codes.get(unit, {}), chart(year, own))


def _view(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, units: Units,
    planted: pa.Table | None = None, dropped: str | None = None,
) -> None:  # fmt: skip
    selects = [
        f"SELECT {_columns(table)}, {_whose(table, unit, year)}, {place} FROM {rows}"
        for unit, year, rows, place in _rows(con, name, table, units)
    ]
    if planted is not None:
        con.register(f"{name}_planted", planted)
        unit, books, _ = units[0]
        selects.append(
            f"SELECT {_columns(table)}, {_whose(table, literal(unit), books.year)}, file, sheet, row::INTEGER AS row "
            f"FROM {name}_planted"
        )
    body = " UNION ALL ".join(selects) or f"SELECT {_nothing(table)}, {_whose(table, literal(''), 0)} WHERE false"
    # what fits easily into memory is asked faster there; nothing can change it: whoever asks may only read
    kind = "TABLE" if _size(table, units) <= IN_MEMORY else "VIEW"
    left = f" WHERE ({dropped}) IS NOT TRUE" if dropped else ""
    con.execute(f"CREATE {kind} {name} AS SELECT *, file || '|' || sheet || '|' || row AS origin FROM ({body}){left}")


def _size(table: Table, units: Units) -> int:
    small = sum(len(books.small.get(table.name, ())) for _, books, _ in units)
    return small + sum(part.rows for _, books, _ in units for _, part in books.parts(table.name))


def _rows(con: duckdb.DuckDBPyConnection, name: str, table: Table, units: Units) -> Iterator[tuple[str, int, str, str]]:
    """What holds the rows of the units, registered: the SQL that tells the unit, the year, the rows, and the SQL that
    tells file, sheet and row. Many small units are one table, not one each."""
    year = max((books.year for _, books, _ in units), default=0)
    if not table.large:
        small = [(unit, row) for unit, books, _ in units for row in books.small.get(table.name, ())]
        if small:
            con.register(f"{name}_rows", _small(table, small))
            yield "unit_id", year, f"{name}_rows", "file, sheet, row"
        return
    for unit, books, attached in units:
        if attached and any(books.parts(table.name)):
            yield literal(unit), books.year, f"{attached}.{table.name}", "file, sheet, row"
    found = [
        File({"unit_id": unit, "file": kept.name}, part.data, part.rows)
        for unit, books, attached in units if not attached
        for kept, part in books.parts(table.name)
    ]  # fmt: skip
    wanted = [*(column.name for column in table.kept), "sheet", "row"]
    for made in selected(con, name, found, ", ".join(f'"{column}"' for column in wanted), wanted):
        yield "unit_id", year, made, "file, sheet, row::INTEGER AS row"


def _whose(table: Table, unit: str, year: int) -> str:
    """Unit and year of the folder; a table with a year of its own (整改台账) keeps that."""
    return f"{unit} AS unit" + ("" if "year" in {column.name for column in table.kept} else f", {year} AS year")


def _columns(table: Table) -> str:
    # a voucher that nothing calls void is none
    return ", ".join(
        f'coalesce("{column.name}", false) AS "{column.name}"' if column.kind == "flag" else f'"{column.name}"'
        for column in table.kept
    )


def _nothing(table: Table) -> str:
    own = [f'NULL::{SQL_TYPES.get(column.kind, "VARCHAR")} AS "{column.name}"' for column in table.kept]
    return ", ".join([*own, "'' AS file, '' AS sheet, 0::INTEGER AS row"])


def _small(table: Table, rows: list[tuple[str, Row]]) -> pa.Table:
    columns = {
        column.name: pa.array(
            [_fitting(row[column.name], column.kind) for _, row in rows], _ARROW.get(column.kind, pa.string())
        )
        for column in table.kept
    }
    return pa.table(
        {**columns, "unit_id": pa.array([unit for unit, _ in rows], pa.string()),
         "file": pa.array([row.source.file for _, row in rows], pa.string()),
         "sheet": pa.array([row.source.sheet for _, row in rows], pa.string()),
         "row": pa.array([row.source.row for _, row in rows], pa.int32())}
    )  # fmt: skip


def _fitting(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind in ("count", "period"):
        return int(value)
    return value if kind in _ARROW and kind not in ("stated", "text", "choice") else str(value)


def _profile(unit: str, books: YearBooks) -> Iterator[dict[str, Any]]:
    for key, entry in books.profile.items():
        source = entry.source
        place = {"file": source.file, "sheet": source.sheet, "row": source.row,
                 "origin": f"{source.file}|{source.sheet}|{source.row or 0}"}  # fmt: skip
        for item, value in _entries(entry.value):
            yield {"unit": unit, "key": key, "item": item, "value": value, **place}


def _entries(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [(str(item), _said(one)) for item, one in value.items()]
    if isinstance(value, list | tuple):
        return [(str(number), _said(one)) for number, one in enumerate(value, 1)]
    return [("", _said(value))]


def _said(value: Any) -> str:
    value = value.value if isinstance(value, Entry) else value
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _files(read: list[tuple[str, Any, Any]]) -> pa.Table:
    return pa.table(
        {"unit": pa.array([unit for unit, _, _ in read], pa.string()),
         "file": pa.array([kept.name for _, kept, _ in read], pa.string()),
         "table_name": pa.array([part.table for _, _, part in read], pa.string()),
         "sheet": pa.array([part.sheet for _, _, part in read], pa.string()),
         "rows": pa.array([part.rows for _, _, part in read], pa.int64()),
         "skipped": pa.array([sum(part.skipped.values()) for _, _, part in read], pa.int64()),
         "format": pa.array([part.format for _, _, part in read], pa.string()),
         "encoding": pa.array([part.encoding for _, _, part in read], pa.string())}
    )  # fmt: skip
