"""Which rows of a sheet are not data (totals, footers, blanks, repeated headings), and what the totals state."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import clean, fold
from auditbook.ledger.heading import Heading
from auditbook.ledger.raw import raw
from auditbook.sheets import FOOTER, STATED_UNIT
from auditbook.tables import tables

# what a row states about the rows above it; the first that matches
LABELS = {
    name: re.compile(pattern)
    for name, pattern in {
        "carried": "承前页|过次页|转次页|接前页|承上页|转下页|上页(?:累计|合计)",
        "opening": "期初余额|年初余额|上年结转|上年结余|月初余额|上期结转|上期余额|期初数|年初数",
        "closing": "期末余额|月末余额|年末余额|结转下年|结转下期",
        "year_to_date": "(?:本年|本年度|全年)?累计(?:发生额|发生|数)?|(?:本年|本年度|全年)(?:合计|发生额(?:合计)?)",
        "month": "(?:本月|当月|本期|[0-9一二三四五六七八九十]{1,3}月份?|[12][0-9]{3}[-./年]?[0-9]{1,2}月?份?)(?:合计|小计|总计|发生额)(?:合计|数)?|月计",
        "page": "(?:本页|当页|第[0-9]+页)(?:合计|小计)",
        "subtotal": ".{0,10}小计|凭证合计.*|(?:本日|当日|当前|凭证|科目)合计|(?:本日|当日)发生额|日计",
        # a part of a year that is no month is not compared
        "part": ".{0,6}(?:季度|半年|年度)(?:合计|小计)",
        "total": r".{0,10}(?:合计|总计)(?:数|额|金额|人民币)?(?:\(.*\))?(?:[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正人民币]*)",
    }.items()
}
REASONS = {
    "carried": "承前页、过次页行",
    "opening": "期初余额行",
    "closing": "期末余额行",
    "year_to_date": "本年累计行",
    "month": "本月合计行",
    "page": "本页合计行",
    "subtotal": "小计行",
    "part": "季度、半年合计行",
    "total": "合计行",
    "unlabelled": "没有名称的合计行",
    "blank": "空行",
    "footer": "表尾说明",
    "remark": "说明文字",
    "heading": "重复的表头",
    "unit": "单位行",
    "another": "另一张表（没有读取）",
    "prior": "期初凭证（期间为0）",
}
# what every row of data has, and a total or a footer has not
KEYS = {"journal": ("date", "account", "voucher", "number"), "balances": ("account",), "bank": ("date",)}
_MAYBE = (
    "[合小总累月日][  　]*计|承前|承上|接前|过次|转[次下]页|期[初末]|[月年][初末]余额|上[年期]结|上期余额|结转下|发生额"
)
_WHO = "制表|打印|填表|审核|复核|编制|制单|记账|出纳|经办|导出|操作|主管|负责"
_FOOTING = re.compile(
    rf"(?:{_WHO})(?:人|员|日期|时间|单位)?(?::|$)|(?:单位负责人|财务负责人|会计主管|工会主席|注|说明|核算单位|单位名称|会计期间|期间|币种|科目范围):"
    r"|第\d+页|共\d+(?:页|笔|条|行|张)|页码|以上|合成数据|-{4,}|={4,}|\*{4,}"
)
# a line of labels and figures: 借方笔数 | 3 | 借方金额 | 100.00
_TEXTS = ("text", "code", "date", "choice", "period")
_STATING = "^共[0-9]+[条笔张行]$|^(合计)?(借方|贷方|收入|支出)(发生)?总?(笔数|金额|合计|发生额|额)"


@dataclass(frozen=True)
class Sorted:
    """Which rows are data, and what the others are: kind and, where there is one, label, by position."""

    data: np.ndarray
    others: dict[int, tuple[str, str]]


def sort(heading: Heading, columns: dict[str, pa.Array], cells: list[pa.Array]) -> Sorted:
    """Parts the rows of a block; ``columns`` are the known ones by name, ``cells`` all of them, trimmed."""
    count = len(cells[0]) if cells else 0
    data = np.ones(count, dtype=bool)
    doubtful = _doubtful(heading, columns, count)
    if not len(doubtful):
        return Sorted(data, {})
    rows = pa.array(doubtful)
    some = {name: column.take(rows) for name, column in columns.items()}
    found = _others(heading, some, [column.take(rows) for column in cells], len(doubtful))
    others = {int(doubtful[row]): told for row, told in found.items()}
    data[list(others)] = False
    return Sorted(data, others)


def _doubtful(heading: Heading, columns: dict[str, pa.Array], count: int) -> np.ndarray:
    """The rows that may not be data: an amount is missing, or a cell that every row of data has."""
    # an opening line of a statement has a date and a balance, but no payment
    doubt = ~_any(heading, {n: c for n, c in columns.items() if n != "balance"}, ("money",), count)
    if heading.table.name == "bank" and "summary" in columns:
        doubt |= pc.match_substring_regex(columns["summary"], _MAYBE).to_numpy(zero_copy_only=False)
    keys = [name for name in KEYS.get(heading.table.name, ()) if name in columns]
    for name in keys:
        if heading.table.columns[name].kind in ("date", "code"):
            doubt |= ~raw(columns[name]).begins_with_digit()
        else:
            doubt |= ~_filled(columns[name])
    return np.flatnonzero(doubt) if keys else np.arange(count)


def _others(
    heading: Heading, columns: dict[str, pa.Array], cells: list[pa.Array], count: int
) -> dict[int, tuple[str, str]]:  # fmt: skip
    """What is no data among ``count`` doubtful rows: kind and label by position."""
    filled = np.zeros(count, dtype=np.int16)
    for column in cells:
        filled += _filled(column)
    others: dict[int, tuple[str, str]] = {int(row): ("blank", "") for row in np.flatnonzero(filled == 0)}
    money = _any(heading, columns, ("money",), count)
    for row in _foreign(heading, cells, money):
        others.setdefault(row, ("another", ""))
    for row, label in _labelled(heading, columns, cells):
        kind = _kind(label, heading, columns, row)
        if kind and row not in others:
            others[row] = (kind, label)
    for row in _footers(heading, cells, money):
        others.setdefault(row, ("footer", ""))
    for row in range(count):
        if heading.above and line(cells, row) in heading.titles:
            others.setdefault(row, ("heading", ""))
    for row in _headings(heading, cells):
        others.setdefault(row, ("heading", ""))
    for alone in np.flatnonzero(filled == 1):
        text = _first(cells, int(alone))
        unit = STATED_UNIT.fullmatch(fold(text).replace(" ", ""))
        if not money[alone]:
            others.setdefault(int(alone), ("unit" if unit else "remark", ""))
    amounts = np.zeros(count, dtype=np.int16)
    for name, column in columns.items():
        if heading.table.columns[name].kind == "money":
            amounts += _filled(column)
    for nameless in np.flatnonzero(money & (filled == amounts)):
        others.setdefault(int(nameless), ("unlabelled", ""))
    return others


def kind_of(text: str) -> str:
    """The kind of total that a label names; empty if none."""
    bare = re.sub(r"[\s:：]", "", fold(text))
    return next((kind for kind, pattern in LABELS.items() if pattern.fullmatch(bare)), "")


def footing(text: str) -> bool:
    """The text is a footer: who made the table, when it was printed."""
    bare = fold(text).replace(" ", "")
    return bool(_FOOTING.match(bare) or FOOTER.match(bare))


def _filled(column: pa.Array) -> np.ndarray:
    return raw(column).filled


def _any(heading: Heading, columns: dict[str, pa.Array], kinds: tuple[str, ...], count: int) -> np.ndarray:
    found = np.zeros(count, dtype=bool)
    for name, column in columns.items():
        if heading.table.columns[name].kind in kinds:
            found |= _filled(column)
    return found


def _foreign(heading: Heading, cells: list[pa.Array], money: np.ndarray) -> list[int]:
    """Rows that are the headings of another table, or of this one in another order."""
    found = []
    for row in np.flatnonzero(~money):
        texts = [text for column in cells if (text := column[int(row)].as_py())]
        own = [heading.words.get(i, ()) for i, column in enumerate(cells, heading.span.start or 0) if column[int(row)].as_py()]
        if len(texts) < 3 or sum(text in words for text, words in zip(texts, own, strict=True)) > len(texts) // 2:
            continue
        known = max(sum(bool(table.headings(text)[0]) for text in texts) for table in tables().values())
        if known >= 3 and known > len(texts) // 2:
            found.append(int(row))
    return found


def _labelled(
    heading: Heading, columns: dict[str, pa.Array], cells: list[pa.Array]
) -> list[tuple[int, str]]:  # fmt: skip
    """Rows in which a text is a label of totals, with the label."""
    found = []
    looked = [column for name, column in columns.items() if heading.table.columns[name].kind in _TEXTS]
    if heading.table.name != "balances":
        # in a balance table 小计 of the departments is the account's own row
        looked += [cells[i] for i in heading.extra if i < len(cells) and heading.span == slice(None)]
    for column in looked:
        maybe = pc.match_substring_regex(column, _MAYBE).to_numpy(zero_copy_only=False)
        found += [(int(row), column[int(row)].as_py()) for row in np.flatnonzero(maybe)]
    return [(row, text) for row, text in found if kind_of(text)]


def _kind(label: str, heading: Heading, columns: dict[str, pa.Array], row: int) -> str:
    kind = kind_of(label)
    account = columns.get("account")
    number = columns.get("number", columns.get("voucher"))
    # a voucher may well say 结转下年 or 上年结转 in its summary
    in_voucher = account is not None and account[row].as_py() and number is not None and number[row].as_py()
    return "" if in_voucher and heading.table.name == "journal" and kind in ("opening", "closing") else kind


def _footers(heading: Heading, cells: list[pa.Array], money: np.ndarray) -> list[int]:
    """Rows without an amount that begin like a footer or a page's title, and lines of labels and figures."""
    found = []
    for row in range(len(money)):
        first = _first(cells, row)
        if re.match(_STATING, first) or (not money[row] and footing(first)):
            found.append(row)
    return found


def _headings(heading: Heading, cells: list[pa.Array]) -> list[int]:
    """Rows that repeat the headings, as at the top of every printed page."""
    found = other = None
    for index, column in enumerate(cells, heading.span.start or 0):
        words = [word for word in heading.words.get(index, ()) if word]
        same = pc.is_in(column, value_set=pa.array(words, pa.string())).to_numpy(zero_copy_only=False)
        wrong = _filled(column) & ~same
        found = same.astype(np.int16) if found is None else found + same
        other = wrong.astype(np.int16) if other is None else other + wrong
    if found is None or other is None:
        return []
    return [int(row) for row in np.flatnonzero((found >= 2) & (other <= found // 4))]


def _first(cells: list[pa.Array], row: int) -> str:
    return next((text for column in cells if (text := column[row].as_py())), "")


def line(cells: list[pa.Array], row: int) -> str:
    """A row as one line of text, for the list of what was skipped."""
    return " | ".join(clean(text) for column in cells if (text := column[row].as_py()))[:300]
