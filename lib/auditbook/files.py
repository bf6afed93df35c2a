"""Files as a whole: their hashes, their names, and writing them so that a reader meets the old one or the new one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_CODE = Path(__file__).parent
_SHOWN = 200


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def state(path: Path | str) -> tuple[int, int, int, int]:
    """How a file looks from outside: size, times and number; another content never looks the same. Errors: OSError."""
    known = os.stat(path)  # noqa: PTH116 (of a hundred thousand files)
    return known.st_size, known.st_mtime_ns, known.st_ctime_ns, known.st_ino


def walked(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Every folder from ``folder`` down with the names of its files, in a fixed order, without what is half-made or
    belongs to an editor."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield place, sorted(name for name in names if not name.startswith((".", "~$")))


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder, in a fixed order, without what is half-made or belongs to an editor."""
    return (Path(place, name) for place, names in walked(folder) for name in names)


@cache
def code_digest(*names: str) -> str:
    """One hash over files and folders of the library, code and data alike; without ``names`` over all of it."""
    whole = hashlib.sha256()
    for name in names or (".",):
        place = _CODE / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                whole.update(path.relative_to(_CODE).as_posix().encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()


@cache
def program_digest() -> str:
    """One hash over the library's Python code, without its data (checks, rules, texts)."""
    whole = hashlib.sha256()
    for path in sorted(_CODE.rglob("*.py")):
        whole.update(path.relative_to(_CODE).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def write_whole(path: Path, text: str) -> None:
    """``text`` (UTF-8) into ``path``, written aside and renamed; the folder is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(text, "utf-8")
    aside.replace(path)


def safe(name: str) -> bool:
    """A plain relative path with forward slashes that stays below the folder it is written to, also on Windows.

    >>> safe("outputs/2021/u03/40_checks.html"), safe("../x"), safe("C:x"), safe("a//b"), safe("a\\x00b")
    (True, False, False, False, False)
    """
    parts = name.split("/")
    plain = all(part and part.strip(". ") and part == part.rstrip(". ") for part in parts)
    return plain and name.isprintable() and not set('\\:*?"<>|') & set(name)


def shown(name: str) -> str:
    """A name from anywhere, so that it cannot command a terminal."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}……"
