"""Imports jsonschema, which notebooks are checked with, without what takes most of the time.

For checks of web addresses that nobody asks for here it would build a grammar on import: 1.5 of the 3.5 seconds that
a run needs to begin. Whoever wants them in a notebook still can import the grammar itself.
"""

# ruff: noqa: F401
import sys

_GRAMMAR = "rfc3987_syntax"

if "jsonschema" not in sys.modules and _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # to Python: not installed
    try:
        import jsonschema
    finally:
        del sys.modules[_GRAMMAR]
