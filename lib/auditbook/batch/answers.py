"""The answers of the checks over single units' books, before their pages: many small books together, each large alone.

Nothing is lost where it fails: the pages of a unit ask for what is not kept, and say what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING

from auditbook.batch.order import Order
from auditbook.batch.plan import Job
from auditbook.batch.turn import making
from auditbook.errors import AuditbookError
from auditbook.files import files_below

if TYPE_CHECKING:
    from auditbook.case import Case

FEW = 4  # units for each process: with fewer, asking them together takes as long as asking one after the other
MANY = 50
ON_MACHINES = 10  # units of a share where nobody knows how many processes there are
_LARGE = 5_000_000  # bytes of a unit's files that are read and asked alone

Share = tuple[Job, ...]


def shares(order: Order, jobs: Iterable[Job]) -> Iterator[Share]:
    """What one process does at a time: a unit with large files, or several units of one year with small ones."""
    for _, found in groupby(jobs, key=lambda job: job.year):
        sized = sorted(((_size(order, job), job.unit, job) for job in found), reverse=True)
        yield from ((job,) for size, _, job in sized if size > _LARGE)
        small = [job for size, _, job in sized if size <= _LARGE]
        number = _number(order, len(small))
        # dealt out, so that the largest are not all in one share
        yield from (tuple(small[start::number]) for start in range(number))


def answer(order: Order, share: Share) -> bool:
    """Keeps the answers about the units of a share; whether any of them is audited at all."""
    from auditbook.case import Case  # slow to import, and of no use where nothing has changed

    with making(order.place.outputs):
        cases = [Case(order.place, job.year, job.unit, again=order.force) for job in share]
        left = [case for case in cases if _audited(case)]
        cases.clear()
        kept, audited = _together(left), bool(left)
        # one after the other lets go of its books
        while left:
            _alone(left.pop(), kept)
        return audited


def _together(cases: list[Case]) -> set[str]:
    from auditbook.ledger.answers import SETTINGS
    from auditbook.ledger.together import answer_together

    if not cases:
        return set()
    first = cases[0]
    books = [case.books for case in cases]
    return answer_together(books, first.store, first.place.checks, first.settings.stated(SETTINGS))


def _alone(case: Case, kept: set[str]) -> None:
    if case.unit not in kept:
        with suppress(AuditbookError, OSError):
            _ = case.answered_alone


def _audited(case: Case) -> bool:
    with suppress(AuditbookError, OSError):
        return case.audited and bool(case.books)
    return False


def _number(order: Order, units: int) -> int:
    """The number of shares for so many units; as many as units where processes side by side are as fast without."""
    if order.scheduler:
        return max(1, units // ON_MACHINES)
    return max(order.jobs, -(-units // MANY)) if units >= FEW * order.jobs else units


def _size(order: Order, job: Job) -> int:
    with suppress(AuditbookError, OSError):
        return sum(path.stat().st_size for path in files_below(order.place.folder_of(job.year, job.unit)))
    return 0
