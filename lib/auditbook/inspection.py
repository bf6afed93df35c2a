"""``auditbook check``: reads every input and lists what is wrong, by file, sheet, row and column, with the remedy."""

from __future__ import annotations

from auditbook.case import Case
from auditbook.checks.relation import relations
from auditbook.errors import AuditbookError
from auditbook.finding import Problem, Source
from auditbook.report.texts import syntax
from auditbook.rules import systems
from auditbook.workspace import Workspace


def problems(place: Workspace, years: tuple[int, ...] = (), units: tuple[str, ...] = ()) -> list[Problem]:
    """All problems of a workspace: its list of units, the years' settings, the units' files."""
    found: list[Problem] = []
    listed = place.units(found)
    found += _own(place)
    for year in years or tuple(place.years()):
        try:
            place.settings(year, found)
        except AuditbookError as problem:
            found.append(
                Problem(Source(f"{place.inputs.name}/{year}/year.yaml"), str(problem).rstrip("。"), "改好后重新运行")
            )
        for unit in place.with_unions(year):
            if units and unit not in units:
                continue
            folder = f"{place.inputs.name}/{year}/{unit}"
            if unit not in listed:
                found.append(
                    Problem(Source(folder), "单位名录 units.csv 里没有这个单位", "请在 units.csv 补一行，或改文件夹名")
                )
            try:
                found += Case(place, year, unit).own_problems
            except AuditbookError as problem:
                found.append(Problem(Source(folder), str(problem).rstrip("。"), "改好后重新运行"))
    return found


def _own(place: Workspace) -> list[Problem]:
    """What is wrong in the organisation's own rules, relations and texts."""
    found = []
    for folder, read in ((place.rules, systems), (place.relations, relations), (place.texts, syntax)):
        try:
            read(folder)
        except AuditbookError as problem:
            name = folder.relative_to(place.root).as_posix()
            found.append(Problem(Source(name), str(problem).rstrip("。"), "改好后重新运行"))
    return found
