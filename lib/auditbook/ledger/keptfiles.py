"""Kept Parquet files as what a view can stand on: small ones together as one table, large ones where they lie.

A branch of a view for each file would make DuckDB slow and large where there are a thousand units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from auditbook.ledger.database import IN_MEMORY, literal

TOGETHER = 4_000_000  # rows of small files, about a gigabyte


@dataclass(frozen=True)
class File:
    """A kept file of at most about ``rows`` rows, and what ``told`` says of each of them (column: text)."""

    told: Mapping[str, str]
    path: Path
    rows: int


def selected(
    con: duckdb.DuckDBPyConnection, name: str, files: Iterable[File], columns: str, wanted: list[str] | None = None
) -> Iterator[str]:
    """What to select from: ``columns`` (of the files only ``wanted`` are read) and what is told of them."""
    small: list[pa.Table] = []
    room = TOGETHER
    for number, file in enumerate(files):
        if file.rows <= min(IN_MEMORY, room):
            room -= file.rows
            with pq.ParquetFile(file.path) as kept:
                if kept.metadata.num_rows:
                    small.append(_told(kept.read(wanted), file.told))
            continue
        con.register(f"{name}_{number}", ds.dataset(file.path, format="parquet"))
        told = ", ".join(f"{literal(text)} AS {key}" for key, text in file.told.items())
        yield f"(SELECT {told}, {columns} FROM {name}_{number})"
    if small:
        con.register(f"{name}_small", pa.concat_tables(small, promote_options="permissive"))
        yield f"{name}_small"


def _told(table: pa.Table, told: Mapping[str, str]) -> pa.Table:
    columns = {key: pa.repeat(pa.scalar(text, pa.string()), table.num_rows) for key, text in told.items()}
    return pa.table({**columns, **{name: table[name] for name in table.column_names}})
