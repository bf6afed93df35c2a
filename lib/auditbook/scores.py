"""Scores and their total: what an indicator gave, on what basis, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from auditbook.forms import Answer
from auditbook.rules import System
from auditbook.sheets import Row

UNPROVEN = "评判或作答缺少佐证材料或评判人，不予计分"
COUNTED = ("scored", "judged")


@dataclass(frozen=True)
class Score:
    """One indicator of one system: ``score`` is None unless ``status`` is scored or judged.

    ``basis`` says in Chinese how it came about or what is lacking, ``missing`` holds the ids of the facts (or of the
    answers) that are needed for more, ``attention`` what a reader should look at though points were given.
    """

    system: str
    indicator: str
    levels: tuple[str, str, str]
    points: Decimal | None
    status: str
    basis: str
    value: Fraction | None = None
    text: str = ""
    measure: str = ""
    score: Decimal | None = None
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    advice: str = ""
    attention: str = ""
    verified: date | None = None
    clause: str = ""
    row: Row | None = None

    @property
    def lost(self) -> Decimal | None:
        """Points lost where points were given at all."""
        return None if self.score is None or self.points is None else self.points - self.score


@dataclass(frozen=True)
class Total:
    """The sum of a system: ``score`` of ``evaluated`` points, out of ``possible``; a grade only when all count."""

    system: str
    score: Decimal
    evaluated: Decimal
    possible: Decimal
    grade: str | None

    @property
    def missing(self) -> Decimal:
        """Points that could not be evaluated."""
        return self.possible - self.evaluated


def total(system: System, scores: list[Score]) -> Total | None:
    """The total of ``system``; None where its document fixes no weights or it is not in force."""
    if system.points is None or any(score.status == "not_in_force" for score in scores):
        return None
    counted = [score for score in scores if score.status in COUNTED]
    evaluated = sum((score.points or Decimal(0) for score in counted), Decimal(0))
    reached = sum((score.score or Decimal(0) for score in counted), Decimal(0))
    grade = next((name for least, name in system.grades if reached >= least), None)
    complete = evaluated == system.points and len(counted) == len(scores)
    return Total(system.id, reached, evaluated, system.points, grade if complete else None)


def cents(value: Fraction) -> Decimal:
    """``value`` with two places, halves away from zero, from the exact fraction.

    >>> cents(Fraction(20, 3)), cents(Fraction(1, 200))
    (Decimal('6.67'), Decimal('0.01'))
    """
    rounded = int(abs(value) * 100 + Fraction(1, 2))
    return (Decimal(rounded if value >= 0 else -rounded) / 100).quantize(Decimal("0.01"))


def answered(told: str, answer: Answer | None) -> str:
    """``told`` with the evidence and the name that stand behind an answer."""
    if answer is None:
        return told
    parts = [told, f"佐证：{answer.evidence}" if answer.evidence else "", f"评判人：{answer.who}" if answer.who else ""]
    return "；".join(filter(None, parts))
