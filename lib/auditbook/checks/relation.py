"""Relations between facts (K): declared in ``relations/*.yaml``, judged by the closed set of kinds in ``kinds.py``.


A relation accuses nobody: its ``word`` names the kind of contradiction, its text says both figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.blocks import blocks
from auditbook.checks.kinds import KINDS, NEEDS, Shown
from auditbook.errors import SetupError
from auditbook.facts import MONEY, Fact, Facts, as_money
from auditbook.figures import show
from auditbook.finding import SEVERITIES, Evidence, Outcome, Source
from auditbook.yamlfile import files_of, shown_name

_KEYS = {"title", "kind", "word", "severity", "basis", "says", "ties", "advice", "also", "examples"}


@dataclass(frozen=True)
class Relation:
    """One relation as its YAML block declares it. ``says`` words a contradiction, ``ties`` what ties."""

    id: str
    title: str
    kind: str
    word: str
    severity: str
    basis: str
    says: str
    ties: str
    advice: str
    spec: dict[str, Any]
    file: str
    also: dict[str, Any] | None = None
    examples: tuple[dict, ...] = ()


def relations(folder: Path | None = None) -> dict[str, Relation]:
    """All relations of the package, and those of an organisation's ``folder``, where a file of one name wins."""
    return _relations(files_of(Path(__file__).parent / "relations", folder))


def judge(relation: Relation, facts: Facts) -> Outcome:
    """The outcome of one relation; the figures that it compared are its evidence, also when they tie.

    A relation that is written wrong answers ``failed`` with the reason; the others go on.
    """
    blank = Outcome(
        relation.id, relation.title, "not_enough_data", "", severity=relation.severity, word=relation.word,
        basis=relation.basis, advice=relation.advice,
    )  # fmt: skip
    try:
        return _judged(relation, blank, facts)
    except (SetupError, KeyError, TypeError, ValueError, AttributeError, ArithmeticError, IndexError) as problem:
        return replace(blank, status="failed", message=f"{relation.file} 的写法有误，未能核对：{problem}")


def _judged(relation: Relation, blank: Outcome, facts: Facts) -> Outcome:
    verdict = KINDS[relation.kind](relation.spec, facts)
    if not verdict.applicable:
        return replace(blank, status="not_applicable", message="没有需要核对的所称数或说法")
    if verdict.holds is None:
        lacking = "、".join(fact.title for fact in verdict.lacking)
        return replace(blank, message=f"数据缺失，未能核对：{lacking}")
    shown = {**verdict.shown, **_also(relation, facts)}
    text = relation.ties if verdict.holds else relation.says + _also_says(relation, shown)
    parts = _parts(relation, text, shown)
    message = "".join(part if isinstance(part, str) else show(part) for part in parts)
    told = replace(blank, message=message, parts=parts)
    if verdict.holds:
        return replace(told, status="clean")
    return replace(told, status="findings", amount=as_money(verdict.amount), evidence=_evidence(shown, facts))


@cache
def _relations(files: tuple[tuple[Path, int, int], ...]) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    for path, _, _ in files:
        file = shown_name(path)
        for name, spec in blocks(path, file):
            if name in found:
                raise SetupError(f"{file}：编号 {name} 与另一个文件重复。")
            found[name] = _relation(name, spec, file)
    return found


def _relation(name: str, body: dict, file: str) -> Relation:
    spec = {key: value for key, value in body.items() if key not in _KEYS}
    place = f"{file}：关系 {name}"
    if not isinstance(body.get("kind"), str) or body["kind"] not in KINDS:
        raise SetupError(f"{place} 的 kind 应是 {'、'.join(KINDS)} 之一。")
    needed = ("title", "word", "severity", "basis", "says", "ties", "advice", *NEEDS[body["kind"]])
    if lacking := [key for key in needed if key not in body]:
        raise SetupError(f"{place} 缺少 {'、'.join(lacking)}。")
    if body["severity"] not in SEVERITIES:
        raise SetupError(f"{place} 的 severity 应是 {'、'.join(SEVERITIES)} 之一。")
    if wrong := [key for key in ("title", "word", "basis", "says", "ties", "advice") if not isinstance(body[key], str)]:
        raise SetupError(f"{place} 的 {'、'.join(wrong)} 应是一段文字。")
    if not isinstance(body.get("examples", []), list):
        raise SetupError(f"{place} 的 examples 应是清单。")
    also = body.get("also")
    if also is not None and not (isinstance(also, dict) and isinstance(also.get("facts"), dict) and "says" in also):
        raise SetupError(f"{place} 的 also 应有 facts 和 says。")
    return Relation(
        name, body["title"], body["kind"], body["word"], body["severity"], body["basis"], body["says"],
        body["ties"], body["advice"], spec, file, body.get("also"), tuple(body.get("examples", ())),
    )  # fmt: skip


def _also(relation: Relation, facts: Facts) -> Shown:
    """What a relation tells besides: facts that are known under the names of its ``also``."""
    if relation.also is None:
        return {}
    found = {name: facts[fact] for name, fact in relation.also["facts"].items()}
    return {name: fact for name, fact in found.items() if fact.value is not None and fact.value != 0}


def _also_says(relation: Relation, shown: Shown) -> str:
    if relation.also is None or not all(name in shown for name in relation.also["facts"]):
        return ""
    return str(relation.also["says"])


def _parts(relation: Relation, text: str, shown: Shown) -> tuple[str | Fact, ...]:
    """``text`` with its ``{names}`` replaced by the facts themselves, so that a page can link each to its source."""
    parts: list[str | Fact] = []
    for index, piece in enumerate(text.replace("}", "{").split("{")):
        if index % 2 == 0:
            parts.append(piece)
            continue
        if piece not in shown:
            raise SetupError(f"{relation.file}：关系 {relation.id} 的文字里没有名为 {{{piece}}} 的数。")
        found = shown[piece]
        if isinstance(found, Fact):
            parts.append(found)
            continue
        for position, fact in enumerate(found):
            parts += [*(["、"] if position else []), fact.title.split("（")[0], fact]
    return tuple(part for part in parts if part != "")


def _evidence(shown: Shown, facts: Facts) -> tuple[Evidence, ...]:
    """One piece a measured figure: those that a computed figure comes from stand for it."""
    rows: dict[tuple[str, Source], Evidence] = {}
    for found in shown.values():
        for fact in found if isinstance(found, list) else [found]:
            for leaf in _leaves(fact, facts):
                amount = as_money(leaf.value) if leaf.measure == MONEY and len(leaf.sources) == 1 else None
                for source in leaf.sources:
                    rows.setdefault((leaf.id, source), Evidence(source, f"{leaf.title} {show(leaf)}", amount))
    return tuple(rows.values())


def _leaves(fact: Fact, facts: Facts) -> list[Fact]:
    if fact.id == "":
        return []
    if not fact.operands:
        return [fact]
    return [leaf for operand in fact.operands for leaf in _leaves(facts[operand], facts)]
