"""An account and a chart of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate

from auditbook.cells import fold


@dataclass(frozen=True)
class Account:
    """One account of a chart. ``code`` is empty where only the name is known.

    ``class_`` is the element (资产, 负债, 净资产, 收入, 支出; of a government's budget ledger 预算收入, 预算支出,
    预算结余), ``side`` the side on which it normally stands (借 or 贷). ``verified``: code and name were seen in a
    copy of the document; ``source`` says in which.
    """

    code: str
    name: str
    class_: str
    side: str
    verified: bool
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """The accounts of one system by code, and how a code is built (``rule``: digits of each level, 3-2-2).

    ``digits`` tells the class by the first digit, for accounts that the chart does not list. ``beside`` is the chart
    of the other book that a federation may keep (财政资金 beside 工会经费), None if none is known for the year.
    """

    system: str
    title: str
    book: str
    document: str
    in_force: tuple[date, date | None]
    rule: tuple[int, ...]
    accounts: Mapping[str, Account]
    uncoded: tuple[Account, ...] = ()
    digits: Mapping[str, Account] = field(default_factory=dict)
    file: str = ""
    beside: Chart | None = None

    def covers(self, day: date) -> bool:
        """The chart is in force on ``day``."""
        start, end = self.in_force
        return start <= day and (end is None or day <= end)

    def class_of(self, code: str) -> str | None:
        """The class of ``code``: of the nearest listed account above it, else by its first digit; None if unknown."""
        found = self.nearest(code) or self.guess(code)
        return found.class_ if found else None

    def side_of(self, code: str) -> str | None:
        """The side on which ``code`` normally stands, found like its class."""
        found = self.nearest(code) or self.guess(code)
        return found.side if found else None

    def name_of(self, code: str) -> str | None:
        """The name of ``code``, or of the nearest listed account above it."""
        found = self.nearest(code)
        return found.name if found else None

    def nearest(self, code: str) -> Account | None:
        """The longest listed code that is ``code`` or stands above it by the code rule, in this chart or beside it."""
        chart = self.chart_of(code)
        if chart is None:
            return None
        above = (chart.accounts.get(code[:length]) for length in reversed(chart.lengths) if length <= len(code))
        return next(filter(None, above), None)

    def guess(self, code: str) -> Account | None:
        """What the first digit says of a code that fits the rule of this chart or the one beside it."""
        chart = self.chart_of(code)
        return chart.digits.get(code[:1]) if chart else None

    def chart_of(self, code: str) -> Chart | None:
        """The chart to which ``code`` belongs by its length: 50102 to this one, 500102 to the one beside it."""
        return next((chart for chart in (self, self.beside) if chart and chart.fits(code)), None)

    def fits(self, code: str) -> bool:
        """``code`` is as long as the rule allows a code to be."""
        return code.isascii() and code.isdigit() and len(code) in self.lengths

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """How many digits the codes of each level have: 3, 5, 7, 9 …"""
        return tuple(accumulate(self.rule))

    @cached_property
    def by_name(self) -> dict[str, Account]:
        """The accounts by their folded name, those without a code too."""
        return {fold(account.name): account for account in (*self.uncoded, *self.accounts.values())}
