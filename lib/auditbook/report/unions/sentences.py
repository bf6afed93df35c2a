"""The sentences of the summary report: its first line, what stands behind its tables, and what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.decisions import DISMISSED
from auditbook.engagement.adjusted import adjusted
from auditbook.finding import SEVERITIES
from auditbook.report.books.cells import and_so_on, count
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.findings.tables import audits
from auditbook.report.unions.heat import KEY
from auditbook.report.unions.money import contributions, money
from auditbook.report.unions.problems import open_ones, rows
from auditbook.report.unions.progress import changes
from auditbook.report.unions.unions import audited, unions

if TYPE_CHECKING:
    from auditbook.case import Case


def scope(case: Case, citations: Citations) -> Markdown:
    """Scope and limits of scope, as the first line goes on after period and state."""
    opened = audited(case)
    answers = Counter(outcome.status for _, own in opened for outcome in audits(own))
    ran = answers["clean"] + answers["findings"]
    limits = [f"{union.name}{union.reason}" for union in unions(case) if union.case is None]
    if answers["not_enough_data"]:
        limits.append(f"{count(answers['not_enough_data'])}项次检查因资料不足未执行")
    if answers["failed"]:
        limits.append(f"{count(answers['failed'])}项次检查未能运行")
    unproved = sum(not own.complete for _, own in opened)
    if unproved:
        limits.append(f"{unproved}家工会账的完整性尚未证明")
    told = [f"范围：所属工会{len(unions(case))}家，取得资料{len(opened)}家，执行检查{count(ran)}项次",
            f"受限：{'；'.join(limits)}" if limits else "范围未见受限"]  # fmt: skip
    return markdown("　·　".join(told))


def no_unions(case: Case, citations: Citations) -> Markdown:
    """That the list names no union below this unit."""
    if unions(case):
        return Markdown("")
    return markdown("单位名录 units.csv 里没有上级是本单位的工会，没有可以汇总的资料。")


def counted(case: Case, citations: Citations) -> Markdown:
    """How many issues are reported, and how many findings stand in each state; of what is open only the number."""
    reported = [issue for _, own in audited(case) for issue in own.engagement.reported]
    waiting = open_ones(case)
    open_now = {severity: sum(one.by_severity[severity] for one in waiting) for severity in SEVERITIES}
    lacking = sum(one.lacking for one in waiting)
    dismissed = sum(f.standing.decision == DISMISSED for _, own in audited(case) for m in own.engagement.matters
                    for f in m.findings)  # fmt: skip
    words = (
        f"已确认、取证并复核、列入问题的{len(reported)}项；已确认但取证或复核手续未齐的{lacking}项；"
        f"未决的疑点{count(sum(open_now.values()))}条（{'、'.join(f'{s} {count(n)}' for s, n in open_now.items())}）；"
        f"已排除的{count(dismissed)}条。"
    )
    return markdown(words + "未决的疑点只是要核对的线索，本报告只列数量，不列内容。")


def no_problems(case: Case, citations: Citations) -> Markdown:
    """That no issue is reported yet, which does not mean that there is none."""
    if rows(case) or not audited(case):
        return Markdown("")
    return markdown("各工会都还没有已确认、取证并复核的问题，汇总表暂缺。这不表示没有问题，未决的疑点见后。")


def without_problems(case: Case, citations: Citations) -> Markdown:
    """The unions of which no issue is reported."""
    silent = [union.name for union, own in audited(case) if not own.engagement.reported]
    absent = [f"{union.name}{union.reason}。" for union in unions(case) if union.case is None]
    told = f"{'、'.join(silent)}没有已确认、取证并复核的问题；这不表示没有问题。" if silent else ""
    return markdown(told + "".join(absent))


def audited_figures(case: Case, citations: Citations) -> Markdown:
    """Whether the audited figures differ from the books, and for which unions there are none."""
    missing = list(dict.fromkeys(line.union.name for line in money(case) if line.spent.audited is None))
    differing = list(dict.fromkeys(line.union.name for line in money(case)
                                   if any(side.booked != side.audited for side in line.sides.values())))  # fmt: skip
    told = [
        f"{and_so_on(differing)}有审计调整分录，审定数与账面数不同。" if differing
        else "没有已采用的、影响收支的审计调整分录，审定数与账面数相同。",
        "完成率＝审定数÷调整后预算；收支结余＝审定收入－审定支出；用于职工指职工活动、服务、维权类支出占支出的比重。",
    ]  # fmt: skip
    if refused := [union.name for union, own in audited(case) if adjusted(own).refused]:
        told.append(f"{'、'.join(refused)}有审计调整分录未能采用（借贷不平或填写不全），改正后审定数会变。")
    if missing:
        told.append(f"{'、'.join(missing)}没有可用的账簿，列数据缺失，不按零计。")
    return markdown("".join(told))


def collected(case: Case, citations: Citations) -> Markdown:
    """What 应拨 means for each way of collection, and for which unions it could not be worked out."""
    told = ["应拨按各工会的收缴方式计算：自收上解的为工资总额的百分之二（全部），",
            "财政划拨和税务代收上级部分的只计应由本级入账的部分；",
            "差额＝应拨－实拨（审定），与检查 A01 的口径相同。"]  # fmt: skip
    missing = [union.name for union, line in contributions(case) if line is not None and line.missing]
    if missing:
        told.append(f"{'、'.join(missing)}的资料不足，不能确定的列数据缺失。")
    return markdown("".join(told))


def against_last_year(case: Case, citations: Citations) -> Markdown:
    """What can be compared with last year, and what cannot."""
    opened = audited(case)
    found = {union.name: changes(own) for union, own in opened}
    nothing = [name for name, one in found.items() if not one.last_year and one.promised is None]
    undecided = [name for name, one in found.items() if one.confirmed is None]
    told = []
    if nothing:
        told.append(f"{'、'.join(nothing)}没有上年资料和整改台账，不能与上年比较。")
    if undecided and len(undecided) == len(opened):
        told.append("各工会都没有本工作簿的上年决定（上年没有用它审计，或没有提供），上年确认的问题只能看整改台账。")
    elif undecided:
        told.append(f"{'、'.join(undecided)}没有本工作簿的上年决定。")
    told.append("再次出现、同类疑点、超期和变动较大都是疑点的数量，是否属实以本年的确认为准。")
    return markdown("".join(told)) if opened else Markdown("")


def key_of_signs(case: Case, citations: Citations) -> Markdown:
    """What the cells of checks × unions say."""
    signs = "，".join(f"“{sign}”为{says}" for sign, says in KEY.items())
    return markdown(f"格里的“高3”指未排除的疑点共3条、其中最重的为高。{signs}。疑点不是结论。")


def key_of_unions(case: Case, citations: Citations) -> Markdown:
    """The names behind the short codes that stand over the columns of checks."""
    found = [f"{union.unit.id} {union.name}{f'（{union.reason}）' if union.reason else ''}" for union in unions(case)]
    return markdown(f"单位代号：{'；'.join(found)}。" if found else "")


def key_of_classes(case: Case, citations: Citations) -> Markdown:
    """The titles of the classes of matters."""
    named = case.engagement.plan.classes
    return markdown("；".join(f"{code} {title}" for code, (title, _) in named.items()) + "。")


SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "汇总范围": scope,
    "没有所属工会": no_unions,
    "汇总计数": counted,
    "没有列入的问题": no_problems,
    "没有列入问题的工会": without_problems,
    "审定数说明": audited_figures,
    "拨缴说明": collected,
    "上年说明": against_last_year,
    "检查符号": key_of_signs,
    "单位代号": key_of_unions,
    "类别名称": key_of_classes,
}
