"""Where the rows of a sheet go: its data, what was skipped and what the file states about itself (controls)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.ledger.context import Columns, nulls
from auditbook.ledger.heading import Heading
from auditbook.ledger.kinds import MONEY, TYPES
from auditbook.ledger.stated import stated

SKIPPED = pa.schema([("sheet", pa.string()), ("row", pa.int64()), ("reason", pa.string()), ("text", pa.string())])
CONTROLS = pa.schema(
    [("sheet", pa.string()), ("row", pa.int64()), ("kind", pa.string()), ("label", pa.string()),
     ("item", pa.string()), ("stated", MONEY)]
)  # fmt: skip
# columns that every view has
_OURS = {"sheet", "row", "file", "unit", "year", "origin"}


class Sink(Protocol):
    """Takes the rows of one sheet: ``data``, ``skipped`` or ``controls``."""

    def add(self, part: str, batch: pa.RecordBatch) -> None:
        """Takes some rows."""

    def restart(self) -> None:
        """Forgets all rows taken so far."""


def schema(heading: Heading) -> pa.Schema:
    """The columns that are kept: the table's own, unknown ones as text, sheet and row."""
    own = [(column.name, TYPES[column.kind]) for column in heading.table.kept]
    extra = [(title, pa.string()) for title in dict.fromkeys(unknown(heading).values())]
    return pa.schema([*own, *extra, ("sheet", pa.string()), ("row", pa.int64())])


def unknown(heading: Heading) -> dict[int, str]:
    """The columns that the table does not know, under names that no column of ours has."""
    taken = {column.name for column in heading.table.columns.values()} | _OURS
    return {index: f"其他：{title}" if title in taken else title for index, title in heading.extra.items()}


@dataclass
class Delivery:
    """Gives the rows of one sheet to ``sink``, and counts them."""

    sheet: str
    heading: Heading
    sink: Sink
    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def data(self, columns: Columns, numbers: np.ndarray) -> None:
        """Typed rows; a column that the file has not is NULL, a half's own word holds for all its rows."""
        count = len(numbers)
        fixed = {name: pa.repeat(pa.scalar(word), count) for name, word in self.heading.fixed.items()}
        place = {"sheet": pa.repeat(pa.scalar(self.sheet), count), "row": pa.array(numbers, pa.int64())}
        given = {**fixed, **columns, **place}
        whole = schema(self.heading)
        arrays = [self._column(given.get(column.name), column, count) for column in whole]
        self.rows += count
        self.sink.add("data", pa.RecordBatch.from_arrays(arrays, schema=whole))

    def skip(self, lines: list[tuple[int, str, str]]) -> None:
        """Rows that are no data: number, reason and text."""
        if not lines:
            return
        rows, reasons, texts = zip(*lines, strict=True)
        self.skipped.update(reasons)
        columns = [pa.repeat(pa.scalar(self.sheet), len(lines)), *map(pa.array, (rows, reasons, texts))]
        arrays = [column.cast(kept.type) for column, kept in zip(columns, SKIPPED, strict=True)]
        self.sink.add("skipped", pa.RecordBatch.from_arrays(arrays, schema=SKIPPED))

    def state(self, figures: Iterable[tuple[int, str, str, str, Decimal | None]]) -> None:
        """What the file states about itself: row, kind, label, item and figure."""
        batch = [dict(zip(CONTROLS.names, (self.sheet, *figure), strict=True)) for figure in figures]
        if batch:
            self.sink.add("controls", pa.RecordBatch.from_pylist(batch, CONTROLS))

    def state_lines(self, lines: list[tuple[int, str]]) -> None:
        """What lines around the table state about it: 共43笔记录, 支出：1笔 28.16元."""
        self.state(stated(lines))

    @staticmethod
    def _column(found: pa.Array | None, column: pa.Field, count: int) -> pa.Array:
        if found is None:
            return nulls(column.type, count)
        return found if found.type == column.type else pc.cast(found, column.type)
