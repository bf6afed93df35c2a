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
BLOCK_CELLS = 4_000_000
MOST_CELLS = 50_000_000


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

    width = _width(rows)
    step = max(1, min(BLOCK_ROWS, BLOCK_CELLS // max(width, 1)))
    for first in range(start, len(rows), step):
        part = rows[first : first + step]
        odd = [(number, cells) for number, cells in part if len(cells) > width]
        even = [(number, cells) for number, cells in part if len(cells) <= width] if odd else part
        columns = [
            pa.array([cells[i] if i < len(cells) else "" for _, cells in even], pa.string()) for i in range(width)
        ]
        yield Block(np.array([number for number, _ in even], dtype=np.int64), columns, odd)


def _width(rows: Sequence[tuple[int, list[str]]]) -> int:
    """The widest row, but for rows so wide that filling the others up to them would take the memory: those are odd."""
    widths = sorted({len(cells) for _, cells in rows}, reverse=True)
    return next((width for width in widths if width * len(rows) <= MOST_CELLS), widths[-1] if widths else 0)
