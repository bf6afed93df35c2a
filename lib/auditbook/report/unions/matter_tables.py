"""The tables of what was found, of progress and change, of checks × unions. Nothing undecided but as a count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from auditbook.finding import SEVERITIES
from auditbook.report.books.cells import NOTHING, amount, count, day, rate
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.engagement.shell import until
from auditbook.report.findings.tables import audits, brief
from auditbook.report.grids import grid
from auditbook.report.privacy import masked
from auditbook.report.unions.heat import ABSENT, CLEAN, Cell, Line, heat
from auditbook.report.unions.money import only
from auditbook.report.unions.problems import open_ones, repeated, rows
from auditbook.report.unions.progress import COMPARISONS, changes, progress
from auditbook.report.unions.unions import audited, unions

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.engagement.issues import Issue

ACROSS = 14  # unions side by side in one table of checks
VOUCHERS = 3  # of an issue that are named
UNKNOWN = "未能核对"


def problems(case: Case, citations: Citations) -> Markdown:
    """问题汇总表: class × union, with number, amount, share of expenditure, what came back, and by when."""
    listed = []
    for row in rows(case):
        line = only(case, row.union)
        spent = None if line is None else line.spent.audited
        again = UNKNOWN if row.again is None else count(row.again)
        listed.append((f"{row.code} {row.title}", row.union.name, count(len(row.issues)), amount(row.amount),
                       rate(row.amount, spent), again, until(case)))  # fmt: skip
    if not listed:
        return Markdown("")
    headings = ["类别", "单位", "数量（项）", "金额（元）", "占支出", "屡审屡犯（项）", "建议期限"]
    return grid(headings, listed, [24, 20, 9, 15, 9, 10, 13], "llrrrrl")


def standing(case: Case, citations: Citations) -> Markdown:
    """资料, 复核, 回函 of every union."""
    found = {union.unit.id: progress(own) for union, own in audited(case)}
    cells = []
    for union in unions(case):
        mine = found.get(union.unit.id)
        if mine is None:
            cells.append((union.name, union.reason, *[NOTHING] * 5))
            continue
        material = "、".join(f"{state}{number}" for state, number in mine.material.items() if number)
        report = f"{mine.levels - len(mine.unsigned)}/{mine.levels}级"
        replies = f"{mine.replies}条，已答复{mine.answered}条" if mine.replies else "没有登记"
        cells.append((union.name, material or NOTHING, "已证明" if mine.complete else "未证明",
                      f"{mine.reviewed}/{mine.papers}项", report, count(mine.lapsed), replies))  # fmt: skip
    headings = ["单位", "资料（项）", "账的完整性", "已复核的事项", "报告的签署", "失效签署", "反馈（回函）"]
    return grid(headings, cells, [17, 23, 12, 13, 12, 9, 14], "lllllrl")


def since_last_year(case: Case, citations: Citations) -> Markdown:
    """What was confirmed last year and promised, what came back, what is overdue; only as counts."""
    cells = []
    for union, own in audited(case):
        found = changes(own)
        promised = "没有整改台账" if found.promised is None else _states(found.promised)
        then = "没有上年决定" if found.confirmed is None else f"{found.confirmed}项"
        told = [f"{found.found[check]}项" if isinstance(found.found[check], int) else str(found.found[check])
                for check in COMPARISONS]  # fmt: skip
        cells.append((union.name, then, promised, *told))
    if not cells:
        return Markdown("")
    headings = [
        "单位",
        "上年确认",
        "以前年度问题",
        "再次出现（Y03）",
        "同类疑点（A29）",
        "超期（Y04）",
        "变动较大（Y02）",
    ]
    return grid(headings, cells, [16, 14, 25, 12, 12, 10, 12])


def _states(promised: dict[str, int]) -> str:
    told = "、".join(f"{state}{number}" for state, number in promised.items())
    return f"{sum(promised.values())}项{f'：{told}' if told else ''}"


def checks_by_union(case: Case, citations: Citations) -> Markdown:
    """The heat map as a table: one line a check, one column a union."""
    columns = [union.unit.id for union in unions(case)]
    blocks = []
    for start in range(0, len(columns), ACROSS):
        names = columns[start : start + ACROSS]
        width = max(12, 156 // len(names)) if len(names) > 6 else 24
        widths = [200 - width * len(names), *[width] * len(names)]
        for family, lines in heat(case).items():
            listed = [_heat_row(line, start) for line in lines]
            blocks.append(grid(["检查", *names], listed, widths, "l" + "c" * len(names), family))
    return Markdown("\n".join(blocks))


def not_tested(case: Case, citations: Citations) -> Markdown:
    """Check × union that could not be performed, with the reason; unions with one reason stand in one line."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for union, own in audited(case):
        for outcome in audits(own):
            if outcome.status in ("not_enough_data", "failed"):
                key = outcome.check, outcome.title, brief(outcome.message.rstrip("。"))
                found.setdefault(key, []).append(union.unit.id)
    whole = len(audited(case))
    listed = [
        (f"{check} {title}", _named(units, whole), reason) for (check, title, reason), units in sorted(found.items())
    ]
    absent = [("全部检查", union.name, union.reason) for union in unions(case) if union.case is None]
    if not (listed or absent):
        return Markdown("")
    return grid(["检查", "单位", "原因"], [*absent, *listed], [30, 26, 44])


def waiting(case: Case, citations: Citations) -> Markdown:
    """How many findings are not decided, by severity and by class of the matter, and how many issues lack something."""
    found = open_ones(case)
    codes = [code for one in found[:1] for code in one.by_class]
    cells = [(one.union.name, *(count(one.by_severity[s]) for s in SEVERITIES),
              *(count(one.by_class.get(code, 0)) for code in codes), count(one.lacking)) for one in found]  # fmt: skip
    headings = ["单位", *SEVERITIES, *codes, "待补手续"]
    widths = [24, *[6] * 3, *[max(4, 48 // max(1, len(codes)))] * len(codes), 10]
    return grid(headings, cells, widths, "l" + "r" * (len(headings) - 1)) if cells else Markdown("")


def reported(case: Case) -> Iterator[tuple[str, Markdown]]:
    """The 主要问题 of every union that has any: its name, and the table of its reported issues."""
    for union, own in audited(case):
        if own.engagement.reported:
            yield union.unit.name, _issues(own, own.engagement.reported)


def _issues(own: Case, issues: list[Issue]) -> Markdown:
    cells = []
    for issue in issues:
        again = {None: "，以前年度未能核对", True: "，以前年度有同类问题", False: ""}[repeated(own, issue)]
        basis = "；".join(dict.fromkeys(brief(found.outcome.basis) for found in issue.findings if found.outcome.basis))
        told = f"依据：{basis or NOTHING}　{_advice(issue)}"
        cells.append((f"{issue.number} {brief(issue.title)}（{issue.severity}{again}）", amount(issue.amount),
                      _places(own, issue), told))  # fmt: skip
    return grid(["问题", "金额（元）", "凭证", "依据和建议"], cells, [24, 13, 16, 47], "lrll")


def _advice(issue: Issue) -> str:
    told = dict.fromkeys(brief(found.outcome.advice) for found in issue.findings if found.outcome.advice)
    return f"审计建议：{'；'.join(told)}。" if told else ""


def _places(case: Case, issue: Issue) -> str:
    """The first vouchers with their days, and how many there are."""
    named = dict.fromkeys(f"{day(piece.date, case.year) if piece.date else ''} {masked(piece.voucher)}".strip()
                          for matter in issue.matters for piece in matter.pieces
                          if piece.voucher and piece.unit in ("", case.unit))  # fmt: skip
    listed = list(named)
    more = f"等{len(listed)}张" if len(listed) > VOUCHERS else ""
    return "；".join(listed[:VOUCHERS]) + more if listed else "整个单位"


def _heat_row(line: Line, start: int) -> tuple[object, ...]:
    return (f"{line.check} {line.title}", *map(_marked, line.cells[start : start + ACROSS]))


def _marked(cell: Cell) -> Markdown:
    look = {"高": "bad", "中": "warn"}.get(cell.severity, "missing" if cell.sign not in (CLEAN, ABSENT, "") else "")
    return Markdown(f"[{escape(str(cell))}]{{.{look}}}") if look else markdown(str(cell))


def _named(units: list[str], whole: int) -> str:
    return f"全部{whole}家" if len(units) == whole > 1 else "、".join(units)


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "问题汇总": problems,
    "各工会进度": standing,
    "与上年相比": since_last_year,
    "检查与单位": checks_by_union,
    "未能检查": not_tested,
    "各工会未决": waiting,
}
