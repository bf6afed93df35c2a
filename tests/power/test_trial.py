"""Known irregularities in a copy of the books: what is found is counted, and the books themselves are left alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from auditbook import open_case
from auditbook.checks import checks
from auditbook.finding import Evidence, Outcome, Source
from auditbook.power import trials
from auditbook.power.planting import FILE, plants
from auditbook.report import trial
from examples import INPUTS


@pytest.fixture(scope="module")
def case(kept):
    return open_case(2021, "u03", INPUTS / "synthetic", kept)


@pytest.fixture(scope="module")
def tried(case):
    return {trial.check: trial for trial in trials(case)}


def test_every_kind_of_the_set_is_a_check_and_has_a_name_for_each_variation():
    kinds = {plant.check for plant in plants()}
    assert kinds <= set(checks()) and len(kinds) >= 30
    assert all(plant.says and (plant.rows or plant.drop) for plant in plants())


@pytest.mark.long
def test_what_is_planted_is_counted_as_found_or_missed(tried):
    for check in {plant.check for plant in plants()}:
        trial = tried[check]
        planted = sorted(plant.says for plant in plants() if plant.check == check)
        assert trial.lacking or sorted([*trial.found, *trial.missed]) == planted


@pytest.mark.long
def test_a_duplicate_payment_is_found_and_a_reviewer_sees_how_much_there_is_to_look_at(tried):
    assert len(tried["A25"].found) == 2 and tried["A25"].looked_at >= 4


@pytest.mark.long
def test_nothing_of_it_enters_the_case(case, tried):
    assert not case.findings["file"].eq(FILE).any()
    assert int(case.sql(f"SELECT count(*) AS n FROM journal WHERE file = '{FILE}'").n[0]) == 0
    assert case.sql("SELECT sum(debit) AS s FROM journal").s[0] == Decimal(
        case.sql("SELECT sum(credit) s FROM journal").s[0]
    )


def test_more_rows_than_a_page_lists_are_looked_at_all_the_same(case, monkeypatch):
    some = [plant for plant in plants() if plant.check == "A25"]
    monkeypatch.setattr("auditbook.power.trial.plants", lambda: some)
    (whole,) = trials(case)
    few = {name: replace(check, listed=2) for name, check in checks().items()}
    monkeypatch.setattr("auditbook.power.trial.checks", lambda own: few)
    assert trials(case) == [whole] and whole.looked_at > 2


def test_less_evidence_than_before_is_nothing_found(case, monkeypatch):
    (plant,) = [plant for plant in plants() if plant.alone][:1]
    monkeypatch.setattr("auditbook.power.trial.plants", lambda: [plant])
    pieces = tuple(Evidence(Source("序时账.csv", row=row), "超过", group=str(row)) for row in (1, 2))
    before = Outcome(plant.check, "", "findings", "", evidence=pieces, found=2)
    monkeypatch.setitem(case.__dict__, "proved", [before])
    for after, found in ((pieces[:1], ()), ((*pieces, replace(pieces[0], amount=Decimal("1.00"))), (plant.says,))):
        monkeypatch.setattr("auditbook.power.trial.run", lambda *asked, now=after: replace(before, evidence=now))
        (trial,) = trials(case)
        assert trial.found == found


def test_the_same_seed_plants_the_same(case, monkeypatch):
    some = [plant for plant in plants() if plant.check in ("A15", "A24", "A25", "J06")]
    monkeypatch.setattr("auditbook.power.trial.plants", lambda: some)
    assert len(trials(case)) == 4 and trials(case) == trials(case)


@pytest.mark.long
def test_the_same_seed_plants_the_whole_set_the_same(case, tried):
    assert {trial.check: trial for trial in trials(case)} == tried


@pytest.mark.long
def test_the_page_says_that_this_is_no_assurance(case, tried, monkeypatch):
    monkeypatch.setattr("auditbook.report.findings.power.trials", lambda case: list(tried.values()))
    assert "不是保证" in trial(case, True).part("trial").html
    assert "没有要求测试" in trial(case, False).part("trial").html
