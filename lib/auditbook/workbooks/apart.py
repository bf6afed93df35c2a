"""Reads a workbook in a process of its own with bounded memory: whatever it does there, this one goes on.

The process (``python -m auditbook.workbooks.apart FILE KIND FOLDER``) leaves the sheets as Arrow files.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from auditbook.errors import InputError
from auditbook.workbooks.calamine import Loaded, load

MEMORY = 4 << 30
SECONDS = 900
_ABOUT = "about.json"


def load_apart(path: Path, kind: str) -> list[Loaded]:
    """As ``calamine.load``. Errors: InputError also where the process ran out of memory or broke down."""
    folder = Path(tempfile.mkdtemp(prefix="auditbook-"))
    try:
        about = _run(path, kind, folder)
        if "refused" in about:
            raise InputError(about["refused"])
        return [_opened(folder, sheet) for sheet in about["sheets"]]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            # Windows keeps a file that is mapped
            atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _run(path: Path, kind: str, folder: Path) -> dict[str, Any]:
    package = str(Path(__file__).parents[2])
    search = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    # one pool without reserves: every thread's would count against the limit
    environment = {**os.environ, "PYTHONPATH": search, "ARROW_DEFAULT_MEMORY_POOL": "system", "RUST_BACKTRACE": "0",
                   "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip
    command = [sys.executable, "-m", "auditbook.workbooks.apart", str(path.absolute()), kind, str(folder)]
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError("读取超过 15 分钟仍没有结束。请在 Excel 中另存为 CSV 后放回。") from None
    about = folder / _ABOUT
    if done.returncode or not about.is_file():
        raise InputError("文件过大或已损坏，读取它需要的内存超过上限。请用 Excel 打开核对后另存为 CSV。")
    return json.loads(about.read_text("utf-8"))


def _opened(folder: Path, sheet: dict[str, Any]) -> Loaded:
    batch = None
    if sheet["file"]:
        batch = pa.ipc.open_file(pa.memory_map(str(folder / sheet["file"]))).get_batch(0)
    return Loaded(sheet["name"], sheet["hidden"], batch, [(row, index, text) for row, index, text in sheet["errors"]])


def _main(path: Path, kind: str, folder: Path) -> None:
    _limit()
    try:
        about: dict[str, Any] = {"sheets": [_left(folder, n, sheet) for n, sheet in enumerate(load(path, kind))]}
    except InputError as problem:
        about = {"refused": str(problem)}
    (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), "utf-8")


def _left(folder: Path, number: int, sheet: Loaded) -> dict[str, Any]:
    name = ""
    if sheet.batch is not None:
        name = f"{number}.arrow"
        with pa.ipc.new_file(str(folder / name), sheet.batch.schema) as file:
            file.write_batch(sheet.batch)
    return {"name": sheet.name, "hidden": sheet.hidden, "errors": sheet.errors, "file": name}


def _limit() -> None:
    """Takes no more memory than ``MEMORY``, where the system can hold it to that."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, MEMORY)):
        _, most = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
