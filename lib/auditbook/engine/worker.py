"""A process that runs the cells of one notebook, and the side of it that waits: time, memory, and whether it lives."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from auditbook.engine.kernel import serve
from auditbook.errors import AuditbookError

# what notebooks import; nothing of it starts a thread (a test asks the server)
PRELOAD = ("auditbook.engine.warm",)
# the server has one thread: those that numpy and Arrow's allocator start on import would not survive a fork
_SERVER = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger, which nobody asked for, says a word on import
}
_LOOK = 0.2  # seconds between looks at the clock, the memory and the process
_HIDING = threading.Lock()


class StoppedError(AuditbookError):
    """The process of a notebook died or was ended; ``cell`` counts the cells of the notebook from 1."""

    def __init__(self, cell: int, told: str) -> None:
        super().__init__(f"第 {cell} 个单元格：{told}")
        self.cell = cell


@dataclass(frozen=True)
class Limits:
    """Seconds a cell, seconds a notebook, bytes of resident memory; None means no limit."""

    cell: float | None = None
    notebook: float | None = None
    memory: int | None = None


class Worker:
    """One process for one notebook, from the environment and folder of whoever starts it; gone at the end."""

    def __init__(self, limits: Limits, method: str | None = None) -> None:
        self._limits = limits
        self._context: Any = context(method)

    def __enter__(self) -> Self:
        self._connection, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=serve, args=(theirs, dict(os.environ), str(Path.cwd())), name="notebook", daemon=True
        )
        with as_nobody():
            self._process.start()
        theirs.close()
        self._until = None if self._limits.notebook is None else time.monotonic() + self._limits.notebook
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        # nothing of it is wanted any more, whatever threads it has
        self._process.kill()
        self._process.join()
        self._process.close()

    def run(self, cell: int, source: str, hear: Callable[[dict[str, Any]], object]) -> bool:
        """Runs the cell with this index and passes on every message of the kernel; whether it ended without an error.

        Errors: StoppedError when the process died, or had to be ended.
        """
        until = _sooner(self._until, self._limits.cell)
        connection: Connection = self._connection
        with contextlib.suppress(BrokenPipeError, ConnectionError):
            connection.send(source)
        try:
            while True:
                while not connection.poll(_LOOK):
                    self._look(cell, until)
                kind, content = connection.recv()
                if kind == "message":
                    hear(content)
                    self._look(cell, until)
                elif kind == "over":
                    raise StoppedError(cell + 1, content)
                else:
                    return bool(content)
        except (EOFError, ConnectionError):
            raise StoppedError(cell + 1, self._died()) from None

    def _look(self, cell: int, until: float | None) -> None:
        if until is not None and time.monotonic() > until:
            raise StoppedError(cell + 1, "超过时限仍未运行完，已停止。请检查是否有死循环，或用 --timeout 放宽")
        limit = self._limits.memory
        if limit is not None and (used := _resident(self._process.pid)) > limit:
            told = f"占用内存 {used >> 20} MB，超过 --memory 的上限 {limit >> 20} MB，已停止"
            raise StoppedError(cell + 1, told)

    def _died(self) -> str:
        self._process.join(5)
        code = self._process.exitcode
        return f"运行笔记本的进程中断了（{f'信号 {-code}' if code is not None and code < 0 else f'退出码 {code}'}）"


def context(method: str | None = None) -> Any:
    """Where processes come from: a server that has imported what they need, or where there is none, a fresh start."""
    known = multiprocessing.get_all_start_methods()
    found = multiprocessing.get_context(method or ("forkserver" if "forkserver" in known else "spawn"))
    if found.get_start_method() == "forkserver":
        for name, value in _SERVER.items():
            os.environ.setdefault(name, value)
        found.set_forkserver_preload(list(PRELOAD))
        _server_of_parent()
    return found


def _server_of_parent() -> None:
    """A process that came from a server gets its own from the same one, which has imported everything already.

    The standard library says that it does so, but looks only for a server that the process has started itself, and
    finding none starts a second. Where its insides are not as they are known here, it does that.
    """
    from multiprocessing import forkserver

    server: Any = forkserver._forkserver
    known = getattr(server, "_forkserver_address", None) and getattr(server, "_forkserver_alive_fd", None) is not None
    # from 3.14 on the server asks for a key, which a process that came from it does not have
    if known and getattr(server, "_forkserver_pid", 0) is None and not hasattr(server, "_forkserver_authkey"):
        server.ensure_running = lambda: None


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Starts a process that does not import the program that starts it: a notebook is alone.

    Also from a process that is to have no children: such are the workers of Dask, and ours end with their notebook.
    """
    with _HIDING:
        main, own = sys.modules["__main__"], multiprocessing.current_process()
        childless = own.daemon
        sys.modules["__main__"] = ModuleType("__main__")
        own._config["daemon"] = False  # type: ignore[attr-defined]  # it can be set for others only, before they start
        try:
            yield
        finally:
            own._config["daemon"] = childless  # type: ignore[attr-defined]
            sys.modules["__main__"] = main


def _sooner(until: float | None, seconds: float | None) -> float | None:
    ends = [end for end in (until, None if seconds is None else time.monotonic() + seconds) if end is not None]
    return min(ends, default=None)


def _resident(pid: int) -> int:
    """Bytes of memory that a process and its children hold."""
    import psutil

    try:
        process = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0
