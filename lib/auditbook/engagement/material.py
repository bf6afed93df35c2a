"""Material (资料清单): what a unit was asked for, what came, how that is known, and what follows where it did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from auditbook.checks import checks
from auditbook.engagement.lying import Lying, lying, short
from auditbook.engagement.requests import Request, meant, requested
from auditbook.finding import Problem
from auditbook.sheets import Row
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

AWAITED, RECEIVED, LACKING, NEEDLESS = STATES = ("应收", "已收", "未收", "不适用")
SYSTEM, PERSON = "系统判定", "人工登记"
UNREADABLE = "已收（未能读取）"
MATERIAL = ("no", "item", "state", "known", "files", "rows", "handler", "date", "checks", "without", "basis")


@dataclass(frozen=True)
class Item:
    """One thing asked for. ``state`` is 应收, 已收, 未收 or 不适用; ``known`` says by whom or by what that is known.

    ``row`` is what people wrote about it. ``waiting`` are the checks (id, title) that could not run for lack of its
    tables; known only where the checks were asked (``material``).
    """

    request: Request
    state: str
    known: str
    files: tuple[Lying, ...] = ()
    row: Row | None = None
    waiting: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """The state as a list shows it: 已收（未能读取） where no file of it could be read."""
        unread = self.state == RECEIVED and self.files and not any(one.readable for one in self.files)
        return UNREADABLE if unread else self.state

    @property
    def rows(self) -> int | None:
        """The rows of its files; None where none of them has rows."""
        counted = [one.rows for one in self.files if one.rows is not None]
        return sum(counted) if counted else None

    @property
    def limits(self) -> bool:
        """The audit's scope is limited: it did not come, or what came lets checks that need it wait."""
        return self.state != NEEDLESS and (self.shown != RECEIVED or bool(self.waiting))

    def noted(self, column: str) -> object | None:
        """What people wrote beside it: ``handler`` or ``date``."""
        return None if self.row is None else self.row[column]


def material(case: Case) -> list[Item]:
    """The items of a unit's list with what follows from their absence, in the order of the list."""
    return [replace(item, waiting=tuple(_waiting(case, item))) for item in listed(case)]


def listed(case: Case) -> list[Item]:
    """The items with their states, from the folder and the unit's own list alone; no check is asked."""
    return [item for item, _ in _judged(case)]


def of_unions(case: Case) -> dict[str, list[Item]]:
    """The items of a federation and of its unions by unit, as ``listed``; empty for a unit without any folder."""
    unions = [unit.id for unit in case.place.units().values() if unit.parent == case.unit != unit.id]
    here = set(case.place.with_unions(case.year))
    return {
        unit: listed(replace(case, unit=unit, again=False)) if unit in here else [] for unit in (case.unit, *unions)
    }


def conflicts(case: Case) -> list[Problem]:
    """Where what people wrote contradicts the folder or the list, with file and row."""
    told: list[Problem] = []
    _written(case, requested(case.about.kind, case.place.inputs), told)
    return told + [problem for _, problem in _judged(case) if problem is not None]


def closed(case: Case) -> date | None:
    """The day until which material was to come, once it has passed; None before, or where no such day is set.

    Nobody asks a clock: it has passed when the report's date or something that people wrote down is as late.
    """
    last = case.settings["cut_off"]
    if last is None:
        return None
    report = case.settings["report_date"]
    dates = [value for name, rows in case.loaded.tables.items() if tables()[name].written or name == "requests"
             for row in rows for value in row.values.values() if isinstance(value, date)]  # fmt: skip
    passed = (report is not None and report >= last) or any(day > last for day in dates)
    return last if passed else None


def _judged(case: Case) -> Iterator[tuple[Item, Problem | None]]:
    requests = requested(case.about.kind, case.place.inputs)
    written = _written(case, requests, [])
    own = [request for request in written if request.own]
    there = lying(case)
    last = closed(case)
    for request in [*requests, *own]:
        files = tuple(there.shows(request))
        yield _judge(request, files, written.get(request), last)


def _judge(
    request: Request, files: tuple[Lying, ...], row: Row | None, last: date | None
) -> tuple[Item, Problem | None]:  # fmt: skip
    wrote = None if row is None else row["state"]
    if files:
        item = Item(request, RECEIVED, f"{SYSTEM}：资料夹里有", files, row)
        if wrote not in (LACKING, NEEDLESS):
            return item, None
        told = f"“{request.title}”登记为{wrote}，资料夹里却有 {short(files[0].name)}，按已收列示"
        return item, _problem(row, told, "请核对后更正清单的状态；不是这项资料的请改文件名")
    if wrote == RECEIVED and request.tables and not request.paper:
        titles = "、".join(tables()[name].title for name in request.tables)
        item = Item(request, LACKING if last else AWAITED, f"{SYSTEM}：登记为已收，资料夹里没有读到", (), row)
        return item, _problem(row, f"“{request.title}”登记为已收，资料夹里没有读到{titles}",
                              "请把文件放进单位文件夹，或更正清单的状态")  # fmt: skip
    if wrote == NEEDLESS and not request.optional:
        item = Item(request, LACKING if last else AWAITED, f"{SYSTEM}：登记为不适用，标准清单不允许", (), row)
        return item, _problem(row, f"“{request.title}”登记为不适用，标准清单规定应当提供",
                              "请改为未收；确实不适用的，在机构自己的 requests.yaml 里写 optional: true")  # fmt: skip
    if wrote in (RECEIVED, LACKING, NEEDLESS):
        paper = "，纸质件" if wrote == RECEIVED else ""
        return Item(request, wrote, f"{PERSON}{paper}", (), row), None
    if last:
        return Item(request, LACKING, f"{SYSTEM}：截止日已过，资料夹里没有", (), row), None
    return Item(request, AWAITED, f"{PERSON if wrote else SYSTEM}：资料夹里还没有", (), row), None


def _written(case: Case, requests: list[Request], told: list[Problem]) -> dict[Request, Row]:
    """What people wrote, by request. Of two entries that differ the later one counts; without days neither does."""
    found: dict[Request, Row] = {}
    split: set[Request] = set()
    for row in case.loaded.tables.get("requests", []):
        text = str(row["item"] or "").strip()
        if not text:
            continue
        request = meant(text, requests)
        first = found.setdefault(request, row)
        if first is row or first["state"] == row["state"] or row["state"] is None:
            continue
        if first["state"] is None:
            found[request] = row
        elif first["date"] and row["date"] and first["date"] != row["date"]:
            found[request] = max(first, row, key=lambda one: one["date"])
        else:
            split.add(request)
            message = f"“{request.title}”这里登记为{row['state']}，{first.source}登记为{first['state']}，两处都没有采用"
            told.append(Problem(row.source, message, "请只保留正确的一行，或分别填写日期（以后一日为准）"))
    return {request: row for request, row in found.items() if request not in split}


def _waiting(case: Case, item: Item) -> Iterator[tuple[str, str]]:
    """The checks that need a table of the item of which nothing is there, and that therefore were not performed."""
    present = case.books.now.present
    answered = {outcome.check: outcome.status for outcome in case.proved}
    for check in checks(case.place.checks).values():
        groups = [set(need.split("|")) for need in check.needs]
        waits = any(group & set(item.request.tables) and not group & present for group in groups)
        if waits and answered.get(check.id, "not_enough_data") == "not_enough_data":
            yield check.id, check.title


def material_rows(items: Iterable[Item]) -> Iterator[tuple]:
    """One row an item, for ``material.csv``."""
    for number, item in enumerate(items, 1):
        files = "；".join(short(one.name) for one in item.files)
        waiting = "；".join(f"{check} {title}" for check, title in item.waiting)
        request = item.request
        yield (number, request.title, item.shown, item.known, files, item.rows, item.noted("handler"),
               item.noted("date"), waiting, request.without if item.limits else "", request.basis)  # fmt: skip


def _problem(row: Row | None, message: str, remedy: str) -> Problem | None:
    return None if row is None else Problem(row.source, message, remedy)
