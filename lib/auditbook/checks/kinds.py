"""The kinds of relations: what two or more facts have to do with each other, and whether it holds.

============= =============================================================================================
sum_of_parts  whole; parts; optional: parts that need not be listed
ratio         stated (percent) against numerator ÷ denominator, to the last place that is stated
bound         value against upper
same_twice    first, second; expect equal: two statements of one quantity; expect distinct: one amount under two
              classes that exclude each other, with whole and others: no room for both
part_of_whole part, whole, claim: a wording such as 全覆盖 that only part = whole bears out
all_equal     table, columns, groups, least: every line equal to the last cent
============= =============================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from auditbook.facts import MONEY, UNSTATED, Fact, Facts, as_decimal
from auditbook.tables import tables

Shown = dict[str, "Fact | list[Fact]"]


@dataclass(frozen=True)
class Verdict:
    """``holds`` is None when it could not be told; ``lacking`` names what was missing, ``shown`` what was compared."""

    holds: bool | None
    shown: Shown
    lacking: tuple[Fact, ...] = ()
    applicable: bool = True
    amount: Fraction | None = None


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


def _computed(title: str, value: Fraction, like: Fact, operands: list[Fact], formula: str) -> Fact:
    sources = tuple(dict.fromkeys(source for fact in operands for source in fact.sources))
    books = {fact.book for fact in operands}
    book = books.pop() if len(books) == 1 else UNSTATED
    named = tuple(fact.id for fact in operands if fact.id)
    return Fact(
        "", title, value, measure=like.measure, status="derived", sources=sources, book=book,
        formula=formula, operands=named,
    )  # fmt: skip


def _sum_of_parts(spec: dict, facts: Facts) -> Verdict:
    whole = _operand(spec["whole"], facts)
    parts = _operands(spec["parts"], facts)
    if lacking := _unknown(whole, *parts):
        return Verdict(None, {}, lacking)
    parts += [fact for fact in _operands(spec.get("optional", []), facts) if fact.value is not None]
    total = sum((fact.value or Fraction(0) for fact in parts), Fraction(0))
    gap = (whole.value or Fraction(0)) - total
    shown: Shown = {
        "whole": whole, "parts": parts,
        "sum": _computed("各部分之和", total, whole, parts, " + ".join(fact.title for fact in parts)),
        "difference": _computed(f"{whole.title}与各部分之和的差额", abs(gap), whole, [whole, *parts], "两者之差"),
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
    computed = _computed(
        f"按分子、分母计算的{stated.title.split('（')[0]}",
        value,
        replace(stated, measure="%"),
        [numerator, denominator],
        f"{numerator.title} ÷ {denominator.title} × 100%",
    )
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
    shown: Shown = {
        "value": value,
        "upper": upper,
        "difference": _computed(
            f"{value.title}与{upper.title}之差", gap, value, [value, upper], f"{value.title} − {upper.title}"
        ),
    }
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
    computed = _computed(
        f"{part.title}占{whole.title}",
        share,
        replace(part, measure="%"),
        [part, whole],
        f"{part.title} ÷ {whole.title} × 100%",
    )
    return Verdict(part.value == whole.value, {"claim": claim, "part": part, "whole": whole, "share": computed})


def _claimed(word: str, text: str) -> bool:
    """``word`` is said, and not denied: 未实现全覆盖 claims nothing."""
    return word in re.sub(rf"[未没非不无]\w{{0,4}}?{re.escape(word)}", "", text)


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
    count = replace(_computed("比较的行数", Fraction(len(lines)), pairs[0], pairs, "逐行计数"), measure="行")
    differ = replace(_computed("两者不同的行数", Fraction(len(unequal)), pairs[0], pairs, "逐行计数"), measure="行")
    return Verdict(bool(unequal), {"lines": [one for one, _ in lines], "count": count, "differ": differ})


# what each kind must be given
NEEDS = {
    "sum_of_parts": ("whole", "parts"),
    "ratio": ("stated", "numerator", "denominator"),
    "bound": ("value", "upper"),
    "same_twice": ("first", "second", "expect"),
    "part_of_whole": ("part", "whole", "claim", "claims"),
    "all_equal": ("table", "columns", "groups", "others", "least", "lacking"),
}
KINDS: dict[str, Callable[[dict, Facts], Verdict]] = {
    "sum_of_parts": _sum_of_parts,
    "ratio": _ratio,
    "bound": _bound,
    "same_twice": _same_twice,
    "part_of_whole": _part_of_whole,
    "all_equal": _all_equal,
}
