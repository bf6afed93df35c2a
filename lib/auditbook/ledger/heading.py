"""The headings of a large table: found by content, in one row or in two (期初余额 over 借方 and 贷方)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from auditbook.cells import clean, fold
from auditbook.ledger.headrows import ONLY_BELOW, SPANNING_YEAR, joined
from auditbook.readers import Sheet
from auditbook.tables import Column, Table, fold_heading, tables

WITHIN = 40
# 2021年 …, 期间：2021.01-2021.12, 会计年度：2021
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年|(?:期间|年度|日期范围):?((?:19|20)\d{2})(?!\d)")
_NOT_THE_BOOKS = re.compile("打印|导出|制度|办法|申请|编制日期|制表")

# what stands in a union's own books and in no statement of a bank
_OWN_BOOKS = {
    "对方科目", "对方科目名称", "科目", "会计科目", "科目编码", "科目代码", "科目编号", "科目名称", "财务会计科目",
    "预算会计科目", "凭证字号", "凭证字",
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """Where a table begins and which column each cell names.

    ``first`` and ``last`` are the indexes of the heading's rows; ``columns`` are by cell index, ``second`` those that
    fill the gaps of a column (记账日 beside 交易日); ``extra`` are titles that the table does not know; ``factors`` say
    how many yuan one unit of a column has; ``above`` are the lines over the headings, ``titles`` the same as whole
    rows; ``words`` are the heading's own cells.
    ``beside`` is the right half of a table of two halves (income left, expenditure right), ``fixed`` what a half
    says of all its rows, ``span`` the cells that are its own.
    """

    table: Table
    first: int
    last: int
    columns: dict[int, Column]
    second: dict[int, Column] = field(default_factory=dict)
    extra: dict[int, str] = field(default_factory=dict)
    twice: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    words: dict[int, tuple[str, ...]] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    beside: Heading | None = None
    fixed: dict[str, str] = field(default_factory=dict)
    span: slice = field(default_factory=lambda: slice(None))
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
        lines = [re.sub(r"\s", "", fold(line)) for line in self.above if not _NOT_THE_BOOKS.search(line)]
        years = {int(found[1] or found[2]) for line in lines for found in _YEAR.finditer(line)}
        return years.pop() if len(years) == 1 else None


def find(sheet: Sheet, stem: str) -> tuple[tuple[int, bool, int], Heading] | None:
    """The best heading of a large table in the first rows, with its score (columns named, file name, place)."""
    head = sheet.head
    places = range(min(len(head), WITHIN))
    scored = [(_score(heading, stem), heading) for index in places for heading in _at(head, index)]
    if not scored:
        return None
    score, heading = max(scored, key=lambda found: found[0])
    if heading.beside is not None and not heading.fixed and heading.first:
        heading = _sided(heading, head[heading.first - 1][1])
    return score, _placed(heading, head)


def _score(heading: Heading, stem: str) -> tuple[int, bool, int]:
    right = heading.beside.columns if heading.beside else {}
    return len(heading.columns) + len(right), any(word in stem for word in heading.table.words), -heading.last


def _placed(heading: Heading, head: Sequence[tuple[int, list[str]]]) -> Heading:
    """The heading, and its right half, with the lines that stand above and the words that it was written in."""
    inside = [cell for cell in head[heading.first][1] if SPANNING_YEAR.fullmatch(cell.strip())]
    over = [[cell for cell in cells if cell.strip()] for _, cells in head[: heading.first]]
    above = tuple(clean(cell) for cell in [*(cell for cells in over for cell in cells), *inside])
    titles = frozenset(" | ".join(map(clean, cells)) for cells in over if cells)
    rows = [cells for _, cells in head[heading.first : heading.last + 1]]
    words = {
        index: tuple(cells[index].strip() for cells in rows if index < len(cells)) for index in range(len(rows[-1]))
    }
    beside = heading.beside and replace(heading.beside, above=above, words=words, titles=titles)
    return replace(heading, above=above, words=words, titles=titles, beside=beside)


def _sided(heading: Heading, above: list[str]) -> Heading:
    """The halves of a table with what the row above says of each: 收入 over the left, 支出 over the right."""
    middle = heading.span.stop
    left, right = (next((word for cell in part for word in ("收入", "支出") if word in cell), "")
                   for part in (above[:middle], above[middle:]))  # fmt: skip
    if not left or not right or heading.beside is None:
        return heading
    return replace(heading, fixed={"kind": left}, beside=replace(heading.beside, fixed={"kind": right}))


def _at(head: Sequence[tuple[int, list[str]]], index: int) -> Iterator[Heading]:
    single = head[index][1]
    if sum(bool(cell.strip()) for cell in single) < 2:
        return
    both = joined(single, head[index + 1][1]) if index + 1 < len(head) else None
    for table in tables().values():
        if not table.large:
            continue
        one = _read(table, single, index, index)
        two = _read(table, both, index, index + 1) if both else None
        for cells, last in ((both, index + 1), (single, index)):
            halves = _halves(table, cells, index, last) if cells else None
            if halves is not None:
                yield halves
                break
        below = {cell.strip() for cell in head[index + 1][1] if cell.strip()} if both else set()
        more = two is not None and (one is None or len(two.columns) > len(one.columns) or below <= ONLY_BELOW)
        if two is not None and more:
            yield two
        elif one is not None:
            yield one


def _halves(table: Table, cells: list[str], first: int, last: int) -> Heading | None:
    """A budget with income on the left and expenditure on the right, each with its own item and amounts."""
    if table.name != "budget":
        return None
    items = [i for i, cell in enumerate(cells) if any(c.name == "item" for c in table.candidates(cell))]
    if len(items) != 2:
        return None
    # the account's code stands before its item
    middle = items[1]
    while middle - 1 > items[0] and any(c.name == "account" for c in table.candidates(cells[middle - 1])):
        middle -= 1
    left = _read(table, cells[:middle], first, last)
    right = _read(table, [*[""] * middle, *cells[middle:]], first, last)
    if left is None or right is None:
        return None
    sides = [{"kind": word} for cell in (cells[items[0]], cells[items[1]]) for word in ("收入", "支出") if word in cell]
    left, right = (replace(half, fixed=sides[n] if len(sides) == 2 else {}) for n, half in enumerate((left, right)))
    right = replace(right, span=slice(middle, None))
    return replace(left, beside=right, span=slice(0, middle))


def _read(table: Table, cells: list[str], first: int, last: int) -> Heading | None:
    """The columns that ``cells`` name; None if the table's essential ones are not among them."""
    needed = [*table.essential, *((column.name,) for column in table.columns.values() if column.required)]
    named = {column.name for cell in cells for column in table.candidates(cell)}
    if not needed or named.isdisjoint(needed[0]):
        return None  # most rows of most files
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
            extra[index] = _unused(clean(cell), extra)
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
    if table.name == "balances" and any(fold_heading(cell) == "摘要" for cell in cells):
        return None  # a general ledger
    if table.name == "bank" and any(fold_heading(cell) in _OWN_BOOKS for cell in cells):
        return None
    if not all(any(name in taken for name in group) for group in needed):
        return None
    columns = {index: table.columns[name] for name, index in taken.items()}
    for index in second:
        extra[index] = _unused(clean(cells[index]), extra)
    return Heading(table, first, last, columns, second, extra, twice, units)


def _unused(title: str, extra: dict[int, str]) -> str:
    """A title for a column that no other has: two unknown columns of one name are both kept."""
    same = sum(known == title or known.startswith(f"{title}（") for known in extra.values())
    return f"{title}（{same + 1}）" if same else title
