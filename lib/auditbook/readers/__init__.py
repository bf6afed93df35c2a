"""One module here reads one format. A new one needs no registration: it has ENDINGS, ``accepts`` and ``read``.

``ENDINGS`` are the file names it may have; a file with none of any reader's is an attachment.
``accepts(path, head)`` looks at the first bytes, not at the file's name. ``read(path)`` answers the sheets as text,
every row with its number as a person sees it in Excel or an editor (from 1). Errors: InputError, in Chinese.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from auditbook.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

HEAD = 4096
HEAD_ROWS = 60
BLOCK_ROWS = 65_536


@dataclass(frozen=True)
class Block:
    """Some rows of a sheet by columns: ``numbers`` are the rows as a person counts them, ``columns`` their text.

    ``odd`` are rows with another number of cells than the sheet has, which stand between the others.
    """

    numbers: np.ndarray
    columns: list[pa.Array]
    odd: list[tuple[int, list[str]]] = field(default_factory=list)


Blocks = Callable[[int], Iterator[Block]]


@dataclass(frozen=True)
class Sheet:
    """A grid of text. ``rows`` are (row number, cells); ``binary`` says that numbers passed through floats.

    ``errors`` are cells whose formula failed: (row number, column index, what the sheet shows). ``stream`` gives the
    rows from an index on by columns, where the format has a faster way than row by row; ``about`` is what the reader
    found out about the file (format, encoding, delimiter).
    """

    name: str
    rows: Sequence[tuple[int, list[str]]]
    binary: bool = False
    hidden: bool = False
    errors: tuple[tuple[int, int, str], ...] = ()
    stream: Blocks | None = None
    about: dict[str, str] = field(default_factory=dict)

    @property
    def head(self) -> Sequence[tuple[int, list[str]]]:
        """The first rows, enough to find the headings."""
        return self.rows[:HEAD_ROWS]

    def blocks(self, start: int) -> Iterator[Block]:
        """The rows from index ``start`` on, by columns."""
        return self.stream(start) if self.stream is not None else _by_columns(self.rows, start)


def read_sheets(path: Path) -> list[Sheet]:
    """The sheets of ``path`` by the first reader that accepts its content."""
    if path.stat().st_size == 0:
        raise InputError("文件是空的（0 字节）。请重新导出或删除此文件。")
    with path.open("rb") as file:
        head = file.read(HEAD)
    for reader in _readers():
        if reader.accepts(path, head):
            return reader.read(path)
    raise InputError("无法识别的文件格式。请另存为 xlsx 或 CSV（UTF-8）后放回原处。")


def is_table(path: Path) -> bool:
    """The file is one that a reader takes, to judge by its name."""
    return path.suffix.lower() in {ending for reader in _readers() for ending in reader.ENDINGS}


def _readers() -> Iterable[ModuleType]:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        yield importlib.import_module(f"{__name__}.{module.name}")


def _by_columns(rows: Sequence[tuple[int, list[str]]], start: int) -> Iterator[Block]:
    import numpy as np
    import pyarrow as pa

    width = max((len(cells) for _, cells in rows), default=0)
    for first in range(start, len(rows), BLOCK_ROWS):
        part = rows[first : first + BLOCK_ROWS]
        padded = [[*cells, *[""] * (width - len(cells))] for _, cells in part]
        columns = [pa.array([cells[i] for cells in padded], pa.string()) for i in range(width)]
        yield Block(np.array([number for number, _ in part], dtype=np.int64), columns)
