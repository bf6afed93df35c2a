"""The engine itself: cell by cell through a warm process, the notebook put together by nbclient."""

from __future__ import annotations

from typing import Any

from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine

from auditbook.engine.worker import Limits, StoppedError, Worker

MEGABYTE = 1 << 20


class ManagedEngine(Engine):  # type: ignore[misc]
    """Runs a notebook's cells in a warm process."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        execution_timeout: float | None = None,
        notebook_timeout: float | None = None,
        memory: int | None = None,
        method: str | None = None,
        **_: Any,
    ) -> None:
        """``execution_timeout`` seconds a cell, ``notebook_timeout`` for all, ``memory`` in MB; none means no limit.

        ``method`` is forkserver or spawn; without it the better one that the system has. A process that ended, or had
        to be ended, is an error of its cell: papermill raises it and keeps the notebook as far as it came.
        """
        limits = Limits(execution_timeout, notebook_timeout, None if memory is None else memory * MEGABYTE)
        client = PapermillNotebookClient(nb_man, log_output=log_output, kernel_name=kernel_name, record_timing=False)
        client.reset_execution_trackers()
        with Worker(limits, method) as worker:
            for index, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                cell.outputs, client.clear_before_next_output = [], False
                nb_man.cell_start(cell, index)
                if not _run(worker, client, cell, index):
                    nb_man.cell_exception(cell, cell_index=index)
                    break
                nb_man.cell_complete(cell, cell_index=index)


def _run(worker: Worker, client: PapermillNotebookClient, cell: Any, index: int) -> bool:
    """One cell: its outputs as nbclient makes them of the kernel's messages; False where the notebook must stop."""
    try:
        fine = worker.run(index, cell.source, lambda message: client.process_message(message, cell, index))
    except StoppedError as problem:
        told = {"ename": type(problem).__name__, "evalue": str(problem), "traceback": [str(problem)]}
        cell.outputs.append(new_output("error", **told))  # type: ignore[no-untyped-call]
        return False
    return fine or "raises-exception" in cell.metadata.get("tags", ())
