"""The tables of the page about what was received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from auditbook.checks import checks, sandbox
from auditbook.errors import SetupError
from auditbook.finding import Problem, Source
from auditbook.report.books.cells import NOTHING, amount, count, strong
from auditbook.report.citations import Citations, Markdown, markdown, place
from auditbook.report.grids import grid
from auditbook.report.privacy import masked
from auditbook.report.received.files import Received, expected, parts, received, without_data
from auditbook.report.received.material import TABLES as OF_MATERIAL
from auditbook.report.standing import ANSWERS
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

LISTED = 200  # problems that a page can show
EXAMPLES = 3
STATED = 60
KINDS = {
    "total": "合计", "subtotal": "小计", "month": "本月合计", "year_to_date": "本年累计", "page": "本页合计",
    "carried": "承前页、过次页", "opening": "期初余额", "closing": "期末余额", "count": "笔数",
}  # fmt: skip
_CONTROLS = """
    SELECT table_name, file, sheet, row, kind, label, item, stated FROM controls ORDER BY file, sheet, row, item"""
_COMPARED = """
    SELECT file, sheet, row, item,
           (CASE WHEN list_contains(possible, stated) THEN stated ELSE found END)::DECIMAL(38, 2) AS found
    FROM compared"""


def files(case: Case, citations: Citations) -> Markdown:
    """Every file: what it was read as, its format and encoding, rows taken, rows skipped by reason, rows in all."""
    found = received(case)
    rows: list[tuple[object, ...]] = [
        (_file(each), each.table, each.format or NOTHING, _encoding(each.encoding), count(each.rows),
         _skipped(each), count(each.total))
        for each in found
    ]  # fmt: skip
    sums = [sum(value for each in found if (value := getattr(each, name)) is not None) for name in ("rows", "total")]
    rows.append(tuple(strong(["合计", f"{len({each.file for each in found})}个文件", "", "", count(sums[0]),
                              f"{count(sums[1] - sums[0])}行", count(sums[1])])))  # fmt: skip
    headings = ["文件", "读作", "格式", "编码", "读入（行）", "跳过（行）", "合计（行）"]
    return grid(headings, rows, [26, 14, 9, 11, 9, 23, 8], "llllrlr")


def readings(case: Case, citations: Citations) -> Markdown:
    """How each file was read: what its columns decided, what was changed, with examples before and after."""
    rows: list[tuple[object, ...]] = []
    for name, part in parts(case):
        where = place(name, f"{name}[{part.sheet}]" if part.sheet else name)
        for style in part.styles:
            rows.append((where, masked(style), NOTHING, NOTHING))
        for repair in part.repairs:
            known = tables()[part.table].columns.get(repair["column"])
            title = known.title if known else repair["column"] or "整行"
            rows.append((where, f"“{title}”：{repair['rule']}", count(repair["count"]), _examples(repair["examples"])))
    for problem in case.loaded.problems:
        if problem.note:
            rows.append((_place(problem), masked(problem.message), NOTHING, NOTHING))
    if not rows:
        return Markdown("全部文件按原样读取，没有换算、补齐或改动任何一格。")
    return grid(["文件", "怎样读的", "处数", "例（行：原文→读作）"], rows, [26, 36, 8, 30], "llrl")


def columns(case: Case, citations: Citations) -> Markdown:
    """The columns of the large tables that have no value at all: what cannot be examined because of it."""
    rows = []
    for name, part in parts(case):
        lacking = without_data(part)
        if lacking:
            rows.append((place(name, name), tables()[part.table].title, "、".join(lacking)))
    if not rows:
        return Markdown("")
    return grid(["文件", "表", "没有数据的栏目"], rows, [28, 16, 56])


def missing(case: Case, citations: Citations) -> Markdown:
    """Standard tables that were not delivered, and the checks that cannot run because of it."""
    present = case.books.now.present
    rows = []
    for name in expected(case.about.kind):
        if name not in present:
            table = tables()[name]
            waiting = [
                f"{c.id} {c.title}" for c in checks(case.place.checks).values() if _waits(c.needs, name, present)
            ]
            if name in expected("evaluation"):
                waiting.append("绩效自评中用到它的指标，写“数据缺失”")
            rows.append((table.title, table.about, "；".join(waiting) or "现有检查不依赖它"))
    if not case.loaded.profile:
        profile = tables()["profile"]
        rows.append((profile.title, profile.about, "人均、收缴方式等须用单位信息的分析"))
    if not rows:
        return Markdown("标准资料都已提供。")
    return grid(["未提供的资料", "是什么", "因此不能执行的检查"], rows, [18, 38, 44])


def problems(case: Case, citations: Citations) -> Markdown:
    """What could not be taken as it stands, by file, sheet and row, with the remedy."""
    told = sorted(
        [*case.problems, *case.overlaps],
        key=lambda p: (p.source.file, p.source.sheet, p.source.row or 0, p.source.column),
    )
    rows = [(_place(p), masked(p.message), masked(p.remedy)) for p in told[:LISTED]]
    if len(told) > LISTED:
        rows.append((markdown("其余"), f"另有{count(len(told) - LISTED)}处", "见 findings.csv 的 I01"))
    if not rows:
        return Markdown("就所读取的文件，没有发现填写问题。")
    return grid(["文件、工作表、行和列", "问题", "怎样更正"], rows, [34, 36, 30])


def stated(case: Case, citations: Citations) -> Markdown:
    """What the files state about themselves, and what was found of it where the check C01 could compare."""
    given = sandbox.select(case.books.connection, _CONTROLS).to_pylist()
    if not given:
        return Markdown("各文件没有自列的合计、累计或笔数。")
    found = _found(case)
    # what differs first, then what ties, then what nobody compared
    told = sorted((_control(row, found) for row in given), key=lambda cells: cells[0])
    headings = ["文件和行", "种类", "原文", "栏目", "所列数", "读到的数", "差额"]
    table = grid(headings, [cells[1:] for cells in told[:STATED]], [28, 11, 13, 12, 12, 12, 12], "llllrrr")
    more = f"\n共{count(len(told))}个数，只列出前{STATED}个，不符的排在最前。\n" if len(told) > STATED else ""
    return Markdown(f"{table}{more}")


def stated_answer(case: Case, citations: Citations) -> Markdown:
    """What the check of these totals (C01) answered, and the rows that differ."""
    outcome = next((o for o in case.answered if o.check == "C01"), None)
    if outcome is None:
        return Markdown("")
    rows: list[tuple[object, ...]] = [("C01", outcome.title, ANSWERS[outcome.status], NOTHING, masked(outcome.message))]
    for piece in outcome.evidence[:STATED] if outcome.status == "findings" else ():
        value = amount(piece.amount) if isinstance(piece.amount, Decimal) else NOTHING
        rows.append(("", place(piece.source.file, str(piece.source)), "不符", value, masked(piece.reason)))
    return grid(["编号", "核对内容或位置", "结果", "差额（元）", "说明"], rows, [7, 28, 11, 14, 40], "lllrl")


def _found(case: Case) -> dict[tuple, Decimal]:
    """By file, sheet, row and column what the rows add up to, as the check C01 works it out; else nothing."""
    check = checks(case.place.checks).get("C01")
    if check is None or "compared" not in check.first:
        return {}
    con = case.books.connection
    try:
        with sandbox.kept(con, check.first, {**check.params, "year": case.year}):
            rows = sandbox.select(con, _COMPARED).to_pylist()
    except SetupError:
        # then the line of C01 above says so
        return {}
    return {(row["file"], row["sheet"], row["row"], row["item"]): row["found"] for row in rows}


def _control(row: dict, found: dict[tuple, Decimal]) -> list[Any]:
    """One stated figure as a line, headed by its place in the order."""
    there = found.get((row["file"], row["sheet"], row["row"], row["item"]))
    difference = None if there is None or row["stated"] is None else row["stated"] - there
    order = 2 if difference is None else 1 if difference == 0 else 0
    where = place(row["file"], str(Source(row["file"], row["sheet"], row["row"])))
    figures = (_figure(row["item"], value) for value in (row["stated"], there, difference))
    item = _item(row["table_name"], row["item"])
    return [order, where, KINDS.get(row["kind"], row["kind"]), masked(row["label"]), item, *figures]


def _waits(needs: tuple[str, ...], name: str, present: set[str]) -> bool:
    """A check waits for ``name``: it needs it, or one of several of which none is there."""
    return any(name in need.split("|") and not present & set(need.split("|")) for need in needs)


def _skipped(each: Received) -> str:
    if each.rows is None:
        return NOTHING
    told = "，".join(f"{reason} {number}" for reason, number in Counter(each.skipped).most_common())
    return told or "0"


def _file(each: Received) -> Markdown:
    return place(each.file, f"{each.file}[{each.sheet}]" if each.sheet else each.file)


def _encoding(name: str) -> str:
    return {"utf-8-sig": "UTF-8（BOM）", "utf-8": "UTF-8", "gb18030": "GB18030"}.get(name, name.upper()) or NOTHING


def _place(problem: Problem) -> Markdown:
    return place(problem.source.file, masked(str(problem.source)) if problem.source.file else "")


def _examples(examples: list) -> str:
    shown = [
        f"第{row}行：{masked(before) or '（空）'}→{masked(after) or '（空）'}"
        for row, before, after in examples[:EXAMPLES]
    ]
    return "；".join(shown) or NOTHING


def _item(table: str, item: str) -> str:
    columns_of = tables()[table].columns if table in tables() else {}
    return columns_of[item].title if item in columns_of else "行数" if item == "rows" else item


def _figure(item: str, value: Decimal | None) -> str:
    return count(int(value)) if item == "rows" and value is not None else amount(value)


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "收到的文件": files,
    "读取方式": readings,
    "空栏目": columns,
    "缺少的资料": missing,
    "需要更正": problems,
    "自列数": stated,
    "自列数核对": stated_answer,
    **OF_MATERIAL,
}
