"""``outputs/index.html``: every unit and year, from the manifests of the folders themselves."""

from __future__ import annotations

from typing import Any

from auditbook import manifest
from auditbook.engagement.released import FOLDER, LAPSED, alterations, last, released
from auditbook.files import write_whole
from auditbook.finding import SEVERITIES
from auditbook.notebooks import chosen
from auditbook.report.index import IndexRow, index
from auditbook.workspace import Unit, Workspace

ENDINGS = {"html": "网页", "docx": "Word", "pdf": "PDF"}


def write_index(place: Workspace) -> None:
    """Writes the index anew; a unit without a folder in a year is one line, 未收到资料."""
    units = place.units()
    titles = _titles(place)
    rows = [row for year in sorted(place.years(), reverse=True) for row in _year(place, year, units, titles)]
    write_whole(place.outputs / "index.html", index(rows))


def rows_of(place: Workspace, year: int, units: list[str]) -> list[IndexRow]:
    """The lines of some units of a year."""
    known, titles = place.units(), _titles(place)
    return [_row(place, year, known.get(unit) or Unit(unit, unit, ""), True, titles) for unit in units]


def _titles(place: Workspace) -> dict[str, str]:
    return {notebook.path.stem: notebook.title for notebook in chosen(place.root, ())}


def _year(place: Workspace, year: int, units: dict[str, Unit], titles: dict[str, str]) -> list[IndexRow]:
    here = place.with_unions(year)
    listed = [*units, *(unit for unit in here if unit not in units)]
    return [_row(place, year, units.get(unit) or Unit(unit, unit, ""), unit in here, titles) for unit in listed]


def _row(place: Workspace, year: int, unit: Unit, received: bool, titles: dict[str, str]) -> IndexRow:
    body = manifest.read(place.destination(year, unit.id))
    if not received:
        return IndexRow(year, unit.id, unit.name, unit.kind, "未收到资料")
    if body is None:
        return IndexRow(year, unit.id, unit.name, unit.kind, "未运行")
    counts: dict[str, int] | None = body.get("findings")
    return IndexRow(
        year, unit.id, unit.name, unit.kind, body["state"],
        score=score_of(body),
        grade=body.get("grade") or "",
        findings=None if counts is None else {s: counts[s] for s in SEVERITIES if counts.get(s)},
        pages=_links(year, unit.id, list(body["outputs"]), titles) + _released(place, year, unit.id),
        note=body.get("message", ""),
        sample="示例" if body.get("example") else "",
        report=_report(place, year, unit.id, body),
    )  # fmt: skip


def _report(place: Workspace, year: int, unit: str, body: dict[str, Any]) -> str:
    return LAPSED if alterations(place.destination(year, unit)) else str(body.get("report", ""))


def _released(place: Workspace, year: int, unit: str) -> tuple[tuple[str, str], ...]:
    """Links to the last released report."""
    found = last(released(place.destination(year, unit)))
    if found is None:
        return ()
    stem = f"{year}/{unit}/{FOLDER}/{found.name.removesuffix('.json')}"
    return tuple((f"{found.state} {ENDINGS[ending]}", f"{stem}.{ending}") for ending in ("docx", "pdf"))


def score_of(body: dict[str, Any]) -> str:
    """The score of a manifest as pages show it; empty where there is none."""
    if body.get("evaluated") is None:
        return ""
    if body["evaluated"] == "0":
        return f"未评分（满分{body['possible']}分）"
    return f"{body['score']}（可评{body['evaluated']}分，满分{body['possible']}分）"


def _links(year: int, unit: str, files: list[str], titles: dict[str, str]) -> tuple[tuple[str, str], ...]:
    links = []
    for name in sorted(files, key=lambda file: (file.partition(".")[0], not file.endswith("html"), file)):
        stem, _, ending = name.partition(".")
        title = titles.get(stem, stem)
        if ending == "failed.html":
            links.append((f"{title}（未完成）", f"{year}/{unit}/{name}"))
        elif ending in ENDINGS:
            label = title if ending == "html" else ENDINGS[ending]
            links.append((label, f"{year}/{unit}/{name}"))
    return tuple(links)
