"""Reads one sheet of a large table, block by block, in bounded memory: text in, typed rows, totals and skips out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import CellError, half_width
from auditbook.finding import Problem, Source
from auditbook.ledger import lines, values
from auditbook.ledger.ahead import ahead
from auditbook.ledger.context import Context, Repair, nulls
from auditbook.ledger.details import details
from auditbook.ledger.filling import FillDown
from auditbook.ledger.heading import Heading
from auditbook.ledger.oddlines import mended
from auditbook.ledger.raw import raw, trimmed
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


NEEDED = {"journal": ("date", "voucher", "number"), "bank": ("date",)}
# amounts that can be read in two ways, or are not in our usual way of writing
_FRACTION = re.compile(r"[0-9],[0-9]{1,2}$")
_TWO_WAYS = re.compile(r"[0-9][.,][0-9]{3}$|[0-9],[0-9]{1,2}$|\.[0-9]{3}[.,]")


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
    asked: set[str] = field(default_factory=set)
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
        styles = _survey(sheet, heading, heading.year or year)
        return _pass(sheet, heading, name, year, sink, problems, styles)


def _pass(
    sheet: Sheet, heading: Heading, name: str, year: int | None, sink: Sink, problems: list[Problem], styles: _Styles
) -> Reading:
    context = Context(heading, Source(name, sheet.name), heading.year or year, problems)
    reading = Reading(heading.table, sheet.name)
    _skip_head(sheet, heading, sink, reading)
    _state(sheet.name, [(number, " ".join(cells)) for number, cells in sheet.head[: heading.first]], sink)
    step = _Step(sheet, heading, context, reading, sink, styles)
    for block in ahead(sheet.blocks(heading.last + 1)):
        step.take(block)
    reading.repairs = context.close()
    for column, count in step.filling.filled.items():
        if count:
            examples = tuple(step.filling.first[column])
            reading.repairs.append(Repair(column, "凭证首行之外的空格按首行补齐", count, examples))
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
    ended: bool = False
    section: str = ""
    _converters: dict[str, values.Converter] = field(default_factory=dict)

    def take(self, block: Block) -> None:
        numbers, cells = self._cells(block)
        if not len(numbers):
            return
        columns = {column.name: cells[i] for i, column in self.heading.columns.items() if i < len(cells)}
        columns = self._second(columns, cells)
        own = cells[self.heading.span]
        found = self._until_another(lines.sort(self.heading, columns, own), numbers)
        self._skip(found, columns, own, numbers)
        if self.heading.table.name == "journal":
            columns = self.filling(columns, ~found.data, numbers)
        columns = self._sections(found, columns, own)
        self._broken(found, numbers)
        mask = None if found.data.all() else pa.array(found.data)
        rows = numbers[found.data]
        if not len(rows):
            return
        kept = {name: column if mask is None else column.filter(mask) for name, column in columns.items()}
        self.context.rows = rows
        shape = SHAPES.get(self.heading.table.name, PLAIN)
        typed = shape.after(self._typed(shape.before(kept, self.context)), self.context)
        extra = {title: cells[i] if mask is None else cells[i].filter(mask) for i, title in _extra(self.heading).items()
                 if i < len(cells)}  # fmt: skip
        dropped = self._opening(typed, rows) | self._details(typed, rows)
        if dropped.any():
            keep = pa.array(~dropped)
            typed = {name: column.filter(keep) for name, column in typed.items()}
            extra = {title: column.filter(keep) for title, column in extra.items()}
            rows = rows[~dropped]
        self._give(typed, extra, rows)

    def _until_another(self, found: lines.Sorted, numbers: np.ndarray) -> lines.Sorted:
        """Where another table begins below, its rows are not taken for those of this one."""
        begins = [row for row, (kind, _) in found.others.items() if kind == "another"]
        if not begins and not self.ended:
            return found
        first = 0 if self.ended else min(begins)
        if not self.ended:
            self.ended = True
            told = "这里开始了另一张表（或表头换了顺序），以下各行没有读取"
            self.context.tell("整行", numbers[first : first + 1], told, "请把两张表分放在两张工作表或两个文件里")
        rest = {row: ("another", "") for row in range(first, len(numbers)) if found.others.get(row, ("",))[0] != "blank"}
        data = found.data.copy()
        data[first:] = False
        return lines.Sorted(data, {**found.others, **rest})

    def _sections(self, found: lines.Sorted, columns: dict[str, pa.Array], cells: list[pa.Array]) -> dict[str, pa.Array]:
        """A budget's 收入 or 支出, where a line above the items says it: 一、收入."""
        if self.heading.table.name != "budget" or "kind" in columns or self.heading.fixed:
            return columns
        kinds = []
        for row in range(len(found.data)):
            if found.others.get(row, ("",))[0] in ("remark", "total", "subtotal", "unlabelled"):
                named = re.search("收入|支出", lines.line(cells, row))
                alone = found.others[row][0] == "remark"
                self.section = named[0] if named and alone else self.section if alone else self.section
            kinds.append(self.section)
        return {**columns, "kind": pa.array(kinds, pa.string())}

    @cached_property
    def _ragged(self) -> bool:
        """The program leaves out empty cells at the end of a line: several of the first rows are short."""
        width = max(self.heading.columns) + 1
        below = [cells for _, cells in self.sheet.head[self.heading.last + 1 :] if len(cells) > 1]
        return sum(len(cells) < width for cells in below) > max(1, len(below) // 10)

    def _cells(self, block: Block) -> tuple[np.ndarray, list[pa.Array]]:
        """The block's cells, trimmed; odd rows that could be mended stand at their place, the others are told."""
        cells = [trimmed(column) for column in block.columns]
        numbers = block.numbers
        good: list[tuple[int, list[str]]] = []
        for number, odd in block.odd:
            text, cut = " | ".join(cell.strip() for cell in odd)[:300], [cell.strip() for cell in odd]
            whole = mended(cut, self.heading, len(cells), self.sheet.about.get("delimiter", ","), self._ragged)
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
                # the time beside a date is no date
                dated = pc.match_substring_regex(cells[index], r"^[0-9]{8}|[-./年月]")
                gaps = pc.and_(pc.equal(own, ""), dated)
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
            if "笔数" in (whole := lines.line(cells, row)):
                _state(self.sheet.name, [(int(numbers[row]), whole)], self.sink)
                continue
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
                convert = values.Converter(
                    spec.kind, self._cell(name, spec.kind, texts), self._asked(name, spec.kind),
                    self.heading.factors.get(name, 1),
                )  # fmt: skip
                self._converters[name] = convert
            typed[name], changed = convert(column)
            self._tell(name, column, changed)
            if spec.required or name in NEEDED.get(self.heading.table.name, ()):
                self._lacking(name, spec.title, column)
        return typed

    def _cell(self, name: str, kind: str, texts: dict[str, pa.Array]) -> Callable[[str], values.Read]:
        """How one cell of the column reads: by the styles that the first block, or the whole column, decides."""
        if kind == "date":
            order = day_order(values.distinct([texts[name]]), self.context.year)[0]
            style = self.styles.dates.get(name, DateStyle(order))
            self.styles.dates[name] = style
            style = replace(style, year=self.context.year, last_month=_last_month(self.heading))
            if style.order is not None:
                told = "".join({"d": "日", "m": "月", "y": "年"}[part] for part in style.order)
                self.decided.append(f"“{self.heading.title(name)}”按{'/'.join(told)}读取（由整列决定）")
            return values.date_cell(style)
        if kind == "money":
            mark = self.styles.marks.get(name, ".")
            if mark is None:
                return _undecided
            if mark == ",":
                self.decided.append(f"“{self.heading.title(name)}”以逗号为小数点（由整列决定）")
            elif name in self.styles.asked:
                self.decided.append(f"“{self.heading.title(name)}”以逗号为千分位、以点为小数点（由整列决定）")
            return values.money_cell(mark, self.heading.factors.get(name, 1), self.sheet.binary)
        if kind == "period" and self.sheet.binary:
            padded = any(re.fullmatch(r"(?:19|20)[0-9]{2}\.0[1-9]", text) for text in values.distinct([texts[name]]))
            return _whole_period if padded else values.period_cell
        if kind == "choice":
            column = self.heading.table.columns[name]
            return values.choice_cell(column.values, column.open)
        return values.CELLS[kind]

    def _asked(self, name: str, kind: str) -> Callable[[list[str]], None]:
        """Asks the whole column where a value is the first that cannot be read without."""

        def days(texts: list[str]) -> None:
            order, asked = day_order(texts, self.context.year)
            if asked and (order is None or order != self.styles.dates[name].order):
                raise _AskWholeColumn

        def amounts(texts: list[str]) -> None:
            doubtful = _FRACTION if self.sheet.binary or self.heading.factors.get(name, 1) > 1 else _TWO_WAYS
            if any(doubtful.search(re.sub(r"[^0-9.,]", "", half_width(text))) for text in texts):
                raise _AskWholeColumn

        asks = {"date": days, "money": amounts}
        return (lambda texts: None) if self.styles.surveyed or kind not in asks else asks[kind]

    def _lacking(self, name: str, title: str, column: pa.Array) -> None:
        """Rows without what every row must have; where the whole column is empty the checks say it once."""
        gaps = ~raw(column).filled
        if gaps.any() and (name not in ("number", "voucher") or not gaps.all()):
            told = f"没有{title}"
            self.context.tell(name, self.context.rows[gaps], told, "请核对原始凭证后在源文件中补上", told)

    def _tell(self, name: str, column: pa.Array, changed: values.Changed) -> None:
        numbers = self.context.rows
        for text, problem in changed.errors.items():
            kind = problem.message.replace(f"“{text}”", "")
            self.context.tell(name, values.rows_of(column, text, numbers), problem.message, problem.remedy, kind)
        for text, (rule, value) in changed.rules.items():
            rows = values.rows_of(column, text, numbers)
            self.context.count(name, rule, len(rows), [(int(row), text, _plain(value)) for row in rows[:20]])

    def _opening(self, typed: dict[str, pa.Array], rows: np.ndarray) -> np.ndarray:
        """A journal's opening rows: programs export them as vouchers of period 0 (U8: 0 and 21)."""
        if self.heading.table.name != "journal" or "period" not in typed:
            return np.zeros(len(rows), dtype=bool)
        opening = pc.is_in(typed["period"], value_set=pa.array([0, 21])).to_numpy(zero_copy_only=False)
        if opening.any():
            self._note_skips([(int(row), lines.REASONS["prior"], "") for row in rows[opening]])
        return opening

    def _details(self, typed: dict[str, pa.Array], rows: np.ndarray) -> np.ndarray:
        """A balance table's rows below the level of accounts: departments, persons, other months."""
        if self.heading.table.name != "balances":
            return np.zeros(len(rows), dtype=bool)
        found = details(typed)
        for reason, mask in found.skipped.items():
            self._note_skips([(int(row), reason, "") for row in rows[mask]])
        for message, mask in found.told.items():
            self.context.tell("account", rows[mask], message, "请按科目（不带辅助核算、一个期间、本位币）重新导出", message)
        return np.logical_or.reduce([*found.skipped.values(), np.zeros(len(rows), dtype=bool)])

    def _give(self, typed: dict[str, pa.Array], extra: dict[str, pa.Array], rows: np.ndarray) -> None:
        whole = schema(self.heading)
        count = len(rows)
        fixed = {name: pa.repeat(pa.scalar(word), count) for name, word in self.heading.fixed.items()}
        given = {**fixed, **extra, **typed, "row": pa.array(rows, pa.int64())}
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


def _survey(sheet: Sheet, heading: Heading, year: int | None) -> _Styles:
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
    found.dates = {name: DateStyle(day_order(texts, year)[0]) for name, texts in dates.items()}
    marks = {name: decimal_mark(texts) for name, texts in amounts.items()}
    found.asked = {name for name, (_, asked) in marks.items() if asked}
    evident = {mark for (mark, asked), texts in zip(marks.values(), amounts.values(), strict=True) if mark and texts}
    for name, (mark, _) in marks.items():
        # a column that cannot tell goes by the other amounts of the sheet
        found.marks[name] = next(iter(evident)) if mark is None and len(evident) == 1 else mark
    return found


def _telling(texts: pa.Array) -> Iterator[str]:
    """The amounts that say something about the sign before the decimals: one plain example, all others."""
    plain = pc.match_substring_regex(texts, values._PLAIN)
    with_point = texts.filter(pc.and_(plain, pc.match_substring(texts, ".")))
    if len(with_point):
        yield with_point[0].as_py()
    yield from (text for text in pc.unique(texts.filter(pc.invert(plain))).to_pylist() if text)


def _undecided(text: str) -> values.Read:
    if not any(sign in half_width(text) for sign in ".,"):
        return values.money_cell(".", 1, False)(text)
    told = f"“{text}”分不清是千分位还是小数点，整列都没有能作判断的数，此格没有读取"
    raise CellError(told, "请在导出时带上两位小数（如 1,234.00）后重新导出")


def _whole_period(text: str) -> values.Read:
    """A period beside 2021.01: kept as a number 2021.10 is 2021.1, and nobody can tell it from a slip."""
    if re.fullmatch(r"(?:19|20)[0-9]{2}\.1", text):
        raise CellError(f"“{text}”可能是10月丢了末尾的0，改按日期的月份", "请在源文件中把此列设为文本后重新导出")
    return values.period_cell(text)


def _last_month(heading: Heading) -> int | None:
    """The month that the title of a statement speaks of (2024年01月)."""
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
