"""What a run says while it runs and when it has ended.

On a terminal a line for people and a bar with an estimate; elsewhere (cron, CI) one JSON object a line on the error
stream. The summary on the output stream is for people everywhere.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.batch.ended import LISTED, Ended
from auditbook.batch.order import DONE, FAILED, SAME, Done

_WORDS = {DONE: "done", SAME: "same", FAILED: "failed"}


class Telling:
    """Tells of unit-years as they end."""

    def __init__(self, total: int, bar: Any) -> None:
        self._total, self._bar = total, bar
        self._started, self._ended, self._ran = time.monotonic(), 0, 0

    def tell(self, done: Done) -> None:
        """One that stands as it is only moves the bar."""
        self._ended += 1
        self._ran += done.state != SAME
        if self._bar is not None:
            if done.state != SAME:
                self._bar.write("\n".join(_lines(done)), file=sys.stderr)
            self._bar.update()
        elif done.state != SAME:
            # nobody reads any more, or the disk of the log is full: the run goes on
            with suppress(OSError):
                print(json.dumps(self._told(done), ensure_ascii=False), file=sys.stderr, flush=True)

    def _told(self, done: Done) -> dict[str, Any]:
        each = (time.monotonic() - self._started) / self._ran
        return {
            "event": "unit", "year": done.year, "unit": done.unit, "state": _WORDS[done.state],
            "seconds": round(done.seconds, 1), "ended": self._ended, "total": self._total,
            "remaining_seconds": round(each * (self._total - self._ended)),
            "why": done.why, "notes": done.notes, "errors": done.errors,
        }  # fmt: skip


@contextmanager
def telling(total: int) -> Iterator[Telling]:
    """Tells of ``total`` unit-years."""
    if not sys.stderr.isatty():
        yield Telling(total, None)
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="单位", leave=False) as bar:
        yield Telling(total, bar)


@cache
def remark(text: str) -> None:
    """Says something once that concerns no single unit-year and stops nothing."""
    told = (
        f"注意：{text}" if sys.stderr.isatty() else json.dumps({"event": "note", "message": text}, ensure_ascii=False)
    )
    print(told, file=sys.stderr, flush=True)


def summary(ended: Ended, seconds: float, shown: Any, index: Path) -> Iterator[str]:
    """The lines at the end of a run: notes, what failed and why, the pages, and how many units ended how."""
    yield from ended.told
    if len(ended.pages) <= LISTED:
        yield from (f"  {shown(page)}" for page in ended.pages)
    told = "，".join(f"{state} {ended.counts[state]} 个" for state in (DONE, SAME, FAILED) if ended.counts[state])
    yield f"单位：{told or '没有'}；用时 {seconds:.1f} 秒"
    yield f"目录页：{shown(index)}"


def _lines(done: Done) -> Iterator[str]:
    because = f"，因为{done.why[0]}" if done.why else ""
    yield f"{done.year} {done.unit}：{done.state}（{done.seconds:.1f} 秒{because}）"
    yield from (f"  · {note}" for note in done.notes)
    yield from (f"  ✗ {error}" for error in done.errors)
