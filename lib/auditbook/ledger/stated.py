"""What the lines around a table state about it: 共43笔记录, 支出：16笔，1648.43元, 期初余额：1,234.00, 借方笔数 3.

A number counts only right behind its label, and only where its unit, its decimals or its label say what it is: the
year in a title and the number in a sentence are not statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from auditbook.cells import clean, half_width
from auditbook.tables import UNITS

Stated = tuple[int, str, str, str, Decimal]
CENT = Decimal("0.01")
_SUBJECTS = {
    "received": "收入|收方|转入|存入",
    "paid": "支出|付方|转出|支取|取出",
    "debit": "借方",
    "credit": "贷方",
    "neutral": "不计收支|中性交易",
    "opening": "[期月年]初余额|上[年月期](?:结转|结余)?余额|承前余额|上[年期]结[转余]",
    "closing": "[期月年]末余额|本[月期]末?余额",
    "rows": r"共计?(?=[:\s]*[0-9,]+\s*[笔条])|总?记录数|(?:交易|合计|明细)?(?:总)?[笔条]数",
}
_PERIODS = {"page": "本页|当页", "month": "本月|当月", "year_to_date": "本年|累计"}
_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<before>(?:本期|当期|本页|当页|本月|当月|本年|合计|总计|累计|共计|汇总|已|总)*?)"
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _SUBJECTS.items())})"
    r"(?P<after>(?:累计|发生|交易|合计|总计|共计|总|共|为|金额|数额|额|笔数|次数|人民币|\((?:笔|元|万元)\))*)"
    r"[\s:|=,]*(?P<numbers>[-+¥0-9].*)"
)
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?:¥|RMB|CNY)?\s*(?P<minus>-?)"
    r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)(?![0-9.]|,[0-9])"
    r"\s*(?P<unit>笔|条|次|百万元|亿元|万元|千元|元)?(?P<other>[号页张人日:/%\-]|[年月期](?![初末]))?"
)
_REMARK = re.compile(r"\((?:含|其中)[^)]*\)|\[ ?[A-Za-z][^\]]*\]")
# what may stand between a number of payments and their sum
_BETWEEN = re.compile(r"(?:[\s,、;|]|合计|总计|共计|共|金额|人民币|为|:)*")


def stated(lines: Sequence[tuple[int, str]], sides: tuple[str, str] = ("paid", "received")) -> list[Stated]:
    """Row, kind, label, item and figure of each statement in ``lines``.

    ``sides`` are the columns that 借方 and 贷方 are: a bank's 借方 is money paid, a journal's is its debit. Items that
    count rows end in ``_rows``; ``rows`` are all of them, ``balance`` is that of an opening or closing.
    """
    return [found for row, text in lines for found in _of_line(row, text, sides)]


def _of_line(row: int, text: str, sides: tuple[str, str]) -> Iterator[Stated]:
    own = clean(text)
    # a comma of Chinese text parts sentences, never thousands; remarks and translations go, every place stays
    plain = _REMARK.sub(lambda remark: " " * len(remark[0]), half_width(own.replace("，", "、")))
    at = 0
    while found := _LABEL.search(plain, at):
        taken = list(_figures(found))
        at = found.start("numbers") + taken[-1][2] if taken else found.end("after")
        for figure, unit, _ in taken:
            kind, item = _named(found, unit, sides)
            if kind:
                yield row, kind, own[found.start() : at].strip(), item, figure


def _figures(label: re.Match[str]) -> Iterator[tuple[Decimal, str, int]]:
    """The figures behind a label: each with what it is (笔 or 元) and where it ends; at most a count and a sum."""
    text, at = label["numbers"], 0
    words = f"{label['before']}{label['after']}"
    for _ in range(2):
        found = _NUMBER.match(text, at)
        if found is None or (found["other"] and not found["unit"]):
            return
        unit = _unit(found, label, words)
        figure = Decimal(f"{'-' if '-' in found['sign'] + found['minus'] else ''}{found['digits'].replace(',', '')}")
        figure *= UNITS.get(unit, 1)
        if not unit or abs(figure) >= 10**16:
            return
        exact = figure.quantize(Decimal(1) if unit == "笔" else CENT)
        if exact != figure:
            return
        yield exact, "笔" if unit == "笔" else "元", found.end()
        if unit != "笔" or label["rows"]:
            return
        at = _BETWEEN.match(text, found.end()).end()  # type: ignore[union-attr]


def _unit(found: re.Match[str], label: re.Match[str], words: str) -> str:
    """What a number is: 笔 for a count, else its unit of money; empty where nothing says."""
    if found["unit"]:
        return "笔" if found["unit"] in "笔条次" else found["unit"]
    if label["rows"] or "笔数" in words or "次数" in words or "(笔)" in words:
        return "笔"
    if "(万元)" in words:
        return "万元"
    surely = label["opening"] or label["closing"] or "." in found["digits"] or "," in found["digits"]
    return "元" if surely or "¥" in found[0] or re.search("额|合计|总计|元", words) else ""


def _named(label: re.Match[str], unit: str, sides: tuple[str, str]) -> tuple[str, str]:
    """Kind and item of a figure; empty for a count of a page or of a month, which is not that of the table."""
    subject = next(name for name in _SUBJECTS if label[name])
    if subject in ("opening", "closing"):
        return (subject, "balance") if unit == "元" else ("", "")
    item = {"debit": sides[0], "credit": sides[1]}.get(subject, subject)
    words = f"{label['before']}{label['after']}"
    period = next((kind for kind, pattern in _PERIODS.items() if re.search(pattern, words)), "")
    if unit == "元":
        return ("", "") if subject == "rows" else (period or "total", item)
    return ("", "") if period else ("count", item if subject == "rows" else f"{item}_rows")
