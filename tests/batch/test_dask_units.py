"""Whole unit-years on the workers of a Dask scheduler: the same as here, also when a machine is lost in the middle."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from auditbook.batch.executors import Where, spread

UNITS = 6
_PATIENCE = 60  # seconds until scheduler and workers are there
LOOK = """import time
from auditbook import open_case
case = open_case(year, unit)
time.sleep(0.5)
print(case, len(case.outcomes))"""


def cell(kind, name, source, **metadata):
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": metadata, "source": source, **code}


def small_federation(folder: Path) -> Path:
    """A federation and its unions, with one small notebook for each."""
    lines = ["unit,name,short_name,kind,parent", "f,某区总工会,区总工会,federation,"]
    for number in range(UNITS - 1):
        unit = folder / "inputs" / "2021" / f"u{number}"
        unit.mkdir(parents=True)
        (unit / "profile.yaml").write_text(f"name: 第{number}工会\nmembers: 50\n", "utf-8")
        lines.append(f"u{number},第{number}工会,,grassroots,f")
    (folder / "inputs" / "units.csv").write_text("\n".join(lines) + "\n", "utf-8")
    cells = [
        cell("markdown", "title", "# 小笔记本"),
        cell("code", "given", 'year = 2021\nunit = "u0"', tags=["parameters"]),
        cell("code", "look", LOOK),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    meta = {
        "auditbook": {"for": "unit", "title": "小笔记本"},
        "kernelspec": kernel,
        "language_info": {"name": "python"},
    }
    notebook = folder / "notebooks" / "10_small.ipynb"
    notebook.parent.mkdir()
    notebook.write_text(json.dumps({"cells": cells, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return folder / "inputs"


@contextmanager
def machine(folder: Path, *words: str) -> Iterator[subprocess.Popen]:
    """A scheduler or a worker as a person starts it, with all its processes ended at the end."""
    told = (folder / "dask.log").open("ab")
    command = [
        sys.executable,
        "-m",
        "dask",
        *words,
        "--scheduler-file",
        str(folder / "scheduler.json"),
        "--no-dashboard",
    ]
    started = subprocess.Popen(command, cwd=folder, stdout=told, stderr=told)
    try:
        yield started
    finally:
        lost(started)
        told.close()


def lost(started: subprocess.Popen) -> None:
    """The machine is gone: a worker and what watches over it, at once."""
    import psutil

    if started.poll() is None:
        process = psutil.Process(started.pid)
        for one in (process, *process.children(recursive=True)):
            one.kill()
    started.wait()


def told(inputs: Path, outputs: Path, *words: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "auditbook", "run", "--format", "html", *words]
    command += ["--inputs", str(inputs), "--outputs", str(outputs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def results(outputs: Path) -> dict[str, bytes]:
    """Every file that a run leaves, without times and without what is only kept."""
    found = sorted(path for path in outputs.rglob("*") if path.is_file())
    names = {path.relative_to(outputs).as_posix(): path for path in found}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(("log/", ".store/"))}


@pytest.mark.long
def test_units_on_dask_are_as_here_though_a_machine_is_lost(tmp_path):
    pytest.importorskip("distributed")
    inputs = small_federation(tmp_path)
    here = told(inputs, tmp_path / "here", "--jobs", "2")
    here.communicate()
    assert here.returncode == 0
    with ExitStack() as machines:
        machines.enter_context(machine(tmp_path, "scheduler", "--host", "127.0.0.1", "--port", "0"))
        until = time.monotonic() + _PATIENCE
        while not (tmp_path / "scheduler.json").is_file():
            assert time.monotonic() < until
            time.sleep(0.1)
        address = json.loads((tmp_path / "scheduler.json").read_text())["address"]
        workers = [machines.enter_context(machine(tmp_path, "worker", "--nthreads", "1")) for _ in range(2)]
        run = told(inputs, tmp_path / "there", "--scheduler", address)
        # the first unit has ended, others are under way
        first = next(line for line in run.stderr if '"unit"' in line)
        lost(workers[0])
        _, rest = run.communicate()
    assert run.returncode == 0, first + rest
    there = results(tmp_path / "there")
    assert {f"2021/{unit}/10_small.html" for unit in ("f", *(f"u{n}" for n in range(UNITS - 1)))} <= set(there)
    assert there == results(tmp_path / "here")


def alone(path: Path) -> bool:
    """Nobody else is at work in this process meanwhile."""
    name = path.parent / f"{os.getpid()}.busy"
    with name.open("x"):
        time.sleep(0.2)
    name.unlink()
    return True


@pytest.mark.long
def test_a_worker_with_several_threads_runs_one_job_at_a_time_and_that_is_told(tmp_path, capsys):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=3, dashboard_address=None) as cluster:
        ended = dict(spread(alone, [tmp_path / str(n) for n in range(6)], Where(scheduler=cluster.scheduler_address)))
    assert set(ended.values()) == {True}
    assert "--nthreads 1" in capsys.readouterr().err
