"""The tables of the ledger's page by their Chinese names, and the first of them: whether the books are complete."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.checks import checks
from auditbook.checks.telling import VIEWS
from auditbook.report.books.budget_tables import budget
from auditbook.report.books.cells import NOTHING, amount, count
from auditbook.report.books.flow_tables import cash, expenditures, incomes, months, per_member
from auditbook.report.books.ledger import ledger
from auditbook.report.books.trial_tables import balanced, classes, trial
from auditbook.report.books.voucher_tables import activity, largest
from auditbook.report.citations import Citations, Markdown, markdown, place
from auditbook.report.grids import grid
from auditbook.report.privacy import masked
from auditbook.report.standing import ANSWERS
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

LISTED = 5  # rows of evidence of one check


def completeness(case: Case, citations: Citations) -> Markdown:
    """Every check of completeness: what was compared with what, both figures and the difference, also where it ties."""
    known = {outcome.check: outcome for outcome in ledger(case).completeness}
    rows: list[tuple[object, ...]] = []
    for check in checks(case.place.checks).values():
        if check.id[:1] != "C":
            continue
        outcome = known.get(check.id)
        if outcome is None:
            rows.append((check.id, check.title, ANSWERS["not_enough_data"], f"未提供{_needed(check.needs)}，未能核对"))
        else:
            rows.append((check.id, outcome.title, ANSWERS[outcome.status], masked(outcome.message)))
    return grid(["编号", "核对内容", "结果", "核对了什么、两边的数和差额"], rows, [8, 22, 12, 58])


def differences(case: Case, citations: Citations) -> Markdown:
    """What did not tie, row by row: the first rows of each check."""
    rows = []
    for outcome in ledger(case).completeness:
        for piece in outcome.evidence[:LISTED] if outcome.status == "findings" else ():
            where = place(piece.source.file, str(piece.source)) if piece.source.file else markdown(NOTHING)
            amounts = amount(piece.amount) if isinstance(piece.amount, Decimal) else NOTHING
            rows.append((outcome.check, where, masked(piece.voucher) or NOTHING, amounts, masked(piece.reason)))
        if outcome.status == "findings":
            rows.append((outcome.check, markdown("建议"), NOTHING, NOTHING, masked(outcome.advice)))
        if outcome.status == "findings" and (more := (outcome.found or len(outcome.evidence)) - LISTED) > 0:
            rows.append((outcome.check, markdown(f"另有{count(more)}行"), NOTHING, NOTHING, "见 findings.csv"))
    if not rows:
        return Markdown(_nothing_differs(case))
    return grid(["编号", "文件、工作表和行", "凭证字号", "金额（元）", "事实"], rows, [7, 26, 12, 15, 40], "lllrl")


def _needed(needs: tuple[str, ...]) -> str:
    titles = {name: table.title for name, table in tables().items()} | VIEWS
    return "、".join("或".join(titles.get(name, name) for name in need.split("|")) for need in needs)


def _nothing_differs(case: Case) -> str:
    """What may be said where no row differs: nothing about what nobody could compare."""
    told = ledger(case).completeness
    done = sum(outcome.status == "clean" for outcome in told)
    if not done:
        return "没有可以核对的账，不能说没有不符。"
    rest = sum(outcome.status in ("not_enough_data", "failed") for outcome in told)
    return f"已核对的{done}项没有不符的行" + (f"；另有{rest}项未能核对，不在此列。" if rest else "。")


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "完整性": completeness,
    "完整性差异": differences,
    "科目类别": classes,
    "试算平衡": balanced,
    "科目余额": trial,
    "预算执行": budget,
    "收入构成": incomes,
    "支出构成": expenditures,
    "各月收支": months,
    "人均": per_member,
    "货币资金": cash,
    "最大凭证": largest,
    "各月凭证": activity,
}
