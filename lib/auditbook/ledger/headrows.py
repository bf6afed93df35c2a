"""A heading of two rows as one: 期初余额 over 借方 and 贷方 is 期初余额借方 and 期初余额贷方."""

from __future__ import annotations

import re

# what stands below 借方金额 where amounts have two or three columns
_BELOW = {"金额", "本位币", "本币", "本位币金额", "本币金额"}
ONLY_BELOW = {*_BELOW, "借方", "贷方", "数量", "单价", "原币", "外币", "方向", "余额", "汇率", "原币金额", "外币金额"}
# a printed book has its year within the headings: 2021年 over 月 and 日
SPANNING_YEAR = re.compile(r"(?:19|20)?\d{2}\s*年")


def joined(upper: list[str], lower: list[str]) -> list[str] | None:
    """Two heading rows as one: a merged cell above stands over all cells below it."""
    if any(re.search(r"\d", cell) for cell in lower) or not any(cell.strip() for cell in lower):
        return None
    width = max(len(upper), len(lower))
    above, below = ([*cells, *[""] * (width - len(cells))] for cells in (upper, lower))
    found: list[str] = []
    spanning = ""
    for top, bottom in zip(above, below, strict=True):
        top = "" if SPANNING_YEAR.fullmatch(top.strip()) else top
        spanning = top.strip() or (spanning if bottom.strip() else "")
        under = "" if bottom.strip() in _BELOW and re.search("[借贷]", spanning) else bottom.strip()
        found.append(f"{spanning}{under}" if bottom.strip() else top.strip())
    return found
