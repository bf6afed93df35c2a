"""One run at a time on an outputs folder: the second says so and stops, or waits. A run that dies gives its turn up.

Its processes may outlive it by moments, on other machines by more: they hold a part of the turn for as long as they
make something, and the next run begins when the last of them has ended.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from auditbook.errors import InputError, UsageError

NAME = ".store/running"
MAKING = ".store/making"
_LOOK = 0.5  # seconds between two tries
_PATIENCE = 20.0  # seconds in which the processes of a run that died have ended
_PLACES = 1 << 20  # bytes of MAKING on Windows, of which each process holds one


@contextmanager
def turn(outputs: Path, wait: bool = False) -> Iterator[None]:
    """Holds the turn on ``outputs``.

    Errors: UsageError while another run holds it, unless it is asked to ``wait``; InputError where nothing can be
    written.
    """
    with _opened(outputs, NAME) as file:
        while not _locked(file):
            if not wait:
                raise UsageError(
                    f"另一次运行正在写结果文件夹 {outputs.name}/。请等它结束，或加 --wait 让这一次排队等候。"
                )
            time.sleep(_LOOK)
        _alone(outputs, wait)
        # closing the file, or the end of the process, gives the turn up
        yield


@contextmanager
def making(outputs: Path) -> Iterator[None]:
    """Held by a process while it makes something in ``outputs`` for a run."""
    with _opened(outputs, MAKING) as file:
        _shared(file)
        yield


def _alone(outputs: Path, wait: bool) -> None:
    """Returns when no process of an earlier run makes anything any more."""
    until = time.monotonic() + _PATIENCE
    with _opened(outputs, MAKING) as file:
        while not _locked(file, _PLACES):
            if not wait and time.monotonic() > until:
                told = f"上一次运行已中断，但它的进程还在写结果文件夹 {outputs.name}/"
                raise UsageError(f"{told}。请等它们结束，或加 --wait 排队等候。")
            time.sleep(_LOOK / 10)


@contextmanager
def _opened(outputs: Path, name: str) -> Iterator[IO[bytes]]:
    path = outputs / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as problem:
        told = problem.strerror or type(problem).__name__
        raise InputError(f"结果文件夹 {outputs.name}/ 不能写入（{told}）。请检查权限和磁盘空间后重新运行。") from None
    with file:
        yield file


def _locked(file: IO[bytes], places: int = 1) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, places)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _shared(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(os.getpid() % _PLACES)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_SH)
