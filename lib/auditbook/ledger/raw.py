"""A column of text as its bytes: what can be said of all its cells at once, without looking at each.

Arrow keeps the texts of a column one behind the other in UTF-8, with an offset for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_AMOUNT = np.zeros(256, dtype=bool)
_AMOUNT[[*b"0123456789.-"]] = True
_DOT = ord(".")
_DISGUISE = np.zeros(256, dtype=bool)
_DISGUISE[[*b"='"]] = True


@dataclass(frozen=True)
class Raw:
    """The bytes of a column: ``whole`` of all cells, ``offsets`` of their ends (one more than cells)."""

    whole: np.ndarray
    offsets: np.ndarray

    @cached_property
    def is_ascii(self) -> bool:
        """No cell has a sign beyond ASCII."""
        return not len(self.whole) or int(self.whole.max()) < 0x80

    @cached_property
    def has_blank(self) -> bool:
        """Some cell may have a blank of any kind, or a control sign."""
        if len(self.whole) and int(self.whole.min()) <= 0x20:
            return True
        # U+0085 and U+00A0, U+2000–U+203F (blanks, U+2028), U+3000, U+1680
        narrow = self._led(0xC2, 0x80, 0xA0) or self._led(0xE2, 0x80, 0x81) or self._led(0xE1, 0x9A, 0x9A)
        return narrow or self._ideographic_blank()

    @cached_property
    def has_odd_sign(self) -> bool:
        """Some cell may hold an invisible sign, or a text in disguise (``="0012"``)."""
        if not len(self.whole):
            return False
        if int(self.whole.min()) < 0x20 or bool((self.whole == 0x7F).any()) or bool(_DISGUISE[self.whole].any()):
            return True
        return self._led(0xE2, 0x80, 0x81) or self._led(0xC2, 0xAD, 0xAD) or self._led(0xEF, 0xBB, 0xBB)

    @cached_property
    def filled(self) -> np.ndarray:
        """Which cells have any text."""
        return np.diff(self.offsets) > 0

    def begins_with_digit(self) -> np.ndarray:
        """Which cells begin with an ASCII digit."""
        found = np.zeros(len(self.offsets) - 1, dtype=bool)
        first = self.whole[self.offsets[:-1][self.filled]]
        found[self.filled] = (first >= ord("0")) & (first <= ord("9"))
        return found

    def plain_amounts(self) -> bool:
        """All cells are empty or written with digits, a minus and a point before one or two digits."""
        if not len(self.whole):
            return True
        if not bool(_AMOUNT[self.whole].all()):
            return False
        starts, ends = self.offsets[:-1][self.filled], self.offsets[1:][self.filled]
        length = ends - starts
        two = (length > 3) & (self.whole[np.maximum(ends - 3, 0)] == _DOT)
        one = (length > 2) & (self.whole[np.maximum(ends - 2, 0)] == _DOT)
        return int((self.whole == _DOT).sum()) == int(two.sum()) + int(one.sum())

    def _led(self, first: int, low: int, high: int) -> bool:
        """A sign of several bytes begins with ``first`` and a second byte from ``low`` to ``high``."""
        if self.is_ascii:
            return False
        found = np.flatnonzero(self.whole == first)
        second = self.whole[np.minimum(found + 1, len(self.whole) - 1)]
        return bool(((second >= low) & (second <= high)).any())

    def _ideographic_blank(self) -> bool:
        """U+3000, the blank of a Chinese keyboard."""
        if self.is_ascii:
            return False
        found = np.flatnonzero(self.whole == 0xE3)
        second, third = (self.whole[np.minimum(found + step, len(self.whole) - 1)] for step in (1, 2))
        return bool(((second == 0x80) & (third == 0x80)).any())


def raw(texts: pa.Array) -> Raw:
    """The bytes of a column without NULLs."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    whole = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]] if data is not None else np.empty(0, np.uint8)
    return Raw(whole, ends - ends[0])


def trimmed(texts: pa.Array) -> pa.Array:
    """The column without blanks at the edges of its cells."""
    return pc.utf8_trim_whitespace(texts) if raw(texts).has_blank else texts
