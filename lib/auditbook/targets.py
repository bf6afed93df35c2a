"""绩效目标: the rows of the 自评表, scored by the conventions of the system that carries them.

Source of the arithmetic: standards §2.6 (positive and equal in proportion, reverse by the excess, qualitative in
bands); a target that nobody has approved is shown and not scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from auditbook.facts import Facts
from auditbook.facts.measure import row_keys
from auditbook.forms import Answer
from auditbook.goal import operator_and_target
from auditbook.rules import System
from auditbook.scores import UNPROVEN, Score, answered, cents
from auditbook.sheets import Row
from auditbook.tables import tables


def score_targets(system: System, facts: Facts, answers: Mapping[str, Answer], rows: list[Row]) -> Iterator[Score]:
    """The scores of all targets, level by level; a level without targets is one score without data."""
    spec = system.targets or {}
    keys = row_keys(tables()["targets"], rows)
    for level, rule in spec["levels"].items():
        chosen = [(key, row) for key, row in zip(keys, rows, strict=True) if row["level1"] == level]
        if not chosen:
            yield Score(
                system.id, rule["id"], (level, "", "（未提供绩效目标）"), Decimal(rule["points"]), "no_data",
                spec["missing"], missing=(f"targets.{level}",), advice=spec["advice"], clause=spec["clause"],
            )  # fmt: skip
        sound = _sums_up(chosen, rule["points"])
        for number, (key, row) in enumerate(chosen, 1):
            scored = score_target(system, f"{rule['id']}.{number:02d}", key, row, facts, answers.get(key))
            yield scored if sound or scored.score is None else _unsound(scored, level, rule["points"])


def _sums_up(chosen: list[tuple[str, Row]], points: int) -> bool:
    return sum((row["points"] or Decimal(0) for _, row in chosen), Decimal(0)) == points


def _unsound(score: Score, level: str, points: int) -> Score:
    told = f"{level}各项分值之和不等于{points}分，不予评分；{score.basis}"
    return replace(score, status="not_scored", score=None, basis=told, attention="")


def score_target(system: System, name: str, key: str, row: Row, facts: Facts, answer: Answer | None) -> Score:
    """The score of one row of 绩效目标; ``key`` is the row's name in facts and answers."""
    spec = system.targets or {}
    blank = Score(
        system.id, name, (row["level1"] or "", row["level2"] or "", row["level3"] or key), row["points"], "no_data",
        "", facts=tuple(f"targets.{key}.{c}" for c in ("target", "actual") if f"targets.{key}.{c}" in facts),
        advice=spec["advice"], clause=spec["clause"], row=row, measure=row["measure"] or "",
    )  # fmt: skip
    operator, target = operator_and_target(row)
    actual = row["actual"]
    if isinstance(actual, Decimal):
        blank = replace(blank, value=Fraction(actual))
    elif actual is not None:
        blank = replace(blank, text=str(actual))
    if not row["approved"]:
        return replace(blank, status="not_scored", basis=spec["unapproved"], missing=(f"targets.{key}.approved",))
    lacking = [c for c, v in (("points", row["points"]), ("target", target), ("actual", actual)) if v is None]
    if lacking:
        titles = "、".join(tables()["targets"].columns[column].title for column in lacking)
        return replace(
            blank, basis=f"数据缺失，无法评分：没有填写{titles}", missing=tuple(f"targets.{key}.{c}" for c in lacking)
        )
    if operator == "定性":
        return _qualitative(blank, key, str(actual), spec["bands"], answer)
    if not isinstance(target, Decimal) or not isinstance(actual, Decimal):
        return replace(
            blank, basis="年度指标值或实际完成值不是数字，无法按定量指标评分", missing=(f"targets.{key}.target",)
        )
    if told := _incomparable(row, target, actual):
        return replace(blank, basis=told, missing=(f"targets.{key}.actual",))
    points = _quantitative(Decimal(row["points"]), operator, Fraction(target), Fraction(actual))
    return replace(blank, status="scored", score=points, basis=_compared(operator, target, actual),
                   attention=_attention(spec, operator, target, actual, points, row))  # fmt: skip


def _incomparable(row: Row, target: Decimal, actual: Decimal) -> str:
    """Why two figures must not be compared as they stand; empty if they may."""
    if target < 0 or actual < 0:
        return "年度指标值或实际完成值为负数，没有可用的评分规则，不予评分"
    small, large = sorted((target, actual))
    percent = row["measure"] == "%" or "%" in str(row["target"])
    if 0 < small < 1 < large or (percent and small == 1 < large):
        return f"年度指标值{target}与实际完成值{actual}可能一个按百分数、一个按小数填写，不予评分，请统一"
    return ""


def _quantitative(points: Decimal, operator: str, target: Fraction, actual: Fraction) -> Decimal:
    """Points of a quantitative target: in proportion below it (≥, =), reversed above it (≤)."""
    full = Fraction(points)
    if operator == "≤":
        if actual <= target:
            return cents(full)
        return cents(max(Fraction(0), full * (1 - (actual - target) / target))) if target > 0 else Decimal("0.00")
    if target == 0:
        return cents(full) if operator == "≥" or actual <= 0 else Decimal("0.00")
    return cents(full) if actual >= target else cents(max(Fraction(0), full * actual / target))


def _qualitative(blank: Score, key: str, actual: str, bands: dict[str, dict], answer: Answer | None) -> Score:
    missing = (f"answers.{key}",)
    band = bands.get(actual)
    if band is None:
        return replace(blank, basis=f"实际完成值应为{'、'.join(bands)}之一", missing=(f"targets.{key}.actual",))
    if answer is None or answer.score is None:
        return replace(blank, basis=f"{actual}：尚未由评价组打分", missing=missing)
    share = Fraction(answer.score) / Fraction(blank.points or 1) * 100
    within = share >= band["from"] and ("below" not in band or share < band["below"]) and share <= band.get("to", 100)
    if not within:
        return replace(blank, basis=f"打分{answer.score}分与“{actual}”的分档不符，不予计分", missing=missing)
    if not answer.evidence or not answer.who:
        return replace(blank, basis=UNPROVEN, missing=missing)
    return replace(blank, status="judged", score=cents(Fraction(answer.score)), basis=answered(actual, answer))


def _compared(operator: str, target: Decimal, actual: Decimal) -> str:
    return f"年度指标值{operator}{target}，实际完成值{actual}"


def _attention(spec: dict, operator: str, target: Decimal, actual: Decimal, points: Decimal, row: Row) -> str:
    if row["reason"]:
        return ""
    if operator == "≥" and target > 0 and actual * 100 >= target * spec["attention_at"]:
        return f"实际完成值达到指标值的{spec['attention_at']}%以上，未说明偏差原因"
    return "未得满分，未说明偏差原因" if points < row["points"] else ""
