"""The headings of a large table: found by content, in one row or in two (期初余额 over 借方 and 贷方)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from auditbook.cells import clean, fold
from auditbook.finding import Problem, Source
from auditbook.readers import Sheet
from auditbook.sheets import stated_unit
from auditbook.tables import UNITS, Column, Table, tables

WITHIN = 40
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|[-./]\d|$|\D)")


@dataclass(frozen=True)
class Heading:
    """Where a table begins and which column each cell names.

    ``first`` and ``last`` are the indexes of the heading's rows; ``columns`` are by cell index, ``second`` those that
    fill the gaps of a column (记账日 beside 交易日); ``extra`` are titles that the table does not know; ``factors`` say
    how many yuan one unit of a column has; ``above`` are the lines over the headings.
    """

    table: Table
    first: int
    last: int
    columns: dict[int, Column]
    second: dict[int, Column] = field(default_factory=dict)
    extra: dict[int, str] = field(default_factory=dict)
    twice: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    factors: dict[str, int] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """The columns that the file has."""
        return {column.name for column in self.columns.values()}

    def title(self, name: str) -> str:
        """The column's name for a message."""
        return self.table.columns[name].title

    @property
    def year(self) -> int | None:
        """The one year that the lines above speak of; None if none or several."""
        years = {int(found[1]) for line in self.above for found in _YEAR.finditer(fold(line))}
        return years.pop() if len(years) == 1 else None


def find(sheet: Sheet, stem: str) -> tuple[tuple[int, bool, int], Heading] | None:
    """The best heading of a large table in the first rows, with its score (columns named, file name, place)."""
    best: tuple[tuple[int, bool, int], Heading] | None = None
    head = sheet.head
    for index in range(min(len(head), WITHIN)):
        for heading in _at(head, index):
            named = any(word in stem for word in heading.table.words)
            score = (len(heading.columns), named, -heading.last)
            if best is None or score > best[0]:
                best = (score, heading)
    if best is None:
        return None
    score, heading = best
    lines = [cell for _, cells in head[: heading.first] for cell in cells if cell.strip()]
    return score, replace(heading, above=tuple(clean(line) for line in lines))


def _at(head: Sequence[tuple[int, list[str]]], index: int) -> Iterator[Heading]:
    single = head[index][1]
    if sum(bool(cell.strip()) for cell in single) < 2:
        return
    joined = _joined(single, head[index + 1][1]) if index + 1 < len(head) else None
    for table in tables().values():
        if not table.large:
            continue
        one = _read(table, single, index, index)
        two = _read(table, joined, index, index + 1) if joined else None
        if two is not None and (one is None or len(two.columns) > len(one.columns)):
            yield two
        elif one is not None:
            yield one


def _joined(upper: list[str], lower: list[str]) -> list[str] | None:
    """Two heading rows as one: a merged cell above stands over all cells below it."""
    if any(re.search(r"\d", cell) for cell in lower) or not any(cell.strip() for cell in lower):
        return None
    width = max(len(upper), len(lower))
    above, below = ([*cells, *[""] * (width - len(cells))] for cells in (upper, lower))
    found: list[str] = []
    spanning = ""
    for top, bottom in zip(above, below, strict=True):
        spanning = top.strip() or (spanning if bottom.strip() else "")
        found.append(f"{spanning}{bottom.strip()}" if bottom.strip() else top.strip())
    return found


def _read(table: Table, cells: list[str], first: int, last: int) -> Heading | None:
    """The columns that ``cells`` name; None if the table's essential ones are not among them."""
    taken: dict[str, int] = {}
    second: dict[int, Column] = {}
    extra: dict[int, str] = {}
    twice: dict[int, str] = {}
    units: dict[int, str] = {}
    for index, cell in enumerate(cells):
        if not cell.strip():
            continue
        candidates, units[index] = table.headings(cell)
        if not candidates:
            extra[index] = clean(cell)
            continue
        free = next((column for column in candidates if column.name not in taken), None)
        if free is not None:
            taken[free.name] = index
            continue
        column = candidates[0]
        other = taken[column.name]
        if clean(cells[other]) == clean(cell):
            twice[index] = clean(cell)
        elif table.rank(column, cell) < table.rank(column, cells[other]):
            taken[column.name], second[other] = index, column
        else:
            second[index] = column
    needed = [*table.essential, *((column.name,) for column in table.columns.values() if column.required)]
    if not needed or not all(any(name in taken for name in group) for group in needed):
        return None
    columns = {index: table.columns[name] for name, index in taken.items()}
    for index in second:
        extra[index] = clean(cells[index])
    return Heading(table, first, last, columns, second, extra, twice, units)


def told(heading: Heading, sheet: Sheet, name: str, problems: list[Problem]) -> Heading:
    """The heading with the units of its amounts; adds what is odd about it to ``problems``."""
    head = sheet.head
    source = Source(name, sheet.name, head[heading.last][0])
    unit = stated_unit(head[: heading.first], head[heading.last + 1 : heading.last + 2], source, problems)
    factors = {}
    for index, column in heading.columns.items():
        word = heading.units.get(index) or unit
        if column.kind == "money" and word and UNITS[word] != 1:
            factors[column.name] = UNITS[word]
    if factors:
        titles = "、".join(heading.title(column) for column in factors)
        problems.append(Problem(source, f"“{titles}”以{unit or '万元等'}填列，已换算为元", "无需处理", note=True))
    for title in heading.twice.values():
        told = f"列“{title}”出现了两次，只用了第一列"
        problems.append(Problem(replace(source, column=title), told, "请删去或改名其中一列"))
    _tell_unknown(heading, source, problems)
    return replace(heading, factors=factors)


def _tell_unknown(heading: Heading, source: Source, problems: list[Problem]) -> None:
    words = [word for column in heading.table.columns.values() for word in (column.title, *column.also)]
    missing = {c.title for c in heading.table.columns.values() if c.name not in heading.names}
    unknown = [title for index, title in heading.extra.items() if index not in heading.second]
    for title in unknown:
        near = difflib.get_close_matches(title, words, n=1, cutoff=0.75)
        if near and near[0] in missing:
            told = f"不认识的列“{title}”，没有读取，是否为“{near[0]}”"
            problems.append(Problem(replace(source, column=title), told, "如果是，请改列名"))
    if unknown:
        told = f"不认识的列：{'、'.join(unknown)}；内容保留，不参与计算"
        problems.append(Problem(source, told, "可对照模板改列名", note=True))
