"""What stands against a draft or a final report: every reason says where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditbook import manifest
from auditbook.engagement.released import Released, basis
from auditbook.files import code_digest
from auditbook.finding import Problem, Source
from auditbook.load import written_back
from auditbook.recipe import inputs_of
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case

PERSONS = 3  # who sign a final report
SHOWN = 5  # undecided findings that are named
NOTHING = "无"  # the comment of a unit that has none
_TITLE = 60


def outdated(case: Case, made: Mapping[str, Any]) -> list[Problem]:
    """The outputs whose manifest is ``made`` do not follow from the present inputs and program, or are not whole."""
    place, remedy = Source(manifest.NAME), "请先运行 auditbook run，再发布"
    found = []
    now = inputs_of(case.place, case.store, case.year, case.unit), code_digest(), case.across_marks
    if (made.get("inputs"), made.get("code"), made.get("across", case.across_marks)) != now:
        found.append(Problem(place, "资料或程序在上次运行后有变化", remedy))
    if made.get("state") != "完成":
        found.append(Problem(place, "上次运行没有全部完成", "请排除错误后重新运行 auditbook run"))
    return found


def against_draft(case: Case, made: Mapping[str, Any]) -> list[Problem]:
    """The reasons against a 征求意见稿; empty where it may go out. A report without issues is one."""
    return _against(case, made, case.engagement.plan.draft)


def against_final(case: Case, made: Mapping[str, Any], draft: Released | None) -> list[Problem]:
    """The reasons against a 定稿; ``draft`` is the last 征求意见稿 that went out."""
    return [
        *_against(case, made, case.engagement.plan.final),
        *_too_few(case),
        *_undecided(case),
        *_incomplete(case),
        *_not_heard(case, draft),
        *_unanswered(case),
        *_dated(case),
    ]


def warnings(case: Case) -> list[str]:
    """What a draft may go out with, and must be known."""
    count = len(case.engagement.undecided)
    return [f"还有{count}项疑点没有决定，不在主要问题之列：{_some(case)}"] if count else []


def _against(case: Case, made: Mapping[str, Any], levels: tuple[str, ...]) -> list[Problem]:
    return [*outdated(case, made), *_lacking(case), *_written(case), *_unsigned(case, levels)]


def _lacking(case: Case) -> Iterator[Problem]:
    remedy = "请登记取证单（evidence_sheets.csv）、完成复核（reviews.csv）后重新运行，或改变对疑点的决定"
    for issue in case.engagement.issues:
        if told := case.engagement.lacking(issue):
            yield Problem(Source(f"事项 {issue.number} {_brief(issue.title)}"), "；".join(told), remedy)


def _written(case: Case) -> list[Problem]:
    """What people wrote about the findings and could not be taken: the file would say other than they think."""
    own = [problem for problem in case.own_problems if written_back(Path(problem.source.file))]
    return list(dict.fromkeys([*own, *case.engagement.problems]))


def _unsigned(case: Case, levels: tuple[str, ...]) -> Iterator[Problem]:
    paper = case.engagement.report_paper
    for level in paper.signed.lacking(levels):
        remedy = f"请由签署人在复核登记（reviews.csv）签署，底稿指纹 {paper.content}，再运行 auditbook run"
        yield Problem(Source(f"底稿 {paper.index} {paper.title}"), f"缺{level}", remedy)


def _too_few(case: Case) -> Iterator[Problem]:
    paper = case.engagement.report_paper
    persons = {review.by for review in paper.signed.standing.values()}
    if len(persons) < PERSONS:
        told = f"有效签署的只有{len(persons)}人（{'、'.join(sorted(persons)) or '没有人'}），定稿须三人以上分级签署"
        yield Problem(Source(f"底稿 {paper.index} {paper.title}"), told, "请补齐各级复核；同一人只能签一级")


def _undecided(case: Case) -> Iterator[Problem]:
    if count := len(case.engagement.undecided):
        remedy = "请在 findings.xlsx 或 decisions.csv 逐项作出“确认”或“排除”的决定"
        yield Problem(Source("疑点清单"), f"还有{count}项疑点没有决定：{_some(case)}", remedy)


def _incomplete(case: Case) -> Iterator[Problem]:
    for reason in [] if case.complete else case.complete.reasons:
        yield Problem(Source("账簿完整性"), reason.rstrip("。"), "请补齐或更正资料；核对情况见 20_ledger")


def _not_heard(case: Case, draft: Released | None) -> Iterator[Problem]:
    """The unit must have been heard on this very report: on its issues and on the data that they come from."""
    place = Source("征求意见稿")
    if draft is None:
        remedy = "请先用 auditbook release <结果文件夹> --as draft 发布并征求意见"
        yield Problem(place, "还没有发布过征求意见稿", remedy)
    elif unheard := draft.changes(basis(case)).unheard:
        told = f"{draft.title}发布后有变化：{'、'.join(unheard)}"
        yield Problem(place, told, "变化的部分被审计单位没有看过，请重新发布征求意见稿并征求意见")


def _unanswered(case: Case) -> Iterator[Problem]:
    rows = case.loaded.tables.get("feedback", [])
    if not rows:
        told = "没有登记反馈意见：没有意见的也登记一行，意见写“无”"
        yield Problem(Source("反馈意见（feedback.csv）"), told, "请登记后重新运行")
    for row in rows:
        wanted = {"反馈意见": row["comment"], "是否采纳": row["accepted"], "采纳说明": row["explanation"]}
        lacking = [title for title, value in wanted.items() if not str(value or "").strip()]
        if lacking and not no_comment(row["comment"]):
            told = f"意见“{_brief(row['comment'])}”没有写{'、'.join(lacking)}"
            yield Problem(row.source, told, "每条意见都要写明是否采纳和理由")


def no_comment(comment: str | None) -> bool:
    """The unit has no objection, and said so."""
    return (comment or "").strip().rstrip("。.") in (NOTHING, "无意见", "没有意见", "无异议")


def _dated(case: Case) -> Iterator[Problem]:
    place = Source(f"{case.place.inputs.name}/{case.year}/year.yaml", column="report_date")
    day = case.settings["report_date"]
    if day is None:
        yield Problem(place, "没有写报告日期", f"请写上，例如 report_date: {case.year + 1}-04-30")
        return
    for title, latest in _last_days(case).items():
        if latest is not None and day < latest:
            told = f"报告日期 {day} 早于最后的{title} {latest}"
            yield Problem(place, told, "报告日期不能早于取证、反馈和复核，请核对；改后须重新签署")


def _last_days(case: Case) -> dict[str, date | None]:
    file = case.engagement
    signed = [review.on for paper in file.papers for review in paper.signed.standing.values()]
    heard = [row["on"] for row in case.loaded.tables.get("feedback", [])]
    days: dict[str, list[Any]] = {
        "取证日期": [sheet.on for sheet in file.sheets.values()], "反馈日期": heard, "复核日期": signed,
    }  # fmt: skip
    return {title: max(filter(None, found), default=None) for title, found in days.items()}


def _some(case: Case) -> str:
    found = case.engagement.undecided
    named = "；".join(f"{one.key} {one.outcome.title}" for one in found[:SHOWN])
    return f"{named}{'……' if len(found) > SHOWN else ''}"


def _brief(text: str | None) -> str:
    shown = " ".join(masked(text).split())
    return shown if len(shown) <= _TITLE else f"{shown[:_TITLE]}……"
