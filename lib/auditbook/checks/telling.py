"""What a check found, put into words: the same whether one unit was asked (``answer``) or several (``together``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from auditbook.checks.header import Check, Row
from auditbook.checks.rows import EXACT, Rows, source_of
from auditbook.errors import SetupError
from auditbook.figures import NO_DATA, plain, yuan
from auditbook.finding import SEVERITIES, Evidence, Outcome
from auditbook.tables import tables

SENTENCES = 24
VIEWS = {
    "last_balances": "上年科目余额表", "last_journal": "上年序时账", "last_decisions": "上年疑点决定",
    "controls": "文件自列的合计", "units": "单位名录", "outcomes": "其他检查的结果",
}  # fmt: skip
_MARK = re.compile(r"\{(\w+)\}")


class Condition(NamedTuple):
    """A statement of one row that begins with a boolean; what the outcome is, and says, where it is not true."""

    sql: str
    status: str
    says: str


def blank(check: Check) -> Outcome:
    """The outcome of a check of which nothing is known yet."""
    return Outcome(
        check.id, check.title, "not_enough_data", "", severity=check.severity, basis=check.basis, advice=check.advice
    )


def lacking(check: Check, present: set[str], filled: Callable[[str], bool]) -> Outcome | None:
    """The outcome where the check lacks tables; ``filled`` tells whether a view has a row. None if it has all."""
    lacks = []
    for need in check.needs:
        names = need.split("|")
        there = [name for name in names if name in present or name not in tables()]
        if any(filled(name) for name in there):
            continue
        titles = "或".join(_title(name) for name in names)
        delivered = any(name in present for name in names)
        lacks.append(f"{titles}没有数据行" if delivered else f"未提供{titles}")
    return replace(blank(check), message=f"{'，'.join(lacks)}，未能核对") if lacks else None


def conditions(check: Check) -> Iterator[Condition]:
    """What has to hold before a check can be asked, in this order."""
    if check.applies:
        yield Condition(check.applies, "not_applicable", check.otherwise)
    if check.enough:
        yield Condition(check.enough, "not_enough_data", check.lacking)


def refused(check: Check, condition: Condition, rows: Sequence[Row]) -> Outcome | None:
    """The outcome where a condition does not hold, by the rows that it gave; None if it does."""
    if len(rows) != 1:
        raise SetupError("applies、enough 的语句应恰好给出一行。")
    if next(iter(rows[0].values())) is True:
        return None
    return replace(blank(check), status=condition.status, message=_sentence(condition.says, rows[0]))


def told(check: Check, rows: Rows, tested: Sequence[Row], places: Mapping[str, Row]) -> Outcome:
    """The outcome of a check that was asked: its ``rows``, what it ``tested``, and the journal's lines by origin."""
    says, lines, money = _tested(check, tested)
    outcome = replace(blank(check), lines=lines, money=money)
    if rows.found == 0:
        nothing = "未发现不符" if check.id.startswith("C") else "未发现疑点"
        return replace(outcome, status="clean", message=f"{says}；{nothing}" if says else nothing)
    evidence = tuple(_piece({**places.get(row["origin"], {}), **row}) for row in rows.listed)
    capped = f"，此处列出前{rows.most:,}行" if rows.found > rows.most else ""
    return replace(
        outcome, status="findings", message=f"{f'{says}；' if says else ''}疑点{rows.found:,}行{capped}",
        amount=rows.amount, evidence=evidence, found=rows.found,
    )  # fmt: skip


def worded(text: str, row: Row) -> str:
    """``text`` with its ``{names}`` replaced by the figures of ``row``; what the figures say is not looked at again."""
    return _MARK.sub(lambda mark: _shown(row[mark[1]]) if mark[1] in row else mark[0], text)


def _sentence(text: str, row: Row) -> str:
    """``text`` with the figures of ``row``, which may bring a sentence of its own in a column ``says``."""
    return worded(str(row.get("says") or text), row)


def _shown(value: object) -> str:
    """Amounts (two places) as yuan, counts with separators, days as 2021-03-05, words as they are."""
    if value is None:
        return NO_DATA
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return yuan(Fraction(value)) if value.as_tuple().exponent == -2 else plain(Fraction(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _title(name: str) -> str:
    return tables()[name].title if name in tables() else VIEWS.get(name, name)


def _tested(check: Check, found: Sequence[Row]) -> tuple[str, int | None, Decimal | None]:
    """What was compared, one sentence a row of ``tested``; how many lines and how much money, where it says so."""
    sentences = [_sentence(check.says, row) for row in found[:SENTENCES]]
    more = f"等{len(found)}项" if len(found) > SENTENCES else ""
    lines = [row["lines"] for row in found if row.get("lines") is not None]
    money = [_exact(row["amount"]) for row in found if "lines" in row and row.get("amount") is not None]
    return "；".join(sentences) + more, int(sum(lines)) if lines else None, sum(money, Decimal(0)) if money else None


def _exact(amount: object) -> Decimal:
    if not isinstance(amount, int | Decimal):
        raise SetupError(EXACT)
    return Decimal(amount)


def _piece(row: Row) -> Evidence:
    line, severity = row.get("line"), str(row.get("severity") or "")
    if severity not in ("", *SEVERITIES):
        raise SetupError(f"severity 应是 {'、'.join(SEVERITIES)} 之一。")
    account, voucher, unit = (str(row.get(name) or "") for name in ("account", "voucher", "unit"))
    return Evidence(
        source_of(row["origin"]), worded(str(row["reason"]), row), row["amount"], account=account,
        group=str(row["group_key"]), voucher=voucher, line=None if line is None else int(line),
        date=_day(row.get("date")), severity=severity, unit=unit,
    )  # fmt: skip


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
