"""What stands in the sheets of findings.xlsx: one mapping a row, values by the heading of their column."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from auditbook.decisions import AGAIN, Decision
from auditbook.engagement.engagement import Engagement, Paper
from auditbook.engagement.issues import Issue
from auditbook.engagement.layout import FIRST, SECOND, Form, layout
from auditbook.matters import total_of
from auditbook.report.privacy import masked
from auditbook.results import Finding
from auditbook.sheets import Row

if TYPE_CHECKING:
    from auditbook.case import Case

Line = Mapping[str, Any]
LISTED = 3  # rows of a finding whose reason is told, and vouchers that are named
UNDECIDED, STANDS, UNSIGNED, LAPSED, REFUSED = "未决定", "有效", "未签署", "已失效", "未采用"


def lines(case: Case, form: Form) -> list[Line]:
    """The rows of one sheet, without the free ones below."""
    return list(_LINES[form.table.name](case, form))


def material_rows(case: Case) -> list[Line]:
    """The request list: what the engagement knows of it, else what the unit's own list says."""
    form = layout().form("requests")
    try:
        material = importlib.import_module("auditbook.engagement.material")
    except ImportError:
        return list(_rows(case, form))
    return [
        {"资料": item.noted("item") or item.request.title, "状态": item.state, "经手人": item.noted("handler"),
         "日期": item.noted("date"), "如何得知": item.known}
        for item in material.listed(case)
    ]  # fmt: skip


def _findings(case: Case, form: Form) -> Iterator[Line]:
    engagement = case.engagement
    for number, matter in enumerate(engagement.matters, 1):
        for found in matter.findings:
            entries = _current(found, case.decisions.get(found.key, ()))
            yield {
                "事项": number, "等级": found.severity, "检查": f"{found.outcome.check} {found.outcome.title}",
                "事实和理由": masked(_reasons(found)), "凭证": _vouchers(found), "金额": total_of(found),
                "依据": found.outcome.basis, "现状": masked(_standing(found)),
                "疑点编号": found.key, "证据指纹": found.evidence,
                **(_entry(form, entries[0], FIRST) if entries else {}),
                "取证单号": engagement.numbers[found.key],
                **(_entry(form, entries[1], SECOND) if len(entries) > 1 else {}),
            }  # fmt: skip


def _current(found: Finding, entries: Iterable[Decision]) -> list[Decision]:
    """The last entry of each person that was made on the present evidence."""
    last = {entry.by: entry for entry in entries}
    return [entry for entry in last.values() if entry.evidence == found.evidence]


def _entry(form: Form, entry: Decision, person: int) -> Line:
    fields = [field for field in form.filled if field.person == person and field.column]
    return {field.title: getattr(entry, field.column.name) for field in fields if field.column}


def _reasons(found: Finding) -> str:
    listed = list(dict.fromkeys(piece.reason for piece in found.pieces))
    more = f"\n……另有{len(listed) - LISTED}处，见 findings.csv" if len(listed) > LISTED else ""
    return "\n".join(listed[:LISTED]) + more


def _vouchers(found: Finding) -> str:
    named = list(dict.fromkeys(piece.voucher for piece in found.pieces if piece.voucher))
    return "、".join(named[:LISTED]) + (f" 等{len(named)}张" if len(named) > LISTED else "")


def _standing(found: Finding) -> str:
    stands = found.standing
    if not stands.decision:
        return UNDECIDED
    again = "。请重新作出决定" if stands.decision == AGAIN else ""
    return f"{stands.decision}：{stands.note}{again}"


def _evidence_sheets(case: Case, form: Form) -> Iterator[Line]:
    engagement = case.engagement
    listed = case.loaded.tables.get("evidence_sheets", [])
    known = {issue.number: issue for issue in engagement.issues}
    registered = {str(row["number"] or "") for row in listed}
    for number, issue in known.items():
        if number not in registered:
            yield {"取证单号": number, **_of_issue(engagement, issue)}
    for row in sorted(listed, key=lambda row: str(row["number"] or "")):
        found = known.get(str(row["number"] or ""))
        told = _of_issue(engagement, found) if found else {"还缺什么": "没有已确认的事项用这个编号"}
        yield {**_values(form, row), **told}


def _of_issue(engagement: Engagement, issue: Issue) -> Line:
    return {"事项": masked(issue.title), "还缺什么": "；".join(engagement.lacking(issue)) or "齐备，可以写进报告"}


def _reviews(case: Case, form: Form) -> Iterator[Line]:
    engagement = case.engagement
    for paper, level in product(engagement.papers, engagement.plan.levels):
        standing = paper.signed.standing.get(level)
        signed = {"签署人": standing.by, "日期": standing.on} if standing else {}
        yield {"底稿编号": paper.index, "底稿名称": masked(paper.title), "级次": level, "底稿指纹": str(paper.content),
               "状态": STANDS if standing else _unsigned(engagement, paper, level), **signed}  # fmt: skip


def _unsigned(engagement: Engagement, paper: Paper, level: str) -> str:
    gone = [f"{LAPSED}：{'、'.join(parts)}（{review.by} {review.on}）"
            for review, parts in paper.signed.lapsed if review.level == level]  # fmt: skip
    given = [review for review in engagement.reviews.get(paper.index, ()) if review.level == level]
    refused = [f"{REFUSED}（{review.by}：编制人不复核，各级由不同的人签署）" for review in given]
    return next(iter([*gone, *refused]), UNSIGNED)


def _rows(case: Case, form: Form) -> Iterator[Line]:
    yield from (_values(form, row) for row in case.loaded.tables.get(form.table.name, []))


def _feedback(case: Case, form: Form) -> Iterator[Line]:
    titles = {issue.number: masked(issue.title) for issue in case.engagement.issues}
    listed = case.loaded.tables.get("feedback", [])
    answered = {str(row["finding"] or "") for row in listed}
    for issue in case.engagement.reported:
        if not answered & {issue.number, *(found.key for found in issue.findings)}:
            yield {"疑点编号": issue.number, "事项": titles[issue.number]}
    for row in listed:
        yield {**_values(form, row), "事项": titles.get(str(row["finding"] or ""), "")}


def _followup(case: Case, form: Form) -> Iterator[Line]:
    listed = case.loaded.tables.get("followup", [])
    known = {str(row["finding"] or "") for row in listed}
    yield from _rows(case, form)
    for issue in case.engagement.reported:
        if not known & {issue.number, *(found.key for found in issue.findings)}:
            yield {"疑点编号": issue.number, "年度": case.year, "检查": issue.findings[0].outcome.check,
                   "问题": masked(issue.title)}  # fmt: skip


def _values(form: Form, row: Row) -> Line:
    return {field.title: row[field.column.name] for field in form.kept if field.column and field.person == FIRST}


_LINES: Mapping[str, Callable[[Case, Form], Iterable[Line]]] = {
    "decisions": _findings,
    "evidence_sheets": _evidence_sheets,
    "reviews": _reviews,
    "adjustments": _rows,
    "feedback": _feedback,
    "requests": lambda case, _: material_rows(case),
    "followup": _followup,
}
