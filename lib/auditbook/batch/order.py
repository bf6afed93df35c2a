"""What a run is asked for, and how each unit-year ended: plain values, quick to import."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditbook.workspace import Workspace

FORMATS = ("html", "docx", "pdf")
DONE, SAME, FAILED = "完成", "无变化", "失败"


WARM, KERNEL = "auditbook", "kernel"
ENGINES = (WARM, KERNEL)


@dataclass(frozen=True)
class Running:
    """How notebooks run: the engine (``auditbook``, from a warm process, or ``kernel``, a stock one), seconds for a
    notebook, and MB of memory, which only the warm one can be held to; None means no limit."""

    engine: str = WARM
    timeout: float | None = None
    memory: int | None = None


@dataclass(frozen=True)
class Order:
    """What a run was asked for; empty tuples mean all. ``jobs`` processes, or the workers of a Dask ``scheduler``."""

    place: Workspace
    years: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    formats: tuple[str, ...] = FORMATS
    given: dict[str, Any] = field(default_factory=dict)
    force: bool = False
    running: Running = Running()
    jobs: int = 1
    scheduler: str = ""


@dataclass(frozen=True)
class Done:
    """How one unit-year ended: ``state`` is 完成, 无变化 or 失败; ``pages`` are the files made or still valid.

    ``errors`` are jobs that failed and files that could not be read: with any of them the run as a whole has failed.
    ``notes`` are signatures that lapsed and released documents that do not hold any more: nothing failed.
    ``why`` says why it was run; ``changes`` compares its outputs with those before, None where nothing was made.
    """

    year: int
    unit: str
    state: str
    seconds: float
    pages: tuple[Path, ...] = ()
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    changes: dict[str, Any] | None = None


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
