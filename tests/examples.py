"""The committed examples, run once a session for all tests that only read what a run leaves."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from auditbook import cli
from auditbook.batch.order import Order
from auditbook.batch.run import run as run_batch
from auditbook.report.citations import Citations, Markdown
from auditbook.report.pandoc import convert
from auditbook.report.report import Report
from auditbook.report.texts import numbered, parts, render
from auditbook.report.vocabulary import Vocabulary
from auditbook.workspace import Workspace

ROOT = Path(__file__).parents[1]
INPUTS = ROOT / "inputs"
UNITS = ("nanhu", "yiyang")


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that ``make`` fills once a session, also where several workers ask for it."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    made, failed = folder.with_suffix(".made"), folder.with_suffix(".failed")
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + 300
        while not made.exists() and not failed.exists():
            assert time.monotonic() < until, f"another worker did not finish {name}"
            time.sleep(0.1)
    else:
        try:
            make(folder)
        except BaseException:
            failed.touch()
            raise
        made.touch()
    assert made.exists(), f"another worker failed to make {name}"
    return folder


class _Undrawn(Vocabulary):
    """The words of a report that draws nothing."""

    def chart(self, name: str) -> Markdown:
        return Markdown("")

    def chart_of_books(self, name: str) -> Markdown:
        return Markdown("")


def alone(report: Report, part: str) -> str:
    """One part as HTML, made without the other parts, which its tests do not read, and without pictures."""
    texts = parts(report.name, report.case.place.texts)
    asked = {file: text for file, text in texts.items() if file.partition("_")[2] == f"{part}.md.j2"}
    words = _Undrawn(report.case, Citations(report.case.known), {}, report.internal).words()
    (text,) = numbered(render(asked, words)).values()
    return convert(text, "html5")


def copy_inputs(folder: Path) -> None:
    shutil.copytree(INPUTS / "2022", folder / "inputs" / "2022")
    shutil.copy(INPUTS / "units.csv", folder / "inputs" / "units.csv")


def run(folder: Path, *more: str) -> int:
    """``auditbook run`` in the workspace ``folder``, whatever the environment says."""
    return cli.main(["run", "--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs"), *more])


def examples_run(factory: pytest.TempPathFactory) -> Path:
    """A workspace with both examples, run by the notebooks of the project. Whoever reads it changes nothing in it."""
    folder = once(factory, "examples", copy_inputs)
    place = Workspace(folder / "inputs", folder / "outputs")

    def unit(name: str) -> None:
        errors = [error for done in run_batch(Order(place, units=(name,))) for error in done.errors]
        (folder / f"{name}.errors").write_text("\n".join(errors), "utf-8")

    # two workers begin with one unit each and then wait for the other
    for name in UNITS if os.environ.get("PYTEST_XDIST_WORKER", "gw0")[-1] in "02468" else reversed(UNITS):
        once(factory, f"example-{name}", lambda _, name=name: unit(name))
    once(factory, "examples-index", lambda _: (folder / "exit").write_text(str(run(folder))))
    return folder
