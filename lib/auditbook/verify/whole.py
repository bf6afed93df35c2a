"""A whole outputs folder: every unit-year in it, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from auditbook import manifest
from auditbook.errors import AuditbookError, UsageError
from auditbook.files import shown
from auditbook.verify.beside import of_log, of_summary
from auditbook.verify.folder import body_of, verify_folder
from auditbook.verify.reperform import given, reperform
from auditbook.verify.scratch import working_folder
from auditbook.verify.verified import Verified, listed
from auditbook.workspace import Workspace

_NAMED = 10  # units that a sentence names
_YEAR = re.compile(r"[12][0-9]{3}")
# what is looked at beside the unit-years: each takes the outputs and tells what differs
BESIDE: tuple[Callable[[Path], Iterable[str]], ...] = (of_summary, of_log)


def is_whole(folder: Path) -> bool:
    """The folder holds years and is not a unit-year's own."""
    return folder.is_dir() and not _of_a_unit(folder) and any(_years(folder))


def verify_whole(outputs: Path, inputs: Path | None = None, pages: bool = False) -> Iterator[tuple[str, Verified]]:
    """Verifies every unit-year of ``outputs`` and yields its name (2021/u03) with how it ended; at last what stands
    beside them, under the name of the folder. What stops one stops no other. Errors: UsageError for the inputs."""
    inputs = None if inputs is None else given(inputs)
    folders = unit_years(outputs)
    missing = tuple(_not_there(outputs, inputs)) if inputs is not None else ()
    with working_folder() if inputs is not None else nullcontext() as scratch:
        for folder in folders:
            yield _name(folder), _one(folder, inputs, pages, scratch)
    found, others = listed(line for look in BESIDE for line in look(outputs))
    yield shown(outputs.resolve().name), Verified(found, f"共{len(folders)}个单位年度的运行结果。", missing, others)


def unit_years(outputs: Path) -> list[Path]:
    """The folders of all unit-years, finished or not, oldest first."""
    found = (path for year in _years(outputs) for path in sorted(year.iterdir()))
    return [path for path in found if path.is_dir() and not path.name.startswith(".")]


def _years(outputs: Path) -> list[Path]:
    return sorted(path for path in outputs.iterdir() if _YEAR.fullmatch(path.name) and path.is_dir())


def _one(folder: Path, inputs: Path | None, pages: bool, scratch: Path | None) -> Verified:
    if folder.is_symlink() or folder.parent.is_symlink():
        return Verified([f"{_name(folder)} 是链接，没有读取。请换成文件夹"], "没有核对。")
    try:
        ended = verify_folder(folder) if inputs is None else reperform(folder, inputs, pages, scratch)
        body = body_of(folder)
    except AuditbookError as problem:
        return Verified([str(problem)], "没有核对。")
    told = f"{body.get('year')}/{body.get('unit')}"
    if told != f"{folder.parent.name}/{folder.name}":
        exchanged = f"{manifest.NAME}：说的是 {shown(told)}，不是这个文件夹的"
        ended = replace(ended, differences=[exchanged, *ended.differences])
    return ended


def _not_there(outputs: Path, inputs: Path) -> Iterator[str]:
    place = Workspace(inputs, outputs)
    found = {_name(folder) for folder in unit_years(outputs)}
    for year in place.years():
        names = [f"{year}/{unit}" for unit in place.with_unions(year)]
        if (outputs / str(year)).is_dir() and (lost := [name for name in names if name not in found]):
            more = f"等{len(lost)}个" if len(lost) > _NAMED else ""
            yield f"有资料而没有运行结果的单位：{'、'.join(lost[:_NAMED])}{more}"


def _name(folder: Path) -> str:
    return f"{folder.parent.name}/{shown(folder.name)}"


def _of_a_unit(folder: Path) -> bool:
    try:
        return bool(body_of(folder))
    except UsageError:
        return False
