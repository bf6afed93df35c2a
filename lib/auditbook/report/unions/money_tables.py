"""The tables of the unions' money: 预算执行, 收入执行, 拨缴, 支出构成, 对照. One line a union, and one a book."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.figures import NO_DATA
from auditbook.finding import SEVERITIES
from auditbook.report.books.cells import NOTHING, UNNAMED, amount, bold, count, rate
from auditbook.report.books.ledger import ledger
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.findings.tables import brief
from auditbook.report.grids import grid
from auditbook.report.unions.money import Money, Side, contributions, money, only
from auditbook.report.unions.problems import open_ones
from auditbook.report.unions.unions import unions

if TYPE_CHECKING:
    from auditbook.case import Case

MISSING = Markdown(f"[{escape(NO_DATA)}]{{.missing}}")
_CLASSES = 6  # columns of spending by class; what is smaller is added up


def budget(case: Case, citations: Citations) -> Markdown:
    """支出预算执行 of every union."""
    return _carried_out(case, "支出预算执行（元）", lambda line: line.spent)


def income(case: Case, citations: Citations) -> Markdown:
    """收入预算执行 of every union."""
    return _carried_out(case, "收入预算执行（元）", lambda line: line.income)


def surplus(case: Case, citations: Citations) -> Markdown:
    """收支结余 of every union, and the share of its expenditure that went to members."""
    rows = []
    for line in money(case):
        amounts = [line.income.audited, line.spent.audited, line.surplus, line.on_members]
        rows.append((label(line), *map(_known, amounts), _rate(rate(line.on_members, line.spent.audited))))
    headings = ["单位", "收入审定数", "支出审定数", "收支结余", "用于职工", "占支出"]
    return grid(headings, rows, [30, 14, 14, 14, 14, 9], "lrrrrr", "收支结余和用于职工的支出（元）")


def paid(case: Case, citations: Citations) -> Markdown:
    """拨缴表: 工资总额 → 应拨 → 实拨 → 差额 → 收缴方式 of every union."""
    rows = []
    for union, line in contributions(case):
        if line is None:
            rows.append((union.name, *[NOTHING] * 4, union.reason or "不适用"))
            continue
        figures = [_known(value) for value in (line.wages, line.due, line.audited, line.short)]
        way = f"{line.way or '收缴方式未填'}{f'（{line.part}）' if line.part else ''}"
        rows.append((union.name, *figures, brief("；".join([way, *line.missing]))))
    headings = ["单位", "工资总额", "应拨", "实拨（审定）", "差额", "收缴方式"]
    return grid(headings, rows, [25, 10, 9, 9, 7, 40], "lrrrrl", "工会经费拨缴（元）")


def spending(case: Case, citations: Citations) -> Markdown:
    """Audited expenditure by first-level account, unions side by side."""
    names = classes(case)
    shown, rest = names[:_CLASSES], names[_CLASSES:]
    rows: list[list[object]] = []
    for line in money(case):
        if line.spent.audited is None:
            rows.append([label(line), *[MISSING] * (len(shown) + bool(rest) + 1)])
            continue
        cells = [line.by_class.get(name) for name in shown]
        if rest:
            known = [line.by_class[name] for name in rest if name in line.by_class]
            cells.append(sum(known, Decimal(0)) if known else None)
        rows.append([label(line), *map(amount, cells), amount(line.spent.audited)])
    if not names:
        return Markdown("")
    width = 82 // (len(shown) + bool(rest) + 1)
    headings = ["单位", *shown, *(["其余科目"] if rest else []), "合计"]
    widths = [100 - width * (len(headings) - 1), *[width] * (len(headings) - 1)]
    return grid(headings, rows, widths, "l" + "r" * (len(headings) - 1), "支出构成（元，审定数）")


def side_by_side(case: Case, citations: Citations) -> Markdown:
    """The unions in one table: money, members, a head, execution, what is still open."""
    # what nobody has decided is no part of an edition that goes out
    shown = SEVERITIES if citations.links else ()
    waiting = {one.union.unit.id: one.by_severity for one in open_ones(case)}
    rows: list[list[object]] = []
    for union in unions(case):
        members = ledger(union.case).members[0] if union.case else None
        mine = waiting.get(union.unit.id)
        grave = [MISSING if mine is None else str(mine[severity]) for severity in shown]
        line = only(case, union)
        if line is None:
            several = "多个账套，见上表"
            rows.append([union.name, several, several, _count(members), NOTHING, NOTHING, *grave])
            continue
        spent = line.spent.audited
        a_head = None if spent is None or not members else spent / members
        done = _rate(rate(spent, line.spent.planned))
        rows.append(
            [union.name, _known(line.income.audited), _known(spent), _count(members), _known(a_head), done, *grave]
        )
    headings = ["单位", "收入（元）", "支出（元）", "会员（人）", "人均支出（元）", "预算完成率", *shown]
    caption = f"各工会对照{'（高、中、低为未决疑点条数）' if shown else ''}"
    widths = [21, 15, 15, 9, 12, 10, *[6] * len(shown)]
    return grid(headings, rows, widths, "l" + "r" * (len(headings) - 1), caption)


def classes(case: Case) -> list[str]:
    """The first-level accounts of expenditure that any union has, those with most money first."""
    sums: dict[str, Decimal] = {}
    for line in money(case):
        for name, value in line.by_class.items():
            sums[name] = sums.get(name, Decimal(0)) + abs(value)
    return sorted(sums, key=lambda name: (-sums[name], name))


def label(line: Money) -> str:
    """The union's name, with that of the book where it has several."""
    several = line.union.booked is not None and len(line.union.booked.books) > 1
    return f"{line.union.name}（{line.book or UNNAMED}）" if several else line.union.name


def _carried_out(case: Case, caption: str, side: Callable[[Money], Side]) -> Markdown:
    rows: list[list[Markdown]] = [[markdown(label(line)), *_side(side(line))] for line in money(case)]
    if totals := _totals(case, side):
        rows.append(totals)
    headings = ["单位", "年初预算", "预算调整", "账面数", "审定数", "完成率"]
    return grid(headings, rows, [30, 14, 12, 14, 14, 8], "lrrrrr", caption)


def _side(side: Side) -> list[Markdown]:
    amounts = [_known(side.approved), _change(side), _known(side.booked), _known(side.audited)]
    return [*amounts, _rate(rate(side.audited, side.planned))]


def _change(side: Side) -> Markdown:
    """What the budget was changed by: of a budget without such a column nobody knows it, and it is no zero."""
    if side.adjustment is not None or side.planned is None:
        return _known(side.adjustment)
    if side.final is not None and side.approved is not None:
        return _known(side.final - side.approved)
    return markdown(NOTHING)


def _totals(case: Case, side: Callable[[Money], Side]) -> list[Markdown]:
    """The line of totals of the books of one kind of money; nothing where the unions hold several kinds."""
    lines = money(case)
    known = [line for line in lines if side(line).audited is not None]
    if len(known) < 2 or len({line.whose for line in known}) > 1:
        return []
    sides = [side(line) for line in known]
    columns = [_sum(getattr(one, name) for one in sides) for name in ("approved", "adjustment", "booked", "audited")]
    planned = _sum(one.planned for one in sides)
    title = "合计" if len(known) == len(lines) else f"合计（有数的{len(known)}家）"
    cells = [*map(amount, columns), rate(columns[3], planned)]
    return [bold(title), *map(bold, cells)]


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """All of them added up; None where one is not known: a total of some is none of all."""
    listed = list(values)
    return None if None in listed else sum((value for value in listed if value is not None), Decimal(0))


def _known(value: Decimal | None) -> Markdown:
    return MISSING if value is None else markdown(amount(value))


def _count(value: int | None) -> Markdown:
    return MISSING if value is None else markdown(count(value))


def _rate(told: str) -> Markdown:
    return MISSING if told == NOTHING else markdown(told)


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "各工会支出执行": budget,
    "各工会收入执行": income,
    "各工会结余": surplus,
    "各工会拨缴": paid,
    "各工会支出构成": spending,
    "各工会对照": side_by_side,
}
