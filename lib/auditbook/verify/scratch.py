"""Where a finished unit-year is worked out anew: a folder that goes away, with a store that remembers nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditbook import manifest, notebooks
from auditbook.batch.order import DONE, Order
from auditbook.batch.run import run as run_batch
from auditbook.batch.unit import TABLES
from auditbook.case import Case
from auditbook.files import shown
from auditbook.frames import csv_bytes
from auditbook.recipe import Recipe
from auditbook.verify.finished import Finished
from auditbook.workspace import Workspace, beside

_SHARED = ("rules", "checks", "accounts", "limits", "texts")  # folders of the inputs that all years share


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder that is removed again."""
    # an open file on Windows must not turn a verification into an error
    with tempfile.TemporaryDirectory(prefix=f"auditbook-verify-{os.getpid()}-", ignore_cleanup_errors=True) as name:
        yield Path(name).resolve()


def place_of(run: Finished, inputs: Path, scratch: Path, pages: bool, as_usual: bool) -> Workspace:
    """The inputs under the name that they had when the results were made, with which the sources of figures begin.

    For ``pages`` they are copied, so that no notebook that lies beside them is run, and stand beside the outputs
    ``as_usual`` where pages link to them.
    """
    if run.called == inputs.name and not pages:
        return Workspace(inputs, scratch / "outputs")
    copy = scratch / (inputs.parent.name or "workspace") / run.called
    copy.mkdir(parents=True, exist_ok=True)
    years = {str(run.year - 1), str(run.year)}
    for path in inputs.iterdir():
        if path.is_dir() and path.name in {*years, *_SHARED} and not (copy / path.name).exists():
            shutil.copytree(path, copy / path.name, symlinks=True)
        elif path.is_file() and not path.is_symlink():
            shutil.copyfile(path, copy / path.name)
    return Workspace(copy, beside(copy) if as_usual else scratch / "outputs")


def worked_out(run: Finished, now: Recipe, place: Workspace, pages: bool) -> tuple[Path, list[str]]:
    """Where a unit-year was worked out, its tables and manifest, with ``pages`` all files; and what went wrong.

    ``now`` is the recipe by which it is worked out.
    """
    target = place.destination(run.year, run.unit)
    ours = {one.path.name for one in notebooks.chosen(place.root, ())} if pages else set()
    # a notebook that came with the results is somebody else's program
    foreign = [f"笔记本 {shown(name)} 不是本程序的，没有运行" for name in run.notebooks if pages and name not in ours]
    if names := tuple(Path(name).stem for name in run.notebooks if name in ours):
        order = Order(place, (run.year,), (run.unit,), names, run.formats, dict(run.parameters))
        ended = list(run_batch(order))
        return target, [*foreign, *(f"重新运行：{shown(error)}" for done in ended for error in done.errors)]
    target.mkdir(parents=True, exist_ok=True)
    case = Case(place, run.year, run.unit)
    for table in TABLES:
        (target / f"{table}.csv").write_bytes(csv_bytes(getattr(case, table)))
    manifest.write(target, case, now, DONE)
    return target, foreign
