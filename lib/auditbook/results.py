"""What a case found, as rows of the four tables that are published: facts, scores, outcomes and findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from auditbook.facts import MONEY, Fact, Facts, as_decimal, as_money
from auditbook.finding import ROW, Evidence, Outcome, Problem, evidence_hash, finding_key
from auditbook.indicators import missing_inputs
from auditbook.scores import Score

FACTS = ["fact", "value", "measure", "status", "sources", "book"]
SCORES = ["system", "indicator", "level1", "level2", "level3", "points", "value", "score", "status", "basis"]
OUTCOMES = ["check", "status", "findings", "amount", "message"]
FINDINGS = (
    *("finding", "check", "severity", "title", "unit", "year", "amount", "file", "sheet", "row", "voucher", "line"),
    *("date", "account", "reason", "basis", "advice", "evidence", "decision", "note"),
)
INPUT_CHECK = "I01"


def fact_rows(known: Facts) -> Iterator[tuple]:
    """All facts; what rules and relations lack is there as no_data."""
    lacking = {leaf for fact in list(known) for leaf in missing_inputs(known, fact)}
    for fact in [*known.values(), *(known[name] for name in sorted(lacking - set(known)))]:
        measure = f"{fact.measure}（{fact.qualifier}）" if fact.qualifier else fact.measure
        yield fact.id, _value(fact), measure, fact.status, "; ".join(map(str, fact.sources)), fact.book


def score_rows(scores: Iterable[Score]) -> Iterator[tuple]:
    """One row an indicator; the score only where the status is scored or judged."""
    for score in scores:
        value = as_decimal(score.value) if score.value is not None else score.text or None
        given = (score.points, value, score.score, score.status, score.basis)
        yield score.system, score.indicator, *score.levels, *given


def outcome_rows(outcomes: Iterable[Outcome]) -> Iterator[tuple]:
    """One row a check."""
    for outcome in outcomes:
        found = outcome.found or len(outcome.evidence)
        yield outcome.check, outcome.status, found, outcome.amount, outcome.message


def finding_rows(outcomes: Iterable[Outcome], unit: str, year: int) -> Iterator[tuple]:
    """One row a piece of evidence of the checks that found something."""
    for outcome in outcomes:
        if outcome.status != "findings":
            continue
        for group, pieces in _groups(outcome):
            key = finding_key(outcome.check, unit, year, group)
            digest = evidence_hash(pieces)
            for piece in pieces:
                yield key, *_finding(outcome, piece, unit, year), digest, "", outcome.word


def reading_outcome(problems: list[Problem]) -> Outcome:
    """The outcome of reading the unit's files: every problem is a piece of evidence."""
    title = "输入文件的问题"
    if not problems:
        return Outcome(INPUT_CHECK, title, "clean", "全部文件按原样读取，没有发现填写问题", severity="中")
    evidence = tuple(Evidence(problem.source, f"{problem.message}。{problem.remedy}") for problem in problems)
    return Outcome(
        INPUT_CHECK, title, "findings", f"输入文件有{len(problems)}处问题", severity="中",
        basis="资料应真实、完整、可读", advice="建议按提示更正后重新运行", evidence=evidence,
    )  # fmt: skip


def _value(fact: Fact) -> object:
    if fact.value is None:
        return fact.text or None
    return as_money(fact.value) if fact.measure == MONEY else as_decimal(fact.value)


def _finding(outcome: Outcome, evidence: Evidence, unit: str, year: int) -> tuple:
    source = evidence.source
    return (
        outcome.check, evidence.severity or outcome.severity, outcome.title, unit, year, evidence.amount,
        source.file, source.sheet, source.row, evidence.voucher, evidence.line, evidence.date, evidence.account,
        evidence.reason, outcome.basis, outcome.advice,
    )  # fmt: skip


def _groups(outcome: Outcome) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """The matters of an outcome: each problem of a file is one, a relation is one as a whole.

    A problem is known by its file, column and wording, not by its row, which moves; equal ones are counted.
    """
    if any(evidence.group for evidence in outcome.evidence):
        groups: dict[str, list[Evidence]] = {}
        for evidence in outcome.evidence:
            groups.setdefault(evidence.group, []).append(evidence)
        yield from ((group, tuple(pieces)) for group, pieces in groups.items())
        return
    if outcome.check != INPUT_CHECK:
        yield outcome.check, outcome.evidence
        return
    seen: Counter[str] = Counter()
    for evidence in outcome.evidence:
        words = re.sub(ROW, "", evidence.reason)
        group = f"{evidence.source.file}|{evidence.source.sheet}|{evidence.source.column}|{words}"
        seen[group] += 1
        yield f"{group}|{seen[group]}", (evidence,)
