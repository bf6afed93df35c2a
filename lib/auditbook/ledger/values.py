"""From columns of text to typed columns: each distinct value is converted once, plain amounts all at once.

What a column as a whole decides (which of day and month stands first, which sign parts the decimals) is its style
(``styles``). A value that cannot be taken stays NULL and is told; one that was changed is told too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import CellError, clean, convert, half_width
from auditbook.ledger.raw import raw
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
_PLAIN = r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$"
_ODD_SIGNS = "[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
_ISO = r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]([ T][0-9:.]*)?$"
_NOTHING = {"", "-", "--", "—", "——", "/", "N/A", "n/a", "NULL", "null", "None", "无"}
_MASKED = re.compile(r"^[*xXyYzZ#,.]+$")
CACHE = 200_000


@dataclass(frozen=True)
class Read:
    """One cell: its value, what was wrong with it, and by which rule it was changed."""

    value: Any = None
    error: CellError | None = None
    rule: str = ""


@dataclass
class Changed:
    """Cells of one column that could not be taken (``errors``) or were changed (``rules``), by value."""

    errors: dict[str, CellError] = field(default_factory=dict)
    rules: dict[str, tuple[str, Any]] = field(default_factory=dict)


@dataclass
class Converter:
    """Converts one column of trimmed texts, batch by batch; ``cell`` says what one text is.

    ``ask`` sees all values that are not plain before any is converted, and may object.
    """

    kind: str
    cell: Callable[[str], Read]
    ask: Callable[[list[str]], None] = lambda values: None
    factor: int = 1
    _known: dict[str, Read] = field(default_factory=dict)

    def __call__(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        if self.kind == "text":
            return self._texts(texts)
        if self.kind == "money":
            return self._amounts(texts)
        if self.kind == "date":
            texts = _without_times(texts)
        return self._distinct(texts)

    def _distinct(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        coded = texts.dictionary_encode()
        changed = Changed()
        different = coded.dictionary.to_pylist()
        self.ask([text for text in different if text])
        values = [self._one(text, changed) for text in different]
        return pa.array(values, TYPES[self.kind]).take(coded.indices), changed

    def _one(self, text: str | None, changed: Changed) -> Any:
        if not text:
            return None
        read = self._known.get(text)
        if read is None:
            if len(self._known) >= CACHE:
                self._known.clear()
            try:
                read = self.cell(text)
            except CellError as problem:
                read = Read(error=problem)
            self._known[text] = read
        if read.error is not None:
            changed.errors[text] = read.error
        elif read.rule:
            changed.rules[text] = (read.rule, read.value)
        return read.value

    def _texts(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        known = raw(texts)
        plain = texts if known.filled.all() else pc.if_else(pc.equal(texts, ""), None, texts)
        if not known.has_odd_sign:
            return plain, Changed()
        odd = pc.match_substring_regex(texts, f"{_ODD_SIGNS}|^=\"|^'")
        if not pc.any(odd).as_py():
            return plain, Changed()
        mended, changed = self._distinct(pc.if_else(odd, texts, ""))
        return pc.if_else(odd, mended, plain), changed

    def _amounts(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        if self.factor != 1:
            return self._distinct(texts)
        known = raw(texts)
        if known.plain_amounts():
            with suppress(pa.ArrowInvalid):
                return pc.cast(pc.if_else(pa.array(known.filled), texts, None), MONEY), Changed()
        plain = pc.match_substring_regex(texts, _PLAIN)
        easy = pc.cast(pc.if_else(plain, texts, None), MONEY)
        if pc.all(pc.or_(plain, pc.equal(texts, ""))).as_py():
            return easy, Changed()
        hard, changed = self._distinct(pc.if_else(plain, "", texts))
        return pc.if_else(plain, easy, hard), changed


def rows_of(texts: pa.Array, value: str, numbers: np.ndarray) -> np.ndarray:
    """The rows in which a column has ``value``."""
    return numbers[pc.equal(texts, value).to_numpy(zero_copy_only=False)]


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


def distinct(texts: Iterable[pa.Array]) -> set[str]:
    """All different values of a column."""
    found: set[str] = set()
    for part in texts:
        found.update(value for value in pc.unique(part).to_pylist() if value)
    return found


def _unwrapped(text: str) -> str:
    # a spreadsheet's mark for text: '0012
    bare = text.strip().removeprefix("'")
    return bare[2:-1] if bare.startswith('="') and bare.endswith('"') and len(bare) > 2 else bare


def _without_times(texts: pa.Array) -> pa.Array:
    """2024-12-30 17:16:02 without its time, where all cells are so written: few days, many times."""
    if pc.max(pc.binary_length(texts)).as_py() in (None, 10):
        return texts
    plain = pc.or_(pc.match_substring_regex(texts, _ISO), pc.equal(texts, ""))
    return pc.utf8_slice_codeunits(texts, 0, 10) if pc.all(plain).as_py() else texts
