"""How the text of one cell reads, by the kind of its column: text, code, money, date and so on.

Each kind is a function from a trimmed text to what was ``Read``. Errors: CellError, with the cell and a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from auditbook.cells import CellError, clean, convert, half_width
from auditbook.ledger.styles import DateStyle, day_of, plain_amount

MONEY = pa.decimal128(18, 2)
NUMBER = pa.decimal128(18, 4)
TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "code": pa.string(),
    "choice": pa.string(),
    "money": MONEY,
    "number": NUMBER,
    "count": pa.int64(),
    "period": pa.int64(),
    "date": pa.date32(),
    "yesno": pa.bool_(),
    "flag": pa.bool_(),
}
_NOTHING = {"", "-", "--", "—", "——", "/", "N/A", "n/a", "NULL", "null", "None", "无"}
_MASKED = re.compile(r"^[*xXyYzZ#,.]+$")


@dataclass(frozen=True)
class Read:
    """One cell: its value, what was wrong with it, and by which rule it was changed."""

    value: Any = None
    error: CellError | None = None
    rule: str = ""


def text_cell(text: str) -> Read:
    """A text without invisible signs, taken out of ``="…"``."""
    bare = _unwrapped(text)
    value = clean(bare) or None
    return Read(value, rule='取出 ="…" 中的文字' if bare != text else "")


def code_cell(text: str) -> Read:
    """An account's code without separators; what follows the digits is the name, which ``codes`` splits off."""
    bare = half_width(_unwrapped(text))
    if bare in _NOTHING:
        return Read()
    if re.fullmatch(r"[0-9.]+[eE][+]?[0-9]+", bare):
        raise CellError(f"科目编码“{bare}”是科学记数法，末几位可能已丢失", "请在源文件中把此列设为文本后重新导出")
    if re.fullmatch(r"[0-9]+\.0", bare):
        return Read(bare[:-2], rule="科目编码读成了小数，已还原")
    digits = re.sub(r"[.\-_/\\\s]", "", bare)
    if not re.fullmatch(r"[0-9][0-9A-Za-z]{0,39}", digits):
        raise CellError(f"“{clean(bare)}”不是科目编码", "请在导出时带上科目编码")
    return Read(digits, rule="科目编码去掉了分隔符" if digits != text else "")


def count_cell(text: str) -> Read:
    """A whole number."""
    bare = half_width(_unwrapped(text))
    if bare in _NOTHING:
        return Read()
    found = re.fullmatch(r"([0-9]{1,15})(?:\.0+)?(?:张|人|份|个|次|号|月|日)?", bare.replace(",", ""))
    if not found:
        raise CellError(f"“{clean(text)}”不是整数", "请核对原始数据")
    return Read(int(found[1]))


def period_cell(text: str) -> Read:
    """An accounting month: 3, 03, 202103, 2021-03, 2021年03期, 2021.3. Month 0 and 21 are opening rows."""
    bare = half_width(_unwrapped(text))
    if bare in _NOTHING:
        return Read()
    found = re.fullmatch(r"(?:(?:19|20)[0-9]{2}[-./年 ]?)?(?:第)?([0-9]{1,2})(?:\.0)?(?:月|期|期间)?", bare)
    month = int(found[1]) if found else day_of(bare, DateStyle()).month
    if not (0 <= month <= 13 or month == 21):
        raise CellError(f"“{clean(text)}”不是会计期间", "请核对；期间应为 1 到 12（或 13）")
    return Read(month)


def period_number_cell(text: str) -> Read:
    """A period beside 2021.01: kept as a number 2021.10 is 2021.1, and nobody can tell it from a slip."""
    if re.fullmatch(r"(?:19|20)[0-9]{2}\.1", text):
        raise CellError(f"“{text}”可能是10月丢了末尾的0，改按日期的月份", "请在源文件中把此列设为文本后重新导出")
    return period_cell(text)


def flag_cell(text: str) -> Read:
    """是/否 in the many ways programs write a state."""
    bare = half_width(text).lower()
    if bare in {"", "否", "0", "n", "no", "false", "正常", "未作废", "有效", "0.0", "未删除"} or bare in _NOTHING:
        return Read(False)
    if re.search("作废|已删除", bare) and not re.search("未作废|非作废|未删除", bare):
        return Read(True)
    if re.search("审|记账|过账|正常|提交|保存|暂存|有效|未", bare):
        return Read(False)
    if bare in {"是", "1", "y", "yes", "true", "作废", "已作废", "√", "1.0", "删除", "已删除"}:
        return Read(True)
    raise CellError(f"“{clean(text)}”不是“是”或“否”", "请核对原始数据")


def money_cell(mark: str, factor: int, binary: bool) -> Callable[[str], Read]:
    """How an amount reads in a column whose decimals stand behind ``mark`` (``.`` or ``,``)."""

    def cell(text: str) -> Read:
        bare = half_width(_unwrapped(text))
        if bare in _NOTHING or _MASKED.fullmatch(bare):
            return Read(rule="数值被遮盖，按没有数据处理" if bare not in _NOTHING else "")
        amount, rule = plain_amount(bare, mark)
        found = convert(amount, "money", factor=factor, binary=binary)
        value = None if found is None else found.value
        if value is not None and abs(value) >= 10**16:  # type: ignore[arg-type]
            raise CellError(f"“{clean(text)}”的位数过多", "请核对原始数据后重新填写")
        return Read(value, rule=rule)

    return cell


def undecided_money_cell(text: str) -> Read:
    """An amount of a column that does not tell whether 1,234 is a thousand or a little more than one."""
    if not any(sign in half_width(text) for sign in ".,"):
        return money_cell(".", 1, False)(text)
    told = f"“{text}”分不清是千分位还是小数点，整列都没有能作判断的数，此格没有读取"
    raise CellError(told, "请在导出时带上两位小数（如 1,234.00）后重新导出")


def date_cell(style: DateStyle) -> Callable[[str], Read]:
    """How a date reads in a column of ``style``."""

    def cell(text: str) -> Read:
        bare = half_width(_unwrapped(text))
        return Read() if bare in _NOTHING else Read(day_of(bare, style))

    return cell


def choice_cell(known: dict[str, dict], open_list: bool) -> Callable[[str], Read]:
    """One of the words that a column knows, under any of its names."""

    def cell(text: str) -> Read:
        found = convert(_unwrapped(text), "choice", values=known, open=open_list or not known)
        return Read(found and found.value)

    return cell


def yesno_cell(text: str) -> Read:
    """是 or 否."""
    found = convert(text, "yesno")
    return Read(found and found.value)


def number_cell(text: str) -> Read:
    """A plain number with up to four places."""
    found = convert(_unwrapped(text), "number")
    return Read(found and found.value)


CELLS: dict[str, Callable[[str], Read]] = {
    "text": text_cell,
    "code": code_cell,
    "count": count_cell,
    "period": period_cell,
    "flag": flag_cell,
    "yesno": yesno_cell,
    "number": number_cell,
}


def _unwrapped(text: str) -> str:
    # a spreadsheet's mark for text: '0012
    bare = text.strip().removeprefix("'")
    return bare[2:-1] if bare.startswith('="') and bare.endswith('"') and len(bare) > 2 else bare
