"""From facts to pages: texts → one Markdown document → html, docx, pdf."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.report.report import NotAsked, Report


def evaluation(case: Case) -> Report:
    """部门整体支出绩效自评报告 of a federation, internal edition."""
    from auditbook.report.report import Report

    return Report(case, "evaluation")


def assessment(case: Case) -> Report:
    """Indicators, scores and relations of a unit-year, for those who check them."""
    from auditbook.report.report import Report

    return Report(case, "assessment")


def inputs(case: Case) -> Report:
    """What was received for a unit-year and how it was read, for the person who received it."""
    from auditbook.report.report import Report

    return Report(case, "inputs")


def ledger(case: Case) -> Report:
    """The books of a unit-year: complete or not, trial balance, budget, income and expenditure, cash, vouchers."""
    from auditbook.report.report import Report

    return Report(case, "ledger")


def checks(case: Case) -> Report:
    """What the checks found in a unit-year, the vouchers behind it, and what could not be looked at."""
    from auditbook.report.report import Report

    return Report(case, "checks")


def audit(case: Case) -> Report:
    """The audit report of a grassroots union, internal edition: with 汇总底稿, index of papers and signatures."""
    from auditbook.report.report import Report

    return Report(case, "audit")


def federation(case: Case) -> Report:
    """The unions of a federation side by side: money, reported issues, progress, checks × unions."""
    from auditbook.report.report import Report

    return Report(case, "federation")


def trial(case: Case, wanted: bool) -> Report | NotAsked:
    """How much of what is planted into a copy of the books the checks find; a line that says so where nobody asked."""
    from auditbook.report.report import NotAsked, Report

    return Report(case, "trial") if wanted else NotAsked()
