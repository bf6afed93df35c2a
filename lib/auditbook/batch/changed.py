"""What a run changed: compared unit by unit while it is made, and the page over the whole run at its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from auditbook import manifest
from auditbook.batch.log import FOLDER, RunLog
from auditbook.batch.order import SAME
from auditbook.changes import compared, read_tables, restored
from auditbook.files import write_whole
from auditbook.overview import rows_of, score_of
from auditbook.report.changes import Change, Run, Stand, changes_page
from auditbook.workspace import Workspace

PAGE = "changes.html"
_OF_BEFORE = ("state", "score", "evaluated", "possible", "grade")


def changes(target: Path, aside: Path, unit: str) -> dict[str, Any]:
    """How the tables in ``aside`` differ from those in ``target``, which they will replace, and how that stood."""
    body = manifest.read(target)
    now = read_tables(aside, unit)
    before = None if body is None else {key: body.get(key) for key in _OF_BEFORE}
    return {"before": before, "compared": asdict(compared(read_tables(target, unit), now)) if now else None}


def write_page(place: Workspace, log: RunLog) -> None:
    """Writes ``log/changes.html`` for the run of ``log``; a run that made nothing leaves the page of the last one."""
    if not log.path.is_file() or not log.path.stat().st_size:
        return
    began = log.started.astimezone().strftime("%Y-%m-%d %H:%M")
    run = Run(log.number, began, log.counts[SAME])
    write_whole(place.outputs / FOLDER / PAGE, changes_page(run, _rows(place, log.path)))


def _rows(place: Workspace, path: Path) -> Iterator[Change]:
    ended = list(_ended(path))
    names = {(one["year"], one["unit"]) for one in ended}
    rows = {(row.year, row.unit): row for year in {year for year, _ in names}
            for row in rows_of(place, year, [unit for of, unit in sorted(names) if of == year])}  # fmt: skip
    for one in ended:
        row = rows[one["year"], one["unit"]]
        told = one["changes"] or {}
        before, differs = told.get("before"), told.get("compared")
        yield Change(
            row.year, row.unit, row.name, Stand(row.state, row.score, row.grade),
            before and Stand(str(before["state"]), score_of(before), before["grade"] or ""),
            tuple(one["why"]), tuple(one["errors"]), row.pages, differs and restored(differs),
        )  # fmt: skip


def _ended(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_bytes().splitlines():
        with suppress(ValueError):  # the last one, where the disk was full
            yield json.loads(line)
