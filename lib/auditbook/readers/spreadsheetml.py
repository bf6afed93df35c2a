"""Excel 2003 XML (SpreadsheetML): a workbook as one XML file, named .xml or .xls, read in one pass.

Elements and attributes go by their local name, for some programs forget the prefix ``ss:``. Without ``ss:Index`` a cell
follows the one before it and what that covers; a cell below a merged one needs its index (XML Spreadsheet Reference).
Empty rows are left out; the others keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.parsers import expat

from auditbook.encoding import wrongly_encoded
from auditbook.errors import InputError
from auditbook.readers import Sheet
from auditbook.readers.markup import MAX_BYTES, PROLOG, declared_or_seen, opening
from auditbook.webpage import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Row, too_many_cells

ENDINGS = (".xml", ".xls")
MAX_DEPTH = 100
MAX_DIGITS = 30
CHUNK = 1 << 16
_FIRST = re.compile(PROLOG + r"<(?:\w+:)?Workbook[\s>]", re.DOTALL)
_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d*)?")


def accepts(path: Path, head: bytes) -> bool:
    """The first element is a workbook of this kind, whatever the file is called."""
    text = opening(head)
    return _NAMESPACE in text and _FIRST.match(text) is not None


def read(path: Path) -> list[Sheet]:
    """All sheets, hidden ones too. Errors: InputError for broken or hostile XML, with sheet and row."""
    if path.stat().st_size > MAX_BYTES:
        raise InputError("文件超过 200 MB。请按月拆分后再放入。")
    encoding = declared_or_seen(path)
    book = _Book({"format": "Excel 2003 XML", "encoding": encoding})
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.add
    parser.StartDoctypeDeclHandler = _refuse
    try:
        # given as text, a file is parsed by our encoding and not by its own declaration: expat knows no GBK
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse("", True)
    except expat.ExpatError as problem:
        told = f"{book.place}不完整或有不合规则的字符（XML 第 {problem.lineno} 行）"
        raise InputError(f"{told}。请重新导出后放回；仍不行的，用 Excel 打开后另存为 xlsx。") from None
    except UnicodeDecodeError:
        raise wrongly_encoded(path, encoding) from None
    return book.sheets


def _refuse(*_: object) -> None:
    raise InputError("XML 里有 DOCTYPE（实体声明），正常的工作簿没有它，为安全起见没有读取。请用 Excel 另存为 xlsx。")


@dataclass
class _Book:
    """A workbook while it is read: where the parser stands, and the sheets that are done."""

    about: dict[str, str]
    sheets: list[Sheet] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    name: str = ""
    hidden: bool = False
    number: int = 0
    span: int = 0
    count: int = 0
    rows: list[Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    after: int = 0
    formula: str = ""
    kind: str | None = None
    text: list[str] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where in the file the parser stands, for a message."""
        row = f"第 {self.number} 行之后" if self.number else ""
        return f"工作表“{self.name}”{row}" if self.path[1:2] == ["Worksheet"] else "文件"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition(":")[2]
        given = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise InputError(f"XML 嵌套超过 {MAX_DEPTH} 层，不是正常的工作簿。请重新导出后放回。")
        if name == "Worksheet":
            self.name, self.hidden, self.number, self.span = given.get("Name", ""), False, 0, 0
            self.rows, self.errors = [], []
        elif name == "Row":
            self._start_row(given)
        elif name == "Cell":
            self._start_cell(given)
        elif name == "Data" and self.path[-2] == "Cell":
            self.kind, self.text = given.get("Type", "String"), []
        elif name == "Visible":
            self.text = []

    def add(self, text: str) -> None:
        """Text within an element."""
        if self.kind is not None or self.path[-1] == "Visible":
            self.text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = self.path.pop()
        if name == "Data" and self.path[-1] == "Cell":
            self._put("".join(self.text), self.kind or "")
            self.kind, self.formula = None, ""
        elif name == "Cell" and self.formula:
            # written by a program that leaves the computing to Excel
            self.errors.append((self.number, len(self.cells) - 1, self.formula[:100]))
        elif name == "Row":
            if any(self.cells) or (self.errors and self.errors[-1][0] == self.number):
                self.rows.append((self.number, self.cells))
            self.cells = []
        elif name == "Visible":
            self.hidden = "".join(self.text).strip() in ("SheetHidden", "SheetVeryHidden")
        elif name == "Worksheet":
            self.sheets.append(Sheet(self.name, self.rows, True, self.hidden, tuple(self.errors), about=self.about))

    def _start_row(self, given: dict[str, str]) -> None:
        least = self.number + self.span + 1
        self.number = self._whole(given, "Index", least, least, MAX_ROWS)
        self.span = self._whole(given, "Span", 0, 0, MAX_ROWS)
        self.cells, self.after = [], 1

    def _start_cell(self, given: dict[str, str]) -> None:
        column = self._whole(given, "Index", self.after, self.after, MAX_COLUMNS)
        across = self._whole(given, "MergeAcross", 0, 0, MAX_COLUMNS)
        self._whole(given, "MergeDown", 0, 0, MAX_ROWS)
        self.count += column - len(self.cells)
        if self.count > MAX_CELLS:
            raise too_many_cells()
        self.cells += [""] * (column - len(self.cells))
        self.after = column + across + 1
        self.formula = given.get("Formula", "")

    def _put(self, text: str, kind: str) -> None:
        if kind == "Error":
            self.errors.append((self.number, len(self.cells) - 1, text.strip()))
        else:
            self.cells[-1] = _READ[kind](text) if kind in _READ else text

    def _whole(self, given: dict[str, str], name: str, default: int, low: int, high: int) -> int:
        text = given.get(name, "").strip()
        value = default if not text else int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
        if not low <= value <= high:
            raise InputError(f"{self.place}的 ss:{name}“{text or value}”不对，Excel 也打不开。请重新导出后放回。")
        return value


def _number(text: str) -> str:
    """A number without an exponent, as a person writes it."""
    plain = text.strip()
    if "e" not in plain.lower():
        return plain
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return plain
    return f"{value:f}" if value.is_finite() and abs(value.adjusted()) <= MAX_DIGITS else plain


def _time(text: str) -> str:
    found = _TIME.fullmatch(text.strip())
    return f"{found[1]} {found[2]}" if found else text.strip()


_READ: dict[str, Callable[[str], str]] = {
    "Number": _number,
    "DateTime": _time,
    "Boolean": lambda text: {"1": "true", "0": "false"}.get(text.strip(), text.strip()),
}
