"""主要问题: what was confirmed, evidenced and reviewed, class by class, in the words of a working paper."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from auditbook.checks import checks
from auditbook.engagement.adjusted import adjusted
from auditbook.engagement.issues import Issue
from auditbook.finding import Evidence
from auditbook.matters import voucher_of
from auditbook.report.books.cells import amount, bold, count, day, rate
from auditbook.report.books.chart import EXPENDITURE
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.engagement.shell import until
from auditbook.report.findings.tables import brief
from auditbook.report.grids import grid
from auditbook.report.privacy import masked
from auditbook.report.unions.problems import repeated

if TYPE_CHECKING:
    from auditbook.case import Case

FACTS = 3  # of an issue that a report tells; its paper has all
PLACES = 6  # vouchers that a report names
UNSURE = "未能核对"
UNVERIFIED = "未经核验"


@dataclass(frozen=True)
class Telling:
    """What is told of one issue; ``places`` are its vouchers with their days, ``facts`` each once."""

    issue: Issue
    facts: tuple[str, ...]
    places: tuple[str, ...]
    basis: tuple[str, ...]
    advice: tuple[str, ...]
    characterisation: str
    repeated: bool | None


def tell(case: Case, issue: Issue) -> Telling:
    """The facts, vouchers, rules and recommendations of an issue, from its evidence and its checks."""
    pieces = pieces_of(issue)
    # the largest first: a report tells but a few of them
    facts = dict.fromkeys(brief(piece.reason) for piece in sorted(pieces, key=_size))
    places = dict.fromkeys(place_of(case, piece) for piece in pieces if piece.voucher)
    known = checks(case.place.checks)
    basis: dict[str, None] = {}
    advice: dict[str, None] = {}
    for found in issue.findings:
        check = known.get(found.outcome.check)
        if found.outcome.basis:
            seen = check is not None and check.verified and check.verified is not True
            basis[f"{brief(found.outcome.basis).replace('； ', '；')}{'' if seen else f'（{UNVERIFIED}）'}"] = None
        if found.outcome.advice:
            advice[brief(found.outcome.advice).strip("。；").removeprefix("建议")] = None
    named = dict.fromkeys(brief(e.characterisation) for e in issue.entries if e.characterisation.strip())
    return Telling(issue, tuple(facts), tuple(places), tuple(basis), tuple(advice), "；".join(named),
                   repeated(case, issue))  # fmt: skip


def by_class(case: Case, citations: Citations) -> list[dict[str, Any]]:
    """The reported issues by class; nothing else is ever listed here."""
    plan = case.engagement.plan
    found: dict[str, list[Issue]] = {}
    for issue in case.engagement.reported:
        found.setdefault(issue.code, []).append(issue)
    return [
        {"名称": markdown(plan.title(code)), "问题": [_worded(case, issue, citations) for issue in mine]}
        for code, mine in found.items()
    ]


def _worded(case: Case, issue: Issue, citations: Citations) -> dict[str, Any]:
    told = tell(case, issue)
    return {
        "编号": markdown(issue.number),
        "标题": markdown(brief(issue.title)),
        "事实": markdown(statement(case, told)),
        "金额": markdown(f"{amount(issue.amount)}元" if issue.amount is not None else ""),
        "凭证": markdown(vouchers(told)),
        "定性": markdown(told.characterisation.rstrip("。")),
        "依据": markdown("；".join(told.basis)),
        "建议": markdown("；".join(told.advice)),
        "屡审屡犯": told.repeated is True,
        "取证": markdown(sheet_line(issue)),
    }


def statement(case: Case, told: Telling, facts: int = FACTS) -> str:
    """Period, unit and facts in one sentence, without judgement."""
    more = f"（另有{len(told.facts) - facts}项事实，见底稿{told.issue.number}）" if len(told.facts) > facts else ""
    # what all rows of an issue say is said once
    clauses = dict.fromkeys(clause.strip() for fact in told.facts[:facts] for clause in fact.rstrip("。").split("；"))
    return f"{period(case, told.issue)}，{case.about.name}：{'；'.join(clauses)}{more}。"


def vouchers(told: Telling, shown: int = PLACES) -> str:
    """The first vouchers with their days, and how many there are; nothing where the issue concerns the whole unit."""
    more = f"等{len(told.places)}张" if len(told.places) > shown else ""
    return "、".join(told.places[:shown]) + more


def period(case: Case, issue: Issue) -> str:
    """The month or months of the vouchers; the year where none has a day."""
    days = sorted(piece.date for piece in pieces_of(issue) if piece.date)
    if not days or days[0].year != days[-1].year:
        return f"{case.year}年度"
    first, last = days[0], days[-1]
    return f"{first.year}年{first.month}月" + (f"至{last.month}月" if first.month != last.month else "")


def place_of(case: Case, piece: Evidence, dated: bool = True) -> str:
    """A voucher with its day; the unit before it where it is another one's."""
    units = case.place.units()
    named = units[piece.unit].name if piece.unit in units else piece.unit
    other = "" if piece.unit in ("", case.unit) else f"{named} "
    return f"{other}{day(piece.date, case.year) if piece.date and dated else ''}{masked(piece.voucher)}"


def pieces_of(issue: Issue) -> list[Evidence]:
    """The evidence of an issue, each voucher's row once, in the order of days."""
    pieces = [piece for matter in issue.matters for piece in matter.pieces]
    return sorted(pieces, key=lambda p: (p.date is None, str(p.date), str(voucher_of(p)), p.source.row or 0))


def sheet_line(issue: Issue) -> str:
    """What the unit said on the evidence sheet."""
    if issue.sheet is None or not issue.sheet.opinion:
        return ""
    remark = f"（{brief(issue.sheet.remark)}）" if issue.sheet.remark else ""
    return f"{issue.sheet.opinion}{remark}"


def summary(case: Case, citations: Citations) -> Markdown:
    """问题汇总表: class × number, amount, share of expenditure, what came back, and by when it is to be mended."""
    plan = case.engagement.plan
    found: dict[str, list[Issue]] = {}
    for issue in case.engagement.reported:
        found.setdefault(issue.code, []).append(issue)
    if not found:
        return Markdown("")
    whole = _expenditure(case)
    named = {code: f"{code} {plan.title(code)}" if citations.links else plan.title(code) for code in found}
    rows: list[list[object]] = [
        [named[code], *_figures(case, mine, whole), until(case)] for code, mine in found.items()
    ]
    everything = [issue for mine in found.values() for issue in mine]
    rows.append([bold("合计"), *map(bold, _figures(case, everything, whole)), ""])
    headings = ["类别", "数量（项）", "金额（元）", "占支出", "屡审屡犯（项）", "建议整改期限"]
    return grid(headings, rows, [32, 11, 16, 10, 13, 18], "lrrrrl")


def _size(piece: Evidence) -> Decimal:
    return -abs(piece.amount) if isinstance(piece.amount, Decimal) else Decimal(0)


def _figures(case: Case, mine: list[Issue], whole: Decimal | None) -> list[str]:
    known = [issue.amount for issue in mine if issue.amount is not None]
    total = sum(known, Decimal(0)) if known else None
    again = [repeated(case, issue) for issue in mine]
    told = UNSURE if None in again else count(sum(map(bool, again)))
    return [count(len(mine)), amount(total), rate(total, whole), told]


def _expenditure(case: Case) -> Decimal | None:
    """The audited expenditure; None where there are no books, or several: no sum crosses two."""
    audited = adjusted(case).audited
    return audited.sum(audited.books[0], EXPENDITURE) if len(audited.books) == 1 else None


def not_reported(case: Case, citations: Citations) -> Markdown:
    """How many matters are undecided or lack something, and where they are decided; never what they are."""
    file = case.engagement
    lacking = len(file.issues) - len(file.reported)
    told = []
    if file.undecided:
        told.append(f"还有{len(file.undecided)}条疑点没有决定")
    if lacking:
        told.append(f"另有{lacking}项已确认的事项取证或复核手续未齐")
    return markdown(f"{'，'.join(told)}，都不在主要问题之列；内容和处理见 40_checks。" if told else "")
