"""What lies in a unit's folder, as far as it shows that something asked for came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditbook.load import source_name, written_back
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.engagement.requests import Request

_FORMS = {"profile.yaml", "profile.yml", "answers.yaml", "answers.yml"}


@dataclass(frozen=True)
class Lying:
    """A file of the unit's folder that shows that something came; ``rows`` None where nobody counts any."""

    name: str
    rows: int | None = None
    readable: bool = True


@dataclass(frozen=True)
class Folder:
    """What lies in a unit's folder: rows by table and file (0 for a form, which has none), and all files by their names
    within the folder."""

    rows: Mapping[str, Mapping[str, int]]
    names: Mapping[str, str]
    unread: frozenset[str]

    def shows(self, request: Request) -> Iterator[Lying]:
        """The files that show that something came: first those with rows of its tables, then those with its name."""
        counted: dict[str, int] = {}
        for table in request.tables:
            for name, rows in self.rows.get(table, {}).items():
                counted[name] = counted.get(name, 0) + rows
        yield from (Lying(name, rows or None) for name, rows in sorted(counted.items()))
        failed = [word for table in request.tables for word in (tables()[table].title, *tables()[table].words)]
        for name, within in self.names.items():
            if name in counted:
                continue
            lost = name in self.unread
            if _in(request.words, within) or (lost and _in((request.title, *failed), within)):
                yield Lying(name, None, not lost)


def lying(case: Case) -> Folder:
    """What lies in the folder of a unit-year, papers in folders within it included."""
    loaded = case.loaded
    rows: dict[str, dict[str, int]] = {}
    for table, found in loaded.tables.items():
        for row in found:
            counts = rows.setdefault(table, {})
            counts[row.source.file] = counts.get(row.source.file, 0) + 1
    for kept in loaded.kept:
        for part in kept.parts:
            if part.rows:
                counts = rows.setdefault(part.table, {})
                counts[kept.name] = counts.get(kept.name, 0) + part.rows
    if loaded.profile:
        name = next(iter(loaded.profile.values())).source.file
        rows["profile"] = {name: 0}
    unread = frozenset(told.partition("：")[0] for told in loaded.unread)
    return Folder(rows, _names(case), unread)


def _names(case: Case) -> dict[str, str]:
    """The files that may show that papers came, by the name that sources have, with their way within the folder."""
    folder = case.place.folder_of(case.year, case.unit)
    if not folder.is_dir():
        return {}
    inside = folder.resolve()
    listed = {row.source.file for row in case.loaded.tables.get("requests", [])}
    found = {}
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        name = source_name(path, case.place.root)
        hidden = any(part.startswith((".", "~$")) for part in within.parts)
        plain = path.is_file() and path.resolve().is_relative_to(inside)
        if plain and not hidden and path.name.lower() not in _FORMS and not written_back(path) and name not in listed:
            found[name] = short(name)
    return found


def _in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def short(name: str) -> str:
    """The name of a file within its unit's folder: ``inputs/2021/u03/纪要/1.pdf`` is ``纪要/1.pdf``."""
    return "/".join(Path(name).parts[3:]) or name
