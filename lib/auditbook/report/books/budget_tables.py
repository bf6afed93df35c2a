"""预算执行表: 年初预算, 调整, 调整后预算, 账面数, 完成率, 结余 and the share spent on members."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.report.books.budget import Group, Item
from auditbook.report.books.cells import NOTHING, amount, indented, joined, named, rate, strong
from auditbook.report.books.chart import EXPENDITURE, INCOME
from auditbook.report.books.journal import ZERO
from auditbook.report.books.ledger import Ledger, ledger
from auditbook.report.citations import Citations, Markdown
from auditbook.report.grids import grid

if TYPE_CHECKING:
    from auditbook.case import Case


def budget(case: Case, citations: Citations) -> Markdown:
    """预算执行表: 年初预算, 调整, 调整后预算, 账面数, 完成率, with 收支结余 and what was spent on members."""
    books = ledger(case)
    parts = []
    names = [execution.book for execution in books.executions]
    for execution in books.executions:
        rows: list[list[object]] = []
        for kind in (INCOME, EXPENDITURE):
            for group in execution.of(kind):
                rows += _group_rows(group)
            rows.append([*strong(_budget_cells(execution.totals[kind])), ""])
        income, spent = execution.totals[INCOME], execution.totals[EXPENDITURE]
        rows.append([*strong(_surplus_cells(income, spent)), ""])
        rows.append([*_members_cells(books, execution.of(EXPENDITURE), spent), ""])
        headings = [
            "项目",
            "年初预算（元）",
            "预算调整（元）",
            "调整后预算（元）",
            "账面数（元）",
            "账面－预算（元）",
            "完成率",
            "行",
        ]
        parts.append(named(execution.book, names, grid(headings, rows, [24, 14, 12, 14, 14, 14, 8, 5], "lrrrrrrr")))
    return joined(parts)


def _group_rows(group: Group) -> list[list[object]]:
    head = _budget_cells(group.total)
    own = [*(strong(head) if group.items else head), group.total.row or ""]
    lines = ((item, _budget_cells(item)) for item in group.items)
    return [own, *([indented(item.title, 1), *cells[1:], item.row or ""] for item, cells in lines)]


def _budget_cells(item: Item) -> list[str]:
    planned = item.final if item.final is not None else item.approved
    difference = None if item.book is None or planned is None else item.book - planned
    amounts = map(amount, (item.approved, item.adjustment, item.final, item.book, difference))
    unplanned = planned is None and item.book
    return [item.title, *amounts, "未列预算" if unplanned else rate(item.book, planned)]


def _surplus_cells(income: Item, spent: Item) -> list[str]:
    def less(name: str) -> Decimal | None:
        first, second = getattr(income, name), getattr(spent, name)
        return None if first is None or second is None else first - second

    found = [less(name) for name in ("approved", "adjustment", "final", "book")]
    difference = None if found[3] is None or found[2] is None else found[3] - found[2]
    return ["收支结余（收入－支出）", *map(amount, (*found, difference)), NOTHING]


def _members_cells(books: Ledger, groups: list[Group], spent: Item) -> list[str]:
    """What was spent on members in hundredths of all expenditure, column by column."""
    mine = [group.total for group in groups if books.accounts.for_members(group.total.code)]

    def of(name: str) -> str:
        known = [value for item in mine if (value := getattr(item, name)) is not None]
        return rate(sum(known, ZERO), getattr(spent, name)) if known else NOTHING

    return ["用于职工的支出占支出合计", of("approved"), NOTHING, of("final"), of("book"), NOTHING, NOTHING]
