"""The sentences of 40_checks that follow from what was found, and from what could not be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.finding import SEVERITIES, Outcome
from auditbook.report.books.cells import count
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.findings.tables import audits, listed

if TYPE_CHECKING:
    from auditbook.case import Case


def standing(case: Case, citations: Citations) -> Markdown:
    """Period · state · scope · limits, in one line."""
    found = audits(case)
    counts = Counter(outcome.status for outcome in found)
    ran = counts["clean"] + counts["findings"]
    limits = []
    if counts["not_enough_data"]:
        limits.append(f"{counts['not_enough_data']}项检查因资料不足未执行")
    if counts["failed"]:
        limits.append(f"{counts['failed']}项检查未能运行")
    if found and not case.complete:
        limits.append("账的完整性尚未证明")
    told = [f"{case.year}年1月1日至12月31日", "内部底稿，未经复核", f"范围：执行检查{ran}项（共{len(found)}项）",
            f"受限：{'；'.join(limits)}" if limits else "范围未见受限"]  # fmt: skip
    return Markdown(f"**{escape('　·　'.join(told))}**")


def no_books(case: Case, citations: Citations) -> Markdown:
    """That nothing was handed in that a check could look at."""
    if case.proved:
        return Markdown("")
    return markdown("没有提供账簿和登记资料，全部检查都没有执行。没有执行不等于没有疑点。")


def counted(case: Case, citations: Citations) -> Markdown:
    """How many matters there are, by severity and by what people decided."""
    found = listed(case)
    if not case.proved:
        return Markdown("")
    if not found:
        return markdown(f"已执行的检查没有列出疑点。{_scope(case)}")
    grave = Counter(matter.severity for matter in found)
    told = "、".join(f"{severity} {grave[severity]}项" for severity in SEVERITIES if grave[severity])
    decided = Counter(f.standing.decision or "未决定" for matter in found for f in matter.findings)
    states = "、".join(f"{name}{count(number)}" for name, number in decided.most_common())
    words = f"列出疑点{len(found)}项（{told}）；按检查分别计{sum(decided.values())}条，其中{states}。"
    return markdown(
        words + "疑点由程序按规则列出，只是要核对的线索，不是结论；须由审计人员取证后决定确认、排除或待查。"
        "同一张凭证被几项检查列出的，合为一项、并列理由。八不准事项不论金额一律列出。"
    )


def clean(case: Case, citations: Citations) -> Markdown:
    """What was tested and found nothing, in the words that may be used for it; nothing beyond that."""
    silent = [outcome for outcome in audits(case) if outcome.status == "clean" and outcome.check[0] != "C"]
    if not silent:
        return Markdown("")
    titles = "；".join(f"{outcome.check} {outcome.title}" for outcome in silent)
    return markdown(f"{_scope(case)}就所实施的程序及所获资料，下列{len(silent)}项未发现疑点：{titles}。")


def not_looked(case: Case, citations: Citations) -> Markdown:
    """Which checks could not look, and why: this is no clean answer."""
    closed = [outcome for outcome in audits(case) if outcome.status in ("not_enough_data", "failed")]
    if not closed:
        return markdown("没有因资料不足或运行失败而未执行的检查。")
    lines = "\n".join(f"- {escape(_why(outcome))}" for outcome in closed)
    return Markdown(f"下列{len(closed)}项没有执行，对其所查的事项不能作任何判断：\n\n{lines}")


def stale(case: Case, citations: Citations) -> Markdown:
    """Introduces decisions whose findings are gone; nothing where there are none."""
    known = {found.key for found in case.found}
    gone = [finding for finding in case.decisions if finding not in known]
    if not gone:
        return Markdown("")
    return markdown(
        f"decisions.csv 里有{len(gone)}个疑点本次没有再列出（资料、规则或检查有变化），原决定保留如下，供核对。"
    )


def _scope(case: Case) -> str:
    if case.complete:
        return "账已证明完整，检查覆盖所有分录。"
    return "账的完整性尚未证明，检查只覆盖所提供的资料。"


def _why(outcome: Outcome) -> str:
    return f"{outcome.check} {outcome.title}：{outcome.message.rstrip('。')}。"


SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "检查范围": standing,
    "没有账簿资料": no_books,
    "疑点计数": counted,
    "未发现": clean,
    "未执行": not_looked,
    "失效决定": stale,
}
