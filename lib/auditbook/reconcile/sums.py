"""One row of one side that is the sum of several of the other, among what found no partner of its own.

Any amount can be put together somehow from enough others. So the more parts are allowed, the more must speak for them:
one voucher, one payee, one summary; and of rows with nothing in common at most three, a few days apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from auditbook.reconcile.pairs import Days

_Rows = dict[tuple, list[int]]


@dataclass(frozen=True)
class Item:
    """A row without a partner. ``who`` and ``what`` are payee and summary, empty if unknown; ``paper`` the voucher."""

    day: int
    fen: int
    group: int = 0
    who: str = ""
    what: str = ""
    paper: int = 0
    reference: str = ""
    account: str = ""
    undone: bool = False  # red, or its summary says that something is taken back


@dataclass(frozen=True)
class Limits:
    """How far the search goes. ``routine`` are summaries (fees) that may be booked once for many months."""

    days: Days = field(default_factory=Days)
    few_days: int = 3
    parts: int = 6
    strangers: int = 3
    candidates: int = 20
    few_candidates: int = 12
    run: int = 500
    routine: frozenset[str] = frozenset()
    routine_days: int = 366
    work: int = 2_000_000


@dataclass(frozen=True)
class Sum:
    """Positions in the caller's lists; ``several``: other parts would do as well."""

    book: tuple[int, ...]
    bank: tuple[int, ...]
    several: bool = False


@dataclass
class Sums:
    """What was found; ``cut`` holds the rows of each side for which not everything was looked at."""

    found: list[Sum] = field(default_factory=list)
    cut: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    work: int = 0


def sums(book: Sequence[Item], bank: Sequence[Item], limits: Limits | None = None) -> Sums:
    """The sums, those with the most in common first."""
    search = _Search((book, bank), limits or Limits())
    for step in (search.vouchers, search.runs, search.related, search.strangers):
        step()
    return search.result


class _Search:
    """One side has the row that is a sum, the other the parts; each step is taken both ways."""

    def __init__(self, sides: tuple[Sequence[Item], Sequence[Item]], limits: Limits) -> None:
        self.sides, self.limits, self.result = sides, limits, Sums()
        self.free = ([True] * len(sides[0]), [True] * len(sides[1]))
        self.order = [sorted(range(len(side)), key=lambda at: (side[at].day, at)) for side in sides]

    def vouchers(self) -> None:
        """The lines of one voucher together, also where one of them takes away from the others."""
        papers = self._by(0, lambda item: (item.group, item.paper) if item.paper else None)
        wanted = self._by(1, lambda item: (item.group, item.fen))
        for (group, _), lines in papers.items():
            total, day = sum(self.sides[0][at].fen for at in lines), self.sides[0][lines[0]].day
            near = self._between(1, wanted.get((group, total), []), day, self.limits.days.long)
            rows = [at for at in near if self.free[1][at]]
            self.result.work += len(lines) + len(near)
            if len(lines) > 1 and rows:
                self._take(lines, [min(rows, key=lambda at: (abs(self.sides[1][at].day - day), at))], len(rows) > 1)

    def runs(self) -> None:
        """Parts that follow each other: of one payee, of one summary, of one day; also many more than six."""
        for one in (0, 1):
            own = [self._of_word(1 - one, word) for word in (_who, _what)]
            days = self._by(1 - one, lambda item: (*_way(item), item.day))
            alike = self._by(1 - one, lambda item: (*_way(item), item.day, item.what))
            whats: dict[tuple, list[str]] = defaultdict(list)
            for *day, what in alike:
                if what:
                    whats[tuple(day)].append(what)
            for at in self._targets(one):
                if not any(self._run(one, at, rows) for rows in self._akin(one, at, own, self.limits.days.long)):
                    self._batch(one, at, days, alike, whats)

    def _batch(self, one: int, at: int, days: _Rows, alike: _Rows, whats: dict[tuple, list[str]]) -> None:
        """All of one day, or those of a day with one summary, paid or received by list."""
        item = self.sides[one][at]
        for step in sorted(range(-self.limits.few_days, self.limits.few_days + 1), key=abs):
            key = (*_way(item), item.day + step)
            rows = days.get(key, [])
            if len(rows) > 1 and (self._run(one, at, rows, whole=True) or any(
                self._run(one, at, alike[(*key, what)]) for what in whats[key]
            )):  # fmt: skip
                return

    def related(self) -> None:
        """Up to six parts of the same payee, or of the same summary."""
        for one in (0, 1):
            own = [self._of_word(1 - one, word) for word in (_who, _what)]
            for at in self._targets(one):
                rows = self._akin(one, at, own, self.limits.days.after)
                found = {n for some in rows for n in self._crowd(one, at, some)}
                self._subset(one, at, found, self.limits.parts, self.limits.candidates)

    def strangers(self) -> None:
        """Up to three parts, a few days apart, no two of known and different payees."""
        limits = self.limits
        for one in (0, 1):
            rows = self._by(1 - one, _way)
            for at in self._targets(one):
                item = self.sides[one][at]
                near = self._crowd(one, at, self._between(1 - one, rows.get(_way(item), []), item.day, limits.few_days))
                found = [n for n in near if not (item.who and self.sides[1 - one][n].who not in ("", item.who))]
                self._subset(one, at, found, limits.strangers, limits.few_candidates)

    def _by(self, side: int, key: Callable[[Item], tuple | None]) -> _Rows:
        """The free rows of a side, by key, in the order of days."""
        found: _Rows = defaultdict(list)
        for at in self.order[side]:
            if self.free[side][at] and (name := key(self.sides[side][at])) is not None:
                found[name].append(at)
        return found

    def _of_word(self, side: int, word: Callable[[Item], str]) -> _Rows:
        return self._by(side, lambda item: (*_way(item), word(item)) if word(item) else None)

    def _akin(self, one: int, at: int, own: Sequence[_Rows], reach: int) -> Iterator[Sequence[int]]:
        """Rows of the other side with the payee, then with the summary of a row; fees may be booked long after."""
        item = self.sides[one][at]
        for rows, word in zip(own, (_who, _what), strict=True):
            routine = word is _what and item.what in self.limits.routine
            days = self.limits.routine_days if routine else reach
            yield self._between(1 - one, rows.get((*_way(item), word(item)), []), item.day, days)

    def _targets(self, side: int) -> Iterator[int]:
        """The free rows of a side, as long as there is work left; the rest is told as not looked at."""
        for at in self.order[side]:
            if self.free[side][at]:
                if self.result.work < self.limits.work:
                    yield at
                else:
                    self.result.cut[side].add(at)

    def _between(self, side: int, rows: list[int], day: int, reach: int) -> Sequence[int]:
        """Of rows in the order of days those near a day; of too many, one more than are looked at."""
        items = self.sides[side]
        low = bisect_left(rows, day - reach, key=lambda at: items[at].day)
        high = bisect_right(rows, day + reach, key=lambda at: items[at].day)
        return rows[low : min(high, low + self.limits.run + 1)]

    def _crowd(self, one: int, at: int, rows: Sequence[int]) -> list[int]:
        """Those of ``rows`` that are free and smaller than the sum."""
        self.result.work += len(rows)
        if len(rows) > self.limits.run:
            self.result.cut[one].add(at)
        most, items = abs(self.sides[one][at].fen), self.sides[1 - one]
        return [n for n in rows if self.free[1 - one][n] and abs(items[n].fen) < most]

    def _subset(self, one: int, at: int, rows: Iterable[int], parts: int, most: int) -> None:
        item, items = self.sides[one][at], self.sides[1 - one]
        near = sorted(rows, key=lambda n: (abs(items[n].day - item.day), n))
        if len(near) > most:
            self.result.cut[one].add(at)
        found, work = subsets([abs(items[n].fen) for n in near[:most]], abs(item.fen), parts)
        self.result.work += work
        if found:
            self._take_as(one, at, [near[n] for n in found[0]], len(found) > 1)

    def _run(self, one: int, at: int, rows: Sequence[int], whole: bool = False) -> bool:
        """Takes the rows that follow each other and add up, if there are such; or only all of them together."""
        self.result.work += len(rows)
        if len(rows) > self.limits.run:
            self.result.cut[one].add(at)
            return False
        free = [n for n in rows if self.free[1 - one][n]]
        fen, wanted = [abs(self.sides[1 - one][n].fen) for n in free], abs(self.sides[one][at].fen)
        found = ([(0, len(fen))] if len(fen) > 1 and sum(fen) == wanted else []) if whole else runs(fen, wanted)
        if found:
            self._take_as(one, at, free[slice(*found[0])], len(found) > 1)
        return bool(found)

    def _take_as(self, one: int, at: int, parts: list[int], several: bool) -> None:
        self._take(*(([at], parts) if one == 0 else (parts, [at])), several)

    def _take(self, book: list[int], bank: list[int], several: bool) -> None:
        for side, rows in enumerate((book, bank)):
            for n in rows:
                self.free[side][n] = False
                self.result.cut[side].discard(n)
        self.result.found.append(Sum(tuple(sorted(book)), tuple(sorted(bank)), several))


def _who(item: Item) -> str:
    return item.who


def _what(item: Item) -> str:
    return item.what


def _way(item: Item) -> tuple[int, bool]:
    return item.group, item.fen > 0


def runs(values: Sequence[int], wanted: int) -> list[tuple[int, int]]:
    """At most two runs of two and more positive values that add up, as start and end."""
    found, start, total = [], 0, 0
    for end, value in enumerate(values, 1):
        total += value
        while total > wanted:
            total -= values[start]
            start += 1
        if total == wanted and end - start > 1:
            found.append((start, end))
            if len(found) == 2:
                break
    return found


def subsets(values: Sequence[int], wanted: int, parts: int) -> tuple[list[tuple[int, ...]], int]:
    """At most two choices of two to ``parts`` positive values that add up, the fewest parts first; and the work.

    Earlier values are tried first.
    """
    # places of each value, and the largest value from each place on
    places: dict[int, list[int]] = defaultdict(list)
    for at, value in enumerate(values):
        places[value].append(at)
    largest = [*reversed(list(accumulate(reversed(values), max)))]
    found: list[tuple[int, ...]] = []
    work = 0

    def extend(chosen: tuple[int, ...], start: int, rest: int, more: int) -> None:
        nonlocal work
        if more == 1:
            work += 1
            found.extend((*chosen, at) for at in places.get(rest, ()) if at >= start)
            return
        for at in range(start, len(values) - more + 1):
            work += 1
            if len(found) > 1 or rest > more * largest[at]:
                return
            if values[at] < rest:
                extend((*chosen, at), at + 1, rest - values[at], more - 1)

    for size in range(2, min(parts, len(values)) + 1):
        extend((), 0, wanted, size)
        if len(found) > 1:
            break
    return found[:2], work
