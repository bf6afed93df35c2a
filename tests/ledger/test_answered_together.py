"""The answers about several units' books, kept at once, are those that each of them alone would give."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from auditbook.case import Case
from auditbook.checks import checks
from auditbook.ledger import together
from auditbook.ledger.answers import SETTINGS, asked, checks_of_unit
from auditbook.ledger.together import FEW, answer_together, answered_together
from auditbook.workspace import Workspace
from own_rules import own_check

SYNTHETIC = Path(__file__).parents[2] / "inputs" / "synthetic"
# by relations of units, by limits, by the chart, in Python, by settings, after all others, with nothing to look at
CHOSEN = ("A01", "A08", "A19", "A23", "A24", "A29", "B02", "C02", "C03", "C05", "J01", "Y03", "Y04")
HEADINGS = "日期,凭证字号,分录号,摘要,科目编码,科目名称,借方金额,贷方金额,往来单位,制单人\n"
# the fifth unit's books are the federation's, the sixth handed in no journal, the seventh a file that is none
UNITS = ("a", "b", "c", "d", "f", "n", "w")


def journal(unit: str, lines: int = 6) -> str:
    """Payments in cash, two of them alike, and a number that is missing."""
    scale = ord(unit)
    told = [
        "2021-03-06,记-1,1,活动,50102,文体活动费,1200.00,,商户甲,甲",
        "2021-03-06,记-1,2,付款,101,库存现金,,1200.00,,甲",
    ]
    for number in range(3, 3 + lines):
        told += [
            f"2021-04-{number:02},记-{number},1,慰问困难职工{unit},50104,维权支出,{scale}{number}.00,,,乙",
            f"2021-04-{number:02},记-{number},2,付款,102,银行存款,,{scale}{number}.00,,乙",
        ]
    return HEADINGS + "\n".join(told) + "\n"


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    inputs = tmp_path / "inputs"
    names = "".join(f"{unit},{unit}工会,{'federation' if unit == 'f' else 'grassroots'},\n" for unit in UNITS)
    (inputs / "2020" / "a").mkdir(parents=True)
    (inputs / "units.csv").write_text(f"unit,name,kind,parent\n{names}", "utf-8")
    for unit in UNITS:
        (inputs / "2021" / unit).mkdir(parents=True)
        if unit != "n":
            text = journal(unit) if unit != "w" else "\0\0\0"
            (inputs / "2021" / unit / "序时账.csv").write_text(text, "utf-8")
        profile = f"name: {unit}工会\nown_limits:\n  节日慰问: {ord(unit)}.00\n"
        (inputs / "2021" / unit / "profile.yaml").write_text(profile, "utf-8")
    (inputs / "2020" / "a" / "序时账.csv").write_text(journal("a").replace("2021", "2020"), "utf-8")
    followup = "年度,检查,问题,整改措施,整改期限\n2020,C03,凭证断号,装订,2021-01-31\n"
    (inputs / "2021" / "b" / "整改台账.csv").write_text(followup, "utf-8")
    return Workspace(inputs, tmp_path / "outputs")


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not all checks: each unit is asked alone as well."""

    def some(own: Path | None) -> dict:
        return {name: check for name, check in checks(own).items() if name in CHOSEN or name.startswith("Z")}

    monkeypatch.setattr("auditbook.ledger.answers.checks", some)


def cases_of(place: Workspace) -> list[Case]:
    return [case for case in (Case(place, 2021, unit) for unit in place.with_unions(2021)) if case.audited]


def kept_of(place: Workspace) -> set[str]:
    """Asks all units together."""
    cases = cases_of(place)
    return answer_together([case.books for case in cases], cases[0].store, place.checks, settings_of(cases[0]))


def settings_of(case: Case) -> dict:
    return case.settings.stated(SETTINGS)


def alone(case: Case) -> list:
    return asked(checks_of_unit(case.place.checks), case.books, settings_of(case))


def without_asking(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> dict[str, list]:
    """What is kept, by unit."""
    monkeypatch.setattr("auditbook.ledger.answers.asked", lambda *_: pytest.fail("it was asked again"))
    return {case.unit: case.answered_alone for case in cases_of(place)}


@pytest.mark.usefixtures("chosen")
def test_what_is_kept_is_what_each_unit_alone_answers(place, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("auditbook.ledger.answers.run", lambda *_: pytest.fail("it was asked of one unit alone"))
        assert kept_of(place) == set(UNITS)
    assert kept_of(place) == set()
    expected = {case.unit: alone(case) for case in cases_of(place)}
    found = without_asking(place, monkeypatch)
    assert found == expected
    by_check = {unit: {outcome.check: outcome for outcome in outcomes} for unit, outcomes in found.items()}
    assert [piece.voucher for piece in by_check["a"]["C03"].evidence] == ["记-2"]
    # one by one: the federation's kind, a list of its own, a file that could not be read
    assert by_check["f"]["A01"].status == "not_applicable" != by_check["a"]["A01"].status
    assert by_check["b"]["A29"].status == "findings" != by_check["a"]["A29"].status
    assert "未能读取：序时账.csv" in by_check["w"]["C02"].message
    assert by_check["n"]["C02"].message == "未提供序时账，未能核对"


@pytest.mark.long
@pytest.mark.usefixtures("chosen")
def test_own_checks_are_asked_of_each_unit_alone(place, monkeypatch):
    plain = own_check("500.00", "支出{amount}元")
    place.checks.mkdir()
    for name, sql in {
        "Z01": plain,
        "Z02": plain.replace("FROM vouchers", 'FROM "__of_each_vouchers"'),
        "Z03": f"{plain}) x) y; DROP TABLE journal; SELECT * FROM (SELECT 1",
        "Z04": plain.replace("FROM vouchers WHERE", "FROM vouchers WHERE CASE WHEN spent = 973 THEN error('') END OR"),
    }.items():
        (place.checks / f"{name}_own.sql").write_text(sql.replace("Z01", name), "utf-8")
    assert kept_of(place) == set(UNITS)
    expected = {case.unit: alone(case) for case in cases_of(place)}
    assert without_asking(place, monkeypatch) == expected
    states = {outcome.check: outcome.status for outcome in expected["a"]}
    assert (states["Z01"], states["Z02"], states["Z03"]) == ("findings", "failed", "failed")


@pytest.mark.usefixtures("chosen")
def test_a_unit_with_many_rows_is_left_to_be_asked_alone(place, monkeypatch):
    monkeypatch.setattr(together, "SMALL", 50)
    (place.inputs / "2021" / "a" / "序时账.csv").write_text(journal("a", 28), "utf-8")
    assert kept_of(place) == set(UNITS) - {"a"}


@pytest.mark.usefixtures("chosen")
def test_units_are_asked_together_as_many_as_there_is_room_for(place, monkeypatch):
    monkeypatch.setattr(together, "MANY", FEW)
    # three are left over, too few
    assert len(kept_of(place)) == FEW


@pytest.mark.usefixtures("chosen")
def test_what_cannot_be_put_together_is_left(place):
    (place.limits).mkdir()
    (place.limits / "limits.yaml").write_text("- : -", "utf-8")
    assert kept_of(place) == set()


@pytest.mark.usefixtures("chosen")
def test_settings_count(place):
    cases = cases_of(place)
    books = [case.books for case in cases]
    for limit in (Decimal(100), Decimal("1000000.00")):
        settings = {**settings_of(cases[0]), "purchase_limit": limit}
        found = answered_together(checks_of_unit(None), books, settings)
        one = replace(cases[0].books)
        assert found["a"] == asked(checks_of_unit(None), one, settings)


@pytest.mark.long
def test_all_checks_of_the_synthetic_federation(kept):
    place = Workspace(SYNTHETIC, kept)
    cases = cases_of(place)
    found = answered_together(checks_of_unit(None), [case.books for case in cases], settings_of(cases[0]))
    for case in cases:
        assert found[case.unit] == alone(Case(place, 2021, case.unit)), case.unit
