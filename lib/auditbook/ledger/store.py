"""What was read of a file, kept by content: Parquet beside a description, in ``outputs/.store``.

A file whose path, size and times are unchanged is not even opened: its hash is remembered. ``again`` hashes anew.
"""

from __future__ import annotations

import atexit
import filecmp
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from auditbook.errors import InputError
from auditbook.files import State, aside, code_digest, digest, state, used
from auditbook.finding import Problem, Source
from auditbook.ledger.heading import Heading
from auditbook.ledger.headnotes import told, unusable
from auditbook.ledger.parquet import ParquetSink
from auditbook.ledger.reading import Reading, read
from auditbook.ledger.seen import Seen
from auditbook.ledger.sink import schema
from auditbook.readers import Sheet

FOLDER = ".store"
ABOUT = "about.json"
_PARQUET = b"PAR1"  # how such a file begins and ends
_READING = (
    "readers",
    "workbooks",
    "tables",
    "ledger",
    "cells.py",
    "sheets.py",
    "encoding.py",
    "webpage.py",
    "finding.py",
)


@dataclass(frozen=True)
class Part:
    """One table in one sheet of a file: where its rows lie, how many, what was skipped and how cells were changed."""

    table: str
    sheet: str
    rows: int
    skipped: dict[str, int]
    repairs: list[dict[str, Any]]
    styles: list[str]
    format: str
    encoding: str
    data: Path
    skips: Path
    controls: Path
    columns: list[str]


@dataclass(frozen=True)
class Kept:
    """A file's large tables as they were kept, with the problems of reading them.

    ``others`` says that the file has further sheets, which are read each time.
    """

    name: str
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""
    others: bool = False


@cache
def passing() -> Store:
    """A store that lasts as long as the program, for who only wants to look."""
    folder = Path(tempfile.mkdtemp(prefix="auditbook-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Store(folder)


@dataclass(frozen=True)
class Store:
    """The folder of kept tables. ``again``: hash files even if they look unchanged, and read them anew."""

    folder: Path
    again: bool = False

    def get(self, path: Path, name: str, year: int | None) -> Kept | None:
        """What was kept of ``path``; None where it was not read before, or changed."""
        if self.again:
            return None
        seen = state(path)
        remembered = self._seen.known(path)
        known = remembered or digest(path)
        kept = _opened(self.folder / _key(known, path, year), name, known)
        if kept is not None and not remembered:
            self._seen.remember(path, seen, known)
        return kept

    def put(
        self, path: Path, name: str, year: int | None, sheets: list[tuple[Sheet, Heading]],
        others: bool = False, seen: State | None = None,
    ) -> Kept:  # fmt: skip
        """Reads the large tables of ``path`` and keeps them; ``seen`` is how it looked when its sheets were opened.

        Errors: InputError for a file that changes while it is read.
        """
        seen = seen or state(path)
        known = digest(path)
        folder = self.folder / _key(known, path, year)
        with _aside(folder) as fresh:
            problems: list[Problem] = []
            parts: list[dict[str, Any]] = []
            for number, (sheet, heading) in enumerate(sheets):
                if refused := unusable(heading, sheet, name, year):
                    problems.append(refused)
                    continue
                heading = told(heading, sheet, name, problems)
                part = _keep(fresh, number, sheet, heading, name, year, problems)
                twin = next((other for other in parts if _same_rows(fresh, part, other)), None)
                if twin is not None:
                    problems.append(_twin(name, sheet, twin["sheet"]))
                else:
                    parts.append(part)
            body = {
                "parts": parts,
                "others": others,
                "problems": [_without_file(problem) for problem in problems],
            }
            (fresh / ABOUT).write_text(json.dumps(body, ensure_ascii=False, default=str), "utf-8")
            if state(path) != seen:
                raise InputError("读取时文件被改动，没有采用。请等写它的程序结束后重新运行。")
        self._seen.remember(path, seen, known)
        kept = _opened(folder, name, known)
        if kept is None:
            raise InputError(f"读出的内容没能存进结果文件夹的 {FOLDER}/。请检查磁盘后重新运行。")
        return kept

    def digest(self, path: Path) -> str:
        """SHA-256 of a file: the remembered one where the file looks unchanged, UNREAD where nobody can read it."""
        return self.digests([path])[path]

    def digests(self, paths: Iterable[Path]) -> dict[Path, str]:
        """The same of several files; what is remembered of a folder is read and written once."""
        return self._seen.digests(paths, self.again)

    @cached_property
    def _seen(self) -> Seen:
        return Seen(self.folder / "seen")


def _keep(
    folder: Path, number: int, sheet: Sheet, heading: Heading, name: str, year: int | None,
    problems: list[Problem],
) -> dict[str, Any]:  # fmt: skip
    writer = ParquetSink(folder, number, schema(heading))
    try:
        reading = read(sheet, heading, name, year, writer, problems)
    finally:
        writer.close()
    return {
        **_described(reading),
        "format": sheet.about.get("format", ""),
        "encoding": sheet.about.get("encoding", ""),
        "columns": sorted(heading.names),
        "files": {part: path.name for part, path in writer.paths.items()},
    }


def _described(reading: Reading) -> dict[str, Any]:
    return {
        "table": reading.table.name,
        "sheet": reading.sheet,
        "rows": reading.rows,
        "skipped": reading.skipped,
        "repairs": [asdict(repair) for repair in reading.repairs],
        "styles": reading.styles,
    }


def _opened(folder: Path, name: str, digest: str) -> Kept | None:
    """What is kept in ``folder``; None where nothing is, or where it is damaged."""
    try:
        kept = _described_by(json.loads((folder / ABOUT).read_text("utf-8")), folder, name, digest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    used(folder / ABOUT)
    return kept


def _described_by(body: dict[str, Any], folder: Path, name: str, digest: str) -> Kept:
    parts = []
    for part in body["parts"]:
        files = part.pop("files")
        data, skips, controls = (_whole(folder / files[kind]) for kind in ("data", "skipped", "controls"))
        parts.append(Part(**part, data=data, skips=skips, controls=controls))
    problems = [
        Problem(replace(Source(**spec.pop("source")), file=name), **spec) for spec in map(dict, body["problems"])
    ]
    return Kept(name, parts, problems, digest, body["others"])


def _whole(path: Path) -> Path:
    with path.open("rb") as file:
        begins = file.read(len(_PARQUET))
        file.seek(-len(_PARQUET), os.SEEK_END)
        if (begins, file.read()) != (_PARQUET, _PARQUET):
            raise ValueError(path.name)
    return path


def _same_rows(folder: Path, part: dict[str, Any], other: dict[str, Any]) -> bool:
    """Two sheets of one file hold the same rows: a formatted copy beside the program's own."""
    if (part["table"], part["rows"]) != (other["table"], other["rows"]) or not part["rows"]:
        return False
    first, second = (
        pq.read_table(folder / known["files"]["data"]).drop_columns(["sheet", "row"]) for known in (part, other)
    )
    return bool(first.equals(second))


def _twin(name: str, sheet: Sheet, other: str) -> Problem:
    told = f"与工作表“{other}”的内容完全相同，只读取了一张"
    return Problem(Source(name, sheet.name), told, "不需要的工作表请删除", note=True)


def _without_file(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "source": {**asdict(problem.source), "file": ""}}


def _key(digest: str, path: Path, year: int | None) -> str:
    # the name decides ties between tables, the year completes dates
    beside = hashlib.sha256(f"{path.name}|{year}|{code_digest(*_READING)}".encode(errors="surrogateescape")).hexdigest()
    return f"{digest[:32]}-{beside[:16]}"


def _alike(folder: Path, other: Path) -> bool:
    """Both hold the same files."""
    names, own = (sorted(path.name for path in one.glob("*")) for one in (other, folder))
    return own == names and filecmp.cmpfiles(folder, other, names, shallow=False)[0] == names


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A folder that takes its place only when it is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{aside(folder).name}-", dir=folder.parent))
    try:
        yield fresh
        if _alike(folder, fresh):
            # somebody may be reading it
            return
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        try:
            fresh.rename(folder)
        except OSError:
            # another process has just kept the same
            if not (folder / ABOUT).is_file():
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
