"""What every run did, for whoever asks later: ``outputs/log/``.

``000012.jsonl`` has a line for every unit-year as it ended; ``runs.jsonl`` a line for every run, which covers that
file, ``outputs/manifest.json`` and, by its hash, the line before: whoever changes one line afterwards breaks the chain
at the next. A run that was killed has left its file without a line; the next run's line names it. Times stand here and
nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from auditbook import manifest
from auditbook.batch.order import DONE, FAILED, SAME, Done, Order
from auditbook.files import code_digest, digest, trouble

FOLDER = "log"
RUNS = "runs.jsonl"
SCHEMA = 1
BACKWARDS = "电脑时间比上次运行时早"
_COUNTED = {"done": DONE, "same": SAME, "failed": FAILED}


@dataclass
class RunLog:
    """The log of one run: ``number`` counts the runs of an outputs folder from 1.

    ``lost`` says, where the log could not be written to its end, why (Chinese); the run goes on without it.
    """

    folder: Path
    number: int
    started: datetime
    lines: TextIO
    counts: Counter[str] = field(default_factory=Counter)
    lost: str = ""

    @property
    def path(self) -> Path:
        """The file with a line for every unit-year."""
        return self.folder / f"{self.number:06}.jsonl"

    def note(self, done: Done, folder: Path) -> None:
        """Writes down how a unit-year ended, whose outputs are in ``folder``; one that stands is only counted."""
        self.counts[done.state] += 1
        if done.state != SAME and not self.lost:
            made = folder / manifest.NAME
            told = {"year": done.year, "unit": done.unit, "state": done.state, "seconds": round(done.seconds, 2),
                    "why": done.why, "errors": done.errors, "notes": done.notes, "changes": done.changes}  # fmt: skip
            with self.keeping():
                told["manifest"] = digest(made) if made.is_file() else None
                self.lines.write(_line(told))
                self.lines.flush()

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Writing to the log: what goes wrong is told at the end of the run and stops nothing."""
        try:
            yield
        except OSError as problem:
            self.lost = self.lost or f"运行记录 {FOLDER}/ 没有写完：{trouble(problem)}"


@contextmanager
def run_log(order: Order) -> Iterator[RunLog]:
    """The log of a run that begins; at the end, also after an error, its line is put to the chain."""
    folder = order.place.outputs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    runs = [told["run"] for _, told in entries(folder) if told and isinstance(told.get("run"), int)]
    number = max([0, *runs, *(int(path.stem) for path in _files(folder))]) + 1
    started, clock = datetime.now(UTC), time.monotonic()
    with (folder / f"{number:06}.jsonl").open("x", encoding="utf-8") as lines:
        log = RunLog(folder, number, started, lines)
        try:
            yield log
        finally:
            with suppress(OSError):
                # what a full disk did not take is still held, and refused again
                lines.close()
            counts = {name: log.counts[state] for name, state in _COUNTED.items()}
            told = {"run": number, "asked": _asked(order), **counts, "seconds": round(time.monotonic() - clock, 2)}
            with log.keeping():
                if not log.path.stat().st_size:
                    log.path.unlink()
                chain(order.place.outputs, "run", started, told)


def chain(outputs: Path, what: str, started: datetime, told: dict[str, Any]) -> None:
    """Puts a line to the chain: ``what`` was done (run, release), and how the outputs stand after it."""
    folder = outputs / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    known = entries(folder)
    last: dict[str, Any] = next((line for _, line in reversed(known) if line), {})
    named = {name for _, line in known if line for name in line["files"]}
    new = [path for path in _files(folder) if path.name not in named]
    summary = outputs / manifest.NAME
    backwards = started.isoformat(timespec="seconds") < str(last.get("started", ""))
    line = {
        "schema": SCHEMA, "what": what, "previous": known[-1][0] if known else "",
        "started": started.isoformat(timespec="seconds"), "clock": BACKWARDS if backwards else "",
        "code": code_digest(), "files": {path.name: digest(path) for path in new},
        "manifest": digest(summary) if summary.is_file() else None, **told,
        # of runs that were killed there is a file and no line
        "interrupted": [path.stem for path in new if int(path.stem) != told.get("run")],
    }  # fmt: skip
    _append(folder / RUNS, line)


def entries(folder: Path) -> list[tuple[str, dict[str, Any] | None]]:
    """Every line of the chain with the hash of its bytes, and what it says; None where it is no line of ours."""
    try:
        raw = (folder / RUNS).read_bytes()
    except FileNotFoundError:
        return []
    return [(hashlib.sha256(line).hexdigest(), _said(line)) for line in raw.splitlines()]


def broken(folder: Path) -> list[str]:
    """Where the chain of runs, or what its lines cover, is not what it was; in words, empty where all is whole."""
    found, before = [], ""
    for place, (mark, told) in enumerate(entries(folder), 1):
        where = f"{FOLDER}/{RUNS} 第{place}行"
        if told is None:
            found.append(f"{where}：不完整，写它时运行被中断，或被改动")
        else:
            if told.get("previous") != before:
                found.append(f"{where}：与前一行接不上，前面的记录被改动、增加或删去")
            for name, known in told["files"].items():
                now = _now(folder, name)
                if now != known:
                    found.append(f"{FOLDER}/{name}：{'缺失' if now is None else '内容与运行时不同'}")
        before = mark
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.jsonl") if path.stem.isdecimal())


def _asked(order: Order) -> dict[str, Any]:
    return {
        "years": order.years, "units": order.units, "notebooks": order.notebooks, "formats": order.formats,
        "parameters": order.given, "force": order.force, "jobs": order.jobs, "engine": order.running.engine,
        "scheduler": bool(order.scheduler),
    }  # fmt: skip


def _append(path: Path, told: dict[str, Any]) -> None:
    with path.open("a+b") as file:
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                # a run was killed while it wrote its line: the line stays as it is
                file.write(b"\n")
        file.write(_line(told).encode())
        file.flush()
        os.fsync(file.fileno())


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str) + "\n"


def _said(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    ours = isinstance(told, dict) and told.get("schema") == SCHEMA and isinstance(told.get("files"), dict)
    return told if ours else None


def _now(folder: Path, name: str) -> str | None:
    path = folder / Path(name).name
    return digest(path) if path.is_file() else None
