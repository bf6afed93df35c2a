"""凭证字号 into its 字 and its number: 记-1, 记字第0001号, 记0001, 银付-12, 2021-03-记-5, 0012."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_PERIOD = re.compile(r"^(?:19|20)[0-9]{2}(?:[-./年])?(?:0?[1-9]|1[0-3])(?:月|[-./ ]+)(?=.*[0-9])")
_PARTS = re.compile(
    r"^(?P<word>[^0-9]*?)(?:字)?[\s\-_第:#(【\[]*(?P<number>[0-9]{1,15})(?:\.0)?[\s号)】\]]*(?:/[0-9]+)?$"
)

_PLAIN = r"^[^0-9\s字第_#()（）【】\[\]./-]{0,4}-?[0-9]{1,9}$"


def split(voucher: str) -> tuple[str, int | None]:
    """The 字 (empty if none) and the number; None where the text has no number at its end."""
    bare = _PERIOD.sub("", voucher.strip())
    found = _PARTS.match(bare)
    if found is None:
        return "", None
    word = re.sub(r"[\s\-_第字:：#]+$", "", found["word"].strip())
    return word, int(found["number"])


def split_column(vouchers: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Words and numbers of a column of voucher texts; 记-12 and 记12 all at once, the others one by one."""
    coded = vouchers.dictionary_encode()
    texts = pc.fill_null(coded.dictionary, "")
    plain = pc.match_substring_regex(texts, _PLAIN)
    words = pc.if_else(plain, pc.replace_substring_regex(texts, "-?[0-9]+$", ""), "")
    numbers = pc.cast(pc.if_else(plain, pc.replace_substring_regex(texts, "^[^0-9]*", ""), None), pa.int64())
    if not pc.all(plain).as_py():
        rest = [split(text) if text else ("", None) for text in pc.if_else(plain, "", texts).to_pylist()]
        words = pc.if_else(plain, words, pa.array([word for word, _ in rest], pa.string()))
        numbers = pc.if_else(plain, numbers, pa.array([number for _, number in rest], pa.int64()))
    return words.take(coded.indices), numbers.take(coded.indices)
