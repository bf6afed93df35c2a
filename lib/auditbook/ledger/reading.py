"""Reads one sheet of a large table, block by block, in bounded memory: text in, typed rows, totals and skips out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import CellError
from auditbook.finding import Problem, Source
from auditbook.ledger import lines, values
from auditbook.ledger.context import Context, Repair, nulls
from auditbook.ledger.filling import FillDown
from auditbook.ledger.heading import Heading
from auditbook.ledger.oddlines import mended
from auditbook.ledger.shapes import PLAIN, SHAPES
from auditbook.ledger.stated import stated
from auditbook.ledger.styles import DateStyle, day_order, decimal_mark
from auditbook.readers import Block, Sheet
from auditbook.tables import Table

SKIPPED = pa.schema([("sheet", pa.string()), ("row", pa.int64()), ("reason", pa.string()), ("text", pa.string())])
CONTROLS = pa.schema(
    [("sheet", pa.string()), ("row", pa.int64()), ("kind", pa.string()), ("label", pa.string()),
     ("item", pa.string()), ("stated", values.MONEY)]
)  # fmt: skip


class Sink(Protocol):
    """Where the rows go: ``data``, ``skipped`` or ``controls``."""

    def add(self, part: str, batch: pa.RecordBatch) -> None:
        """Takes some rows."""

    def restart(self) -> None:
        """Forgets all rows taken so far."""


class _AskWholeColumn(Exception):  # noqa: N818  a step back, not an error
    """A later block holds a value that only the whole column can decide."""


@dataclass
class Reading:
    """What was read of one sheet: rows taken and skipped by reason, and how cells were changed."""

    table: Table
    sheet: str
    rows: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)


@dataclass
class _Styles:
    """What whole columns decided; ``surveyed`` says that all rows were asked."""

    dates: dict[str, DateStyle] = field(default_factory=dict)
    marks: dict[str, str | None] = field(default_factory=dict)
    surveyed: bool = False


def schema(heading: Heading) -> pa.Schema:
    """The columns that are kept: the table's own, unknown ones as text, sheet and row."""
    own = [(column.name, values.TYPES[column.kind]) for column in heading.table.kept]
    extra = [(title, pa.string()) for title in dict.fromkeys(_extra(heading).values())]
    return pa.schema([*own, *extra, ("sheet", pa.string()), ("row", pa.int64())])


def read(sheet: Sheet, heading: Heading, name: str, year: int | None, sink: Sink, problems: list[Problem]) -> Reading:
    """All rows below ``heading`` into ``sink``. ``year`` is the year of the unit's folder, if known."""
    styles = _Styles()
    before = len(problems)
    try:
        return _pass(sheet, heading, name, year, sink, problems, styles)
    except _AskWholeColumn:
        del problems[before:]
        sink.restart()
        styles = _survey(sheet, heading)
        return _pass(sheet, heading, name, year, sink, problems, styles)


def _pass(
    sheet: Sheet, heading: Heading, name: str, year: int | None, sink: Sink, problems: list[Problem], styles: _Styles
) -> Reading:
    context = Context(heading, Source(name, sheet.name), heading.year or year, problems)
    reading = Reading(heading.table, sheet.name)
    _skip_head(sheet, heading, sink, reading)
    _state(sheet.name, [(number, " ".join(cells)) for number, cells in sheet.head[: heading.first]], sink)
    step = _Step(sheet, heading, context, reading, sink, styles)
    for block in sheet.blocks(heading.last + 1):
        step.take(block)
    reading.repairs = context.close()
    if step.filling.filled:
        examples = tuple((row, "", value) for row, _, value in step.filling.first)
        reading.repairs.append(Repair("凭证字号", "凭证首行之外的空格按首行补齐", step.filling.filled, examples))
    reading.styles = [*step.decided, *context.memory.get("styles", [])]
    return reading


@dataclass
class _Step:
    """Takes block after block of one sheet."""

    sheet: Sheet
    heading: Heading
    context: Context
    reading: Reading
    sink: Sink
    styles: _Styles
    filling: FillDown = field(default_factory=FillDown)
    decided: list[str] = field(default_factory=list)
    _converters: dict[str, values.Converter] = field(default_factory=dict)

    def take(self, block: Block) -> None:
        numbers, cells = self._cells(block)
        if not len(numbers):
            return
        columns = {column.name: cells[i] for i, column in self.heading.columns.items() if i < len(cells)}
        columns = self._second(columns, cells)
        found = lines.sort(self.heading, columns, cells)
        self._skip(found, columns, cells, numbers)
        if self.heading.table.name == "journal":
            columns = self.filling(columns, ~found.data, numbers)
        self._broken(found, numbers)
        mask = None if found.data.all() else pa.array(found.data)
        rows = numbers[found.data]
        if not len(rows):
            return
        kept = {name: column if mask is None else column.filter(mask) for name, column in columns.items()}
        self.context.rows = rows
        shape = SHAPES.get(self.heading.table.name, PLAIN)
        typed = shape.after(self._typed(shape.before(kept, self.context)), self.context)
        typed, rows = self._without_opening(typed, rows)
        extra = {title: cells[i] if mask is None else cells[i].filter(mask) for i, title in _extra(self.heading).items()
                 if i < len(cells)}  # fmt: skip
        self._give(typed, extra, rows)

    def _cells(self, block: Block) -> tuple[np.ndarray, list[pa.Array]]:
        """The block's cells, trimmed; odd rows that could be mended stand at their place, the others are told."""
        cells = [pc.utf8_trim_whitespace(column) for column in block.columns]
        numbers = block.numbers
        good: list[tuple[int, list[str]]] = []
        for number, odd in block.odd:
            text, cut = " | ".join(cell.strip() for cell in odd)[:300], [cell.strip() for cell in odd]
            whole = mended(cut, self.heading, len(cells))
            if whole.cells is not None:
                good.append((number, whole.cells))
                if whole.rule:
                    self.context.count("", whole.rule, 1, [(number, text, whole.after)])
            else:
                self._set_aside(number, whole.reason, text)
        if good:
            numbers = np.concatenate([numbers, np.array([number for number, _ in good], dtype=np.int64)])
            order = pa.array(np.argsort(numbers, kind="stable"))
            cells = [pa.concat_arrays([column, pa.array([row[i] for _, row in good], pa.string())]).take(order)
                     for i, column in enumerate(cells)]  # fmt: skip
            numbers = np.sort(numbers, kind="stable")
        return numbers, cells

    def _set_aside(self, number: int, reason: str, text: str) -> None:
        self._note_skips([(number, reason, text)])
        if reason not in lines.REASONS.values():
            remedy = "请在源文件中补齐或删去多余的分隔符后重新导出"
            self.context.tell("整行", np.array([number]), f"{reason}，这一行没有计入：{text[:80]}", remedy, reason)

    def _second(self, columns: dict[str, pa.Array], cells: list[pa.Array]) -> dict[str, pa.Array]:
        """A date that its column lacks, from the other date of the row."""
        for index, column in self.heading.second.items():
            if column.kind == "date" and index < len(cells) and column.name in columns:
                own = columns[column.name]
                gaps = pc.and_(pc.equal(own, ""), pc.not_equal(cells[index], ""))
                if pc.any(gaps).as_py():
                    title = self.heading.extra[index]
                    self.context.count(column.name, f"空白处取自“{title}”列", pc.sum(gaps).as_py())
                    columns = {**columns, column.name: pc.if_else(gaps, cells[index], own)}
        return columns

    def _skip(
        self, found: lines.Sorted, columns: dict[str, pa.Array], cells: list[pa.Array], numbers: np.ndarray
    ) -> None:  # fmt: skip
        self._note_skips(
            [(int(numbers[row]), lines.REASONS[kind], lines.line(cells, row) if kind != "blank" else "")
             for row, (kind, _) in sorted(found.others.items())]
        )  # fmt: skip
        foot = [(int(numbers[row]), lines.line(cells, row)) for row, (kind, _) in sorted(found.others.items())
                if kind in ("footer", "remark")]  # fmt: skip
        _state(self.sheet.name, foot, self.sink)
        stating = [(row, kind, label) for row, (kind, label) in sorted(found.others.items())
                   if kind in lines.LABELS or kind == "unlabelled"]  # fmt: skip
        rows = []
        for row, kind, label in stating:
            for name, column in columns.items():
                if self.heading.table.columns[name].kind == "money" and (text := column[row].as_py()):
                    value = self._amount(name, text)
                    rows.append((self.sheet.name, int(numbers[row]), "total" if kind == "unlabelled" else kind,
                                 label, name, value))  # fmt: skip
        if rows:
            self.sink.add("controls", pa.RecordBatch.from_pylist(
                [dict(zip(CONTROLS.names, row, strict=True)) for row in rows], CONTROLS))  # fmt: skip

    def _amount(self, name: str, text: str) -> object:
        try:
            return values.money_cell(self.styles.marks.get(name) or ".", self.heading.factors.get(name, 1),
                                     self.sheet.binary)(text).value  # fmt: skip
        except CellError:
            return None

    def _note_skips(self, rows: list[tuple[int, str, str]]) -> None:
        for _, reason, _ in rows:
            self.reading.skipped[reason] = self.reading.skipped.get(reason, 0) + 1
        if rows:
            batch = [{"sheet": self.sheet.name, "row": row, "reason": r, "text": text} for row, r, text in rows]
            self.sink.add("skipped", pa.RecordBatch.from_pylist(batch, SKIPPED))

    def _broken(self, found: lines.Sorted, numbers: np.ndarray) -> None:
        """Cells whose formula failed: told, never 0."""
        if not self.sheet.errors or not len(numbers):
            return
        first, last = int(numbers[0]), int(numbers[-1])
        for row, index, shown in self.sheet.errors:
            column = self.heading.columns.get(index)
            if column is not None and first <= row <= last:
                told = f"公式出错（{shown}），没有数值"
                self.context.tell(column.name, np.array([row]), told, "请在 Excel 中改正后保存", "公式出错")

    def _typed(self, texts: dict[str, pa.Array]) -> dict[str, pa.Array]:
        typed = {}
        for name, column in texts.items():
            spec = self.heading.table.columns[name]
            convert = self._converters.get(name)
            if convert is None:
                convert = self._converters[name] = values.Converter(spec.kind, self._cell(name, spec.kind, texts))
            self._still_decided(name, spec.kind, column)
            typed[name], changed = convert(column)
            self._tell(name, column, changed)
        return typed

    def _cell(self, name: str, kind: str, texts: dict[str, pa.Array]) -> Callable[[str], values.Read]:
        """How one cell of the column reads: by the styles that the first block, or the whole column, decides."""
        if kind == "date":
            style = self.styles.dates.get(name, DateStyle(day_order(values.distinct([texts[name]]))[0]))
            self.styles.dates[name] = style
            style = replace(style, year=self.context.year, last_month=_last_month(self.heading))
            if style.day_first is not None:
                order = "日/月/年" if style.day_first else "月/日/年"
                self.decided.append(f"“{self.heading.title(name)}”按{order}读取（由整列决定）")
            return values.date_cell(style)
        if kind == "money":
            mark = self.styles.marks.get(name, ".")
            if mark is None:
                return _undecided
            if mark == ",":
                self.decided.append(f"“{self.heading.title(name)}”以逗号为小数点（由整列决定）")
            return values.money_cell(mark, self.heading.factors.get(name, 1), self.sheet.binary)
        if kind == "choice":
            column = self.heading.table.columns[name]
            return values.choice_cell(column.values, column.open)
        return values.CELLS[kind]

    def _still_decided(self, name: str, kind: str, column: pa.Array) -> None:
        """Asks the whole column where this block is the first that cannot be read without."""
        if self.styles.surveyed:
            return
        if kind == "date":
            order, asked = day_order(values.distinct([column]))
            if asked and order != self.styles.dates[name].day_first or (asked and order is None):
                raise _AskWholeColumn
        elif kind == "money" and _ask_mark(column, self.sheet.binary, self.heading.factors.get(name, 1)):
            raise _AskWholeColumn

    def _tell(self, name: str, column: pa.Array, changed: values.Changed) -> None:
        numbers = self.context.rows
        for text, problem in changed.errors.items():
            kind = problem.message.replace(f"“{text}”", "")
            self.context.tell(name, values.rows_of(column, text, numbers), problem.message, problem.remedy, kind)
        for text, (rule, value) in changed.rules.items():
            rows = values.rows_of(column, text, numbers)
            self.context.count(name, rule, len(rows), [(int(row), text, _plain(value)) for row in rows[:20]])

    def _without_opening(self, typed: dict[str, pa.Array], rows: np.ndarray) -> tuple[dict[str, pa.Array], np.ndarray]:
        """A journal without its opening rows: programs export them as vouchers of period 0 (U8: 0 and 21)."""
        if self.heading.table.name != "journal" or "period" not in typed:
            return typed, rows
        opening = pc.is_in(typed["period"], value_set=pa.array([0, 21])).to_numpy(zero_copy_only=False)
        if not opening.any():
            return typed, rows
        self._note_skips([(int(row), lines.REASONS["prior"], "") for row in rows[opening]])
        keep = pa.array(~opening)
        return {name: column.filter(keep) for name, column in typed.items()}, rows[~opening]

    def _give(self, typed: dict[str, pa.Array], extra: dict[str, pa.Array], rows: np.ndarray) -> None:
        whole = schema(self.heading)
        count = len(rows)
        given = {**extra, **typed, "row": pa.array(rows, pa.int64())}
        arrays = []
        for column in whole:
            found = given.get(column.name)
            if column.name == "sheet":
                found = pa.repeat(pa.scalar(self.sheet.name), count)
            if found is None or len(found) != count:
                found = nulls(column.type, count)
            arrays.append(found if found.type == column.type else pc.cast(found, column.type))
        self.reading.rows += count
        self.sink.add("data", pa.RecordBatch.from_arrays(arrays, schema=whole))


def _skip_head(sheet: Sheet, heading: Heading, sink: Sink, reading: Reading) -> None:
    rows = []
    for index, (number, cells) in enumerate(sheet.head[: heading.last + 1]):
        blank = not any(cell.strip() for cell in cells)
        reason = "表头" if index >= heading.first else "空行" if blank else "标题行"
        rows.append({"sheet": sheet.name, "row": number, "reason": reason,
                     "text": " | ".join(cell.strip() for cell in cells if cell.strip())[:300]})  # fmt: skip
        reading.skipped[reason] = reading.skipped.get(reason, 0) + 1
    sink.add("skipped", pa.RecordBatch.from_pylist(rows, SKIPPED))


def _state(sheet: str, texts: list[tuple[int, str]], sink: Sink) -> None:
    """What the lines around a table state about it: 共43笔记录, 支出：1笔 28.16元."""
    rows = [{"sheet": sheet, **dict(zip(CONTROLS.names[1:], found, strict=True))} for found in stated(texts)]
    if rows:
        sink.add("controls", pa.RecordBatch.from_pylist(rows, CONTROLS))


def _survey(sheet: Sheet, heading: Heading) -> _Styles:
    """What the columns as a whole decide: all rows are asked."""
    dates: dict[str, set[str]] = {}
    amounts: dict[str, set[str]] = {}
    for block in sheet.blocks(heading.last + 1):
        for index, column in heading.columns.items():
            if index >= len(block.columns) or column.kind not in ("date", "money"):
                continue
            texts = pc.utf8_trim_whitespace(block.columns[index])
            into = (dates if column.kind == "date" else amounts).setdefault(column.name, set())
            into.update(_telling(texts) if column.kind == "money" else values.distinct([texts]))
    found = _Styles(surveyed=True)
    found.dates = {name: DateStyle(day_order(texts)[0]) for name, texts in dates.items()}
    marks = {name: decimal_mark(texts) for name, texts in amounts.items()}
    others = {mark for mark, _ in marks.values() if mark is not None and mark}
    evident = {mark for (mark, asked), texts in zip(marks.values(), amounts.values(), strict=True) if mark and texts}
    for name, (mark, _) in marks.items():
        sibling = next(iter(evident)) if mark is None and len(evident) == 1 and len(others) >= 1 else mark
        found.marks[name] = sibling
    return found


def _telling(texts: pa.Array) -> Iterator[str]:
    """The amounts that say something about the sign before the decimals: one plain example, all others."""
    plain = pc.match_substring_regex(texts, values._PLAIN)
    with_point = texts.filter(pc.and_(plain, pc.match_substring(texts, ".")))
    if len(with_point):
        yield with_point[0].as_py()
    yield from (text for text in pc.unique(texts.filter(pc.invert(plain))).to_pylist() if text)


def _ask_mark(texts: pa.Array, binary: bool, factor: int) -> bool:
    """The block has an amount that can be read in two ways, or one that is not in our usual way of writing."""
    if binary or factor > 1:
        return bool(pc.any(pc.match_substring_regex(texts, r"[0-9],[0-9]{1,2}$")).as_py())
    return bool(pc.any(pc.match_substring_regex(texts, r"[0-9][.,][0-9]{3}$|[0-9],[0-9]{1,2}$|\.[0-9]{3}[.,]")).as_py())


def _undecided(text: str) -> values.Read:
    if not any(sign in text for sign in ".,"):
        return values.money_cell(".", 1, False)(text)
    told = f"“{text}”分不清是千分位还是小数点，整列都没有能作判断的数，此格没有读取"
    raise CellError(told, "请在导出时带上两位小数（如 1,234.00）后重新导出")


def _last_month(heading: Heading) -> int | None:
    """The month that the title of a statement speaks of (2024年01月)."""
    import re

    found = [int(month[1]) for line in heading.above for month in re.finditer(r"(?:19|20)\d{2}年0?(\d{1,2})月", line)]
    return found[0] if len(set(found)) == 1 else None


def _extra(heading: Heading) -> dict[int, str]:
    own = {column.name for column in heading.table.columns.values()} | {
        "sheet",
        "row",
        "file",
        "unit",
        "year",
        "origin",
    }
    return {index: f"其他：{title}" if title in own else title for index, title in heading.extra.items()}


def _plain(value: object) -> str:
    return "" if value is None else str(value)
