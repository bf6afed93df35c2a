"""Scores: official indicators over facts, by a small closed set of kinds.

shown         the value is shown; the document fixes no points
proportional  points × min(1, value ÷ target)
deduction     every full step ``per`` over (under, off) a limit costs ``cut``; the text does not say how a part-step
              counts, so full steps are scored and the other reading is told in the basis
bands         the first band whose edge the value meets
checklist     so many points a yes, or so many off a no
judged        a person's judgement, range-checked, with evidence and name

An operand that is missing gives ``no_data`` and no points. Nothing is totalled where the document fixes no weights.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from auditbook.errors import SetupError
from auditbook.facts import Fact, Facts
from auditbook.figures import show
from auditbook.forms import Answer
from auditbook.rules import Indicator, System
from auditbook.scores import UNPROVEN, Score, answered, cents
from auditbook.sheets import Row
from auditbook.targets import score_targets


def score_system(
    system: System, facts: Facts, answers: Mapping[str, Answer], targets: list[Row], day: date
) -> list[Score]:
    """The scores of ``system`` for the period that ends on ``day``, in the order of the document."""
    try:
        scores = [_indicator(system, indicator, facts, answers) for indicator in system.indicators.values()]
        if system.targets is not None:
            scores += list(score_targets(system, facts, answers, targets))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, IndexError) as problem:
        raise SetupError(f"{system.file} 的写法有误，无法评分（{type(problem).__name__}：{problem}）。") from None
    if system.covers(day):
        return scores
    start, end = system.in_force
    period = f"{start.isoformat()} 至 {end.isoformat() if end else '今'}"
    told = f"评价期间截止日 {day.isoformat()} 不在本体系适用期间（{period}）内"
    return [replace(score, status="not_in_force", score=None, basis=told, missing=()) for score in scores]


def missing_inputs(facts: Facts, fact: str) -> tuple[str, ...]:
    """The ids of the input cells that ``fact`` lacks: those of its operands that nothing else can give."""
    found = facts[fact]
    if found.known:
        return ()
    if not found.operands:
        return (fact,)
    return tuple(dict.fromkeys(leaf for operand in found.operands for leaf in missing_inputs(facts, operand)))


def worked(facts: Facts, fact: Fact) -> str:
    """How a value came about, with its operands: 在职人员数4人 ÷ 编制数4人 × 100%＝100.0%."""
    if not fact.formula:
        return f"{fact.title}{show(fact)}"
    figures = {facts[name].title: show(facts[name]) for name in fact.operands}
    titles = sorted(figures, key=len, reverse=True)
    # in one pass and the longest first: one title may be a part of another
    found = "|".join(map(re.escape, titles))
    told = re.sub(found, lambda title: title[0] + figures[title[0]], fact.formula) if titles else fact.formula
    return f"{told}＝{show(fact)}"


def _indicator(system: System, indicator: Indicator, facts: Facts, answers: Mapping[str, Answer]) -> Score:
    blank = Score(
        system.id, indicator.id, indicator.levels, indicator.points, "no_data", "",
        advice=indicator.advice, verified=indicator.verified, clause=indicator.clause,
    )  # fmt: skip
    answer = answers.get(indicator.id)
    if indicator.none_of and answer and answer.answer == indicator.none_of:
        if not answer.evidence or not answer.who:
            return replace(blank, basis=UNPROVEN, missing=(f"answers.{indicator.id}",))
        return replace(blank, status="scored", score=indicator.points, basis=answered(indicator.none_of, answer))
    if indicator.value is None:
        return _ANSWERED[indicator.kind](blank, indicator, answer)
    fact = facts[indicator.value]
    shown = replace(blank, value=fact.value, measure=fact.measure, facts=(fact.id,))
    if fact.value is None:
        missing = missing_inputs(facts, fact.id)
        return replace(shown, basis="数据缺失，无法评分", missing=missing)
    if indicator.points is None or indicator.kind == "shown":
        stated = "（按所称数列示）" if fact.status == "stated" else ""
        return replace(shown, status="not_scored", basis=f"{worked(facts, fact)}{stated}；该框架未定权重，不打分")
    if indicator.gate and (fact.status == "stated" or not facts[indicator.gate["fact"]].known):
        told = f"{worked(facts, fact)}；{indicator.gate['otherwise']}"
        return replace(shown, status="not_scored", basis=told, missing=(indicator.gate["fact"],))
    points, basis = _MEASURED[indicator.kind](indicator.points, fact.value, indicator.rule or {})
    return replace(shown, status="scored", score=points, basis=f"{worked(facts, fact)}；{basis}")


def _proportional(points: Decimal, value: Fraction, rule: dict[str, Any]) -> tuple[Decimal, str]:
    share = max(Fraction(0), min(Fraction(1), value / Fraction(rule["target"])))
    return cents(Fraction(points) * share), f"按比例计分，达到{rule['target']}%得满分"


def _deduction(points: Decimal, value: Fraction, rule: dict[str, Any]) -> tuple[Decimal, str]:
    side = next(key for key in ("over", "under", "off") if key in rule)
    beyond = value - Fraction(rule[side])
    excess = {"over": beyond, "under": -beyond, "off": abs(beyond)}[side]
    steps = max(Fraction(0), excess) / Fraction(rule["per"])
    cut = Fraction(rule["cut"])
    by_steps = cents(max(Fraction(0), Fraction(points) - int(steps) * cut))
    by_share = cents(max(Fraction(0), Fraction(points) - steps * cut))
    if by_steps == by_share:
        return by_steps, f"扣{points - by_steps}分"
    return by_steps, f"按整步扣{points - by_steps}分；文件未说明不足一步如何计，若按比例计为{by_share}分"


def _bands(points: Decimal, value: Fraction, rule: dict[str, Any]) -> tuple[Decimal, str]:
    for band in rule["bands"]:
        meets = ("upto" not in band or value <= Fraction(band["upto"])) and (
            "from" not in band or value >= Fraction(band["from"])
        )
        if meets:
            return cents(Fraction(band["score"])), f"分档计{band['score']}分"
    return Decimal("0.00"), "未达最低档"


def _checklist(blank: Score, indicator: Indicator, answer: Answer | None) -> Score:
    rule = indicator.rule or {}
    wanted = range(1, len(rule["points"]) + 1)
    given = {number: (answer.points or {}).get(number) if answer else None for number in wanted}
    unknown = [number for number in wanted if given[number] is None]
    if unknown:
        lacking = "、".join(f"（{number}）{rule['points'][number - 1]}" for number in unknown)
        missing = (f"answers.{indicator.id}",)
        return replace(blank, basis=f"数据缺失，无法评分：要点未作答 {lacking}", missing=missing)
    if indicator.points is not None and (answer is None or not answer.evidence or not answer.who):
        return replace(blank, basis=UNPROVEN, missing=(f"answers.{indicator.id}",))
    met = sum(bool(value) for value in given.values())
    basis = answered(f"符合{met}项，共{len(given)}项", answer)
    if indicator.points is None:
        return replace(blank, status="not_scored", value=Fraction(met), measure="项", basis=basis)
    if "each" in rule:
        score = Fraction(rule["each"]) * met
    else:
        instances = max(len(given) - met, (answer.count or 0) if answer else 0)
        score = Fraction(indicator.points) - Fraction(rule["cut"]) * instances
    points = cents(max(Fraction(0), score))
    return replace(blank, status="scored", value=Fraction(met), measure="项", score=points, basis=basis)


def _judged(blank: Score, indicator: Indicator, answer: Answer | None) -> Score:
    missing = (f"answers.{indicator.id}",)
    if answer is None or (answer.score is None and not answer.level):
        return replace(blank, basis="数据缺失，无法评分：需由评价组评判", missing=missing)
    if not answer.evidence or not answer.who:
        return replace(blank, basis=UNPROVEN, missing=missing)
    if indicator.points is None:
        told = _answer_told(answer)
        return replace(blank, status="not_scored", text=told, basis=answered("评判；该框架未定权重，不打分", answer))
    levels = (indicator.rule or {}).get("levels", {})
    score = Decimal(levels[answer.level]) if answer.level in levels else answer.score
    if score is None or indicator.points is None or score > indicator.points:
        return replace(blank, basis="评判的档次或分数不在允许范围内，不予计分", missing=missing)
    return replace(blank, status="judged", score=cents(Fraction(score)), basis=answered("评判", answer))


def _answer_told(answer: Answer) -> str:
    return answer.level or ("" if answer.score is None else str(answer.score))


_MEASURED: dict[str, Callable[[Decimal, Fraction, dict[str, Any]], tuple[Decimal, str]]] = {
    "proportional": _proportional,
    "deduction": _deduction,
    "bands": _bands,
}
_ANSWERED: dict[str, Callable[[Score, Indicator, Answer | None], Score]] = {
    "checklist": _checklist,
    "judged": _judged,
}
