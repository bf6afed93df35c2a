"""Files of a union's program, written and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from layouts import Laid
from readback import Back, read_back
from writers import write_csv

from auditbook.ledger.inspect import inspect


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Back]:
    """What becomes of a table: given as text, or laid out and written by ``writer``."""

    def go(content: str | bytes | Laid, name: str = "序时账.csv", year: int | None = 2021, writer=write_csv) -> Back:
        path = tmp_path / name
        if isinstance(content, Laid):
            writer(content, path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_back(path, tmp_path / "store", year)

    return go


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """What ``auditbook inspect --json`` answers about a file."""

    def go(content: str | bytes, name: str) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return json.loads(json.dumps(inspect(path), ensure_ascii=False, allow_nan=False))

    return go


@pytest.fixture
def read_book(tmp_path: Path) -> Callable[..., Back]:
    """What becomes of a workbook that openpyxl made."""

    def go(book: openpyxl.Workbook, name: str = "序时账.xlsx") -> Back:
        book.save(tmp_path / name)
        return read_back(tmp_path / name, tmp_path / "store")

    return go
