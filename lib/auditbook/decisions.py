"""What people have decided about findings: read from decisions.csv, valid for the evidence that they saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from auditbook.finding import Problem, Source
from auditbook.sheets import Row

CONFIRMED, DISMISSED, OPEN, AGAIN = "确认", "排除", "待查", "待复核"
TWO_PERSONS = "高"  # a matter of this severity is dismissed by two


@dataclass(frozen=True)
class Decision:
    """One entry: who decided what about which finding, when, on which evidence (its hash), and why."""

    finding: str
    evidence: str
    decision: str
    reason: str
    by: str
    on: date | None
    source: Source
    evidence_sheet: str = ""
    characterisation: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a finding stands: 确认, 排除, 待查, 待复核, or nothing where nobody has decided; ``note`` says why."""

    decision: str = ""
    note: str = ""


def read(rows: Iterable[Row], problems: list[Problem]) -> dict[str, list[Decision]]:
    """The entries of decisions.csv by finding, in the order of the file. What cannot be taken is told, not guessed."""
    found: dict[str, list[Decision]] = {}
    for row in rows:
        entry = Decision(
            row["finding"] or "", row["evidence"] or "", row["decision"] or "", row["reason"] or "", row["by"] or "",
            row["on"], row.source, row["evidence_sheet"] or "", row["characterisation"] or "",
        )  # fmt: skip
        if lacking := _lacking(entry):
            told = f"对疑点 {entry.finding or '（未写编号）'} 的决定没有写{'、'.join(lacking)}，没有采用"
            problems.append(Problem(row.source, told, "请补齐后重新运行；疑点编号和证据指纹从 findings.csv 照抄"))
            continue
        found.setdefault(entry.finding, []).append(entry)
    return found


def standing(entries: Iterable[Decision], evidence: str, severity: str) -> Standing:
    """Where a finding with this ``evidence`` and ``severity`` stands: the last entry of each person counts."""
    last = {entry.by: entry for entry in entries}
    current = [entry for entry in last.values() if entry.evidence == evidence]
    if not last:
        return Standing()
    if not current:
        return Standing(AGAIN, f"证据已有变化，原决定须复核：{_told(last.values())}")
    decided = {entry.decision for entry in current}
    told = _told(current)
    if {CONFIRMED, DISMISSED} <= decided:
        return Standing(OPEN, f"意见不一致：{told}")
    if decided == {DISMISSED} and severity == TWO_PERSONS and len(current) < 2:
        return Standing(OPEN, f"等级为高的疑点须两人排除，现有一人：{told}")
    if OPEN in decided:
        return Standing(OPEN, told)
    return Standing(decided.pop(), told)


def without_finding(decisions: Mapping[str, list[Decision]], findings: Iterable[str]) -> Iterator[Decision]:
    """The entries about findings that are not there any more."""
    known = set(findings)
    for finding, entries in decisions.items():
        if finding not in known:
            yield from entries


def _lacking(entry: Decision) -> list[str]:
    wanted = {"疑点编号": entry.finding, "证据指纹": entry.evidence, "决定": entry.decision, "决定人": entry.by}
    if entry.decision in (CONFIRMED, DISMISSED):
        wanted["理由"] = entry.reason
    return [title for title, value in wanted.items() if not value.strip()]


def _told(entries: Iterable[Decision]) -> str:
    return "；".join(_entry(entry) for entry in entries)


def _entry(entry: Decision) -> str:
    day = f"，{entry.on.isoformat()}" if entry.on else ""
    reason = f"，理由：{entry.reason}" if entry.reason else ""
    return f"{entry.decision}（{entry.by}{day}{reason}）"
