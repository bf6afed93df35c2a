"""``auditbook check``: reads every input and lists what is wrong, by file, sheet, row and column, with the remedy."""

from __future__ import annotations

from auditbook.case import Case
from auditbook.checks.relation import relations
from auditbook.errors import AuditbookError
from auditbook.finding import Problem, Source, as_problem
from auditbook.report.report import Report
from auditbook.report.texts import syntax
from auditbook.rules import systems
from auditbook.workspace import Workspace


def problems(place: Workspace, years: tuple[int, ...] = (), units: tuple[str, ...] = ()) -> list[Problem]:
    """All problems of a workspace: own rules and texts, the list of units, the years' settings, the units' files."""
    found = _own(place)
    listed = place.units(found)
    for year in years or tuple(place.years()):
        try:
            place.settings(year, found)
        except AuditbookError as problem:
            found.append(as_problem(Source(f"{place.inputs.name}/{year}/year.yaml"), problem))
        for unit in place.with_unions(year):
            if not units or unit in units:
                found += _unit(Case(place, year, unit), unit in listed)
    # what all units share is told once
    return list({(p.message if p.source.row is None else str(p)): p for p in reversed(found)}.values())[::-1]


def _unit(case: Case, listed: bool) -> list[Problem]:
    folder = f"{case.place.inputs.name}/{case.year}/{case.unit}"
    found = []
    if not listed:
        remedy = "请在 units.csv 补一行，或改文件夹名"
        found.append(Problem(Source(folder), "单位名录 units.csv 里没有这个单位", remedy))
    try:
        found += case.own_problems
        found += case.overlaps
        found += case.engagement.problems
        _ = case.scored
        wrong = {o.message for o in case.answered if o.status == "failed"}
        found += [Problem(Source(folder), message, "请改正这条关系的写法") for message in sorted(wrong)]
        if case.place.texts.is_dir() and case.about.kind == "federation":
            # a wrong name in an own text shows only when the text is filled in
            _ = [Report(case, name).document for name in ("evaluation", "assessment")]
    except AuditbookError as problem:
        found.append(as_problem(Source(folder), problem))
    return found


def _own(place: Workspace) -> list[Problem]:
    """What is wrong in the organisation's own rules, relations and texts."""
    found = []
    for folder, read in ((place.rules, systems), (place.relations, relations), (place.texts, syntax)):
        try:
            read(folder)
        except AuditbookError as problem:
            found.append(as_problem(Source(folder.relative_to(place.root).as_posix()), problem))
    return found
