"""Issues: confirmed findings with one evidence sheet (取证单), and what each still lacks to enter a report.

Every matter has a number, 2021-U03-D2-05: year, unit, class of the matter, and a running number. It is proposed until
somebody decides and writes it down with the decision; then it never changes, and nobody else gets it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from auditbook.decisions import CONFIRMED, Decision
from auditbook.engagement.plan import Plan
from auditbook.finding import SEVERITIES, Problem, Source
from auditbook.matters import Matter, matters
from auditbook.results import Finding
from auditbook.sheets import Row


@dataclass(frozen=True)
class Sheet:
    """The entry of an evidence sheet in the register."""

    number: str
    pages: int | None
    auditors: tuple[str, ...]
    opinion: str
    remark: str
    on: object | None
    source: Source

    @property
    def lacking(self) -> list[str]:
        """What it lacks to be evidence."""
        wanted = {"两名审计人员": len(set(self.auditors)) == 2, "证据提供单位意见": self.opinion,
                  "取证日期": self.on, "附件页数": self.pages is not None}  # fmt: skip
        if self.opinion in ("拒签", "有异议"):
            wanted[f"{self.opinion}的说明"] = self.remark.strip()
        return [title for title, there in wanted.items() if not there]


@dataclass(frozen=True)
class Issue:
    """Confirmed findings under one number. ``entries`` are the decisions that confirm them on the present evidence.

    ``sheet`` is None where nobody has registered one; ``proposed`` says that the number is not written down yet.
    """

    number: str
    code: str
    findings: tuple[Finding, ...]
    entries: tuple[Decision, ...] = field(repr=False)
    sheet: Sheet | None = None
    proposed: bool = False

    @property
    def severity(self) -> str:
        """That of the gravest finding."""
        return min((found.severity for found in self.findings), key=SEVERITIES.index)

    @property
    def matters(self) -> list[Matter]:
        """The findings joined by the vouchers that they share."""
        return matters(self.findings)

    @property
    def amount(self) -> Decimal | None:
        """Yuan, each voucher once; None where no row has an amount."""
        amounts = [matter.amount for matter in self.matters if matter.amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def title(self) -> str:
        """What a person called it (定性), else the titles of its checks."""
        named = list(dict.fromkeys(entry.characterisation for entry in self.entries if entry.characterisation))
        return "；".join(named or dict.fromkeys(found.outcome.title for found in self.findings))

    @property
    def deciders(self) -> set[str]:
        """Who confirmed it: they prepared the paper."""
        return {entry.by for entry in self.entries}


def numbers(listed: Iterable[Matter], written: Mapping[str, str], plan: Plan, prefix: str) -> dict[str, str]:
    """The number of every finding: the one that is ``written`` down for it, else the next free one of its class.

    Findings of one matter get one number.
    """
    taken = set(written.values())
    free = {code: _free(f"{prefix}-{code}", taken) for code in plan.classes}
    found: dict[str, str] = {}
    for matter in listed:
        own = [written[one.key] for one in matter.findings if one.key in written]
        number = own[0] if own else next(free[plan.class_of(matter.findings[0].outcome.check)])
        found |= {one.key: written.get(one.key, number) for one in matter.findings}
    return found


def written_numbers(decisions: Mapping[str, list[Decision]]) -> dict[str, str]:
    """The number that people wrote beside their decisions, by finding: the last one that says any."""
    found = {}
    for finding, entries in decisions.items():
        for entry in entries:
            if entry.evidence_sheet.strip():
                found[finding] = entry.evidence_sheet.strip()
    return found


def issues(
    listed: Iterable[Matter], numbered: Mapping[str, str], decisions: Mapping[str, list[Decision]],
    sheets: Mapping[str, Sheet], plan: Plan,
) -> list[Issue]:  # fmt: skip
    """The confirmed findings by number, in the order of numbers."""
    groups: dict[str, list[Finding]] = {}
    for matter in listed:
        for found in matter.findings:
            if found.standing.decision == CONFIRMED:
                groups.setdefault(numbered[found.key], []).append(found)
    written = written_numbers(decisions)
    return [
        Issue(number, _code(number, plan, group), tuple(group), tuple(_confirming(group, decisions)),
              sheets.get(number), any(found.key not in written for found in group))
        for number, group in sorted(groups.items())
    ]  # fmt: skip


def read_sheets(rows: Iterable[Row], problems: list[Problem]) -> dict[str, Sheet]:
    """The register of evidence sheets by number. Of two with one number neither counts: nobody can know which is it."""
    listed = list(rows)
    counts = Counter(_text(row, "number") for row in listed)
    found = {}
    for row in listed:
        number = _text(row, "number")
        if counts[number] > 1:
            told = f"取证单号 {number} 登记了{counts[number]}次，均未采用"
            problems.append(Problem(row.source, told, "每份取证单用一个编号，请改正后重新运行"))
            continue
        auditors = tuple(filter(None, (_text(row, "auditor_1"), _text(row, "auditor_2"))))
        found[number] = Sheet(number, row["pages"], auditors, _text(row, "opinion"), _text(row, "remark"), row["on"],
                              row.source)  # fmt: skip
    return found


def shared_numbers(found: Iterable[Issue]) -> Iterator[Problem]:
    """Evidence sheets whose number was given to matters that have neither a check nor a voucher in common."""
    for issue in found:
        checks = {finding.outcome.check for finding in issue.findings}
        if len(checks) > 1 and len(issue.matters) > 1:
            named = "、".join(sorted(checks))
            source = issue.entries[0].source if issue.entries else Source("decisions.csv")
            told = f"取证单号 {issue.number} 用于互不相关的事项（检查 {named}）"
            yield Problem(source, told, "两份取证单不能用同一编号，请给其中一项另编一号")


def _confirming(group: Iterable[Finding], decisions: Mapping[str, list[Decision]]) -> Iterator[Decision]:
    for found in group:
        last = {entry.by: entry for entry in decisions.get(found.key, ())}
        yield from (e for e in last.values() if e.decision == CONFIRMED and e.evidence == found.evidence)


def _code(number: str, plan: Plan, group: list[Finding]) -> str:
    own = plan.class_of(group[0].outcome.check)
    return next((code for code in plan.classes if f"-{code}-" in number), own)


def _free(stem: str, taken: set[str]) -> Iterator[str]:
    used = [int(end[1]) for number in taken if (end := re.fullmatch(rf"{re.escape(stem)}-(\d{{1,6}})", number))]
    number = max(used, default=0)
    while True:
        number += 1
        yield f"{stem}-{number:02d}"


def _text(row: Row, column: str) -> str:
    return str(row[column] or "").strip()
