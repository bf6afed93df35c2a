"""What a whole column decides: the order of day and month, the sign before the decimals. Undecided stops the column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from auditbook.cells import CellError, half_width

_FULL = re.compile(
    r"([12][0-9]{3})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?"
    r"(?:[ T]*[0-9]{1,2}[:时][0-9:.时分秒]*Z?|-[0-9]{2}\.[0-9]{2}\.[0-9]{2}[.0-9]*)?"
)
_RUN = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])(?:[ T]*[0-9]{2}:?[0-9]{2}:?[0-9]{0,2})?")
_SHORT = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([12][0-9]{3}|[0-9]{1,2})(?: [0-9:]+)?")
_NO_YEAR = re.compile(r"([0-9]{1,2})[-./月]([0-9]{1,2})日?")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")
_EPOCH = date(1899, 12, 30)  # the day before Excel's day 1, with its leap day of 1900 that was none
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class DateStyle:
    """``order``: what stands where in 03/04/2021 or 21-03-05 (dmy, mdy, ymd; None: not decided).

    ``year`` and ``last_month`` complete 12-30 and 12/30.
    """

    order: str | None = None
    year: int | None = None
    last_month: int | None = None


def day_of(text: str, style: DateStyle) -> date:
    """The day that ``text`` names. Errors: CellError."""
    if found := _FULL.fullmatch(text) or _RUN.fullmatch(text):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.fullmatch(text):
        if style.order is None:
            raise CellError(f"“{text}”分不清是几月几日", "请把此列改成 2021-03-05 的样子后重新导出")
        year, month, day = _in_order(found.groups(), style.order)
        return _day(text, year, month, day)
    if found := _NO_YEAR.fullmatch(text):
        if style.year is None:
            raise CellError(f"“{text}”没有年份", "请在表头上方注明年度，或写成 2021-03-05 的样子")
        month = int(found[1])
        # a statement of January shows the last days of December
        year = style.year - 1 if style.last_month is not None and month > style.last_month else style.year
        return _day(text, year, month, int(found[2]))
    if _SERIAL.fullmatch(text):
        return _EPOCH + timedelta(days=int(float(text)))
    if re.fullmatch(r"[01]?[0-9]{0,4}(?:\.[0-9]+)?", text) or text.startswith(("1900-01-00", "00:00")):
        raise CellError(f"“{text}”不是日期", "请核对原始记录；空日期请留空")
    raise CellError(f"“{text}”不是日期", "请写成 2021-03-05 的样子")


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellError(f"“{text}”不是存在的日期", "请核对原始记录") from None
    if found < EARLIEST:
        raise CellError(f"“{text}”早于1900年", "请核对原始记录")
    return found


def _in_order(parts: tuple[str, ...], order: str) -> tuple[int, int, int]:
    year, month, day = (int(parts[order.index(part)]) for part in "ymd")
    return (year if year > 99 else 2000 + year), month, day


def day_order(values: Iterable[str], year: int | None = None) -> tuple[str | None, bool]:
    """The one order in which all values are dates, and whether any value asks. None: several, or none.

    Where several are possible, ``year`` decides: the books' own, with the years beside it.
    """
    asking = [found.groups() for value in values if (found := _SHORT.fullmatch(half_width(value)))]
    if not asking:
        return None, False
    orders = [order for order in ("dmy", "mdy", "ymd") if all(_possible(parts, order) for parts in asking)]
    if len(orders) > 1 and year is not None:
        near = [o for o in orders if all(abs(_in_order(parts, o)[0] - year) <= 1 for parts in asking)]
        orders = near or orders
    return (orders[0] if len(orders) == 1 else None), True


def _possible(parts: tuple[str, ...], order: str) -> bool:
    if order == "ymd" and len(parts[2]) == 4:
        return False
    try:
        date(*_in_order(parts, order))
    except ValueError:
        return False
    return True


def decimal_mark(values: Iterable[str]) -> tuple[str | None, bool]:
    """The sign before the decimals of a column, and whether it matters. None: it does, and nobody can tell."""
    marks: set[str] = set()
    asked = False
    for value in values:
        bare = re.sub(r"[^0-9.,]", "", half_width(value))
        if not ("." in bare or "," in bare):
            continue
        last = max(bare.rfind("."), bare.rfind(","))
        behind = len(bare) - last - 1
        groups = bare.count(bare[last])
        other = "," if bare[last] == "." else "."
        if other in bare or (groups == 1 and behind != 3):
            marks.add(bare[last])
        elif groups > 1:
            marks.add(other)
        else:
            asked = True
    if len(marks) == 1:
        return marks.pop(), asked
    return (None, True) if marks or asked else (".", False)


def plain_amount(text: str, mark: str) -> tuple[str, str]:
    """An amount as a plain number with a point, and the rule by which it was changed (empty: only its look)."""
    rule = ""
    bare = text.replace("−", "-").replace("–", "-")
    bare = re.sub(r"^(?:CNY|RMB|HKD|USD|JPY|EUR|人民币|¥|\$|[A-Z]{3})\s*(?=[-+(0-9.])", "", bare)
    bare = re.sub(r"(?:元|圆|CNY|RMB)(?:整)?$", "", bare.strip()).strip()
    bare = bare.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").replace("'", ",").replace("’", ",")
    if re.fullmatch(r"\(.*\)", bare):
        bare, rule = f"-{bare[1:-1].strip()}", "括号内的红字改为负数"
    elif re.fullmatch(r"[0-9.,\s]+-", bare):
        bare, rule = f"-{bare[:-1].strip()}", "数字后的负号移到前面"
    elif found := re.fullmatch(r"(?:红字|负)\s*([0-9.,]+)", bare):
        bare, rule = f"-{found[1]}", "红字改为负数"
    bare = re.sub(r"^([-+])\s*(?:¥|\$|CNY|RMB)?\s*", r"\1", bare)
    if mark == ",":
        bare = bare.replace(".", "").replace(" ", "").replace(",", ".")
    elif re.fullmatch(r"[-+]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?", bare):
        bare = bare.replace(" ", "")
    # an amount without its zero: .50
    return re.sub(r"^([-+]?)\.(?=[0-9])", r"\g<1>0.", bare), rule
