"""Income and expenditure by account, by month and a head; cash and bank by month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.report.books.cells import amount, count, indented, joined, named, rate, strong
from auditbook.report.books.chart import EXPENDITURE, INCOME
from auditbook.report.books.journal import ZERO
from auditbook.report.books.ledger import MONTHS, Ledger, ledger
from auditbook.report.citations import Citations, Markdown
from auditbook.report.grids import grid

if TYPE_CHECKING:
    from auditbook.case import Case


def incomes(case: Case, citations: Citations) -> Markdown:
    """收入构成 by first-level account."""
    return _composition(ledger(case), INCOME)


def expenditures(case: Case, citations: Citations) -> Markdown:
    """支出构成 by first-level account."""
    return _composition(ledger(case), EXPENDITURE)


def months(case: Case, citations: Citations) -> Markdown:
    """Income and expenditure by month, without closing entries."""
    books = ledger(case)
    parts = []
    for book in books.books:
        income, spent = books.by_month(book, INCOME), books.by_month(book, EXPENDITURE)
        rows: list[list[object]] = []
        running = ZERO
        for month in MONTHS:
            running += income[month] - spent[month]
            difference = income[month] - spent[month]
            rows.append([f"{month}月", *map(amount, (income[month], spent[month], difference, running))])
        total = books.sum(book, INCOME) - books.sum(book, EXPENDITURE)
        rows.append(
            [*strong(["合计", *map(amount, (books.sum(book, INCOME), books.sum(book, EXPENDITURE), total))]), ""]
        )
        headings = ["月份", "收入（元）", "支出（元）", "收支差额（元）", "累计差额（元）"]
        parts.append(named(book, books.books, grid(headings, rows, [12, 22, 22, 22, 22], "lrrrr")))
    return joined(parts)


def per_member(case: Case, citations: Citations) -> Markdown:
    """Income and expenditure divided by the members that the profile states."""
    books = ledger(case)
    if case.about.kind == "federation":
        return Markdown("总工会的支出有一部分补助下级，会员又分属各基层工会，不列人均数。")
    members, _ = books.members
    if not members:
        return Markdown("")
    parts = []
    for book in books.books:
        spent = books.by_top(book, EXPENDITURE)
        rows: list[tuple[object, Decimal]] = [("支出合计", books.sum(book, EXPENDITURE))]
        rows += [(indented(books.accounts.name(code), 1), value) for code, value in spent.items()]
        rows += [("用于职工的支出", books.for_members(book)), ("收入合计", books.sum(book, INCOME))]
        cells = [(name, amount(value), amount(value / members)) for name, value in rows]
        headings = ["项目", "账面数（元）", "人均（元/人）"]
        parts.append(named(book, books.books, grid(headings, cells, [44, 28, 28], "lrr")))
    return joined(parts)


def cash(case: Case, citations: Citations) -> Markdown:
    """Cash and bank at the end of each month, the bank's statements beside them."""
    books = ledger(case)
    found = books.cash
    if found is None:
        return Markdown("")
    rows = []
    ends = [day for day, after in zip(found.days, [*found.days[1:], None], strict=True) if not after or after.day == 1]
    for day in ends:
        held, bank, stated = found.at("cash", day), found.at("bank", day), found.statement.get(day)
        difference = None if bank is None or stated is None else bank - stated
        rows.append((f"{day.month}月末", amount(held), amount(bank), amount(stated), amount(difference)))
    headings = ["时点", "库存现金账面（元）", "银行存款账面（元）", "对账单余额（元）", "银行账面－对账单（元）"]
    return grid(headings, rows, [14, 21, 21, 21, 23], "lrrrr")


def _composition(books: Ledger, class_: str) -> Markdown:
    parts = []
    for book in books.books:
        whole = books.sum(book, class_)
        rows: list[list[object]] = []
        for code, value in books.by_top(book, class_).items():
            lines = sum(
                m.lines for m in books.posted(book, class_) if m.account and books.accounts.top(m.account) == code
            )
            rows.append([code, books.accounts.name(code), amount(value), rate(value, whole), count(lines)])
        lines = sum(move.lines for move in books.posted(book, class_))
        rows.append(list(strong(["合计", "", amount(whole), rate(whole, whole), count(lines)])))
        headings = ["科目编码", "科目名称", "账面数（元）", "占比", "分录（行）"]
        parts.append(named(book, books.books, grid(headings, rows, [14, 34, 24, 14, 14], "llrrr")))
    return joined(parts)
