"""The workbook that a clerk fills in: one table as a sheet with drop-downs, and beside it how to fill it in."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from auditbook.load import NOTES_SHEET
from auditbook.tables import Column, Table

# drop-downs and checks reach down to here; lines are drawn for one printed page at least
LAST_ROW = 5000
LINED_ROWS = 24
CREATED = datetime(2020, 1, 1)  # noqa: DTZ001  a fixed day: same inputs, same bytes
ROW_HEIGHT = 19
NOTES_WIDTHS = (24, 8, 38, 18, 60)
FONT = "等线"
DARK, PALE, LINE = "#1F4E79", "#DDE7F0", "#BFBFBF"


@dataclass(frozen=True)
class Manner:
    """How cells of a kind are told of, shown and sized."""

    words: str
    example: str
    width: float
    shown: str = "@"


# text as text keeps 0123 and 记-0012; 数值 and 指标值 too, since Excel would store a typed 86.5% as 0.865
MANNERS = {
    "text": Manner("文字", "照原件填写", 14),
    "money": Manner("金额（元），最多两位小数", "12345.60", 14, "#,##0.00"),
    "number": Manner("数字", "10", 10, "General"),
    "count": Manner("整数，不能为负；约数可写“近100”“1000余”", "120", 8, "#,##0"),
    "date": Manner("日期", "2022-03-07", 11, "yyyy-mm-dd"),
    "yesno": Manner("是 或 否", "是", 8),
    "code": Manner("编码，只写数字", "50102", 12),
    "period": Manner("月份，1 至 12", "3", 8, "General"),
    "choice": Manner("从下拉中选", "", 12),
    "stated": Manner("数字、百分数或文字", "86.5%、全覆盖", 14),
    "quantity": Manner("数字；约数可写“2000多”", "320", 14),
}
# texts that are longer, or shorter, than most
_WIDTHS = {
    "narrative": 36, "note": 30, "reason": 30, "subject": 30, "title": 26, "document": 26, "source": 26, "name": 24,
    "evidence": 22, "level3": 22, "beneficiary_unit": 8, "measure": 8, "voucher": 10,
}  # fmt: skip


def sheet(table: Table, rows: Sequence[Mapping[str, str | Decimal]] = ()) -> bytes:
    """The workbook of ``table`` with ``rows`` filled in. Texts are never formulas, whatever they begin with."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": table.title, "created": CREATED})
    book.formats[0].set_font_name(FONT)
    form, notes = book.add_worksheet(table.title), book.add_worksheet(NOTES_SHEET)
    options = _notes(book, notes, table)
    _form(book, form, table, rows, options)
    for page in (form, notes):
        _page(page, table)
    book.close()
    return stream.getvalue()


def _form(
    book: Workbook, form: Worksheet, table: Table, rows: Sequence[Mapping[str, str | Decimal]], options: dict[str, str]
) -> None:
    last = max(len(rows), LINED_ROWS)
    form.set_default_row(ROW_HEIGHT)
    form.set_row(0, 26)
    for index, column in enumerate(table.columns.values()):
        form.write_string(0, index, column.title, _heading(book, column))
        plain, lined = _cell(book, column, lined=False), _cell(book, column, lined=True)
        form.set_column(index, index, _width(column, [row.get(column.name) for row in rows]), plain)
        for number in range(1, last + 1):
            value = rows[number - 1].get(column.name) if number <= len(rows) else None
            _write(form, number, index, value, lined)
        form.data_validation(1, index, LAST_ROW, index, _validation(column, xl_rowcol_to_cell(1, index), options))
    form.freeze_panes(1, 1 if table.key == next(iter(table.columns)) else 0)
    form.repeat_rows(0)
    form.ignore_errors({"number_stored_as_text": xl_range_abs(1, 0, LAST_ROW, len(table.columns) - 1)})


def _write(form: Worksheet, row: int, index: int, value: str | Decimal | None, shape: Format) -> None:
    if value is None:
        form.write_blank(row, index, None, shape)
    elif isinstance(value, Decimal) and Decimal(format(float(value), ".15G")) == value:
        form.write_number(row, index, float(value), shape)
    else:
        # a sheet keeps 15 digits: a longer amount stays exact as text
        form.write_string(row, index, str(value), shape)


def _notes(book: Workbook, notes: Worksheet, table: Table) -> dict[str, str]:
    """Fill the sheet of notes; answers where the choices of each column stand, for the drop-downs."""
    plain, top = book.add_format({"font_name": FONT}), {"font_name": FONT, "valign": "vcenter", "border": 1}
    grid = book.add_format({**top, "border_color": LINE, "text_wrap": True})
    name = book.add_format({**top, "border_color": LINE, "text_wrap": True, "bold": True})
    head = book.add_format({**top, "border_color": LINE, "bold": True, "bg_color": PALE})
    for index, width in enumerate(NOTES_WIDTHS):
        notes.set_column(index, index, width, plain)
    notes.set_default_row(16)
    notes.write_string(0, 0, f"{table.title}：填写说明", book.add_format({"font_name": FONT, "bold": True, "size": 14}))
    lines = [
        table.about,
        "空着 = 没有提供，不是零；确实是零的请填 0。",
        "金额一律以元为单位。第一行的列名请不要改动；深色的列必须填写，其余的列没有就空着。",
    ]
    for row, line in enumerate(filter(None, lines), 1):
        notes.write_string(row, 0, line, plain)
    row = len(lines) + 2
    for index, title in enumerate(("列", "必填", "类型", "举例", "填什么")):
        notes.write_string(row, index, title, head)
    for column in table.columns.values():
        row += 1
        manner = MANNERS[column.kind]
        example = next(iter(column.values), "") or manner.example
        told = column.about or ("可以填下拉以外的内容" if column.open else "")
        for index, text in enumerate((column.title, "必填" if column.required else "", manner.words, example, told)):
            notes.write_string(row, index, text, grid if index else name)
        if _columns(told) > NOTES_WIDTHS[-1]:
            notes.set_row(row, 32)
    return _options(notes, table, row + 2, head, grid)


def _options(notes: Worksheet, table: Table, row: int, head: Format, grid: Format) -> dict[str, str]:
    places: dict[str, str] = {}
    for column in table.columns.values():
        if not column.values:
            continue
        notes.write_string(row, 0, f"“{column.title}”的选项", head)
        notes.merge_range(row, 1, row, 4, "也认得的写法", head)
        for number, (value, spec) in enumerate(column.values.items(), row + 1):
            notes.write_string(number, 0, value, grid)
            notes.merge_range(number, 1, number, 4, "、".join(map(str, spec.get("also", []))), grid)
        places[column.name] = f"='{NOTES_SHEET}'!{xl_range_abs(row + 1, 0, row + len(column.values), 0)}"
        row += len(column.values) + 2
    return places


def _validation(column: Column, cell: str, options: dict[str, str]) -> dict[str, Any]:
    """What Excel lets in, and what it says; the message beside the cell is the column's meaning."""
    told = f"{column.about}（元）" if column.about and column.kind == "money" else column.about
    shown = {"input_title": column.title, "input_message": told[:255]} if told else {}
    return {**shown, **_allowed(column, cell, options), "error_title": f"“{column.title}”填写有误"[:32]}


def _allowed(column: Column, cell: str, options: dict[str, str]) -> dict[str, Any]:
    low = column.min
    if column.name in options:
        stop = {"error_type": "warning", "error_message": "不在下拉之内。确实没有合适的选项时，可以保留自己填的内容。"}
        closed = {"error_message": "请从下拉中选；没有合适的选项就空着。"}
        return {"validate": "list", "source": options[column.name], **(stop if column.open else closed)}
    if column.kind == "yesno":
        return {"validate": "list", "source": ["是", "否"], "error_message": "请选“是”或“否”；不清楚就空着。"}
    if column.kind == "count":
        # words (近100) are let through, the loader understands them
        whole = f"=IF(ISTEXT({cell}),TRUE,AND({cell}>={low or 0},{cell}=INT({cell})))"
        return {"validate": "custom", "value": whole, "error_message": "请填不小于零的整数；约数可写“近100”“1000余”。"}
    if column.kind in ("money", "number"):
        bound = -1e13 if low is None else low
        sign = "，不能为负" if low == 0 else ""
        unit = "以元为单位的金额" if column.kind == "money" else "数字"
        message = f"请填{unit}{sign}；没有就空着，不要填 0。"
        return {"validate": "decimal", "criteria": ">=", "value": bound, "error_message": message}
    if column.kind == "period":
        limits = {"criteria": "between", "minimum": 1, "maximum": 12}
        return {"validate": "integer", **limits, "error_message": "请填 1 至 12 的月份；全年合计空着。"}
    if column.kind == "date":
        message = "请填日期，如 2022-03-07；不知道是哪一天就空着。"
        return {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1), "error_message": message}
    return {"validate": "any"}


def _heading(book: Workbook, column: Column) -> Format:
    colours = {"bg_color": DARK, "font_color": "#FFFFFF"} if column.required else {"bg_color": PALE}
    shape = {"font_name": FONT, "bold": True, "align": "center", "valign": "vcenter", "border": 1}
    return book.add_format({**shape, "border_color": LINE, **colours})


def _cell(book: Workbook, column: Column, *, lined: bool) -> Format:
    manner = MANNERS[column.kind]
    shape: dict[str, Any] = {"font_name": FONT, "num_format": manner.shown, "valign": "vcenter"}
    if column.kind in ("stated", "quantity"):
        shape["align"] = "right"
    if column.kind == "text":
        shape["text_wrap"] = True
    return book.add_format({**shape, "border": 1, "border_color": LINE} if lined else shape)


def _width(column: Column, values: Sequence[object]) -> float:
    asked = _WIDTHS.get(column.name, MANNERS[column.kind].width)
    texts = [column.title, *column.values, *(value for value in values if isinstance(value, str))]
    return max(asked, min(44, max(map(_columns, texts)) + 2))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _page(page: Worksheet, table: Table) -> None:
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    page.center_horizontally()
    page.set_header(f"&C&14{table.title}")
    page.set_footer("&C第 &P 页，共 &N 页")
