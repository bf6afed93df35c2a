"""Whether a run would do anything at all: told from names, sizes and times of files, without reading one of them.

A run that ended well leaves what it looked at in ``outputs/.store/runs``. Where all of that is the same the next run
has nothing to do and says so at once; else it looks closer, at contents. ``--force`` never asks here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from auditbook import notebooks
from auditbook.batch.order import SAME, Done, Order
from auditbook.files import code_digest, state, write_whole
from auditbook.workspace import Workspace

FOLDER = ".store/runs"
_SCHEMA = 1
_WATCHED = ("duckdb", "pandas", "papermill", "nbconvert", "matplotlib", "typst", "pypandoc_binary")
# what a run leaves besides the folders of units
_BESIDE = ("index.html", "manifest.json")


@dataclass(frozen=True)
class Glance:
    """Everything that a run of an order could look at, as it was at one moment."""

    seen: dict[str, list[int]]

    @classmethod
    def of(cls, order: Order) -> Glance:
        """The inputs of the order's years and of the years before, the notebooks, and what all units share."""
        place = order.place
        years = order.years or tuple(place.years())
        folders = {place.inputs / str(year) for given in years for year in (given - 1, given)}
        folders |= {place.rules, place.checks, place.accounts, place.limits, place.texts}
        folders |= {place.root / "notebooks", notebooks.OURS}
        files = [path for folder in sorted(folders) for path in _files(folder)]
        files += [path for path in sorted(place.inputs.iterdir()) if path.is_file()]
        return cls(dict(_states(files, place)))


def unchanged(order: Order) -> list[Done] | None:
    """How every unit-year stands, where nothing at all has changed since a run of this order ended well; else None."""
    if order.force:
        return None
    try:
        known = json.loads(_place(order).read_text("utf-8"))
        same = known["about"] == _about() and known["inputs"] == Glance.of(order).seen
        outputs = order.place.outputs
        if not same or dict(_states((outputs / name for name in known["outputs"]), order.place)) != known["outputs"]:
            return None
        return [
            Done(year, unit, SAME, 0.0, tuple(outputs / page for page in pages), notes=tuple(notes))
            for year, unit, pages, notes in known["done"]
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(order: Order, before: Glance, done: list[Done]) -> None:
    """Leaves what the run saw ``before`` it began, if it ended well and nothing has changed meanwhile."""
    place = order.place
    if any(one.errors for one in done) or Glance.of(order) != before:
        return
    folders = [place.destination(one.year, one.unit) for one in done]
    outputs = [path for folder in folders for path in _files(folder)]
    outputs += [place.outputs / name for name in _BESIDE]
    told = {
        "about": _about(),
        "inputs": before.seen,
        "outputs": dict(_states(outputs, place)),
        "done": [[one.year, one.unit, [_named(page, place) for page in one.pages], list(one.notes)] for one in done],
    }
    write_whole(_place(order), json.dumps(told, ensure_ascii=False))


def forget(place: Workspace) -> None:
    """What was left by earlier runs: whoever writes into the outputs otherwise calls this first."""
    for path in (place.outputs / FOLDER).glob("*.json"):
        path.unlink(missing_ok=True)


def _about() -> dict[str, Any]:
    return {"schema": _SCHEMA, "code": code_digest(), "versions": {name: version(name) for name in _WATCHED}}


def _place(order: Order) -> Path:
    asked = json.dumps(
        [str(order.place.inputs), order.years, order.units, order.notebooks, sorted(order.formats), order.given],
        sort_keys=True, ensure_ascii=False, default=str,
    )  # fmt: skip
    return order.place.outputs / FOLDER / f"{hashlib.sha256(asked.encode()).hexdigest()[:32]}.json"


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder, in a fixed order, without what is half-made or belongs to an editor."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(path, name) for name in sorted(names) if not name.startswith((".", "~$")))


def _named(path: Path, place: Workspace) -> str:
    """A file's name below the outputs, else what stands for its path: nothing left there says whose machine it was."""
    if path.is_relative_to(place.outputs):
        return path.relative_to(place.outputs).as_posix()
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:24]


def _states(files: Iterable[Path], place: Workspace) -> Iterator[tuple[str, list[int]]]:
    for path in files:
        try:
            seen = list(state(path))
        except OSError:
            # gone, or never there: that is how it was seen
            yield _named(path, place), []
        else:
            yield _named(path, place), seen
