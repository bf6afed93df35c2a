"""``manifest.json``: what a folder of outputs was made from. It is written last and commits the folder.

It holds hashes and names, no time and no absolute path: equal inputs give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditbook.engagement import released
from auditbook.files import code_digest, digest, write_whole
from auditbook.finding import SEVERITIES

if TYPE_CHECKING:
    from auditbook.case import Case
    from auditbook.recipe import Recipe
    from auditbook.results import Finding

NAME = "manifest.json"
SCHEMA = 1
_KINDS = {
    **dict.fromkeys(("year", "seed"), int),
    **dict.fromkeys(("fingerprint", "code", "unit", "name", "kind", "example", "state", "system", "message"), str),
    **dict.fromkeys(("score", "evaluated", "possible", "grade", "report"), str),
    **dict.fromkeys(("formats", "unread", "notes"), list),
    **dict.fromkeys(("inputs", "across", "notebooks", "versions", "parameters"), dict),
    **dict.fromkeys(("findings", "amounts", "outputs"), dict),
}
_OF = {"findings": int, "parameters": object}  # what lists and mappings hold: texts, but for these


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder; None where there is none or it is broken, which means: not committed."""
    try:
        return _body((folder / NAME).read_bytes())
    except OSError:
        return None


def _body(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    whole = isinstance(body, dict) and body.get("schema") == SCHEMA and body.get("outputs") is not None
    return body if whole and all(_of_kind(key, body.get(key)) for key in _KINDS) else None


def _of_kind(key: str, value: object) -> bool:
    if value is None:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, _KINDS[key]) and all(isinstance(one, _OF.get(key, str)) for one in inner)


def write(folder: Path, case: Case, recipe: Recipe, state: str) -> None:
    """Commits ``folder``, which follows from ``recipe``."""
    from auditbook.decisions import DISMISSED

    total = case.totals.get(case.settings.system)
    standing = [found for found in case.found if found.standing.decision != DISMISSED]
    outputs = case.store.digests(path for path in sorted(folder.iterdir()) if _ours(path))
    body = {
        "schema": SCHEMA,
        **recipe.told,
        "name": case.about.name,
        "kind": case.about.kind,
        "example": case.example,
        "state": state,
        "system": case.settings.system,
        "score": None if total is None else str(total.score),
        "evaluated": None if total is None else str(total.evaluated),
        "possible": None if total is None else str(total.possible),
        "grade": None if total is None else total.grade,
        "findings": {severity: sum(found.severity == severity for found in standing) for severity in SEVERITIES},
        "amounts": _amounts(standing),
        "unread": case.loaded.unread,
        "report": released.state(case, folder),
        "notes": released.notes(case, folder),
        "seed": None if case.settings["seed"] is None else int(case.settings["seed"]),
        "outputs": {path.name: known for path, known in outputs.items()},
    }
    _replace(folder / NAME, body)


def _amounts(standing: list[Finding]) -> dict[str, str]:
    """The money of the matters by severity (yuan): a voucher that three checks name counts once, for the gravest."""
    from auditbook.matters import matters  # slow to import; whoever only reads manifests needs none of it

    found: dict[str, Decimal] = {}
    for matter in matters(standing):
        if matter.amount is not None:
            found[matter.severity] = found.get(matter.severity, Decimal(0)) + matter.amount
    return {severity: str(found[severity]) for severity in SEVERITIES if severity in found}


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


def write_summary(outputs: Path) -> None:
    """``manifest.json`` of all outputs: the hash of every unit-year's, and how it stands."""
    from auditbook.versions import versions

    found = sorted(path for path in outputs.glob(f"[12][0-9][0-9][0-9]/*/{NAME}"))
    units = {path.parent.relative_to(outputs).as_posix(): _summed(path) for path in found}
    index = outputs / "index.html"
    _replace(outputs / NAME, {"schema": SCHEMA, "kind": "outputs", "units": units, "code": code_digest(),
                              "versions": versions(), "index": digest(index) if index.is_file() else None})  # fmt: skip


def _summed(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    return {"manifest": hashlib.sha256(raw).hexdigest(), "state": (_body(raw) or {}).get("state", "")}


def _ours(path: Path) -> bool:
    return path.is_file() and path.name != NAME and not path.name.startswith(".")


def _replace(path: Path, body: dict[str, Any]) -> None:
    write_whole(path, json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
