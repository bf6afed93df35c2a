"""One row of the books for one row of the bank: the same key (amount, payee …), not too many days apart.

Rows of one key and their days make a graph: a row of the books and one of the bank are joined where the bank's day is
at most ``before`` days earlier and ``after`` days later. Sorted by day, the neighbours of each row are a run that only
moves forward; that is why sweeps are enough: for the largest number of pairs, and to say whether there is one such
choice or several.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

NONE = -1
Keys = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Rows:
    """One side: ``day``, ``fen`` (received +, paid −), and numbers that stand for texts; NONE where there is none."""

    day: np.ndarray
    fen: np.ndarray
    group: np.ndarray  # what may be set against each other at all: the unit and its book
    payee: np.ndarray
    reference: np.ndarray

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Days:
    """How much earlier and later the bank may be; ``long`` where nothing nearer was found."""

    before: int = 10
    after: int = 10
    long: int = 31


@dataclass
class Pairs:
    """``bank_of`` the rows of the books, ``book_of`` those of the bank, and where the choice was one among several.

    ``work`` counts the rows looked at one by one, beside the sweeps over whole columns.
    """

    bank_of: np.ndarray
    book_of: np.ndarray
    book_several: np.ndarray
    bank_several: np.ndarray
    work: int = 0

    @classmethod
    def none(cls, book: int, bank: int) -> Pairs:
        return cls(np.full(book, NONE), np.full(bank, NONE), np.zeros(book, bool), np.zeros(bank, bool))

    def join(self, book: np.ndarray, bank: np.ndarray) -> None:
        self.bank_of[book] = bank
        self.book_of[bank] = book

    def copy(self) -> Pairs:
        return Pairs(
            self.bank_of.copy(), self.book_of.copy(), self.book_several.copy(), self.bank_several.copy(), self.work
        )

    def take(self, other: Pairs, book: np.ndarray, bank: np.ndarray) -> None:
        """What ``other`` says of these rows, which have no pair with others in either."""
        self.bank_of[book], self.book_several[book] = other.bank_of[book], other.book_several[book]
        self.book_of[bank], self.bank_several[bank] = other.book_of[bank], other.bank_several[bank]
        self.work = other.work

    def part(self, book: np.ndarray) -> None:
        self.book_of[self.bank_of[book]] = NONE
        self.bank_of[book] = NONE


def one_to_one(book: Rows, bank: Rows, days: Days) -> Pairs:
    """The pairs, by what speaks for them: the same reference, then the same payee, then the amount and the day alone;
    before the day counts, the month of books that are entered at its end.

    Within ``before`` and ``after`` there are as many as can be, whatever the payees; what has the same reference stays
    together. Beyond, up to ``long`` days, two payees that are known must be the same.
    """
    found = Pairs.none(len(book), len(bank))
    amount = _amounts(book, bank)
    payee = _with(amount, book.payee, bank.payee)
    reference = _with(amount, book.reference, bank.reference)
    pair(book.day, bank.day, reference, days.long, days.long, found)
    referred = found.bank_of != NONE
    _of_the_month(book, bank, (payee, amount), days.long, found)
    settled = found.bank_of != NONE, found.book_of != NONE
    by_month = settled[0] & ~referred
    pair(book.day, bank.day, payee, days.before, days.after, found)
    pair(book.day, bank.day, amount, days.before, days.after, found)
    # only amounts that are left over on both sides can have more pairs
    open_ = np.zeros(1 + max((int(one.max(initial=0)) for one in amount), default=0), bool)
    open_[np.intersect1d(amount[0][found.bank_of == NONE], amount[1][found.book_of == NONE])] = True
    loose = tuple(np.where(open_[one] & ~done, one, NONE) for one, done in zip(amount, settled, strict=True))
    Graph(book.day, bank.day, (loose[0], loose[1]), days.before, days.after).enlarge(found, against=True)
    _rather_by_day(book, bank, (payee, amount), days, by_month, found)
    near = found.bank_of.copy()
    pair(book.day, bank.day, payee, days.long, days.long, found)
    pair(book.day, bank.day, amount, days.long, days.long, found)
    _part_strangers(book, bank, near, found)
    return found


def _of_the_month(book: Rows, bank: Rows, keys: tuple[Keys, Keys], long: int, found: Pairs) -> None:
    """Where a group enters most rows on the last day of their month, an entry belongs to its month's row at the bank.

    By the day alone, equal sums of every month would meet crosswise: the entry of one month, the row of the next.
    """
    late = (_month(book.day + 1) != _month(book.day)) & (book.day != NONE)
    at = np.maximum(book.group, 0)
    days, ends = (np.bincount(at, rows & (book.group >= 0)) for rows in (book.day != NONE, late))
    late &= 2 * ends[at] > days[at]
    if not late.any() or not len(bank):
        return
    months = _month(book.day), _month(bank.day)
    first = min(int(one.min()) for one in months)
    for key in keys:
        before = found.bank_of.copy()
        of_month = _with(key, np.where(late & (key[0] != NONE), months[0] - first, NONE),
                         np.where(key[1] != NONE, months[1] - first, NONE))  # fmt: skip
        pair(book.day, bank.day, of_month, long, long, found)
        _part_strangers(book, bank, before, found)


def _rather_by_day(
    book: Rows, bank: Rows, keys: tuple[Keys, Keys], days: Days, by_month: np.ndarray, found: Pairs
) -> None:
    """The pairs ``by_month`` of an amount give way where they leave a row on each side and the days give more pairs."""
    payee, amount = keys
    left = np.intersect1d(amount[0][found.bank_of == NONE], amount[1][found.book_of == NONE])
    left = left[left != NONE]
    at = np.isin(amount[0], left), np.isin(amount[1], left)
    if not (by_month & at[0] & (found.bank_of != NONE)).any():
        return
    other = found.copy()
    other.part(np.flatnonzero(by_month & at[0] & (found.bank_of != NONE)))
    for key in (payee, amount):
        only = np.where(at[0], key[0], NONE), np.where(at[1], key[1], NONE)
        pair(book.day, bank.day, only, days.before, days.after, other)
    number = 1 + int(left.max())
    now, then = (np.bincount(amount[0][at[0] & (one.bank_of != NONE)], minlength=number) for one in (found, other))
    better = then > now
    found.take(other, *(side & better[np.where(side, key, 0)] for side, key in zip(at, amount, strict=True)))


def _part_strangers(book: Rows, bank: Rows, before: np.ndarray, found: Pairs) -> None:
    """Parts of the new pairs those whose payees are known and differ."""
    new = np.flatnonzero((found.bank_of != NONE) & (before == NONE))
    one, other = book.payee[new], bank.payee[found.bank_of[new]]
    found.part(new[(one != other) & (one != NONE) & (other != NONE)])


def _month(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def pair(
    book_days: np.ndarray, bank_days: np.ndarray, keys: tuple[np.ndarray, np.ndarray], before: int, after: int,
    found: Pairs,
) -> None:  # fmt: skip
    """Adds to ``found`` as many pairs of equal key as can be of the rows that have none yet, the nearest days first."""
    free = np.where(found.bank_of == NONE, keys[0], NONE), np.where(found.book_of == NONE, keys[1], NONE)
    graph = Graph(book_days, bank_days, free, before, after)
    graph.nearest(found)
    graph.enlarge(found)
    graph.several(found)


@dataclass
class Graph:
    """The rows of both sides that have a neighbour, sorted by key and day; a ``part`` is what hangs together."""

    book_days: np.ndarray
    bank_days: np.ndarray
    keys: tuple[np.ndarray, np.ndarray]
    before: int
    after: int
    book: np.ndarray = field(init=False)  # positions in the caller's rows
    bank: np.ndarray = field(init=False)
    low: np.ndarray = field(init=False)  # the neighbours of book[i] are bank[low[i]:high[i]]
    high: np.ndarray = field(init=False)
    starts: np.ndarray = field(init=False)  # where in ``book`` each part begins
    firsts: np.ndarray = field(init=False)  # … and in ``bank``
    lasts: np.ndarray = field(init=False)  # … and ends in ``bank``

    def __post_init__(self) -> None:
        book, bank = (np.flatnonzero(keys != NONE) for keys in self.keys)
        days = self.book_days[book], self.bank_days[bank]
        first = min((int(one.min()) for one in days if len(one)), default=0)
        last = max((int(one.max()) for one in days if len(one)), default=0)
        # so wide that no neighbour is looked for among those of another key
        span = last - first + self.before + self.after + 2
        codes = [
            keys[rows].astype(np.int64) * span + day - first
            for keys, rows, day in zip(self.keys, (book, bank), days, strict=True)
        ]
        order = np.argsort(codes[0], kind="stable")
        book, code = book[order], codes[0][order]
        order = np.argsort(codes[1], kind="stable")
        self.bank, self._bank_code = bank[order], codes[1][order]
        low = np.searchsorted(self._bank_code, code - self.before, "left")
        high = np.searchsorted(self._bank_code, code + self.after, "right")
        near = high > low
        self.book, self.low, self.high, self._book_code = book[near], low[near], high[near], code[near]
        new = np.ones(len(self.book), bool)
        new[1:] = self.low[1:] >= self.high[:-1]
        self.starts = np.flatnonzero(new)
        self.firsts = self.low[self.starts]
        self.lasts = self.high[np.append(self.starts[1:], len(self.book)) - 1] if len(self.book) else self.firsts

    def nearest(self, found: Pairs) -> None:
        """Pairs of the same day, then of days one apart, and so on."""
        ours, theirs = np.arange(len(self.book)), np.arange(len(self.bank))
        for step in sorted(range(-self.before, self.after + 1), key=lambda day: (abs(day), -day)):
            if not len(ours) or not len(theirs):
                return
            one, other = _alike(self._book_code[ours] + step, self._bank_code[theirs])
            if len(one):
                found.join(self.book[ours[one]], self.bank[theirs[other]])
                ours, theirs = np.delete(ours, one), np.delete(theirs, other)

    def enlarge(self, found: Pairs, against: bool = False) -> None:
        """Where a part has rows left over on both sides, pairs it anew if that gives more pairs.

        ``against``: the pairs it parts had more to speak for them, so it was a choice.
        """
        if not len(self.starts):
            return
        ours, theirs = self._left(found)
        for part in np.flatnonzero((ours > 0) & (theirs > 0)):
            start = int(self.starts[part])
            end = int(self.starts[part + 1]) if part + 1 < len(self.starts) else len(self.book)
            first, last = int(self.firsts[part]), int(self.lasts[part])
            found.work += end - start + last - first
            anew = self._earliest(start, end, first)
            if len(anew) <= end - start - int(ours[part]):
                continue
            rows = self.book[start:end]
            found.part(rows[found.bank_of[rows] != NONE])
            found.join(self.book[[i for i, _ in anew]], self.bank[[k for _, k in anew]])
            if against:
                found.book_several[rows] = found.bank_several[self.bank[first:last]] = True

    def _earliest(self, start: int, end: int, first: int) -> list[tuple[int, int]]:
        """As many pairs as a part can have: to each row in turn the earliest that is left."""
        pairs, free = [], first
        for i, low, high in zip(
            range(start, end), self.low[start:end].tolist(), self.high[start:end].tolist(), strict=True
        ):
            k = max(free, low)
            if k < high:
                pairs.append((i, k))
                free = k + 1
        return pairs

    def several(self, found: Pairs) -> None:
        """Marks the parts of which as many pairs could be made in another way.

        One that is left over can take its neighbour's place. Where none is, the i-th row has the i-th; if there is any
        other way, then also one in which two that follow each other change places.
        """
        if not len(self.starts):
            return
        ours, theirs = self._left(found)
        many = (ours > 0) | (theirs > 0)
        whole = np.repeat(~many, np.diff(np.append(self.starts, len(self.book))))
        at = np.arange(len(self.book)) - np.repeat(self.starts - self.firsts, np.diff(np.append(
            self.starts, len(self.book))))  # fmt: skip
        change = np.zeros(len(self.book), bool)
        change[:-1] = whole[:-1] & (at[:-1] + 1 < self.high[:-1]) & (at[:-1] >= self.low[1:])
        # the last row of a part is followed by one of another part, whose neighbours begin later
        many |= np.logical_or.reduceat(change, self.starts)
        found.book_several[self.book[self._spread(many, self.starts, None)]] = True
        found.bank_several[self.bank[self._spread(many, self.firsts, self.lasts)]] = True

    def _left(self, found: Pairs) -> tuple[np.ndarray, np.ndarray]:
        """How many rows of each part have no pair, in the books and at the bank."""
        ours = np.add.reduceat((found.bank_of[self.book] == NONE).astype(np.int64), self.starts)
        free = np.concatenate(([0], np.cumsum(found.book_of[self.bank] == NONE)))
        return ours, free[self.lasts] - free[self.firsts]

    def _spread(self, parts: np.ndarray, starts: np.ndarray, ends: np.ndarray | None) -> np.ndarray:
        """The rows of the parts that are marked."""
        if ends is None:
            ends = np.append(starts[1:], len(self.book))
        lengths = (ends - starts)[parts]
        return np.repeat(starts[parts] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())


def _amounts(book: Rows, bank: Rows) -> tuple[np.ndarray, np.ndarray]:
    """One number for each group and amount, the same on both sides."""
    fen = np.concatenate([book.fen, bank.fen]).astype(np.int64)
    group = np.concatenate([book.group, bank.group]).astype(np.int64)
    if not len(fen):
        return book.fen.astype(np.int64), bank.fen.astype(np.int64)
    span = int(fen.max()) - int(fen.min()) + 1
    _, codes = np.unique((group - group.min()) * span + (fen - fen.min()), return_inverse=True)
    return codes[: len(book)], codes[len(book) :]


def _with(amount: tuple[np.ndarray, np.ndarray], *words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One number for each amount and word; NONE where there is no word."""
    span = 1 + max(int(one.max(initial=0)) for one in words)
    made = [np.where(one == NONE, NONE, code * span + one) for code, one in zip(amount, words, strict=True)]
    return made[0], made[1]


def _alike(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions in two sorted columns of as many equal values as both have: first with first, second with second."""
    values, starts, counts = np.unique(one, return_index=True, return_counts=True)
    low = np.searchsorted(other, values, "left")
    both = np.minimum(counts, np.searchsorted(other, values, "right") - low)
    offsets = np.arange(both.sum()) - np.repeat(np.cumsum(both) - both, both)
    return np.repeat(starts, both) + offsets, np.repeat(low, both) + offsets
