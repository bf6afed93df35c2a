"""``manifest.json``: what a folder of outputs was made from. It is written last and commits the folder.

It holds hashes and names, no time and no absolute path: equal inputs give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditbook.decisions import DISMISSED
from auditbook.engagement import released
from auditbook.files import code_digest, digest, write_whole

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.notebooks import Notebook

NAME = "manifest.json"
SCHEMA = 1
PACKAGES = (
    "auditbook",
    "duckdb",
    "fastexcel",
    "pyarrow",
    "papermill",
    "nbconvert",
    "pandas",
    "matplotlib",
    "pypandoc_binary",
    "typst",
    "python-docx",
)


def fingerprint(case: Case, notebooks: list[Notebook], formats: tuple[str, ...], given: dict[str, Any]) -> str:
    """One hash over everything that the outputs of a unit-year follow from."""
    parts = {
        "year": case.year,
        "unit": case.unit,
        "given": given,
        "formats": sorted(formats),
        "notebooks": {notebook.path.name: digest(notebook.path) for notebook in notebooks},
        "inputs": inputs(case),
        "across": case.across_mark,
        "code": code_digest(),
        "versions": versions(),
    }
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def inputs(case: Case) -> dict[str, str]:
    """The hash of every file that a case may read: the unit's, the year's settings, the list, own rules and texts.

    The pages of a federation tell of its unions as well: their files are among them, what people wrote included.
    """
    place = case.place
    units = [case.unit, *(unit.id for unit in place.units().values() if unit.parent == case.unit != unit.id)]
    # the year before gives the openings
    folders = [*(place.inputs / str(year) / unit for year in (case.year - 1, case.year) for unit in units),
               place.rules, place.checks, place.accounts, place.limits, place.texts]  # fmt: skip
    files = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    files += [place.inputs / "units.csv", place.inputs / str(case.year) / "year.yaml"]
    files += [place.inputs / "engagement.yaml", place.inputs / "requests.yaml"]
    named = {path.relative_to(place.root).as_posix(): path for path in files if path.is_file()}
    return {name: case.store.digest(named[name]) for name in sorted(named)}


@cache
def versions() -> dict[str, str]:
    """The versions of the packages that the outputs depend on."""
    return {name: version(name) for name in PACKAGES}


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder; None where there is none or it is broken, which means: not committed."""
    try:
        body = json.loads((folder / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(body, dict) or body.get("schema") != SCHEMA or not isinstance(body.get("outputs"), dict):
        return None
    return body


def valid(folder: Path, mark: str) -> bool:
    """The folder was completed for this very fingerprint, and its files are still what they were."""
    body = read(folder)
    if body is None or body.get("fingerprint") != mark or body.get("state") != "完成":
        return False
    made = body.get("outputs")
    return isinstance(made, dict) and all(
        (folder / name).is_file() and digest(folder / name) == known for name, known in made.items()
    )


def write(folder: Path, case: Case, mark: str, state: str, notebooks: list[Notebook], given: dict[str, Any]) -> None:
    """Commits ``folder``."""
    total = case.totals.get(case.settings.system)
    severities = [found.severity for found in case.found if found.standing.decision != DISMISSED]
    body = {
        "schema": SCHEMA,
        "year": case.year,
        "unit": case.unit,
        "name": case.about.name,
        "kind": case.about.kind,
        "example": case.example,
        "state": state,
        "system": case.settings.system,
        "score": None if total is None else str(total.score),
        "evaluated": None if total is None else str(total.evaluated),
        "possible": None if total is None else str(total.possible),
        "grade": None if total is None else total.grade,
        "findings": {severity: severities.count(severity) for severity in "高中低"},
        "fingerprint": mark,
        "parameters": given,
        "notebooks": {notebook.path.name: digest(notebook.path) for notebook in notebooks},
        "inputs": inputs(case),
        "across": case.across_mark,
        "code": code_digest(),
        "report": released.state(case, folder),
        "notes": released.notes(case, folder),
        "versions": versions(),
        "seed": case.settings["seed"] and int(case.settings["seed"]),
        "outputs": {path.name: digest(path) for path in sorted(folder.iterdir()) if _ours(path)},
    }
    _replace(folder / NAME, body)


def restate(folder: Path, case: Case) -> None:
    """Writes down how far the report is after a release; all else stays as the run left it."""
    body = read(folder)
    if body is not None:
        _replace(folder / NAME, body | {"report": released.state(case, folder), "notes": released.notes(case, folder)})


def write_failure(folder: Path, year: int, unit: str, message: str) -> None:
    """Says that a unit-year could not be run at all, beside whatever older outputs there are."""
    body = {"schema": SCHEMA, "year": year, "unit": unit, "state": "失败", "message": message,
            "fingerprint": "", "outputs": {}}  # fmt: skip
    _replace(folder / NAME, body)


def _ours(path: Path) -> bool:
    return path.is_file() and path.name != NAME and not path.name.startswith(".")


def _replace(path: Path, body: dict[str, Any]) -> None:
    write_whole(path, json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
