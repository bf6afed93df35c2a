"""The audited tables: 审定表, 调整分录, 预算执行, 收支, 资产负债; one book after the other, no sum over two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from auditbook.engagement.adjusted import Adjusted, Amounts, adjusted
from auditbook.engagement.adjustments import Entry
from auditbook.report.books.balances import Sums
from auditbook.report.books.cells import amount, balance, bold, indented, joined, named, rate, strong
from auditbook.report.books.chart import CLASSES, EXPENDITURE, INCOME
from auditbook.report.books.journal import ZERO
from auditbook.report.books.ledger import Ledger
from auditbook.report.books.trial_tables import ROWS
from auditbook.report.citations import Citations, Markdown, markdown, place
from auditbook.report.engagement.contributions import contributions
from auditbook.report.engagement.execution import execution
from auditbook.report.findings.tables import brief
from auditbook.report.grids import grid

if TYPE_CHECKING:
    from auditbook.case import Case

ASSETS, LIABILITIES, NET = CLASSES[:3]
BLANK = Markdown("&nbsp;")  # a cell without anything takes the height of the text around the table


def accounts(case: Case, citations: Citations) -> Markdown:
    """审定表: every account with its booked figure, both sides of the adjustments and the audited figure."""
    found = adjusted(case)
    if not found.books:
        return _lacking(citations, "审定表", "未提供序时账和科目余额表")
    parts = []
    for book in found.books:
        mine = found.of(book)
        shown = _shown(mine)
        left = len(mine) - len(shown)
        rows = [_account(found.booked, one, citations) for one in shown]
        headings = ["编码", "科目名称", "账面数（元）", "调整借方（元）", "调整贷方（元）", "审定数（元）"]
        table = grid(headings, rows, [11, 27, 17, 14, 14, 17], "llrrrr")
        note = f"{_basis(found)}{f'另有{left}个没有调整的明细科目未列，见科目余额表。' if left else ''}"
        parts += [named(book, found.books, table, note), _trial(found, book, citations)]
    return joined(parts)


def entries(case: Case, citations: Citations) -> Markdown:
    """调整分录: each entry with its lines, reason and paper; empty where there is none."""
    found = adjusted(case)
    parts = []
    for book in found.books:
        mine = [entry for entry in found.entries if entry.book == book]
        rows = [row for entry in mine for row in _entry_rows(found.booked, entry)]
        if not rows:
            continue
        total = sum((entry.amount for entry in mine), ZERO)
        rows.append([bold("合计"), BLANK, *strong([amount(total)] * 2), BLANK, BLANK])
        headings = ["编号", "科目", "借方（元）", "贷方（元）", "调整原因", "底稿"]
        table = grid(headings, rows, [7, 27, 13, 13, 26, 14], "llrrll")
        parts.append(named(book, found.books, table))
    return joined(parts)


def flows(case: Case, citations: Citations) -> Markdown:
    """收支审定表: income and expenditure by account, booked, adjusted and audited, with what is left."""
    found = adjusted(case)
    if not found.booked.books:
        return _lacking(citations, "收支审定表", "未提供序时账，收支的账面数不能扣除年末结转")
    parts = []
    for book in found.booked.books:
        rows: list[list[object]] = []
        for class_ in (INCOME, EXPENDITURE):
            rows += _flow_rows(found, book, class_)
        before, after = (led.sum(book, INCOME) - led.sum(book, EXPENDITURE) for led in (found.booked, found.audited))
        rows.append([BLANK, *strong(["收支结余（收入－支出）", *_change(before, after)]), BLANK])
        headings = ["编码", "项目", "账面数（元）", "审计调整（元）", "审定数（元）", "占比"]
        parts.append(named(book, found.books, grid(headings, rows, [11, 31, 18, 15, 18, 9], "llrrrr")))
    return joined(parts)


def balance_sheet(case: Case, citations: Citations) -> Markdown:
    """资产负债审定表: first-level accounts by class; both sides of it are equal after the adjustments as before."""
    found = adjusted(case)
    if found.booked.balances is None:
        return _lacking(citations, "资产负债审定表", "未提供科目余额表，期初和期末余额不能确定")
    parts = []
    for book in found.books:
        tops = [one for one in found.of(book) if one.line.top]
        rows: list[list[object]] = []
        for class_ in (ASSETS, LIABILITIES, NET):
            mine = [one for one in tops if one.class_ == class_]
            sign = 1 if class_ == ASSETS else -1
            rows += [_balance_row(found.booked, one, sign, citations) for one in mine]
            rows.append(_total_row(f"{class_}合计", mine, sign, citations))
        open_ = [one for one in tops if one.class_ in (INCOME, EXPENDITURE)]
        rows.append(_total_row("收支差额（尚未转入净资产）", open_, -1, citations))
        headings = ["编码", "项目", "年初数（元）", "期末账面数（元）", "审计调整（元）", "期末审定数（元）"]
        table = grid(headings, rows, [9, 29, 16, 16, 14, 16], "llrrrr")
        parts.append(named(book, found.books, table, _identity(tops)))
    return joined(parts)


def _account(books: Ledger, one: Amounts, citations: Citations) -> tuple[object, ...]:
    name = indented(books.accounts.name(one.line.code), one.line.level - 1)
    figures = [
        _known(balance(value), value, citations, f"{one.line.code}审定数") for value in (one.booked, one.audited)
    ]
    return one.line.code, name, figures[0], _side(one.debit), _side(one.credit), figures[1]


def _shown(mine: list[Amounts]) -> list[Amounts]:
    """The accounts down to the level that a page can show, and all that were adjusted."""
    for level in sorted({one.line.level for one in mine}, reverse=True):
        shown = [one for one in mine if one.line.level <= level or one.debit or one.credit]
        if len(shown) <= ROWS:
            return shown
    return [one for one in mine if one.line.level == 1 or one.debit or one.credit]


def _basis(found: Adjusted) -> str:
    if found.booked.balances is None:
        return "账面数取自序时账（未提供科目余额表，期末余额不能确定）；收入、支出为本年发生额，不含年末结转。"
    flows = "取自序时账，不含年末结转" if found.booked.journal else "未提供序时账，不能扣除年末结转"
    return (
        f"资产、负债、净资产为期末余额，取自科目余额表；收入、支出为本年发生额，{flows}。上级科目含其明细科目的调整。"
    )


def _trial(found: Adjusted, book: str, citations: Citations) -> Markdown:
    """Both sides of the trial balance, before and after, also where there is no difference."""
    booked, audited = found.sums(book)
    total = sum((entry.amount for entry in found.entries if entry.book == book), ZERO)
    rows = [_sides("期末余额账面数", booked, citations), _adjusted_sides(total),
            _sides("期末余额审定数", audited, citations)]  # fmt: skip
    headings = ["审定试算平衡", "借方合计（元）", "贷方合计（元）", "差额（元）", "结果"]
    return named(book, found.books, grid(headings, rows, [26, 22, 22, 18, 12], "lrrrl"))


def _sides(title: str, found: Sums, citations: Citations) -> tuple[object, ...]:
    sides = found.closing_sides
    if sides is None:
        return (title, *(citations.lack(title) for _ in range(3)), "未提供")
    return title, amount(sides[0]), amount(sides[1]), amount(sides[0] - sides[1]), _word(sides[0] - sides[1])


def _adjusted_sides(total: Decimal) -> tuple[object, ...]:
    return "审计调整分录", amount(total), amount(total), amount(ZERO), _word(ZERO)


def _word(difference: Decimal) -> str:
    return "不平衡" if difference else "平衡"


def _entry_rows(books: Ledger, entry: Entry) -> list[list[object]]:
    rows: list[list[object]] = []
    for line in entry.lines:
        first = line is entry.lines[0]
        red = "（红字）" if line in entry.red else ""
        account = f"{'借' if line.debit else '贷'}：{line.account} {books.accounts.name(line.account)}{red}"
        where = place(line.source.file, str(line.source)) if line.source.file else Markdown("")
        head = (
            (entry.number, brief(entry.reason), Markdown(f"{markdown(entry.paper)} {where}"))
            if first
            else (BLANK, BLANK, BLANK)
        )
        rows.append([head[0], account, _side(line.debit), _side(line.credit), *head[1:]])
    return rows


def _flow_rows(found: Adjusted, book: str, class_: str) -> list[list[object]]:
    known, whole = found.booked.accounts, found.audited.sum(book, class_)
    before, after = found.booked.by_account(book, class_), found.audited.by_account(book, class_)
    tops = found.audited.by_top(book, class_)
    rows: list[list[object]] = []
    for top in sorted(tops):
        below = [code for code in after if known.top(code) == top]
        booked = found.booked.by_top(book, class_).get(top, ZERO)
        rows.append([top, known.name(top), *_change(booked, tops[top]), rate(tops[top], whole)])
        for code in below if below != [top] else ():
            level = known.by_code[code].level - 1 if code in known.by_code else 1
            name = indented(known.name(code), max(1, level))
            rows.append([code, name, *_change(before.get(code, ZERO), after[code]), rate(after[code], whole)])
    booked = found.booked.sum(book, class_)
    rows.append([BLANK, *strong([f"{class_}合计", *_change(booked, whole), rate(whole, whole)])])
    return rows


def _balance_row(books: Ledger, one: Amounts, sign: int, citations: Citations) -> list[object]:
    cells = _balance_cells([one], sign, citations, one.line.code)
    return [one.line.code, books.accounts.name(one.line.code), *cells]


def _total_row(title: str, mine: list[Amounts], sign: int, citations: Citations) -> list[object]:
    cells = _balance_cells(mine, sign, citations, title)
    return [BLANK, bold(title), *(cell if isinstance(cell, Markdown) else bold(cell) for cell in cells)]


def _balance_cells(mine: list[Amounts], sign: int, citations: Citations, name: str) -> list[str]:
    """Opening, closing, adjustment and audited closing, on the side of the class."""
    change = sum((one.debit - one.credit for one in mine), ZERO)
    opening, closing = _sum(one.line.opening for one in mine), _sum(one.line.closing for one in mine)
    audited = None if closing is None else closing + change
    found = [None if value is None else sign * value for value in (opening, closing, change, audited)]
    return [_known(amount(value), value, citations, f"资产负债.{name}") for value in found]


def _identity(tops: list[Amounts]) -> str:
    """Whether 资产＝负债＋净资产＋收支差额 after the adjustments."""
    shown = [one for one in tops if one.class_ in (ASSETS, LIABILITIES, NET, INCOME, EXPENDITURE)]
    closing = _sum(one.line.closing for one in shown)
    if closing is None:
        return "科目余额表没有期末余额，不能核对资产与负债、净资产是否相等。"
    off = closing + sum((one.debit - one.credit for one in shown), ZERO)
    other = "；另有类别不明或其他类别的科目，没有列入本表" if len(shown) < len(tops) else ""
    if off:
        return f"资产合计与负债、净资产、收支差额之和相差{amount(off)}元{other}。"
    return f"审定后资产合计等于负债、净资产与收支差额之和{other}。"


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; 0.00 of no accounts; None where one is not known."""
    listed = list(values)
    known = [value for value in listed if value is not None]
    return sum(known, ZERO) if len(known) == len(listed) else None


def _change(before: Decimal, after: Decimal) -> list[str]:
    return [amount(before), amount(after - before), amount(after)]


def _side(value: Decimal) -> str:
    return amount(value) if value else BLANK


def _known(text: str, value: Decimal | None, citations: Citations, name: str) -> str:
    return citations.lack(name) if value is None else text


def _lacking(citations: Citations, title: str, why: str) -> Markdown:
    return Markdown(f"{citations.lack(title)}：{markdown(f'{why}，不能列示{title}。')}")


def told(case: Case, citations: Citations) -> Markdown:
    """How many entries there are, that they balance, or that there are none; and what was not applied."""
    found = adjusted(case)
    refused = [problem for problem in found.problems if not problem.note]
    numbers = len(found.entries)
    if not numbers and not refused:
        return markdown("没有审计调整，审定数等于账面数。")
    parts = []
    if numbers:
        books = dict.fromkeys(entry.book for entry in found.entries)
        for book in books:
            mine = [entry for entry in found.entries if entry.book == book]
            total = amount(sum((entry.amount for entry in mine), ZERO))
            of_book = f"{book}账套" if len(found.books) > 1 else ""
            after = {True: "，调整后试算平衡", False: "；账面期末余额本身不平衡，调整后同样相差", None: ""}[
                found.balanced(book)
            ]
            parts.append(f"{of_book}审计调整分录{len(mine)}笔，借方、贷方各{total}元，借贷平衡{after}")
    if refused:
        parts.append(f"另有分录存在问题，没有采用（{len(refused)}处，见资料读取的问题清单），改正以前不能出具报告")
    elif not numbers:
        parts.append("没有可采用的审计调整")
    return markdown("；".join(parts) + "。")


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "审定表": accounts,
    "调整分录": entries,
    "预算执行审定表": execution,
    "收支审定表": flows,
    "资产负债审定表": balance_sheet,
    "拨缴审定表": contributions,
}
SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {"审计调整": told}
