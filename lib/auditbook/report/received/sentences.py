"""The sentences of the page about what was received: ``句.资料范围`` in a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditbook.report.books.cells import count
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape
from auditbook.report.received.files import expected, received
from auditbook.report.received.material import SENTENCES as OF_MATERIAL
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case


def standing(case: Case, citations: Citations) -> Markdown:
    """Period · state · scope · limits, in one line."""
    found = received(case)
    names = {each.file for each in found}
    lacking = _lacking(case)
    limits = [f"{len(lacking)}种标准资料未提供"] if lacking else []
    limits += [f"{len(case.loaded.unread)}个文件不能读取"] if case.loaded.unread else []
    limits += [f"{len(case.problems)}处需要更正"] if case.problems else []
    rows = sum(each.rows or 0 for each in found)
    told = [f"{case.year}年1月1日至12月31日", "内部底稿，未经复核", f"范围：{len(names)}个文件，读入{count(rows)}行",
            f"受限：{'，'.join(limits)}" if limits else "范围未见受限"]  # fmt: skip
    return Markdown(f"**{escape('　·　'.join(told))}**")


def arithmetic(case: Case, citations: Citations) -> Markdown:
    """Rows read and rows skipped are all rows."""
    found = received(case)
    rows, total = (sum(v for each in found if (v := getattr(each, name)) is not None) for name in ("rows", "total"))
    if not total:
        return markdown("没有收到任何可以读取的表格。")
    told = f"读入{count(rows)}行，跳过{count(total - rows)}行，合计{count(total)}行，就是这些文件的全部行数。"
    return markdown(
        told + "跳过的行都不是数据，大表的原因逐行可查（分析人员用 case.sql 看视图 skipped）；小表（登记类）只列合计。"
    )


def without_journal(case: Case, citations: Citations) -> Markdown:
    """未提供序时账, said where it is so."""
    if "journal" in case.books.now.present:
        return Markdown("")
    return markdown("未提供序时账：凡需逐笔分录的检查都不能执行，结果记作“资料不足”，不等于没有问题。")


def _lacking(case: Case) -> list[str]:
    return [tables()[name].title for name in expected(case.about.kind) if name not in case.books.now.present]


SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "资料范围": standing,
    "行数": arithmetic,
    "资料没有序时账": without_journal,
    **OF_MATERIAL,
}
