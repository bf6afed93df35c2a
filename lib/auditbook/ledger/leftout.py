"""Rows of a sheet that are no data: each is listed with its reason, and what it states about the others is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import CellError
from auditbook.ledger import lines
from auditbook.ledger.context import Columns, Context
from auditbook.ledger.conversion import Conversion
from auditbook.ledger.details import details
from auditbook.ledger.heading import Heading
from auditbook.ledger.labels import LABELS, REASONS
from auditbook.ledger.sink import Delivery
from auditbook.readers import Sheet

Figure = tuple[int, str, str, str, Decimal | None]


def leave_out_head(sheet: Sheet, heading: Heading, delivery: Delivery) -> None:
    """The lines above the headings and the headings themselves."""
    told = []
    for index, (number, cells) in enumerate(sheet.head[: heading.last + 1]):
        texts = [cell.strip() for cell in cells if cell.strip()]
        reason = "表头" if index >= heading.first else "标题行" if texts else "空行"
        told.append((number, reason, " | ".join(texts)[:300]))
    delivery.skip(told)
    delivery.state_lines([(number, " ".join(cells)) for number, cells in sheet.head[: heading.first]])


@dataclass
class LeftOut:
    """Takes from each block of one sheet what is no data; amounts of totals read as those of the column."""

    heading: Heading
    context: Context
    delivery: Delivery
    conversion: Conversion

    def lines(self, found: lines.Sorted, columns: Columns, cells: list[pa.Array], numbers: np.ndarray) -> None:
        """Totals, footers, remarks and blanks of a block, with what they state."""
        others = sorted((row, int(numbers[row]), kind, label) for row, (kind, label) in found.others.items())
        texts = {row: lines.line(cells, row) if kind != "blank" else "" for row, _, kind, _ in others}
        self.delivery.skip([(number, REASONS[kind], texts[row]) for row, number, kind, _ in others])
        told = [(number, texts[row]) for row, number, kind, _ in others if kind in ("footer", "remark")]
        self.delivery.state_lines(told)
        figures: list[Figure] = []
        for row, number, kind, label in others:
            if kind not in LABELS and kind != "unlabelled":
                continue
            if "笔数" in texts[row]:
                self.delivery.state_lines([(number, texts[row])])
            else:
                named = "total" if kind == "unlabelled" else kind
                figures += [(number, named, label, name, figure) for name, figure in self._amounts(columns, row)]
        self.delivery.state(figures)

    def odd(self, found: list[tuple[int, str, str]]) -> None:
        """Lines with too few or too many cells that could not be mended: number, reason and text."""
        self.delivery.skip(found)
        expected = frozenset(REASONS.values())
        for number, reason, text in found:
            if reason not in expected:
                told = f"{reason}，这一行没有计入：{text[:80]}"
                remedy = "请在源文件中补齐或删去多余的分隔符后重新导出"
                self.context.tell("整行", np.array([number]), told, remedy, reason)

    def typed(self, columns: Columns, numbers: np.ndarray) -> np.ndarray:
        """Typed rows that are no data after all: opening rows of a journal, items below an account."""
        if self.heading.table.name == "journal" and "period" in columns:
            return self._openings(columns["period"], numbers)
        if self.heading.table.name == "balances":
            return self._details(columns, numbers)
        return np.zeros(len(numbers), dtype=bool)

    def _amounts(self, columns: Columns, row: int) -> Iterator[tuple[str, Decimal | None]]:
        """The amounts of a total by column; None where one cannot be read."""
        for name, column in columns.items():
            if self.heading.table.columns[name].kind == "money" and (text := column[row].as_py()):
                try:
                    yield name, self.conversion.money(name)(text).value
                except CellError:
                    yield name, None

    def _openings(self, periods: pa.Array, numbers: np.ndarray) -> np.ndarray:
        """Programs export opening balances as vouchers of period 0 (U8: 0 and 21)."""
        opening = pc.is_in(periods, value_set=pa.array([0, 21])).to_numpy(zero_copy_only=False)
        self.delivery.skip([(int(number), REASONS["prior"], "") for number in numbers[opening]])
        return opening

    def _details(self, columns: Columns, numbers: np.ndarray) -> np.ndarray:
        """A balance table's rows below the level of accounts: departments, persons, other months."""
        found = details(columns)
        left_out = np.zeros(len(numbers), dtype=bool)
        for reason, mask in found.skipped.items():
            self.delivery.skip([(int(number), reason, "") for number in numbers[mask]])
            left_out |= mask
        for message, mask in found.told.items():
            remedy = "请按科目（不带辅助核算、一个期间、本位币）重新导出"
            self.context.tell("account", numbers[mask], message, remedy)
        return left_out
