"""Balance tables as packages export them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditbook.example.chart import full_name, name_of, side_of
from auditbook.example.grids import Cell, money


@dataclass(frozen=True)
class Balance:
    """One account's row: fen, each column as it is exported."""

    account: str
    opening: int
    debit: int
    credit: int
    closing: int


@dataclass(frozen=True)
class BalanceLayout:
    """``heading`` is one or two rows; in two rows an empty cell is merged with the one before it."""

    file: str
    heading: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    form: str = "xlsx"
    above: tuple[tuple[str, ...], ...] = (("{name}科目余额表（合成数据）",), ("期间：{year}.01-{year}.12",))
    total: bool = True
    blank: Cell = None


def _debit(fen: int) -> int:
    return max(fen, 0)


def _credit(fen: int) -> int:
    return max(-fen, 0)


def _side(fen: int) -> str:
    return "借" if fen > 0 else "贷" if fen < 0 else "平"


FIGURES: dict[str, Callable[[Balance], int]] = {
    "opening_debit": lambda b: _debit(b.opening),
    "opening_credit": lambda b: _credit(b.opening),
    "debit": lambda b: b.debit,
    "credit": lambda b: b.credit,
    "closing_debit": lambda b: _debit(b.closing),
    "closing_credit": lambda b: _credit(b.closing),
    "opening": lambda b: abs(b.opening),
    "closing": lambda b: abs(b.closing),
}
WORDS: dict[str, Callable[[Balance], Cell]] = {
    "account": lambda b: b.account,
    "dots": lambda b: ".".join([b.account[:3], *(b.account[i : i + 2] for i in range(3, len(b.account), 2))]),
    "name": lambda b: "  " * ((len(b.account) - 3) // 2) + name_of(b.account),
    "full": lambda b: full_name(b.account),
    "both": lambda b: f"{b.account} {name_of(b.account)}",
    "side": lambda b: side_of(b.account),
    "opening_side": lambda b: _side(b.opening),
    "closing_side": lambda b: _side(b.closing),
    "book": lambda b: "工会经费",
}


def cell(key: str, balance: Balance, layout: BalanceLayout) -> Cell:
    """What stands in one cell of an account's row."""
    if key in WORDS:
        return WORDS[key](balance)
    fen = FIGURES[key](balance)
    if layout.form in ("xlsx", "ods"):
        return money(fen) if fen else layout.blank
    return f"{money(fen):,}" if fen else layout.blank


_SIX = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
_PLAIN = ("科目编码", "科目名称", "期初借方", "期初贷方", "本期借方", "本期贷方", "期末借方", "期末贷方")
_PAIRS = (
    ("科目编码", "科目名称", "期初余额", "", "本期发生", "", "期末余额", ""),
    ("", "", "借方", "贷方", "借方", "贷方", "借方", "贷方"),
)
_BRACKETS = (
    "科目代码", "科目名称", "期初余额(借方)", "期初余额(贷方)", "本期发生额(借方)", "本期发生额(贷方)",
    "期末余额(借方)", "期末余额(贷方)",
)  # fmt: skip
_CUMULATIVE = (
    "科目编码", "科目名称", "期初借方余额", "期初贷方余额", "借方发生额", "贷方发生额",
    "本年累计借方", "本年累计贷方", "期末借方余额", "期末贷方余额",
)  # fmt: skip

PLAIN = BalanceLayout("科目余额表.xlsx", (_PLAIN,), ("account", "name", *_SIX))
PAIRS = BalanceLayout("科目余额表.xlsx", _PAIRS, ("account", "name", *_SIX))
SIDES = BalanceLayout(
    "科目余额表.xlsx",
    (("科目编码", "科目名称", "期初方向", "期初余额", "本期借方", "本期贷方", "期末方向", "期末余额"),),
    ("account", "name", "opening_side", "opening", "debit", "credit", "closing_side", "closing"),
)  # fmt: skip
CUMULATIVE = BalanceLayout(
    "发生额及余额表.xlsx", (_CUMULATIVE,), ("account", "full", *_SIX[:4], "debit", "credit", *_SIX[4:])
)
KINGDEE = BalanceLayout("科目余额表.xlsx", (_BRACKETS,), ("dots", "full", *_SIX), total=False)
TEXT = BalanceLayout("科目余额表.csv", (_PLAIN,), ("account", "name", *_SIX), form="csv", blank="0.00")
OLD_TEXT = BalanceLayout("科目余额表.csv", (_BRACKETS,), ("account", "name", *_SIX), form="csv-gb18030")
PAGE = BalanceLayout("科目余额表.xls", (_PLAIN,), ("account", "name", *_SIX), form="html")
SHEET = BalanceLayout("科目余额表.xls", (_PLAIN,), ("account", "name", *_SIX), form="tsv")
BOTH = BalanceLayout(
    "科目余额表.ods", (("会计科目", *_PLAIN[2:]),), ("both", *_SIX), form="ods"
)  # fmt: skip
FEDERATION = BalanceLayout("科目余额表.xlsx", ((*_PLAIN, "账套"),), ("account", "name", *_SIX, "book"))

LAYOUTS = {
    0: FEDERATION, 1: PAIRS, 2: OLD_TEXT, 3: KINGDEE, 4: CUMULATIVE, 5: KINGDEE, 6: TEXT, 7: PLAIN, 8: SIDES, 9: TEXT,
    10: SHEET, 11: PAGE, 12: PAIRS, 13: BOTH,
}  # fmt: skip
