"""Excel workbooks (.xlsx, .xlsm, .xls, .ods) by fastexcel: every cell as text, nothing guessed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import fastexcel

from auditbook.errors import InputError
from auditbook.readers import Sheet

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
_BROKEN = "文件已损坏或没有下载完整，无法打开。请重新导出后放回。"
MAX_UNZIPPED = 1_000_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def accepts(path: Path, head: bytes) -> bool:
    """A zip that holds a workbook, or an OLE file with a sheet's name (.xls)."""
    return head.startswith((b"PK\x03\x04", _OLE)) and path.suffix.lower() in (
        ".xlsx",
        ".xlsm",
        ".xls",
        ".ods",
    )


def read(path: Path) -> list[Sheet]:
    """All sheets, hidden ones too. Errors: InputError for a broken, protected or monstrous file."""
    try:
        _refuse_bomb(path)
        book = fastexcel.read_excel(str(path))
        return [_sheet(book, index, name) for index, name in enumerate(book.sheet_names)]
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OverflowError):
        raise InputError(_BROKEN) from None
    except fastexcel.FastExcelError as problem:
        said = str(problem).lower()
        if "password" in said or "encrypt" in said or _is_encrypted(path):
            raise InputError("文件有密码保护。请在 Excel 或 WPS 中取消密码后另存。") from None
        raise InputError(_BROKEN) from None


def _sheet(book: fastexcel.ExcelReader, index: int, name: str) -> Sheet:
    # skip_rows=0 keeps leading blank rows, so that a row number here is the row number in Excel
    loaded = book.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
    hidden = str(loaded.visible) != "visible"
    if loaded.height == 0 or loaded.width == 0:
        return Sheet(name, [], binary=True, hidden=hidden)
    batch, failed = loaded.to_arrow_with_errors()
    columns = [column.to_pylist() for column in batch.columns]
    rows = [
        (number, ["" if cell is None else cell for cell in cells])
        for number, cells in enumerate(zip(*columns, strict=True), 1)
    ]
    errors = [(e.position[0] + 1, e.position[1], e.detail) for e in (failed.errors if failed else [])]
    return Sheet(name, rows, binary=True, hidden=hidden, errors=tuple(errors))


def _refuse_bomb(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNZIPPED:
            raise InputError("解压后超过 1 GB。请在 Excel 中另存为 CSV 后放回。")


def _is_encrypted(path: Path) -> bool:
    # a protected xlsx is an OLE file that holds the stream EncryptedPackage
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(4_000_000)
