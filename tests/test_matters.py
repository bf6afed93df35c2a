"""Findings joined by the vouchers that they share, and how they are ranked."""

from datetime import date
from decimal import Decimal

from auditbook.decisions import DISMISSED, Standing
from auditbook.finding import Evidence, Outcome, Source
from auditbook.matters import matters
from auditbook.results import Finding


def found(check, severity, *vouchers, amount="100.00", month=3, decision=""):
    pieces = tuple(
        Evidence(Source("序时账.csv", row=int(v.split("-")[1]) * 10), "事实", Decimal(amount), voucher=v,
                 date=date(2021, month, 5)) for v in vouchers
    )  # fmt: skip
    outcome = Outcome(check, check, "findings", "", severity=severity, evidence=pieces)
    return Finding(f"{check}-{'-'.join(vouchers)}-{month}", outcome, pieces, "e", severity, Standing(decision))


def checks_of(matter):
    return [finding.outcome.check for finding in matter.findings]


def test_one_voucher_caught_by_three_checks_is_one_matter_with_three_reasons():
    listed = [found("A23", "中", "记-4"), found("A15", "高", "记-4"), found("J03", "低", "记-4")]
    (matter,) = matters(listed)
    assert checks_of(matter) == ["A15", "A23", "J03"] and matter.severity == "高"
    assert matter.amount == Decimal("100.00") and len(list(matter.pieces)) == 1


def test_the_same_number_in_another_month_is_another_voucher():
    assert len(matters([found("A15", "高", "记-4"), found("A23", "中", "记-4", month=4)])) == 2


def test_a_pattern_over_many_vouchers_swallows_nothing():
    many = found("A26", "中", *(f"记-{n}" for n in range(1, 30)))
    assert [checks_of(m) for m in matters([many, found("A15", "高", "记-4")])] == [["A15"], ["A26"]]


def test_open_matters_come_first_then_severity_then_amount():
    ranked = matters([
        found("A23", "中", "记-1", amount="10.00"),
        found("A24", "中", "记-2", amount="900.00"),
        found("A15", "高", "记-3", amount="5.00"),
        found("A16", "高", "记-5", amount="99999.00", decision=DISMISSED),
    ])  # fmt: skip
    assert [checks_of(m) for m in ranked] == [["A15"], ["A24"], ["A23"], ["A16"]]


def test_findings_of_the_whole_unit_stay_alone():
    whole = Outcome("A04", "预算", "findings", "", severity="中")
    one = Finding("A04-1", whole, (Evidence(Source(""), "没有"),), "e", "中", Standing())
    two = Finding("A28-1", whole, (Evidence(Source(""), "没有公开"),), "e", "中", Standing())
    assert len(matters([one, two])) == 2


def test_the_money_of_another_unit_is_no_amount_of_this_one():
    pieces = tuple(
        Evidence(Source(f"{unit}/序时账.csv", row=3), "事实", Decimal("30.00"), voucher="记-1", unit=unit)
        for unit in ("u01", "u02")
    )
    outcome = Outcome("X02", "X02", "findings", "", severity="中", evidence=pieces)
    (matter,) = matters([Finding("X02-1", outcome, pieces, "e", "中", Standing(), "u02")])
    assert matter.amount == Decimal("30.00") and len(list(matter.pieces)) == 2
