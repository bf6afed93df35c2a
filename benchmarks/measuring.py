"""How the benchmarks measure: every thing in a process of its own, seconds by the clock, and what the system counted.

Peak memory of one process is what the operating system says at its end. Of a tree of processes, which share pages, it
is the sum of their proportional shares (PSS), looked at from outside: that holds the processes up, so whoever wants
both seconds and memory runs the thing twice. Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: who has lost his parent becomes our child
_LOOK = 0.25  # seconds between two looks at the memory


@dataclass(frozen=True)
class Used:
    """Seconds by the clock, processor seconds with all children, peak memory in MB, and what was printed."""

    seconds: float
    processor: float
    memory: float
    said: str


def machine() -> str:
    """The line that every table begins with."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    told = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB"
    return f"{told}, Python {platform.python_version()}"


def alone(script: str, *arguments: str | Path) -> Used:
    """``script`` run as ``--work arguments`` in a process of its own. Errors: SystemExit where it failed."""
    began = time.perf_counter()
    command = [sys.executable, script, "--work", *map(str, arguments)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{arguments[0]} failed")
    seconds = time.perf_counter() - began
    return Used(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.strip())


def tree(command: list[str], environment: Mapping[str, str], memory: bool = False) -> Used:
    """``command`` and every process that it leaves behind, until the last has ended.

    ``memory`` is looked at only when asked for, as that costs time. The seconds end with the command itself, the
    processor seconds with the last of its children. Errors: SystemExit with what it said where it failed.
    """
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    before, began = _processor(), time.perf_counter()
    with _watched() if memory else contextlib.nullcontext([0.0]) as peak:
        done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return Used(seconds, _processor() - before, peak[0], done.stdout)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def _watched() -> Iterator[list[float]]:
    """The highest sum of PSS in MB of all processes below this one, as far as it was seen."""
    peak, ended = [0.0], threading.Event()

    def look() -> None:
        while not ended.wait(_LOOK):
            peak[0] = max(peak[0], sum(map(_share, _below(os.getpid()))) / 1024)

    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield peak
    finally:
        ended.set()
        watch.join()


def _below(root: int) -> Iterator[int]:
    children = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # behind the name, which may hold anything: state, parent
            children[int(path.read_text().rpartition(")")[2].split()[1])].append(int(path.parent.name))
    left = list(children[root])
    while left:
        process = left.pop()
        yield process
        left += children[process]


def _share(process: int) -> int:
    """kB of memory of a process, each shared page divided by the number of its users; 0 when it has just ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
