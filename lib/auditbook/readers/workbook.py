"""Excel workbooks (.xlsx, .xlsm, .xls, .ods) by fastexcel: every cell as text, nothing guessed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.errors import InputError
from auditbook.readers import BLOCK_ROWS, Block, Sheet

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
        about = {"format": path.suffix.lower().lstrip("."), "encoding": ""}
        return [_sheet(book, index, name, about) for index, name in enumerate(book.sheet_names)]
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OverflowError):
        raise InputError(_BROKEN) from None
    except fastexcel.FastExcelError as problem:
        said = str(problem).lower()
        if "password" in said or "encrypt" in said or _is_encrypted(path):
            raise InputError("文件有密码保护。请在 Excel 或 WPS 中取消密码后另存。") from None
        raise InputError(_BROKEN) from None


def _sheet(book: fastexcel.ExcelReader, index: int, name: str, about: dict[str, str]) -> Sheet:
    # skip_rows=0 keeps leading blank rows, so that a row number here is the row number in Excel
    loaded = book.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
    hidden = str(loaded.visible) != "visible"
    if loaded.height == 0 or loaded.width == 0:
        return Sheet(name, [], binary=True, hidden=hidden, about=about)
    batch, failed = loaded.to_arrow_with_errors()
    grid = Grid(batch)
    errors = [(e.position[0] + 1, e.position[1], e.detail) for e in (failed.errors if failed else [])]
    return Sheet(name, grid, binary=True, hidden=hidden, errors=tuple(errors), stream=grid.blocks, about=about)


@dataclass(frozen=True)
class Grid(Sequence[tuple[int, list[str]]]):
    """The cells of a sheet, held by columns; a row is made when somebody asks for it."""

    batch: pa.RecordBatch

    def __len__(self) -> int:
        return self.batch.num_rows

    @overload
    def __getitem__(self, index: int) -> tuple[int, list[str]]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[int, list[str]]]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, int):
            return self[index : index + 1][0] if index >= 0 else self._all[index]
        first, last, step = index.indices(len(self))
        if (first, last) == (0, len(self)):
            return self._all[::step]
        return _rows(self.batch.slice(first, max(0, last - first)), first + 1)[::step]

    @cached_property
    def _all(self) -> list[tuple[int, list[str]]]:
        return _rows(self.batch, 1)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return iter(self._all)

    def blocks(self, start: int) -> Iterator[Block]:
        """The rows from index ``start`` on, by columns."""
        for first in range(start, len(self), BLOCK_ROWS):
            part = self.batch.slice(first, BLOCK_ROWS)
            numbers = np.arange(first + 1, first + 1 + part.num_rows, dtype=np.int64)
            yield Block(numbers, [pc.fill_null(column, "") for column in part.columns])


def _rows(batch: pa.RecordBatch, first: int) -> list[tuple[int, list[str]]]:
    columns = [column.to_pylist() for column in batch.columns]
    return [
        (number, ["" if cell is None else cell for cell in cells])
        for number, cells in enumerate(zip(*columns, strict=True), first)
    ]


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
