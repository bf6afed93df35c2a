"""How far the cells of a sheet reach, and which formulas have no result, from its XML in one pass.

``quick`` looks at all cells at once and knows cells only as Excel writes them (``<c r="B7"``); where one is written
otherwise it says so (``plain``), and its answer is no bound. It may say too much: styled cells without a value count.
``exact`` goes cell by cell, which takes longer than reading them: it is for what ``quick`` leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

LONGEST = 1 << 22  # no cell is as long
_NEAR = 1 << 13
_STARTS = (b"<c ", b"<row ", b"<c>", b"<row>", b":c ", b":row ")
_C, _F, _V, _OPEN, _END, _CLOSE, _COLON = b"cfv</>:"
_AFTER = np.frombuffer(b" \t\r\n/>", np.uint8)
_CELL = int.from_bytes(b'c r="', "little")
_FIVE = np.uint64((1 << 40) - 1)
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_TAG = re.compile(rb"""<(?:\w+:)?(row|c)(?=[\s/>])([^<>"']*+(?:"[^<"]*+"[^<>"']*+|'[^<']*+'[^<>"']*+)*+)>""")
_ANY_TAG = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_VALUE = re.compile(rb"(?:[^<]|<(?!/?(?:\w+:)?(?:c|v|is)[\s/>]))*+<(?:\w+:)?(?:v|is)[\s/>]")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c(?=[\s>])([^<>]*+)>\s*+<(?:\w+:)?f(?=[\s/>])[^<>]*+(?:(?<=/)>|>[^<]*+</(?:\w+:)?f\s*+>)\s*+"
    rb"(<(?:\w+:)?v(?=[\s/>])[^<>]*+(?:(?<=/)>|>([^<]*+)))?"
)
_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")


@dataclass
class Extent:
    """Rows and columns up to the furthest cell, the number of cells, and the places (row, column index) of formulas
    without a result. ``plain`` is False where rows and columns are no bound, ``placed`` where some formula without a
    result does not say where it stands."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    uncached: list[tuple[int, int]] = field(default_factory=list)
    plain: bool = True
    placed: bool = True

    @property
    def far(self) -> str:
        """The furthest corner as Excel calls it."""
        letters, rest = "", self.columns
        while rest:
            rest, last = divmod(rest - 1, 26)
            letters = chr(65 + last) + letters
        return f"{letters}{self.rows}"

    def reach(self, row: int, column: int) -> None:
        """There is a cell in this row and column, both counted from 1."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def quick(chunks: Iterable[bytes]) -> Extent:
    """The extent by all cells that are written at all."""
    found = Extent()
    for piece in _pieces(chunks):
        _take(piece, found)
    return found


def exact(chunks: Iterable[bytes]) -> Extent:
    """The extent by the cells that have a value, wherever and however they are written."""
    found = Extent()
    row = column = 0
    known: dict[bytes, int] = {}
    for piece in _pieces(chunks):
        without = {cell.start() for cell in _uncached(piece)} if _has_formula(piece) else set()
        tags = list(_TAG.finditer(piece))
        for tag in tags:
            name, attributes = tag.groups()
            places = []
            for letters, digits in _REF.findall(attributes):
                if letters not in known:
                    known[letters] = _column(letters)
                places.append((int(digits[:9]), known[letters]))
            if name == b"row":
                row, column = places[-1][0] if places else row + 1, 0
                continue
            column = places[-1][1] if places else column + 1
            if without and tag.start() in without:
                found.uncached.append((places[-1][0] if places else row, column - 1))
            if attributes[-1:] == b"/":
                continue
            found.cells += 1
            for place in places or [(row, column)]:
                if (place[0] > found.rows or place[1] > found.columns) and _VALUE.match(piece, tag.end()):
                    found.reach(*place)
        found.plain = found.plain and len(tags) == len(_ANY_TAG.findall(piece))
    return found


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, parted where a cell or a row begins."""
    rest = b""
    for chunk in chunks:
        whole = rest + chunk
        cut = _last_start(whole, max(0, len(whole) - _NEAR))
        if cut <= 0 and len(whole) > LONGEST:
            cut = max(_last_start(whole, 0), 0) or max(whole.rfind(b"<"), 0) or len(whole)
        if cut > 0:
            yield whole[:cut]
        rest = whole[max(cut, 0) :]
    if rest:
        yield rest


def _last_start(whole: bytes, since: int) -> int:
    start = max(whole.rfind(sign, since) for sign in _STARTS)
    return start if whole[start : start + 1] == b"<" else whole.rfind(b"<", 0, max(start, 0))


def _take(piece: bytes, found: Extent) -> None:
    padded = piece + bytes(32)
    signs = np.frombuffer(padded, np.uint8)
    opened, names = signs[:-1] == _OPEN, signs[1:]
    if b":" in piece:
        # ClosedXML and others write <x:c
        opened |= signs[:-1] == _COLON
    starts = np.flatnonzero(opened & (names == _C)) + 1
    eights = np.ndarray((len(piece) + 24,), "<u8", padded, strides=(1,))
    usual = (eights[starts] & _FIVE) == _CELL
    if not usual.all():
        if np.isin(signs[starts[~usual] + 1], _AFTER).any():
            found.plain = False
        starts = starts[usual]
    found.cells += len(starts)
    if len(starts):
        _reach(signs, eights, starts + 5, found)
    if (opened & (names == _F)).any() and _any_uncached(signs):
        for cell in _uncached(piece):
            if place := _REF.search(cell[1]):
                found.uncached.append((int(place[2][:9]), _column(place[1]) - 1))
            else:
                found.placed = False


def _any_uncached(signs: np.ndarray) -> bool:
    """Some formula is not followed by ``<v>`` and at least one sign."""
    tags = np.flatnonzero(signs == _OPEN) + 1
    names = signs[tags]
    formulas = np.flatnonzero(names == _F)
    if not len(formulas) or formulas[-1] + 3 >= len(tags):
        return True
    results = formulas + np.where(names[formulas + 1] == _END, 2, 1)
    usual = (names[results] == _V) & (signs[tags[results] + 1] == _CLOSE) & (tags[results + 1] - tags[results] > 3)
    return not usual.all()


def _reach(signs: np.ndarray, eights: np.ndarray, at: np.ndarray, found: Extent) -> None:
    """Takes in the references that stand at the places ``at``: one to three letters, then digits."""
    column = signs[at].astype(np.int64) - 64
    for letters in (1, 2, 3):
        sign = signs[at + letters]
        more = sign >= 65
        last = not more.any()
        ends = slice(None) if last else ~more
        if last or not more.all():
            found.columns = max(found.columns, int(column[ends].max()))
            found.rows = max(found.rows, _largest(eights[at[ends] + letters], found))
        if last:
            return
        at, column = at[more], column[more] * 26 + sign[more] - 64
    found.plain = False


def _largest(digits: np.ndarray, found: Extent) -> int:
    """The largest of the numbers that stand at the beginning of eight signs each."""
    length = 0
    for place in range(8):
        more = ((digits >> np.uint64(8 * place)) & np.uint64(255)) - np.uint64(48) < 10
        if not more.any():
            break
        digits, length = (digits if more.all() else digits[more]), place + 1
    if length == 8:
        found.plain = False
    # of numbers with as many digits the largest comes last in the order of their signs
    first = int(digits.byteswap().max()).to_bytes(8, "big")[:length]
    return int(first) if first.isdigit() else 0


def _uncached(piece: bytes) -> Iterator[re.Match[bytes]]:
    """The cells that have a formula and no result; an empty text is a result."""
    for cell in _FORMULA.finditer(piece):
        if not (cell[3] or b"").strip() and not (cell[2] and _TEXT.search(cell[1])):
            yield cell


def _has_formula(piece: bytes) -> bool:
    return b"<f" in piece or b":f" in piece


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number
