"""What the zip of a workbook holds, looked at in one pass before fastexcel takes memory for what it claims.

zipfile checks the size and the checksum of every part while it inflates: a part that lies about its size is broken.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditbook.errors import InputError
from auditbook.workbooks.extent import Extent, exact, quick

MAX_UNZIPPED = 1_000_000_000
APART_UNZIPPED = 200_000_000
# calamine takes 64 bytes for each cell of the used rectangle, empty or not
MAX_GRID = 60_000_000
APART_GRID = 8_000_000
APART_TEXT = 1_000_000_000
APART_STRINGS = 10_000_000
_CHUNK = 1 << 18
_SMALL = 1 << 24
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_UNIQUE = re.compile(rb"""\suniqueCount\s*=\s*["'](\d+)""")
_DATE_1904 = re.compile(r"""<(?:\w+:)?workbookPr\s[^<>]*date1904\s*=\s*["'](?:1|true|on)["']""", re.IGNORECASE)


@dataclass
class Package:
    """``kind``: xlsx, xlsb, ods or nothing of these. ``apart`` says that it may take much memory to read. ``uncached``
    are the places (row, column index) of formulas without a result, by sheet."""

    kind: str
    apart: bool = False
    uncached: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    from_1904: bool = False


def look(path: Path) -> Package:
    """Inflates every part once. Errors: InputError for a monstrous package, zipfile's for a broken one."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNZIPPED:
            raise _too_large()
        package = Package(_kind({member.filename for member in members}))
        names = sheet_parts(archive, package) if package.kind == "xlsx" else {}
        unzipped = cells = grid = longest = 0
        for member in members:
            part = member.filename.lower()
            if part in names or (package.kind == "xlsx" and part.startswith("xl/worksheets/sheet")):
                extent = _extent(archive, member, names.get(part, member.filename))
                package.apart |= not extent.plain
                grid += extent.rows * extent.columns
                if part in names and extent.uncached:
                    package.uncached[names[part]] = extent.uncached
                cells += extent.cells
            elif part.endswith("sharedstrings.xml"):
                longest, many = _strings(_chunks(archive, member))
                package.apart |= many
            else:
                for _ in _chunks(archive, member):
                    pass
            unzipped += member.file_size
        large = unzipped > APART_UNZIPPED or grid > APART_GRID or longest * cells > APART_TEXT
        # what an .ods repeats has no bounds
        package.apart |= large or package.kind == "ods"
    return package


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _kind(names: set[str]) -> str:
    lower = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if any(name.startswith("xl/") for name in lower):
        return "xlsx"
    return "ods" if "content.xml" in lower else ""


def sheet_parts(archive: zipfile.ZipFile, package: Package) -> dict[str, str]:
    """The names of the sheets by their parts."""
    book, relations = _text(archive, "xl/workbook.xml"), _text(archive, "xl/_rels/workbook.xml.rels")
    package.from_1904 = _DATE_1904.search(book) is not None
    targets = {}
    for found in _RELATION.finditer(relations):
        given = _attributes(found[1])
        target = given.get("Target", "").replace("\\", "/")
        whole = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        targets[given.get("Id", "")] = whole.lower()
    sheets = [_attributes(found[1]) for found in _SHEET.finditer(book)]
    return {targets[sheet["id"]]: sheet.get("name", "") for sheet in sheets if sheet.get("id") in targets}


def _text(archive: zipfile.ZipFile, name: str) -> str:
    found = next((member for member in archive.infolist() if member.filename.lower() == name), None)
    if found is None:
        return ""
    with archive.open(found) as part:
        return part.read(_SMALL).decode("utf-8", "replace")


def _attributes(text: str) -> dict[str, str]:
    return {
        name.rpartition(":")[2]: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)
    }


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Extent:
    found = quick(_chunks(archive, member))
    if found.rows * found.columns > MAX_GRID:
        plain, found = found.plain, exact(_chunks(archive, member))
        found.plain &= plain
    elif not found.placed:
        found.uncached = exact(_chunks(archive, member)).uncached
    _refuse_far(found, name)
    return found


def explain(path: Path) -> None:
    """Why a workbook that was read apart failed, as far as its cells tell. Errors: InputError for a far cell."""
    with zipfile.ZipFile(path) as archive:
        names = sheet_parts(archive, Package("xlsx"))
        for member in archive.infolist():
            if member.filename.lower() in names and member.file_size <= APART_UNZIPPED:
                _refuse_far(exact(_chunks(archive, member)), names[member.filename.lower()])


def _refuse_far(found: Extent, name: str) -> None:
    if found.rows * found.columns > MAX_GRID:
        told = f"工作表“{name}”一直用到 {found.far}（{found.rows} 行 × {found.columns} 列），大到无法读取"
        raise InputError(f"{told}。请删除表格之外多余的格（选中整行、整列后删除）再保存，或只把表格部分另存为 CSV。")


def _strings(chunks: Iterator[bytes]) -> tuple[int, bool]:
    """How long the longest of the shared texts may be, and whether there are said to be very many."""
    longest = length = 0
    many: bool | None = None
    for chunk in chunks:
        if many is None:
            count = _UNIQUE.search(chunk)
            many = count is not None and int(count[1][:18]) > APART_STRINGS
        first, *others = chunk.split(b"</si>")
        longest = max(longest, length + len(first))
        length = length + len(first) if not others else len(others[-1])
        longest = max(longest, *map(len, others)) if others else longest
    return longest, bool(many)


def _too_large() -> InputError:
    return InputError("解压后超过 1 GB。请在 Excel 中另存为 CSV 后放回。")
