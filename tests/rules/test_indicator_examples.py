"""Every example that stands in a rule file, run; and what every indicator must have."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from auditbook.facts import Fact, Facts, absent
from auditbook.facts.derive import definitions, derive
from auditbook.finding import Source
from auditbook.forms import Answer
from auditbook.indicators import score_system
from auditbook.rules import systems
from auditbook.sheets import Row
from auditbook.targets import score_target

PERIOD_END = date(2022, 12, 31)
INDICATORS = [(s, i) for s in systems().values() for i in s.indicators.values()]
EXAMPLES = [
    pytest.param(system, indicator, example, id=f"{indicator.id}-{number}")
    for system, indicator in INDICATORS
    for number, example in enumerate(indicator.examples, 1)
]
TARGETS = [
    pytest.param(system, example, id=f"{system.id}-{number}")
    for system in systems().values()
    if system.targets
    for number, example in enumerate(system.targets["examples"], 1)
]


def given(values: dict) -> Facts:
    """Facts as a unit would have that could give these and nothing else."""
    return Facts({**derive({}, {}), **{name: known(name, value) for name, value in values.items()}})


def known(name: str, value: object) -> Fact:
    blank = definitions().get(name) or absent(name)
    assert blank is not None, f"{name} is no fact that anything can give"
    if isinstance(value, str):
        return Fact(name, blank.title, text=value, status="measured")
    return Fact(name, blank.title, Fraction(value), measure=blank.measure, status="derived", formula="甲 ÷ 乙")


def answer(body: dict | None) -> Answer | None:
    return None if body is None else Answer(Source("answers.yaml", row=1), **{**body, **scored(body)})


def scored(body: dict) -> dict:
    return {"score": Decimal(str(body["score"]))} if "score" in body else {}


def compare(score, example: dict) -> None:
    expected = example.get("score")
    assert score.status == example.get("status", "scored"), score.basis
    assert score.score == (None if expected is None else Decimal(str(expected))), score.basis
    assert example.get("says", "") in score.basis


@pytest.mark.parametrize(("system", "indicator", "example"), EXAMPLES)
def test_the_example_of_an_indicator_holds(system, indicator, example):
    answered = answer(example.get("answer"))
    answers = {} if answered is None else {indicator.id: answered}
    scores = {s.indicator: s for s in score_system(system, given(example["given"]), answers, [], PERIOD_END)}
    compare(scores[indicator.id], example)


@pytest.mark.parametrize(("system", "example"), TARGETS)
def test_the_example_of_a_target_holds(system, example):
    filled = {key: Decimal(str(v)) if isinstance(v, int | Decimal) else v for key, v in example["target"].items()}
    row = Row({"level1": "产出指标", "level3": "某指标", **filled}, Source("targets.csv", row=2))
    compare(score_target(system, "S2.01", "某指标", row, given({}), answer(example.get("judged"))), example)


@pytest.mark.parametrize(("system", "indicator"), [pytest.param(s, i, id=i.id) for s, i in INDICATORS])
def test_an_indicator_has_its_clause_the_day_of_verification_and_examples(system, indicator):
    assert system.document and indicator.clause
    assert indicator.verified is None or isinstance(indicator.verified, date)
    assert {example.get("status", "scored") for example in indicator.examples} >= {"no_data"}
