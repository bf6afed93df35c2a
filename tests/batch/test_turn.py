"""Two runs never write into one outputs folder at the same time."""

import subprocess
import sys
import time

import pytest

from auditbook.batch.turn import turn
from auditbook.errors import UsageError

HOLD = "import sys; from pathlib import Path; from auditbook.batch.turn import turn\n"
HOLD += "with turn(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()\n"


@pytest.fixture
def other(tmp_path):
    """Another process that has its turn, until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_run_says_so_and_stops(tmp_path, other):
    with pytest.raises(UsageError, match="另一次运行正在写结果文件夹"), turn(tmp_path):
        pass


def test_or_waits_until_the_first_has_ended(tmp_path, other):
    started = time.monotonic()
    other.stdin.close()
    with turn(tmp_path, wait=True):
        assert time.monotonic() - started < 20


def test_a_run_that_was_killed_is_in_nobodys_way(tmp_path, other):
    other.kill()
    other.wait()
    with turn(tmp_path):
        pass
