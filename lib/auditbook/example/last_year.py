"""The year before, small: a journal of quarterly sums that ends where this year's openings begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditbook.example.bulk import Bulk
from auditbook.example.chart import is_income, is_spending
from auditbook.example.days import workdays
from auditbook.example.model import Books, Line, Voucher

_USUAL = 930  # per mille of this year


@dataclass
class LastYear:
    """Books of last year that are posted like any others, and the totals that this year's budget quotes."""

    books: Books
    bulk: Bulk
    totals: dict[str, int]


def last_year(this: Books, earned: Counter[str]) -> LastYear:
    """Last year from this year's totals: each account a little lower, except where ``growth`` says otherwise."""
    accounts = sorted(code for code in earned if earned[code] > 0 and (is_income(code) or is_spending(code)))
    totals = {code: _whole(earned[code] * this.growth.get(code, _USUAL + int(code) % 60) // 1000) for code in accounts}
    books = replace(
        this, year=this.year - 1, vouchers=[], balances=this.last_balances, plans={}, absent=[], wrong_total=0
    )
    books.overlap = False
    if is_buying := totals.get("50502", 0):
        # what was bought last year is among the cards already
        totals["50502"] = min(is_buying, this.opening["162"])
    books.vouchers = [*_quarters(books, totals), *this.last_vouchers]
    books.opening = _opening(this, books.vouchers)
    for voucher in this.last_vouchers:
        for line in voucher.lines:
            if is_spending(line.account):
                totals[line.account] = totals.get(line.account, 0) + line.debit - line.credit
    return LastYear(books, Bulk(this.union, books.year, 0, ""), totals)


def _whole(fen: int) -> int:
    return fen // 400 * 400


def _quarters(books: Books, totals: dict[str, int]) -> Iterator[Voucher]:
    """One voucher of income and one of spending a quarter, and the cards of what was bought."""
    for quarter in range(1, 5):
        day = workdays(books.year, quarter * 3)[-2]
        income = tuple(Line(code, credit=fen // 4) for code, fen in totals.items() if is_income(code))
        spent = tuple(Line(code, debit=fen // 4) for code, fen in totals.items() if is_spending(code))
        got, paid = sum(line.credit for line in income), sum(line.debit for line in spent)
        yield Voucher(day, f"第{quarter}季度收入汇总", (Line("102", debit=got), *income), attachments=12)
        yield Voucher(day, f"第{quarter}季度支出汇总", (*spent, Line("102", credit=paid)), attachments=30)
        if bought := totals.get("50502", 0) // 4:
            yield Voucher(
                day, f"第{quarter}季度购置登记固定资产", (Line("162", debit=bought), Line("301", credit=bought))
            )


def _opening(this: Books, vouchers: list[Voucher]) -> dict[str, int]:
    """Openings from which last year's vouchers lead to this year's; what is over goes to 331 at the year's end."""
    opening = dict(this.opening)
    surplus = 0
    for voucher in vouchers:
        for line in voucher.lines:
            if is_income(line.account) or is_spending(line.account):
                surplus += line.credit - line.debit
            else:
                opening[line.account] = opening.get(line.account, 0) - line.debit + line.credit
    opening["331"] += surplus
    return opening
