"""The engagement of one unit-year: its issues, papers and signatures, and what stands against a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditbook.checks import checks
from auditbook.decisions import CONFIRMED, DISMISSED, Decision
from auditbook.engagement.adjusted import unbalanced
from auditbook.engagement.content import Content, mark
from auditbook.engagement.issues import Issue, Sheet, issues, numbers, read_sheets, shared_numbers, written_numbers
from auditbook.engagement.plan import FILE, Plan, plan
from auditbook.engagement.putback import is_putback, new_since
from auditbook.engagement.rectification import rectification_problems
from auditbook.engagement.reviews import Review, Signatures, read_reviews, signatures
from auditbook.files import code_digest, program_digest
from auditbook.finding import Problem
from auditbook.load import written_back
from auditbook.matters import Matter, matters
from auditbook.results import INPUT_CHECK, Finding
from auditbook.tables import tables

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.sheets import Row

EVIDENCE_TEXTS = "report/texts/evidence"


@dataclass(frozen=True)
class Paper:
    """A working paper: its index number, title, what it follows from, and the signatures on it."""

    index: str
    title: str
    content: Content
    signed: Signatures
    issue: Issue | None = None


@dataclass(frozen=True, repr=False)
class Engagement:
    """What people did with the findings of a case, and which papers follow."""

    case: Case

    @cached_property
    def plan(self) -> Plan:
        """Classes of matters, papers, levels of signature."""
        return plan(self.case.place.inputs)

    @property
    def prefix(self) -> str:
        """What every index number of the unit-year begins with: 2021-U03."""
        return f"{self.case.year}-{self.case.unit.upper()}"

    @cached_property
    def matters(self) -> list[Matter]:
        """All matters of the checks, ranked; mistakes in the input files are none."""
        return matters(found for found in self.case.found if found.outcome.check != INPUT_CHECK)

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The number of every finding by its key."""
        return numbers(self.matters, written_numbers(self.case.decisions), self.plan, self.prefix)

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The register of evidence sheets by number."""
        return read_sheets(self._rows("evidence_sheets"), [])

    @cached_property
    def issues(self) -> list[Issue]:
        """The confirmed findings by number, whatever they still lack."""
        return issues(self.matters, self.numbers, self.case.decisions, self.sheets, self.plan)

    @cached_property
    def reported(self) -> list[Issue]:
        """The issues that a report names: confirmed, with evidence sheet, reviewed."""
        return [issue for issue in self.issues if not self.lacking(issue)]

    @cached_property
    def undecided(self) -> list[Finding]:
        """The findings that nobody has confirmed or dismissed for good, the gravest first."""
        found = [finding for matter in self.matters for finding in matter.findings]
        return [one for one in found if one.standing.decision not in (CONFIRMED, DISMISSED)]

    def lacking(self, issue: Issue) -> list[str]:
        """What an issue lacks to enter a report, in words; empty where it lacks nothing."""
        if issue.sheet is None:
            told = ["取证单没有登记"]
        else:
            told = [f"取证单缺{'、'.join(issue.sheet.lacking)}"] if issue.sheet.lacking else []
        unsigned = self.paper(issue.number).signed.lacking(self.plan.matter)
        return told + [f"缺{level}" for level in unsigned]

    @cached_property
    def papers(self) -> list[Paper]:
        """All working papers: those of the unit as a whole, and one an issue, in the order of index numbers."""
        content = self._content_of_unit()
        of_unit = [self._paper(f"{self.prefix}-{code}", title, content) for code, title in self.plan.papers.items()]
        of_issues = [self._paper(i.number, i.title, self._content_of(i), i) for i in self.issues]
        return sorted([*of_unit, *of_issues], key=lambda paper: paper.index)

    def paper(self, index: str) -> Paper:
        """The paper of this index number. Errors: KeyError."""
        return {paper.index: paper for paper in self.papers}[index]

    @property
    def report_paper(self) -> Paper:
        """The paper whose signatures release the report."""
        return self.paper(f"{self.prefix}-{self.plan.report}")

    @property
    def lapsed(self) -> list[tuple[Paper, Review, tuple[str, ...]]]:
        """The signatures that no longer stand, and what has changed since they were given."""
        return [(paper, review, parts) for paper in self.papers for review, parts in paper.signed.lapsed]

    @cached_property
    def reviews(self) -> dict[str, list[Review]]:
        """The signatures by paper, as they were written down."""
        return read_reviews(self._rows("reviews"), [])

    @cached_property
    def problems(self) -> list[Problem]:
        """What people wrote about the findings and cannot be taken as it stands; no finding of its own."""
        told: list[Problem] = []
        read_sheets(self._rows("evidence_sheets"), told)
        read_reviews(self._rows("reviews"), told)
        told += shared_numbers(self.issues)
        told += new_since(self.case.loaded.copies, self.numbers)
        told += unbalanced(self.case)
        told += rectification_problems(self.case)
        known = {paper.index for paper in self.papers}
        for index, found in self.reviews.items():
            if index not in known:
                message = f"没有编号为 {index} 的底稿，这一签署没有采用"
                told += [Problem(review.source, message, "请核对底稿编号；事项撤销的请删去这一行") for review in found]
        for index, content, preparers in self._signable():
            signatures(index, content, preparers, self.reviews.get(index, ()), self.plan.levels, told)
        return told

    def _signable(self) -> Iterator[tuple[str, Content, set[str]]]:
        for paper in self.papers:
            yield paper.index, paper.content, paper.issue.deciders if paper.issue else set()

    def _paper(self, index: str, title: str, content: Content, issue: Issue | None = None) -> Paper:
        preparers = issue.deciders if issue else set()
        signed = signatures(index, content, preparers, self.reviews.get(index, ()), self.plan.levels, [])
        return Paper(index, title, content, signed, issue)

    def _content_of(self, issue: Issue) -> Content:
        """What the paper of an issue follows from: its own evidence and checks, not all of the unit's."""
        known = checks(self.case.place.checks)
        sources = [repr(known.get(found.outcome.check)) for found in issue.findings]
        return Content(
            data=mark(sorted(found.evidence for found in issue.findings)),
            decisions=mark(_entries(issue.entries), _of_sheet(issue.sheet)),
            checks=mark(sources, self._shared_checks()),
            texts=mark(code_digest(EVIDENCE_TEXTS), self._own(self.case.place.texts)),
            settings=self._settings(),
            program=mark(program_digest()),
        )

    def _content_of_unit(self) -> Content:
        """What the papers of a unit as a whole follow from: all of its data, and all that was decided."""
        entries = [entry for found in self.case.decisions.values() for entry in found]
        written = [name for name, table in tables().items() if table.written and name not in ("decisions", "reviews")]
        said = {name: [_values(row) for row in self._rows(name)] for name in written}
        # the request list and the follow-up are the unit's files, but for what people wrote in the workbook
        said |= {name: [_values(row) for row in self._rows(name) if is_putback(Path(row.source.file))]
                 for name in ("requests", "followup")}  # fmt: skip
        place = self.case.place
        return Content(
            data=mark(self._files(written=False), self.case.across_marks),
            decisions=mark(_entries(entries), said, self._files(written=True)),
            checks=mark(code_digest("checks", "rules", "tables"), self._own(place.checks), self._shared_checks()),
            texts=mark(code_digest("report/texts", "engagement/engagement.yaml"), self._own(place.texts),
                       self._own(place.inputs / FILE)),
            settings=self._settings(),
            program=mark(program_digest()),
        )  # fmt: skip

    def _files(self, written: bool) -> dict[str, str]:
        """The unit's files of this year and the last by name, without what people wrote about this year's findings;
        a federation's summary follows from its unions' files as well. ``written``: what people wrote in those."""
        place, store = self.case.place, self.case.store
        unions = place.unions(self.case.unit)
        units = unions if written else [self.case.unit, *unions]
        folders = [place.inputs / str(year) / unit for year in (self.case.year - 1, self.case.year) for unit in units]
        files = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
        now = str(self.case.year)
        kept = [path for path in files if (written_back(path) and path.parents[1].name == now) == written]
        return {path.relative_to(place.inputs).as_posix(): known for path, known in store.digests(kept).items()}

    def _shared_checks(self) -> str:
        place = self.case.place
        return mark(
            code_digest("checks/steps", "limits", "accounts"), self._own(place.limits), self._own(place.accounts)
        )

    def _settings(self) -> str:
        return mark({key: str(entry.value) for key, entry in self.case.settings.entries.items()})

    def _own(self, place: Any) -> dict[str, str]:
        """The hashes of an organisation's own files in a folder, or of one file."""
        files = [path for path in place.rglob("*") if path.is_file()] if place.is_dir() else [place]
        return {path.name: self.case.store.digest(path) for path in files if path.is_file()}

    def _rows(self, table: str) -> list[Row]:
        return self.case.loaded.tables.get(table, [])


def _entries(entries: Iterable[Decision]) -> list[str]:
    return sorted(
        f"{e.finding}|{e.evidence}|{e.decision}|{e.reason}|{e.by}|{e.on}|{e.evidence_sheet}|{e.characterisation}"
        for e in entries
    )


def _of_sheet(sheet: Sheet | None) -> str:
    if sheet is None:
        return ""
    return f"{sheet.number}|{sheet.pages}|{sheet.auditors}|{sheet.opinion}|{sheet.remark}|{sheet.on}"


def _values(row: Row) -> str:
    return "|".join(f"{name}={value}" for name, value in sorted(row.values.items()) if value is not None)
