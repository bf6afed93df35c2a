"""``outputs/index.html``: every unit and year, from the manifests of the folders themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from auditbook import manifest
from auditbook.engagement import putback
from auditbook.engagement.released import FOLDER, LAPSED, alterations, last, released
from auditbook.files import write_whole
from auditbook.finding import SEVERITIES
from auditbook.notebooks import chosen
from auditbook.report.index import IndexRow, index
from auditbook.workspace import Unit, Workspace

ENDINGS = {"html": "网页", "docx": "Word", "pdf": "PDF", "xlsx": "Excel"}
CHANGES = "log/changes.html"


def write_index(place: Workspace) -> None:
    """Writes the index anew; a unit without a folder in a year is one line, 未收到资料."""
    units, titles = place.units(), _titles(place)
    rows = [row for year in sorted(place.years(), reverse=True) for row in _year(place, year, units, titles)]
    changes = CHANGES if (place.outputs / CHANGES).is_file() else None
    write_whole(place.outputs / "index.html", index(rows, changes=changes))


def rows_of(place: Workspace, year: int, units: list[str]) -> list[IndexRow]:
    """The lines of some units of a year."""
    known, titles = place.units(), _titles(place)
    return [_row(place, year, known.get(unit) or Unit(unit, unit, ""), True, titles) for unit in units]


def pages_of(year: int, unit: str, files: Iterable[str], titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The links to those of a unit-year's ``files`` that people open: (label, path below the outputs).

    ``titles`` are those of the notebooks by the stems of their files.
    """
    links = []
    for name in sorted(files, key=lambda file: (file.partition(".")[0], not file.endswith("html"), file)):
        stem, _, ending = name.partition(".")
        title = titles.get(stem, stem)
        if ending == "failed.html":
            links.append((f"{title}（未完成）", f"{year}/{unit}/{name}"))
        elif ending in ENDINGS:
            # a document stands beside its page, a workbook alone
            label = {"html": title, "xlsx": f"{title} {ENDINGS['xlsx']}"}.get(ending, ENDINGS[ending])
            links.append((label, f"{year}/{unit}/{name}"))
    return tuple(links)


def _titles(place: Workspace) -> dict[str, str]:
    found = {notebook.path.stem: notebook.title for notebook in chosen(place.root, ())}
    return found | {putback.NAME.partition(".")[0]: putback.TITLE}


def _year(place: Workspace, year: int, units: dict[str, Unit], titles: dict[str, str]) -> list[IndexRow]:
    here = dict.fromkeys(place.with_unions(year))
    return [_row(place, year, units.get(unit) or Unit(unit, unit, ""), unit in here, titles) for unit in units | here]


def _row(place: Workspace, year: int, unit: Unit, received: bool, titles: dict[str, str]) -> IndexRow:
    if not received:
        return IndexRow(year, unit.id, unit.name, unit.kind, "未收到资料")
    folder = place.destination(year, unit.id)
    body = manifest.read(folder)
    if body is None:
        return IndexRow(year, unit.id, unit.name, unit.kind, "未运行")
    report, documents = _report(folder, year, unit.id, body)
    return IndexRow(
        year, unit.id, unit.name, unit.kind, str(body.get("state", "")),
        score=score_of(body),
        grade=str(body.get("grade") or ""),
        findings=_by_severity(body.get("findings"), int),
        amounts=_by_severity(body.get("amounts"), str),
        pages=pages_of(year, unit.id, body["outputs"], titles) + documents,
        note=str(body.get("message", "")),
        sample="示例" if body.get("example") else "",
        report=report,
    )  # fmt: skip


def _by_severity(given: object, kind: type) -> dict[str, Any] | None:
    """What a manifest says of each severity; None where it says nothing."""
    if not isinstance(given, dict):
        return None
    return {severity: given[severity] for severity in SEVERITIES if isinstance(given.get(severity), kind)}


def _report(folder: Path, year: int, unit: str, body: dict[str, Any]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """How far the audit report is, and the links to the last one that was released."""
    if not (folder / FOLDER).is_dir():
        return str(body.get("report", "")), ()
    stands = LAPSED if alterations(folder) else str(body.get("report", ""))
    found = last(released(folder))
    if found is None:
        return stands, ()
    stem = f"{year}/{unit}/{FOLDER}/{found.name.removesuffix('.json')}"
    return stands, tuple((f"{found.state} {ENDINGS[ending]}", f"{stem}.{ending}") for ending in ("docx", "pdf"))


def score_of(body: Mapping[str, Any]) -> str:
    """The score of a manifest as the index shows it; empty where nothing is scored."""
    if body.get("evaluated") is None:
        return ""
    if body["evaluated"] == "0":
        return f"未评分（满分{body.get('possible')}分）"
    return f"{body.get('score')}（可评{body['evaluated']}分，满分{body.get('possible')}分）"
