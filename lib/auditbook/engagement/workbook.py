"""findings.xlsx: what auditors work in. Written by every run, filled in by people, read again by ``putback``.

A hidden sheet keeps what was exported, so that on reading only what people changed is taken for theirs.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from auditbook.engagement.layout import MARK, ORIGINAL, Field, Form, layout
from auditbook.engagement.lines import Line, lines
from auditbook.engagement.putback import is_putback
from auditbook.report.report import DRAFT
from auditbook.tables import tables
from auditbook.template.sheet import CREATED, DARK, FONT, LAST_ROW, LINE, MANNERS, PALE

if TYPE_CHECKING:
    from auditbook.case import Case

MOST = 32_000  # a cell holds 32,767 signs
GREY = "#F2F2F2"
_CUT = "……（共{:,}字，全文见 findings.csv 和原文件）"
_LINE, _MOST_LINES = 13.5, 12
_PAPERS = {"A4": 9, "A3": 8}
_MARGINS = {"left": 0.3, "right": 0.3, "top": 0.7, "bottom": 0.6}
_CENTRED = ("count", "date", "choice")


def workbook(case: Case) -> bytes | None:
    """The workbook of a case; None for a unit whose books nobody audits. Same case, same bytes."""
    if not case.proved:
        return None
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = f"{case.about.name}{case.year}年度审计疑点工作簿"
    book.set_properties({"title": title, "comments": DRAFT, "created": CREATED})
    book.formats[0].set_font_name(FONT)
    shapes = _Shapes(book)
    _notes(book, shapes, case, title)
    original = [[MARK, "1"], ["单位", f"{case.year}-{case.unit}"], *_seen(case)]
    for form in layout().forms:
        listed = lines(case, form)
        _form(book, shapes, form, listed, case)
        original += [["列", form.table.name, *(field.title for field in form.kept)]]
        original += [["格", form.table.name, *(_text(line.get(field.title)) for field in form.kept)] for line in listed]
        original += _written(case, form)
    _original(book, original)
    book.close()
    return stream.getvalue()


@dataclass
class _Shapes:
    """The formats of one book, each made once."""

    book: Workbook
    made: dict[tuple, Format] = field(default_factory=dict)

    def of(self, **shape: Any) -> Format:
        key = tuple(sorted(shape.items()))
        if key not in self.made:
            base = {"font_name": FONT, "font_size": 10, "valign": "top", "border": 1, "border_color": LINE}
            self.made[key] = self.book.add_format({**base, **shape})
        return self.made[key]

    def cell(self, column: Field, *, fill: bool) -> Format:
        shape: dict[str, Any] = {"num_format": "0" if column.kind == "count" else MANNERS[column.kind].shown}
        if column.kind in _CENTRED:
            shape["align"] = "center"
        if column.kind not in ("count", "date", "money"):
            shape["text_wrap"] = True
        if not fill:
            shape["bg_color"] = GREY
        if column.small:
            shape |= {"font_size": 7, "font_color": "#7F7F7F"}
        return self.of(**shape)


def _form(book: Workbook, shapes: _Shapes, form: Form, listed: Sequence[Line], case: Case) -> None:
    page = book.add_worksheet(form.name)
    last = len(listed) + form.free
    formats = [(shapes.cell(one, fill=one.fill), shapes.cell(one, fill=one.fill)) for one in form.fields]
    for index, one in enumerate(form.fields):
        dark = {"bg_color": DARK, "font_color": "#FFFFFF"} if one.fill else {"bg_color": PALE}
        page.write_string(
            0, index, one.title, shapes.of(bold=True, align="center", valign="vcenter", text_wrap=True, **dark)
        )
        page.set_column(index, index, one.width)
        _drop_down(page, one, index, max(last, 1), form.free)
    page.set_row(0, 30)
    for number, line in enumerate(listed, 1):
        page.set_row(number, _height(form, line))
        for index, one in enumerate(form.fields):
            _write(page, number, index, line.get(one.title), formats[index][0])
    for number in range(len(listed) + 1, last + 1):
        for index in range(len(form.fields)):
            page.write_blank(number, index, None, formats[index][0])
    page.freeze_panes(1, form.frozen)
    page.autofilter(0, 0, max(last, 1), len(form.fields) - 1)
    page.repeat_rows(0)
    page.ignore_errors({"number_stored_as_text": xl_range_abs(1, 0, max(last, 1), len(form.fields) - 1)})
    _print(page, case, form.name, form.paper)


def _drop_down(page: Worksheet, one: Field, index: int, last: int, free: int) -> None:
    if one.fill and one.column is not None and one.column.values:
        choices = list(one.column.values)
        told = {"error_title": f"“{one.title}”填写有误"[:32], "error_message": f"请从下拉中选：{'、'.join(choices)}"}
        # people add rows below where the sheet has free ones
        page.data_validation(1, index, LAST_ROW if free else last, index,
                             {"validate": "list", "source": choices, **told})  # fmt: skip


def _write(page: Worksheet, row: int, index: int, value: object, shape: Format) -> None:
    if value is None or value == "":
        page.write_blank(row, index, None, shape)
    elif isinstance(value, date):
        page.write_datetime(row, index, value, shape)
    elif isinstance(value, int | Decimal) and Decimal(format(float(value), ".15G")) == value:
        page.write_number(row, index, float(value), shape)
    else:
        page.write_string(row, index, _shortened(str(value)), shape)


def _shortened(text: str) -> str:
    return text if len(text) <= MOST else text[:MOST] + _CUT.format(len(text))


def _height(form: Form, line: Line) -> float:
    """The height that the longest text of a row needs, within reason: programs do not fit rows when they open."""
    most = 1.0
    for one in form.fields:
        value = line.get(one.title)
        if isinstance(value, str):
            size = 7 / 10 if one.small else 1
            rows = sum(1 + int(_wide(part) * size / (one.width - 1)) for part in value[:2000].split("\n"))
            most = max(most, rows * (size if one.small else 1))
    return min(most, _MOST_LINES) * _LINE + 3


def _wide(text: str) -> int:
    return len(text) + sum(sign > "⺀" for sign in text)


def _notes(book: Workbook, shapes: _Shapes, case: Case, title: str) -> None:
    page = book.add_worksheet(layout().notes)
    page.hide_gridlines(2)
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 110)
    plain: dict[str, Any] = {"border": 0, "text_wrap": True}
    page.merge_range(0, 0, 0, 1, "", shapes.of(border=0, bold=True, font_size=15))
    page.write_string(0, 0, title, shapes.of(border=0, bold=True, font_size=15))
    row = 1
    for notice in filter(None, (DRAFT, case.example)):
        page.write_string(row, 0, notice, shapes.of(border=0, bold=True, font_color="#C00000"))
        row += 1
    before = ""
    for head, text in layout().lines:
        row += 1
        told = text.replace("{year}", str(case.year)).replace("{unit}", case.unit)
        page.write_string(row, 0, "" if head == before else head, shapes.of(bold=True, **plain))
        page.write_string(row, 1, told, shapes.of(**plain))
        page.set_row(row, (1 + _wide(told) // 108) * 15 + 4)
        before = head
    _print(page, case, layout().notes)


def _print(page: Worksheet, case: Case, name: str, paper: str = "A4") -> None:
    page.set_paper(_PAPERS[paper])
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(**_MARGINS)
    state = " · ".join(filter(None, (DRAFT, case.example))).replace("&", "&&")
    unit = case.about.name.replace("&", "&&")[:80]
    page.set_header(f"&L&9{unit} {case.year}年度&C&12&B{name}&R&9{state}"[:255])
    page.set_footer("&C&9第 &P 页，共 &N 页")


def _seen(case: Case) -> list[list[str]]:
    """The copies that this export has taken into account: what stands in them is in it."""
    seen = {mark for copy in case.loaded.copies for mark in (copy.mark, *copy.seen)}
    return [["已读", mark] for mark in sorted(seen)]


def _written(case: Case, form: Form) -> list[list[str]]:
    """What people have written down so far, row by row: it stays when the file that it came from goes."""
    rows = case.loaded.tables.get(form.table.name, [])
    if not tables()[form.table.name].written:
        # the unit's own list stays a file of the unit
        rows = [row for row in rows if is_putback(Path(row.source.file))]
    names = list(form.table.columns)
    head = [["记列", form.table.name, *(form.table.columns[name].title for name in names)]] if rows else []
    return head + [["记", form.table.name, *(_text(row[name]) for name in names)] for row in rows]


def _text(value: object) -> str:
    return "" if value is None else _shortened(str(value))


def _original(book: Workbook, listed: list[list[str]]) -> None:
    page = book.add_worksheet(ORIGINAL)
    shape = book.add_format({"num_format": "@"})
    for row, cells in enumerate(listed):
        for index, text in enumerate(cells):
            if text:
                page.write_string(row, index, text, shape)
    page.very_hidden()
