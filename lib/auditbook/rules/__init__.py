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
from auditbook.yamlfile import files_of, read_yaml, shown_name

# the kinds of scoring and what the rule of each must hold
NEEDS: dict[str, tuple[str, ...]] = {
    "shown": (),
    "proportional": ("target",),
    "deduction": ("per", "cut"),
    "bands": ("bands",),
    "checklist": ("points",),
    "judged": (),
}


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


def systems(folder: Path | None = None) -> dict[str, System]:
    """All systems of the package, and those of an organisation's ``folder``, where a file of one name wins."""
    return _systems(files_of(Path(__file__).parent, folder))


def heading_system(day: date, folder: Path | None = None) -> str:
    """The id of the system that heads a report for a period ending on ``day`` when the year names none."""
    started = [system for system in systems(folder).values() if system.heads_from <= day]
    if not started:
        raise SetupError(f"{day.year} 年没有可用的指标体系，请在 year.yaml 的 system 指定。")
    return max(started, key=lambda system: system.heads_from).id


@cache
def _systems(files: tuple[tuple[Path, int, int], ...]) -> dict[str, System]:
    return {path.stem: _system(path) for path, _, _ in files}


def _system(path: Path) -> System:
    body = read_yaml(path)
    place = shown_name(path)
    if not isinstance(body, dict) or body.get("system") != path.stem:
        raise SetupError(f"{place}：“system”应为 {path.stem}，与文件名一致。")
    try:
        return System(
            path.stem,
            body["title"],
            None if body["points"] is None else Decimal(body["points"]),
            (_day(body["in_force"]["from"]), None if body["in_force"]["to"] is None else _day(body["in_force"]["to"])),
            _day(body["heads_from"]),
            body["document"],
            body["clause"],
            _day(body["verified"]) if body["verified"] else None,
            body.get("note", ""),
            {str(name): _indicator(place, str(name), spec) for name, spec in body["indicators"].items()},
            tuple((Decimal(grade["from"]), grade["grade"]) for grade in body.get("grades", ())),
            body.get("targets"),
            place,
        )
    except KeyError as missing:
        raise SetupError(f"{place}：缺少 {missing}。") from None
    except (TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        raise SetupError(f"{place}：写法有误（{problem}）。") from None


def _indicator(place: str, name: str, spec: dict) -> Indicator:
    where = f"{place}：指标 {name}"
    try:
        points = None if spec.get("points") is None else Decimal(spec["points"])
        changed = {"levels": tuple(map(str, spec["levels"])), "examples": tuple(spec.get("examples", ()))}
        verified = _day(spec["verified"]) if spec["verified"] else None
        indicator = Indicator(name, **{**spec, **changed, "points": points, "verified": verified})
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        raise SetupError(f"{where} 缺少键、有不认识的键或写法有误（{problem}）。") from None
    if wrong := _wrong(indicator):
        raise SetupError(f"{where} {wrong}。")
    return indicator


def _wrong(indicator: Indicator) -> str:
    """What is wrong with an indicator that the types do not show; empty if nothing is."""
    rule = indicator.rule or {}
    if len(indicator.levels) != 3:
        return "的 levels 应有三级"
    if indicator.kind not in NEEDS:
        return f"的 kind 应是 {'、'.join(NEEDS)} 之一"
    if lacking := [key for key in NEEDS[indicator.kind] if key not in rule]:
        return f"的 rule 缺少 {'、'.join(lacking)}"
    if indicator.kind == "deduction":
        if sum(key in rule for key in ("over", "under", "off")) != 1:
            return "的 rule 应有 over、under、off 之一"
        if not rule["per"] or rule["per"] < 0:
            return "的 per 应大于零"
    if indicator.kind == "proportional" and not rule["target"]:
        return "的 target 不能为零"
    if indicator.kind == "checklist" and indicator.points is not None and not {"each", "cut"} & set(rule):
        return "的 rule 应有 each 或 cut"
    if indicator.kind in ("checklist", "judged"):
        return "" if indicator.value is None else "由人回答，不应有 value"
    return "" if indicator.value else "缺少 value（取哪个事实的数值）"


def _day(day: Any) -> date:
    if not isinstance(day, date):
        raise ValueError(f"“{day}”不是日期")  # noqa: TRY004 (a slip in a file, told as one)
    return day
