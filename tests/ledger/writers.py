"""Writes a table as a file, without auditbook: csv, xlsx by openpyxl, a web page and an ods by hand."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
from layouts import Laid, Row


def text(cell: object) -> str:
    """A cell as a text export writes it."""
    return "" if cell is None else str(cell)


def write_csv(laid: Laid, path: Path, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """All rows equally wide, as programs write them."""
    width = max(len(row) for row in laid.grid)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [*map(text, row), *[""] * (width - len(row))] for row in laid.grid
    )
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_xlsx(laid: Laid, path: Path, **more: list[Row]) -> Path:
    """A workbook with merged cells; ``more`` are further sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in laid.grid:
        sheet.append([None if cell == "" else cell for cell in row])
    for area in laid.merged:
        sheet.merge_cells(area)
    for name, rows in more.items():
        other = book.create_sheet(name)
        for row in rows:
            other.append(row)
    book.save(path)
    return path


def write_html(laid: Laid, path: Path) -> Path:
    """A table of a web page, the title over all columns, in the encoding that it declares."""
    width = max(len(row) for row in laid.grid)
    rows = []
    for row in laid.grid:
        cells = [*row, *[""] * (width - len(row))]
        if sum(bool(text(cell)) for cell in cells) == 1 and text(cells[0]):
            rows.append(f'<tr><td colspan="{width}">{html.escape(text(cells[0]))}</td></tr>')
        else:
            inner = "".join(f"<td>{html.escape(text(cell)) or '&nbsp;'}</td>" for cell in cells)
            rows.append(f"<tr>{inner}</tr>")
    page = f'<html><head><meta charset="gb2312"></head><body><table border=1>{"".join(rows)}</table></body></html>'
    path.write_bytes(page.encode("gb18030"))
    return path


def write_ods(laid: Laid, path: Path) -> Path:
    """An OpenDocument sheet: figures as floats, empty cells repeated."""
    width = max(len(row) for row in laid.grid)
    rows = "".join(f"<table:table-row>{''.join(_ods(c) for c in [*row, *[''] * (width - len(row))])}</table:table-row>"
                   for row in laid.grid)  # fmt: skip
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def _ods(cell: object) -> str:
    if text(cell) == "":
        return "<table:table-cell/>"
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        number = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {number}><text:p>{cell}</text:p></table:table-cell>"
    shown = html.escape(text(cell))
    return f'<table:table-cell office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'


WRITERS: dict[str, Callable[[Laid, Path], Path]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "xls": write_html,
    "ods": write_ods,
}
