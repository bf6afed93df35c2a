"""The sheets of a workbook by fastexcel: every cell as text, what is wrong in Chinese."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import pyarrow as pa

from auditbook.errors import InputError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = "文件已损坏或没有下载完整，无法打开。请重新导出后放回。"
# how a sheet shows what calamine calls Error(Ref)
_SHOWN = {"Ref": "#REF!", "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Value": "#VALUE!", "Num": "#NUM!",
          "Null": "#NULL!", "GettingData": "#GETTING_DATA"}  # fmt: skip
_ENDINGS = {"xlsx": (".xlsx", ".xlsm"), "ods": (".ods",), "xls": (".xls",)}


@dataclass(frozen=True)
class Loaded:
    """A sheet: its cells by columns (None for an empty one), and the cells that show an error."""

    name: str
    hidden: bool
    batch: pa.RecordBatch | None
    errors: list[tuple[int, int, str]]


def load(path: Path, kind: str) -> list[Loaded]:
    """All sheets of a file that holds ``kind`` (xlsx, ods, xls), whatever its name says. Errors: InputError."""
    try:
        fits = path.suffix.lower() in _ENDINGS.get(kind, ())
        # by its path calamine believes the name, by its bytes it looks
        book = fastexcel.read_excel(str(path) if fits else path.read_bytes())
        return [_sheet(book, index, name) for index, name in enumerate(book.sheet_names)]
    except fastexcel.FastExcelError as problem:
        raise _told(path, str(problem)) from None
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise InputError(BROKEN) from None
    except BaseException as problem:
        # what Rust calls a panic is no Exception
        if type(problem).__name__ != "PanicException":
            raise
        raise InputError(BROKEN) from None


def _sheet(book: fastexcel.ExcelReader, index: int, name: str) -> Loaded:
    # skip_rows=0 keeps leading blank rows, so that a row number here is the row number in Excel
    loaded = book.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
    hidden = str(loaded.visible) != "visible"
    if loaded.height == 0 or loaded.width == 0:
        return Loaded(name, hidden, None, [])
    batch, failed = loaded.to_arrow_with_errors()
    errors = [(e.position[0] + 1, e.position[1], _shown(e.detail)) for e in (failed.errors if failed else [])]
    return Loaded(name, hidden, batch, errors)


def _shown(detail: str) -> str:
    found = re.search(r"Error\((\w+)\)", detail)
    return _SHOWN.get(found[1], "#ERROR") if found else "读不出的值"


def _told(path: Path, said: str) -> InputError:
    lower = said.lower()
    if "password" in lower or "encrypt" in lower or _is_encrypted(path):
        return InputError("文件有密码保护。请在 Excel 或 WPS 中取消密码后另存。")
    if found := re.search(r"Unsupported cell error value '(#[^']{1,30})'", said):
        sheet = re.search(r"loading sheet (.+)", said)
        where = f"工作表“{sheet[1].strip()}”里" if sheet else ""
        return InputError(f"{where}有显示为 {found[1]} 的公式，整个文件无法读取。请在 Excel 中改正后保存。")
    return InputError(BROKEN)


def _is_encrypted(path: Path) -> bool:
    # a protected xlsx is an OLE file that holds the stream EncryptedPackage
    with path.open("rb") as file:
        head = file.read(4_000_000)
    return head.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in head
