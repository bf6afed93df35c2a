"""findings.xlsx, filled in and put back: decisions, sign-offs, adjustments and feedback, merged with the csv files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditbook.load import Loaded

_NAME = re.compile(r"findings.*\.xls[xm]?", re.IGNORECASE)


def is_putback(path: Path) -> bool:
    """A workbook of findings that somebody filled in: findings.xlsx, or one copy a person (findings-李.xlsx)."""
    return _NAME.fullmatch(path.name) is not None


def merge(folder: Path, root: Path, loaded: Loaded) -> None:
    """Adds what was filled in in the workbooks of ``folder`` to the tables of ``loaded``; conflicts are told."""
