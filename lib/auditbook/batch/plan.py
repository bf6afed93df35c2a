"""What a run has to do and why, told from hashes and manifests without opening a case.

A unit-year's pages follow from its own files (told here at once) and from the matters across all units of its year,
which are known only where all units' books are as they were when those matters were last worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from auditbook import manifest, notebooks
from auditbook.batch.order import Order
from auditbook.errors import UsageError
from auditbook.files import trouble
from auditbook.ledger import across
from auditbook.ledger.answers import SETTINGS
from auditbook.ledger.store import FOLDER, Store
from auditbook.notebooks import Notebook
from auditbook.recipe import Shared, of_others, recipe, why
from auditbook.workspace import Unit


@dataclass(frozen=True)
class Job:
    """A unit-year, why it has to be run (empty: it stands as it is), and the answers over all units that it goes by."""

    year: int
    unit: str
    why: tuple[str, ...] = ()
    across: str = ""


def jobs(order: Order) -> list[Job]:
    """The unit-years of an order, oldest first. Errors: UsageError for a year or unit that is not there."""
    place = order.place
    years = order.years or tuple(place.years())
    if not years:
        raise UsageError(f"资料文件夹 {place.inputs.name}/ 里没有任何年度。请建立 inputs/<年度>/<单位>/ 并放入资料。")
    found = [Job(year, unit) for year in years for unit in place.with_unions(year)]
    known = dict.fromkeys(job.unit for job in found)
    for unit in order.units:
        if unit not in known:
            told = f"{'、'.join(map(str, years))} 年度没有单位“{unit}”。可用的单位：{'、'.join(known)}。"
            raise UsageError(told)
    return [job for job in found if not order.units or job.unit in order.units]


def planned(order: Order) -> Iterator[Job]:
    """Every unit-year of an order, with the reasons to run it as far as they are known now."""
    plan = Plan(order)
    yield from plan.across(plan.alone(job) for job in jobs(order))


@dataclass(frozen=True)
class Plan:
    """An order against everything as it is when the plan is made."""

    order: Order
    store: Store = field(init=False)
    _common: dict[int, Shared] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "store", Store(self.order.place.outputs / FOLDER, self.order.force))

    @cached_property
    def notebooks(self) -> list[Notebook]:
        """The notebooks that are asked for."""
        return notebooks.chosen(self.order.place.root, self.order.notebooks)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The list of units."""
        return self.order.place.units()

    def suiting(self, unit: str) -> list[Notebook]:
        """The notebooks for a unit of this kind."""
        kind = self.units[unit].kind if unit in self.units else ""
        return [notebook for notebook in self.notebooks if notebook.suits(kind)]

    def alone(self, job: Job) -> Job:
        """The job with the reasons that lie in the unit itself."""
        order = self.order
        if order.force:
            return replace(job, why=("指定了 --force",))
        suiting, shared = self.suiting(job.unit), self._shared(job.year)
        folder = order.place.destination(job.year, job.unit)
        try:
            now = recipe(order.place, self.store, job.year, job.unit, suiting, order.formats, order.given, None, shared)
            return replace(job, why=tuple(why(now, manifest.read(folder), folder, self.store)))
        except OSError as problem:
            # the unit says so itself when it is run; the others are planned
            return replace(job, why=(trouble(problem),))

    def across(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """The jobs with the name of the answers over all units of their year, and the reasons that lie there.

        Where those answers are not worked out yet, no job gets a reason for them.
        """
        names: dict[int, str] = {}
        marks: dict[int, dict[str, str] | None] = {}
        for job in jobs:
            if job.year not in names:
                names[job.year] = self._name(job.year)
                marks[job.year] = across.marks(self._folder(names[job.year]))
            known = marks[job.year]
            why = job.why or (() if known is None else self._of_others(job, known))
            yield replace(job, across=names[job.year], why=why)

    def known(self, name: str) -> bool:
        """The answers over all units of this name are worked out."""
        return across.marks(self._folder(name)) is not None

    def _name(self, year: int) -> str:
        settings = self.order.place.settings(year).stated(SETTINGS)
        return across.across_name(self.order.place, year, self.store, settings)

    def _folder(self, name: str) -> Path:
        return self.store.folder / across.FOLDER / name

    def _of_others(self, job: Job, marks: dict[str, str]) -> tuple[str, ...]:
        made = manifest.read(self.order.place.destination(job.year, job.unit)) or {}
        return tuple(of_others(across.of_pages(job.unit, self.order.place, marks), made))

    def _shared(self, year: int) -> Shared:
        if year not in self._common:
            self._common[year] = Shared.of(self.order.place, self.store, year, self.notebooks)
        return self._common[year]
