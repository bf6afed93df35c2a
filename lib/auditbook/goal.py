"""What a row of 绩效目标 asks for, and whether it was met."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from auditbook.cells import half_width
from auditbook.sheets import Row

_WRITTEN = re.compile(r"(>=|≥|<=|≤|=)\s*([0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)%?")


def operator_and_target(row: Row) -> tuple[str, Any]:
    """The operator and the target of a row; a target written as “≥90%” brings its own operator."""
    operator, target = row["operator"], row["target"]
    written = _WRITTEN.fullmatch(half_width(target)) if isinstance(target, str) else None
    if written:
        own = {">=": "≥", "<=": "≤"}.get(written[1], written[1])
        if operator not in (None, own):
            return operator, target  # two operators: nobody can know which is meant
        return own, Decimal(written[2].replace(",", ""))
    return operator or ("≥" if isinstance(target, Decimal) else "定性"), target


def met(row: Row) -> bool | None:
    """A target was met; None where that cannot be told from figures."""
    operator, target = operator_and_target(row)
    actual = row["actual"]
    if operator == "定性":
        return {"达成": True, "部分达成": False, "未达成": False}.get(str(actual))
    if not isinstance(target, Decimal) or not isinstance(actual, Decimal):
        return None
    return {"≥": actual >= target, "≤": actual <= target, "=": actual == target}[operator]
