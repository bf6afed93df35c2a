"""From a sheet of text to typed rows of tables: headings found by content, units converted, nothing dropped unsaid."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from auditbook.cells import CellError, clean, convert, fold, half_width
from auditbook.finding import Problem, Source
from auditbook.readers import Sheet
from auditbook.tables import UNITS, Column, Table, fold_heading, small_headings, tables, without_measure

HEADING_WITHIN = 30
# headings of many forms that mean themselves, and nothing that we know
_WELL_KNOWN = {
    "身份证号", "身份证号码", "净值", "累计折旧", "签字", "签名", "签收", "备注", "序号", "部门", "联系电话",
    "银行卡号",
}  # fmt: skip
_TOTALS = {"合计", "小计", "总计", "本页合计"}
FOOTER = re.compile(r"^(?:制表|打印|填表|审核|复核|单位负责人|注)(?:人|日期|时间)?:")
_UNIT_WORD = "[十百千万亿]*元|美元|港元|欧元|日元"
STATED_UNIT = re.compile(
    rf"(?:单位|金额单位|货币单位):?(?:人民币)?({_UNIT_WORD})|^\(?(?:人民币)?({_UNIT_WORD})\)?$"
    rf"|\((?:人民币)?({_UNIT_WORD})\)$"
)


@dataclass(frozen=True)
class Row:
    """One row of a table: typed values by column, what qualifies them (余, 近, 约), and where it stands."""

    values: dict[str, Any]
    source: Source
    qualifiers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)

    def at(self, title: str) -> Source:
        """The source of the cell under the heading ``title``."""
        return replace(self.source, column=title)


@dataclass(frozen=True)
class _Heading:
    """A heading row: where it stands, whose it is, which column each cell names and how many yuan its unit has."""

    table: Table
    index: int
    columns: dict[int, Column]
    factors: dict[int, int]
    width: int


def tables_in(sheet: Sheet, name: str, stem: str, problems: list[Problem]) -> Iterator[tuple[Table, list[Row]]]:
    """The tables of one sheet of the file ``name``, one below the other; adds to ``problems``.

    ``stem`` is the file's own name, which decides where headings fit two tables alike.
    """
    starts = _starts(sheet, stem)
    if not starts:
        return
    if sheet.hidden:
        problems.append(Problem(Source(name, sheet.name), "隐藏的工作表也已读取", "不需要的请删除", note=True))
    ends = [*(index for _, index in starts[1:]), len(sheet.rows)]
    above = 0
    for (table, index), end in zip(starts, ends, strict=True):
        heading = _read_heading(table, index, above, sheet, name, problems)
        above = end
        if heading is not None:
            yield table, list(_rows(heading, end, sheet, name, problems))


def rows_of(table: Table, sheet: Sheet, name: str, problems: list[Problem]) -> list[Row]:
    """The rows of ``sheet`` as rows of ``table``, whose headings stand in its first row; adds to ``problems``."""
    heading = _read_heading(table, 0, 0, sheet, name, problems) if len(sheet.rows) > 1 else None
    return list(_rows(heading, len(sheet.rows), sheet, name, problems)) if heading is not None else []


def _starts(sheet: Sheet, stem: str) -> list[tuple[Table, int]]:
    """The heading rows of a sheet: the best of the first rows, and below it every row that is nothing but headings."""
    best = best_start(sheet, stem)
    if best is None:
        return []
    found = [(best[1], best[2])]
    for index, (_, cells) in enumerate(sheet.rows):
        filled = sum(bool(cell.strip()) for cell in cells)
        whole = [table for table, matched in _matches(cells) if matched == filled]
        if whole and index != best[2]:
            named = [table for table in whole if any(word in stem for word in table.words)]
            found.append(((named or whole)[0], index))
    return sorted(found, key=lambda start: start[1])


def best_start(sheet: Sheet, stem: str) -> tuple[tuple[int, bool, int], Table, int] | None:
    """The row that looks most like the heading of a small table: its score (columns, file name, place) and index."""
    best: tuple[tuple[int, bool, int], Table, int] | None = None
    for index, (_, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
        for table, matched in _matches(cells):
            score = (matched, any(word in stem for word in table.words), -index)
            if best is None or score > best[0]:
                best = (score, table, index)
    return best


def _matches(cells: list[str]) -> Iterator[tuple[Table, int]]:
    matched: dict[str, set[str]] = {}
    for heading in {without_measure(fold_heading(cell)) for cell in cells if cell.strip()}:
        for name, column in small_headings().get(heading, ()):
            matched.setdefault(name, set()).add(column)
    for table in (tables()[name] for name in sorted(matched)):
        columns = matched[table.name]
        # what people write for the workbook keeps its headings; amounts and codes alone are anything
        whole = not table.written or {c.name for c in table.columns.values() if c.required} <= columns
        if len(columns) >= 2 and whole:
            yield table, len(columns)


def _read_heading(
    table: Table, index: int, above: int, sheet: Sheet, name: str, problems: list[Problem]
) -> _Heading | None:
    number, cells = sheet.rows[index]
    source = Source(name, sheet.name, number)
    columns, units = _columns(table, cells, source, problems)
    lacking = [c.title for c in table.columns.values() if c.required and c not in columns.values()]
    if lacking:
        titles = "、".join(f"“{title}”" for title in lacking)
        told = f"像是“{table.title}”，但缺少必需的列{titles}，没有读取"
        problems.append(Problem(source, told, f"请在表头加上{titles}列；不是这张表的请改列名"))
        return None
    unit = stated_unit(sheet.rows[above:index], sheet.rows[index + 1 : index + 2], source, problems)
    money = {i: units[i] or unit for i, column in columns.items() if column.kind == "money"}
    factors = {i: UNITS[word] for i, word in money.items() if word and UNITS[word] != 1}
    if factors:
        titles = "、".join(columns[i].title for i in factors)
        words = "、".join(dict.fromkeys(money[i] for i in factors))
        problems.append(Problem(source, f"“{titles}”以{words}填列，已换算为元", "无需处理", note=True))
    return _Heading(table, index, columns, factors, len(cells))


def _columns(
    table: Table, cells: list[str], source: Source, problems: list[Problem]
) -> tuple[dict[int, Column], dict[int, str]]:
    columns: dict[int, Column] = {}
    units: dict[int, str] = {}
    for index, cell in enumerate(cells):
        found = table.heading(cell) if cell.strip() else None
        place = replace(source, column=clean(cell))
        if found is None:
            if cell.strip():
                problems.append(_unknown_column(table, cell, place))
        elif found[0] in columns.values():
            told = f"列“{found[0].title}”出现了两次，只用了第一列"
            problems.append(Problem(place, told, "请删去或改名其中一列"))
        else:
            columns[index], units[index] = found
    return columns, units


def _unknown_column(table: Table, cell: str, place: Source) -> Problem:
    words = [word for column in table.columns.values() for word in (column.title, *column.also)]
    if fold_heading(cell) in _WELL_KNOWN:
        return Problem(place, "不认识的列，内容保留但不参与计算", "可对照模板改列名", note=True)
    near = difflib.get_close_matches(clean(cell), words, n=1, cutoff=0.75)
    if near:
        return Problem(place, f"不认识的列“{clean(cell)}”，没有读取，是否为“{near[0]}”", "如果是，请改列名")
    return Problem(place, "不认识的列，内容保留但不参与计算", "可对照模板改列名", note=True)


def stated_unit(
    above: Sequence[tuple[int, list[str]]], below: Sequence[tuple[int, list[str]]], source: Source,
    problems: list[Problem],
) -> str:  # fmt: skip
    """The unit that the lines above a heading, or a line of units right below it, state for its amounts."""
    lines = list(above)
    if below and all(STATED_UNIT.fullmatch(fold(cell).replace(" ", "")) for cell in below[0][1] if cell.strip()):
        lines += below
    for number, cells in lines:
        for cell in cells:
            found = STATED_UNIT.search(re.sub(r"\s|\(人民币\)", "", fold(cell)))
            word = (found[1] or found[2] or found[3]) if found else ""
            if word in UNITS:
                return word
            if word:
                place = replace(source, row=number)
                problems.append(Problem(place, f"金额单位“{word}”不认识，按元读取", f"请改用：{'、'.join(UNITS)}"))
    return ""


def _rows(heading: _Heading, end: int, sheet: Sheet, name: str, problems: list[Problem]) -> Iterator[Row]:
    broken = {(row, column) for row, column, _ in sheet.errors}
    for number, cells in sheet.rows[heading.index + 1 : end]:
        source = Source(name, sheet.name, number)
        if not any(cell.strip() for cell in cells) and not any(row == number for row, _ in broken):
            continue
        if skipped := _skipped(heading, cells):
            problems.append(Problem(source, f"{skipped}，未计入数据", "无需处理", note=True))
            continue
        for index, cell in enumerate(cells):
            nameless = index >= heading.width or not sheet.rows[heading.index][1][index].strip()
            if cell.strip() and nameless:
                told = f"第 {index + 1} 格“{clean(cell)}”没有对应的列名，没有读取"
                problems.append(Problem(source, told, "请核对此行是否多了分隔符（如金额里的逗号），或补上列名"))
        yield _row(heading, cells, sheet.binary, source, broken, problems)


def _skipped(heading: _Heading, cells: list[str]) -> str:
    filled = [fold(cell) for cell in cells if cell.strip()]
    if filled[:1] and filled[0].replace(" ", "") in _TOTALS:
        return "合计行"
    if filled and all(STATED_UNIT.fullmatch(cell.replace(" ", "")) for cell in filled):
        return "单位行"
    if not filled or not FOOTER.match(filled[0].replace(" ", "")):
        return ""
    counted = ("money", "count", "quantity", "number", "stated")
    figures = [i for i, column in heading.columns.items() if column.kind in counted]
    return "" if any(re.search(r"\d", cells[i]) for i in figures if i < len(cells)) else "表尾说明"


def _row(
    heading: _Heading, cells: list[str], binary: bool, source: Source, broken: set[tuple[int, int]],
    problems: list[Problem],
) -> Row:  # fmt: skip
    values: dict[str, Any] = {}
    qualifiers: dict[str, str] = {}
    spec = _spec(heading, cells)
    for index, column in heading.columns.items():
        place = replace(source, column=column.title)
        if (source.row, index) in broken:
            problems.append(Problem(place, "公式出错（如 #DIV/0!、#REF!），没有数值", "请在 Excel 中改正后保存"))
            continue
        try:
            cell = convert(
                cells[index] if index < len(cells) else "",
                column.kind,
                min=None if spec.get("signed") else column.min,
                values=column.values,
                open=column.open,
                factor=1 if "measure" in spec else heading.factors.get(index, 1),
                binary=binary,
            )
        except CellError as problem:
            problems.append(Problem(place, problem.message, problem.remedy))
            continue
        if cell is not None:
            values[column.name] = cell.value
            if cell.qualifier:
                qualifiers[column.name] = cell.qualifier
        elif column.required:
            problems.append(Problem(place, "没有填写", f"请填写“{column.title}”"))
    if near := _slip(heading, values):
        told = f"“{values[heading.table.key or '']}”像是“{near}”的笔误，现按单独的项目读取"
        problems.append(Problem(source, told, f"如果就是“{near}”，请改过来"))
    if binary:
        _drop_percent_format(heading, values, source, problems)
    extra = {str(i): text for i, text in enumerate(cells) if i not in heading.columns and text.strip()}
    return Row(values, source, qualifiers, extra)


def _spec(heading: _Heading, cells: list[str]) -> dict[str, Any]:
    """What the vocabulary says of the row's key: ``signed`` figures may be negative, ``measure`` is not money."""
    for index, column in heading.columns.items():
        if column.name == heading.table.key and index < len(cells):
            for value, spec in column.values.items():
                if fold(cells[index]) in map(fold, (value, *spec.get("also", ()))):
                    return spec
    return {}


def _slip(heading: _Heading, values: dict[str, Any]) -> str:
    """The word of the vocabulary that a key outside it differs from by one sign."""
    key = values.get(heading.table.key or "")
    known = heading.table.columns[heading.table.key].values if heading.table.key else {}
    if key in known or not isinstance(key, str):
        return ""
    near = [word for word in known if len(word) == len(key) >= 4]
    return next((w for w in near if sum(a != b for a, b in zip(w, key, strict=True)) == 1), "")


def _drop_percent_format(heading: _Heading, values: dict[str, Any], source: Source, problems: list[Problem]) -> None:
    """A sheet keeps 86.5% as 0.865 and shows no trace of it here: such a value is told and not used."""
    for column in heading.columns.values():
        value = values.get(column.name)
        if column.measure is None or half_width(str(values.get(column.measure))) != "%":
            continue
        if isinstance(value, Decimal) and 0 < value <= 1:
            del values[column.name]
            told = f"“{value}”可能是 Excel 的百分比格式，分不清是 {value}% 还是 {value * 100:f}%，没有采用"
            problems.append(
                Problem(replace(source, column=column.title), told, "请把单元格设为文本或常规，填 86.5 这样的数")
            )
