"""One module here reads one format. A new one needs no registration: it has ENDINGS, ``accepts`` and ``read``.

``ENDINGS`` are the file names it may have; a file with none of any reader's is an attachment.
``accepts(path, head)`` looks at the first bytes, not at the file's name. ``read(path)`` answers the sheets as text,
every row with its number as a person sees it in Excel or an editor (from 1). Errors: InputError, in Chinese.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from auditbook.errors import InputError

HEAD = 4096


@dataclass(frozen=True)
class Sheet:
    """A grid of text. ``rows`` are (row number, cells); ``binary`` says that numbers passed through floats.

    ``errors`` are cells whose formula failed: (row number, column index, what the sheet shows).
    """

    name: str
    rows: list[tuple[int, list[str]]]
    binary: bool = False
    hidden: bool = False
    errors: tuple[tuple[int, int, str], ...] = ()


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
