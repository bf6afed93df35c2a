"""Relations between facts (K): declared in ``relations/*.yaml``, judged by a closed set of kinds.

============= =============================================================================================
sum_of_parts  whole; parts; optional: parts that need not be listed
ratio         stated (percent) against numerator ÷ denominator, to the last place that is stated
bound         value against upper
same_twice    first, second; expect equal: two statements of one quantity; expect distinct: one amount under two
              classes that exclude each other, with whole and others: no room for both
part_of_whole part, whole, claim: a wording such as 全覆盖 that only part = whole bears out
all_equal     table, columns, groups, least: every line equal to the last cent
============= =============================================================================================

A relation accuses nobody: its ``word`` names the kind of contradiction, its text says both figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from auditbook.blocks import blocks
from auditbook.errors import SetupError
from auditbook.facts import MONEY, Fact, Facts, as_decimal
from auditbook.figures import show
from auditbook.finding import SEVERITIES, Evidence, Outcome, Source
from auditbook.tables import tables
from auditbook.yamlfile import files_of

Shown = dict[str, "Fact | list[Fact]"]
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


@dataclass(frozen=True)
class Verdict:
    """``holds`` is None when it could not be told; ``lacking`` names what was missing, ``shown`` what was compared."""

    holds: bool | None
    shown: Shown
    lacking: tuple[Fact, ...] = ()
    applicable: bool = True
    amount: Fraction | None = None


def relations(folder: Path | None = None) -> dict[str, Relation]:
    """All relations of the package, and those of an organisation's ``folder``, where a file of one name wins."""
    return _relations(files_of(Path(__file__).parent / "relations", folder))


def judge(relation: Relation, facts: Facts) -> Outcome:
    """The outcome of one relation; the figures that it compared are its evidence, also when they tie."""
    blank = Outcome(
        relation.id, relation.title, "not_enough_data", "", severity=relation.severity, word=relation.word,
        basis=relation.basis, advice=relation.advice,
    )  # fmt: skip
    try:
        verdict = _KINDS[relation.kind](relation.spec, facts)
    except (SetupError, KeyError, TypeError, ValueError, AttributeError, ArithmeticError, IndexError) as problem:
        return replace(blank, status="failed", message=f"{relation.file} 的写法有误，未能核对：{problem}")
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
    return replace(told, status="findings", amount=as_decimal(verdict.amount), evidence=_evidence(shown, facts))


@cache
def _relations(files: tuple[tuple[Path, int, int], ...]) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    for path, _, _ in files:
        file = f"checks/relations/{path.name}"
        for name, spec in blocks(path, file):
            if name in found:
                raise SetupError(f"{file}：编号 {name} 与另一个文件重复。")
            found[name] = _relation(name, spec, file)
    return found


def _relation(name: str, body: dict, file: str) -> Relation:
    spec = {key: value for key, value in body.items() if key not in _KEYS}
    place = f"{file}：关系 {name}"
    if body.get("kind") not in _KINDS:
        raise SetupError(f"{place} 的 kind 应是 {'、'.join(_KINDS)} 之一。")
    needed = ("title", "word", "severity", "basis", "says", "ties", "advice", *_NEEDS[body["kind"]])
    if lacking := [key for key in needed if key not in body]:
        raise SetupError(f"{place} 缺少 {'、'.join(lacking)}。")
    if body["severity"] not in SEVERITIES:
        raise SetupError(f"{place} 的 severity 应是 {'、'.join(SEVERITIES)} 之一。")
    return Relation(
        name, body["title"], body["kind"], body["word"], body["severity"], body["basis"], body["says"],
        body["ties"], body["advice"], spec, file, body.get("also"), tuple(body.get("examples", ())),
    )  # fmt: skip


def _operand(operand: str | dict, facts: Facts) -> Fact:
    if isinstance(operand, dict):
        return Fact("", operand["title"], Fraction(operand["value"]), measure=operand["measure"], status="measured")
    return facts[operand]


def _operands(names: list, facts: Facts) -> list[Fact]:
    return [_operand(name, facts) for name in names]


def _unknown(*operands: Fact) -> tuple[Fact, ...]:
    return tuple(fact for fact in operands if fact.value is None)


def _incomparable(one: Fact, other: Fact) -> Verdict | None:
    """Money is compared with money only: what a table calls 个 by mistake is told, not judged."""
    if one.value is None or other.value is None or (one.measure == MONEY) == (other.measure == MONEY):
        return None
    odd = other if one.measure == MONEY else one
    return Verdict(None, {}, (replace(odd, title=f"{odd.title}（单位应为元或万元）"),))


def _computed(title: str, value: Fraction, like: Fact, operands: list[Fact]) -> Fact:
    sources = tuple(dict.fromkeys(source for fact in operands for source in fact.sources))
    return Fact("", title, value, measure=like.measure, status="derived", sources=sources)


def _sum_of_parts(spec: dict, facts: Facts) -> Verdict:
    whole = _operand(spec["whole"], facts)
    parts = _operands(spec["parts"], facts)
    if lacking := _unknown(whole, *parts):
        return Verdict(None, {}, lacking)
    parts += [fact for fact in _operands(spec.get("optional", []), facts) if fact.value is not None]
    total = sum((fact.value or Fraction(0) for fact in parts), Fraction(0))
    gap = (whole.value or Fraction(0)) - total
    shown: Shown = {
        "whole": whole, "parts": parts, "sum": _computed("各部分之和", total, whole, parts),
        "difference": _computed("差额", abs(gap), whole, [whole, *parts]),
    }  # fmt: skip
    return Verdict(gap == 0, shown, amount=abs(gap) if whole.measure == MONEY else None)


def _ratio(spec: dict, facts: Facts) -> Verdict:
    stated, numerator, denominator = (facts[spec[key]] for key in ("stated", "numerator", "denominator"))
    if stated.value is None:
        return Verdict(None, {}, applicable=False)
    if lacking := _unknown(numerator, denominator):
        return Verdict(None, {}, lacking)
    if denominator.value == 0:
        return Verdict(None, {}, (denominator,))
    value = (numerator.value or Fraction(0)) / (denominator.value or Fraction(1)) * 100
    computed = _computed("计算结果", value, replace(stated, measure="%"), [numerator, denominator])
    shown: Shown = {
        "stated": replace(stated, measure="%"), "numerator": numerator, "denominator": denominator,
        "computed": computed,
    }  # fmt: skip
    return Verdict(abs(value - stated.value) <= _last_place(stated.value) / 2, shown)


def _last_place(value: Fraction) -> Fraction:
    """One unit of the last place in which ``value`` is written: 86.5 → 0.1."""
    exponent = (as_decimal(value) or 0).normalize().as_tuple().exponent  # type: ignore[union-attr]
    return Fraction(10) ** min(0, int(exponent))


def _bound(spec: dict, facts: Facts) -> Verdict:
    value, upper = _operand(spec["value"], facts), _operand(spec["upper"], facts)
    if incomparable := _incomparable(value, upper):
        return incomparable
    if lacking := _unknown(value, upper):
        return Verdict(None, {}, lacking)
    gap = (value.value or Fraction(0)) - (upper.value or Fraction(0))
    shown: Shown = {"value": value, "upper": upper, "difference": _computed("差额", gap, value, [value, upper])}
    return Verdict(gap <= 0, shown, amount=gap if value.measure == MONEY else None)


def _same_twice(spec: dict, facts: Facts) -> Verdict:
    first, second = facts[spec["first"]], facts[spec["second"]]
    if second.value is None:
        return Verdict(None, {}, applicable=False)
    if first.value is None:
        return Verdict(None, {}, (first,))
    if incomparable := _incomparable(first, second):
        return incomparable
    shown: Shown = {"first": first, "second": second}
    equal = first.value == second.value
    if spec["expect"] == "equal":
        return Verdict(equal, shown, amount=abs(first.value - second.value))
    whole, others = facts[spec["whole"]], _operands(spec["others"], facts)
    if lacking := _unknown(whole, *others):
        return Verdict(None, {}, lacking)
    both = first.value + second.value + sum((fact.value or Fraction(0) for fact in others), Fraction(0))
    return Verdict(not (equal and both > (whole.value or Fraction(0))), {**shown, "whole": whole}, amount=first.value)


def _part_of_whole(spec: dict, facts: Facts) -> Verdict:
    claim, part, whole = (facts[spec[key]] for key in ("claim", "part", "whole"))
    if not any(_claimed(word, claim.text) for word in spec["claims"]):
        return Verdict(None, {}, applicable=False)
    if lacking := _unknown(part, whole):
        return Verdict(None, {}, lacking)
    if whole.value == 0:
        return Verdict(None, {}, (whole,))
    share = (part.value or Fraction(0)) / (whole.value or Fraction(1)) * 100
    computed = _computed("占比", share, replace(part, measure="%"), [part, whole])
    return Verdict(part.value == whole.value, {"claim": claim, "part": part, "whole": whole, "share": computed})


def _claimed(word: str, text: str) -> bool:
    """``word`` is said, and not denied: 未实现全覆盖 claims nothing."""
    return word in re.sub(rf"[未没非不无]\w{{0,4}}?{word}", "", text)


def _all_equal(spec: dict, facts: Facts) -> Verdict:
    groups = tables()[spec["table"]].groups
    lines: list[tuple[Fact, Fact]] = []
    for fact in list(facts.values()):
        table, _, rest = fact.id.partition(".")
        key, _, column = rest.rpartition(".")
        if table != spec["table"] or column != spec["columns"][0]:
            continue
        if groups.get(key, spec["others"]) not in spec["groups"]:
            continue
        other = facts[f"{table}.{key}.{spec['columns'][1]}"]
        if fact.value is not None and other.value is not None:
            lines.append((fact, other))
    if len(lines) < spec["least"]:
        return Verdict(None, {}, tuple(Fact("", title) for title in [spec["lacking"]]))
    pairs = [fact for line in lines for fact in line]
    unequal = [one for one, other in lines if one.value != other.value]
    count = replace(_computed("项目数", Fraction(len(lines)), pairs[0], []), measure="个")
    differ = replace(_computed("不同的项目数", Fraction(len(unequal)), pairs[0], []), measure="个")
    return Verdict(bool(unequal), {"lines": [one for one, _ in lines], "count": count, "differ": differ})


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
                amount = as_decimal(leaf.value) if leaf.measure == MONEY and len(leaf.sources) == 1 else None
                for source in leaf.sources:
                    rows.setdefault((leaf.id, source), Evidence(source, f"{leaf.title} {show(leaf)}", amount))
    return tuple(rows.values())


def _leaves(fact: Fact, facts: Facts) -> list[Fact]:
    if fact.id == "":
        return []
    if not fact.operands:
        return [fact]
    return [leaf for operand in fact.operands for leaf in _leaves(facts[operand], facts)]


_NEEDS = {
    "sum_of_parts": ("whole", "parts"),
    "ratio": ("stated", "numerator", "denominator"),
    "bound": ("value", "upper"),
    "same_twice": ("first", "second", "expect"),
    "part_of_whole": ("part", "whole", "claim", "claims"),
    "all_equal": ("table", "columns", "groups", "others", "least", "lacking"),
}
_KINDS: dict[str, Callable[[dict, Facts], Verdict]] = {
    "sum_of_parts": _sum_of_parts,
    "ratio": _ratio,
    "bound": _bound,
    "same_twice": _same_twice,
    "part_of_whole": _part_of_whole,
    "all_equal": _all_equal,
}
