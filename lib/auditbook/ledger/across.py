"""What the checks over all units of a year answer, worked out once a year, and a mark for each unit's share of it.

A folder of the store holds the answers of one state of all inputs; ``marks.json`` is written last and says that they
are complete. A unit's mark changes as soon as a matter that concerns it does, whichever unit's data changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditbook.checks import checks
from auditbook.checks.header import UNITS
from auditbook.files import code_digest, used, write_whole
from auditbook.finding import Outcome, evidence_hash
from auditbook.ledger.answers import DECIDING, asked, joined, own_files, read_outcomes, write_outcomes
from auditbook.ledger.books import Books
from auditbook.ledger.store import Store
from auditbook.workspace import Workspace

FOLDER = "across"
MARKS = "marks.json"


def across_name(place: Workspace, year: int, store: Store, settings: Mapping[str, Any]) -> str:
    """The name of the folder for the present inputs of ``year``: it stands for all data that decide."""
    told = json.dumps(dict(settings), default=str, sort_keys=True)
    return joined([place.content(year, store.digests), *own_files(place.checks), code_digest(*DECIDING), told])


def answers_across(
    unit: str, folder: Path, gather: Callable[[], Books], own: Path, settings: Mapping[str, Any], again: bool
) -> list[Outcome]:
    """What the checks across units answer, as far as it concerns ``unit``.

    ``gather`` gives the books of all units and is called only where nothing is kept in ``folder``.
    """
    kept = None if again or marks(folder) is None else read_outcomes(folder / f"{unit}.json")
    if kept is not None:
        return kept
    books = gather()
    found = asked([check for check in checks(own).values() if check.scope == UNITS], books, settings)
    shares = {name: [_concerning(outcome, name) for outcome in found] for name in (m.unit for m in books.members)}
    for name, share in shares.items():
        write_outcomes(folder / f"{name}.json", share)
    write_whole(folder / MARKS, json.dumps({name: mark(share) for name, share in shares.items()}))
    return shares[unit] if unit in shares else [_concerning(outcome, unit) for outcome in found]


def marks(folder: Path) -> dict[str, str] | None:
    """The mark of every unit; None where the answers are not complete."""
    try:
        found = json.loads((folder / MARKS).read_text("utf-8"))
        used(folder / MARKS)
    except (OSError, ValueError, RecursionError):
        return None
    whole = isinstance(found, dict) and all(isinstance(one, str) for one in found.values())
    return found if whole else None


def of_pages(unit: str, place: Workspace, known: Mapping[str, str]) -> dict[str, str]:
    """The marks of all units that the pages of ``unit`` tell of."""
    return {name: known[name] for name in (unit, *place.unions(unit)) if name in known}


def mark(outcomes: list[Outcome]) -> str:
    """Changes as soon as one of the outcomes does."""
    told = [f"{o.check}|{o.status}|{o.message}|{evidence_hash(o.evidence)}" for o in outcomes]
    return hashlib.sha256("\x1f".join(told).encode(errors="surrogateescape")).hexdigest()


def _concerning(outcome: Outcome, unit: str) -> Outcome:
    """The outcome with the matters that ``unit`` has a part in; without any it is clean for this unit."""
    if outcome.status != "findings":
        return outcome
    mine = {piece.group for piece in outcome.evidence if piece.unit == unit}
    evidence = tuple(piece for piece in outcome.evidence if piece.group in mine)
    if not evidence:
        told = outcome.message.rpartition("；")[0]
        message = f"{told}；未发现涉及本单位的疑点" if told else "未发现涉及本单位的疑点"
        return replace(outcome, status="clean", message=message, evidence=(), amount=None, found=0)
    amounts = [piece.amount for piece in evidence if isinstance(piece.amount, Decimal)]
    return replace(
        outcome, evidence=evidence, found=len(evidence), amount=sum(amounts, Decimal(0)) if amounts else None
    )
