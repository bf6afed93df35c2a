"""A process that ends with the one that started it: whoever is killed leaves nobody behind who goes on writing."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import Any


def end_with_parent() -> None:
    """Ends this process as soon as its parent has ended, whatever it is doing then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait, args=(parent,), name="parent", daemon=True).start()


def _wait(parent: Any) -> None:
    parent.join()
    os._exit(1)
