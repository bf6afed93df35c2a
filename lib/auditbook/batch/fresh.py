"""Whether a run would do anything at all: told from names, sizes and times of files, without reading one of them.

A run that ended well leaves what it looked at in ``outputs/.store/runs``. Where all of that is the same the next run
has nothing to do and says so at once; else it looks closer, at contents. ``--force`` never asks here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditbook import notebooks
from auditbook.batch.ended import Ended
from auditbook.batch.order import SAME, Order
from auditbook.files import code_digest, state, walked, write_whole
from auditbook.versions import versions
from auditbook.workspace import Workspace

FOLDER = ".store/runs"
_SCHEMA = 2
# what a run leaves besides the folders of units
_BESIDE = ("index.html", "manifest.json")


@dataclass(frozen=True)
class Glance:
    """Everything that a run of an order could look at, as it was at one moment: one hash of names, sizes and times."""

    mark: str

    @classmethod
    def of(cls, order: Order) -> Glance:
        """The inputs of the order's years and of the years before, the notebooks, and what all units share."""
        place = order.place
        years = order.years or tuple(place.years())
        folders = {place.inputs / str(year) for given in years for year in (given - 1, given)}
        folders |= {place.rules, place.checks, place.accounts, place.limits, place.texts}
        folders |= {place.root / "notebooks", notebooks.OURS}
        files = [os.fspath(path) for path in sorted(place.inputs.iterdir()) if path.is_file()]
        return cls(_mark(sorted(folders), files))


def unchanged(order: Order) -> Ended | None:
    """How the unit-years stand, where nothing at all has changed since a run of this order ended well; else None."""
    if order.force:
        return None
    try:
        known = json.loads(_place(order).read_text("utf-8"))
        if known["about"] != _about() or known["inputs"] != Glance.of(order).mark:
            return None
        if known["outputs"] != _outputs(order.place, known["units"]):
            return None
        pages = [order.place.outputs / page for page in known["pages"]]
        return Ended(Counter({SAME: len(known["units"])}), list(known["told"]), pages, list(known["units"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def remember(order: Order, before: Glance, ended: Ended) -> None:
    """Leaves what the run saw ``before`` it began, if it ended well and nothing has changed meanwhile."""
    place = order.place
    if ended.failed or Glance.of(order) != before:
        return
    told = {
        "about": _about(),
        "inputs": before.mark,
        "outputs": _outputs(place, ended.units),
        "units": ended.units,
        "told": ended.told,
        "pages": [page.relative_to(place.outputs).as_posix() for page in ended.pages],
    }
    with suppress(OSError):  # without it the next run only looks closer
        write_whole(_place(order), json.dumps(told, ensure_ascii=False))


def _about() -> dict[str, Any]:
    return {"schema": _SCHEMA, "code": code_digest(), "versions": versions()}


def _place(order: Order) -> Path:
    asked = json.dumps(
        [str(order.place.inputs), order.years, order.units, order.notebooks, sorted(order.formats), order.given],
        sort_keys=True, ensure_ascii=False, default=str,
    )  # fmt: skip
    return order.place.outputs / FOLDER / f"{hashlib.sha256(asked.encode()).hexdigest()[:32]}.json"


def _outputs(place: Workspace, units: Iterable[str]) -> str:
    beside = [os.fspath(place.outputs / name) for name in _BESIDE]
    return _mark((place.outputs / unit for unit in units), beside)


def _mark(folders: Iterable[Path], files: Iterable[str]) -> str:
    """One hash over how all files look, and which folders there are; it names no folder of the machine."""
    whole = hashlib.sha256()
    for path in _all(folders, files):
        try:
            seen: tuple[int, ...] = state(path)
        except OSError:
            # gone, or never there: that is how it was seen
            seen = ()
        whole.update(f"{path}\0{seen}\0".encode(errors="surrogateescape"))
    return whole.hexdigest()


def _all(folders: Iterable[Path], files: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        for place, names in walked(folder):
            # a folder of a unit counts also while it is empty
            yield place
            yield from (f"{place}{os.sep}{name}" for name in names)
    yield from files
