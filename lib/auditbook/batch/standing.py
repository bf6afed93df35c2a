"""How the outputs of a unit-year stand, told from the folder itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditbook import manifest
from auditbook.batch.order import FORMATS, SAME, Done
from auditbook.engagement.released import alterations
from auditbook.notebooks import Notebook


def same(year: int, unit: str, folder: Path, notebooks: list[Notebook]) -> Done:
    """A unit-year that stands as it is."""
    unread = (manifest.read(folder) or {}).get("unread") or ()
    told = tuple(map(str, unread))
    return Done(year, unit, SAME, 0.0, tuple(pages(folder, notebooks)), told, notes_of(folder))


def notes_of(target: Path) -> tuple[str, ...]:
    """Signatures that lapsed and released documents that do not hold any more."""
    body = manifest.read(target) or {}
    return (*map(str, body.get("notes", ())), *alterations(target))


def pages(target: Path, wanted: list[Notebook]) -> Iterator[Path]:
    """The pages and documents of a folder that these notebooks make."""
    for notebook in wanted:
        for ending in FORMATS:
            path = target / f"{notebook.path.stem}.{ending}"
            if path.is_file():
                yield path
