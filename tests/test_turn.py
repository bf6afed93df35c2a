"""Two runs never write into one outputs folder at the same time."""

import multiprocessing
import os
import signal
import time

import pytest

from auditbook.errors import UsageError
from auditbook.turn import turn


def hold(folder, held, let_go):
    with turn(folder):
        held.set()
        let_go.wait(30)


@pytest.fixture
def other(tmp_path):
    """Another process that has its turn."""
    context = multiprocessing.get_context("spawn")
    held, let_go = context.Event(), context.Event()
    process = context.Process(target=hold, args=(tmp_path, held, let_go))
    process.start()
    assert held.wait(30)
    yield process, let_go
    let_go.set()
    process.join()


def test_the_second_run_says_so_and_stops(tmp_path, other):
    with pytest.raises(UsageError, match="另一次运行正在写结果文件夹"), turn(tmp_path):
        pass


def test_or_waits_until_the_first_has_ended(tmp_path, other):
    _, let_go = other
    started = time.monotonic()
    let_go.set()
    with turn(tmp_path, wait=True):
        assert time.monotonic() - started < 20


def test_a_run_that_was_killed_is_in_nobodys_way(tmp_path, other):
    process, _ = other
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with turn(tmp_path):
        pass
