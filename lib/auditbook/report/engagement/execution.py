"""预算执行审定表: 年初预算 – 调整 – 账面数 – 审定数 – 完成率, with 结余 and the share spent on members."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.engagement.adjusted import adjusted
from auditbook.report.books.budget import Execution, Item
from auditbook.report.books.cells import NOTHING, amount, indented, joined, named, rate, strong
from auditbook.report.books.chart import EXPENDITURE, INCOME, Accounts
from auditbook.report.books.journal import ZERO
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.grids import grid

if TYPE_CHECKING:
    from auditbook.case import Case

_HEADINGS = ["项目", "年初预算（元）", "预算调整（元）", "调整后预算（元）", "账面数（元）", "审定数（元）", "完成率"]
_WIDTHS = [26, 14, 12, 14, 14, 14, 8]
_NOTE = "完成率＝审定数÷调整后预算（没有调整后预算的，为年初预算）。"

Pair = tuple[Item | None, Item]


def execution(case: Case, citations: Citations) -> Markdown:
    """The budget of every book beside its booked and audited figures; missing ones are said to be missing."""
    found = adjusted(case)
    before, after = found.booked.executions, found.audited.executions
    if not after:
        why = "未提供收支预算表，不能列示预算执行审定表。"
        return Markdown(f"{citations.lack('预算执行审定表')}：{markdown(why)}")
    names = [one.book for one in after]
    parts = []
    for booked, audited in zip(before, after, strict=True):
        table = grid(_HEADINGS, _rows(booked, audited, found.booked.accounts, citations), _WIDTHS, "lrrrrrr")
        parts.append(named(audited.book, names, table, _NOTE))
    return joined(parts)


def _rows(booked: Execution, audited: Execution, known: Accounts, citations: Citations) -> list[list[object]]:
    old = {_key(item): item for group in booked.groups for item in group.items}
    tops = {_key(group.total): group.total for group in booked.groups}
    rows: list[list[object]] = []
    for kind in (INCOME, EXPENDITURE):
        for group in audited.of(kind):
            rows.append([group.total.title, *_cells((tops.get(_key(group.total)), group.total), citations)])
            rows += [[indented(i.title, 1), *_cells((old.get(_key(i)), i), citations)] for i in group.items]
        total = audited.totals[kind]
        rows.append(_strong([total.title, *_cells((booked.totals[kind], total), citations)]))
    rows.append(_strong(["收支结余（收入－支出）", *_surplus(booked, audited, citations)]))
    rows.append(["用于职工的支出占支出合计", *_members(booked, audited, known, citations)])
    return rows


def _key(item: Item) -> tuple[str, str, str, int | None]:
    return item.kind, item.code, item.title, item.row


def _cells(pair: Pair, citations: Citations) -> list[str]:
    """Budget, booked and audited figure of a line; one that the books do not have was booked with nothing."""
    old, new = pair
    planned = new.final if new.final is not None else new.approved
    booked = (old.book if old else ZERO) if new.book is not None else None
    done = "未列预算" if planned is None and new.book else rate(new.book, planned)
    return [
        *map(amount, (new.approved, new.adjustment, new.final)),
        *_books((booked, new.book), new.title, citations),
        done,
    ]


def _books(values: Iterable[Decimal | None], title: str, citations: Citations) -> list[str]:
    return [citations.lack(f"预算执行.{title}") if value is None else amount(value) for value in values]


def _surplus(booked: Execution, audited: Execution, citations: Citations) -> list[str]:
    def less(one: Execution, name: str) -> Decimal | None:
        first, second = (getattr(one.totals[kind], name) for kind in (INCOME, EXPENDITURE))
        return None if first is None or second is None else first - second

    plans = [amount(less(audited, name)) for name in ("approved", "adjustment", "final")]
    figures = _books((less(booked, "book"), less(audited, "book")), "收支结余", citations)
    return [*plans, *figures, NOTHING]


def _members(booked: Execution, audited: Execution, known: Accounts, citations: Citations) -> list[str]:
    """What was spent on members in hundredths of all expenditure, column by column."""

    def of(one: Execution, name: str) -> str:
        mine = [group.total for group in one.of(EXPENDITURE) if known.for_members(group.total.code)]
        values = [value for item in mine if (value := getattr(item, name)) is not None]
        whole = getattr(one.totals[EXPENDITURE], name)
        if name == "book" and whole is None:
            return citations.lack("预算执行.用于职工的支出占比")
        return rate(sum(values, ZERO), whole) if values else NOTHING

    return [of(audited, "approved"), NOTHING, of(audited, "final"), of(booked, "book"), of(audited, "book"), NOTHING]


def _strong(cells: list[str]) -> list[object]:
    return [cell if isinstance(cell, Markdown) else strong([cell])[0] for cell in cells]
