"""truth.csv: every row of evidence that was planted, may be named, or looks worse than it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from auditbook.example.grids import grid, money
from auditbook.example.model import EVIDENCE, INNOCENT, PLANT, Mark

_HEADING = ("unit", "kind", "role", "voucher", "file", "row", "amount")
_ORDER = (PLANT, EVIDENCE, INNOCENT)


@dataclass
class Truth:
    """What the writers say of the rows that they write."""

    rows: list[tuple[str, Mark, str, str, int | None, int | None]] = field(default_factory=list)

    def note(
        self, unit: str, marks: tuple[Mark, ...], voucher: str, file: str, row: int | None, fen: int | None
    ) -> None:
        """``fen`` is what the row shows, unless a mark has an amount of its own."""
        for mark in marks:
            self.rows.append((unit, mark, voucher, file, row, fen if mark.amount is None else mark.amount))

    def write(self, path: Path) -> None:
        sheet = grid(path, "truth", "csv-plain")
        sheet.add(_HEADING)
        ordered = sorted(self.rows, key=lambda r: (r[0], r[1].kind, _ORDER.index(r[1].role), r[2], r[3], r[4] or 0))
        for unit, mark, voucher, file, row, fen in ordered:
            sheet.add((unit, mark.kind, mark.role, voucher, file, row, None if fen is None else money(fen)))
        sheet.close()
