"""``auditbook archive``: the closed file of an engagement in one zip, with its index and the hash of every member.

The same file gives the same bytes; an archive that is there already is never overwritten. Members lie as they lay
beside each other (``inputs/…``, ``outputs/…``), so that the links of the pages go on working. ``verify`` reads it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from auditbook import manifest
from auditbook.archive_index import catalogue, input_hashes, page, retention
from auditbook.case import Case
from auditbook.engagement.gates import outdated
from auditbook.engagement.released import FINAL, STATES, alterations, last, released
from auditbook.errors import InputError, ReleaseRefusedError, UsageError
from auditbook.files import code_digest, digest
from auditbook.load import written_back
from auditbook.overview import rows_of
from auditbook.report.index import index
from auditbook.versions import versions
from auditbook.workspace import Workspace

FOLDER = "archive"
NAME = "manifest.json"
KIND = "auditbook archive"
SCHEMA = 1
_SETTINGS = ("units.csv", "engagement.yaml", "requests.yaml")
_NAMED = 5  # units that the name of a file has room for
_DAY = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Archived:
    """The zip, how many members it has, the hash of its manifest (校验码), and what must be known of it."""

    path: Path
    files: int
    digest: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """One member: its name in the zip, and its bytes or the file that they are in."""

    name: str
    raw: bytes | None = None
    file: Path | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256."""
        return digest(self.file) if self.file else hashlib.sha256(self.raw or b"").hexdigest()

    @cached_property
    def size(self) -> int:
        """Bytes."""
        return self.file.stat().st_size if self.file else len(self.raw or b"")


def archive(place: Workspace, year: int, units: tuple[str, ...] = (), *, with_inputs: bool = False) -> Archived:
    """Writes ``outputs/archive/<year>.zip``, for some units only ``<year>-u03.zip``; a changed file gets a number.

    ``with_inputs`` adds the units' own files, which otherwise are there as hashes only. Errors: UsageError for a unit
    that is not there; ReleaseRefusedError with the reasons where outputs do not belong to the present inputs.
    """
    known = place.with_unions(year)
    if unknown := [unit for unit in units if unit not in known]:
        raise UsageError(f"{year} 年度没有单位“{'、'.join(unknown)}”。可用的单位：{'、'.join(known)}。")
    chosen = [unit for unit in known if not units or unit in units]
    cases = {unit: Case(place, year, unit) for unit in chosen}
    if against := [told for case in cases.values() for told in _against(case)]:
        raise ReleaseRefusedError(against, "归档文件")
    bodies = {unit: manifest.read(place.destination(year, unit)) or {} for unit in chosen}
    notes = (*_without_final(place, year, bodies), *retention(next(iter(cases.values()))))
    return _write(place.outputs / FOLDER, _stem(year, units, chosen), _whole(place, year, bodies, notes, with_inputs),
                  _about(place, year, bodies, notes, with_inputs), notes)  # fmt: skip


def _against(case: Case) -> Iterator[str]:
    folder = case.place.destination(case.year, case.unit)
    body = manifest.read(folder)
    where = f"{case.unit} {case.about.name}"
    if body is None:
        yield f"{where}：没有运行过，或结果不完整。请先运行 auditbook run。"
        return
    yield from (f"{where}：{problem}" for problem in outdated(case, body))
    for name, known in body["outputs"].items():
        if not (folder / name).is_file() or digest(folder / name) != known:
            yield f"{where}：{name} 缺失或在运行后被改动。请重新运行 auditbook run。"
    yield from (f"{where}：{told}。" for told in alterations(folder))
    yield from (
        f"{where}：{path.name} 是链接，不能归档。请换成文件。" for path in folder.rglob("*") if path.is_symlink()
    )


def _without_final(place: Workspace, year: int, bodies: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    for unit, body in bodies.items():
        state = str(body.get("report", ""))
        final = last(released(place.destination(year, unit)), FINAL)
        if state and (final is None or state != STATES[FINAL]):
            yield f"{unit} {body.get('name', '')}：没有有效的定稿（{state}），按现状归档"


def _whole(
    place: Workspace, year: int, bodies: Mapping[str, dict[str, Any]], notes: tuple[str, ...], with_inputs: bool
) -> list[Member]:
    """All members but the manifest, in the order of their names."""
    hashes = {name: known for body in bodies.values() for name, known in body["inputs"].items()}
    kept = list(_outputs(place, year, bodies)) + list(_inputs(place, year, hashes, with_inputs))
    kept.append(Member("outputs/index.html", index(rows_of(place, year, list(bodies))).encode()))
    kept.append(Member("资料校验值.csv", input_hashes(hashes)))
    kept.sort(key=lambda member: member.name)
    listed = catalogue(place, [(member.name, member.size, member.digest) for member in kept])
    kept += [Member("案卷目录.csv", listed.csv), Member("案卷目录.html", page(year, bodies, notes, listed).encode())]
    return sorted(kept, key=lambda member: member.name)


def _outputs(place: Workspace, year: int, bodies: Mapping[str, dict[str, Any]]) -> Iterator[Member]:
    for unit in bodies:
        folder = place.destination(year, unit)
        for path in folder.rglob("*"):
            inside = path.relative_to(folder)
            if path.is_file() and not any(part.startswith((".", "~$")) for part in inside.parts):
                yield Member(f"outputs/{year}/{unit}/{inside.as_posix()}", file=path)


def _inputs(place: Workspace, year: int, hashes: Mapping[str, str], everything: bool) -> Iterator[Member]:
    """What people wrote about the findings and the settings as they stood; with ``everything`` the books as well."""
    for name in hashes:
        path = place.root / name
        shared = path.name in _SETTINGS and path.parent == place.inputs
        written = written_back(path) and path.parents[1].name == str(year)
        if everything or shared or written or path == place.inputs / str(year) / "year.yaml":
            yield Member(f"inputs/{path.relative_to(place.inputs).as_posix()}", file=path)


def _about(
    place: Workspace, year: int, bodies: Mapping[str, dict[str, Any]], notes: tuple[str, ...], with_inputs: bool
) -> dict[str, Any]:
    listed = {
        unit: {key: body.get(key) for key in ("name", "kind", "example", "report", "fingerprint", "parameters", "seed")}
        for unit, body in bodies.items()
    }
    return {
        "kind": KIND, "schema": SCHEMA, "year": year, "units": listed, "notes": list(notes),
        "with_inputs": with_inputs, "code": code_digest(), "versions": versions(),
    }  # fmt: skip


def _stem(year: int, units: tuple[str, ...], chosen: list[str]) -> str:
    if not units:
        return str(year)
    return f"{year}-{'-'.join(chosen) if len(chosen) <= _NAMED else f'{len(chosen)}个单位'}"


def _write(folder: Path, stem: str, members: list[Member], about: dict[str, Any], notes: tuple[str, ...]) -> Archived:
    listed = {member.name: {"sha256": member.digest, "bytes": member.size} for member in members}
    body = json.dumps(about | {"members": listed}, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    mark = hashlib.sha256(body).hexdigest()
    aside = folder / f".{stem}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(aside, "w", strict_timestamps=False) as made:
            for member in [*members, Member(NAME, body)]:
                known = mark if member.name == NAME else listed[member.name]["sha256"]
                _add(made, member, str(known))
            made.comment = mark.encode()
        return Archived(_placed(aside, folder, stem), len(members) + 1, mark, notes)
    except OSError as problem:
        told = f"{folder.name}/ 不能写入（{problem.strerror}）。请检查空间和权限后重试。"
        raise InputError(told) from None
    finally:
        aside.unlink(missing_ok=True)


def _add(made: zipfile.ZipFile, member: Member, known: str) -> None:
    entry = zipfile.ZipInfo(member.name, _DAY)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    seen = hashlib.sha256()
    source: Any = member.file.open("rb") if member.file else io.BytesIO(member.raw or b"")
    with source, made.open(entry, "w", force_zip64=member.size > 1 << 31) as target:
        while piece := source.read(_CHUNK):
            seen.update(piece)
            target.write(piece)
    if seen.hexdigest() != known:
        raise InputError(f"{member.name} 在归档时发生变化。请关闭正在使用它的程序后重试。")


def _placed(aside: Path, folder: Path, stem: str) -> Path:
    """The zip in its place: the same one that is there, or the next free name. Read-only: a closed file."""
    mark, number = digest(aside), 1
    while True:
        path = folder / f"{stem if number == 1 else f'{stem}_{number}'}.zip"
        if not path.exists():
            aside.chmod(0o444)
            aside.rename(path)
            return path
        if digest(path) == mark:
            return path
        number += 1
