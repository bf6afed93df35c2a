"""A web page as Excel lays it out on one sheet: tags and text in, rows with their numbers out.

A line of text takes a row, tables follow each other, a table inside a cell starts on the row of that cell, and a
``<br>`` in a cell takes a row of its own unless the page says ``mso-data-placement:same-cell``. LibreOffice was seen
to do the same but for the ``<br>``; no Excel was at hand.

Each table of two rows and two columns or more is a sheet. Smaller ones, and text outside tables, are lines above the
next table, or below the last: they hold titles, units, and headings that a web grid keeps in a table of their own.
"""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass, field

from auditbook.errors import InputError

MAX_CELLS = 10_000_000
MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576
MAX_TABLES = 10_000
MAX_DEPTH = 50

Row = tuple[int, list[str]]

_BLOCKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "hr", "center", "pre", "blockquote", "form", "body"} | {
    f"h{n}" for n in range(1, 7)
}
_BLOCK = "\v"
_BLANK: list[str] = []
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?\s*(\d{1,7})", re.IGNORECASE)
_VALUE = re.compile(r"\bx:num\s*=\s*[\"']?(-?\d[\d.]*)[\"'\s]", re.IGNORECASE)
_SHOWN = re.compile(r"-?[\d,]+(?:\.\d+)?|#+")


@dataclass
class Page:
    """The sheet of a page, filled tag by tag (``take``); ``tables`` answers the tables with the lines around them.

    ``same_cell`` says that a ``<br>`` takes no row. ``floats`` says that figures came as numbers, not as text.
    Errors: InputError for a page that no sheet has room for.
    """

    same_cell: bool = False
    floats: bool = False
    _number: int = 1
    _cells: int = 0
    _text: _Cell = field(default_factory=lambda: _Cell())
    _open: list[_Table] = field(default_factory=list)
    _sheets: list[_Table] = field(default_factory=list)
    _lines: list[Row] = field(default_factory=list)

    def take(self, name: str, rest: str) -> None:
        """One tag with its attributes (``/name`` for an end), or one piece of text (without a name)."""
        if not name:
            self._add_text(rest)
        elif name in ("td", "th", "caption"):
            self._open_cell(rest)
        elif name in ("tr", "/tr", "/thead", "/tbody", "/tfoot"):
            self._end_row()
            if name == "tr":
                self._table().row = []
        elif name in ("/td", "/th", "/caption"):
            if self._open:
                self._open[-1].cell = None
        elif name == "table":
            self._open_table()
        elif name == "/table":
            self._close_table()
        elif name == "br":
            self._break()
        elif name.removeprefix("/") in _BLOCKS:
            self._end_line()

    def tables(self) -> list[list[Row]]:
        """The rows of each table, from the top of the page; none for a page without any."""
        while self._open:
            self._close_table()
        self._end_line()
        lines = sorted(self._lines, key=lambda line: line[0])
        if not self._sheets:
            return [lines] if any(len(cells) > 1 for _, cells in lines) else []
        found: list[list[Row]] = []
        rest = iter(lines)
        line = next(rest, None)
        for table in sorted(self._sheets, key=lambda table: table.first):
            above = []
            while line is not None and line[0] <= table.rows[-1][0]:
                above.append(line)
                line = next(rest, None)
            found.append(above + table.rows)
        if line is not None:
            found[-1] += [line, *rest]
        return found

    def _table(self) -> _Table:
        """The innermost table; rows without one are a table all the same."""
        if not self._open:
            self._open_table()
        return self._open[-1]

    def _open_table(self) -> None:
        if self._open and self._open[-1].cell is None:
            self._close_table()
        self._end_line()
        if len(self._open) == MAX_DEPTH:
            raise InputError(f"表格里套表格超过 {MAX_DEPTH} 层，网页可能已损坏。请重新导出为 xlsx 或 CSV。")
        host, first = self._text, self._number
        if self._open:
            outer = self._open[-1]
            host = outer.cell or self._text
            self._add_height(host)
            first = outer.number + host.height
        self._open.append(_Table(first, first, host))

    def _close_table(self) -> None:
        if not self._open:
            return
        self._end_row()
        table = self._open.pop()
        filled = table.filled
        if self._open and len(filled) == 1 and sum(map(bool, filled[0][1])) == 1:
            # a frame around one figure
            table.host.pieces += [_BLOCK, *filled[0][1], _BLOCK]
            return
        if self._open:
            table.host.height += table.number - table.first
        else:
            self._number = table.number
        if table.is_sheet:
            self._sheets.append(table)
        else:
            self._lines += filled
        if len(self._sheets) > MAX_TABLES:
            raise InputError("网页里的表格超过 1 万个。请重新导出为 xlsx 或 CSV。")

    def _open_cell(self, rest: str) -> None:
        table = self._table()
        if table.row is None:
            table.row = []
        table.cell = _Cell()
        table.row.append(table.cell)
        if len(table.row) > MAX_COLUMNS:
            raise _too_wide(table.number)
        if "=" not in rest:
            return
        spans = {found[1].lower(): int(found[2]) for found in _SPAN.finditer(rest)}
        table.cell.across = max(spans.get("col", 1), 1)
        table.cell.down = min(spans.get("row", 1) or MAX_ROWS, MAX_ROWS)
        if value := _VALUE.search(f"{rest} "):
            table.cell.value = value[1]

    def _end_row(self) -> None:
        if not self._open or self._open[-1].row is None:
            return
        table = self._open[-1]
        row, table.row, table.cell = table.row or [], None, None
        cells: list[str] = []
        height = 1
        below = {column: left - 1 for column, left in table.covered.items() if left > 1}
        for cell in row:
            while len(cells) in table.covered:
                cells.append("")
            if len(cells) + cell.across > MAX_COLUMNS:
                raise _too_wide(table.number)
            if cell.down > 1:
                below |= dict.fromkeys(range(len(cells), len(cells) + cell.across), cell.down - 1)
            text = _joined(cell.pieces)
            if cell.value and _SHOWN.fullmatch(text):
                # what is shown is rounded, or ##### where the column is too narrow
                text, self.floats = cell.value, True
            if cell.down == 1:
                self._add_height(cell)
                height = max(height, cell.height)
            cells += [text, *itertools.repeat("", cell.across - 1)]
        self._count(len(cells) + len(table.covered) or 1)
        if any(cells):
            table.rows.append((table.number, cells))
        elif not any(cell.height for cell in row):
            # a row that is blank but for a table within it has that table's rows
            table.rows.append((table.number, _BLANK))
        table.number += height
        table.covered = below

    def _add_height(self, cell: _Cell) -> None:
        """Adds the rows that the text since the last table in a cell takes."""
        text = _joined(cell.pieces[cell.measured :])
        cell.height += (1 if self.same_cell else text.count("\n") + 1) if text else 0
        cell.measured = len(cell.pieces)

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise too_many_cells()

    def _add_text(self, text: str) -> None:
        plain = re.sub(r"[ \t\r\n\f]+", " ", text)
        if "&" in plain:
            plain = html.unescape(plain)
        if not self._open:
            self._text.pieces.append(plain)
        elif self._open[-1].cell is not None:
            self._open[-1].cell.pieces.append(plain)
        elif plain.strip():
            # text between cells shifts none of them
            self._open[-1].host.pieces += [_BLOCK, plain, _BLOCK]

    def _break(self) -> None:
        if not self._open:
            there = self._end_line()
            # one after a line or a table is a row of its own
            self._number += not there
        elif self._open[-1].cell is not None:
            self._open[-1].cell.pieces.append("\n")

    def _end_line(self) -> bool:
        """Ends a line of text; True if there was one."""
        if self._open:
            if self._open[-1].cell is not None:
                self._open[-1].cell.pieces.append(_BLOCK)
            return False
        line, self._text = self._text, _Cell()
        if text := _joined(line.pieces):
            self._count(1)
            self._lines.append((self._number, [text]))
        # a line of nothing but &nbsp; takes its row, too
        there = any(piece.strip(" \v") for piece in line.pieces)
        self._number += there
        return there


@dataclass(slots=True)
class _Cell:
    """A cell while it is read: its text in pieces, the cells that it covers, the rows that it takes.

    ``value`` is the number behind the text, as Excel writes it beside what it shows; ``height`` are the rows of its
    first ``measured`` pieces and of the tables in it.
    """

    across: int = 1
    down: int = 1
    value: str = ""
    height: int = 0
    measured: int = 0
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table while it is read. ``number`` is that of the row that is open or comes next; ``covered`` are the columns
    that cells from above reach into, with the rows that are left of them."""

    first: int
    number: int
    host: _Cell
    row: list[_Cell] | None = None
    cell: _Cell | None = None
    covered: dict[int, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def filled(self) -> list[Row]:
        return [row for row in self.rows if row[1]]

    @property
    def is_sheet(self) -> bool:
        return len(self.filled) > 1 and any(any(cells[1:]) for _, cells in self.rows)


def _joined(pieces: list[str]) -> str:
    """The text of a cell: blocks and breaks are line breaks, blanks at the edges of a line do not count."""
    text = "".join(pieces)
    if _BLOCK in text:
        text = "\n".join(filter(None, (line.strip(" \n") for line in text.split(_BLOCK))))
    if "\n" in text:
        text = "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n")
    return "" if text.isspace() else text.strip(" ")


def too_many_cells() -> InputError:
    """The refusal of a file that would fill the memory."""
    return InputError("展开合并格后超过 1000 万格，合并的行列数可能写错了。请用 Excel 打开核对后另存为 xlsx。")


def _too_wide(number: int) -> InputError:
    return InputError(f"第 {number} 行超过 {MAX_COLUMNS} 列，Excel 也放不下。请重新导出为 xlsx 或 CSV。")
