"""auditbook: the audit and evaluation workbook for trade unions and public bodies.

``open_case(year, unit)`` is the one thing a notebook needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditbook.case import Case, open_case

__version__ = "0.1.0"
__all__ = ["Case", "open_case"]


def __getattr__(name: str) -> Any:
    # the command's own start must not pay for pandas and pyarrow
    if name in __all__:
        from auditbook import case

        return getattr(case, name)
    raise AttributeError(f"module 'auditbook' has no attribute {name!r}")
