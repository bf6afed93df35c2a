"""The large tables of a unit-year as one DuckDB file, made once from what was kept and opened for reading only.

DuckDB scans its own format many times faster than Parquet through Arrow, and a database that is attached for reading
cannot be written by any statement. Small books need none: they are put into memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from auditbook.files import aside, used
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.ledger.books import YearBooks

IN_MEMORY = 100_000  # rows of a table
FOLDER = "books"


def database(folder: Path, books: YearBooks) -> Path | None:
    """The file below ``folder`` that holds the large tables of ``books``; None where they are small or it cannot be."""
    large = [name for name, table in tables().items() if table.large]
    if all(sum(part.rows for _, part in books.parts(name)) <= IN_MEMORY for name in large):
        return None
    return made(folder / FOLDER / f"{_key(books, large)}.duckdb", lambda half: _make(half, books, large))


def made(path: Path, make: Callable[[Path], None]) -> Path | None:
    """``path``, made aside by ``make`` where there is none; None where it cannot be made."""
    if path.is_file():
        used(path)
        return path
    half = aside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make(half)
        half.replace(path)
    except (OSError, duckdb.Error):
        # no room: the books are read where they lie, only slower
        for left in (half, half.with_name(f"{half.name}.wal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    # where it is there already and open, another process was faster
    return path if path.is_file() else None


def _make(path: Path, books: YearBooks, large: list[str]) -> None:
    with duckdb.connect(":memory:", config={"threads": "2", "memory_limit": "2GB"}) as con:
        con.execute(f"ATTACH {literal(str(path))} AS made")
        for name in large:
            columns = ", ".join(f'"{column.name}"' for column in tables()[name].kept)
            selects = [
                f"SELECT {columns}, {literal(kept.name)} AS file, sheet, row::INTEGER AS row "
                f"FROM read_parquet({literal(str(part.data))})"
                for kept, part in books.parts(name)
            ]
            if selects:
                con.execute(f"CREATE TABLE made.{name} AS {' UNION ALL '.join(selects)}")
        con.execute("DETACH made")


def _key(books: YearBooks, large: list[str]) -> str:
    parts = [f"{name}|{kept.name}|{kept.digest}|{part.data.parent.name}|{part.data.name}"
             for name in large for kept, part in books.parts(name)]  # fmt: skip
    whole = "\x1f".join([duckdb.__version__, *parts])
    return hashlib.sha256(whole.encode(errors="surrogateescape")).hexdigest()[:40]


def literal(text: str) -> str:
    """``text`` as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
