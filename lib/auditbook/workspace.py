"""Where inputs and outputs lie: years, units, the year's settings. Reads no unit's data."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditbook.errors import InputError, SetupError, UsageError
from auditbook.files import state
from auditbook.finding import Problem, Source, as_problem
from auditbook.forms import Entry, read_form
from auditbook.rules import heading_system, systems
from auditbook.tables import tables

_YEAR = re.compile(r"[12][0-9]{3}")
# names that Windows keeps for itself
_WINDOWS = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
_PLAIN = re.compile(r"\w[\w-]*")
NEXT_TO_EXAMPLES = "synthetic"


@dataclass(frozen=True)
class Unit:
    """A line of units.csv. ``kind`` is federation or grassroots, empty where the list does not know the unit.

    ``short_name`` is what tables with many units call it; empty where the list has none.
    """

    id: str
    name: str
    kind: str
    parent: str = ""
    short_name: str = ""


@dataclass(frozen=True)
class Settings:
    """The year's settings (``year.yaml``), defaults filled in; see ``tables/year.yaml`` for each key."""

    entries: dict[str, Entry]
    system: str

    def __getitem__(self, key: str) -> Any:
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def stated(self, keys: Iterable[str]) -> dict[str, Any]:
        """Those of the settings that have a value."""
        return {key: self[key] for key in keys if self[key] is not None}


@dataclass(frozen=True)
class Workspace:
    """An inputs folder and the outputs folder that belongs to it."""

    inputs: Path
    outputs: Path

    @property
    def root(self) -> Path:
        """What the names of sources are relative to: ``inputs/2022/nanhu/fiscal.csv``."""
        return self.inputs.parent

    @property
    def up_to_inputs(self) -> str | None:
        """The way from a page of a unit-year to the inputs, where the outputs lie in their usual place beside them."""
        if self.outputs != beside(self.inputs):
            return None
        return Path(os.path.relpath(self.inputs, self.outputs / "year" / "unit")).as_posix()

    def years(self) -> list[int]:
        """The years that have a folder, oldest first."""
        return sorted(int(path.name) for path in self.inputs.iterdir() if path.is_dir() and _YEAR.fullmatch(path.name))

    def units(self, problems: list[Problem] | None = None) -> dict[str, Unit]:
        """The units of units.csv by id, in its order. Errors: UsageError where there is no such list."""
        found, told = _listed(*self._list())
        if problems is not None:
            problems += told
        return dict(found)

    def unions(self, unit: str) -> list[str]:
        """The ids of the units whose parent is ``unit``, in the order of the list."""
        return _children(*self._list()).get(unit, [])

    def _list(self) -> tuple[Path, str, tuple[int, ...]]:
        """The list of units: its path, its name, and how it looks now, for what is remembered of it."""
        path = self.inputs / "units.csv"
        name = path.relative_to(self.root).as_posix()
        try:
            return path, name, state(path)
        except FileNotFoundError:
            told = f"没有找到单位名录 {name}。请建立此文件，或用“auditbook new 年度 目录”生成工作区。"
            raise UsageError(told) from None

    def folders(self, year: int) -> list[str]:
        """The units that have a folder in ``year``, those of units.csv first and in its order."""
        folder = self.inputs / str(year)
        if not folder.is_dir():
            known = "、".join(map(str, self.years())) or "（一个也没有）"
            raise UsageError(f"没有 {year} 年度的资料文件夹 {folder.name}/。现有年度：{known}。")
        found = {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")}
        listed = [unit for unit in self.units() if unit in found]
        return listed + sorted(found - set(listed))

    def with_unions(self, year: int) -> list[str]:
        """The units of ``year``: those with a folder, and a federation one of whose unions has a folder."""
        found = dict.fromkeys(self.folders(year))
        units = self.units()
        parents = {units[unit].parent for unit in found if unit in units} & set(units)
        return [unit for unit in units if unit in found or unit in parents] + [u for u in found if u not in units]

    def settings(self, year: int, problems: list[Problem] | None = None) -> Settings:
        """The settings of ``year``; a file that is not there gives the defaults."""
        path = self.inputs / str(year) / "year.yaml"
        name = path.relative_to(self.root).as_posix()
        if path.is_file():
            entries = read_form(path, "year", name, [] if problems is None else problems)
        else:
            columns = tables()["year"].columns.values()
            entries = {c.name: Entry(c.default, Source(name, column=c.title)) for c in columns if c.default is not None}
        named = entries.get("system")
        if named is not None and named.value not in systems(self.rules):
            known = "、".join(systems(self.rules))
            raise SetupError(f"{named.source}：没有名为“{named.value}”的指标体系。可用的：{known}。")
        if named is not None:
            return Settings(entries, str(named.value))
        return Settings(entries, heading_system(date(year, 12, 31), self.rules))

    @property
    def rules(self) -> Path:
        """The organisation's own indicator systems."""
        return self.inputs / "rules"

    @property
    def relations(self) -> Path:
        """The organisation's own relations."""
        return self.inputs / "checks" / "relations"

    @property
    def checks(self) -> Path:
        """The organisation's own checks (.sql)."""
        return self.inputs / "checks"

    @property
    def accounts(self) -> Path:
        """The organisation's own charts of accounts."""
        return self.inputs / "accounts"

    @property
    def limits(self) -> Path:
        """The organisation's own limits on spending."""
        return self.inputs / "limits"

    @property
    def texts(self) -> Path:
        """The organisation's own report texts."""
        return self.inputs / "texts"

    @property
    def reference(self) -> Path:
        """The organisation's own Word document whose fonts, margins and header all documents take on."""
        return self.texts / "reference.docx"

    def content(self, year: int, digests: Callable[[list[Path]], Mapping[Path, str]], written: bool = False) -> str:
        """What stands for all inputs of ``year`` and the year before; with what people wrote about the findings of
        ``year`` only where it is asked for (``written``)."""
        from auditbook.load import written_back

        whole, above = hashlib.sha256(), len(os.fspath(self.inputs)) + 1
        for files in self._contents(year):
            if not written:
                files = [path for path in files if not (path.parent.parent.name == str(year) and written_back(path))]
            known = digests([path for path in files if path.is_file() and not path.name.startswith((".", "~$"))])
            for path, mark in known.items():
                whole.update(f"{os.fspath(path)[above:]}|{mark}\x1f".encode(errors="surrogateescape"))
        return whole.hexdigest()

    def _contents(self, year: int) -> Iterator[list[Path]]:
        """The same, folder by folder: of a province they are never all in memory."""
        yield [self.inputs / "units.csv", *sorted(self.accounts.glob("*")), *sorted(self.limits.glob("*"))]
        for folder in (self.inputs / str(year), self.inputs / str(year - 1)):
            yield [folder / "year.yaml"]
            if folder.is_dir():
                yield from (sorted(unit.iterdir()) for unit in sorted(folder.iterdir()) if unit.is_dir())

    def folder_of(self, year: int, unit: str) -> Path:
        """The folder of a unit-year. Errors: UsageError for a year or unit that is not there."""
        folder = self.inputs / str(year) / unit
        plain = unit == Path(unit).name and not unit.startswith(".")
        if not plain or not any((folder.parent / one).is_dir() for one in (unit, *self.unions(unit))):
            known = "、".join(self.with_unions(year)) or "（一个也没有）"
            raise UsageError(f"{year} 年度没有单位“{unit}”。可用的单位：{known}。")
        return folder

    def destination(self, year: int, unit: str) -> Path:
        """The folder that a unit-year's outputs go to."""
        return self.outputs / str(year) / unit


@lru_cache(maxsize=4)
def _listed(path: Path, name: str, _: tuple[int, ...]) -> tuple[dict[str, Unit], list[Problem]]:
    """The units of a list that looks like this, read once, and what is wrong with it."""
    from auditbook.load import read_tables  # slow to import; a run of which nothing changed reads no table

    told: list[Problem] = []
    found: dict[str, Unit] = {}
    try:
        for table, rows in read_tables(path, name, told):
            for row in rows if table.name == "units" else []:
                unit = str(row["unit"] or "")
                if wrong := _no_unit(unit, found):
                    told.append(Problem(row.source, *wrong))
                elif unit:
                    told_of = (row["kind"] or "", row["parent"] or "", row["short_name"] or "")
                    found[unit] = Unit(unit, row["name"] or unit, *told_of)
    except InputError as problem:
        told.append(as_problem(Source(name), problem))
    return found, told


@lru_cache(maxsize=4)
def _children(path: Path, name: str, seen: tuple[int, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for unit in _listed(path, name, seen)[0].values():
        if unit.parent != unit.id:
            found.setdefault(unit.parent, []).append(unit.id)
    return found


def _no_unit(unit: str, found: dict[str, Unit]) -> tuple[str, str] | None:
    """What is wrong with the id of a unit, and the remedy."""
    if unit in found:
        return f"单位代号“{unit}”重复，只用了第一行", "请删去重复的一行，或改用另一个代号"
    if unit.upper() in _WINDOWS:
        return f"单位代号“{unit}”是 Windows 保留的名称，不能作文件夹名，没有采用", "请改用另一个代号，与文件夹名相同"
    if unit and not _PLAIN.fullmatch(unit):
        remedy = "请用字母、数字、汉字、下划线或短横线，与文件夹名相同"
        return f"单位代号“{unit}”不能作文件夹名，没有采用", remedy
    return None


def workspace(inputs: str | Path | None = None, outputs: str | Path | None = None) -> Workspace:
    """The folders given, else AUDITBOOK_INPUTS and AUDITBOOK_OUTPUTS, else those of the nearest parent folder."""
    found = _folder(inputs, "AUDITBOOK_INPUTS") or _nearest("inputs")
    if found is None or not found.is_dir():
        where = f"（找的是 {found.name}/）" if found is not None else ""
        raise UsageError(f"没有找到资料文件夹 inputs{where}。请用 --inputs 指定，或设置 AUDITBOOK_INPUTS。")
    target = (_folder(outputs, "AUDITBOOK_OUTPUTS") or beside(found.resolve())).resolve()
    if target.is_relative_to(found.resolve()):
        raise UsageError("结果文件夹不能放在资料文件夹里面，否则会混进资料。请用 --outputs 指定别处。")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target.name} 是一个文件，不能作结果文件夹。请用 --outputs 指定别处。")
    return Workspace(found.resolve(), target)


def beside(inputs: Path) -> Path:
    """The outputs of an inputs folder: beside it; those of ``inputs/synthetic`` lie in ``outputs/synthetic``."""
    if inputs.name == NEXT_TO_EXAMPLES and inputs.parent.name == "inputs":
        return inputs.parents[1] / "outputs" / NEXT_TO_EXAMPLES
    return inputs.parent / "outputs"


def _folder(given: str | Path | None, variable: str) -> Path | None:
    chosen = given or os.environ.get(variable)
    return Path(chosen) if chosen else None


def _nearest(name: str) -> Path | None:
    here = Path.cwd()
    return next((folder / name for folder in (here, *here.parents) if (folder / name).is_dir()), None)
