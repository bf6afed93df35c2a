"""Delimited text: comma, tab, semicolon or pipe; UTF-8 with or without BOM, UTF-16 with BOM, GB18030."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from auditbook.errors import InputError
from auditbook.readers import Sheet

ENDINGS = (".csv", ".txt", ".tsv")
MAX_BYTES = 200_000_000
csv.field_size_limit(10_000_000)  # a summary of 100 kB is long, not broken
_BINARY = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc",
)


def accepts(path: Path, head: bytes) -> bool:
    """Text that a spreadsheet would open: by its name, or by having no binary signature."""
    if head.startswith(_BINARY) or head.lstrip()[:1] == b"<":
        return False
    # programs export tab-separated text under the name of a workbook
    return path.suffix.lower() in (*ENDINGS, ".xls")


def read(path: Path) -> list[Sheet]:
    """One sheet without a name. Errors: InputError for an encoding or a quoting that cannot be read."""
    if path.stat().st_size > MAX_BYTES:
        raise InputError("文件超过 200 MB。请按月拆分后再放入。")
    text = _decode(path.read_bytes())
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as problem:
        raise InputError(f"不是规整的 CSV（{problem}）。请用 Excel 打开核对引号后另存为 CSV。") from None
    return [Sheet("", [(number, record) for number, record in enumerate(records, 1)])]


def _decode(raw: bytes) -> str:
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("文字编码无法识别。请用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”。")


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    # a comma between digits is a thousands separator as often as not
    plain = [re.sub(r"(?<=\d),(?=\d{3})", "", line) for line in lines]
    return max(",\t;|", key=lambda mark: sum(line.count(mark) for line in plain))
