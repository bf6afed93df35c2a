"""拨缴审定表: 工资总额 → 应拨 → 实拨（账面）→ 审定 → 差额 → 收缴方式, by the rules of the check of contributions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from auditbook.checks import checks, sandbox
from auditbook.checks.steps import period, prepare
from auditbook.engagement.adjusted import Adjusted, adjusted
from auditbook.errors import SetupError
from auditbook.report.books.cells import amount
from auditbook.report.books.chart import INCOME
from auditbook.report.books.journal import ZERO
from auditbook.report.books.ledger import ledger
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.grids import grid
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case

RECEIVED, PASSED_UP = "A01", "A02"
_FIGURES = {"amount", "due", "got", "way", "part"}
_ALL = "全部"
_ROLE = "contributions"
_HEADINGS = [
    "工资总额（元）",
    "应拨（元）",
    "实拨账面数（元）",
    "审计调整（元）",
    "实拨审定数（元）",
    "差额（元）",
    "收缴方式",
]


@dataclass(frozen=True)
class Contributions:
    """What the employer owed and paid (yuan), each None where it is not known; ``missing`` says why.

    ``way`` is 收缴方式; ``part`` which part of the 2 % the union's own books must show: 全部 or 本级部分.
    """

    wages: Decimal | None = None
    due: Decimal | None = None
    booked: Decimal | None = None
    change: Decimal = ZERO
    way: str | None = None
    part: str = ""
    missing: tuple[str, ...] = ()

    @property
    def audited(self) -> Decimal | None:
        """What was paid, with the adjustments."""
        return None if self.booked is None else self.booked + self.change

    @property
    def short(self) -> Decimal | None:
        """What was owed less what was paid, audited."""
        return None if self.due is None or self.audited is None else self.due - self.audited


def paid(case: Case) -> Contributions | None:
    """The contributions of a unit-year as its check works them out; None for a federation, which collects them.

    The amount due needs both the wages and the way of collection: without one of them it is not guessed.
    """
    outcome = ledger(case).outcome(RECEIVED)
    if outcome is not None and outcome.status == "not_applicable":
        return None
    entry = case.loaded.profile.get("collection")
    way = None if entry is None else str(entry.value)
    row = _figures(case) if outcome is not None and outcome.status in ("clean", "findings") else None
    missing = []
    if row is None:
        missing.append(masked(outcome.message).rstrip("。") if outcome is not None else "没有核对拨缴经费的资料")
    if way is None:
        missing.append(
            "单位信息没有写收缴方式（财政划拨、税务代收上级部分+行政直拨、自收上解），不能确定应拨数和本级应入账的部分"
        )
    if row is None:
        found = adjusted(case)
        return Contributions(booked=_income(found), change=_change(found, False), way=way, missing=tuple(missing))
    known = way is not None
    return Contributions(
        row["amount"], row["due"] if known else None, row["got"], _change(adjusted(case), row["part"] == _ALL), way,
        row["part"] if known else "", tuple(missing),
    )  # fmt: skip


def contributions(case: Case, citations: Citations) -> Markdown:
    """拨缴审定表, with what it rests on and what was passed up; 数据缺失 and why where wages or way are unknown."""
    found = paid(case)
    if found is None:
        outcome = ledger(case).outcome(RECEIVED)
        return markdown(f"{masked(outcome.message) if outcome else '不适用'}，不列拨缴审定表。")
    amounts = [found.wages, found.due, found.booked, found.change if found.booked is not None else None, found.audited,
               found.short]  # fmt: skip
    cells: list[object] = [
        citations.lack(f"拨缴.{title}") if value is None else amount(value)
        for value, title in zip(amounts, _HEADINGS, strict=False)
    ]
    cells.append(found.way or citations.lack("拨缴.收缴方式"))
    table = grid(_HEADINGS, [cells], [15, 14, 15, 13, 15, 13, 15], "rrrrrrl")
    return Markdown(f"{table}\n{markdown(_notes(case, found))}\n")


def _notes(case: Case, found: Contributions) -> str:
    told = []
    if found.missing:
        told.append(f"数据缺失的原因：{'；'.join(found.missing)}。")
        if found.booked is not None and not found.part:
            told.append("实拨账面数取拨缴经费收入，不含应上解的部分。")
    if found.part:
        whose = "单位全额入账（含应上解的部分）" if found.part == _ALL else "上级部分不经本单位，只列本级应得的部分"
        told.append(f"差额＝应拨－实拨审定数；按收缴方式“{found.way}”，{whose}。")
    above = ledger(case).outcome(PASSED_UP)
    if above is not None and above.message:
        told.append(f"上解：{masked(above.message).rstrip('。')}。")
    return "".join(told)


def _figures(case: Case) -> dict[str, Any] | None:
    """The figures that the check of contributions compares; None where an organisation's own says them otherwise."""
    check = checks(case.place.checks)[RECEIVED]
    parameters = {**check.params, **period(case.year)}
    con = case.books.connection
    try:
        prepare(con, check.statements, period(case.year))
        with sandbox.kept(con, check.first, parameters):
            rows = sandbox.select(con, check.tested, parameters).to_pylist() if check.tested else []
    except SetupError:
        return None
    return rows[0] if len(rows) == 1 and set(rows[0]) >= _FIGURES else None


def _income(found: Adjusted) -> Decimal | None:
    """拨缴经费收入 of the book that has any; None without a journal or where several books do."""
    books = found.booked
    sums = [
        sum((value for code, value in books.by_account(book, INCOME).items() if books.accounts.has(code, _ROLE)), ZERO)
        for book in books.books
    ]
    received = [value for value in sums if value]
    return received[0] if len(received) == 1 else ZERO if len(sums) == 1 else None


def _change(found: Adjusted, collects: bool) -> Decimal:
    """What the adjustments add to the contributions received; with what is owed above where the unit collects all."""
    roles = (_ROLE, "due_above") if collects else (_ROLE,)
    known = found.booked.accounts
    lines = [line for entry in found.entries for line in entry.lines
             if any(known.has(line.account, role) for role in roles)]  # fmt: skip
    return sum((line.credit - line.debit for line in lines), ZERO)
