"""Runs one notebook by papermill and says the truth about it: from the cells themselves, not from its metadata."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import auditbook.engine.lean  # noqa: F401  # isort: skip
import nbformat
from nbformat import NotebookNode

from auditbook.batch.order import WARM, Running

QUIET = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONUTF8": "1", "IPYTHONDIR": ""}
_SETUP = {"parameters", "injected-parameters", "no-report"}


@dataclass(frozen=True)
class Ran:
    """A notebook of which every cell ran; ``text`` is the same from run to run."""

    notebook: NotebookNode
    text: str


@dataclass(frozen=True)
class Failed(Ran):
    """A notebook that stopped half-way, as far as it came, and why (Chinese)."""

    message: str


# what a stock kernel is told, so that it ends at once
_STOCK = {"shutdown_kernel": "immediate", "extra_arguments": ["--log-level=40"]}


def execute(
    path: Path, parameters: dict[str, Any], environment: dict[str, str], running: Running | None = None
) -> Ran | Failed:
    """Runs ``path`` with ``parameters`` (JSON scalars) in a process that sees ``environment``."""
    running = running or Running()
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines

    from auditbook.engine import WarmEngine
    from auditbook.engine.worker import StoppedError

    # by name also where the package is not installed but only on the path
    papermill_engines.register(WARM, WarmEngine)
    how = (
        {"engine_name": WARM, "notebook_timeout": running.timeout, "memory": running.memory}
        if running.engine == WARM
        else {**_STOCK, "execution_timeout": running.timeout}
    )

    with tempfile.TemporaryDirectory() as scratch, _environment({**environment, "IPYTHONDIR": scratch}):
        out = Path(scratch) / "run.ipynb"
        message = ""
        try:
            papermill.execute_notebook(
                str(path), str(out), parameters=parameters, kernel_name="python3", progress_bar=False,
                log_output=False, request_save_on_cell_execute=False, autosave_cell_every=0, **how,
            )  # fmt: skip
        except papermill.PapermillExecutionError as problem:
            stopped = problem.ename == StoppedError.__name__
            message = (
                problem.evalue if stopped else f"单元格 {problem.exec_count} 出错：{problem.ename}：{problem.evalue}"
            )
        except (CellTimeoutError, DeadKernelError) as problem:
            message = f"内核中断：{type(problem).__name__}"
        notebook = nbformat.read(out if out.is_file() else path, as_version=4)  # type: ignore[no-untyped-call]
    clean = _clean(notebook)
    text = nbformat.writes(clean) + "\n"  # type: ignore[no-untyped-call]
    message = message or _unfinished(clean)
    return Failed(clean, text, message) if message else Ran(clean, text)


def _unfinished(notebook: NotebookNode) -> str:
    """What a run left undone though nothing was raised: ``sys.exit(0)`` in a cell looks like success."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        if any(output.get("ename") == "SystemExit" for output in cell.outputs):
            return f"第 {number} 个单元格结束了运行（sys.exit），后面的没有运行"
        if cell.execution_count is None:
            return f"第 {number} 个单元格没有运行"
        if not cell.outputs and _SETUP.isdisjoint(cell.metadata.get("tags", ())):
            return f"第 {number} 个单元格没有任何输出"
    return ""


def _clean(notebook: NotebookNode) -> NotebookNode:
    """Without times, folders and random ids, so that equal inputs give equal bytes."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    # papermill's English box above a failed cell
    notebook.cells = [c for c in notebook.cells if "papermill-error-cell-tag" not in c.metadata.get("tags", ())]
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.traceback = [_without_folders(line) for line in output.traceback]
    return notebook


def _without_folders(line: str) -> str:
    from auditbook.report.page.whole import without_folders

    return without_folders(line)


@contextmanager
def _environment(given: dict[str, str]) -> Iterator[None]:
    wanted = {**QUIET, **given}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
