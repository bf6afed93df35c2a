"""How the codes of one book are built: which lengths are levels, inferred from the codes themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from auditbook.accounts.account import Chart

# levels below the first have two digits at least: one more digit is rather a slip of the pen than a level
STEP = 2
UNION, GOVERNMENT = 3, 4
_USUAL = {UNION: (3, 2, 2, 2, 2), GOVERNMENT: (4, 2, 2, 2, 2)}


@dataclass(frozen=True)
class Book:
    """The codes of one book: the chart that lists them (None if no one knows it) and the lengths that are levels."""

    head: int
    chart: Chart | None
    lengths: tuple[int, ...]
    usual: tuple[int, ...]

    def above(self, code: str) -> tuple[int, ...]:
        """The lengths of the codes that may stand above ``code``, longest first; none where it fits no level."""
        if self.chart and code in self.chart.accounts:
            return self._shorter.get(len(code), ()) if len(code) in self.lengths else _shorter(self.usual, len(code))
        return self._shorter.get(len(code), ())

    @cached_property
    def _shorter(self) -> dict[int, tuple[int, ...]]:
        return {length: _shorter(self.lengths, length) for length in self.lengths}

    @property
    def rule(self) -> str:
        """The rule in the usual manner: 3-2-2."""
        return "-".join(str(b - a) for a, b in zip((0, *self.lengths), self.lengths, strict=False))


def heads(codes: Iterable[str], chart: Chart) -> dict[str, int]:
    """How many digits the first level of each code has: 3 in the unions' book, 4 in the fiscal one, 0 if it has none.

    501 and 5010 are both first levels. Where both might stand above a code (121801: 121 or 1218), its length decides.
    """
    codes = list(codes)
    short = {code for code in codes if len(code) in (UNION, GOVERNMENT)}
    unions = {code for code in (*short, *chart.accounts) if len(code) == UNION}
    listed = {code for code in chart.beside.accounts if len(code) == GOVERNMENT} if chart.beside else set()
    four = {code for code in short if len(code) == GOVERNMENT}
    # a stray 5010 among codes of 501 is a slip; a book with 1001 or 6001 in it is the fiscal one
    if not any(code[:GOVERNMENT] in listed | four and code[:UNION] not in unions for code in codes):
        fiscal = set()
    elif chart.beside:
        fiscal = listed | {code for code in four if code[:UNION] not in unions}
    else:
        fiscal = four
    return {code: _head(code, unions, fiscal) for code in codes}


def _head(code: str, unions: set[str], fiscal: set[str]) -> int:
    if not (code.isascii() and code.isdigit()) or len(code) < UNION:
        return 0
    if len(code) in (UNION, GOVERNMENT):
        return len(code)
    union, government = code[:UNION] in unions, code[:GOVERNMENT] in fiscal
    if union != government:
        return UNION if union else GOVERNMENT
    return UNION if (len(code) - UNION) % STEP == 0 else GOVERNMENT


def _shorter(lengths: tuple[int, ...], than: int) -> tuple[int, ...]:
    return tuple(length for length in reversed(lengths) if length < than)


def book(head: int, chart: Chart | None, codes: Iterable[str], rule: tuple[int, ...] | None) -> Book:
    """The book whose codes begin with ``head`` digits; ``rule`` where the file itself states it."""
    usual = chart.lengths if chart else tuple(accumulate(_USUAL.get(head, (head,))))
    if rule is not None and rule[0] == head:
        return Book(head, chart, tuple(accumulate(rule)), usual)
    chain = _chain(head, Counter(map(len, codes)), usual)
    return Book(head, chart, usual if chain <= set(usual) else tuple(sorted(chain)), usual)


def _chain(head: int, counts: Mapping[int, int], usual: tuple[int, ...]) -> set[int]:
    """The lengths, each two digits at least above the last, that account for most codes; the usual ones in a tie."""
    best: dict[int, tuple[int, int, tuple[int, ...]]] = {head: (counts.get(head, 0), 1, (head,))}
    for length in sorted(length for length in counts if length > head):
        before = [best[shorter] for shorter in best if shorter <= length - STEP]
        if before:
            total, fitting, chain = max(before)
            best[length] = (total + counts[length], fitting + (length in usual), (*chain, length))
    return set(max(best.values())[2])
