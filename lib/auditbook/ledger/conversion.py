"""Types the columns of a sheet, block by block: chooses how each column reads, tells what could not be taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pyarrow as pa

from auditbook.cells import half_width
from auditbook.ledger import kinds, values
from auditbook.ledger.context import Columns, Context
from auditbook.ledger.heading import Heading
from auditbook.ledger.raw import raw
from auditbook.ledger.styles import DateStyle, day_order
from auditbook.ledger.survey import AskWholeColumn, Styles

NEEDED = {"journal": ("date", "voucher", "number"), "bank": ("date",)}
# amounts that can be read in two ways, or are not in our usual way of writing
_FRACTION = re.compile(r"[0-9],[0-9]{1,2}$")
_TWO_WAYS = re.compile(r"[0-9][.,][0-9]{3}$|[0-9],[0-9]{1,2}$|\.[0-9]{3}[.,]")
_PARTS = {"d": "日", "m": "月", "y": "年"}

Cell = Callable[[str], kinds.Read]


@dataclass
class Conversion:
    """Types block after block of one sheet; ``binary`` says that its amounts are numbers of a workbook.

    ``decided`` says in words what whole columns decided. Raises AskWholeColumn where only a survey can go on.
    """

    heading: Heading
    context: Context
    styles: Styles
    binary: bool
    decided: list[str] = field(default_factory=list)
    _converters: dict[str, values.Converter] = field(default_factory=dict)

    def __call__(self, texts: Columns) -> Columns:
        typed = {}
        for name, column in texts.items():
            if name not in self._converters:
                self._converters[name] = self._converter(name, column)
            typed[name], changed = self._converters[name](column)
            self._tell(name, column, changed)
            spec = self.heading.table.columns[name]
            if spec.required or name in NEEDED.get(self.heading.table.name, ()):
                self._tell_lacking(name, spec.title, column)
        return typed

    def money(self, name: str) -> Cell:
        """How an amount of a column reads."""
        mark = self.styles.marks.get(name) or "."
        return kinds.money_cell(mark, self.heading.factors.get(name, 1), self.binary)

    def _converter(self, name: str, texts: pa.Array) -> values.Converter:
        kind = self.heading.table.columns[name].kind
        cell = self._cell(name, kind, texts)
        return values.Converter(kind, cell, self._asking(name, kind), self.heading.factors.get(name, 1))

    def _cell(self, name: str, kind: str, texts: pa.Array) -> Cell:
        """How one cell of the column reads: by the styles that the first block, or the whole column, decides."""
        if kind == "date":
            return self._date_cell(name, texts)
        if kind == "money":
            return self._money_cell(name)
        if kind == "period" and self.binary:
            padded = any(re.fullmatch(r"(?:19|20)[0-9]{2}\.0[1-9]", text) for text in values.distinct(texts))
            return kinds.period_number_cell if padded else kinds.period_cell
        if kind == "choice":
            column = self.heading.table.columns[name]
            return kinds.choice_cell(column.values, column.open)
        return kinds.CELLS[kind]

    def _date_cell(self, name: str, texts: pa.Array) -> Cell:
        if name not in self.styles.dates:
            self.styles.dates[name] = DateStyle(day_order(values.distinct(texts), self.context.year)[0])
        style = replace(self.styles.dates[name], year=self.context.year, last_month=_last_month(self.heading))
        if style.order is not None:
            order = "/".join(_PARTS[part] for part in style.order)
            self.decided.append(f"“{self.heading.title(name)}”按{order}读取（由整列决定）")
        return kinds.date_cell(style)

    def _money_cell(self, name: str) -> Cell:
        mark = self.styles.marks.get(name, ".")
        if mark is None:
            return kinds.undecided_money_cell
        if mark == ",":
            self.decided.append(f"“{self.heading.title(name)}”以逗号为小数点（由整列决定）")
        elif name in self.styles.asked:
            self.decided.append(f"“{self.heading.title(name)}”以逗号为千分位、以点为小数点（由整列决定）")
        return self.money(name)

    def _asking(self, name: str, kind: str) -> Callable[[list[str]], None]:
        """Asks the whole column where a value is the first that cannot be read without."""

        def days(texts: list[str]) -> None:
            order, asked = day_order(texts, self.context.year)
            if asked and (order is None or order != self.styles.dates[name].order):
                raise AskWholeColumn

        def amounts(texts: list[str]) -> None:
            doubtful = _FRACTION if self.binary or self.heading.factors.get(name, 1) > 1 else _TWO_WAYS
            if any(doubtful.search(re.sub(r"[^0-9.,]", "", half_width(text))) for text in texts):
                raise AskWholeColumn

        asks = {"date": days, "money": amounts}
        return (lambda texts: None) if self.styles.surveyed or kind not in asks else asks[kind]

    def _tell(self, name: str, column: pa.Array, changed: values.Changed) -> None:
        numbers = self.context.rows
        for text, problem in changed.errors.items():
            kind = problem.message.replace(f"“{text}”", "")
            self.context.tell(name, values.rows_of(column, text, numbers), problem.message, problem.remedy, kind)
        for text, (rule, value) in changed.rules.items():
            rows = values.rows_of(column, text, numbers)
            after = "" if value is None else str(value)
            self.context.count(name, rule, len(rows), [(int(row), text, after) for row in rows[:20]])

    def _tell_lacking(self, name: str, title: str, column: pa.Array) -> None:
        """Rows without what every row must have; where the whole column is empty the checks say it once."""
        gaps = ~raw(column).filled
        if gaps.any() and (name not in ("number", "voucher") or not gaps.all()):
            self.context.tell(name, self.context.rows[gaps], f"没有{title}", "请核对原始凭证后在源文件中补上")


def _last_month(heading: Heading) -> int | None:
    """The month that the title of a statement speaks of (2024年01月)."""
    found = [int(month[1]) for line in heading.above for month in re.finditer(r"(?:19|20)\d{2}年0?(\d{1,2})月", line)]
    return found[0] if len(set(found)) == 1 else None
