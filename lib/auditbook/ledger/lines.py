"""Which rows of a sheet are not data (totals, footers, blanks, repeated headings), and what the totals state."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import clean, fold
from auditbook.ledger.heading import Heading
from auditbook.sheets import FOOTER, STATED_UNIT

# what a row states about the rows above it; the first that matches
LABELS = {
    "carried": re.compile(r"(?:承前页|过次页|转次页|接前页|承上页|转下页)"),
    "opening": re.compile(r"(?:期初余额|年初余额|上年结转|上年结余|月初余额|上期结转|上期余额|期初数|年初数)"),
    "closing": re.compile(r"(?:期末余额|月末余额|年末余额|结转下年|结转下期)"),
    "year_to_date": re.compile(r"(?:本年|本年度|全年)?(?:累计|累计发生额|累计发生|合计)|(?:本年|全年)发生额(?:合计)?|本年累计数"),
    "month": re.compile(r"(?:本月|当月|本期|[0-9]{1,2}月份?|[12][0-9]{3}年[0-9]{1,2}月份?)(?:合计|小计|发生额|发生额合计|合计数)"),
    "page": re.compile(r"(?:本页|当页)(?:合计|小计)"),
    "subtotal": re.compile(r"(?:本日|当日|凭证|科目)?小计|(?:本日|当日)合计|.{1,10}类?小计"),
    "total": re.compile(r"(?:借方|贷方|人民币|金额)?(?:合计|总计|合计金额|总合计|合计数|合计额)|(?:资产|负债|净资产|收入|支出|权益|损益|成本|共同)类?合计"),
}  # fmt: skip
REASONS = {
    "carried": "承前页、过次页行",
    "opening": "期初余额行",
    "closing": "期末余额行",
    "year_to_date": "本年累计行",
    "month": "本月合计行",
    "page": "本页合计行",
    "subtotal": "小计行",
    "total": "合计行",
    "unlabelled": "没有名称的合计行",
    "blank": "空行",
    "footer": "表尾说明",
    "remark": "说明文字",
    "heading": "重复的表头",
    "unit": "单位行",
    "prior": "期初凭证（期间为0）",
}
# what every row of data has, and a total or a footer has not
KEYS = {"journal": ("date", "account", "voucher", "number"), "balances": ("account",), "bank": ("date",)}
_MAYBE = (
    "[合小总累][  　]*计|承前|承上|接前|过次|转[次下]页|期[初末]|[月年][初末]余额|上[年期]结|上期余额|结转下|发生额"
)
_FOOT = "^[  　]*(制表|打印|填表|审核|复核|单位负责人|注|编制|财务负责人|工会主席|制单|第|共|页|以上|记账|出纳|说明|合成数据|经办|会计主管)"
_FOOTING = re.compile(
    r"^(?:制表|打印|填表|审核|复核|编制|制单|记账|出纳|经办|导出)(?:人|日期|时间|单位)?:|^(?:单位负责人|财务负责人|会计主管|工会主席|注|说明):"
    r"|^第\d+页|^共\d+(?:页|笔|条|行)|^页码|^以上|^合成数据|^-{4,}|^={4,}|^\*{4,}"
)


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
    money = _any(heading, columns, ("money",), count)
    doubt = ~money
    keys = [name for name in KEYS.get(heading.table.name, ()) if name in columns]
    for name in keys:
        expected = r"^[0-9０-９=\[【(（]" if heading.table.columns[name].kind in ("date", "code") else "."
        doubt |= ~pc.match_substring_regex(columns[name], expected).to_numpy(zero_copy_only=False)
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
    for row, label in _labelled(heading, columns):
        kind = _kind(label, heading, columns, row)
        if kind and row not in others:
            others[row] = (kind, label)
    for row in _footers(cells, money):
        others.setdefault(row, ("footer", ""))
    for row in _headings(heading, columns):
        others.setdefault(row, ("heading", ""))
    for alone in np.flatnonzero(filled == 1):
        text = _first(cells, int(alone))
        unit = STATED_UNIT.fullmatch(fold(text).replace(" ", ""))
        if not money[alone]:
            others.setdefault(int(alone), ("unit" if unit else "remark", ""))
    keys = _any(heading, columns, ("text", "code", "date", "period", "choice"), count)
    for nameless in np.flatnonzero(money & ~keys):
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
    return pc.not_equal(column, "").to_numpy(zero_copy_only=False)


def _any(heading: Heading, columns: dict[str, pa.Array], kinds: tuple[str, ...], count: int) -> np.ndarray:
    found = np.zeros(count, dtype=bool)
    for name, column in columns.items():
        if heading.table.columns[name].kind in kinds:
            found |= _filled(column)
    return found


def _labelled(heading: Heading, columns: dict[str, pa.Array]) -> list[tuple[int, str]]:
    """Rows in which a text is a label of totals, with the label."""
    found = []
    for name, column in columns.items():
        if heading.table.columns[name].kind not in ("text", "code", "date", "choice", "period"):
            continue
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


def _footers(cells: list[pa.Array], money: np.ndarray) -> list[int]:
    found: list[int] = []
    for column in cells:
        maybe = pc.match_substring_regex(column, _FOOT).to_numpy(zero_copy_only=False) & ~money
        found += [int(row) for row in np.flatnonzero(maybe) if footing(column[int(row)].as_py())]
    return [row for row in found if footing(_first(cells, row))]


def _headings(heading: Heading, columns: dict[str, pa.Array]) -> list[int]:
    """Rows that repeat the headings, as at the top of every printed page."""
    found = None
    for name in list(columns)[:6]:
        column = heading.table.columns[name]
        words = pa.array([w for w in (column.title, *column.also)])
        same = pc.is_in(column_text(columns[name]), value_set=words).to_numpy(zero_copy_only=False)
        found = same.astype(np.int8) if found is None else found + same
    return [] if found is None else [int(row) for row in np.flatnonzero(found >= 2)]


def column_text(column: pa.Array) -> pa.Array:
    """A column as plain text."""
    return column if pa.types.is_string(column.type) else pc.cast(column, pa.string())


def _first(cells: list[pa.Array], row: int) -> str:
    return next((text for column in cells if (text := column[row].as_py())), "")


def line(cells: list[pa.Array], row: int) -> str:
    """A row as one line of text, for the list of what was skipped."""
    return " | ".join(clean(text) for column in cells if (text := column[row].as_py()))[:300]
