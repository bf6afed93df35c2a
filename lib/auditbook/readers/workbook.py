"""Excel workbooks (.xlsx, .xlsm, .xls, .ods): every cell as text, nothing guessed. What we cannot read is refused."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.errors import InputError
from auditbook.readers import BLOCK_ROWS, Block, Sheet
from auditbook.webpage import MAX_COLUMNS, MAX_ROWS
from auditbook.workbooks.apart import load_apart
from auditbook.workbooks.calamine import BROKEN, OLE, Loaded, load
from auditbook.workbooks.package import APART_GRID, Package, explain, look

_READ = (".xlsx", ".xlsm", ".xls", ".ods")
_REFUSED = {".xlsb": "Excel 二进制工作簿", ".et": "WPS 表格", ".ett": "WPS 表格模板", ".dbf": "dBASE 数据表"}
ENDINGS = (*_READ, *_REFUSED)
UNCACHED = "公式没有保存结果"
_FROM_1904 = "工作簿用 1904 年日期系统：日期格式的格已按它换算，写成序号（如 44627）的日期请核对"


def accepts(path: Path, head: bytes) -> bool:
    """A zip or an OLE file under the name of a workbook, and what only its name gives away."""
    ending = path.suffix.lower()
    return ending in _REFUSED or (ending in _READ and head.startswith((b"PK\x03\x04", OLE)))


def read(path: Path) -> list[Sheet]:
    """All sheets, hidden ones too. Errors: InputError for a broken, protected, monstrous or unsupported file."""
    if path.suffix.lower() in _REFUSED:
        raise _refused(path.suffix.lower())
    package = _package(path)
    if package.kind == "xlsb":
        raise _refused(".xlsb")
    loaded = _apart(path, package.kind) if package.apart else load(path, package.kind)
    about = {"format": path.suffix.lower().lstrip("."), "encoding": ""}
    if package.from_1904:
        about["note"] = _FROM_1904
    return [_sheet(sheet, package.uncached.get(sheet.name, []), about) for sheet in loaded]


def _package(path: Path) -> Package:
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            # the sizes that it states are believed, and its rows and columns have no bounds
            return Package("xls", apart=True)
    try:
        return look(path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError,
            ValueError, OverflowError):  # fmt: skip
        raise InputError(BROKEN) from None


def _apart(path: Path, kind: str) -> list[Loaded]:
    try:
        return load_apart(path, kind)
    except InputError:
        if kind == "xlsx":
            explain(path)
        raise


def _refused(ending: str) -> InputError:
    return InputError(f"不支持 {ending}（{_REFUSED[ending]}）格式，没有读取。请用 Excel 或 WPS 打开后另存为 xlsx。")


def _sheet(loaded: Loaded, uncached: list[tuple[int, int]], about: dict[str, str]) -> Sheet:
    errors = [*loaded.errors, *((row, index, UNCACHED) for row, index in uncached)]
    batch = _grown(loaded.batch, uncached)
    if batch is None:
        return Sheet(loaded.name, [], binary=True, hidden=loaded.hidden, about=about)
    grid = Grid(batch)
    return Sheet(loaded.name, grid, True, loaded.hidden, tuple(errors), grid.blocks, about)


def _grown(batch: pa.RecordBatch | None, uncached: list[tuple[int, int]]) -> pa.RecordBatch | None:
    """The cells, and room for formulas without a result beyond them."""
    height, width = (batch.num_rows, batch.num_columns) if batch is not None else (0, 0)
    rows = max([height, *(row for row, _ in uncached if row <= MAX_ROWS)])
    columns = max([width, *(index + 1 for _, index in uncached if index < MAX_COLUMNS)])
    if (rows, columns) == (height, width) or rows * columns > APART_GRID:
        return batch
    kind = batch.schema.field(0).type if batch is not None else pa.string()
    below = pa.nulls(rows - height, kind)
    known = [pa.concat_arrays([column, below]) for column in (batch.columns if batch is not None else [])]
    known += [pa.nulls(rows, kind)] * (columns - width)
    return pa.RecordBatch.from_arrays(known, [str(index) for index in range(columns)])


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
