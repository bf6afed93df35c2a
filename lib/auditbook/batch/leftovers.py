"""What a run that was killed has left half-made: it goes before the next one begins."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from auditbook.files import abandoned

ASIDE = ".making"


def clear(outputs: Path) -> None:
    """Takes away what nobody makes any more. Only who has the turn on ``outputs`` may ask for it."""
    for place, folders, names in os.walk(outputs):
        left = [name for name in folders if name == ASIDE or abandoned(Path(place, name))]
        folders[:] = [name for name in folders if name not in left]
        for name in left:
            shutil.rmtree(Path(place, name), ignore_errors=True)
        for path in (Path(place, name) for name in names):
            if abandoned(path):
                with suppress(OSError):
                    path.unlink()
