"""From the text in a cell to a value: exact, and never a guess.

Every reader hands over text. A converter answers ``Cell(value, qualifier)``, or raises ``CellError`` with what is
wrong and what to do; an empty cell is None, which is "not given" and never zero.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PLACEHOLDER = "（请填写"
_EMPTY = {"", "-", "--", "—", "——", "/", "无数据", "数据缺失", "N/A", "n/a"}
_NUMBER = re.compile(r"^[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?$")
_DATE = re.compile(
    r"^([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?(?: 00:00:00)?$|^([0-9]{4})([0-9]{2})([0-9]{2})$"
)
_MAX_DIGITS = 16


class CellError(ValueError):
    """``message`` says what is wrong with the cell, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class Cell:
    """A typed value; ``qualifier`` is 余 (at least), 近 (nearly) or 约 (about), as the source words it."""

    value: object
    qualifier: str = ""


def convert(text: str, kind: str, **rule: object) -> Cell | None:
    """The value of a cell of ``kind``; None if empty.

    Kinds: text, money, number, count, quantity, date, yesno, choice, stated. ``rule`` holds what the column says:
    min, values, open; factor (yuan in one unit of the column) and binary (numbers came through floats).
    """
    if clean(text).startswith(PLACEHOLDER):
        raise CellError("还是模板里的提示文字", "请改填实际内容")
    if kind == "text":
        return Cell(clean(text)) if clean(text) else None
    plain = half_width(text)
    if plain in _EMPTY:
        return None
    if any(unicodedata.category(character) == "Cc" for character in plain):
        raise CellError(f"“{clean(text)}”里有不可见的控制字符", "请在源文件中删去此格后重新填写")
    return _KINDS[kind](plain, rule)


def half_width(text: str) -> str:
    """``text`` with full-width letters, digits and signs as half-width ones, no blanks at the edges.

    Nothing else is folded: ① is not 1 and ² is not 2.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    folded = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(c for c in folded if unicodedata.category(c) != "Cf").replace("　", " ").replace("￥", "¥").strip()


def fold(text: str) -> str:
    """``text`` for comparing words: compatibility forms folded, no blanks at the edges, no invisible characters."""
    return clean(unicodedata.normalize("NFKC", text))


def clean(text: str) -> str:
    """``text`` for keeping: as written, without control characters and blanks at the edges."""
    if text.isprintable():
        return text.strip()
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\t\n").strip()


def _number(text: str, rule: dict) -> Cell:
    bare = text.removeprefix("¥").strip()
    # brackets are the bookkeeper's minus
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    if not _NUMBER.match(bare):
        raise CellError(f"“{text}”不是数字", "请只填数字，单位和说明写到别的列")
    value = Decimal(bare.replace(",", ""))
    if rule.get("binary"):
        value = _without_noise(value)
    elif len(value.as_tuple().digits) > _MAX_DIGITS:
        raise CellError(f"“{text}”的位数过多", "请核对原始数据后重新填写")
    low = rule.get("min")
    if low is not None and value < Decimal(str(low)):
        raise CellError(f"“{text}”小于 {low}", "请核对；此栏不应为负数" if low == 0 else "请核对后重新填写")
    return Cell(value)


def _money(text: str, rule: dict) -> Cell:
    value = Decimal(str(_number(text, rule).value)) * Decimal(str(rule.get("factor", 1)))
    cents = value.quantize(Decimal("0.01"))
    if value != cents:
        raise CellError(f"“{text}”超过两位小数（元）", "金额以元为单位、最多两位小数，请核对原始数据")
    return Cell(cents)


def _without_noise(value: Decimal) -> Decimal:
    """What a person typed into a sheet that keeps 0.1 + 0.2 as 0.30000000000000004.

    A float has 15 digits that count: what differs from a number of cents by less is that number.
    """
    cents = value.quantize(Decimal("0.01"))
    return cents if value != cents and abs(value - cents) <= abs(value) * Decimal("2e-14") else value


def _count(text: str, rule: dict) -> Cell:
    found = re.match(r"^(近|约|不足|超过?)?([0-9,]+(?:\.0+)?)(余|多)?$", text)
    if text.startswith(("-", "(")):
        raise CellError(f"“{text}”是负数", "人数、件数不能为负，请核对后重新填写")
    if not found:
        raise CellError(f"“{text}”不是整数", "请填整数；约数可写“近100”“1000余”，单位写到“单位”列")
    before, digits, after = found.groups()
    words = {"近": "近", "不足": "近", "约": "约", "超": "余", "超过": "余", "余": "余", "多": "余"}
    return Cell(_number(digits, rule).value, words.get(before or after or "", ""))


def _quantity(text: str, rule: dict) -> Cell:
    bare = text.removesuffix("%").strip()
    return _number(bare, rule) if _NUMBER.match(bare) else _count(text, rule)


def _date(text: str, rule: dict) -> Cell:
    found = _DATE.match(text.replace(" ", " "))
    if not found:
        raise CellError(f"“{text}”不是日期", "请写成 2022-03-07 的样子；只知道月份时留空")
    year, month, day = (int(g) for g in found.groups() if g is not None)
    try:
        return Cell(date(year, month, day))
    except ValueError:
        raise CellError(f"“{text}”不是存在的日期", "请核对原始记录") from None


def _yesno(text: str, rule: dict) -> Cell:
    words = {
        "是": True,
        "有": True,
        "yes": True,
        "true": True,
        "否": False,
        "无": False,
        "no": False,
        "false": False,
    }
    if text.lower() not in words:
        raise CellError(f"“{text}”不是“是”或“否”", "请填“是”或“否”，不清楚就留空")
    return Cell(words[text.lower()])


def _choice(text: str, rule: dict) -> Cell:
    choices = rule.get("values") or {}
    for value, spec in choices.items():
        if fold(text) == fold(value) or fold(text) in [fold(word) for word in (spec or {}).get("also", [])]:
            return Cell(value)
    if rule.get("open"):
        return Cell(text)
    raise CellError(f"“{text}”不在可选值之内", f"请从这些里选：{'、'.join(choices)}")


def _stated(text: str, rule: dict) -> Cell:
    """What a report claims: a number (86.5 or 86.5%) or words (全覆盖)."""
    bare = text.removesuffix("%").strip()
    before = re.match(r"^(约|近)?(.*)$", bare)
    qualifier, number = (before[1] or "", before[2]) if before else ("", bare)
    if _NUMBER.match(number):
        return Cell(_number(number, rule).value, qualifier)
    if re.fullmatch(r"[约近]?[0-9][0-9,.]*(?:亿元|百万元|万元|千元|元|个?百分点)(?:余|多)?", text):
        raise CellError(f"“{text}”里写了单位", "请只填数字，单位写到“单位”列")
    return Cell(text)


_KINDS = {
    "money": _money,
    "number": lambda text, rule: _number(text.removesuffix("%").strip(), rule),
    "count": _count,
    "quantity": _quantity,
    "date": _date,
    "yesno": _yesno,
    "choice": _choice,
    "stated": _stated,
}
