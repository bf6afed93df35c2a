"""What was released of a unit-year: the record beside every draft and final, and whether its basis still holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditbook.engagement.content import WORDS, Content, mark
from auditbook.files import digest, safe

if TYPE_CHECKING:
    from auditbook.case import Case

FOLDER = "released"
DRAFT, FINAL = "draft", "final"
STATES = {DRAFT: "征求意见稿", FINAL: "定稿"}
NONE, LAPSED = "未出具", "签署已失效"
_OF_ISSUES = (WORDS["data"], WORDS["decisions"])  # the other parts are those of the whole report
_RECORD = re.compile(r"\d{2}_(draft|final)(?:_(\d{1,6}))?\.json")


@dataclass(frozen=True)
class Changes:
    """How a report's basis differs from the present: ``parts`` in words, issues that are new or gone, those whose
    data or decisions (in words) moved, and whether the adjusting entries did."""

    parts: list[str]
    new: list[str]
    gone: list[str]
    moved: dict[str, list[str]]
    adjusted: bool

    @property
    def told(self) -> list[str]:
        """All of it in words; empty where nothing changed."""
        moved = [f"事项{number}的{'、'.join(parts)}" for number, parts in self.moved.items()]
        new = [f"事项{number}（新增）" for number in self.new]
        gone = [f"事项{number}（已不在报告之列）" for number in self.gone]
        return [*self.parts, *moved, *new, *gone, *(["审计调整"] if self.adjusted else [])]

    @property
    def unheard(self) -> list[str]:
        """What the unit was not heard on: other data and new issues, not what its answer has led to."""
        data = WORDS["data"]
        moved = [f"事项{number}的{data}" for number, parts in self.moved.items() if data in parts]
        new = [f"事项{number}（新增）" for number in self.new]
        return [part for part in self.parts if part == data] + moved + new


@dataclass(frozen=True)
class Released:
    """One released document: ``name`` of its record (60_draft_2.json), its edition and number, what it rests on."""

    name: str
    edition: str
    number: int
    body: Mapping[str, Any]

    @property
    def state(self) -> str:
        """征求意见稿 or 定稿."""
        return STATES[self.edition]

    @property
    def title(self) -> str:
        """The document as a sentence names it: 征求意见稿（60_draft_2）."""
        return f"{self.state}（{self.name.removesuffix('.json')}）"

    def changes(self, now: Mapping[str, Any]) -> Changes:
        """What of its basis is no longer so; ``now`` is the present ``basis``.

        A draft does not rest on the decisions as a whole: feedback is written down and other matters are decided after
        it went out. It rests on the issues that it names and on the adjustments.
        """
        parts = _content(now["content"]).changed(str(self.body.get("content", "")))
        then: Mapping[str, str] = self.body["issues"]
        issues: Mapping[str, str] = now["issues"]
        both = {number: _content(issues[number]).changed(then[number]) for number in issues if number in then}
        return Changes(
            [part for part in parts if self.edition == FINAL or part != WORDS["decisions"]],
            [number for number in issues if number not in then],
            [number for number in then if number not in issues],
            {n: own for n, found in both.items() if (own := [part for part in found if part in _OF_ISSUES])},
            now["adjustments"] != self.body.get("adjustments"),
        )

    def altered(self, folder: Path) -> list[str]:
        """The files of ``folder`` (released/) that are gone or no longer what was released."""
        files: Mapping[str, str] = self.body["files"]
        return [name for name, known in files.items() if not safe(name) or not _same(folder / name, known)]


def basis(case: Case) -> dict[str, Any]:
    """What a report of the case rests on: the contents of the report's paper and of the papers of its issues."""
    file = case.engagement
    return {
        "paper": file.report_paper.index,
        "content": str(file.report_paper.content),
        "issues": {issue.number: str(file.paper(issue.number).content) for issue in file.reported},
        "adjustments": mark([_row(row.values) for row in case.loaded.tables.get("adjustments", [])]),
    }


def released(folder: Path) -> list[Released]:
    """The records in ``folder`` (a unit-year's outputs): drafts first, then finals, each in its order."""
    found = []
    for path, edition, number in _records(folder):
        if body := _body(path):
            found.append(Released(path.name, edition, number, body))
    return sorted(found, key=lambda one: (one.edition, one.number))


def last(records: list[Released], edition: str = "") -> Released | None:
    """The latest of ``edition``; without one the latest final, else the latest draft."""
    wanted = [one for one in records if not edition or one.edition == edition]
    return wanted[-1] if wanted else None


def state(case: Case, folder: Path) -> str:
    """How far the report is: 未出具, 征求意见稿, 定稿, or 签署已失效 where what was released does not follow any more.

    Empty for a unit whose books are not audited.
    """
    found = last(released(folder))
    if found is None:
        return NONE if case.proved else ""
    return LAPSED if found.changes(basis(case)).told else found.state


def notes(case: Case, folder: Path) -> list[str]:
    """What people must know after a run: signatures that lapsed, released documents whose basis has changed."""
    told = [
        f"底稿{paper.index}（{paper.title}）的{review.level}（{review.by}）已失效：{'、'.join(parts)}在签署后有变化"
        for paper, review, parts in case.engagement.lapsed
    ]
    records = released(folder)
    now = basis(case) if records else {}
    for found in filter(None, (last(records, DRAFT), last(records, FINAL))):
        if changes := found.changes(now).told:
            told.append(f"已发布的{found.title}所依据的{'、'.join(changes)}已变化：请重新复核、签署并发布")
    return told


def alterations(folder: Path) -> list[str]:
    """The released files of ``folder`` that somebody removed or changed afterwards, in words."""
    names = [path.name for path, *_ in _records(folder) if _body(path) is None]
    names += [name for found in released(folder) for name in found.altered(folder / FOLDER)]
    return [f"已发布的{name}缺失或被改动，与发布时不一致：请用存档的原件恢复" for name in names]


def _records(folder: Path) -> Iterator[tuple[Path, str, int]]:
    for path in sorted((folder / FOLDER).glob("*.json")):
        if name := _RECORD.fullmatch(path.name):
            yield path, name[1], int(name[2] or 1)


def _row(values: Mapping[str, Any]) -> str:
    return "|".join(f"{name}={value}" for name, value in sorted(values.items()) if value is not None)


def _content(text: str) -> Content:
    return Content(*text.split("-"))


def _body(path: Path) -> dict[str, Any] | None:
    try:
        body = None if path.is_symlink() else json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    named = [body.get(key) for key in ("issues", "files")] if isinstance(body, dict) else [None]
    known = all(isinstance(one, dict) and all(isinstance(text, str) for text in one.values()) for one in named)
    return body if known else None


def _same(path: Path, known: str) -> bool:
    return path.is_file() and not path.is_symlink() and digest(path) == known
