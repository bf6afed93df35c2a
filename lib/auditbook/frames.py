"""Tables as files: CSV that Excel and WPS open as it is meant."""

from __future__ import annotations

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """``frame`` as UTF-8 with BOM. A text that a spreadsheet would run as a formula gets an apostrophe in front."""
    safe = frame.map(_harmless) if len(frame) else frame
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
