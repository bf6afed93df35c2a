"""The input tables of a case as DataFrames: small forms from what was loaded, large tables from their views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from auditbook.load import Loaded
from auditbook.sheets import Row
from auditbook.tables import tables


class Tables(Mapping[str, pd.DataFrame]):
    """The tables by name, each made when somebody asks for it; ``sql`` answers a SELECT over the views."""

    def __init__(self, loaded: Loaded, sql: Callable[[str], pd.DataFrame]) -> None:
        self._small = loaded.tables
        self._names = sorted({*loaded.tables, *(part.table for kept in loaded.kept for part in kept.parts)})
        self._sql = sql
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            small = name in self._small
            self._made[name] = _small(name, self._small[name]) if small else self._large(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _large(self, name: str) -> pd.DataFrame:
        columns = ", ".join(f'"{column.name}"' for column in tables()[name].kept)
        return self._sql(f"SELECT {columns}, file, sheet, row FROM {name} ORDER BY file, sheet, row")


def _small(name: str, rows: list[Row]) -> pd.DataFrame:
    columns = tables()[name].columns
    listed = [(*map(row.__getitem__, columns), row.source.file, row.source.sheet, row.source.row) for row in rows]
    return pd.DataFrame(listed, columns=[*columns, "file", "sheet", "row"])
