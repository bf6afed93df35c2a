"""Hashes of files, remembered by how each file looked: one that looks unchanged is not even opened.

What is remembered of a folder lies in one file below ``.store/seen``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from auditbook.files import State, digest, state, write_whole

UNREAD = ""  # the hash of a file that cannot be read, or is there no more
_FOLDERS = 256  # whose files are in memory at a time


class Seen:
    """The remembered hashes below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._memory: dict[str, dict[str, Any]] = {}

    def known(self, path: Path) -> str:
        """The hash of a file that looks as it did; empty for any other."""
        folder, name = os.path.split(path)
        told = self._of(folder).get(name)
        try:
            return str(told[1]) if told and told[0] == list(state(path)) else ""
        except (OSError, TypeError, IndexError, KeyError):
            return ""

    def digests(self, paths: Iterable[Path], again: bool) -> dict[Path, str]:
        """The hash of every file, UNREAD where nobody can read it; with ``again`` worked out anew."""
        found, new = {}, defaultdict[str, dict[str, list[Any]]](dict)
        for path in paths:
            known = "" if again else self.known(path)
            if not known:
                try:
                    # how it looked before it was read: a change meanwhile is a change
                    look = list(state(path))
                    known = digest(path)
                except OSError:
                    found[path] = UNREAD
                    continue
                folder, name = os.path.split(path)
                new[folder][name] = [look, known]
            found[path] = known
        for folder, told in new.items():
            self._note(folder, told)
        return found

    def remember(self, path: Path, look: State, known: str) -> None:
        """The file that looked so before it was read has this hash."""
        folder, name = os.path.split(path)
        self._note(folder, {name: [list(look), known]})

    def _of(self, folder: str) -> dict[str, Any]:
        found = self._memory.get(folder)
        return self._put(folder, _mapping(self._place(folder))) if found is None else found

    def _note(self, folder: str, told: dict[str, list[Any]]) -> None:
        # another process may have noted other files meanwhile; what is lost is only hashed once more
        place = self._place(folder)
        write_whole(place, json.dumps(self._put(folder, {**_mapping(place), **told})))

    def _put(self, folder: str, told: dict[str, Any]) -> dict[str, Any]:
        if folder not in self._memory and len(self._memory) >= _FOLDERS:
            # the oldest goes: units are looked at one after the other
            del self._memory[next(iter(self._memory))]
        self._memory[folder] = told
        return told

    def _place(self, folder: str) -> Path:
        return self._folder / f"{hashlib.sha256(os.fsencode(Path(folder).resolve())).hexdigest()[:32]}.json"


def _mapping(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
