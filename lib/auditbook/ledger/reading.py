"""Reads one sheet of a large table, block by block, in bounded memory: text in, typed rows, totals and skips out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from auditbook.finding import Problem, Source
from auditbook.ledger import lines, oddlines
from auditbook.ledger.ahead import ahead
from auditbook.ledger.between import Between
from auditbook.ledger.context import Columns, Context, Repair
from auditbook.ledger.conversion import Conversion
from auditbook.ledger.filling import FillDown, from_second
from auditbook.ledger.heading import Heading
from auditbook.ledger.leftout import LeftOut, leave_out_head
from auditbook.ledger.raw import trimmed
from auditbook.ledger.shapes import PLAIN, SHAPES
from auditbook.ledger.sink import Delivery, Sink, unknown
from auditbook.ledger.survey import AskWholeColumn, Styles, survey
from auditbook.readers import Block, Sheet
from auditbook.tables import Table


@dataclass(frozen=True)
class Reading:
    """What was read of one sheet: rows taken and skipped by reason, and how cells were changed."""

    table: Table
    sheet: str
    rows: int
    skipped: dict[str, int]
    repairs: list[Repair]
    styles: list[str]


def read(sheet: Sheet, heading: Heading, name: str, year: int | None, sink: Sink, problems: list[Problem]) -> Reading:
    """All rows below ``heading`` into ``sink``. ``year`` is the year of the unit's folder, if known."""
    before = len(problems)
    source = Source(name, sheet.name)
    year = heading.year or year
    try:
        return _pass(sheet, Context(heading, source, year, problems), sink, Styles())
    except AskWholeColumn:
        del problems[before:]
        sink.restart()
        return _pass(sheet, Context(heading, source, year, problems), sink, survey(sheet, heading, year))


def _pass(sheet: Sheet, context: Context, sink: Sink, styles: Styles) -> Reading:
    heading = context.heading
    delivery = Delivery(sheet.name, heading, sink)
    leave_out_head(sheet, heading, delivery)
    blocks = _Blocks(sheet, context, delivery, Conversion(heading, context, styles, sheet.binary))
    for block in ahead(sheet.blocks(heading.last + 1)):
        blocks.take(block)
    repairs = [*context.close(), *blocks.filling.repairs()]
    decided = [*blocks.conversion.decided, *context.styles]
    return Reading(heading.table, sheet.name, delivery.rows, dict(delivery.skipped), repairs, decided)


@dataclass
class _Blocks:
    """Takes block after block of one sheet."""

    sheet: Sheet
    context: Context
    delivery: Delivery
    conversion: Conversion
    filling: FillDown = field(default_factory=FillDown)

    @property
    def heading(self) -> Heading:
        return self.context.heading

    @cached_property
    def between(self) -> Between:
        return Between(self.heading, self.context)

    @cached_property
    def left_out(self) -> LeftOut:
        return LeftOut(self.heading, self.context, self.delivery, self.conversion)

    @cached_property
    def broken(self) -> list[tuple[int, str, str]]:
        """The cells of known columns whose formula failed, by row: row, column and what the sheet shows."""
        columns = self.heading.columns
        return sorted((row, columns[i].name, shown) for row, i, shown in self.sheet.errors if i in columns)

    @cached_property
    def ragged(self) -> bool:
        return oddlines.is_ragged(self.sheet, self.heading)

    def take(self, block: Block) -> None:
        """Sorts the rows of a block, types those that are data and gives them on."""
        numbers, cells = self._cells(block)
        if not len(numbers):
            return
        found, columns = self._sorted(cells, numbers)
        self._tell_broken(numbers)
        extra = {title: cells[index] for index, title in unknown(self.heading).items() if index < len(cells)}
        numbers = numbers[found.data]
        if len(numbers):
            self._give(_filtered(columns, found.data), _filtered(extra, found.data), numbers)

    def _cells(self, block: Block) -> tuple[np.ndarray, list[pa.Array]]:
        """The block's cells, trimmed; odd rows that could be mended stand at their place, the others are told."""
        cells = [trimmed(column) for column in block.columns]
        good: list[tuple[int, list[str]]] = []
        bad: list[tuple[int, str, str]] = []
        for number, odd in block.odd:
            cut = [cell.strip() for cell in odd]
            text = " | ".join(cut)[:300]
            mark = self.sheet.about.get("delimiter", ",")
            whole = oddlines.mended(cut, self.heading, len(cells), mark, self.ragged)
            if whole.cells is None:
                bad.append((number, whole.reason, text))
                continue
            good.append((number, whole.cells))
            if whole.rule:
                self.context.count("", whole.rule, 1, [(number, text, whole.after)])
        self.left_out.odd(bad)
        return oddlines.put_in(block.numbers, cells, good)

    def _sorted(self, cells: list[pa.Array], numbers: np.ndarray) -> tuple[lines.Sorted, Columns]:
        """Which rows are data, and the columns that the table knows; what is no data is listed."""
        columns = {column.name: cells[i] for i, column in self.heading.columns.items() if i < len(cells)}
        columns = from_second(columns, cells, self.context)
        own = cells[self.heading.span]
        found = self.between.until_another(lines.sort(self.heading, columns, own), numbers)
        self.left_out.lines(found, columns, own, numbers)
        if self.heading.table.name == "journal":
            columns = self.filling(columns, ~found.data, numbers)
        return found, self.between.with_sections(found, columns, own)

    def _tell_broken(self, numbers: np.ndarray) -> None:
        """Cells whose formula failed: told, never 0."""
        first, last = (bisect_left(self.broken, (row,)) for row in (int(numbers[0]), int(numbers[-1]) + 1))
        for row, name, shown in self.broken[first:last]:
            told = f"公式没有可用的结果（{shown}），没有数值"
            self.context.tell(name, np.array([row]), told, "请在 Excel 中打开、改正后保存", "公式没有可用的结果")

    def _give(self, texts: Columns, extra: Columns, numbers: np.ndarray) -> None:
        self.context.rows = numbers
        shape = SHAPES.get(self.heading.table.name, PLAIN)
        typed = shape.after(self.conversion(shape.before(texts, self.context)), self.context)
        keep = ~self.left_out.typed(typed, numbers)
        self.delivery.data(_filtered({**extra, **typed}, keep), numbers[keep])


def _filtered(columns: Columns, rows: np.ndarray) -> Columns:
    if rows.all():
        return columns
    mask = pa.array(rows)
    return {name: column.filter(mask) for name, column in columns.items()}
