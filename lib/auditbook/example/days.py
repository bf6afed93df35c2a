"""Working days as an office had them: statutory holidays and the weekends worked for them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

# first and last day of each statutory holiday, as 国务院办公厅 arranged them, and the weekends worked in exchange
_HOLIDAYS = {
    2020: "0101-0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008",
    2021: "0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007",
    2022: "0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007",
}
_WORKED = {
    2020: "0119 0426 0509 0628 0927 1010",
    2021: "0207 0220 0425 0508 0918 0926 1009",
    2022: "0129 0130 0402 0424 0507 1008 1009",
}
_USUAL = "0101-0103 0405-0405 0501-0503 1001-1007"


@cache
def holidays(year: int) -> frozenset[date]:
    """The days of statutory holidays, weekends among them included."""
    found: set[date] = set()
    for span in _HOLIDAYS.get(year, _USUAL).split():
        first, last = (_day(year, text) for text in span.split("-"))
        found |= {first + timedelta(n) for n in range((last - first).days + 1)}
    return frozenset(found)


@cache
def worked_weekends(year: int) -> tuple[date, ...]:
    """Saturdays and Sundays that were working days."""
    return tuple(_day(year, text) for text in _WORKED.get(year, "").split())


@cache
def workdays(year: int, month: int) -> tuple[date, ...]:
    """Ordinary working days of a month; worked weekends are left out, so that nothing falls on them by chance."""
    days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
    return tuple(day for day in days if day.weekday() < 5 and day not in holidays(year))


def month_end(year: int, month: int) -> date:
    """The last calendar day of a month, working day or not."""
    return date(year, month, monthrange(year, month)[1])


def workday(day: date, step: int = 1) -> date:
    """``day`` itself if it is a working day, else the next one (``step`` 1) or the one before (``step`` -1)."""
    while day.weekday() >= 5 or day in holidays(day.year):
        day += timedelta(step)
    return day


def later(day: date, count: int) -> date:
    """``count`` working days after (or, negative, before) ``day``."""
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day = workday(day + timedelta(step), step)
    return day


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[2:]))
