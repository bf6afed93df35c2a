"""凭证字号 into its 字 and its number: 记-1, 记字第0001号, 记0001, 银付-12, 2021-03-记-5, 0012."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_PERIOD = re.compile(
    r"^(?:19|20)[0-9]{2}"
    r"(?:[-./年]?(?:0[1-9]|1[0-3])(?:[0-3][0-9])?(?=[^0-9])|[-./年](?:0?[1-9]|1[0-3])(?=[-./月 ])|(?=[-./年]))"
    r"[-./月日 ]*(?=.*[0-9])"
)
_BEFORE = re.compile(r"^(?P<number>[0-9]{1,9})[\s\-_]*(?P<word>[^0-9\s]{1,4})$")
_PARTS = re.compile(
    r"^(?P<word>[^0-9]*?)(?:字)?[\s\-_第:#(（【\[]*(?P<number>[0-9]{1,15})(?:\.0)?[\s号)）】\]]*(?:/[0-9]+|[(（][0-9]+/[0-9]+[)）])?$"
)

_PLAIN = r"^(?P<word>[^0-9\s字第_#()（）【】\[\]./:：-]{0,4})-?(?P<number>[0-9]{1,9})$"


def split(voucher: str) -> tuple[str, int | None]:
    """The 字 (empty if none) and the number; None where the text has no number at its end."""
    bare = _PERIOD.sub("", voucher.strip())
    found = _PARTS.match(bare) or _BEFORE.match(bare)
    if found is None:
        return "", None
    word = re.sub(r"[\s\-_第字:：#]+$", "", found["word"].strip())
    return word, int(found["number"])


def split_column(vouchers: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Words and numbers of a column of voucher texts; 记-12 and 记12 all at once, the others one by one."""
    coded = vouchers.dictionary_encode()
    plain = pc.extract_regex(pc.fill_null(coded.dictionary, ""), _PLAIN)
    words, numbers = pc.fill_null(pc.struct_field(plain, 0), ""), pc.cast(pc.struct_field(plain, 1), pa.int64())
    if plain.null_count:
        rest = [split(text) if text else ("", None)
                for text in pc.if_else(pc.is_valid(plain), "", coded.dictionary).to_pylist()]  # fmt: skip
        found = pc.is_valid(plain)
        words = pc.if_else(found, words, pa.array([word for word, _ in rest], pa.string()))
        numbers = pc.if_else(found, numbers, pa.array([number for _, number in rest], pa.int64()))
    return words.take(coded.indices), numbers.take(coded.indices)
