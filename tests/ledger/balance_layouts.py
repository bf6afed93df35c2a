"""The balances of the same ledger as packages write them: two rows of headings, directions, cumulative sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from layouts import Laid


@dataclass(frozen=True)
class Account:
    """A line of the balances: signed, debit positive. ``leaf`` is False for one that others sum up to."""

    code: str
    name: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    leaf: bool = True

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit


BALANCES = tuple(
    Account(code, name, *(Decimal(figure) for figure in figures.split()), leaf)
    for code, name, figures, leaf in (
        ("101", "库存现金", "200.00 300.00 0", True),
        ("102", "银行存款", "8000.00 12000.00 10391.89", True),
        ("162", "固定资产", "0 0 0", True),
        ("321", "工会资金结余", "-8200.00 0 12300.00", True),
        ("401", "会费收入", "0 300.00 300.00", True),
        ("402", "拨缴经费收入", "0 12000.00 12000.00", True),
        ("501", "职工活动支出", "0 9879.50 0", False),
        ("50102", "文体活动费", "0 9879.50 0", True),
        ("50205", "送温暖费", "0 500.05 0", True),
        ("50402", "商品和服务", "0 12.34 0", True),
    )
)


def two_sides(value: Decimal) -> list[str]:
    """An amount under 借方 or 贷方; nothing under both if zero."""
    return [f"{value:,.2f}" if value > 0 else "", f"{-value:,.2f}" if value < 0 else ""]


def direction(value: Decimal) -> list[str]:
    """An amount without sign after 借, 贷 or 平."""
    return ["借" if value > 0 else "贷" if value < 0 else "平", f"{abs(value):.2f}"]


def u8_balances() -> Laid:
    """用友 U8 发生额及余额表: a heading of two rows with merged pairs; parents indent their children; totals."""
    laid = Laid(name="科目余额表", merged=["A1:H1", "A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:H3"])
    laid.add(["发生额及余额表"], ["单位：示例工会01", "", "", "月份：2021.01-2021.12", "", "", "", "单位：元"])
    laid.add(["科目编码", "科目名称", "期初余额", "", "本期发生", "", "期末余额", ""], ["", "", *["借方", "贷方"] * 3])
    for account in BALANCES:
        indent = "　" * (len(account.code) - 3)
        moved = [f"{account.debit:,.2f}" if account.debit else "", f"{account.credit:,.2f}" if account.credit else ""]
        laid.put(
            [account.code, indent + account.name, *two_sides(account.opening), *moved, *two_sides(account.closing)]
        )
        if account.code == "162":
            laid.add(["资产小计", "", "8,200.00", "", "12,300.00", "10,391.89", "10,108.11", ""])
    leaves = [account for account in BALANCES if account.leaf]
    debit, credit = (f"{sum(getattr(leaf, side) for leaf in leaves):,.2f}" for side in ("debit", "credit"))
    return laid.add(["合计", "", "8,200.00", "8,200.00", debit, credit, "20,500.00", "20,500.00"], ["制表人：甲"])


def balances_with_sides() -> Laid:
    """金蝶 KIS: a direction before each balance, which has no sign."""
    laid = Laid(name="科目余额表").add(
        ["科目代码", "科目名称", "期初方向", "期初余额", "本期借方发生额", "本期贷方发生额", "期末方向", "期末余额"]
    )
    for account in BALANCES:
        moved = [f"{account.debit:.2f}", f"{account.credit:.2f}"]
        laid.put([account.code, account.name, *direction(account.opening), *moved, *direction(account.closing)])
    return laid


OF_THE_YEAR = """
科目编码 科目名称 期初余额(借方) 期初余额(贷方) 本期发生额(借方) 本期发生额(贷方) 本年累计发生额(借方)
本年累计发生额(贷方) 期末余额(借方) 期末余额(贷方)
"""


def balances_of_the_year() -> Laid:
    """A cloud: one row of headings, 本年累计 before the closing balance, dashed codes."""
    laid = Laid(name="科目余额表").add(OF_THE_YEAR.split())
    for account in BALANCES:
        code = "-".join(filter(None, (account.code[:3], account.code[3:])))
        moved = [f"{account.debit:.2f}", f"{account.credit:.2f}"]
        laid.put([code, account.name, *two_sides(account.opening), *moved, *moved, *two_sides(account.closing)])
    return laid


BALANCE_TABLES: dict[str, Callable[[], Laid]] = {
    function.__name__: function for function in (u8_balances, balances_with_sides, balances_of_the_year)
}
