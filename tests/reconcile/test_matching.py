"""Pairs, sums and leftovers against brute force on small random cases, and that large ones stay linear."""

from itertools import combinations
from random import Random

import numpy as np
import pytest

from auditbook.reconcile.leftover import OTHER_WAY, differing, hint, moved_between, taken_back
from auditbook.reconcile.pairs import NONE, Days, Pairs, Rows, one_to_one, pair
from auditbook.reconcile.sums import Item, Limits, runs, subsets, sums


def rows(*found, group=0):
    """(day, fen[, payee[, reference]]) each."""
    full = [(*row, NONE, NONE)[:4] for row in found]
    day, fen, payee, reference = (np.array([row[n] for row in full], np.int64) for n in range(4))
    return Rows(day, fen, np.full(len(full), group, np.int64), payee, reference)


def joined(book, bank, days=None):
    found = one_to_one(book, bank, days or Days())
    return {(int(i), int(k)) for i, k in enumerate(found.bank_of) if k != NONE}


def largest(book, bank, before, after):
    """How many pairs at most, and how many choices of so many pairs, by trying all."""
    counts = {}

    def choose(at, used, pairs):
        if at == len(book):
            counts.setdefault(len(pairs), set()).add(frozenset(pairs))
            return
        choose(at + 1, used, pairs)
        for k, day in enumerate(bank):
            if k not in used and -before <= day - book[at] <= after:
                choose(at + 1, used | {k}, [*pairs, (at, k)])

    choose(0, frozenset(), [])
    return max(counts), len(counts[max(counts)])


@pytest.mark.parametrize("seed", range(300))
def test_as_many_pairs_as_brute_force_and_several_only_if_there_are(seed):
    random = Random(seed)
    before, after = random.randrange(4), random.randrange(5)
    book = np.array([random.randrange(16) for _ in range(random.randrange(6))], np.int64)
    bank = np.array([random.randrange(16) for _ in range(random.randrange(6))], np.int64)
    found = Pairs.none(len(book), len(bank))
    pair(book, bank, (np.zeros(len(book), np.int64), np.zeros(len(bank), np.int64)), before, after, found)
    most, choices = largest(book.tolist(), bank.tolist(), before, after)
    assert int((found.bank_of != NONE).sum()) == most == int((found.book_of != NONE).sum())
    for i, k in enumerate(found.bank_of):
        assert k == NONE or (found.book_of[k] == i and -before <= bank[k] - book[i] <= after)
    assert bool(found.book_several.any()) == bool(found.bank_several.any()) == (choices > 1)


@pytest.mark.parametrize("seed", range(60))
def test_several_keys_at_once_are_as_each_alone(seed):
    random = Random(seed)
    sides = [[(random.randrange(30), random.randrange(3)) for _ in range(12)] for _ in (0, 1)]
    days, keys = ([np.array([row[n] for row in side], np.int64) for side in sides] for n in (0, 1))
    found = Pairs.none(12, 12)
    pair(*days, tuple(keys), 3, 5, found)
    for key in range(3):
        alone = Pairs.none(int((keys[0] == key).sum()), int((keys[1] == key).sum()))
        own = [day[at == key] for day, at in zip(days, keys, strict=True)]
        pair(*own, (np.zeros(len(own[0]), np.int64), np.zeros(len(own[1]), np.int64)), 3, 5, alone)
        assert (found.bank_of[keys[0] == key] != NONE).tolist() == (alone.bank_of != NONE).tolist()
        assert found.book_several[keys[0] == key].tolist() == alone.book_several.tolist()
        assert found.bank_several[keys[1] == key].tolist() == alone.bank_several.tolist()


def test_the_same_reference_comes_before_the_payee_and_the_payee_before_the_day():
    book = rows((1, -500, 1, 7), (1, -500, 2), (1, -500))
    bank = rows((1, -500), (3, -500, 2), (9, -500, 1, 7))
    assert joined(book, bank) == {(0, 2), (1, 1), (2, 0)}


def test_the_nearest_day_is_taken_and_the_other_is_left_over():
    assert joined(rows((1, -500), (9, -500)), rows((9, -500))) == {(1, 0)}


def test_three_equal_amounts_against_two_a_day_apart():
    found = one_to_one(rows((1, -500), (2, -500), (3, -500)), rows((2, -500), (3, -500)), Days())
    assert (found.bank_of != NONE).tolist() == [False, True, True]
    assert found.book_several.all() and found.bank_several.all()


def test_payees_do_not_cost_a_pair():
    """The payee's pair would leave the two others without a neighbour."""
    book, bank = rows((1, -500, 1), (12, -500)), rows((11, -500, 1), (0, -500))
    assert joined(book, bank) == {(0, 1), (1, 0)}
    assert one_to_one(book, bank, Days()).book_several.all()


def test_a_wide_gap_needs_that_known_payees_agree():
    assert joined(rows((1, -500, 1)), rows((25, -500, 1))) == {(0, 0)}
    assert joined(rows((1, -500, 1)), rows((25, -500))) == {(0, 0)}
    assert joined(rows((1, -500, 1)), rows((25, -500, 2))) == set()
    assert joined(rows((1, -500, 1)), rows((45, -500, 1))) == set()


def test_neither_signs_nor_groups_nor_amounts_are_mixed():
    assert joined(rows((1, -500)), rows((1, 500), (1, -501))) == set()
    assert joined(rows((1, -500), group=1), rows((1, -500), group=2)) == set()
    assert joined(rows(), rows((1, -500))) == set() == joined(rows((1, -500)), rows())


def test_a_rent_missing_at_the_bank_is_the_one_left_over():
    months = [30 * n for n in range(12)]
    book = rows(*((day, -150_000, 1) for day in months))
    bank = rows(*((day + 1, -150_000, 1) for day in months if day != 150))
    found = one_to_one(book, bank, Days())
    assert np.flatnonzero(found.bank_of == NONE).tolist() == [5]
    assert not found.book_several.any()


def test_a_hundred_thousand_equal_amounts_take_linear_work():
    random = np.random.default_rng(1)
    many = 100_000
    day = random.integers(0, 365, (2, many))
    sides = [
        Rows(day[n], np.full(many, -500), np.zeros(many, np.int64), np.full(many, NONE), np.full(many, NONE))
        for n in (0, 1)
    ]
    found = one_to_one(*sides, Days())
    assert found.work <= 10 * many
    assert int((found.bank_of != NONE).sum()) > 0.99 * many
    assert found.book_several.all()


@pytest.mark.parametrize("seed", range(200))
def test_sums_of_parts_as_brute_force_finds_them(seed):
    random = Random(seed)
    values = [random.randrange(1, 40) for _ in range(random.randrange(9))]
    wanted, parts = random.randrange(2, 120), random.randrange(2, 7)
    every = [
        chosen for size in range(2, parts + 1) for chosen in combinations(range(len(values)), size)
        if sum(values[at] for at in chosen) == wanted
    ]  # fmt: skip
    found, work = subsets(values, wanted, parts)
    assert len(found) == min(2, len(every)) and set(found) <= set(every)
    assert not found or len(found[0]) == len(every[0])
    assert work <= 2 ** len(values) * parts
    spans = [(i, j) for i in range(len(values)) for j in range(i + 2, len(values) + 1) if sum(values[i:j]) == wanted]
    assert len(runs(values, wanted)) == min(2, len(spans)) and set(runs(values, wanted)) <= set(spans)


def found_sums(book, bank, limits=None):
    return [(one.book, one.bank, one.several) for one in sums(book, bank, limits).found]


def test_two_vouchers_paid_in_one_sum_and_the_reverse():
    parts = [Item(10, -132_400, who="甲"), Item(10, -87_900, who="甲"), Item(11, -50_000, who="乙")]
    whole = [Item(11, -220_300, who="甲")]
    assert found_sums(parts, whole) == [((0, 1), (0,), False)]
    assert found_sums(whole, parts) == [((0,), (0, 1), False)]


def test_a_list_paid_person_by_person_may_have_many_parts():
    bank = [Item(20, -100_000, who=f"会员{n:03}", what="代发") for n in range(30)]
    assert found_sums([Item(19, -3_000_000, what="发放帮扶金")], bank) == [((0,), tuple(range(30)), False)]


def test_a_sum_that_could_be_made_in_two_ways_says_so():
    bank = [Item(1, -300, who="甲"), Item(2, -200, who="甲"), Item(2, -400, who="甲"), Item(3, -100, who="甲")]
    (book, bank, several), *more = found_sums([Item(1, -500, who="甲")], bank)
    assert (book, several, more) == ((0,), True, []) and len(bank) == 2


def test_lines_of_one_voucher_net_of_a_red_one():
    lines = [Item(5, -10_000, paper=9), Item(5, 500, paper=9)]
    assert found_sums(lines, [Item(6, -9_500)]) == [((0, 1), (0,), False)]


def test_strangers_add_up_to_nothing_and_signs_are_not_mixed():
    assert found_sums([Item(1, -500, who="甲")], [Item(1, -300, who="乙"), Item(1, -200, who="丙")]) == [
        ((0,), (0, 1), False)  # all of one day, by list
    ]
    strangers = [Item(1, -300, who="乙"), Item(1, -200, who="丙"), Item(1, -70, who="丁")]
    assert found_sums([Item(1, -500, who="甲")], strangers) == []
    assert found_sums([Item(1, -500, who="甲")], [Item(1, -600, who="甲"), Item(1, 100, who="甲")]) == []
    assert found_sums([Item(1, -500, group=1)], [Item(1, -300), Item(1, -200)]) == []


def test_a_year_of_fees_booked_at_once():
    bank = [Item(30 * n, -1_250, what="手续费") for n in range(12)]
    book = [Item(360, -15_000, what="手续费")]
    assert found_sums(book, bank) == []
    assert found_sums(book, bank, Limits(routine=frozenset({"手续费"}))) == [((0,), tuple(range(12)), False)]


@pytest.mark.parametrize("seed", range(40))
def test_sums_add_up_and_no_row_is_used_twice(seed):
    random = Random(seed)

    def side():
        return [
            Item(random.randrange(9), random.choice((-1, 1)) * random.randrange(1, 60), random.randrange(2),
                 random.choice(("", "甲", "乙")), random.choice(("", "丙")), random.randrange(4))
            for _ in range(random.randrange(14))
        ]  # fmt: skip

    book, bank = side(), side()
    found = sums(book, bank).found
    for one in found:
        assert sum(book[n].fen for n in one.book) == sum(bank[n].fen for n in one.bank)
        assert len({book[n].group for n in one.book} | {bank[n].group for n in one.bank}) == 1
        assert 1 in (len(one.book), len(one.bank)) and len(one.book) + len(one.bank) > 2
    for side_of in ("book", "bank"):
        used = [n for one in found for n in getattr(one, side_of)]
        assert len(used) == len(set(used))


def test_the_search_stops_at_its_limit_and_tells_what_it_left():
    random = Random(3)
    book = [Item(random.randrange(365), -random.randrange(1, 10**7)) for _ in range(3_000)]
    bank = [Item(random.randrange(365), -random.randrange(1, 10**7)) for _ in range(3_000)]
    result = sums(book, bank, Limits(work=50_000))
    assert result.work < 60_000
    used = [{n for one in result.found for n in getattr(one, side)} for side in ("book", "bank")]
    for cut, mine, side in zip(result.cut, used, (book, bank), strict=True):
        assert len(cut) > 0.5 * len(side) and not cut & mine


def test_a_hundred_thousand_equal_rows_left_over_are_cheap():
    book = [Item(n % 365, -500, who="甲", what="乙") for n in range(100_000)]
    result = sums(book, [Item(n % 365, -700, who="甲", what="乙") for n in range(100)], Limits(work=200_000))
    assert result.work <= 201_000


def test_taken_back_on_one_side():
    wrong, red, right = Item(5, -1560, who="甲"), Item(6, 1560, who="甲", undone=True), Item(6, -1650, who="甲")
    assert taken_back([wrong, red, right], 31) == [(0, 1)]
    assert taken_back([wrong, Item(6, 1560, who="甲")], 31) == []
    assert taken_back([wrong, Item(6, 1560, who="乙", undone=True)], 31) == []
    assert taken_back([wrong, Item(60, 1560, who="甲", undone=True)], 31) == []
    assert taken_back([Item(5, -9, paper=4), Item(5, 9, paper=4)], 31, same_paper=True) == [(0, 1)]
    assert taken_back([Item(5, -9, paper=4, account="a"), Item(5, 9, paper=4, account="b")], 31, same_paper=True) == []


def test_moved_from_one_account_to_another():
    out, into = Item(5, -9, account="a"), Item(6, 9, account="b")
    assert moved_between([out, into], 3) == [(0, 1)]
    assert moved_between([out, Item(6, 9, account="a")], 3) == [] == moved_between([out, Item(9, 9, account="b")], 3)


def test_one_matter_in_two_amounts():
    assert differing([Item(5, -128_600, who="甲")], [Item(6, -126_800, who="甲")], 10) == [(0, 0, "相邻两位数字颠倒")]
    assert differing([Item(5, -100, reference="7")], [Item(6, -900, reference="7")], 10) == [(0, 0, "")]
    assert differing([Item(5, -100_00, who="甲")], [Item(6, -900_00, who="甲")], 10) == []
    assert differing([Item(5, -128_600, who="甲")], [Item(6, -126_800, who="乙")], 10) == []
    assert differing([Item(5, -128_600, who="甲")], [Item(6, -128_900, who="甲"), Item(5, -126_800, who="甲")], 10) == [
        (0, 1, "相邻两位数字颠倒")
    ]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (128_600, 126_800, "相邻两位数字颠倒"), (-128_600, -12_860, "小数点错位"), (1_234, 1_264, "只有一位数字不同"),
        (500, -500, OTHER_WAY), (500, 700, ""), (128_600, 186_200, ""),
    ],
)  # fmt: skip
def test_how_one_amount_may_have_become_the_other(one, other, told):
    assert hint(one, other) == told


def test_what_is_entered_at_the_end_of_the_month_belongs_to_the_banks_month():
    months = [day(2021, month, 1) for month in range(1, 13)]
    ends = [day(2021, month + 1, 1) - 1 if month < 12 else day(2021, 12, 31) for month in range(1, 13)]
    paid = [first + n for first, n in zip(months, (10, 17, 16, 18, 19, 15, 18, 15, 12, 13, 9, 12), strict=True)]
    book, bank = rows(*((end, -600, 7) for end in ends)), rows(*((one, -600, 7) for one in paid))
    assert joined(book, bank) == {(n, n) for n in range(12)}
    # without payees as well, but not of two payees that are known
    unnamed = rows(*((end, -600) for end in ends)), rows(*((one, -600) for one in paid))
    assert joined(*unnamed) == {(n, n) for n in range(12)}
    assert (0, 0) not in joined(book, rows(*((one, -600, 8) for one in paid)), Days(3, 3, 31))


def test_a_month_that_the_bank_does_not_have_stays_open():
    ends = [day(2021, month + 1, 1) - 1 for month in range(1, 7)]
    paid = [day(2021, month, 12) for month in (1, 2, 4, 5, 6)]
    found = joined(rows(*((end, -600, 7) for end in ends)), rows(*((one, -600, 7) for one in paid)))
    assert found == {(0, 0), (1, 1), (3, 2), (4, 3), (5, 4)}


def test_the_month_gives_way_where_the_days_leave_nothing_open():
    book = rows((day(2021, 5, 30), -10_000, 7), (day(2021, 6, 30), -10_000, 7), (day(2021, 7, 31), -5_000, 8))
    bank = rows((day(2021, 6, 1), -10_000, 7), (day(2021, 7, 1), -10_000, 7), (day(2021, 7, 20), -5_000, 8))
    assert joined(book, bank) == {(0, 0), (1, 1), (2, 2)}
    # of two payees that are known the days alone make no pair: the month stays
    other = rows((day(2021, 6, 1), -10_000, 7), (day(2021, 7, 31), -10_000, 9), (day(2021, 7, 20), -5_000, 8))
    assert joined(book, other) == {(1, 0), (2, 2)}


def day(*ymd):
    return int((np.datetime64("{:04}-{:02}-{:02}".format(*ymd)) - np.datetime64("1970-01-01")).astype(int))
