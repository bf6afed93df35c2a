"""The standard request list: what a unit is asked for, and what shows that it came. Data: ``requests.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.errors import SetupError
from auditbook.tables import tables
from auditbook.yamlfile import read_yaml

FILE = "requests.yaml"
_KEYS = {"title", "for", "tables", "words", "also", "paper", "optional", "source", "clause", "without"}
UNVERIFIED = "（未经核验）"
_NEVER = {"units", "year", "requests"}  # what nobody asks a unit for
_KINDS = ("grassroots", "federation")


@dataclass(frozen=True)
class Request:
    """One thing that a unit is asked for.

    A file with rows of one of ``tables``, or whose name has one of ``words`` in it, shows that it came; ``paper`` may
    have come on paper alone. ``optional`` may be 不适用. ``basis`` says who asks for it, ``without`` what a report does
    not state where it is lacking. ``own`` is a line that people added themselves.
    """

    title: str
    kinds: tuple[str, ...] = _KINDS
    tables: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    paper: bool = False
    optional: bool = False
    basis: str = ""
    without: str = ""
    own: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The words by which a line of a unit's list may mean it."""
        return (self.title, *self.also)


def request_list(inputs: Path | None = None) -> tuple[Request, ...]:
    """The list of the package, or the organisation's own in ``inputs``. Errors: SetupError for one that is wrong."""
    own = inputs / FILE if inputs is not None else None
    path = own if own is not None and own.is_file() else Path(__file__).parent / FILE
    return _read(path, path.stat().st_mtime_ns)


def requested(kind: str, inputs: Path | None = None) -> list[Request]:
    """What a unit of ``kind`` is asked for; one that no list knows is asked for what a grassroots union is."""
    asked = kind if kind in _KINDS else "grassroots"
    return [request for request in request_list(inputs) if asked in request.kinds]


def meant(text: str, requests: list[Request]) -> Request:
    """The request that a line of a unit's list speaks of: the one with the longest name in it, else one of its own."""
    bare = _bare(text)
    same = [request for request in requests if bare in map(_bare, request.names)]
    named = [(len(name), -n, request) for n, request in enumerate(requests) for name in request.names
             if _bare(name) in bare]  # fmt: skip
    if same or named:
        return same[0] if same else max(named, key=lambda one: one[:2])[2]
    return Request(text, tables=_tables_in(text), words=(text,) if len(text) > 1 else (), paper=True, optional=True,
                   basis="单位清单自列", own=True)  # fmt: skip


def _tables_in(text: str) -> tuple[str, ...]:
    askable = [table for table in tables().values() if not table.written and table.name not in _NEVER]
    words = [(len(word), table.name) for table in askable for word in (table.title, *table.words) if word in text]
    return (max(words)[1],) if words and max(words)[0] > 1 else ()


@cache
def _read(path: Path, _: int) -> tuple[Request, ...]:
    body: Any = read_yaml(path)
    if not isinstance(body, dict) or not isinstance(body.get("items"), list) or not body["items"]:
        raise SetupError(f"{path.name}：没有 items 清单。请对照项目自带的 {FILE} 改正。")
    sources = body.get("sources") or {}
    doubt = "" if body.get("verified") else UNVERIFIED
    found = tuple(_request(one, sources, doubt, path.name, number) for number, one in enumerate(body["items"], 1))
    titles = [request.title for request in found]
    if twice := sorted({title for title in titles if titles.count(title) > 1}):
        raise SetupError(f"{path.name}：资料“{'、'.join(twice)}”写了不止一次。每种资料只列一项。")
    return found


def _request(one: Any, sources: dict, doubt: str, file: str, number: int) -> Request:
    where = f"{file}：第 {number} 项"
    if not isinstance(one, dict) or not isinstance(one.get("title"), str) or not one["title"].strip():
        raise SetupError(f"{where}没有 title（资料名称）。请补上。")
    if unknown := set(map(str, one)) - _KEYS:
        raise SetupError(f"{where}“{one['title']}”有不认识的键 {'、'.join(sorted(unknown))}。")
    lists = {key: one.get(key, []) for key in ("for", "tables", "words", "also")}
    if wrong := [key for key, value in lists.items() if not isinstance(value, list)]:
        raise SetupError(f"{where}“{one['title']}”的 {'、'.join(wrong)} 应是清单，写成 [一, 二]。")
    if unknown := (set(lists["tables"]) - set(tables())) | (set(lists["for"]) - set(_KINDS)):
        raise SetupError(f"{where}“{one['title']}”里没有这样的表或单位类型：{'、'.join(sorted(map(str, unknown)))}。")
    if not lists["tables"] and not lists["words"]:
        raise SetupError(f"{where}“{one['title']}”没有写 tables 或 words，无法认定是否收到。")
    if wrong := [key for key in ("paper", "optional") if not isinstance(one.get(key, False), bool)]:
        raise SetupError(f"{where}“{one['title']}”的 {'、'.join(wrong)} 应填 true 或 false。")
    source = str(one.get("source", ""))
    if source and source not in sources:
        raise SetupError(f"{where}“{one['title']}”的来源“{source}”没有列在 sources 里。")
    named = "：".join(filter(None, [str(sources.get(source, "")), str(one.get("clause", ""))]))
    basis = f"{named}{doubt}" if named else ""
    listed = {key: tuple(map(str, value)) for key, value in lists.items()}
    return Request(one["title"].strip(), listed["for"] or _KINDS, listed["tables"], listed["words"], listed["also"],
                   one.get("paper", False), one.get("optional", False), basis, str(one.get("without", "")))  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"[\s《》“”（）()：:、，,]", "", text)
