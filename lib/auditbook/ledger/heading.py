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
from auditbook.tables import UNITS, Column, Table, fold_heading, tables

WITHIN = 40
# 2021年 …, 期间：2021.01-2021.12, 会计年度：2021
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年|(?:期间|年度|日期范围):?((?:19|20)\d{2})(?!\d)")
_NOT_THE_BOOKS = re.compile("打印|导出|制度|办法|申请|编制日期|制表")

# what stands in a union's own books and in no statement of a bank
_OWN_BOOKS = {"对方科目", "科目", "凭证字号", "凭证字", "会计科目", "科目编码", "科目代码", "科目编号", "科目名称", "对方科目名称",
              "财务会计科目", "预算会计科目"}  # fmt: skip
# what stands below 借方金额 where amounts have two or three columns
_BELOW = {"金额", "本位币", "本币", "本位币金额", "本币金额"}
_ONLY_BELOW = {*_BELOW, "借方", "贷方", "数量", "单价", "原币", "外币", "方向", "余额", "汇率", "原币金额", "外币金额"}
_SPANNING_YEAR = re.compile(r"(?:19|20)?\d{2}\s*年")


@dataclass(frozen=True)
class Heading:
    """Where a table begins and which column each cell names.

    ``first`` and ``last`` are the indexes of the heading's rows; ``columns`` are by cell index, ``second`` those that
    fill the gaps of a column (记账日 beside 交易日); ``extra`` are titles that the table does not know; ``factors`` say
    how many yuan one unit of a column has; ``above`` are the lines over the headings, ``titles`` the same as whole rows.
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
    best: tuple[tuple[int, bool, int], Heading] | None = None
    head = sheet.head
    for index in range(min(len(head), WITHIN)):
        for heading in _at(head, index):
            named = any(word in stem for word in heading.table.words)
            right = heading.beside.columns if heading.beside else {}
            score = (len(heading.columns) + len(right), named, -heading.last)
            if best is None or score > best[0]:
                best = (score, heading)
    if best is None:
        return None
    score, heading = best
    if heading.beside is not None and not heading.fixed and heading.first:
        heading = _sided(heading, head[heading.first - 1][1])
    # a printed book has its year within the headings: 2021年 over 月 and 日
    inside = [cell for cell in head[heading.first][1] if _SPANNING_YEAR.fullmatch(cell.strip())]
    lines = [*(cell for _, cells in head[: heading.first] for cell in cells if cell.strip()), *inside]
    rows = [cells for _, cells in head[heading.first : heading.last + 1]]
    over = (" | ".join(clean(cell) for cell in cells if cell.strip()) for _, cells in head[: heading.first])
    titles = frozenset(text for text in over if text)
    words = {index: tuple(cells[index].strip() for cells in rows if index < len(cells)) for index in range(len(rows[-1]))}
    above = tuple(clean(line) for line in lines)
    beside = heading.beside and replace(heading.beside, above=above, words=words, titles=titles)
    return score, replace(heading, above=above, words=words, titles=titles, beside=beside)


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
    joined = _joined(single, head[index + 1][1]) if index + 1 < len(head) else None
    for table in tables().values():
        if not table.large:
            continue
        one = _read(table, single, index, index)
        two = _read(table, joined, index, index + 1) if joined else None
        for cells, last in ((joined, index + 1), (single, index)):
            halves = _halves(table, cells, index, last) if cells else None
            if halves is not None:
                yield halves
                break
        below = {cell.strip() for cell in head[index + 1][1] if cell.strip()} if joined else set()
        more = two is not None and (one is None or len(two.columns) > len(one.columns) or below <= _ONLY_BELOW)
        if two is not None and more:
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
        top = "" if _SPANNING_YEAR.fullmatch(top.strip()) else top
        spanning = top.strip() or (spanning if bottom.strip() else "")
        under = "" if bottom.strip() in _BELOW and re.search("[借贷]", spanning) else bottom.strip()
        found.append(f"{spanning}{under}" if bottom.strip() else top.strip())
    return found


def _halves(table: Table, cells: list[str], first: int, last: int) -> Heading | None:
    """A budget with income on the left and expenditure on the right, each with its own item and amounts."""
    if table.name != "budget":
        return None
    items = [i for i, cell in enumerate(cells) if any(c.name == "item" for c in table.headings(cell)[0])]
    if len(items) != 2:
        return None
    # the account's code stands before its item
    middle = items[1]
    while middle - 1 > items[0] and any(c.name == "account" for c in table.headings(cells[middle - 1])[0]):
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
    needed = [*table.essential, *((column.name,) for column in table.columns.values() if column.required)]
    if not needed or not all(any(name in taken for name in group) for group in needed):
        return None
    columns = {index: table.columns[name] for name, index in taken.items()}
    for index in second:
        extra[index] = _unused(clean(cells[index]), extra)
    return Heading(table, first, last, columns, second, extra, twice, units)


def _unused(title: str, extra: dict[int, str]) -> str:
    """A title for a column that no other has: two unknown columns of one name are both kept."""
    same = sum(known == title or known.startswith(f"{title}（") for known in extra.values())
    return f"{title}（{same + 1}）" if same else title


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
    if sheet.hidden:
        problems.append(Problem(source, "隐藏的工作表也已读取", "不需要的请删除", note=True))
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
