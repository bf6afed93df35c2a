"""A case: everything known about one unit-year, computed once. Notebooks and reports read it and compute nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from auditbook import decisions
from auditbook.checks import Completeness, checks, complete, sandbox
from auditbook.checks.relation import Relation, judge, relations
from auditbook.checks.steps import period, prepare
from auditbook.decisions import Decision
from auditbook.engagement.engagement import Engagement
from auditbook.engagement.material import MATERIAL, Item, conflicts, material, material_rows, of_unions
from auditbook.engagement.paper_index import COLUMNS as PAPERS
from auditbook.engagement.paper_index import paper_rows
from auditbook.facts import Fact, Facts
from auditbook.facts.derive import derive
from auditbook.facts.measure import measured
from auditbook.finding import Outcome, Problem
from auditbook.indicators import score_system
from auditbook.inputs import Tables
from auditbook.ledger import across
from auditbook.ledger.across import across_name, answers_across
from auditbook.ledger.answers import SETTINGS, answers
from auditbook.ledger.books import Books
from auditbook.ledger.gather import all_books, own_books
from auditbook.ledger.store import FOLDER, Store
from auditbook.load import Loaded, load_unit
from auditbook.narrative import Told, told, unknown_names
from auditbook.results import (
    COVERAGE,
    FACTS,
    FINDINGS,
    OUTCOMES,
    SCORES,
    Finding,
    coverage_rows,
    fact_rows,
    finding_rows,
    findings_of,
    not_looked,
    outcome_rows,
    reading_outcome,
    score_rows,
)
from auditbook.rules import System, systems
from auditbook.scores import Score, Total, total
from auditbook.tables import tables
from auditbook.workspace import NEXT_TO_EXAMPLES, Settings, Unit, Workspace, workspace

ACROSS = "AUDITBOOK_ACROSS"  # year:name, set by a run for the processes of its notebooks


def open_case(year: int, unit: str, inputs: str | Path | None = None, outputs: str | Path | None = None) -> Case:
    """The case of a unit-year.

    ``inputs`` and ``outputs`` default to AUDITBOOK_INPUTS and AUDITBOOK_OUTPUTS, else to the folders of the nearest
    parent, and for a unit-year that is not there to ``inputs/synthetic``. Errors: UsageError, SetupError.
    """
    place = workspace(inputs, outputs)
    across = _across_of_run(int(year), inputs)
    if inputs is None and not (place.inputs / str(year) / unit).is_dir():
        synthetic = place.inputs / NEXT_TO_EXAMPLES
        if (synthetic / str(year) / unit).is_dir():
            place = Workspace(synthetic, place.outputs / NEXT_TO_EXAMPLES)
    return Case(place, int(year), str(unit), across_name=across)


def _across_of_run(year: int, inputs: str | Path | None) -> str:
    """The answers over all units that a run has worked out for its notebooks, which need not look at all of them."""
    of, _, name = os.environ.get(ACROSS, "").partition(":")
    return name if of == str(year) and inputs is None else ""


@dataclass(frozen=True, repr=False)
class Case:
    """One unit-year. ``tables``, ``facts``, ``scores``, ``outcomes`` and ``findings`` are DataFrames.

    ``again`` reads every file anew, whatever was kept of it. ``across_name`` names the kept answers of the checks over
    all units of the year; empty, it is worked out from all their inputs.

    The values behind them: ``known`` (facts by id), ``scored`` (scores by system), ``answered`` (outcomes).
    """

    place: Workspace
    year: int
    unit: str
    again: bool = False
    across_name: str = ""

    def __repr__(self) -> str:
        # no folder: a page that shows a case must not show whose machine made it
        return f"Case({self.year}, {self.unit!r}：{self.about.name})"

    @cached_property
    def loaded(self) -> Loaded:
        """The tables and forms as read, with all problems."""
        folder = self.place.folder_of(self.year, self.unit)
        return load_unit(folder, self.place.root, self.store, self.year) if folder.is_dir() else Loaded()

    @cached_property
    def store(self) -> Store:
        """Where what was read is kept, so that it is read once."""
        return Store(self.place.outputs / FOLDER, self.again)

    @cached_property
    def books(self) -> Books:
        """The views over this year's tables, and over last year's journal, balances and decisions."""
        return own_books(self)

    def sql(self, query: str) -> pd.DataFrame:
        """The answer to one SELECT over the views (journal, balances, bank, accounts …) and the steps that checks
        start from (vouchers, spending …). Errors: SetupError."""
        prepare(self.books.connection, [query], period(self.year))
        return sandbox.select(self.books.connection, query).to_pandas()

    def vouchers(self, *numbers: str) -> pd.DataFrame:
        """All lines of the vouchers that the journal calls ``numbers`` (记-12), in the order of the file."""
        keys = "SELECT DISTINCT book, period, word, number FROM journal WHERE list_contains($numbers, voucher)"
        found = sandbox.select(
            self.books.connection,
            f"SELECT j.* FROM journal j JOIN ({keys}) k ON j.period = k.period AND j.word = k.word "
            "AND j.number = k.number AND j.book IS NOT DISTINCT FROM k.book ORDER BY j.file, j.sheet, j.row",
            {"numbers": list(map(str, numbers))},
        )
        return found.to_pandas()

    def payee(self, name: str) -> pd.DataFrame:
        """The journal's lines whose payee or summary has ``name`` in it."""
        named = "contains(coalesce(payee, ''), $name) OR contains(coalesce(summary, ''), $name)"
        query = f"SELECT * FROM journal WHERE {named} ORDER BY date, file, sheet, row"
        return sandbox.select(self.books.connection, query, {"name": name}).to_pandas()

    @cached_property
    def complete(self) -> Completeness:
        """Whether the books were shown to be complete, and what was not shown."""
        return complete(self.answered)

    @cached_property
    def about(self) -> Unit:
        """The unit's line in units.csv; its name is the profile's where the list has none."""
        named = self.loaded.profile.get("name")
        listed = self.place.units().get(self.unit)
        return listed or Unit(self.unit, str(named.value) if named else self.unit, "")

    @cached_property
    def settings(self) -> Settings:
        """The year's settings."""
        return self.place.settings(self.year)

    @cached_property
    def shared_problems(self) -> list[Problem]:
        """What is wrong in the files that all units share: the list of units and the year's settings."""
        found: list[Problem] = []
        self.place.units(found)
        self.place.settings(self.year, found)
        return [problem for problem in found if not problem.note]

    @property
    def period_end(self) -> date:
        """The day by which scoring goes."""
        return date(self.year, 12, 31)

    @cached_property
    def known(self) -> Facts:
        """All facts by id."""
        return derive(measured(self.loaded), self.loaded.tables)

    @cached_property
    def systems(self) -> dict[str, System]:
        """The indicator systems, the organisation's own included."""
        return systems(self.place.rules)

    @cached_property
    def scored(self) -> dict[str, list[Score]]:
        """The scores of every system."""
        targets = self.loaded.tables.get("targets", [])
        return {
            name: score_system(system, self.known, self.loaded.answers, targets, self.period_end)
            for name, system in self.systems.items()
        }

    @cached_property
    def totals(self) -> dict[str, Total]:
        """The totals of the systems that have one."""
        found = {name: total(system, self.scored[name]) for name, system in self.systems.items()}
        return {name: amount for name, amount in found.items() if amount is not None}

    @cached_property
    def answered(self) -> list[Outcome]:
        """What every check answered."""
        related = [judge(relation, self.known) for relation in self._relations.values()]
        return [
            reading_outcome(self.problems),
            *self.proved,
            *related,
        ]

    @property
    def _relations(self) -> dict[str, Relation]:
        """The relations of an evaluation; a grassroots union that evaluates nothing has none."""
        evaluates = self.about.kind != "grassroots" or "fiscal" in self.loaded.tables
        return relations(self.place.relations) if evaluates else {}

    @property
    def contradictions(self) -> list[Outcome]:
        """The relations that do not hold, the severest first."""
        found = [outcome for outcome in self.answered if outcome.status == "findings" and outcome.word]
        return sorted(found, key=lambda outcome: ("高中低".index(outcome.severity), outcome.check))

    @cached_property
    def proved(self) -> list[Outcome]:
        """What the checks over the books answered; nothing for a unit that is only evaluated and handed in no books."""
        own = self.answered_alone
        return sorted([*own, *self.across], key=lambda outcome: outcome.check)

    @cached_property
    def answered_alone(self) -> list[Outcome]:
        """What the checks over the unit's own books answered; kept in the store."""
        return answers(self.books, self.store, self.place.checks, self._settings) if self.audited else []

    @cached_property
    def across(self) -> list[Outcome]:
        """What the checks over all units of the year answered, as far as it concerns this one."""
        return self.across_answers() if self.audited else []

    def across_answers(self, again: bool = False) -> list[Outcome]:
        """The same, asked for whatever the unit is; ``again`` works it out anew for all units of the year."""
        folder, own = self._across_folder, self.place.checks
        return answers_across(self.unit, folder, lambda: all_books(self), own, self._settings, again)

    @cached_property
    def _across_folder(self) -> Path:
        name = self.across_name or across_name(self.place, self.year, self.store, self._settings)
        return self.store.folder / across.FOLDER / name

    @cached_property
    def across_marks(self) -> dict[str, str]:
        """By unit what changes as soon as a matter across units does that these pages tell, whoever's data changed.

        A federation's pages tell of its unions as well; empty for a unit that is only evaluated.
        """
        if not self.audited and not self.place.unions(self.unit):
            return {}
        self.across_answers()
        return across.of_pages(self.unit, self.place, across.marks(self._across_folder) or {})

    @property
    def audited(self) -> bool:
        """The unit is audited, not only evaluated: it handed in books, or is a grassroots union that should have."""
        return bool(self.loaded.kept) or self.about.kind == "grassroots"

    @property
    def _settings(self) -> dict[str, Any]:
        return self.settings.stated(SETTINGS)

    @property
    def overlaps(self) -> list[Problem]:
        """Rows that stand in two files: each matter once, at its first row."""
        found: dict[str, Problem] = {}
        for outcome in self.proved:
            for piece in outcome.evidence if outcome.check == "C12" else ():
                rows = sum(other.group == piece.group for other in outcome.evidence) // 2
                told = f"{piece.reason}，重复的共{rows}行"
                found.setdefault(piece.group, Problem(piece.source, told, "请只保留其中一个文件里的这些行，或重新导出"))
        return list(found.values())

    @property
    def own_problems(self) -> list[Problem]:
        """What could not be taken as it stands in the unit's own files."""
        found = [*self.loaded.problems, *unknown_names(self.told), *self._other_years(), *conflicts(self)]
        decisions.read(self.loaded.tables.get("decisions", ()), found)
        return [problem for problem in found if not problem.note]

    def _other_years(self) -> Iterator[Problem]:
        """Activities whose date lies outside the year of the folder."""
        title = tables()["activities"].columns["date"].title
        for row in self.loaded.tables.get("activities", []):
            if row["date"] is not None and row["date"].year != self.year:
                yield Problem(
                    row.at(title), f"日期 {row['date']} 不在{self.year}年度内", "请核对日期，或移到相应年度的资料里"
                )

    @property
    def problems(self) -> list[Problem]:
        """All that could not be taken as it stands, in the unit's own files and in those that all units share."""
        return [*self.shared_problems, *self.own_problems]

    @cached_property
    def told(self) -> list[Told]:
        """The activities as the report tells them."""
        return told(self.loaded, self.known)

    @property
    def example(self) -> str:
        """The line that every page of an example carries; empty for a unit's own data."""
        profile = self.loaded.profile
        if "synthetic" in profile and profile["synthetic"].value:
            return "合成数据，不是任何真实单位的资料"
        if "example" in profile and profile["example"].value:
            return "依据公开报告编制的示例，非该单位文件，不构成审计结论"
        return ""

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The input tables by name; every row with its ``file``, ``sheet`` and ``row``."""
        return Tables(self.loaded, self.sql)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Columns ``fact value measure status sources book``; what rules and relations lack is there as no_data."""
        return pd.DataFrame(fact_rows(self.known), columns=FACTS)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row an indicator, all systems; ``score`` only where the status is scored or judged."""
        listed = (score for scores in self.scored.values() for score in scores)
        return pd.DataFrame(score_rows(listed), columns=SCORES)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row a check."""
        return pd.DataFrame(outcome_rows(self.answered), columns=OUTCOMES)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """One row a piece of evidence."""
        return pd.DataFrame(finding_rows(self.found, self.unit, self.year), columns=FINDINGS)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """One row a check: on how many lines and how much money it ran, or why it could not."""
        rows = (
            list(coverage_rows(self.proved)) if self.audited else list(not_looked(checks(self.place.checks).values()))
        )
        return pd.DataFrame(rows, columns=COVERAGE)

    @cached_property
    def found(self) -> list[Finding]:
        """The matters that the checks found, with their evidence and where they stand."""
        return list(findings_of(self.answered, self.unit, self.year, self.decisions))

    @cached_property
    def decisions(self) -> dict[str, list[Decision]]:
        """What people have decided, by finding."""
        return decisions.read(self.loaded.tables.get("decisions", ()), [])

    @cached_property
    def requested(self) -> list[Item]:
        """What the unit was asked for, what came of it, and which checks wait for it."""
        return material(self)

    @cached_property
    def requested_of_unions(self) -> dict[str, list[Item]]:
        """The same of the unions of a federation and of itself, by unit; without the checks that wait."""
        return of_unions(self)

    @cached_property
    def material(self) -> pd.DataFrame:
        """One row a thing asked for: state, how it is known, files, rows, and the checks that wait for it."""
        found = pd.DataFrame(material_rows(self.requested), columns=list(MATERIAL))
        return found.astype({"no": "Int64", "rows": "Int64"})

    @cached_property
    def papers(self) -> pd.DataFrame:
        """底稿目录: one row a working paper and level of signature, with whether it stands and the paper's content."""
        rows = list(paper_rows(self.engagement)) if self.proved else []
        return pd.DataFrame(rows, columns=list(PAPERS))

    @cached_property
    def engagement(self) -> Engagement:
        """What people did with the findings: issues, papers, signatures."""
        return Engagement(self)

    def fact(self, name: str) -> Fact:
        """One fact by id. Errors: SetupError for an id that nothing can give."""
        return self.known[name]
