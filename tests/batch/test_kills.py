"""Killed at any moment, a run leaves complete old or complete new files, and the next one heals the rest."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest
from wholeness import STATES, Files, broken_chain, given, halves, made, small_federation, wrong

pytestmark = [pytest.mark.long, pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")]
MOMENTS, TOGETHER = 50, 10  # kills, and how many of them follow each other before a run may end
ROUND = "AUDITBOOK_TEST_ROUND"
# asks of the environment, which forked processes share, so that nobody is missed
STEPS = Path(__file__).with_name("killed_at.py")


def command(folder: Path, verb: str, *more: str) -> list[str]:
    where = ("--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs"))
    return [sys.executable, "-m", "auditbook", verb, *where, *more]


def ended(folder: Path, verb: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, verb, *more), check=False, capture_output=True, text=True, timeout=300)


def alive(mark: str) -> list[psutil.Process]:
    """The processes of a round."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(ROUND) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            pass
    return found


def none_is_left(mark: str) -> bool:
    until = time.monotonic() + 30
    while alive(mark):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture(scope="module")
def federation(tmp_path_factory) -> Path:
    return small_federation(tmp_path_factory.mktemp("kills"))


@pytest.fixture(scope="module")
def undisturbed(federation) -> dict[int, Files]:
    """The outputs of runs that nobody disturbed, by the state of the inputs."""
    found = {}
    for amount in STATES:
        given(federation, amount)
        told = ended(federation, "run", "--jobs", "2")
        assert told.returncode == 0, told.stderr
        found[amount] = made(federation)
    assert len({found[amount]["2022/g/findings.xlsx"] for amount in STATES}) == len(STATES)
    return found


def heal(folder: Path, amount: int, undisturbed: dict[int, Files]) -> None:
    """Runs what a killed run has left, and looks at everything."""
    told = ended(folder, "run", "--jobs", "2")
    assert told.returncode == 0, told.stderr
    now = made(folder)
    assert sorted(now) == sorted(undisturbed[amount])
    assert [name for name in now if now[name] != undisturbed[amount][name]] == []
    assert halves(folder) == [] and broken_chain(folder) == []
    told = ended(folder, "run", "--jobs", "2")
    assert told.returncode == 0 and "无变化 3 个" in told.stdout and "完成" not in told.stdout
    assert "没有变化" in ended(folder, "status").stdout


def test_killed_at_any_moment_nothing_is_half_done_and_the_next_run_heals(federation, undisturbed):
    chance, folder = random.Random(6), federation
    number, lasts = 0, 60.0
    for begun in count(1):
        amount = STATES[begun % len(STATES)]
        given(folder, amount)
        victim, after, mark = chance.choice(("all", "runner", "child")), chance.uniform(0, lasts), f"{folder}{begun}"
        started = time.monotonic()
        runner = subprocess.Popen(
            command(folder, "run", "--jobs", "2"), env={**os.environ, ROUND: mark}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            # it has ended before: that says how long a run lasts here, and is no kill
            assert runner.wait(after) == 0
            lasts = min(lasts, time.monotonic() - started)
            continue
        except subprocess.TimeoutExpired:
            number += 1
        if victim == "all":
            os.killpg(runner.pid, signal.SIGKILL)
        elif victim == "runner":
            runner.kill()
        elif children := [process for process in alive(mark) if process.pid != runner.pid]:
            chance.choice(children).kill()
        said = f"round {number}: {victim} killed after {after:.2f} of {lasts:.2f} s"
        assert runner.wait(300) in (0, 1, -signal.SIGKILL), said
        assert none_is_left(mark), f"{said}: {[process.cmdline() for process in alive(mark)]}"
        assert list(wrong(folder, list(undisturbed.values()))) == [], said
        if number % TOGETHER == 0:
            heal(folder, amount, undisturbed)
        if number == MOMENTS:
            break


@pytest.fixture
def steps(federation) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the batch in a child of its own, which dies before the step that it is told."""
    where = [sys.executable, str(STEPS), str(federation / "inputs"), str(federation / "outputs")]
    process = subprocess.Popen(where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    process.stdin.close()
    process.wait(60)


def test_killed_before_each_of_its_steps_nothing_is_half_done(federation, undisturbed, steps):
    number = 0
    while True:
        number += 1
        amount = STATES[number % len(STATES)]
        given(federation, amount)
        print(number, file=steps.stdin, flush=True)
        died = steps.stdout.readline().strip() == "died"
        assert list(wrong(federation, list(undisturbed.values()))) == [], f"before step {number}"
        if number % 40 == 0 or not died:
            heal(federation, amount, undisturbed)
        if not died:
            break
    assert number > 50
