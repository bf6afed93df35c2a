"""What the store keeps goes when nothing has used it for three months: every month of a journal leaves an older state.

Only time is lost where it is wanted once more: all of it follows from the inputs.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from auditbook.ledger import across, answers, database
from auditbook.ledger.store import ABOUT, FOLDER

DAYS = 90


def clear(outputs: Path) -> None:
    """Takes it away. Only who has the turn on ``outputs`` may ask for it."""
    until = time.time() - DAYS * 86_400
    for kept, told in _kept(outputs / FOLDER):
        # one that is open on Windows stays until next time
        with suppress(OSError):
            if told.stat().st_mtime < until:
                shutil.rmtree(kept) if kept.is_dir() else kept.unlink()


def _kept(store: Path) -> Iterator[tuple[Path, Path]]:
    """What is kept, each with the file whose time says when it was used last."""
    for folders in (f"*/{ABOUT}", f"{across.FOLDER}/*/{across.MARKS}"):
        yield from ((told.parent, told) for told in store.glob(folders))
    for files in (f"{database.FOLDER}/*.duckdb", f"{answers.FOLDER}/*.json"):
        yield from ((told, told) for told in store.glob(files))
