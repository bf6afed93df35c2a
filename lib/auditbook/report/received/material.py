"""资料清单 and 审计范围受限: what was asked for, what came, and what a report does not state because of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from auditbook.engagement.lying import Lying, short
from auditbook.engagement.material import AWAITED, LACKING, NEEDLESS, RECEIVED, UNREADABLE, Item, closed
from auditbook.engagement.requests import UNVERIFIED, request_list
from auditbook.finding import Outcome
from auditbook.report.books.cells import NOTHING, count, strong
from auditbook.report.citations import Citations, Markdown, markdown, place
from auditbook.report.grids import grid
from auditbook.report.privacy import masked

if TYPE_CHECKING:
    from auditbook.case import Case

STATES = (RECEIVED, UNREADABLE, LACKING, AWAITED, NEEDLESS)
SHOWN = 3  # files that a line names
NAMED = 6  # checks that a line names


def listed(case: Case, citations: Citations) -> Markdown:
    """资料清单: every item with its state, how it is known, its files with their rows, who took it and when."""
    rows = [
        (number, masked(item.request.title), item.shown, _known(item), _files(item),
         masked(str(item.noted("handler") or NOTHING)), str(item.noted("date") or NOTHING))
        for number, item in enumerate(case.requested, 1)
    ]  # fmt: skip
    headings = ["序号", "资料", "状态", "怎样知道", "文件（行数）", "经手人", "日期"]
    return grid(headings, rows, [5, 16, 9, 21, 24, 9, 16], "rllllll")


def limited(case: Case, citations: Citations) -> Markdown:
    """审计范围受限: what did not come, the checks that were not performed for it, and what is not stated therefore."""
    rows = [
        (masked(item.request.title), _lacks(item), _checks(item.waiting), item.request.without or NOTHING)
        for item in case.requested if item.limits
    ]  # fmt: skip
    rows += [
        ("（资料已交，内容不足）", "已收", f"{o.check} {o.title}", masked(o.message)) for o in _short_of_data(case)
    ]
    if not rows:
        return Markdown("")
    return grid(["资料", "情况", "没有执行的检查", "因此不作说明的事项"], rows, [16, 14, 35, 35])


def counted(case: Case, citations: Citations) -> Markdown:
    """How many items there are, by state."""
    items = case.requested
    states = Counter(item.shown for item in items)
    told = "，".join(f"{state}{states[state]}项" for state in STATES if states[state])
    last = closed(case)
    until = f"截至资料截止日{last.year}年{last.month}月{last.day}日，" if last else ""
    return markdown(f"{until}清单所列资料共{len(items)}项：{told}。")


def limits(case: Case, citations: Citations) -> Markdown:
    """审计范围受限, as a paragraph."""
    lacking = [masked(item.request.title) for item in case.requested if item.state in (LACKING, AWAITED)]
    unread = [masked(item.request.title) for item in case.requested if item.shown == UNREADABLE]
    waiting = {check for item in case.requested if item.limits for check, _ in item.waiting}
    waiting |= {outcome.check for outcome in _short_of_data(case)}
    if not lacking and not unread and not waiting:
        return markdown(
            "清单所列资料都已收到或不适用，没有检查因资料不足而未执行，就资料的提供而言，审计范围未受限制。"
        )
    told = []
    if lacking:
        told.append(f"{len(lacking)}项资料未收到（{'、'.join(lacking)}）")
    if unread:
        told.append(f"{len(unread)}项资料未能读取（{'、'.join(unread)}）")
    if waiting:
        told.append(f"{len(waiting)}项检查因资料不足没有执行")
    return markdown(
        f"审计范围受到限制：{'；'.join(told)}。"
        "就这些资料和检查所涉及的事项，不作结论；没有执行不等于没有问题。明细见资料和受限事项表。"
    )


def sources(case: Case, citations: Citations) -> Markdown:
    """Where the list comes from, and that nobody has verified it."""
    asked = [request.basis for request in request_list(case.place.inputs) if request.basis]
    named = dict.fromkeys(basis.removesuffix(UNVERIFIED).partition("：")[0] for basis in asked)
    doubt = "以上都未经核验。" if any(basis.endswith(UNVERIFIED) for basis in asked) else ""
    return markdown(f"清单的来源：{'；'.join(named)}。{doubt}") if named else Markdown("")


def overview(case: Case, citations: Citations) -> Markdown:
    """All unions of a federation, and itself: how many items in which state, and which did not come."""
    units = case.place.units()
    rows: list[tuple[object, ...]] = []
    total: Counter[str] = Counter()
    for unit, items in _unions(case).items():
        states = Counter(item.shown for item in items)
        total += states
        lacking = [masked(item.request.title) for item in items if item.state in (LACKING, AWAITED)]
        told = "、".join(lacking) or NOTHING if items else "没有收到任何资料"
        name = units[unit].name if unit in units else unit
        rows.append((name, count(len(items)) if items else NOTHING, *(_number(states, s) for s in STATES), told))
    if not rows:
        return Markdown("")
    asked = sum(total.values())
    rows.append(tuple(strong(["合计", count(asked), *(count(total[state]) for state in STATES), ""])))
    headings = ["单位", "应交（项）", *(f"{state}" for state in STATES), "未收到的资料"]
    return grid(headings, rows, [20, 7, 6, 9, 6, 6, 7, 39], "lrrrrrrl")


def by_item(case: Case, citations: Citations) -> Markdown:
    """The same by item: how many units sent it, and which did not."""
    units = case.place.units()
    found: dict[str, dict[str, Item]] = {}
    for unit, items in _unions(case).items():
        for item in items:
            found.setdefault(item.request.title, {})[unit] = item
    rows = []
    for title, of in found.items():
        states = Counter(item.shown for item in of.values())
        lacking = [units[unit].name if unit in units else unit for unit, item in of.items()
                   if item.state in (LACKING, AWAITED)]  # fmt: skip
        told = "全部" if len(lacking) == len(of) > 1 else "、".join(lacking) or NOTHING
        rows.append((masked(title), *(_number(states, state) for state in STATES), told))
    headings = ["资料", *(f"{state}" for state in STATES), "未收到的单位"]
    return grid(headings, rows, [20, 7, 9, 7, 7, 8, 42], "lrrrrrl") if rows else Markdown("")


def of_all(case: Case, citations: Citations) -> Markdown:
    """How many of the units of a federation sent all, some or nothing; empty for a unit that has none below it."""
    unions = _unions(case)
    if not unions:
        return Markdown("")
    nothing = sum(not items for items in unions.values())
    whole = sum(bool(items) and not any(i.state in (LACKING, AWAITED) for i in items) for items in unions.values())
    told = f"本会和所属单位共{len(unions)}个：资料齐全的{whole}个，尚有未收到的{len(unions) - whole - nothing}个"
    return markdown(f"{told}，没有收到任何资料的{nothing}个。")


def _unions(case: Case) -> dict[str, list[Item]]:
    federation = case.about.kind == "federation"
    below = any(unit.parent == case.unit != unit.id for unit in case.place.units().values())
    return case.requested_of_unions if federation and below else {}


def _short_of_data(case: Case) -> list[Outcome]:
    """The checks that were not performed although no table of theirs is lacking altogether."""
    waiting = {check for item in case.requested for check, _ in item.waiting}
    return [o for o in case.proved if o.status == "not_enough_data" and o.check not in waiting]


def _lacks(item: Item) -> str:
    if item.state in (LACKING, AWAITED):
        return f"{item.state}（不涉及的请登记为不适用）" if item.request.optional and item.row is None else item.state
    return item.shown if item.shown == UNREADABLE else "已收，没有可以读取的表"


def _checks(waiting: Iterable[tuple[str, str]]) -> str:
    named = [f"{check} {title}" for check, title in waiting]
    return "；".join(named[:NAMED]) + (f"等{len(named)}项" if len(named) > NAMED else "") or NOTHING


def _known(item: Item) -> str:
    own = "（单位自列）" if item.request.own else ""
    return f"{item.known}{own}"


def _files(item: Item) -> Markdown:
    shown = [_file(one) for one in item.files[:SHOWN]]
    more = f"等{len(item.files)}个" if len(item.files) > SHOWN else ""
    return Markdown("；".join(shown) + more) if shown else Markdown(NOTHING)


def _file(one: Lying) -> Markdown:
    rows = f"（{count(one.rows)}行）" if one.rows is not None else "" if one.readable else "（未能读取）"
    within = short(one.name)
    # a link leads to a file of the folder itself
    name = place(one.name, one.name) if "/" not in within else markdown(within)
    return Markdown(f"{name}{markdown(rows)}")


def _number(states: Counter[str], state: str) -> str:
    return count(states[state]) if states else NOTHING


TABLES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "资料清单": listed,
    "审计范围受限": limited,
    "资料总览": overview,
    "资料总览分项": by_item,
}
SENTENCES: dict[str, Callable[[Case, Citations], Markdown]] = {
    "资料清单": counted,
    "审计范围受限": limits,
    "资料清单来源": sources,
    "资料总览": of_all,
}
