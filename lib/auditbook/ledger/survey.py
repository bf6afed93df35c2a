"""What whole columns decide before a sheet is read: the order of day and month, the sign before the decimals.

Most sheets need no survey: it is made where a value turns up that only the whole column can decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.ledger.heading import Heading
from auditbook.ledger.styles import DateStyle, day_order, decimal_mark
from auditbook.ledger.values import PLAIN_AMOUNT, distinct
from auditbook.readers import Sheet


class AskWholeColumn(Exception):  # noqa: N818  a step back, not an error
    """A later block holds a value that only the whole column can decide."""


@dataclass
class Styles:
    """What whole columns decided; ``surveyed`` says that all rows were asked, ``asked`` which amounts needed it."""

    dates: dict[str, DateStyle] = field(default_factory=dict)
    marks: dict[str, str | None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    surveyed: bool = False


def survey(sheet: Sheet, heading: Heading, year: int | None) -> Styles:
    """The styles of all dates and amounts; all rows are asked."""
    dates: dict[str, set[str]] = {}
    amounts: dict[str, set[str]] = {}
    for block in sheet.blocks(heading.last + 1):
        for index, column in heading.columns.items():
            if index >= len(block.columns) or column.kind not in ("date", "money"):
                continue
            texts = pc.utf8_trim_whitespace(block.columns[index])
            if column.kind == "date":
                dates.setdefault(column.name, set()).update(distinct(texts))
            else:
                amounts.setdefault(column.name, set()).update(_telling(texts))
    orders = {name: DateStyle(day_order(texts, year)[0]) for name, texts in dates.items()}
    return Styles(orders, *_marks(amounts), surveyed=True)


def _marks(amounts: dict[str, set[str]]) -> tuple[dict[str, str | None], set[str]]:
    """The sign before the decimals of each column, and the columns in which it matters."""
    marks = {name: decimal_mark(texts) for name, texts in amounts.items()}
    evident = {mark for name, (mark, _) in marks.items() if mark and amounts[name]}
    # a column that cannot tell goes by the other amounts of the sheet
    common = next(iter(evident)) if len(evident) == 1 else None
    decided = {name: common if mark is None else mark for name, (mark, _) in marks.items()}
    return decided, {name for name, (_, asked) in marks.items() if asked}


def _telling(texts: pa.Array) -> Iterator[str]:
    """The amounts that say something about the sign before the decimals: one plain example, all others."""
    plain = pc.match_substring_regex(texts, PLAIN_AMOUNT)
    with_point = texts.filter(pc.and_(plain, pc.match_substring(texts, ".")))
    if len(with_point):
        yield with_point[0].as_py()
    yield from (text for text in pc.unique(texts.filter(pc.invert(plain))).to_pylist() if text)
