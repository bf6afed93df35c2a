"""Lines with too few or too many cells: mended only where one way alone makes sense, else set aside and told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from auditbook.cells import CellError
from auditbook.ledger import codes, kinds, labels
from auditbook.ledger.heading import Heading
from auditbook.ledger.styles import DateStyle, day_of
from auditbook.readers import Sheet


@dataclass(frozen=True)
class Mended:
    """The cells of a line that could be taken, or the reason why not."""

    cells: list[str] | None = None
    rule: str = ""
    after: str = ""
    reason: str = ""


def mended(cells: list[str], heading: Heading, width: int, mark: str = ",", ragged: bool = False) -> Mended:
    """What becomes of a line that has not ``width`` cells; ``mark`` is what parts the cells of the file.

    ``ragged`` says that the program leaves out empty cells at the end of its lines.
    """
    filled = [cell for cell in cells if cell]
    if not filled:
        return Mended(reason=labels.REASONS["blank"])
    padded = [*cells, *[""] * (width - len(cells))]
    if any(labels.kind_of(cell) for cell in filled) or labels.footing(filled[0]) or len(filled) == 1:
        if len(cells) <= width:
            return Mended(cells=padded)
        return Mended(cells=cells[:width]) if not any(cells[width:]) else Mended(reason=labels.REASONS["footer"])
    if len(cells) < width:
        if ragged and _reads_well(padded, heading):
            return Mended(cells=padded, rule="行末没有写出的空格已补上", after=" | ".join(filled)[:200])
        return Mended(reason=f"只有{len(cells)}格，表头有{width}格")
    ways = _ways(cells, heading, width, mark)
    cut = [cells[:width]] if not any(cells[width:]) and _reads_well(cells, heading) else []
    if cut and not ways:
        return Mended(cells=cells[:width])
    if len(ways) == 1 and not cut:
        whole, index = ways[0]
        return Mended(cells=whole, rule="文字里的分隔符把一格拆成了几格，已合并", after=whole[index])
    return Mended(reason=f"有{len(cells)}格，表头只有{width}格")


def is_ragged(sheet: Sheet, heading: Heading) -> bool:
    """The program leaves out empty cells at the end of a line: several of the first rows are short."""
    width = max(heading.columns) + 1
    below = [cells for _, cells in sheet.head[heading.last + 1 :] if len(cells) > 1]
    return sum(len(cells) < width for cells in below) > max(1, len(below) // 10)


def put_in(
    numbers: np.ndarray, cells: list[pa.Array], odd: list[tuple[int, list[str]]]
) -> tuple[np.ndarray, list[pa.Array]]:
    """The rows of a block with mended lines at their place."""
    if not odd:
        return numbers, cells
    numbers = np.concatenate([numbers, np.array([number for number, _ in odd], dtype=np.int64)])
    order = pa.array(np.argsort(numbers, kind="stable"))
    added = [pa.array([row[index] for _, row in odd], pa.string()) for index in range(len(cells))]
    whole = [pa.concat_arrays(pair).take(order) for pair in zip(cells, added, strict=True)]
    return np.sort(numbers, kind="stable"), whole


def _ways(cells: list[str], heading: Heading, width: int, mark: str) -> list[tuple[list[str], int]]:
    """The ways to join neighbouring cells in a text column after which every other column reads well."""
    more = len(cells) - width
    found = []
    for index, column in heading.columns.items():
        if column.kind != "text" or index + more >= len(cells):
            continue
        joined = mark.join(cells[index : index + more + 1])
        whole = [*cells[:index], joined, *cells[index + more + 1 :]]
        if _reads_well(whole, heading):
            found.append((whole, index))
    return found


def _reads_well(cells: list[str], heading: Heading) -> bool:
    amounts = 0
    for index, column in heading.columns.items():
        text = cells[index] if index < len(cells) else ""
        try:
            if column.kind == "money":
                amounts += kinds.money_cell(".", 1, False)(text).value is not None
            elif column.kind == "date" and text:
                day_of(text, DateStyle("dmy", 2000))
            elif column.kind == "code" and text:
                kinds.code_cell(codes.split(text)[0] if len(text) > 3 else text)
            elif column.kind == "count":
                kinds.count_cell(text)
        except CellError:
            return False
    return amounts > 0
