"""``auditbook explain``: an indicator, a check, a relation or a fact in words, with operands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date

from auditbook.case import Case
from auditbook.checks import Check, checks
from auditbook.checks.header import UNITS, shown
from auditbook.checks.relation import Relation, relations
from auditbook.errors import UsageError
from auditbook.facts import Fact, absent, possible
from auditbook.facts.derive import Definition, definitions, derive
from auditbook.figures import show_cell
from auditbook.indicators import missing_inputs
from auditbook.results import Finding
from auditbook.rules import Indicator, System, systems
from auditbook.tables import tables
from auditbook.workspace import Workspace

KINDS = {
    "sum_of_parts": "整体等于各部分之和",
    "ratio": "所称比率等于分子除以分母",
    "bound": "不超过上限",
    "same_twice": "同一数字两处出现",
    "part_of_whole": "部分与整体",
    "all_equal": "逐项完全相等",
    "shown": "只列示数值，不打分",
    "proportional": "按比例计分",
    "deduction": "超过（低于）标准的，按步扣分",
    "bands": "分档计分",
    "checklist": "按要点计分",
    "judged": "由评价组评判",
}


def explain(name: str, case: Case | None = None, place: Workspace | None = None) -> list[str]:
    """The lines that explain ``name``; with a case its values, with a workspace its own rules and relations too.

    Errors: UsageError with what was probably meant.
    """
    place = case.place if case else place
    known = systems(place.rules if place else None)
    audits = checks(place.checks if place else None)
    if name in audits:
        return list(_check(audits[name], case))
    if case is not None and (matter := next((found for found in case.found if found.key == name), None)):
        return list(_finding(matter, audits.get(matter.outcome.check), case))
    if name == "checks":
        return [f"{check.id}　{check.title}" for check in audits.values()]
    if name in ("facts", "indicators", "relations"):
        return list(_listed(name, case, known, place))
    for system in known.values():
        if name in system.indicators:
            return list(_indicator(system, system.indicators[name], case))
        if name == system.id:
            return list(_system(system))
        if name.partition(".")[0] in _levels(system):
            return list(_targets(system, name, case))
    related = relations(place.relations if place else None)
    found = [relation for key, relation in related.items() if name in (key, key.partition(".")[0])]
    if found:
        return [line for relation in found for line in _relation(relation, case)]
    if name in definitions():
        return list(_derived(definitions()[name], case))
    if absent(name) is not None or (case is not None and name in case.known):
        return list(_cell(name, case))
    names = [*definitions(), *related, *audits, *possible(), *(case.known if case else ())]
    names += [indicator for system in known.values() for indicator in (*system.indicators, *_levels(system))]
    near = "、".join(dict.fromkeys(difflib.get_close_matches(name, names, n=3, cutoff=0.4)))
    meant = f"是否要看：{near}？" if near else "可用“auditbook explain facts”等列出全部名称。"
    raise UsageError(f"没有名为“{name}”的指标、检查、关系或事实。{meant}")


def _levels(system: System) -> dict[str, str]:
    """The ids of the blocks of targets, with their names."""
    return {rule["id"]: level for level, rule in (system.targets or {}).get("levels", {}).items()}


def _listed(kind: str, case: Case | None, known: dict[str, System], place: Workspace | None) -> Iterator[str]:
    if kind == "facts":
        yield from sorted({*definitions(), *(case.known if case else possible())})
    elif kind == "relations":
        for name, relation in relations(place.relations if place else None).items():
            yield f"{name}　{relation.title}"
    else:
        for system in known.values():
            yield f"{system.id}　{system.title}"
            yield from (f"  {name}　{indicator.levels[2]}" for name, indicator in system.indicators.items())
            yield from (f"  {name}　{level}" for name, level in _levels(system).items())


def _verified(day: date | None) -> str:
    return f"已于 {day} 核验" if day else "未经核验"


def _indicator(system: System, indicator: Indicator, case: Case | None) -> Iterator[str]:
    yield f"{indicator.id}　{' › '.join(indicator.levels)}"
    yield f"  体系：{system.title}"
    yield f"  分值：{'未定权重，不打分' if indicator.points is None else f'{indicator.points}分'}"
    yield f"  评分：{KINDS[indicator.kind]}；{indicator.clause}（{_verified(indicator.verified)}）"
    for number, point in enumerate((indicator.rule or {}).get("points", ()), 1):
        yield f"    要点（{number}）{point}"
    yield f"  依据：{system.document}（{_verified(system.verified)}）"
    if indicator.gate:
        yield f"  条件：须有 {indicator.gate['fact']}，否则{indicator.gate['otherwise']}"
    if indicator.value:
        yield f"  数值：{indicator.value}"
        yield from _operands(indicator.value, case, deep=True)
    if case is not None:
        score = next(s for s in case.scored[system.id] if s.indicator == indicator.id)
        yield f"  {case.about.name} {case.year}：{_result(score.score, score.status)}；{score.basis}"
    yield f"  位置：{system.file}，评分方法见 lib/auditbook/indicators.py"


def _targets(system: System, name: str, case: Case | None) -> Iterator[str]:
    spec = system.targets or {}
    yield f"{name}　{system.title}：绩效目标各指标（targets 表，一行一个）"
    yield f"  评分：{spec['clause']}（{_verified(spec['verified'] or None)}）"
    yield f"  条件：{spec['unapproved']}"
    yield f"  依据：{system.document}（{_verified(system.verified)}）"
    if case is not None:
        for score in case.scored[system.id]:
            if score.indicator == name or score.indicator.startswith(f"{name}."):
                told = f"{score.indicator}　{score.levels[2]}：{_result(score.score, score.status)}；{score.basis}"
                yield f"  {told}"
    yield f"  位置：{system.file}，评分方法见 lib/auditbook/targets.py"


def _result(score: object, status: str) -> str:
    words = {"no_data": "数据缺失", "not_scored": "列示不评分", "not_in_force": "不在适用期"}
    return f"{score}分" if score is not None else words.get(status, status)


def _system(system: System) -> Iterator[str]:
    start, end = system.in_force
    yield f"{system.id}　{system.title}"
    yield f"  满分：{'未定权重，不合计' if system.points is None else f'{system.points}分'}"
    yield f"  依据：{system.document}；{system.clause}（{_verified(system.verified)}）"
    yield f"  适用：{start} 至 {end or '今'}；{system.note}"
    yield f"  指标：{'、'.join([*system.indicators, *_levels(system)])}"
    yield f"  位置：{system.file}"


def _check(check: Check, case: Case | None) -> Iterator[str]:
    yield f"{check.id}　{check.title}"
    scope = "同一年度的全部单位" if check.scope == UNITS else "一个单位的一个年度"
    yield f"  严重程度：{check.severity}；范围：{scope}"
    yield f"  依据：{check.basis}（{_verified(check.verified if isinstance(check.verified, date) else None)}）"
    yield f"  能说明：{check.worded(check.proves)}"
    yield f"  不能说明：{check.worded(check.does_not_prove)}"
    wanted = ["或".join(tables()[part].title if part in tables() else part for part in need.split("|"))
              for need in check.needs]  # fmt: skip
    yield f"  需要：{'、'.join(wanted)}"
    for name, value in check.params.items():
        yield f"  参数：{name}＝{shown(value)}"
    yield f"  建议：{check.advice}"
    if case is not None:
        outcome = next((o for o in case.answered if o.check == check.id), None)
        told = "没有提供账簿资料，未执行" if outcome is None else outcome.message or outcome.status
        yield f"  {case.about.name} {case.year}：{told}"
        for piece in (outcome.evidence if outcome else ())[:5]:
            yield f"    {piece.source}　{piece.voucher}　{piece.reason}"
    yield f"  位置：{check.file}"


def _finding(found: Finding, check: Check | None, case: Case) -> Iterator[str]:
    yield f"{found.key}　{found.outcome.title}（{found.severity}）"
    yield f"  单位、年度：{case.about.name} {case.year}；证据指纹：{found.evidence}"
    for piece in found.pieces:
        yield f"  {piece.source}　{piece.voucher}　{piece.reason}"
    told = found.standing
    yield f"  决定：{told.decision or '未决定'}{f'；{told.note}' if told.note else ''}"
    if check is not None:
        yield f"  不能说明：{check.worded(check.does_not_prove)}"
    yield f"  依据：{found.outcome.basis}"
    yield f"  建议：{found.outcome.advice}"


def _relation(relation: Relation, case: Case | None) -> Iterator[str]:
    yield f"{relation.id}　{relation.title}"
    yield f"  核对：{KINDS[relation.kind]}；不符时称“{relation.word}”，严重程度{relation.severity}"
    # no relation carries a day on which its basis was compared with its document
    yield f"  依据：{relation.basis}（{_verified(None)}）"
    for name in _names(relation):
        yield from _operands(name, case)
    yield f"  建议：{relation.advice}"
    if case is not None:
        outcome = next((o for o in case.answered if o.check == relation.id), None)
        said = "不作绩效评价，未执行" if outcome is None else outcome.message or outcome.status
        yield f"  {case.about.name} {case.year}：{said}"
    yield f"  位置：{relation.file}，核对方法见 lib/auditbook/checks/kinds.py"


def _names(relation: Relation) -> list[str]:
    keys = ("whole", "parts", "optional", "stated", "numerator", "denominator", "value", "upper", "first", "second",
            "others", "part", "claim")  # fmt: skip
    found: list[str] = []
    for key in keys:
        operand = relation.spec.get(key, ())
        names = operand if isinstance(operand, list | tuple) else [operand]
        found += [name for name in names if isinstance(name, str) and "." in name]
    return found


def _derived(definition: Definition, case: Case | None) -> Iterator[str]:
    yield f"{definition.id}　{definition.title}（{definition.measure}）"
    if definition.about:
        yield f"  说明：{definition.about}"
    yield from _operands(definition.id, case, deep=True)
    yield f"  位置：lib/auditbook/{definition.file}，运算“{definition.operation}”见 lib/auditbook/facts/derive.py"


def _cell(name: str, case: Case | None) -> Iterator[str]:
    fact = case.fact(name) if case else absent(name)
    assert fact is not None
    yield f"{name}　{fact.title}（{fact.measure or '文字'}）"
    yield from _operands(name, case)
    yield f"  位置：lib/auditbook/tables/{name.partition('.')[0]}.yaml"


def _operands(name: str, case: Case | None, deep: bool = False, indent: str = "    ") -> Iterator[str]:
    """The figure and what it comes from, one step down, or to the cells with ``deep``; without a case the names."""
    known = case.known if case else derive({}, {})
    fact = known[name]
    yield f"{indent}{_shown(fact) if case else _named(fact)}"
    if case and not fact.known:
        lacking = "、".join(missing_inputs(known, name))
        yield f"{indent}  缺：{lacking}" if lacking != name else f"{indent}  资料里没有"
        return
    for operand in fact.operands:
        if deep:
            yield from _operands(operand, case, deep, f"{indent}  ")
        else:
            yield f"{indent}  {_shown(known[operand]) if case else _named(known[operand])}"


def _named(fact: Fact) -> str:
    return f"{fact.id}＝{fact.formula}" if fact.formula else fact.id


def _shown(fact: Fact) -> str:
    origin = fact.formula or "；".join(map(str, fact.sources[:2]))
    return f"{fact.id}＝{show_cell(fact)}" + (f"　［{origin}］" if origin else "")
