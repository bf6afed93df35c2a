"""One example federation for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditbook.example import write
from examples import once


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inputs folder of the default example; nobody changes anything in it."""
    folder = once(tmp_path_factory, "example-federation", lambda made: write(made / "inputs"))
    return folder / "inputs"


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was read of the default example, read once for all tests."""
    return once(tmp_path_factory, "example-outputs", lambda folder: None)
