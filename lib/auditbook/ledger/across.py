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
from auditbook.checks.header import UNITS, Check
from auditbook.checks.telling import blank, lacking
from auditbook.files import used, write_whole
from auditbook.finding import Outcome
from auditbook.ledger.answers import (
    about_unread,
    asked,
    joined,
    outcomes_text,
    own_files,
    program,
    read_outcomes,
    write_outcomes,
    written_asked,
)
from auditbook.ledger.books import Books, YearBooks
from auditbook.ledger.store import Store
from auditbook.tables import tables
from auditbook.workspace import Workspace

FOLDER = "across"
MARKS = "marks.json"


def across_name(place: Workspace, year: int, store: Store, settings: Mapping[str, Any]) -> str:
    """The name of the folder for the present inputs of ``year``: it stands for all data that decide."""
    content = place.content(year, store.digests, written=bool(written_asked(place.checks)))
    return joined([content, *own_files(place.checks), *program(settings)])


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
    wanted = [check for check in checks(own).values() if check.scope == UNITS]
    found = list(zip(wanted, asked(wanted, books, settings), strict=True))
    # a federation without a folder of its own has delivered nothing and is asked about all the same
    delivered = {unit: YearBooks(0), **{member.unit: member.now for member in books.members}}
    shares = {name: [_share(*one, name, now) for one in found] for name, now in delivered.items()}
    for name, share in shares.items():
        write_outcomes(folder / f"{name}.json", share)
    write_whole(folder / MARKS, json.dumps({name: mark(share) for name, share in shares.items()}))
    return shares[unit]


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
    """Changes as soon as one of the outcomes does, be it only a row of another unit that stands elsewhere now."""
    return hashlib.sha256(outcomes_text(outcomes).encode(errors="surrogateescape")).hexdigest()


def _share(check: Check, outcome: Outcome, unit: str, now: YearBooks) -> Outcome:
    """The outcome as far as it concerns ``unit``, whose own books are ``now``.

    Without a part in any matter it is clean for this unit, if its own tables could be looked at.
    """
    if outcome.status not in ("clean", "findings"):
        return outcome
    mine = {piece.group for piece in outcome.evidence if piece.unit == unit}
    evidence = tuple(piece for piece in outcome.evidence if piece.group in mine)
    present = now.present
    if not evidence and (lacked := lacking(check, present, lambda name: name in present or name not in tables())):
        return about_unread(lacked, now)
    if not evidence and outcome.looked and unit not in outcome.looked:
        return replace(blank(check), message="本单位的资料里没有可以同其他单位比对的内容，未能核对")
    if outcome.status == "clean":
        return outcome
    if not evidence:
        told = outcome.message.rpartition("；")[0]
        message = f"{told}；未发现涉及本单位的疑点" if told else "未发现涉及本单位的疑点"
        return replace(outcome, status="clean", message=message, evidence=(), amount=None, found=0)
    amounts = [piece.amount for piece in evidence if isinstance(piece.amount, Decimal)]
    return replace(
        outcome, evidence=evidence, found=len(evidence), amount=sum(amounts, Decimal(0)) if amounts else None
    )
