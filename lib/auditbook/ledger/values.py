"""From columns of text to typed columns: each distinct value is converted once, plain amounts all at once.

What a column as a whole decides (which of day and month stands first, which sign parts the decimals) is its style
(``styles``). A value that cannot be taken stays NULL and is told; one that was changed is told too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import CellError
from auditbook.ledger.kinds import MONEY, TYPES, Read
from auditbook.ledger.raw import raw

PLAIN_AMOUNT = r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$"
_ODD_SIGNS = "[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
_ISO = r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]([ T][0-9:.]*)?$"
CACHE = 200_000  # different values of a column that are remembered


@dataclass
class Changed:
    """Cells of one column that could not be taken (``errors``) or were changed (``rules``), by value."""

    errors: dict[str, CellError] = field(default_factory=dict)
    rules: dict[str, tuple[str, Any]] = field(default_factory=dict)


@dataclass
class Converter:
    """Converts one column of trimmed texts, batch by batch; ``cell`` says what one text is.

    ``ask`` sees all values that are not plain before any is converted, and may object.
    """

    kind: str
    cell: Callable[[str], Read]
    ask: Callable[[list[str]], None] = lambda values: None
    factor: int = 1
    _known: dict[str, Read] = field(default_factory=dict)

    def __call__(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        if self.kind == "text":
            return self._texts(texts)
        if self.kind == "money":
            return self._amounts(texts)
        if self.kind == "date":
            texts = _without_times(texts)
        return self._distinct(texts)

    def _distinct(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        coded = texts.dictionary_encode()
        changed = Changed()
        different = coded.dictionary.to_pylist()
        self.ask([text for text in different if text])
        values = [self._one(text, changed) for text in different]
        return pa.array(values, TYPES[self.kind]).take(coded.indices), changed

    def _one(self, text: str | None, changed: Changed) -> Any:
        if not text:
            return None
        read = self._known.get(text)
        if read is None:
            if len(self._known) >= CACHE:
                self._known.clear()
            try:
                read = self.cell(text)
            except CellError as problem:
                read = Read(error=problem)
            self._known[text] = read
        if read.error is not None:
            changed.errors[text] = read.error
        elif read.rule:
            changed.rules[text] = (read.rule, read.value)
        return read.value

    def _texts(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        known = raw(texts)
        plain = texts if known.filled.all() else pc.if_else(pc.equal(texts, ""), None, texts)
        if not known.has_odd_sign:
            return plain, Changed()
        odd = pc.match_substring_regex(texts, f"{_ODD_SIGNS}|^=\"|^'")
        if not pc.any(odd).as_py():
            return plain, Changed()
        mended, changed = self._distinct(pc.if_else(odd, texts, ""))
        return pc.if_else(odd, mended, plain), changed

    def _amounts(self, texts: pa.Array) -> tuple[pa.Array, Changed]:
        if self.factor != 1:
            return self._distinct(texts)
        known = raw(texts)
        if known.plain_amounts():
            with suppress(pa.ArrowInvalid):
                return pc.cast(pc.if_else(pa.array(known.filled), texts, None), MONEY), Changed()
        plain = pc.match_substring_regex(texts, PLAIN_AMOUNT)
        easy = pc.cast(pc.if_else(plain, texts, None), MONEY)
        if pc.all(pc.or_(plain, pc.equal(texts, ""))).as_py():
            return easy, Changed()
        hard, changed = self._distinct(pc.if_else(plain, "", texts))
        return pc.if_else(plain, easy, hard), changed


def rows_of(texts: pa.Array, value: str, numbers: np.ndarray) -> np.ndarray:
    """The rows in which a column has ``value``."""
    return numbers[pc.equal(texts, value).to_numpy(zero_copy_only=False)]


def distinct(texts: pa.Array) -> set[str]:
    """All different texts of a column, without the empty one."""
    return {text for text in pc.unique(texts).to_pylist() if text}


def _without_times(texts: pa.Array) -> pa.Array:
    """2024-12-30 17:16:02 without its time, where all cells are so written: few days, many times."""
    if pc.max(pc.binary_length(texts)).as_py() in (None, 10):
        return texts
    plain = pc.or_(pc.match_substring_regex(texts, _ISO), pc.equal(texts, ""))
    return pc.utf8_slice_codeunits(texts, 0, 10) if pc.all(plain).as_py() else texts
