"""A workspace of a few small files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def workspace(tmp_path) -> Callable[..., Path]:
    """A workspace in a folder whose name has a blank and Chinese in it; files are given by their path in inputs/."""

    def build(files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "某事务所 资料"
        listed = "unit,name,kind\nu,某区总工会,federation\nv,某县总工会,federation\n"
        for name, content in {"units.csv": listed, **files}.items():
            path = folder / "inputs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return build
