"""审计评价 and what limits it: it speaks only of what was tested, and only once the books were shown complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.finding import Outcome
from auditbook.report.books.cells import count
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.engagement.issues import not_reported
from auditbook.report.findings.tables import audits, brief
from auditbook.report.grids import grid
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case

CLOSED = ("not_enough_data", "failed")
_NOT_RUN = {"not_enough_data": "资料不足，未执行", "failed": "未能执行", "not_applicable": "不适用"}


def scope(case: Case, citations: Citations) -> Markdown:
    """How many checks were carried out."""
    answers = Counter(outcome.status for outcome in audits(case))
    return markdown(f"执行检查{answers['clean'] + answers['findings']}项（共{sum(answers.values())}项）")


def limits(case: Case, citations: Citations) -> Markdown:
    """The limits of scope in a few words, for the first line."""
    told = []
    if lacking := [item for item in case.requested if item.limits]:
        told.append(f"{len(lacking)}项资料未收到或不能满足检查")
    if closed := _closed(case):
        told.append(f"{len(closed)}项检查未能执行")
    if audits(case) and not case.complete:
        told.append("账的完整性尚未证明")
    return markdown("；".join(told) or "范围未见受限")


def limited(case: Case, citations: Citations) -> Markdown:
    """What was not received, what was not tested and why, and what the report therefore does not speak of."""
    blocks = []
    if items := [item for item in case.requested if item.limits]:
        lines = [f"- {escape(_item(item.request.title, item.shown, item.request.without))}" for item in items]
        blocks.append("下列资料没有收到，或所收到的不能满足有关程序的需要：\n\n" + "\n".join(lines))
    if closed := _closed(case):
        lines = [f"- {escape(f'{_named(o, citations)}：{brief(o.message)}'.rstrip('。'))}。" for o in closed]
        blocks.append("下列程序没有执行，对其所查的事项不作任何判断：\n\n" + "\n".join(lines))
    if audits(case) and not case.complete:
        reasons = "；".join(masked(reason).rstrip("。") for reason in case.complete.reasons)
        blocks.append(escape(f"所提供的账表尚未证明完整（{reasons}），本报告只就所提供的资料而言。"))
    if not audits(case):
        blocks.append("没有取得账簿资料，没有执行任何检查程序。")
    return Markdown("\n\n".join(blocks) or "所要求的资料均已取得，各项程序均已执行，范围未见受限。")


def books(case: Case, citations: Citations) -> Markdown:
    """Whether the books were shown to be complete."""
    if not audits(case):
        return Markdown("没有取得账簿资料，不作评价。")
    if not case.complete:
        return Markdown("所提供账表的完整性尚未证明，本报告对未列入问题的事项不作评价。")
    return Markdown(
        "对所提供的会计账簿进行了凭证连续、借贷平衡、账表核对、期初期末衔接等程序，核对相符，检查覆盖所提供账簿的全部分录。"
    )


def clean(case: Case, citations: Citations) -> Markdown:
    """What was tested and found nothing, class by class; nothing before the books were shown to be complete."""
    plan = case.engagement.plan
    silent = [outcome for outcome in audits(case) if outcome.status == "clean" and outcome.check[0] != "C"]
    if not silent or not case.complete:
        return Markdown("")
    lines = []
    for code, (title, _) in plan.classes.items():
        mine = [_named(outcome, citations) for outcome in silent if plan.class_of(outcome.check) == code]
        if mine:
            lines.append(f"- {escape(title)}：{escape('；'.join(mine))}。")
    listed = "\n".join(lines)
    return Markdown(f"就所实施的审计程序及所获资料，未发现下列各项存在需要列为问题的情况：\n\n{listed}")


def procedures(case: Case, citations: Citations) -> Markdown:
    """商定程序: every procedure with its result, without an opinion."""
    numbers: dict[str, dict[str, None]] = {}
    for issue in case.engagement.reported:
        for found in issue.findings:
            numbers.setdefault(found.outcome.check, {})[issue.number] = None
    rows = [
        (_named(o, citations), count(o.lines), _result(case, o, list(numbers.get(o.check, {})))) for o in audits(case)
    ]
    return grid(["程序所查的事项", "查看的行数", "结果"], rows, [46, 14, 40], "lrl") if rows else Markdown("")


def _result(case: Case, outcome: Outcome, issues: list[str]) -> str:
    if outcome.status in _NOT_RUN:
        return _NOT_RUN[outcome.status]
    if issues:
        return f"发现事项{'、'.join(issues)}"
    if outcome.status == "clean":
        return "就所实施的程序及所获资料，未发现差异" if case.complete else "已执行，账表完整性尚未证明，不作判断"
    mine = {found.key for found in case.engagement.undecided}
    waiting = any(found.key in mine for found in case.found if found.outcome.check == outcome.check)
    return "列出的差异尚待核实" if waiting else "列出的差异已由执行人员核实，不作事项列示"


def _closed(case: Case) -> list[Outcome]:
    return [outcome for outcome in audits(case) if outcome.status in CLOSED]


def _named(outcome: Outcome, citations: Citations) -> str:
    """An outsider does not know our numbers of checks."""
    return f"{outcome.check} {outcome.title}" if citations.links else outcome.title


def _item(title: str, state: str, without: str) -> str:
    return f"{title}（{state}）{f'：{without}' if without else ''}".rstrip("。") + "。"


SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "审计范围": scope,
    "范围受限要点": limits,
    "范围受限": limited,
    "账簿评价": books,
    "审计评价": clean,
    "未列入的疑点": not_reported,
}
TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {"商定程序": procedures}
