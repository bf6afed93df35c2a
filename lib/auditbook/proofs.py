"""The evaluation's own papers: 佐证材料 numbered by indicator with their files, and targets that deviate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditbook.engagement.lying import lying
from auditbook.facts.measure import row_keys
from auditbook.finding import Source
from auditbook.goal import met
from auditbook.sheets import Row
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case

_ENDING = r"\.[0-9A-Za-z]{2,5}(?![0-9A-Za-z])"
_SHORTEST = 3  # a name of fewer signs says nothing


@dataclass(frozen=True)
class Proof:
    """One paper that an indicator rests on: 佐证3-1 is the first of the third indicator of the system.

    ``named`` is how the unit calls it, at ``source``; ``files`` are the files of its folder that it is, by their way
    within the folder. None there: 未见文件.
    """

    number: str
    indicator: str
    named: str
    source: Source
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deviation:
    """A target that was missed, or that the unit or the rules want explained; ``key`` is the row's name in facts.

    ``missed`` is None where figures cannot tell. ``attention`` says what wants an explanation; empty where none does.
    """

    key: str
    row: Row
    missed: bool | None
    attention: str = ""

    @property
    def unexplained(self) -> bool:
        """It wants a reason and has none."""
        return not self.row["reason"] and (self.missed is True or bool(self.attention))


def proofs(case: Case) -> list[Proof]:
    """The papers of all indicators of the heading system, in its order."""
    names = lying(case).names
    found = []
    for number, (title, told) in enumerate(_told(case), 1):
        listed: dict[str, Source] = {}
        for text, source in told:
            for piece in _pieces(text, names):
                listed.setdefault(piece, source)
        for count, (piece, source) in enumerate(listed.items(), 1):
            found.append(Proof(f"佐证{number}-{count}", title, piece, source, tuple(_files(piece, names))))
    return found


def unnamed(case: Case) -> list[str]:
    """The attachments of the unit's folder that no indicator names."""
    used = {file for proof in proofs(case) for file in proof.files}
    attached = {name for name, word in case.loaded.files.items() if word == "附件"}
    names = lying(case).names
    return [within for name, within in names.items() if within not in used and (name in attached or "/" in within)]


def deviations(case: Case) -> list[Deviation]:
    """The targets that were missed, that have a reason, or whose result the rules want explained."""
    rows = case.loaded.tables.get("targets", [])
    attention = {id(s.row): s.attention for s in case.scored[case.settings.system] if s.row is not None}
    found = [
        Deviation(key, row, None if (reached := met(row)) is None else not reached, attention.get(id(row), ""))
        for key, row in zip(row_keys(tables()["targets"], rows), rows, strict=True)
    ]
    return [one for one in found if one.missed or one.row["reason"] or one.attention]


def _told(case: Case) -> Iterator[tuple[str, list[tuple[str, Source]]]]:
    """Every indicator with what its row and its answer name as evidence."""
    rows = case.loaded.tables.get("targets", [])
    keys = {id(row): key for key, row in zip(row_keys(tables()["targets"], rows), rows, strict=True)}
    title = tables()["targets"].columns["evidence"].title
    for score in case.scored[case.settings.system]:
        told = [(score.row["evidence"], score.row.at(title))] if score.row is not None else []
        answer = case.loaded.answers.get(keys[id(score.row)] if score.row is not None else score.indicator)
        told += [(answer.evidence, answer.source)] if answer is not None else []
        yield score.levels[2], [(str(text), source) for text, source in told if text]


def _pieces(text: str, names: Mapping[str, str]) -> Iterator[str]:
    """The papers that one cell names: between semicolons, and between commas unless it is the name of one file."""
    for part in filter(None, map(str.strip, re.split(r"[；;\n]", text))):
        one = len(re.findall(_ENDING, part)) == 1 and re.search(f"{_ENDING}$", part)
        if not one and not any(_bare(part) == _stem(within) for within in names.values()):
            yield from filter(None, map(str.strip, re.split("[、，,]", part)))
        else:
            yield part


def _files(named: str, names: Mapping[str, str]) -> list[str]:
    """The files that a paper is: called just so, else all whose name holds its name, else the longest one within it."""
    bare = _bare(named)
    same = [within for within in names.values() if bare in (_stem(within), _bare(within))]
    holding = [within for within in names.values() if len(bare) >= _SHORTEST and bare in _stem(within)]
    within_it = [within for within in names.values() if len(_stem(within)) >= _SHORTEST and _stem(within) in bare]
    return same or holding or sorted(within_it, key=lambda within: (-len(_stem(within)), within))[:1]


def _stem(within: str) -> str:
    return _bare(within.rpartition("/")[2])


def _bare(text: str) -> str:
    """A name for comparing: without its ending, quotation marks and blanks."""
    return re.sub(f"{_ENDING}$", "", re.sub(r"[\s《》“”\"'（）()]", "", text)).lower()
