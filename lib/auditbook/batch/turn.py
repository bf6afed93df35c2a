"""One run at a time on an outputs folder: the second says so and stops, or waits. A run that dies gives its turn up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditbook.errors import UsageError

NAME = ".store/running"
_LOOK = 0.5  # seconds between two tries


@contextmanager
def turn(outputs: Path, wait: bool = False) -> Iterator[None]:
    """Holds the turn on ``outputs``. Errors: UsageError while another run holds it, unless it is asked to ``wait``."""
    path = outputs / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        while not _locked(file.fileno()):
            if not wait:
                raise UsageError(
                    f"另一次运行正在写结果文件夹 {outputs.name}/。请等它结束，或加 --wait 让这一次排队等候。"
                )
            time.sleep(_LOOK)
        # closing the file, or the end of the process, gives the turn up
        yield


def _locked(file: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
