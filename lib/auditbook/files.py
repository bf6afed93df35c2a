"""Files as a whole: their hashes, their names, and writing them so that a reader meets the old one or the new one."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

_CODE = Path(__file__).parent
State = tuple[int, int, int, int]
_SHOWN = 200
_HALF = re.compile(r"\.new-([0-9a-f]{8})-(\d+)-")
_DAY = 86_400
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def state(path: Path | str) -> State:
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


def write_whole(path: Path, content: str | bytes) -> None:
    """``content`` (text as UTF-8) into ``path``, written aside and renamed; the folder is made where there is none.

    Errors: OSError; then ``path`` is what it was, and nothing stays beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = aside(path)
    try:
        half.write_bytes(content.encode() if isinstance(content, str) else content)
        half.replace(path)
    except BaseException:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise


def settle(path: Path) -> None:
    """Waits until a finished file is on the disk: after a power cut a name never stands for half a content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def aside(path: Path) -> Path:
    """Where this thread makes what becomes ``path``: beside it, under a name that says which process makes it."""
    name = hashlib.sha256(os.fsencode(f"{threading.get_ident()}-{path.name}")).hexdigest()[:16]
    return path.with_name(f".new-{_machine()}-{os.getpid()}-{name}")


def abandoned(path: Path) -> bool:
    """A half-made file or folder whose maker has ended; one of another machine's is given a day."""
    named = _HALF.match(path.name)
    if named is None:
        return False
    if named[1] == _machine():
        import psutil

        return not psutil.pid_exists(int(named[2]))
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > _DAY
    return False


@cache
def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def used(path: Path) -> None:
    """Notes that something kept is of use, at most once a day: what nobody uses any more is cleared away one day."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)


def trouble(problem: OSError) -> str:
    """What went wrong with which file, and what to do (Chinese)."""
    name = Path(str(problem.filename or "")).name
    named = f"“{shown(name)}”" if name and not _HALF.match(name) else "文件"
    if problem.errno in _FULL:
        return f"磁盘空间不足，{named}没有写完。请腾出空间后重新运行"
    if problem.errno == errno.ENOENT:
        return f"{named}不在了，可能被移走、改名或删除。请恢复后重新运行"
    told = problem.strerror or type(problem).__name__
    if problem.errno in _CLOSED:
        return f"{named}不能读写（{told}）。请关闭打开它的程序、检查权限后重新运行"
    return f"{named}读写出错（{told}）。请检查路径、权限和磁盘后重新运行"


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
