"""Empty inputs for a year: the files that people fill in, and from last year what is still true this year.

Nothing here overwrites: what a unit has handed in stays, also under another name or in another format.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditbook.engagement.requests import requested
from auditbook.errors import InputError, UsageError
from auditbook.finding import Problem
from auditbook.load import Loaded, load_unit, read_tables
from auditbook.sheets import Row
from auditbook.tables import Table, tables
from auditbook.template.form import answers_form, form
from auditbook.template.sheet import sheet
from auditbook.workspace import Workspace

PLACEHOLDER = {"unit": "myunion", "name": "（请填写单位全称）", "kind": "federation"}
# what a unit is, not what it did; example, synthetic and source would brand this year's own data
LASTING = (
    *("name", "posts_approved", "posts_approval", "departments", "functions", "collection", "bookkeeping_agency"),
    "asset_management",
)
# exported by programs, never typed; and the list of units has its own place
NOT_TYPED = {"units", *(table.name for table in tables().values() if table.exported)}
LASTING_TARGETS = ("level1", "level2", "level3", "operator", "measure", "points")
# tables whose rows are known beforehand, and this year's column ← last year's
LISTED: dict[str, dict[str, str]] = {"fiscal": {"prior": "actual", "prior_budget": "budget"}, "statistics": {}}
# a name that is a folder on every system and nothing else
_PLAIN = re.compile(r"""[^\s./\\:*?"<>|\x00-\x1f]([^/\\:*?"<>|\x00-\x1f]*[^\s./\\:*?"<>|\x00-\x1f])?""")


@dataclass(frozen=True)
class Before:
    """The year that a new one follows, and where its inputs lie."""

    year: int
    place: Workspace

    def unit(self, unit: str) -> Loaded:
        """What the unit handed in that year; nothing if it has no folder."""
        folder = self.place.inputs / str(self.year) / unit
        return load_unit(folder, self.place.root) if folder.is_dir() else Loaded()


def new_workspace(year: int, folder: Path, from_year: int | None = None, inputs: Path | None = None) -> list[Path]:
    """Make the templates of ``year`` under ``folder/inputs``; answers the files made, without those already there.

    Amounts of ``from_year`` become 上年 figures only if it is the year before. ``inputs`` is where ``from_year`` is
    looked up when ``folder`` does not have it. Errors: UsageError, before anything is written.
    """
    if not 1949 <= year <= 9999:
        raise UsageError(f"年度“{year}”不对，请写四位数字，如 2023。")
    place = Workspace(folder / "inputs", folder / "outputs")
    before = None if from_year is None else _before(year, from_year, place, inputs)
    listed = _listed(place, before)
    units = _units(year, listed, before)
    files = {
        place.inputs / "units.csv": _csv(tables()["units"], listed),
        place.inputs / str(year) / "year.yaml": form(tables()["year"], {}).encode(),
    }
    kinds = {str(line["unit"]): str(line.get("kind") or "") for line in listed}
    for unit, name in units.items():
        files.update(_unit(place, year, unit, name, before))
        files.update(_asked(place, year, unit, kinds.get(unit, "")))
    try:
        return [path for path, content in files.items() if _put(path, content)]
    except OSError as problem:
        raise UsageError(f"不能在 {folder.name or folder} 里建立文件（{problem.strerror}）。请换一个目录。") from None


def _before(year: int, from_year: int, place: Workspace, inputs: Path | None) -> Before:
    if from_year >= year:
        raise UsageError(f"--from 应早于新的年度：{from_year} 不早于 {year}。")
    places = [place] if inputs is None else [place, Workspace(inputs, inputs.parent / "outputs")]
    for found in places:
        if (found.inputs / str(from_year)).is_dir():
            return Before(from_year, found)
    years = {known for found in places if found.inputs.is_dir() for known in found.years()}
    known = "、".join(map(str, sorted(years))) or "（一个也没有）"
    raise UsageError(f"没有 {from_year} 年度的资料，无法带入。现有年度：{known}。")


def _listed(place: Workspace, before: Before | None) -> list[Mapping[str, Any]]:
    """The lines of the list of units: the workspace's own, else last year's, else one to be filled in."""
    for path in [found.inputs / "units.csv" for found in (place, *([before.place] if before else []))]:
        if not path.is_file():
            continue
        problems: list[Problem] = []
        try:
            rows = [row for table, rows in read_tables(path, path.name, problems) if table.name == "units"
                    for row in rows if row["unit"]]  # fmt: skip
        except InputError as problem:
            raise UsageError(f"units.csv：{problem}") from None
        if not rows:
            raise UsageError("units.csv 里没有单位。请每行填一个单位，至少填写单位代号、全称和类型。")
        return [row.values for row in rows]
    return [PLACEHOLDER] if before is None else []


def _units(year: int, listed: list[Mapping[str, Any]], before: Before | None) -> dict[str, str]:
    """The units that get a folder, with their names: those listed that exist in ``year``, and last year's."""
    units: dict[str, str] = {}
    gone: set[str] = set()
    for line in listed:
        unit = str(line["unit"])
        founded, closed = line.get("established"), line.get("closed")
        if (founded and founded > date(year, 12, 31)) or (closed and closed < date(year, 1, 1)):
            gone.add(unit)
        else:
            units.setdefault(unit, str(line.get("name") or PLACEHOLDER["name"]))
    folders = sorted((before.place.inputs / str(before.year)).iterdir()) if before else []
    for folder in folders:
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in gone:
            units.setdefault(folder.name, PLACEHOLDER["name"])
    for unit in units:
        if not _PLAIN.fullmatch(unit):
            raise UsageError(f"单位代号“{unit}”不能作文件夹名。请在 units.csv 改用字母、数字或汉字，不含斜杠和点。")
    return units


def _unit(place: Workspace, year: int, unit: str, name: str, before: Before | None) -> Iterator[tuple[Path, bytes]]:
    """The files of one unit with their content."""
    folder = place.inputs / str(year) / unit
    last = before.unit(unit) if before else Loaded()
    lasting = {key: last.profile[key].value for key in LASTING if key in last.profile}
    note = _told(last, before) if before else ""
    profile = form(tables()["profile"], {"name": name, **lasting}, note, check=set(lasting))
    yield folder / "profile.yaml", profile.encode()
    yield folder / "answers.yaml", answers_form(date(year, 12, 31), place.rules).encode()
    follows = before is not None and before.year == year - 1
    given = _given(folder, place.root)
    for table in tables().values():
        if table.shape == "table" and table.name not in given | NOT_TYPED | {"requests"}:
            rows = list(_rows(table, last.tables.get(table.name, []), follows))
            yield folder / f"{table.name}.xlsx", sheet(table, rows)


def _asked(place: Workspace, year: int, unit: str, kind: str) -> Iterator[tuple[Path, bytes]]:
    """The request list with what a unit of ``kind`` is asked for, its states left to be filled in."""
    folder = place.inputs / str(year) / unit
    if "requests" not in _given(folder, place.root):
        rows = [{"item": request.title} for request in requested(kind, place.inputs)]
        yield folder / "requests.xlsx", sheet(tables()["requests"], rows)


def _given(folder: Path, root: Path) -> set[str]:
    """The tables that the folder holds in whatever file: an empty second copy would contradict the first."""
    if not folder.is_dir():
        return set()
    loaded = load_unit(folder, root)
    large = {part.table for kept in loaded.kept for part in kept.parts}
    return {*loaded.tables, *large, *(path.stem for path in folder.iterdir())}


def _told(last: Loaded, before: Before) -> str:
    told = f"部分内容由 {before.year} 年度资料带入。"
    unread = sum(not problem.note for problem in last.problems)
    if not unread:
        return told
    return f"{told}该年度资料有 {unread} 处未能按原样读取，没有带入，请先运行 auditbook check 核对。"


def _rows(table: Table, last: list[Row], follows: bool) -> Iterator[dict[str, str | Decimal]]:
    """The rows of a template: the table's vocabulary and last year's own rows, in this order."""
    if table.name == "targets":
        for row in last:
            yield _known({column: row[column] for column in LASTING_TARGETS})
    if table.name not in LISTED or table.key is None:
        return
    known = {row[table.key]: row for row in last if row[table.key]}
    carried = LISTED[table.name] if follows else {}
    for key in dict.fromkeys([*table.columns[table.key].values, *known]):
        figures = {to: known[key][origin] for to, origin in carried.items()} if key in known else {}
        yield _known({table.key: key, **figures})


def _known(values: dict[str, Any]) -> dict[str, str | Decimal]:
    return {column: value for column, value in values.items() if value is not None}


def _csv(table: Table, rows: list[Mapping[str, Any]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(["" if (value := row.get(column)) is None else value for column in table.columns] for row in rows)
    # Excel takes a csv without the mark for GBK
    return stream.getvalue().encode("utf-8-sig")


def _put(path: Path, content: bytes) -> bool:
    """Whether the file was made; one that is there stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
