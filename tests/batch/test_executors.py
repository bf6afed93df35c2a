"""Jobs end where they run, a few at a time, and one that kills its process takes no other with it."""

import os
import signal
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from auditbook.batch.executors import Where, spread
from auditbook.errors import UsageError


def double(number):
    return number * 2


def fail_at_three(number):
    if number == 3:
        raise ValueError("three")
    return number


def die_at_three(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_once(path):
    if path.name == "2" and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_job_ends_with_its_result(jobs):
    assert dict(spread(double, range(20), Where(jobs))) == {number: number * 2 for number in range(20)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_belongs_to_its_job(jobs):
    ended = dict(spread(fail_at_three, range(6), Where(jobs)))
    assert isinstance(ended.pop(3), ValueError)
    assert ended == {number: number for number in (0, 1, 2, 4, 5)}


@pytest.mark.long
def test_a_dead_process_takes_no_other_job_with_it():
    ended = dict(spread(die_at_three, range(12), Where(2)))
    assert isinstance(ended.pop(3), BrokenExecutor)
    assert ended == {number: number for number in range(12) if number != 3}


@pytest.mark.long
def test_a_job_that_died_by_accident_is_tried_again(tmp_path):
    ended = dict(spread(die_once, [tmp_path / str(number) for number in range(4)], Where(2)))
    assert sorted(ended.values()) == ["0", "1", "2", "3"]


def test_jobs_are_taken_as_they_are_needed():
    taken = []

    def jobs():
        for number in range(100):
            taken.append(number)
            yield number

    ends = spread(double, jobs(), Where(1))
    next(ends)
    assert len(taken) <= 3


def test_a_scheduler_that_is_not_there_is_told(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("auditbook.batch.executors._PATIENCE", "1s")
    with pytest.raises(UsageError, match="连不上调度器"):
        list(spread(double, [1], Where(scheduler="tcp://127.0.0.1:9")))


@pytest.mark.long
def test_dask_ends_every_job_though_a_worker_is_killed(tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        ended = dict(
            spread(die_once, [tmp_path / str(n) for n in range(8)], Where(scheduler=cluster.scheduler_address))
        )
    assert sorted(ended.values()) == [str(number) for number in range(8)]
    assert Path(tmp_path / "2").exists()
