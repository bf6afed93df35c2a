"""Writes what follows from a ledger: the balance table, the budget with its execution, the bank's statement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from auditbook.example.chart import is_income, is_spending, name_of, with_parents
from auditbook.example.grids import Cell, Grid, grid, money
from auditbook.example.layouts.balances import Balance, BalanceLayout, cell
from auditbook.example.layouts.bank import CELLS, BankLayout
from auditbook.example.model import Amend, BankRow, Books, Mark, Plan
from auditbook.example.truth import Truth

_FIGURES = ("approved", "adjustment", "final", "actual", "prior", "prior_budget")
_BUDGET = ("账套", "科目编码", "项目", "类别", "年初预算", "预算调整", "调整预算", "决算数", "上年决算", "上年预算")


@dataclass(frozen=True)
class Target:
    """Where a unit's files go and who is told of their rows."""

    folder: Path
    relative: str
    unit: str
    name: str
    year: int
    truth: Truth

    def note(self, marks: tuple[Mark, ...], file: str, row: int | None, fen: int | None, voucher: str = "") -> None:
        self.truth.note(self.unit, marks, voucher, f"{self.relative}/{file}", row, fen)

    def open(self, layout_file: str, sheet: str, form: str, above: tuple[tuple[str, ...], ...]) -> Grid:
        made = grid(self.folder / layout_file, sheet, form)
        for row in above:
            made.add([text.format(name=self.name, year=self.year) for text in row])
        return made


def write_balances(
    to: Target, opening: dict[str, int], debit: Counter[str], credit: Counter[str], layout: BalanceLayout,
    amend: dict[str, Amend],
) -> None:  # fmt: skip
    """The balance table with all parents; ``amend`` changes single rows on their way out."""
    sheet = to.open(layout.file, "科目余额表", layout.form, layout.above)
    _heading(sheet, layout)
    rows = _balances(opening, debit, credit)
    for balance in rows:
        change = amend.get(balance.account, Amend())
        shown = _changed(balance, change)
        row = sheet.add([cell(key, shown, layout) for key in layout.columns])
        to.note(change.marks, layout.file, row, abs(shown.closing or shown.debit))
    if layout.total:
        top = [_changed(b, amend.get(b.account, Amend())) for b in rows if len(b.account) == 3]
        sheet.add(_total(top, layout))
    sheet.close()


def _heading(sheet: Grid, layout: BalanceLayout) -> None:
    for row in layout.heading:
        sheet.add(row)
        for n, (text, after) in enumerate(pairwise(row)):
            if text and not after and len(layout.heading) > 1 and n > 1:
                sheet.merge(n, n + 1, text)


def _balances(opening: dict[str, int], debit: Counter[str], credit: Counter[str]) -> list[Balance]:
    leaves = {code for code in {*opening, *debit, *credit} if opening.get(code) or debit[code] or credit[code]}
    found = []
    for code in with_parents(leaves):
        below = [leaf for leaf in leaves if leaf == code or (leaf.startswith(code) and len(code) < len(leaf))]
        start = sum(opening.get(leaf, 0) for leaf in below)
        moved = sum(debit[leaf] for leaf in below), sum(credit[leaf] for leaf in below)
        found.append(Balance(code, start, *moved, start + moved[0] - moved[1]))
    return found


def _changed(b: Balance, change: Amend) -> Balance:
    add = change.add
    return Balance(
        b.account, b.opening + add.get("opening", 0), b.debit + add.get("debit", 0), b.credit + add.get("credit", 0),
        b.closing + add.get("closing", 0),
    )  # fmt: skip


def _total(top: list[Balance], layout: BalanceLayout) -> list[Cell]:
    """The sums of the columns over the top accounts."""
    cells: list[Cell] = ["合计"]
    for key in layout.columns[1:]:
        if key in ("opening", "closing") or key not in _SUMS:
            cells.append(None)
            continue
        fen = sum(_SUMS[key](b) for b in top)
        cells.append(money(fen) if layout.form in ("xlsx", "ods") else f"{money(fen):,}")
    return cells


_SUMS = {
    "opening_debit": lambda b: max(b.opening, 0),
    "opening_credit": lambda b: max(-b.opening, 0),
    "debit": lambda b: b.debit,
    "credit": lambda b: b.credit,
    "closing_debit": lambda b: max(b.closing, 0),
    "closing_credit": lambda b: max(-b.closing, 0),
}


def write_budget(to: Target, books: Books, earned: Counter[str], last: dict[str, int]) -> None:
    """Approved, adjusted, actual and last year's figures by account; the sums of income and of spending below each."""
    file = "收支预算表.xlsx"
    sheet = to.open(
        file, "收支预算表", "xlsx", (("{name}{year}年度工会经费收支预算执行表（合成数据）",), ("单位：元",))
    )
    sheet.add(_BUDGET)
    for kind, chosen in (("收入", is_income), ("支出", is_spending)):
        sums = Counter[str]()
        for account in sorted(code for code in earned if chosen(code) and earned[code]):
            plan = books.plans.get(account) or _plan(account, kind)
            if plan.drop:
                continue
            figures = _figures(plan, earned[account], last.get(account, 0))
            change = books.budget.get(account, Amend())
            for column, fen in change.add.items():
                figures[column] += fen
            sums.update(figures)
            row = sheet.add(["工会经费", account, name_of(account), kind, *map(money, figures.values())])
            to.note((*plan.marks, *change.marks), file, row, figures["actual"])
        sheet.add(["", "", f"{kind}合计", "", *(money(sums[column]) for column in _FIGURES)])
    sheet.close()


def _plan(account: str, kind: str) -> Plan:
    """An ordinary plan: a little more spending and a little less income than came; some items adjusted."""
    spread = int(account) * 7 % 80
    final = 1020 + spread if kind == "支出" else 990 - spread // 4
    return Plan(final - 60 if int(account) % 3 == 0 and kind == "支出" else final, final)


def _figures(plan: Plan, actual: int, prior: int) -> dict[str, int]:
    base = actual - plan.less
    final = _round(base * plan.final)
    approved = _round(base * plan.approved)
    return {
        "approved": approved, "adjustment": final - approved, "final": final, "actual": actual, "prior": prior,
        "prior_budget": _round(prior * 1030),
    }  # fmt: skip


def _round(thousandths: int) -> int:
    """Up to the next 10 yuan, as budgets are made."""
    return -(-thousandths // 1_000_000) * 1_000


class Statement:
    """A bank statement that grows month by month; the newest-first one is kept until it is complete."""

    def __init__(self, to: Target, layout: BankLayout, opening: int, account_no: str) -> None:
        self._to, self._layout, self._balance = to, layout, opening
        above = (("{name}银行对账单（合成数据）",), (f"账号：{account_no}", "{year}-01-01至{year}-12-31"))
        self._sheet = to.open(layout.file, "对账单", layout.form, above)
        self._sheet.add([title for title, _ in layout.columns])
        self._kept: list[tuple[BankRow, int]] = []
        self._sums = [0, 0, 0]

    def add(self, rows: list[BankRow]) -> None:
        for row in sorted(rows, key=lambda r: r.day):
            self._balance += row.received - row.paid
            if self._layout.newest_first:
                self._kept.append((row, self._balance + row.shift))
            else:
                self._row(row, self._balance + row.shift)

    def close(self) -> None:
        for row, balance in reversed(self._kept):
            self._row(row, balance)
        if self._layout.total:
            self._sheet.add([self._sum(key) for _, key in self._layout.columns])
        self._sheet.close()

    def _row(self, row: BankRow, balance: int) -> None:
        self._sums = [self._sums[0] + row.paid, self._sums[1] + row.received, self._sums[2] + 1]
        number = self._sheet.add([CELLS[key](row, balance) for _, key in self._layout.columns])
        self._to.note(row.marks, self._layout.file, number, row.paid or row.received)

    def _sum(self, key: str) -> Cell:
        paid, received, count = self._sums
        sums: dict[str, Cell] = {"paid": money(paid), "received": money(received), "summary": f"共{count}笔"}
        return {"day": "合计", **sums}.get(key)
