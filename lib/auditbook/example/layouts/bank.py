"""Bank statements as banks export them to their clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditbook.example.grids import Cell, money
from auditbook.example.model import BankRow


@dataclass(frozen=True)
class BankLayout:
    """``newest_first`` statements are turned round. The bank's 借 is money that goes out."""

    columns: tuple[tuple[str, str], ...]
    file: str = "银行对账单.xlsx"
    form: str = "xlsx"
    newest_first: bool = False
    total: bool = False


def _signed(row: BankRow) -> int:
    return row.received - row.paid


CELLS: dict[str, Callable[[BankRow, int], Cell]] = {
    "day": lambda row, balance: row.day.isoformat(),
    "plain": lambda row, balance: f"{row.day:%Y%m%d}",
    "time": lambda row, balance: f"{9 + row.paid % 8:02d}:{row.received % 60:02d}:{row.paid % 60:02d}",
    "summary": lambda row, balance: row.summary,
    "payee": lambda row, balance: row.payee,
    "paid": lambda row, balance: money(row.paid) if row.paid else None,
    "received": lambda row, balance: money(row.received) if row.received else None,
    "signed": lambda row, balance: f"{money(_signed(row)):+}",
    "amount": lambda row, balance: money(abs(_signed(row))),
    "side": lambda row, balance: "借 Dr" if row.paid else "贷 Cr",
    "balance": lambda row, balance: money(balance),
    "reference": lambda row, balance: row.reference,
}


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((title, key) for title, _, key in (word.partition(":") for word in text.split()))


TWO = BankLayout(
    _columns(
        "交易日期:day 摘要:summary 对方户名:payee 支出金额:paid 收入金额:received 账户余额:balance 流水号:reference"
    ),
    total=True,
)
CORPORATE = BankLayout(
    _columns(
        "记账日期:plain 交易时间:time 凭证号:reference 借方发生额:paid 贷方发生额:received 余额:balance 对方户名:payee "
        "摘要:summary"
    )
)
SIGNED = BankLayout(
    _columns(
        "交易日期:plain 交易时间:time 交易摘要:summary 交易金额:signed 本次余额:balance 对手信息:payee "
        "交易流水号:reference"
    ),
    "银行对账单.csv", "csv-gb18030",
)  # fmt: skip
SIDES = BankLayout(
    _columns("交易日期:day 借贷标志:side 交易金额:amount 余额:balance 对方户名:payee 摘要:summary 流水号:reference"),
    newest_first=True,
)
TEXT = BankLayout(TWO.columns, "银行对账单.csv", "csv")

LAYOUTS = {
    0: TWO, 1: CORPORATE, 2: SIGNED, 3: TWO, 4: CORPORATE, 5: TWO, 6: TEXT, 7: TWO, 8: CORPORATE, 9: SIGNED, 10: TEXT,
    11: SIDES, 12: TWO, 13: CORPORATE,
}  # fmt: skip
