"""Every example that stands in the head of a check, run; and what every check must have."""

import pytest

from auditbook.checks import checks, run
from auditbook.checks.examples import YEAR, answered, views

pytestmark = pytest.mark.usefixtures("one_database")

ACCUSING = ("挪用", "违规", "虚假", "造假", "截留", "违法", "套取", "虚列", "贪污")
CHECKS = [pytest.param(check, id=check.id) for check in checks().values()]
EXAMPLES = [
    pytest.param(check, example, id=f"{check.id}-{number}")
    for check in checks().values()
    for number, example in enumerate(check.examples, 1)
]


@pytest.mark.parametrize(("check", "example"), EXAMPLES)
def test_the_example_of_a_check_holds(check, example):
    outcome = answered(check, example)
    assert outcome.status == example["status"], outcome.message
    assert example.get("message", "") in outcome.message
    assert bool(outcome.evidence) == (outcome.status == "findings")
    if "vouchers" in example:
        assert list(dict.fromkeys(piece.voucher for piece in outcome.evidence)) == example["vouchers"]
    if "groups" in example:
        assert list(dict.fromkeys(piece.group for piece in outcome.evidence)) == [str(g) for g in example["groups"]]
    for text in (outcome.message, *(piece.reason for piece in outcome.evidence)):
        assert "{" not in text and "数据缺失" not in text, text


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_shows_a_nasty_ledger_and_a_clean_one(check):
    shown = [example["status"] for example in check.examples]
    assert "findings" in shown and "clean" in shown
    assert all(example.get("says") for example in check.examples)


@pytest.fixture(scope="module")
def nothing(one_database):
    """Books without any table."""
    with views({}) as con:
        yield con


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_without_any_table_does_not_answer_clean(check, nothing):
    assert run(check, nothing, YEAR, set()).status in ("not_enough_data", "not_applicable")


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_says_what_it_compared_and_accuses_nobody(check):
    texts = (check.title, check.basis, check.advice, check.proves, check.does_not_prove, check.says, check.sql)
    assert [word for word in ACCUSING for text in texts if word in text] == []
    assert check.says and check.advice.startswith("建议")
