"""What the reader makes of a file, as plain values: rows, skips, totals, problems."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditbook.finding import Problem
from auditbook.ledger.store import Kept, Part, Store
from auditbook.load import sheets_of


@dataclass(frozen=True)
class Back:
    """A file as it was read."""

    kept: Kept

    @property
    def part(self) -> Part:
        """The only table of the file."""
        (part,) = self.kept.parts
        return part

    @property
    def rows(self) -> list[dict[str, Any]]:
        return pq.read_table(self.part.data).to_pylist()

    @property
    def rows_of_all(self) -> list[dict[str, Any]]:
        """The rows of all tables of the file, one table after the other."""
        return [row for part in self.kept.parts for row in pq.read_table(part.data).to_pylist()]

    @property
    def skips(self) -> list[tuple[int, str]]:
        """Row and reason of what is not data, by row."""
        return sorted((skip["row"], skip["reason"]) for skip in pq.read_table(self.part.skips).to_pylist())

    @property
    def controls(self) -> list[tuple[int, str, str, Decimal]]:
        """Row, kind, item and figure of what the file states."""
        found = pq.read_table(self.part.controls).to_pylist()
        return sorted(((c["row"], c["kind"], c["item"], c["stated"]) for c in found), key=lambda c: (c[0], c[2]))

    @property
    def problems(self) -> list[Problem]:
        """What somebody has to look at: without notes."""
        return [problem for problem in self.kept.problems if not problem.note]

    @property
    def repairs(self) -> dict[tuple[str, str], int]:
        """How many cells of which column were changed by which rule."""
        return {(repair["column"], repair["rule"]): repair["count"] for repair in self.part.repairs}

    def column(self, name: str) -> list[Any]:
        """The values of one column, in the order of the rows."""
        return pq.read_table(self.part.data, columns=[name]).column(name).to_pylist()

    def total(self, name: str) -> Decimal:
        """The sum of a column of amounts."""
        return pc.sum(pq.read_table(self.part.data, columns=[name]).column(name)).as_py() or Decimal(0)

    def all_rows(self) -> list[int]:
        """The numbers of all rows that were accounted for, data or not; each should be there once."""
        return sorted([*self.column("row"), *(row for row, _ in self.skips)])


def read_back(path: Path, folder: Path, year: int | None = 2021) -> Back:
    """Reads ``path`` as ``auditbook`` does."""
    large, others = sheets_of(path)
    assert large, "no heading of a large table was found"
    kept = Store(folder).put(path, path.name, year, large, others=bool(others))
    return Back(kept)
