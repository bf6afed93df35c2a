"""What the runner itself costs for each unit: 100, 1,000 and 10,000 units whose work is replaced by nothing.

``python benchmarks/units.py`` prints one table. The units are folders with a few tiny files; a job writes the manifest
that a real one would write, beside files of a few bytes, and reads no book and runs no notebook. What is left is the
runner: plan, hand-out, collection, log, index. Every measured thing runs in a process of its own: processor time of
the process that hands the jobs out (not of the workers), and the peak of its memory, as the operating system counted
them. Nothing here is a test: no figure is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from measuring import machine

HERE = Path(__file__).resolve()
YEAR = 2021
UNIONS = 100  # of a federation
PROFILE = "name: 第{0}工会\nmembers: 50\n"
FISCAL = "项目,上年决算数,本年预算数,本年决算数\n支出总额,100.00,110.00,{0}.00\n"


def workspace(folder: Path, units: int, files: int) -> Path:
    """``inputs`` of so many grassroots unions with so many tiny files each, a hundred to a federation."""
    inputs = folder / "inputs"
    lines = ["unit,name,short_name,kind,parent"]
    for number in range(units):
        if number % UNIONS == 0:
            federation = f"f{number // UNIONS}"
            lines.append(f"{federation},第{number // UNIONS}总工会,,federation,")
        lines.append(f"u{number:05},第{number}工会,,grassroots,{federation}")
        unit = inputs / str(YEAR) / f"u{number:05}"
        unit.mkdir(parents=True)
        (unit / "profile.yaml").write_text(PROFILE.format(number), "utf-8")
        for name in ["fiscal.csv", *(f"附件{n:02}.txt" for n in range(files - 2))]:
            (unit / name).write_text(FISCAL.format(number), "utf-8")
    (inputs / "units.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return inputs


# ---- what stands for the work of a job ----
def no_answers(order, job) -> bool:
    """In place of the checks over one unit's books."""
    return True


def no_answers_across(order, job) -> None:
    """In place of the checks over all units: a mark for each unit, the same as long as the names are."""
    from auditbook.ledger.across import _MARKS, FOLDER

    folder = order.place.outputs / ".store" / FOLDER / job.across
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKS).write_text(json.dumps(dict.fromkeys(order.place.units(), "0" * 64)), "utf-8")


def no_work(order, job):
    """In place of a unit-year's notebooks: a few tiny files, and the manifest that a real job writes."""
    from auditbook import manifest, notebooks
    from auditbook.batch.order import DONE, Done
    from auditbook.batch.standing import pages
    from auditbook.ledger import across
    from auditbook.ledger.store import Store
    from auditbook.recipe import recipe

    place, store = order.place, Store(order.place.outputs / ".store")
    about = place.units()[job.unit]
    wanted = [one for one in notebooks.chosen(place.root, ()) if one.suits(about.kind)]
    target = place.destination(job.year, job.unit)
    target.mkdir(parents=True, exist_ok=True)
    names = [f"{one.path.stem}.{ending}" for one in wanted for ending in ("html", "ipynb")]
    names += [f"{number:02}.csv" for number in range(int(os.environ["BENCH_OUTPUTS"]) - len(names))]
    for name in names[: int(os.environ["BENCH_OUTPUTS"])]:
        (target / name).write_text(name, "utf-8")
    marks = across.of_pages(job.unit, place, across.marks(store.folder / across.FOLDER / job.across) or {})
    now = recipe(place, store, job.year, job.unit, wanted, order.formats, order.given, marks)
    made = store.digests(path for path in sorted(target.iterdir()) if path.name != manifest.NAME)
    outputs = {path.name: known for path, known in made.items()}
    body = {"schema": manifest.SCHEMA, **now.told, "name": about.name, "kind": about.kind, "state": DONE,
            "findings": {"高": 1, "中": 2, "低": 3}, "amounts": {}, "unread": [], "report": "未出具", "notes": [],
            "outputs": outputs}  # fmt: skip
    (target / manifest.NAME).write_text(json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    told = {"before": None, "compared": None}
    done = Done(job.year, job.unit, DONE, 0.0, tuple(pages(target, wanted)), changes=told)
    return replace(done, why=job.why)


# ---- what is measured: each in a process of its own ----
def run(folder: Path, jobs: int) -> None:
    """``auditbook run`` with nothing for work."""
    import units as stand_in  # under a name by which other processes find it

    from auditbook.batch import run as runner

    runner._answers, runner._answers_across = stand_in.no_answers, stand_in.no_answers_across
    runner._job = stand_in.no_work
    command(folder, "run", "--jobs", str(jobs))


def command(folder: Path, *words: str) -> None:
    """A command as it is."""
    from auditbook.cli import main as auditbook

    auditbook([*words, "--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs")])


WORK = {"run": run, "command": command}


def measured(name: str, folder: Path, *words: str, profile: str = "") -> tuple[float, float, float]:
    """Seconds on the clock, seconds of processor time of the process itself, and its peak memory in MB."""
    how = ["-m", "cProfile", "-o", profile] if profile else []
    path = os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, *how, str(HERE), "--work", name, str(folder), *words],
        check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    seconds, processor, memory = map(float, done.stdout.splitlines()[-1].split())
    return seconds, processor, memory


def rows(folder: Path, units: int, given: argparse.Namespace) -> Iterator[str]:
    """The lines of the table for so many units."""
    os.environ["BENCH_OUTPUTS"] = str(given.outputs)
    workspace(folder, units, given.files)
    jobs = units + -(-units // UNIONS)

    def line(what: str, name: str, *words: str) -> str:
        profile = f"{given.profile}/{units}-{what.replace(' ', '-')}.prof" if given.profile else ""
        seconds, processor, memory = measured(name, folder, *words, profile=profile)
        each = processor / jobs * 1000
        return f"{units:7,}  {what:<24} {seconds:8.2f} s {processor:8.2f} s {each:7.2f} ms {memory:7.0f} MB"

    yield line("all, 2 processes", "run", "2")
    yield line("nothing changed", "command", "run")
    unit = folder / "inputs" / str(YEAR) / "u00007"
    (unit / "fiscal.csv").write_text(FISCAL.format(999_999), "utf-8")
    yield line("status, one changed", "command", "status")
    yield line("run, one changed", "run", "2")
    yield line("status, nothing changed", "command", "status")
    yield line("all again, this process", "run", "1") if given.here else ""


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, nargs="*", default=[100, 1_000, 10_000])
    options.add_argument("--files", type=int, default=3, help="of each unit")
    options.add_argument("--outputs", type=int, default=3, help="of each unit")
    options.add_argument("--profile", help="a folder for the profiles of what is measured")
    options.add_argument("--here", action="store_true", help="also all units in the process itself")
    options.add_argument("--folder", help="where the workspaces stay")
    options.add_argument("--work", nargs="*", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        name, folder, *words = given.work
        started = time.perf_counter()
        WORK[name](Path(folder), *(map(int, words) if name == "run" else words))
        used = resource.getrusage(resource.RUSAGE_SELF)
        processor = used.ru_utime + used.ru_stime
        print(time.perf_counter() - started, processor, used.ru_maxrss / 1024)
        return
    print(machine())
    print(f"{given.files} files and {given.outputs} outputs of each unit")
    print(f"{'units':>7}  {'what':<24} {'clock':>10} {'processor':>10} {'a unit':>10} {'memory':>10}")
    for units in given.units:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(given.folder or name) / str(units)
            for told in rows(folder, units, given):
                print(told, flush=True)


if __name__ == "__main__":
    main()
