"""The batch: every notebook for every unit and year of which something has changed; one failure stops no other.

Books are read and checked first; then what concerns all units of a year, once; then the pages. Each step
runs wherever the order says, and only for those for whom the plan has a reason.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import groupby

from auditbook import manifest, notebooks
from auditbook.batch.answers import answer, shares
from auditbook.batch.executors import Where, spread
from auditbook.batch.order import FAILED, Done, Order
from auditbook.batch.plan import Job, Plan, jobs
from auditbook.batch.standing import same
from auditbook.batch.turn import making
from auditbook.engagement import ours
from auditbook.errors import AuditbookError
from auditbook.files import trouble
from auditbook.workspace import Workspace


def checked(order: Order) -> list[Job]:
    """The jobs of an order that can be run. Errors: UsageError for what it names and nothing answers to."""
    notebooks.check_parameters(notebooks.chosen(order.place.root, order.notebooks), order.given)
    return jobs(order)


def run(order: Order) -> Iterator[Done]:
    """Runs an order and yields how each unit-year ended, as it ends; an error of one is told and the others run.

    Errors: UsageError before anything runs, for what the order names and nothing answers to.
    """
    plan = Plan(order)
    todo = [plan.alone(job) for job in checked(order)]
    where = Where(min(order.jobs, len(todo)), order.scheduler)
    asked = spread(partial(answer, order), shares(order, _stale(todo)), where)
    audited = {share[0].year for share, whether in asked if whether is True}
    todo = list(plan.across(todo))
    if new := list(_unknown(plan, todo, audited)):
        for _ in spread(partial(_answers_across, order), new, where):
            pass
        todo = list(plan.across(todo))
    for job in todo:
        if not job.why:
            folder = order.place.destination(job.year, job.unit)
            yield same(job.year, job.unit, folder, plan.suiting(job.unit))
    for job, ended in spread(partial(_job, order), _stale(todo), where):
        yield ended if isinstance(ended, Done) else _failed(order.place, job, ended)


def _stale(todo: list[Job]) -> Iterator[Job]:
    return (job for job in todo if job.why)


def _unknown(plan: Plan, todo: list[Job], audited: set[int]) -> Iterator[Job]:
    """A job of every year whose matters across units have to be worked out, as any pages tell of them."""
    for year, found in groupby(todo, key=lambda job: job.year):
        of_year = list(found)
        if not plan.order.force and plan.known(of_year[0].across):
            continue
        if year in audited or any(_told(plan, job) for job in of_year):
            yield of_year[0]


def _told(plan: Plan, job: Job) -> bool:
    """The pages of this unit tell of matters across units."""
    return bool((manifest.read(plan.order.place.destination(job.year, job.unit)) or {}).get("across"))


def _answers_across(order: Order, job: Job) -> None:
    """The answers of the checks over all units of the job's year, into the store."""
    from auditbook.case import Case

    with making(order.place.outputs):
        case = Case(order.place, job.year, job.unit, across_name=job.across)
        case.across_answers(again=order.force)


def _job(order: Order, job: Job) -> Done:
    """One unit-year from beginning to end; whatever goes wrong is how it ended."""
    from auditbook.batch.unit import make

    started = time.monotonic()
    try:
        with making(order.place.outputs):
            done = make(order, notebooks.chosen(order.place.root, order.notebooks), job)
    except Exception as problem:  # noqa: BLE001 (the one place that catches: no unit may stop the others)
        done = _failed(order.place, job, problem)
    return replace(done, seconds=time.monotonic() - started, why=job.why)


def _failed(place: Workspace, job: Job, problem: BaseException) -> Done:
    told = str(problem) if isinstance(problem, AuditbookError | BrokenExecutor) else _unforeseen(problem)
    with suppress(OSError):
        target = place.destination(job.year, job.unit)
        target.mkdir(parents=True, exist_ok=True)
        ours.remember(target)
        manifest.write_failure(target, job.year, job.unit, told)
    return Done(job.year, job.unit, FAILED, 0.0, errors=(f"{job.year} {job.unit}：{told}",), why=job.why)


def _unforeseen(problem: BaseException) -> str:
    if isinstance(problem, OSError):
        return trouble(problem)
    return f"程序出错（{type(problem).__name__}：{problem}）。请把这一行告诉开发者；其他单位不受影响"
