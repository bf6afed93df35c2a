"""What is kept of the checks' answers is taken only where everything that decided is as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from auditbook.case import Case
from auditbook.checks import checks, run
from auditbook.files import code_digest
from auditbook.finding import Evidence, Outcome, Source
from auditbook.ledger import across, answers
from auditbook.ledger.together import answer_together
from auditbook.versions import PACKAGES, versions
from auditbook.workspace import Workspace
from own_rules import own_check

JOURNAL = """\
日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,往来单位
2021-01-05,记-1,付慰问品款,50205,送温暖费,1200.00,,商户甲
2021-01-05,记-1,付慰问品款,102,银行存款,,1200.00,商户甲
"""
UNITS = "unit,name,kind,parent\nd,某区总工会,federation,\nu,某工会,grassroots,d\nv,某校工会,grassroots,d\n"


@pytest.fixture
def place(tmp_path) -> Workspace:
    """A federation that handed in nothing, a union with a journal, and one that has only written who it is."""
    inputs = tmp_path / "inputs"
    for unit in ("u", "v"):
        (inputs / "2021" / unit).mkdir(parents=True)
        (inputs / "2021" / unit / "profile.yaml").write_text("name: 某工会\nbank_accounts: ['1']\n", "utf-8")
    (inputs / "units.csv").write_text(UNITS, "utf-8")
    (inputs / "2021" / "u" / "序时账.csv").write_text(JOURNAL, "utf-8")
    return Workspace(inputs, tmp_path / "outputs")


def kept_in(place: Workspace, unit: str = "u") -> Path:
    case = Case(place, 2021, unit)
    return answers.answers_path(case.books, case.store, place.checks, case.settings.stated(answers.SETTINGS))


def across_of(place: Workspace) -> str:
    case = Case(place, 2021, "u")
    return across.across_name(place, 2021, case.store, case.settings.stated(answers.SETTINGS))


def write(place: Workspace, name: str, text: str) -> None:
    (place.inputs / name).parent.mkdir(parents=True, exist_ok=True)
    (place.inputs / name).write_text(text, "utf-8")


CHANGES = {
    "another unit of the list": lambda place: write(place, "units.csv", f"{UNITS}w,商户甲,grassroots,d\n"),
    "a unit with another name": lambda place: write(place, "units.csv", UNITS.replace("某校", "商户甲")),
    "a line of the profile that stands elsewhere": lambda place: write(
        place, "2021/u/profile.yaml", "# 单位信息\nname: 某工会\nbank_accounts: ['1']\n"
    ),
    "a line of the journal": lambda place: write(place, "2021/u/序时账.csv", JOURNAL.replace("1200", "1300")),
    "a setting": lambda place: write(place, "2021/year.yaml", "purchase_limit: 5000.00\n"),
    "the province": lambda place: write(place, "2021/year.yaml", "province: 湖北\n"),
    "an own check": lambda place: write(place, "checks/Z01_own.sql", own_check("100.00")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_decides_is_part_of_the_name(place, change: Callable[[Workspace], None]):
    before = kept_in(place), across_of(place)
    assert (kept_in(place), across_of(place)) == before
    change(place)
    assert kept_in(place) != before[0] and across_of(place) != before[1]


@pytest.mark.parametrize("package", ["chinesecalendar", "duckdb", "pyarrow"])
def test_so_is_every_package_that_decides(place, monkeypatch, package):
    before = kept_in(place), across_of(place)
    assert package in PACKAGES
    monkeypatch.setattr(answers, "versions", lambda: {**versions(), package: "another"})
    assert kept_in(place) != before[0] and across_of(place) != before[1]


def test_so_is_the_whole_program(place, monkeypatch):
    """How a file is read decides as much as how a check asks."""
    before = kept_in(place), across_of(place)
    monkeypatch.setattr(answers, "code_digest", lambda *names: f"{code_digest(*names)}{names}" if names else "another")
    assert kept_in(place) != before[0] and across_of(place) != before[1]


def test_what_people_wrote_counts_only_where_a_check_asks_for_it(place):
    before = kept_in(place), across_of(place)
    entries = "no,account,debit,credit,reason,paper\n1,50205,100.00,,重分类,D2-01\n"
    write(place, "2021/u/adjustments.csv", entries)
    assert (kept_in(place), across_of(place)) == before
    asking = own_check("100.00").replace("FROM vouchers WHERE spent", "FROM vouchers, adjustments WHERE spent")
    write(place, "checks/Z01_own.sql", asking)
    assert checks(place.checks)["Z01"].wrong == ""
    asked = kept_in(place), across_of(place)
    write(place, "2021/u/adjustments.csv", entries.replace("100.00", "200.00"))
    assert kept_in(place) != asked[0] and across_of(place) != asked[1]


def test_what_failed_is_asked_again_by_the_next_run(place, monkeypatch):
    some = {"C02": checks()["C02"], "C07": checks()["C07"]}
    monkeypatch.setattr(answers, "checks", lambda own: some)

    def busy(check, *more):
        outcome = run(check, *more)
        return replace(outcome, status="failed", message="超过 300 秒") if check.id == "C07" else outcome

    def statuses() -> list[str]:
        case = Case(place, 2021, "u")
        answer_together([case.books], case.store, place.checks, case.settings.stated(answers.SETTINGS))
        return [outcome.status for outcome in Case(place, 2021, "u").answered_alone]

    monkeypatch.setattr(answers, "run", busy)
    assert statuses() == ["clean", "failed"]
    # the pages of one run find what was answered before them
    monkeypatch.setattr(answers, "run", None)
    assert [outcome.status for outcome in Case(place, 2021, "u").answered_alone] == ["clean", "failed"]
    monkeypatch.setattr(answers, "run", run)
    assert statuses() == ["clean", "not_enough_data"]
    monkeypatch.setattr(answers, "run", None)
    assert statuses() == ["clean", "not_enough_data"]


def test_a_unit_that_handed_in_nothing_is_not_clean_across_units(place):
    text = own_check("99999.00", more=", unit").replace("-- needs", "-- scope: units\n-- needs")
    write(place, "checks/Z01_own.sql", text)
    own, other = ({outcome.check: outcome for outcome in Case(place, 2021, unit).across} for unit in ("u", "v"))
    assert (own["Z01"].status, own["Z01"].lines, own["Z01"].message) == ("clean", 1, "核对凭证1张；未发现疑点")
    told = other["Z01"]
    assert (told.status, told.message, told.lines, told.money) == (
        "not_enough_data", "未提供序时账，未能核对", None, None,
    )  # fmt: skip
    assert {outcome.status for outcome in other.values()} == {"not_enough_data"}


def test_a_unit_whose_books_have_nothing_to_compare_is_not_clean(place):
    write(place, "2021/v/序时账.csv", JOURNAL.replace(",往来单位", "").replace(",商户甲", ""))
    text = own_check("99999.00", more=", unit").replace("-- needs", "-- scope: units\n-- needs")
    looked = "-- looked: SELECT DISTINCT unit FROM journal WHERE payee IS NOT NULL\n-- tested"
    write(place, "checks/Z01_own.sql", text.replace("-- tested", looked))
    own, other = ({outcome.check: outcome for outcome in Case(place, 2021, unit).across} for unit in ("u", "v"))
    assert own["Z01"].status == "clean"
    assert (other["Z01"].status, other["Z01"].lines) == ("not_enough_data", None)
    assert "没有可以同其他单位比对的内容" in other["Z01"].message
    # as it was kept
    assert {outcome.check: outcome for outcome in Case(place, 2021, "u").across} == own


def test_a_federation_without_a_folder_is_asked_once(place, monkeypatch):
    first = Case(place, 2021, "d").across_answers()
    monkeypatch.setattr(across, "asked", None)
    assert Case(place, 2021, "d").across_answers() == first
    assert {outcome.status for outcome in first} == {"not_enough_data"}


def test_a_row_of_another_unit_that_stands_elsewhere_changes_the_mark():
    def matter(row: int) -> list[Outcome]:
        pieces = (
            Evidence(Source("v.csv", row=row), "同一发票", unit="v"),
            Evidence(Source("u.csv", row=7), "", unit="u"),
        )
        return [Outcome("X01", "", "findings", "", evidence=pieces)]

    assert across.mark(matter(12)) == across.mark(matter(12)) != across.mark(matter(15))
