"""What a case found, as rows of the tables that are published: facts, scores, outcomes, findings and coverage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from auditbook.checks import Check
from auditbook.decisions import Decision, Standing, standing
from auditbook.facts import MONEY, Fact, Facts, as_decimal, as_money
from auditbook.finding import ROW, SEVERITIES, Evidence, Outcome, Problem, evidence_hash, finding_key
from auditbook.indicators import missing_inputs
from auditbook.scores import Score

FACTS = ["fact", "value", "measure", "status", "sources", "book"]
SCORES = ["system", "indicator", "level1", "level2", "level3", "points", "value", "score", "status", "basis"]
OUTCOMES = ["check", "status", "findings", "amount", "message"]
FINDINGS = (
    *("finding", "check", "severity", "title", "unit", "year", "amount", "file", "sheet", "row", "voucher", "line"),
    *("date", "account", "reason", "basis", "advice", "evidence", "decision", "note"),
)
COVERAGE = ["check", "title", "status", "lines", "money", "message"]
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


@dataclass(frozen=True)
class Finding:
    """One matter of a check: its key, the pieces of evidence with their hash, and where it stands."""

    key: str
    outcome: Outcome
    pieces: tuple[Evidence, ...]
    evidence: str
    severity: str
    standing: Standing
    unit: str = ""

    @property
    def own(self) -> tuple[Evidence, ...]:
        """The pieces that lie in the unit itself: a matter across units has others, which are no money of this one."""
        return tuple(piece for piece in self.pieces if piece.unit in ("", self.unit))


def findings_of(
    outcomes: Iterable[Outcome], unit: str, year: int, decisions: Mapping[str, list[Decision]]
) -> Iterator[Finding]:
    """The matters of the checks that found something, each with what people decided about it."""
    for outcome in outcomes:
        for group, pieces in _groups(outcome) if outcome.status == "findings" else ():
            # a matter across units has one key in the files of all of them
            units = sorted({piece.unit for piece in pieces if piece.unit})
            key = finding_key(outcome.check, "|".join(units) or unit, year, group)
            digest = evidence_hash(pieces)
            severity = min((piece.severity or outcome.severity for piece in pieces), key=SEVERITIES.index)
            now = standing(decisions.get(key, ()), digest, severity)
            yield Finding(key, outcome, pieces, digest, severity, now, unit)


def finding_rows(findings: Iterable[Finding], unit: str, year: int) -> Iterator[tuple]:
    """One row a piece of evidence."""
    for found in findings:
        note = "；".join(filter(None, (found.outcome.word, found.standing.note)))
        for piece in found.pieces:
            row = _finding(found.outcome, piece, unit, year)
            yield found.key, *row, found.evidence, found.standing.decision, note


def coverage_rows(outcomes: Iterable[Outcome]) -> Iterator[tuple]:
    """One row a check: what it answered, on how many lines and how much money, or why it could not."""
    for outcome in outcomes:
        yield outcome.check, outcome.title, outcome.status, outcome.lines, outcome.money, outcome.message


def not_looked(checks: Iterable[Check]) -> Iterator[tuple]:
    """The checks of a unit that handed in nothing that they could look at."""
    for check in checks:
        yield check.id, check.title, "not_enough_data", None, None, "没有提供账簿和登记资料，未执行"


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
        outcome.check, evidence.severity or outcome.severity, outcome.title, evidence.unit or unit, year,
        evidence.amount,
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
