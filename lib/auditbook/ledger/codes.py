"""Account and name in one cell: 50102 文体活动费, 501.02-文体活动费, 【50102】文体活动费, 50102\\职工活动支出\\文体活动费."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_BOTH = re.compile(
    r"^[\[【(（]?(?P<code>[0-9][0-9A-Za-z]*(?:[.\-][0-9]+)*)[\]】)）]?[\s\-_/\\:：]*(?P<name>[^\s0-9.\-].*)$"
)


def split(text: str) -> tuple[str, str]:
    """The code and the name that a cell holds; the name is empty where it is a code alone."""
    found = _BOTH.match(text.strip())
    if found is None or re.fullmatch(r"[0-9A-Za-z.\-\s]+", text.strip()):
        return text, ""
    return found["code"], found["name"].strip()


def split_column(accounts: pa.Array, names: pa.Array | None) -> tuple[pa.Array, pa.Array | None, int]:
    """Codes and names (the given ones where there are any) of a column, and how many cells held both."""
    if not pc.any(pc.match_substring_regex(accounts, "[^0-9A-Za-z.\\- ]")).as_py():
        return accounts, names, 0
    coded = accounts.dictionary_encode()
    parts = [split(text or "") for text in coded.dictionary.to_pylist()]
    codes = pa.array([code for code, _ in parts], pa.string()).take(coded.indices)
    beside = pa.array([name for _, name in parts], pa.string()).take(coded.indices)
    count = pc.sum(pc.not_equal(beside, "")).as_py() or 0
    if names is not None:
        beside = pc.if_else(pc.equal(names, ""), beside, names)
    return codes, beside, int(count)
