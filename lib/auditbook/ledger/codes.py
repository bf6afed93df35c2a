"""Account and name in one cell: 50102 文体活动费, 501.02-文体活动费, 【50102】文体活动费, 50102\\活动\\文体活动费."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import half_width

_CODE = r"[0-9]{3,}[A-Za-z]?(?:[.\-/_\\][0-9]+)*"
# a name may begin with a figure only behind a blank or a sign: 50102 3人慰问
_BOTH = re.compile(
    rf"^[\[【(（]?(?P<code>{_CODE})[\]】)）]?(?:[\s\-_/\\:：]*(?P<name>[^\s0-9.\-_/\\:：A-Za-z].*)"
    r"|[\s\-_/\\:：]+(?P<figure>[0-9A-Za-z]*[^\s0-9A-Za-z.\-_/\\+].*))$"
)
_BEHIND = re.compile(rf"^(?P<name>[^0-9].*?)\s*[\[【(（](?P<code>{_CODE})[\]】)）]$")


def split(text: str) -> tuple[str, str]:
    """The code and the name that a cell holds; the name is empty where it is a code alone."""
    bare = half_width(text)
    found = _BOTH.match(bare)
    if found is not None:
        return found["code"], (found["name"] or found["figure"]).strip()
    behind = _BEHIND.match(bare)
    if behind is not None:
        return behind["code"], behind["name"]
    # a name alone is no code
    return ("", bare) if bare and not re.search(r"[0-9]", bare) else (text, "")


def split_column(accounts: pa.Array, names: pa.Array | None) -> tuple[pa.Array, pa.Array | None, int]:
    """Codes and names (the given ones where there are any) of a column, and how many cells held both."""
    if not pc.any(pc.match_substring_regex(accounts, '[^0-9A-Za-z.\\-_/\\\\ ="+]')).as_py():
        return accounts, names, 0
    coded = accounts.dictionary_encode()
    parts = [split(text or "") for text in coded.dictionary.to_pylist()]
    codes = pa.array([code for code, _ in parts], pa.string()).take(coded.indices)
    beside = pa.array([name for _, name in parts], pa.string()).take(coded.indices)
    count = pc.sum(pc.and_(pc.not_equal(beside, ""), pc.not_equal(codes, ""))).as_py() or 0
    if names is not None:
        beside = pc.if_else(pc.equal(names, ""), beside, names)
    return codes, beside, int(count)
