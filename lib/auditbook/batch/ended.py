"""What is left of unit-years that have ended: counted, and what people must read; never all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from auditbook.batch.order import Done

LISTED = 40  # pages that a summary names; of more the index is the way in


@dataclass
class Ended:
    """``counts`` by state; ``told`` are lines for people, notes and errors; ``pages`` are no more than one too many to
    list; ``units`` are the unit-years (2021/u03), by which a run that has nothing to do knows their folders;
    ``unwritten`` says what of the pages over all units, and of the log, could not be written."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    pages: list[Path] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    failed: bool = False
    unwritten: list[str] = field(default_factory=list)

    def add(self, done: Done) -> None:
        """One more has ended."""
        self.counts[done.state] += 1
        self.told += [f"  · {done.year} {done.unit}：{note}" for note in done.notes]
        self.told += [f"  ✗ {error}" for error in done.errors]
        self.pages += [page for page in done.pages if page.suffix == ".html"][: LISTED + 1 - len(self.pages)]
        self.units.append(f"{done.year}/{done.unit}")
        self.failed = self.failed or bool(done.errors)
