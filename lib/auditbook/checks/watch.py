"""A limit of time on what runs in a DuckDB connection: one thread for all of them interrupts those that are late."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

_AGAIN = 0.1


class _Watch:
    """Who runs until when; the thread sleeps until the earliest of these moments, and starts with the first."""

    def __init__(self) -> None:
        self.running: dict[object, tuple[duckdb.DuckDBPyConnection, float]] = {}
        # held while interrupting, so that no interrupt comes after the end and meets the next query
        self.changed = threading.Condition()
        self.wakes = 0.0
        self.thread: threading.Thread | None = None

    def begin(self, con: duckdb.DuckDBPyConnection, seconds: float) -> object:
        """``con`` is interrupted after ``seconds`` unless ``end`` comes first."""
        run, until = object(), time.monotonic() + seconds
        with self.changed:
            self.running[run] = con, until
            if self.thread is None:
                self.thread = threading.Thread(target=self._watch, daemon=True)
                self.thread.start()
            elif until < self.wakes:
                self.changed.notify()
        return run

    def end(self, run: object) -> None:
        """From now on no interrupt meets what ``begin`` gave as ``run``."""
        with self.changed:
            del self.running[run]

    def _watch(self) -> None:
        with self.changed:
            while True:
                now = time.monotonic()
                late = [con for con, until in self.running.values() if until <= now]
                for con in late:
                    con.interrupt()
                # again and again: a query that is being bound misses one
                waits = _AGAIN if late else min((until - now for _, until in self.running.values()), default=_IDLE)
                self.wakes = now + waits
                self.changed.wait(waits)


_IDLE = 3600.0
_watch = _Watch()


def _afresh() -> None:
    global _watch
    _watch = _Watch()


if hasattr(os, "register_at_fork"):
    # a thread does not come along into the child
    os.register_at_fork(after_in_child=_afresh)


@contextmanager
def limited(con: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupts what runs in ``con`` after ``seconds``, again and again until it ends."""
    watch = _watch
    run = watch.begin(con, seconds)
    try:
        yield
    finally:
        watch.end(run)
