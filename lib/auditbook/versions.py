"""The packages that outputs follow from, with their versions."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

PACKAGES = (
    "auditbook",
    "duckdb",
    "fastexcel",
    "pyarrow",
    "chinesecalendar",
    "papermill",
    "nbconvert",
    "pandas",
    "matplotlib",
    "pypandoc_binary",
    "typst",
    "python-docx",
)


@cache
def versions() -> dict[str, str]:
    """The version of each package."""
    return {name: version(name) for name in PACKAGES}
