"""Official indicator systems as dated, cited data: one YAML file is one system.

Every indicator holds its levels, points, fact, kind of scoring, clause, the day it was last verified (or false), and
examples at its edges, which are its tests. The kinds of scoring are in ``auditbook.indicators``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.errors import SetupError
from auditbook.yamlfile import read_yaml


@dataclass(frozen=True)
class Indicator:
    """One indicator: its place (``levels``), what it is worth, and how it is scored."""

    id: str
    levels: tuple[str, str, str]
    kind: str
    clause: str
    verified: date | None
    points: Decimal | None = None
    value: str | None = None
    rule: dict[str, Any] | None = None
    gate: dict[str, str] | None = None
    none_of: str | None = None
    advice: str = ""
    examples: tuple[dict, ...] = ()


@dataclass(frozen=True)
class System:
    """One indicator system: ``points`` is None where the document fixes no weights, and then nothing is totalled."""

    id: str
    title: str
    points: Decimal | None
    in_force: tuple[date, date | None]
    heads_from: date
    document: str
    clause: str
    verified: date | None
    note: str
    indicators: dict[str, Indicator]
    grades: tuple[tuple[Decimal, str], ...] = ()
    targets: dict[str, Any] | None = None
    file: str = ""

    def covers(self, day: date) -> bool:
        """The system is in force on ``day``."""
        start, end = self.in_force
        return start <= day and (end is None or day <= end)


@cache
def systems(folder: Path | None = None) -> dict[str, System]:
    """All systems of the package, and those of an organisation's ``folder``, where a file of one name wins."""
    found = {path.stem: path for path in sorted(Path(__file__).parent.glob("*.yaml"))}
    if folder is not None and folder.is_dir():
        found.update({path.stem: path for path in sorted(folder.glob("*.yaml"))})
    return {stem: _system(path) for stem, path in found.items()}


def heading_system(day: date, folder: Path | None = None) -> str:
    """The id of the system that heads a report for a period ending on ``day`` when the year names none."""
    started = [system for system in systems(folder).values() if system.heads_from <= day]
    if not started:
        raise SetupError(f"{day.year} 年没有可用的指标体系，请在 year.yaml 的 system 指定。")
    return max(started, key=lambda system: system.heads_from).id


def _system(path: Path) -> System:
    body = read_yaml(path)
    place = f"rules/{path.name}"
    if not isinstance(body, dict) or body.get("system") != path.stem:
        raise SetupError(f"{place}：“system”应为 {path.stem}，与文件名一致。")
    try:
        return System(
            path.stem,
            body["title"],
            None if body["points"] is None else Decimal(body["points"]),
            (body["in_force"]["from"], body["in_force"]["to"]),
            body["heads_from"],
            body["document"],
            body["clause"],
            body["verified"] or None,
            body.get("note", ""),
            {name: _indicator(place, name, spec) for name, spec in body["indicators"].items()},
            tuple((Decimal(grade["from"]), grade["grade"]) for grade in body.get("grades", ())),
            body.get("targets"),
            place,
        )
    except KeyError as missing:
        raise SetupError(f"{place}：缺少 {missing}。") from None


def _indicator(place: str, name: str, spec: dict) -> Indicator:
    try:
        changed = {"levels": tuple(spec["levels"]), "examples": tuple(spec.get("examples", ()))}
        points = None if spec.get("points") is None else Decimal(spec["points"])
        return Indicator(name, **{**spec, **changed, "points": points, "verified": spec["verified"] or None})
    except (KeyError, TypeError) as problem:
        raise SetupError(f"{place}：指标 {name} 缺少键或有不认识的键（{problem}）。") from None
