"""Sheets in the forms that programs export: what is added row by row comes out with the row that a person sees.

Every form gives equal bytes for equal rows: no time of day, no random ids.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Protocol

import xlsxwriter

Cell = str | int | Decimal | date | None
CREATED = datetime(2022, 1, 10)  # noqa: DTZ001  a fixed day: same arguments, same bytes


class Grid(Protocol):
    """A sheet being written. ``add`` answers the row's number, from 1."""

    def add(self, cells: Sequence[Cell]) -> int: ...

    def merge(self, first: int, last: int, text: str) -> None:
        """Joins the cells of the last row from column ``first`` to ``last``, where the form can."""

    def close(self) -> None: ...


def money(fen: int) -> Decimal:
    """Fen as yuan with two places."""
    return Decimal(fen).scaleb(-2)


def grid(path: Path, sheet: str, form: str = "xlsx") -> Grid:
    """A new sheet at ``path``. Forms: xlsx, ods, html, tsv, csv (UTF-8 with BOM), csv-gb18030, csv-plain."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "xlsx":
        return _Xlsx(path, sheet)
    if form == "ods":
        return _Ods(path, sheet)
    if form == "html":
        return _Html(path, sheet)
    encodings = {"csv": "utf-8-sig", "csv-plain": "utf-8", "csv-gb18030": "gb18030", "tsv": "gb18030"}
    return _Text(path, encodings[form], "\t" if form == "tsv" else ",")


class _Text:
    def __init__(self, path: Path, encoding: str, mark: str) -> None:
        self._file = path.open("w", encoding=encoding, newline="", buffering=1 << 20)
        self._write = csv.writer(self._file, delimiter=mark, lineterminator="\r\n").writerow
        self._row = 0

    def add(self, cells: Sequence[Cell]) -> int:
        self._row += 1
        self._write(cells)
        return self._row

    def merge(self, first: int, last: int, text: str) -> None:
        pass

    def close(self) -> None:
        self._file.close()


class _Xlsx:
    def __init__(self, path: Path, sheet: str) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
        self._book.set_properties({"created": CREATED, "comments": "合成数据"})
        self._sheet = self._book.add_worksheet(sheet)
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._middle = self._book.add_format({"align": "center"})
        self._row = 0

    def add(self, cells: Sequence[Cell]) -> int:
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                self._sheet.write_number(self._row, column, float(cell), self._money)
            elif isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._row, column, cell)
            elif isinstance(cell, date):
                self._sheet.write_datetime(self._row, column, cell)
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell)
        self._row += 1
        return self._row

    def merge(self, first: int, last: int, text: str) -> None:
        self._sheet.merge_range(self._row - 1, first, self._row - 1, last, text, self._middle)

    def close(self) -> None:
        self._book.close()


class _Html:
    """A web page under the name of a workbook, as programs in the browser export it."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(
            '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" '
            f'content="text/html; charset=utf-8"><title>{escape(sheet)}</title><style>td{{mso-number-format:"\\@";}}'
            "</style></head><body><table border=1>\n"
        )
        self._row = 0

    def add(self, cells: Sequence[Cell]) -> int:
        self._row += 1
        shown = "".join(f"<td>{'&nbsp;' if cell in (None, '') else escape(str(cell))}</td>" for cell in cells)
        self._file.write(f"<tr>{shown}</tr>\n")
        return self._row

    def merge(self, first: int, last: int, text: str) -> None:
        pass

    def close(self) -> None:
        self._file.write("</table></body></html>\n")
        self._file.close()


_ODS = 'office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
_ODS_TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
_ODS_TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
_ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type='
    '"application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


class _Ods:
    def __init__(self, path: Path, sheet: str) -> None:
        self._path, self._rows, self._text = path, 0, io.StringIO()
        self._text.write(
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS} {_ODS_TABLE} {_ODS_TEXT}>'
            f'<office:body><office:spreadsheet><table:table table:name="{escape(sheet)}">'
        )

    def add(self, cells: Sequence[Cell]) -> int:
        self._rows += 1
        self._text.write(f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>")
        return self._rows

    def merge(self, first: int, last: int, text: str) -> None:
        pass

    def close(self) -> None:
        self._text.write("</table:table></office:spreadsheet></office:body></office:document-content>")
        members = {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": _ODS_MANIFEST,
            "content.xml": self._text.getvalue(),
        }
        with zipfile.ZipFile(self._path, "w") as archive:
            for name, content in members.items():
                kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, kind)


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    shown = escape(str(cell))
    if isinstance(cell, Decimal | int):
        kind = f'office:value-type="float" office:value="{shown}"'
    elif isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{shown}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"
