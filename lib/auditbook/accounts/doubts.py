"""What an auditor should look at before relying on the tree of accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditbook.accounts.levels import GOVERNMENT, UNION, Book
from auditbook.cells import fold

SHOWN = 3
_CHECK = "请核对编码规则"


def doubts_of(
    codes: Mapping[str, str | None], starts: Mapping[str, int], books: Mapping[int, Book],
    listed: set[str], unknown: set[str], roots: set[str],
) -> Iterator[str]:  # fmt: skip
    """The doubts about the codes of a unit's books in Chinese, one sentence a kind.

    ``listed`` are in the chart, ``unknown`` have no class, ``roots`` nothing above them.
    """
    if "" in codes:
        yield "有的行没有科目编码，未列入科目表。请在源文件中补上编码。"
    names = {code: name for code, name in codes.items() if code}
    odd = [code for code in names if not starts[code]]
    digits = [code for code in odd if code.isascii() and code.isdigit()]
    yield from _sentence(digits, "位数太少，像是类别合计，没有上下级", _CHECK)
    yield from _sentence([code for code in odd if code not in digits], "不全是数字，没有上下级", _CHECK)
    for found in books.values():
        yield from _of_book(found, [code for code in names if starts[code] == found.head], listed)
    slips = [code for code in roots - listed if _slip(code, books)]
    yield from _sentence(slips, "是4位编码，不是前3位那个工会科目的下级", _CHECK)
    fitting = {code for code in roots - listed if starts[code] and len(code) in books[starts[code]].lengths}
    strange = fitting - set(slips)
    remedy = "请核对；确有的科目可补进 inputs/accounts/ 的科目表"
    yield from _sentence([code for code in strange if code not in unknown], "不在科目表里，类别按首位数字定", remedy)
    yield from _sentence([code for code in strange if code in unknown], "不在科目表里，类别不明", remedy)
    for code in sorted(roots & listed):
        chart, name = books[starts[code]].chart, names[code]
        if chart and name and not alike(name, chart.accounts[code].name):
            told = f"科目 {code} 账上叫“{name}”，科目表里是“{chart.accounts[code].name}”"
            yield f"{told}。请核对是否换了会计制度或编码。"


def alike(name: str, listed: str) -> bool:
    """The unit's ``name`` of an account is the chart's, or a part of it, or holds it."""
    if name == listed:
        return True
    own, chart = fold(name).replace(" ", ""), fold(listed)
    return own in chart or chart in own


def _of_book(found: Book, mine: list[str], listed: set[str]) -> Iterator[str]:
    other = not set(found.lengths) <= set(found.usual)
    levels = [code for code in mine if other and len(code) in found.lengths[1:] and code not in listed]
    yield from _sentence(levels, f"按 {found.rule} 归入上级，与科目表的级次不同", _CHECK)
    flat = [code for code in mine if len(code) not in found.lengths and code not in listed]
    yield from _sentence(flat, f"的位数不合 {found.rule} 的级次，没有上下级", _CHECK)


def _slip(code: str, books: Mapping[int, Book]) -> bool:
    union = books[UNION].chart if UNION in books else None
    return len(code) == GOVERNMENT and union is not None and code[:UNION] in union.accounts


def _sentence(codes: list[str], what: str, remedy: str) -> Iterator[str]:
    if codes:
        shown = "、".join(sorted(codes)[:SHOWN])
        more = f"等 {len(codes)} 个" if len(codes) > SHOWN else ""
        yield f"科目编码 {shown} {more}{what}。{remedy}。"
