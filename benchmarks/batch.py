"""How fast a night's run makes its pages, against papermill and nbconvert as a user would put them together.

``python benchmarks/batch.py`` prints one table: every notebook for the 13 unions of the committed example, html only.
All ways have the same notebooks, and a copy each of the same case store, in which the books are read and the checks
answered. ``--quick`` takes two unions. The loop of commands runs for a few unions and is scaled up, as it does the same
for each. Peak memory (of all processes together) comes from a second round over a few unions. No figure is asserted.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measuring import Used, alone, machine, tree

INPUTS = Path(__file__).resolve().parents[1] / "inputs" / "synthetic"
YEAR = 2021
PROCESSES = 2
PACKAGES = ("papermill", "nbconvert", "nbclient", "ipykernel", "duckdb", "matplotlib")


def prepare(outputs: str) -> None:
    """Reads all books and answers all checks, into the store of ``outputs``."""
    from auditbook.case import Case
    from auditbook.workspace import workspace

    place = workspace(INPUTS, outputs)
    assert all(Case(place, YEAR, unit).proved for unit in place.with_unions(YEAR))


def commands(outputs: str, *units: str) -> None:
    """(a) papermill's and nbconvert's commands in a loop."""
    for notebook, unit, made in _jobs(outputs, units):
        for command in (
            ["papermill", notebook, str(made), "-p", "year", str(YEAR), "-p", "unit", unit],
            ["jupyter", "nbconvert", "--to", "html", "--no-input", str(made)],
        ):
            programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
            subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PATH": programs})


def libraries(outputs: str, *units: str) -> None:
    """(b) papermill and nbconvert as libraries in two processes."""
    _in_processes(outputs, units, {})


def tuned(outputs: str, *units: str) -> None:
    """(b') the same without a save after every cell, and kernels that are not waited for."""
    quick = {"request_save_on_cell_execute": False, "autosave_cell_every": 0, "shutdown_kernel": "immediate"}
    _in_processes(outputs, units, quick)


def _in_processes(outputs: str, units: tuple[str, ...], how: dict[str, Any]) -> None:
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), _ready) as pool:
        list(pool.map(partial(_page, how), _jobs(outputs, units)))


def _ready() -> None:
    """What a process imports and makes once."""
    global EXPORTER
    import papermill  # noqa: F401
    from nbconvert import HTMLExporter

    EXPORTER = HTMLExporter(exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True)


def _page(how: dict[str, Any], job: tuple[str, str, Path]) -> None:
    import papermill

    notebook, unit, made = job
    parameters = {"year": YEAR, "unit": unit}
    done = papermill.execute_notebook(
        notebook, str(made), parameters=parameters, kernel_name="python3", progress_bar=False, log_output=False, **how
    )
    made.with_suffix(".html").write_text(EXPORTER.from_notebook_node(done)[0], "utf-8")


def _jobs(outputs: str, units: tuple[str, ...]) -> list[tuple[str, str, Path]]:
    """Notebook, union, and where the copy that ran is to be."""
    found = []
    for unit in units:
        folder = Path(outputs, str(YEAR), unit)
        folder.mkdir(parents=True, exist_ok=True)
        found += [(str(path), unit, folder / path.name) for path in notebooks()]
    return found


def notebooks() -> list[Path]:
    """Those that a run makes for a grassroots union."""
    from auditbook.notebooks import chosen
    from auditbook.workspace import workspace

    return [notebook.path for notebook in chosen(workspace(INPUTS).root, ()) if notebook.suits("grassroots")]


WORK: dict[str, Callable[..., None]] = {work.__name__: work for work in (prepare, commands, libraries, tuned)}


@dataclass
class Way:
    """One row of the table: ``work`` names a function of ``WORK``, or is empty for ``auditbook run``; ``store`` says
    that it begins with the prepared one, ``folder`` that it goes on in another way's."""

    letter: str
    told: str
    work: str = ""
    store: bool = True
    folder: str = ""
    seconds: float = 0.0
    processor: float = 0.0
    memory: float = 0.0


@dataclass(frozen=True)
class Night:
    """Where the ways are compared: a prepared ``store``, a ``folder`` for what they make, all unions."""

    store: Path
    folder: Path
    units: tuple[str, ...]
    pictures: dict[str, int] = field(default_factory=dict)

    def run(self, way: Way, units: tuple[str, ...], memory: bool = False, again: bool = False) -> Used:
        """The way, in an outputs folder of its own; ``again`` in the one that it has left."""
        outputs = self.folder / f"{way.folder or way.letter}{'-memory' if memory else ''}"
        if not again:
            shutil.rmtree(outputs, ignore_errors=True)
            outputs.mkdir()
            if way.store:
                shutil.copytree(self.store / ".store", outputs / ".store")
        folders = {"AUDITBOOK_INPUTS": str(INPUTS), "AUDITBOOK_OUTPUTS": str(outputs)}
        used = tree(_command(way, outputs, units), {**os.environ, **folders}, memory)
        pages = [outputs / str(YEAR) / unit / f"{path.stem}.html" for unit in units for path in notebooks()]
        shown = {page: len(re.findall(r'<img\b[^>]*"data:image/png', page.read_text("utf-8"))) for page in pages}
        for page, pictures in shown.items():
            # all ways make the same pages
            assert self.pictures.setdefault(f"{page.parent.name}/{page.name}", pictures) == pictures, page
        return used


def _command(way: Way, outputs: Path, units: tuple[str, ...]) -> list[str]:
    if way.work:
        return [sys.executable, __file__, "--work", way.work, str(outputs), *units]
    asked = [word for unit in units for word in ("--unit", unit)]
    folders = ["--inputs", str(INPUTS), "--outputs", str(outputs)]
    how = ["--year", str(YEAR), "--format", "html", "--jobs", str(PROCESSES)]
    return [sys.executable, "-m", "auditbook", "run", *folders, *how, *asked]


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="two unions")
    options.add_argument("--loop", type=int, default=4, help="unions for which the loop of commands runs")
    options.add_argument("--only", default="", help="letters of the ways to run, as in acd")
    options.add_argument("--work", nargs="+", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        WORK[given.work[0]](*given.work[1:])
        return
    units = tuple(f"u{number:02}" for number in range(1, 3 if given.quick else 14))
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(f"{datetime.now(UTC).date()}, {machine()}, {versions}")
    print(f"{len(units)} unions × {len(notebooks())} notebooks, html only")
    with tempfile.TemporaryDirectory() as name:
        night = Night(Path(name, "prepared"), Path(name, "made"), units)
        night.folder.mkdir()
        alone(__file__, "prepare", night.store)
        _table(night, given.loop, given.only)


def _table(night: Night, loop: int, only: str) -> None:
    few = night.units[: min(loop, len(night.units))]
    same = Way("d", "auditbook run, nothing changed", folder="c")
    ways = [
        Way("a", f"papermill and nbconvert, commands in a loop{_scaled(few, night.units)}", "commands"),
        Way("b", f"papermill and nbconvert, libraries, {PROCESSES} processes", "libraries"),
        Way("b'", "the same, kernels not waited for, saved once", "tuned"),
        Way("c", f"auditbook run, {PROCESSES} processes"),
        same,
        Way("c0", "auditbook run, nothing read or checked before", store=False),
    ]
    done: dict[str, Way] = {}
    for way in (way for way in ways if not only or way.letter[0] in only):
        units = few if way.letter == "a" else night.units
        load = os.getloadavg()[0]
        if way is same:
            used = sorted((night.run(way, units, again=True) for _ in range(5)), key=lambda used: used.seconds)[2]
        else:
            used = night.run(way, units)
            way.memory = night.run(way, units[: 1 if way.letter == "a" else 2], memory=True).memory
        way.seconds, way.processor = (part * len(night.units) / len(units) for part in (used.seconds, used.processor))
        done[way.letter] = way
        print(_line(way, done, len(night.units) * len(notebooks()), load), flush=True)


def _scaled(few: tuple[str, ...], units: tuple[str, ...]) -> str:
    return f" ({len(few)} of {len(units)} unions, scaled)" if len(few) < len(units) else ""


def _line(way: Way, done: dict[str, Way], count: int, load: float) -> str:
    told = f"({way.letter}) {way.told}"
    figures = f"{way.seconds:8.2f} s {60 * count / way.seconds:8.0f} a minute {way.processor:8.1f} processor s"
    memory = f"{way.memory:6.0f} MB" if way.memory else f"{'':9}"
    against = [f"{letter} ÷ this {done[letter].seconds / way.seconds:.1f} ×" for letter in ("a", "b", "b'")
               if letter in done and way.letter[0] in "cd"]  # fmt: skip
    return f"{told:<76}{figures} {memory}  load {load:.1f}  {', '.join(against)}"


if __name__ == "__main__":
    main()
