"""One example federation for all tests that only read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from auditbook.case import Case, open_case
from examples import INPUTS


@pytest.fixture(scope="session")
def demo() -> Path:
    """The committed federation, which is the default example as it is written; nobody changes anything in it."""
    return INPUTS / "synthetic"


@pytest.fixture(scope="session")
def synthetic(demo: Path, kept: Path) -> Callable[[str], Case]:
    """The case 2021 of a unit of the federation, opened once for all tests."""
    return cache(lambda unit: open_case(2021, unit, demo, kept))
