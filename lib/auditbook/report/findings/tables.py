"""The tables of 40_checks: the list of matters, the matrix of checks, how much each looked at, and decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.checks import Check, checks
from auditbook.decisions import without_finding
from auditbook.finding import SEVERITIES, Evidence, Outcome, Source
from auditbook.matters import Matter, matters, voucher_of
from auditbook.report.books.cells import NOTHING, amount, count, day
from auditbook.report.citations import Citations, Markdown, markdown, place
from auditbook.report.document import escape
from auditbook.report.findings.quotes import LINES, VOUCHERS, Quote, quotes
from auditbook.report.grids import grid
from auditbook.report.privacy import masked
from auditbook.results import Finding

if TYPE_CHECKING:
    from auditbook.case import Case

LISTED = 200  # matters of the list
QUOTED = 60  # matters whose vouchers are quoted
REASONS = 3  # of one finding
CELL = 600  # signs of a text that a cell of a table shows
ANSWERS = {
    "clean": "未发现",
    "findings": "有疑点",
    "not_enough_data": "资料不足，未执行",
    "not_applicable": "不适用",
    "failed": "未能运行",
}
FAMILIES = {
    "C": "账是否完整", "A": "收支与合规", "J": "分录测试", "B": "银行核对", "X": "单位之间", "Y": "年度之间",
}  # fmt: skip


def audits(case: Case) -> list[Outcome]:
    """The outcomes of all checks over books and lists, in the order of the families."""
    order = list(FAMILIES)
    return sorted(case.proved, key=lambda o: (order.index(o.check[0]) if o.check[0] in order else 99, o.check))


def listed(case: Case) -> list[Matter]:
    """The matters of those checks, ranked; kept with the case."""
    asked = {outcome.check for outcome in case.proved}
    kept: list[Matter] = case.__dict__.setdefault(
        "_matters", matters(found for found in case.found if found.outcome.check in asked)
    )
    return kept


def matter_list(case: Case, citations: Citations) -> Markdown:
    """疑点清单: one row a matter, with all reasons, amount, vouchers and where it stands."""
    found = listed(case)
    rows = [
        (number, matter.severity, _reasons(matter), amount(matter.amount), _vouchers(case, matter), _standing(matter))
        for number, matter in enumerate(found[:LISTED], 1)
    ]
    if not rows:
        return Markdown("")
    headings = ["序号", "等级", "疑点和事实", "金额（元）", "凭证、位置", "决定"]
    more = f"另有{len(found) - LISTED}项列在 findings.csv，按同样的顺序。" if len(found) > LISTED else ""
    return Markdown(f"{grid(headings, rows, [6, 6, 42, 12, 20, 18], 'cclrll')}\n{escape(more)}\n")


def vouchers(case: Case, citations: Citations) -> Markdown:
    """The vouchers of every matter, quoted line by line from the journal."""
    found = listed(case)[:QUOTED]
    blocks = []
    for number, (matter, quoted) in enumerate(zip(found, quotes(case, found), strict=True), 1):
        if not quoted:
            continue
        titles = "、".join(dict.fromkeys(f"{f.outcome.check} {f.outcome.title}" for f in matter.findings))
        blocks.append(f"\n## 疑点{number}：{escape(titles)} {{-}}\n\n{_quoted(case, quoted)}")
    return Markdown("\n".join(blocks))


def matrix(case: Case, citations: Citations) -> Markdown:
    """Every check in one row: what it answered, how many matters, the gravest of them, the amount."""
    keys = _by_check(case)
    rows: list[tuple[object, ...]] = []
    for family, group in _families(case):
        rows.append((Markdown(f"**{escape(family)}**"), "", "", "", "", ""))
        for outcome in group:
            mine = keys.get(outcome.check, [])
            counts = Counter(found.severity for found in mine)
            grave = "、".join(f"{severity} {counts[severity]}" for severity in SEVERITIES if counts[severity])
            money = amount(outcome.amount) if isinstance(outcome.amount, Decimal) and mine else NOTHING
            rows.append((outcome.check, outcome.title, _answer(outcome), count(len(mine)), grave or NOTHING, money))
    return grid(["编号", "检查", "结果", "疑点（项）", "等级", "金额（元）"], rows, [10, 34, 16, 10, 14, 16], "lllrlr")


def coverage(case: Case, citations: Citations) -> Markdown:
    """How much every check looked at, or why it could not look."""
    rows = []
    for _, group in _families(case):
        for outcome in group:
            money = amount(outcome.money) if isinstance(outcome.money, Decimal) else NOTHING
            told = brief(outcome.message)
            rows.append((outcome.check, _answer(outcome), count(outcome.lines), money, told))
    return grid(
        ["编号", "结果", "行数", "涉及金额（元）", "核对了什么，或为什么没有核对"], rows, [8, 14, 9, 16, 53], "llrrl"
    )


def basis(case: Case, citations: Citations) -> Markdown:
    """What the checks that found something rest on, what a hit shows and what it does not."""
    known = checks(case.place.checks)
    rows = []
    for outcome in audits(case):
        check = known.get(outcome.check)
        if outcome.status == "findings" and check is not None:
            rows.append((check.id, f"{check.basis}（{verified(check)}）", check.worded(check.proves),
                         check.worded(check.does_not_prove), check.advice))  # fmt: skip
    if not rows:
        return Markdown("")
    return grid(["编号", "依据", "能说明什么", "不能说明什么", "建议"], rows, [7, 26, 21, 24, 22])


def stale(case: Case, citations: Citations) -> Markdown:
    """Decisions about findings that are not there any more."""
    entries = list(without_finding(case.decisions, (found.key for found in case.found)))
    if not entries:
        return Markdown("")
    rows = [(e.finding, e.decision, e.by, e.on.isoformat() if e.on else NOTHING, brief(e.reason) or NOTHING)
            for e in entries]  # fmt: skip
    return grid(["疑点编号", "决定", "决定人", "日期", "理由"], rows, [22, 10, 14, 14, 40])


def reconciliation(case: Case, citations: Citations) -> Markdown:
    """余额调节表 of each book's bank accounts, where books and statements allow one."""
    if not {"journal", "bank"} <= case.books.present:
        return Markdown("")
    found = case.sql("SELECT * FROM reconciliation").to_dict("records")
    names = sorted({row["book"] or "" for row in found})
    blocks = []
    for name in names:
        mine = [row for row in found if (row["book"] or "") == name]
        rows = [(row["item"], amount(row["amount"]) if isinstance(row["amount"], Decimal) else NOTHING) for row in mine]
        head = f"\n**{escape(name)}**\n" if len(names) > 1 else ""
        blocks.append(f"{head}{grid(['项目', '金额（元）'], rows, [70, 30], 'lr')}")
    return Markdown("\n".join(blocks))


def verified(check: Check) -> str:
    """Whether somebody has compared the basis with its document."""
    return f"{check.verified.isoformat()}核对原文" if check.verified and check.verified is not True else "未核实原文"


def _families(case: Case) -> Iterator[tuple[str, list[Outcome]]]:
    found = audits(case)
    for letter, title in FAMILIES.items():
        if group := [outcome for outcome in found if outcome.check[0] == letter]:
            yield title, group
    if group := [outcome for outcome in found if outcome.check[0] not in FAMILIES]:
        yield "本单位自定的检查", group


def _by_check(case: Case) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in case.found:
        found.setdefault(finding.outcome.check, []).append(finding)
    return found


def _answer(outcome: Outcome) -> Markdown:
    told = ANSWERS[outcome.status]
    look = {"findings": "warn", "failed": "bad", "not_enough_data": "missing"}.get(outcome.status)
    return Markdown(f"[{escape(told)}]{{.{look}}}") if look else markdown(told)


def _reasons(matter: Matter) -> Markdown:
    """Every check of the matter with the facts of its first rows, and how many facts there are besides."""
    by_check: dict[str, list[Finding]] = {}
    for found in matter.findings:
        by_check.setdefault(found.outcome.check, []).append(found)
    told = []
    for check, mine in by_check.items():
        facts = list(dict.fromkeys(brief(piece.reason) for found in mine for piece in found.pieces))
        more = f"（另有{len(facts) - REASONS}项事实）" if len(facts) > REASONS else ""
        head = f"**{escape(f'{check} {mine[0].outcome.title}')}**"
        told.append(f"{head}：{escape('；'.join(facts[:REASONS]))}{escape(more)}")
    return Markdown("　".join(told))


def _vouchers(case: Case, matter: Matter) -> Markdown:
    """Vouchers with their days and places; a matter of the whole unit names none."""
    rows: list[Markdown] = []
    seen: set[object] = set()
    for piece in matter.pieces:
        key = voucher_of(piece, case.unit) or piece.source
        if key in seen or not (piece.voucher or piece.source.file):
            continue
        seen.add(key)
        rows.append(_place(case, piece))
    if not rows:
        return markdown("整个单位")
    more = f"等{len(rows)}处" if len(rows) > VOUCHERS else ""
    return Markdown("；".join(rows[:VOUCHERS]) + more)


def _place(case: Case, piece: Evidence) -> Markdown:
    other = f"{piece.unit} " if piece.unit and piece.unit != case.unit else ""
    when = f"{day(piece.date, case.year)} " if piece.date else ""
    source = Source(piece.source.file, "", piece.source.row)
    where = place(source.file, str(source)) if source.file else Markdown("")
    named = f"{other}{when}{masked(piece.voucher)}".strip()
    return Markdown(f"{escape(named)} {where}".strip()) if not other else markdown(f"{named} {source}")


def _standing(matter: Matter) -> Markdown:
    """Where each finding stands, with the key under which a decision names it."""
    told: dict[str, list[str]] = {}
    for found in matter.findings:
        state = found.standing
        words = f"{state.decision}：{brief(state.note)}" if state.decision else "未决定"
        told.setdefault(words, []).append(found.key)
    return markdown("；".join(f"{words}（{'、'.join(keys)}）" for words, keys in told.items()))


def _quoted(case: Case, quoted: list[Quote]) -> Markdown:
    blocks = []
    for quote in quoted[:VOUCHERS]:
        first = quote.lines[0]
        traits = f"，{'、'.join(quote.traits)}" if quote.traits else ""
        papers = "附件数未填" if first["attachments"] is None else f"附件{first['attachments']}张"
        head = f"{day(first['date'], case.year)} {masked(quote.voucher)}，{papers}{traits}"
        rows = [
            (brief(line["summary"]) or NOTHING, f"{line['account'] or ''} {line['account_title'] or ''}".strip(),
             brief(line["payee"]) or NOTHING, _or_nothing(line["dr"]), _or_nothing(line["cr"]),
             place(line["file"], f"{line['file']} 第{line['row']}行"))
            for line in quote.lines[:LINES]
        ]  # fmt: skip
        more = len(quote.lines) - LINES
        rest = f"\n{escape(f'另有{more}行分录。')}\n" if more > 0 else ""
        headings = ["摘要", "科目", "往来单位", "借方（元）", "贷方（元）", "来源"]
        blocks.append(f"\n{escape(head)}\n{grid(headings, rows, [26, 20, 16, 12, 12, 14], 'lllrrl')}{rest}")
    more = len(quoted) - VOUCHERS
    rest = f"\n{escape(f'另有{more}张凭证，见 findings.csv。')}\n" if more > 0 else ""
    return Markdown("\n".join(blocks) + rest)


def brief(text: str | None) -> str:
    """``text`` without personal numbers, as much of it as a cell of a table holds."""
    shown = masked(text)
    return shown if len(shown) <= CELL else f"{shown[:CELL]}……（共{len(shown):,}字，全文见 findings.csv 和原文件）"


def _or_nothing(value: Decimal) -> str:
    return amount(value) if value else ""


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "疑点清单": matter_list,
    "疑点凭证": vouchers,
    "检查矩阵": matrix,
    "检查覆盖": coverage,
    "检查依据": basis,
    "余额调节": reconciliation,
    "失效决定": stale,
}
