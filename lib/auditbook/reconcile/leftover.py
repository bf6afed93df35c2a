"""What is left when pairs are found: taken back at once on the same side, or one matter in two amounts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence

from auditbook.reconcile.sums import Item

LOOKED = 50  # rows looked at for each row


def taken_back(items: Sequence[Item], days: int, same_paper: bool = False) -> list[tuple[int, int]]:
    """Pairs of one side that net to zero, one of them red or in words taken back; or both lines of one voucher."""

    def may(item: Item, other: Item) -> bool:
        if item.undone:
            return not (item.who and other.who and item.who != other.who)
        return same_paper and bool(item.paper) and item.paper == other.paper and item.account == other.account

    return _netting(items, days, may)


def moved_between(items: Sequence[Item], days: int) -> list[tuple[int, int]]:
    """Pairs of one side that net to zero, out of one account and into another."""
    return _netting(items, days, lambda item, other: item.account != other.account)


def _netting(items: Sequence[Item], days: int, may: Callable[[Item, Item], bool]) -> list[tuple[int, int]]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for at in sorted(range(len(items)), key=lambda at: (items[at].day, at)):
        places[items[at].group, items[at].fen].append(at)
    gone: set[int] = set()
    found = []
    for at in sorted(range(len(items)), key=lambda at: (not items[at].undone, items[at].day, at)):
        if at in gone:
            continue
        item = items[at]
        near = _near(items, places.get((item.group, -item.fen), []), item.day, days)
        if others := [n for n in near if n not in gone and n != at and may(item, items[n])]:
            other = min(others, key=lambda n: (items[n].who != item.who, abs(items[n].day - item.day), n))
            gone |= {at, other}
            found.append((min(at, other), max(at, other)))
    return found


def differing(book: Sequence[Item], bank: Sequence[Item], days: int) -> list[tuple[int, int, str]]:
    """Pairs with the same reference, or the same payee or summary, and another amount; with what the amounts hint at.

    A payee alone does not make two payments one: then the amounts must be near, or differ by a slip of the hand.
    """
    ways: list[tuple[Callable[[Item], str], int, Callable[[Item, Item, str], bool]]] = [
        (lambda item: item.reference, 3 * days, lambda one, other, slip: True),
        (lambda item: item.who, days, _same_matter),
        (lambda item: item.what, days, lambda one, other, slip: bool(slip) and not (one.who and other.who)),
    ]
    free: tuple[set[int], set[int]] = (set(range(len(book))), set(range(len(bank))))
    found = []
    for word, reach, alike in ways:
        places: dict[Hashable, list[int]] = defaultdict(list)
        for n in sorted(free[1], key=lambda n: (bank[n].day, n)):
            if word(bank[n]):
                places[bank[n].group, word(bank[n])].append(n)
        pairs = []
        for at in sorted(free[0]):
            for n in _near(bank, places.get((book[at].group, word(book[at])), []), book[at].day, reach):
                slip = hint(book[at].fen, bank[n].fen)
                same_way = (book[at].fen > 0) == (bank[n].fen > 0) or slip == OTHER_WAY
                if same_way and alike(book[at], bank[n], slip):
                    gap = abs(book[at].fen - bank[n].fen)
                    pairs.append((not slip, abs(book[at].day - bank[n].day), gap, at, n, slip))
        for _, _, _, at, n, slip in sorted(pairs):
            if at in free[0] and n in free[1]:
                free[0].remove(at)
                free[1].remove(n)
                found.append((at, n, slip))
    return sorted(found)


def _same_matter(one: Item, other: Item, slip: str) -> bool:
    return bool(slip) or _near_to(one.fen, other.fen, 2 if one.what and one.what == other.what else 5)


OTHER_WAY = "金额相同而收付方向相反"


def hint(one: int, other: int) -> str:
    """How one amount may have become the other; empty if nothing suggests itself."""
    if one == -other:
        return OTHER_WAY
    small, large = sorted((abs(one), abs(other)))
    if large == 10 * small or large == 100 * small:
        return "小数点错位"
    a, b = str(small), str(large)
    if len(a) == len(b):
        apart = [at for at in range(len(a)) if a[at] != b[at]]
        if len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(a) == sorted(b):
            return "相邻两位数字颠倒"
        # of round amounts every two differ in one digit
        if len(apart) == 1 and min(len(a.rstrip("0")), len(b.rstrip("0"))) > 2:
            return "只有一位数字不同"
    return ""


def _near_to(one: int, other: int, parts: int) -> bool:
    """Less than 1/parts of the larger apart."""
    return parts * abs(one - other) <= max(abs(one), abs(other))


def _near(items: Sequence[Item], rows: list[int], day: int, days: int) -> list[int]:
    low = bisect_left(rows, day - days, key=lambda at: items[at].day)
    high = bisect_right(rows, day + days, key=lambda at: items[at].day)
    if high - low > LOOKED:
        middle = bisect_left(rows, day, low, high, key=lambda at: items[at].day)
        low, high = max(low, middle - LOOKED // 2), min(high, middle + LOOKED // 2)
    return rows[low:high]
