"""What the outputs of a unit-year follow from, as names and hashes, and in words what of it has changed.

The recipe stands in the manifest. It is made without opening a case: hashes of files that look unchanged are
remembered, so that a thousand units are looked through in seconds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from auditbook.files import code_digest, files_below
from auditbook.ledger.store import Store
from auditbook.versions import versions
from auditbook.workspace import Workspace

if TYPE_CHECKING:
    from auditbook.notebooks import Notebook

_NAMED = 3  # files that a sentence names


@dataclass(frozen=True)
class Recipe:
    """Everything that the outputs of a unit-year follow from.

    ``inputs`` and ``notebooks`` are hashes by name; ``across`` holds the marks of the matters across units that its
    pages tell, None while they are not known; ``code`` is one hash over the library with its checks, rules and texts.
    """

    year: int
    unit: str
    inputs: Mapping[str, str]
    across: Mapping[str, str] | None
    notebooks: Mapping[str, str]
    formats: list[str]
    parameters: Mapping[str, Any]
    code: str
    versions: Mapping[str, str]

    @property
    def told(self) -> dict[str, Any]:
        """As the manifest holds it, with one hash over all."""
        return {**asdict(self), "fingerprint": self.fingerprint}

    @property
    def fingerprint(self) -> str:
        """One hash over all of it."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Shared:
    """What all units of a year have in common: hashes by name of its settings, the list of units, what the
    organisation has of its own, and of the ``notebooks``."""

    inputs: Mapping[str, str]
    notebooks: Mapping[str, str]

    @classmethod
    def of(cls, place: Workspace, store: Store, year: int, notebooks: list[Notebook]) -> Self:
        """As everything is now."""
        hashes = {path.name: known for path, known in store.digests(one.path for one in notebooks).items()}
        return cls(_common(place, store, year), hashes)


def recipe(
    place: Workspace, store: Store, year: int, unit: str, notebooks: list[Notebook], formats: tuple[str, ...],
    given: Mapping[str, Any], across: Mapping[str, str] | None, shared: Shared | None = None,
) -> Recipe:  # fmt: skip
    """The recipe of a unit-year as everything is now; with ``shared``, as what it has in common was."""
    shared = shared or Shared.of(place, store, year, notebooks)
    hashes = {one.path.name: shared.notebooks[one.path.name] for one in notebooks}
    inputs = inputs_of(place, store, year, unit, shared.inputs)
    return Recipe(year, unit, inputs, across, hashes, sorted(formats), dict(given), code_digest(), versions())


def inputs_of(
    place: Workspace, store: Store, year: int, unit: str, common: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The hash of every file that a unit-year may read: the unit's, the year's settings, the list, own rules and texts.

    The pages of a federation tell of its unions as well: their files are among them, what people wrote included.
    ``common`` are those that all units of the year may read, where they are known.
    """
    # the year before gives the openings
    folders = [place.inputs / str(one) / name for one in (year - 1, year) for name in (unit, *place.unions(unit))]
    own = _hashes(place, store, [path for folder in folders for path in files_below(folder)])
    return dict(sorted({**own, **(_common(place, store, year) if common is None else common)}.items()))


def _common(place: Workspace, store: Store, year: int) -> dict[str, str]:
    folders = (place.rules, place.checks, place.accounts, place.limits, place.texts)
    files = [path for folder in folders for path in files_below(folder)]
    files += [place.inputs / "units.csv", place.inputs / str(year) / "year.yaml"]
    files += [place.inputs / "engagement.yaml", place.inputs / "requests.yaml"]
    return _hashes(place, store, files)


def _hashes(place: Workspace, store: Store, files: list[Path]) -> dict[str, str]:
    known = store.digests(path for path in files if os.path.isfile(path))  # noqa: PTH113 (of a hundred thousand files)
    above = len(os.fspath(place.root)) + 1
    return {os.fspath(path)[above:].replace(os.sep, "/"): mark for path, mark in known.items()}


def why(now: Recipe, made: Mapping[str, Any] | None, folder: Path, store: Store) -> list[str]:
    """Why the outputs in ``folder``, whose manifest is ``made``, do not stand any more (Chinese); empty: they do."""
    if made is None:
        return ["还没有运行过，或上次运行中断"]
    if made.get("state") != "完成":
        return ["上次运行没有全部完成"]
    return [*_changed(now, made), *_spoiled(made, folder, store)]


def of_others(across: Mapping[str, str] | None, made: Mapping[str, Any]) -> Iterator[str]:
    """The same for the matters across units that its pages tell, whose marks are ``across`` (None: not known)."""
    # a unit that is only evaluated tells of no other unit
    if across is not None and made.get("across") not in (across, {}):
        yield "跨单位检查中涉及的事项有变化"


def _changed(now: Recipe, made: Mapping[str, Any]) -> Iterator[str]:
    yield from _files("资料", now.inputs, made.get("inputs"))
    yield from of_others(now.across, made)
    yield from _files("笔记本", now.notebooks, made.get("notebooks"))
    if now.formats != made.get("formats"):
        yield "输出格式与上次不同"
    if dict(now.parameters) != made.get("parameters"):
        yield "参数（--set）与上次不同"
    if now.code != made.get("code"):
        yield "程序（含检查、规则、文字）有更新"
    yield from _files("软件包", now.versions, made.get("versions"))


def _files(what: str, now: Mapping[str, str], made: Any) -> Iterator[str]:
    before: Mapping[str, Any] = made if isinstance(made, dict) else {}
    for told, names in (
        ("有变化", [name for name in now if name in before and now[name] != before[name]]),
        ("新增", [name for name in now if name not in before]),
        ("已不在", [name for name in before if name not in now]),
    ):
        if names:
            more = f"等{len(names)}个" if len(names) > _NAMED else ""
            yield f"{what}{told}：{'、'.join(names[:_NAMED])}{more}"


def _spoiled(made: Mapping[str, Any], folder: Path, store: Store) -> Iterator[str]:
    outputs: Mapping[str, Any] = made.get("outputs") or {}
    there = {name: folder / name for name in outputs if (folder / name).is_file()}
    known = store.digests(there.values())
    lost = [name for name in outputs if name not in there]
    other = [name for name, path in there.items() if known[path] != outputs[name]]
    for told, names in (("缺失", lost), ("被改动", other)):
        if names:
            more = f"等{len(names)}个" if len(names) > _NAMED else ""
            yield f"结果文件{told}：{'、'.join(names[:_NAMED])}{more}"
