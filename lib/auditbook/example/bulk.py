"""Small ordinary vouchers in any number, for ledgers of any size. Nothing is kept: each month is made when asked for.

Payees come back only after weeks and amounts are small, so that no check has a reason to name them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from auditbook.example.days import month_end, workdays
from auditbook.example.model import AGENCY, OFFICE, AtBank, Line, Union, Voucher

LINES = 5
_PAYEES = 40_000
_KINDS = (
    ("50102", "班组文体活动用品"), ("50103", "宣传栏材料"), ("50101", "职工书屋图书"), ("50301", "班组长培训资料"),
    ("50302", "小组会议资料"), ("50104", "班组活动用品"), ("50402", "办公用品"), ("50205", "慰问一线职工用品"),
)  # fmt: skip
_LEAST, _MOST = 10_000, 30_000  # fen a line: nobody is paid far more than usual
_AT_ONCE = AtBank(0)


@dataclass(frozen=True)
class Bulk:
    """``lines`` more journal lines for a union's year."""

    union: Union
    year: int
    lines: int
    seed: str

    @property
    def spends(self) -> int:
        """About what they spend, in fen."""
        return self.lines // LINES * (LINES - 1) * ((_LEAST + _MOST) // 2)

    def month(self, month: int) -> Iterator[Voucher]:
        """A month's vouchers by day: first the employer's grant that pays for them."""
        count = self.lines // LINES // 12
        if not count:
            return
        random = Random(f"{self.seed}-{month}")
        days = workdays(self.year, month)
        people = OFFICE
        if self.union.agency:
            days, people = (month_end(self.year, month),), AGENCY
        grant = count * (LINES - 1) * _MOST
        yield Voucher(
            days[0], f"收到{month}月行政补助（班组活动）", (Line("102", debit=grant), Line("405", credit=grant)),
            f"{self.union.employer}行政", "转账", people=people, bank=_AT_ONCE,
        )  # fmt: skip
        first = (month - 1) * count
        for n in range(count):
            yield self._voucher(random, days[n * len(days) // count], first + n, month, people)

    def _voucher(self, random: Random, day: date, n: int, month: int, people: tuple[str, str, str]) -> Voucher:
        rolled = random.random
        parts = [int(rolled() * (_MOST - _LEAST)) + _LEAST for _ in range(LINES - 1)]
        kind = int(rolled() * len(_KINDS))
        lines = [Line(_KINDS[(kind + k) % len(_KINDS)][0], fen) for k, fen in enumerate(parts)]
        lines.append(Line("102", 0, sum(parts)))
        return Voucher(
            day, f"{month}月{_KINDS[kind][1]}等", tuple(lines), f"示例班组商户{self.union.id[1:]}{n % _PAYEES:05d}",
            "转账", f"B{self.year % 100}{self.union.number:04d}{n:08d}", 3, people, bank=_AT_ONCE,
        )  # fmt: skip
