"""Where jobs run: here one after the other, in processes of this machine, or on the workers of a Dask scheduler.

All three are one interface, ``concurrent.futures.Executor``. Jobs are handed out a few at a time and their ends come as
they end, so that neither jobs nor results are ever all in memory. A process that dies takes no other job with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from auditbook.batch.telling import remark
from auditbook.errors import UsageError

T = TypeVar("T")
R = TypeVar("R")
_RECYCLED = 200  # jobs after which a process is replaced, with whatever it has gathered
_AHEAD = 2  # jobs that wait for each process
_ON_MACHINES = 64  # jobs handed out at a time, at least, where a scheduler knows better how many run
_PATIENCE = "10s"
_ONE_AT_A_TIME = threading.Lock()
_THREADS = (
    "有的 dask worker 一个进程有多个线程，而每个进程一次只处理一个单位，多出的线程闲置。"
    "建议用 dask worker 地址 --nworkers 处理器数 --nthreads 1 启动。"
)


@dataclass(frozen=True)
class Where:
    """``jobs`` processes of this machine (1: in this process), or the ``scheduler`` at an address (tcp://…)."""

    jobs: int = 1
    scheduler: str = ""


class Here(Executor):
    """Runs every job at once in this process, for who wants to look."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """The future is done when this returns."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as problem:  # noqa: BLE001 (it is raised where the result is asked for, as by every executor)
            future.set_exception(problem)
        return future


def spread(function: Callable[[T], R], jobs: Iterable[T], where: Where) -> Iterator[tuple[T, R | BaseException]]:
    """Runs ``function`` for every job somewhere, and yields each job with its result or error as it ends.

    A job whose process dies is tried once more, alone; dies that one as well, its error is the result.
    Errors: UsageError for a scheduler that is not there.
    """
    left, suspects = iter(jobs), list[T]()
    make = _maker(where)
    if where.scheduler:
        function = partial(_alone, function)
    while True:
        broken: list[T] = []
        with make() as (executor, window):
            yield from _handed_out(executor, window, function, left, broken)
        suspects += broken
        if not broken:
            break
    for job in suspects:
        lone: list[T] = []
        with make() as (executor, _):
            yield from _handed_out(executor, 1, function, iter([job]), lone)
        if lone:
            yield job, BrokenExecutor("运行它的进程中断了（可能内存不足，或被结束）")


def _alone(function: Callable[[T], R], job: T) -> R:
    """One job at a time in a process: a worker of Dask has as many threads as its machine has processors, and what a
    notebook is told (its folders) stands in the environment, which they share."""
    with _ONE_AT_A_TIME:
        return function(job)


def _handed_out(
    executor: Executor, window: int, function: Callable[[T], R], jobs: Iterator[T], broken: list[T]
) -> Iterator[tuple[T, R | BaseException]]:
    """``window`` jobs at a time; when the executor breaks, ``broken`` gets those that were under way."""
    running: dict[Future[R], T] = {}
    for job in islice(jobs, window):
        running[executor.submit(function, job)] = job
    while running:
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            job = running.pop(future)
            problem = future.exception()
            if isinstance(problem, BrokenExecutor):
                broken += [job, *running.values()]
                return
            yield job, future.result() if problem is None else problem
            for following in islice(jobs, 1):
                try:
                    running[executor.submit(function, following)] = following
                except BrokenExecutor:
                    broken += [following, *running.values()]
                    return


def _maker(where: Where) -> Callable[[], Any]:
    if where.scheduler:
        return partial(_on_machines, where.scheduler)
    return _here if where.jobs <= 1 else partial(_in_processes, where.jobs)


@contextmanager
def _here() -> Iterator[tuple[Executor, int]]:
    yield Here(), 1


@contextmanager
def _in_processes(jobs: int) -> Iterator[tuple[Executor, int]]:
    from auditbook.engine.orphan import end_with_parent
    from auditbook.engine.worker import as_nobody, context

    with as_nobody():
        executor = ProcessPoolExecutor(
            jobs, mp_context=context(), initializer=end_with_parent, max_tasks_per_child=_RECYCLED
        )
        try:
            yield executor, jobs * _AHEAD
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _on_machines(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("没有安装 Dask。请先运行 pip install auditbook[dask]，再用 --scheduler。") from None
    try:
        client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        told = str(problem).partition("\n")[0] or type(problem).__name__
        raise UsageError(f"连不上调度器 {address}（{told}）。请核对地址，确认 dask scheduler 已启动。") from None
    with client:
        threads = client.nthreads().values()
        if any(number > 1 for number in threads):
            remark(_THREADS)
        yield client.get_executor(retries=1), max(_ON_MACHINES, _AHEAD * sum(threads))
