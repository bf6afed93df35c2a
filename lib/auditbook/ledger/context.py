"""What the reading of one sheet knows and finds out: year, changed cells, cells that could not be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from auditbook.finding import Problem, Source
from auditbook.ledger.heading import Heading

Columns = dict[str, pa.Array]  # by name
LISTED = 20  # cells of one kind that are told one by one


@dataclass(frozen=True)
class Repair:
    """One way in which cells of a column were changed: how many, and the first ones before and after."""

    column: str
    rule: str
    count: int
    examples: tuple[tuple[int, str, str], ...]


@dataclass
class Context:
    """``rows`` are the numbers of the block's data rows, in their order; ``year`` completes dates without one.

    ``memory`` is what a shape decided in the first block and keeps to; ``styles`` says what whole columns decided.
    """

    heading: Heading
    source: Source
    year: int | None
    problems: list[Problem]
    rows: np.ndarray = field(default_factory=lambda: np.array([], dtype=np.int64))
    memory: dict[str, Any] = field(default_factory=dict)
    styles: list[str] = field(default_factory=list)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _examples: dict[tuple[str, str], list[tuple[int, str, str]]] = field(default_factory=dict)
    _told: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, column: str, rule: str, count: int, examples: Iterable[tuple[int, str, str]] = ()) -> None:
        """Cells of ``column`` were changed by ``rule``."""
        self._counts[column, rule] += count
        known = self._examples.setdefault((column, rule), [])
        known += list(examples)[: LISTED - len(known)]

    def say(self, sentence: str) -> None:
        """Something that was decided for a whole column."""
        self.styles.append(sentence)

    def where(self, mask: pa.Array) -> np.ndarray:
        """The numbers of the rows of ``mask``."""
        return self.rows[mask.to_numpy(zero_copy_only=False)]

    def tell(self, column: str, rows: np.ndarray, message: str, remedy: str, kind: str = "") -> None:
        """Something about cells of a column; the first ones are told one by one, then their number."""
        key = (column, kind or message)
        for row in rows[: max(0, LISTED - self._told[key])]:
            title = self.heading.title(column) if column in self.heading.table.columns else column
            self.problems.append(Problem(self._at(int(row), title), message, remedy))
        self._told[key] += len(rows)

    def lost(self, mask: pa.Array, column: str, message: str) -> None:
        """The rows of ``mask`` have an amount that could not be used."""
        self.tell(column, self.where(mask), message, "请核对原始数据后重新导出")

    def close(self) -> list[Repair]:
        """Tells what was too much to tell one by one; answers the repairs."""
        for (column, kind), count in self._told.items():
            if count > LISTED:
                title = self.heading.title(column) if column in self.heading.table.columns else column
                told = f"同类问题共{count}处，只列出前{LISTED}处（{kind}）"
                self.problems.append(Problem(self._at(None, title), told, "请按前几处的提示一并更正"))
        return [
            Repair(column, rule, count, tuple(self._examples.get((column, rule), ())))
            for (column, rule), count in self._counts.items()
        ]

    def _at(self, row: int | None, column: str) -> Source:
        return Source(self.source.file, self.source.sheet, row, column)


def nulls(kind: pa.DataType, count: int) -> pa.Array:
    """A column without values."""
    return pa.nulls(count, kind)
