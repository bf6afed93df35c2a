"""The bank's statement set against the bank journal: one row a line of the books and one a row of the bank.

side      book | bank; ``amount`` is positive where money was received, negative where it was paid, on both
how       one_to_one; one_to_many (a line of the books, several rows of the bank); many_to_one; reversed (two rows of
          one side that net to zero); between_accounts (likewise, of two accounts at the bank, not booked);
          amount_differs; fee_or_interest (at the bank, not booked); unmatched;
          last_year (at the bank in January, booked last year); other_year (beside the year and without a partner);
          no_statement (an account of the books of which the statements have nothing at all);
          not_covered (a month that the statements, or the journal, do not have; or a row without a day)
match     what the rows of one match have in common, made of content; ``ways``: 2 where there was a choice, else 1
days      how many days later the bank is; ``hint``: how one amount may have become the other
searched  false where not every sum of several rows was tried, because there are too many

Rows of the bank in another currency stay out. Statements seldom name the book: then each of their accounts belongs to
the book in which most of its rows are found.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.reconcile.leftover import differing, moved_between, taken_back
from auditbook.reconcile.pairs import NONE, Days, Pairs, Rows, one_to_one, pair
from auditbook.reconcile.sums import Item, Limits, sums

USES = ("entries",)
DAYS = Days(before=10, after=10, long=31)
SEARCHED = 30_000  # rows left over of one side in which sums are looked for
FEW = 3  # so many lines without any counterpart are no slip: the statement is missing
ROUTINE = frozenset({"手续费", "利息"})
LATE = 100  # days between a fee and its entry
MOVING = 3  # days from one account of the unit to another

_FEES = re.compile(r"手续费|账户(管理|维护|服务)费|工本费|短信.{0,4}费|汇划费|汇款费|电汇费|网银.{0,4}费|函证费")
_INTEREST = re.compile(r"结息|利息|存息|入息")
_NO_FEE = re.compile(r"手续费返还|返还手续费|[贷借]款利息|逾期利息|理财")
_OF_THE_BANK = re.compile(r"银行|信用|支行|分行|营业|利息|手续费|应付|应收|内部|过渡|收入户|待")
_SMALL = 50_000  # fen: a fee paid to somebody else than a bank
_UNDONE = re.compile(r"冲销|冲正|冲回|冲减|红冲|红字|更正|退汇|退回|退票|撤销|抹账")
_ASIDE = re.compile(r"[（(【\[].*?[)）】\]]|[\W\d_]+")

_TEXTS = 'unit, book, origin, file, sheet, "row"'
_LAST_TEXTS = """
    j.unit, j.book, j.file || '|' || j.sheet || '|' || j."row" AS origin, j.file, j.sheet, j."row" """
_BOOK = f"""
    SELECT {_TEXTS}, id, voucher, line, account, NULL::VARCHAR AS account_no, date, payee, summary, reference,
           (dr - cr)::DECIMAL(18, 2) AS amount, ((dr - cr) * 100)::BIGINT AS fen, dr < 0 OR cr < 0 AS red,
           coalesce(date, CASE WHEN period BETWEEN 1 AND 12 THEN last_day(make_date(year, period, 1)) END) AS day,
           account AS place
    FROM entries WHERE role = 'bank' AND dr <> cr
"""
# what the bank line leaves out, its voucher may say
_FILLED = f"""
    WITH lines AS ({_BOOK})
    SELECT l.* REPLACE (coalesce(l.payee, v.payee) AS payee, coalesce(l.summary, v.summary) AS summary)
    FROM lines l LEFT JOIN (
        SELECT id, CASE WHEN min(payee) = max(payee) THEN min(payee) END AS payee, arg_min(summary, "row") AS summary
        FROM entries SEMI JOIN (SELECT id FROM lines WHERE payee IS NULL OR summary IS NULL) USING (id)
        WHERE payee IS NOT NULL OR summary IS NOT NULL
        GROUP BY id
    ) v USING (id)
"""
_LAST = f"""
    SELECT {_LAST_TEXTS}, 0::UBIGINT AS id, j.voucher, j.line, j.account, NULL::VARCHAR AS account_no, j.date, j.payee,
           j.summary, j.reference, (coalesce(j.debit, 0) - coalesce(j.credit, 0))::DECIMAL(18, 2) AS amount,
           ((coalesce(j.debit, 0) - coalesce(j.credit, 0)) * 100)::BIGINT AS fen, false AS red, j.date AS day,
           j.account AS place
    FROM last_journal j JOIN accounts a ON a.code = j.account
    WHERE a.role = 'bank' AND j.void IS NOT TRUE AND j.date >= $since
"""
_BANK = f"""
    SELECT {_TEXTS}, 0::UBIGINT AS id, NULL::VARCHAR AS voucher, NULL::BIGINT AS line, NULL::VARCHAR AS account,
           account_no, date, payee, summary, reference,
           (coalesce(received, 0) - coalesce(paid, 0))::DECIMAL(18, 2) AS amount,
           ((coalesce(received, 0) - coalesce(paid, 0)) * 100)::BIGINT AS fen,
           coalesce(paid, 0) < 0 OR coalesce(received, 0) < 0 AS red, date AS day,
           coalesce(account_no, file || sheet) AS place
    FROM bank WHERE coalesce(received, 0) <> coalesce(paid, 0) AND coalesce(currency, 'CNY') = 'CNY'
"""
# over a gap the balance goes on as if nothing had happened: then nothing has
_BRIDGED = """
    WITH marked AS (
        SELECT unit, coalesce(account_no, file || sheet) AS place, date, balance,
               coalesce(received, 0) - coalesce(paid, 0) AS net,
               CASE WHEN first_value(date) OVER whole > last_value(date) OVER whole THEN -"row" ELSE "row" END AS nth
        FROM bank WHERE date IS NOT NULL AND balance IS NOT NULL AND coalesce(currency, 'CNY') = 'CNY'
        WINDOW whole AS (PARTITION BY unit, file, sheet, account_no ORDER BY "row"
                         ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ), days AS (
        SELECT unit, place, date, arg_max(balance, nth) AS balance, sum(net) AS net
        FROM marked GROUP BY unit, place, date
    ), steps AS (
        SELECT unit, place, date, lag(date) OVER w AS before, lag(balance) OVER w + net = balance AS goes_on
        FROM days WINDOW w AS (PARTITION BY unit, place ORDER BY date)
    )
    SELECT DISTINCT unit, unnest(range(year(before) * 12 + month(before) + 1, year(date) * 12 + month(date))) AS month
    FROM steps WHERE goes_on
"""
_BOOKED = "SELECT DISTINCT unit, year(date) * 12 + month(date) AS month FROM entries WHERE date IS NOT NULL"
_EPOCH = date(1970, 1, 1)
UNKNOWN = -(2**31)  # days apart that nobody knows
_TOLD = (
    "unit", "origin", "file", "sheet", "row", "voucher", "line", "date", "account", "account_no", "amount", "payee",
    "summary", "reference",
)  # fmt: skip


@dataclass
class _Side:
    """One side as it was read, and beside it what is found out about each row."""

    table: pa.Table
    rows: Rows
    book: pa.Array
    place: np.ndarray
    month: np.ndarray
    how: np.ndarray = field(init=False)
    several: np.ndarray = field(init=False)
    searched: np.ndarray = field(init=False)
    days: np.ndarray = field(init=False)
    match: dict[int, str] = field(default_factory=dict)
    hint: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.how = np.full(len(self.rows), "", object)
        self.several = np.zeros(len(self.rows), bool)
        self.searched = np.ones(len(self.rows), bool)
        self.days = np.full(len(self.rows), UNKNOWN, np.int64)

    @property
    def free(self) -> np.ndarray:
        return np.flatnonzero((self.how == "") & (self.rows.day != NONE))


def answer(con: duckdb.DuckDBPyConnection, parameters: Mapping[str, Any]) -> pa.Table:
    first, last = parameters["first_day"], parameters["last_day"]
    lacking = con.execute(f"SELECT 1 FROM ({_BOOK}) WHERE payee IS NULL OR summary IS NULL LIMIT 1").fetchall()
    tables = [
        _read(con, _FILLED if lacking else _BOOK, {}),
        _read(con, _BANK, {}),
        _read(con, _LAST, {"since": first - timedelta(DAYS.long)}),
    ]
    book, bank, before = _sides(tables)
    found = one_to_one(book.rows, bank.rows, DAYS)
    _note_pairs(book, bank, found)
    _last_year(bank, before, (first - _EPOCH).days)
    items = [_items(side) for side in (book, bank)]
    _reversed(book, bank, items)
    _sums(book, bank, items)
    _late_fees(book, bank, items, found)
    _differing(book, bank, items)
    _fees(bank, items[1])
    _rest(con, book, bank, (first - _EPOCH).days, (last - _EPOCH).days)
    matches = _matches(book, bank, found)
    return pa.concat_tables([_told("book", book, matches[0]), _told("bank", bank, matches[1])])


def _read(con: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> pa.Table:
    return con.sql(f'SELECT * FROM ({sql}) ORDER BY file, sheet, "row"', params=parameters or None).to_arrow_table()


def _sides(tables: list[pa.Table]) -> list[_Side]:
    """The tables as numbers, the same number for the same text on every side."""
    units = _numbers([one["unit"] for one in tables], str)
    payees = _numbers([one["payee"] for one in tables], party)
    references = _numbers([one["reference"] for one in tables], _reference)
    places = _numbers([one["place"] for one in tables], str)
    days = [_days(one["day"]) for one in tables]
    rows = [
        # a row without a day finds no partner
        Rows(day, one["fen"].to_numpy(), np.where(day == NONE, -2 - n, unit), payee, reference)
        for n, (one, day, unit, payee, reference) in enumerate(
            zip(tables, days, units, payees, references, strict=True))
    ]  # fmt: skip
    books = _books(rows, [one["book"] for one in tables], places)
    groups = _numbers([_joined(one["unit"], book) for one, book in zip(tables, books, strict=True)], str)
    found = []
    for one, row, group, book, place in zip(tables, rows, groups, books, places, strict=True):
        month = pc.add(pc.multiply(pc.year(one["day"]), 12), pc.month(one["day"]))
        month = month.fill_null(NONE).to_numpy()
        found.append(_Side(one, replace(row, group=np.where(row.group < 0, row.group, group)), book, place, month))
    return found


def _joined(units: pa.ChunkedArray, books: pa.Array) -> pa.ChunkedArray:
    return pa.chunked_array([pc.binary_join_element_wise(units.combine_chunks(), books.fill_null(""), "|")])


def _books(rows: list[Rows], names: list[pa.ChunkedArray], places: list[np.ndarray]) -> list[pa.Array]:
    """The book of each row. Where the statement does not name it, its rows vote, account by account."""
    texts = [name.combine_chunks() for name in names]
    known = [pc.unique(text.drop_null()).to_pylist() for text in texts]
    if not known[0] or (len(known[0]) == 1 and not known[1]):
        # one book, whether one side names it or not
        return [pa.array([known[0][0] if known[0] else None], pa.string()).take(
            pa.array(np.zeros(len(text), np.int64))) for text in texts]  # fmt: skip
    if known[1] or not len(rows[1]):
        return texts
    votes: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    found = one_to_one(rows[0], rows[1], DAYS)
    ours = np.flatnonzero(found.bank_of != NONE)
    theirs = found.bank_of[ours]
    for unit, place, book in zip(
        rows[1].group[theirs].tolist(), places[1][theirs].tolist(), texts[0].take(pa.array(ours)).to_pylist(),
        strict=True,
    ):  # fmt: skip
        votes[unit, place][book or ""] += 1
    chosen = {place: min(count, key=lambda name: (-count[name], name)) or None for place, count in votes.items()}
    accounts = zip(rows[1].group.tolist(), places[1].tolist(), strict=True)
    return [texts[0], pa.array([chosen.get(place) for place in accounts], pa.string()), texts[2]]


def _numbers(columns: list[pa.ChunkedArray], told: Any) -> list[np.ndarray]:
    """A number for each text, each distinct text looked at once; NONE for an empty one."""
    known: dict[str, int] = {}
    found = []
    for column in columns:
        coded = column.combine_chunks().dictionary_encode() if len(column) else None
        if coded is None:
            found.append(np.zeros(0, np.int64))
            continue
        texts = [told(text) for text in coded.dictionary.to_pylist()]
        numbers = np.array([known.setdefault(text, len(known)) if text else NONE for text in texts], np.int64)
        index = coded.indices.fill_null(len(numbers)).to_numpy(zero_copy_only=False)
        found.append(np.append(numbers, NONE)[index])
    return found


def party(text: str | None) -> str:
    """A name without brackets and blanks, so that 甲（岳阳） and 甲(岳阳) are one."""
    return re.sub(r"[\s（）()·.]+", "", text or "").upper()


def _reference(text: str | None) -> str:
    """A number of at least three digits that mean something."""
    found = re.sub(r"[\W_]+", "", text or "").upper().lstrip("0")
    return found if len(found) > 2 else ""


def _days(column: pa.ChunkedArray) -> np.ndarray:
    return column.cast(pa.int32()).fill_null(NONE).to_numpy().astype(np.int64)


def _note_pairs(book: _Side, bank: _Side, found: Pairs) -> None:
    ours = np.flatnonzero(found.bank_of != NONE)
    theirs = found.bank_of[ours]
    book.how[ours] = bank.how[theirs] = "one_to_one"
    book.days[ours] = bank.days[theirs] = bank.rows.day[theirs] - book.rows.day[ours]
    book.several, bank.several = found.book_several.copy(), found.bank_several.copy()


def _last_year(bank: _Side, before: _Side, first: int) -> None:
    """What the bank did in January, where the books have it at the end of last year."""
    free = bank.free
    early = free[(bank.rows.day[free] >= first) & (bank.rows.day[free] < first + DAYS.long)]
    if not len(early) or not len(before.rows):
        return
    pairs = one_to_one(before.rows, _some(bank.rows, early), Days(0, DAYS.long, DAYS.long))
    bank.how[early[pairs.book_of != NONE]] = "last_year"


def _some(rows: Rows, at: np.ndarray) -> Rows:
    return Rows(rows.day[at], rows.fen[at], rows.group[at], rows.payee[at], rows.reference[at])


@dataclass(frozen=True)
class _Items:
    """The rows left over, as the searches want them, and where they stand."""

    at: np.ndarray
    items: list[Item]

    def free(self, side: _Side) -> tuple[list[int], list[Item]]:
        left = [n for n, at in enumerate(self.at) if side.how[at] == ""]
        return [int(self.at[n]) for n in left], [self.items[n] for n in left]


def _items(side: _Side) -> _Items:
    free = side.free
    if len(free) > SEARCHED:
        free = free[np.argsort(side.rows.day[free], kind="stable")]
        side.searched[free[SEARCHED:]] = False
        free = free[:SEARCHED]
    names = ("payee", "summary", "id", "reference", "place", "red")
    columns = (side.table[name].take(pa.array(free, pa.int64())).to_pylist() for name in names)
    items = [
        Item(day, fen, group, party(payee), matter(summary), paper or 0, _reference(reference), place or "",
             bool(red) or bool(_UNDONE.search(summary or "")))
        for day, fen, group, payee, summary, paper, reference, place, red in zip(
            side.rows.day[free].tolist(), side.rows.fen[free].tolist(), side.rows.group[free].tolist(), *columns,
            strict=True)
    ]  # fmt: skip
    return _Items(free, items)


def matter(summary: str | None) -> str:
    """A summary without months, numbers and what stands in brackets; all fees are one matter, all interest another."""
    text = summary or ""
    if not _NO_FEE.search(text):
        if _FEES.search(text):
            return "手续费"
        if _INTEREST.search(text):
            return "利息"
    return _ASIDE.sub("", text)


def _reversed(book: _Side, bank: _Side, items: list[_Items]) -> None:
    for side, own in ((book, items[0]), (bank, items[1])):
        at, left = own.free(side)
        for two in taken_back(left, DAYS.long, same_paper=side is book):
            _note(side, [at[n] for n in two], "reversed", "", _name(side, at[two[0]]))
    at, left = items[1].free(bank)
    for two in moved_between(left, MOVING):
        _note(bank, [at[n] for n in two], "between_accounts", "", _name(bank, at[two[0]]))


def _sums(book: _Side, bank: _Side, items: list[_Items]) -> None:
    (ours, one), (theirs, other) = items[0].free(book), items[1].free(bank)
    limits = Limits(DAYS, routine=ROUTINE)
    result = sums(one, other, limits)
    names: Counter[str] = Counter()
    for found in result.found:
        how = "one_to_many" if len(found.book) == 1 else "many_to_one"
        single = _name(book, ours[found.book[0]]) if len(found.book) == 1 else _name(bank, theirs[found.bank[0]])
        names[single] += 1
        name = single if names[single] == 1 else f"{single}#{names[single]}"
        for side, at, rows in ((book, ours, found.book), (bank, theirs, found.bank)):
            _note(side, [at[n] for n in rows], how, "", name)
            side.several[[at[n] for n in rows]] = found.several
    for side, at, cut in ((book, ours, result.cut[0]), (bank, theirs, result.cut[1])):
        side.searched[[at[n] for n in sorted(cut)]] = False


def _late_fees(book: _Side, bank: _Side, items: list[_Items], found: Pairs) -> None:
    """Fees and interest are often booked at the end of a quarter: the same matter and amount is enough."""
    sides = []
    for side, own in ((book, items[0]), (bank, items[1])):
        at, left = own.free(side)
        sides.append([(n, item) for n, item in zip(at, left, strict=True) if item.what in ROUTINE])
    keys = {key: n for n, key in enumerate(dict.fromkeys(_fee(item) for one in sides for _, item in one))}
    codes, days = (
        [np.array([told(item) for _, item in one], np.int64) for one in sides]
        for told in (lambda item: keys[_fee(item)], lambda item: item.day)
    )  # fmt: skip
    pairs = Pairs.none(len(sides[0]), len(sides[1]))
    pair(days[0], days[1], (codes[0], codes[1]), LATE, LATE, pairs)
    for n in np.flatnonzero(pairs.bank_of != NONE).tolist():
        one, other = sides[0][n][0], sides[1][int(pairs.bank_of[n])][0]
        found.join(np.array([one]), np.array([other]))
        book.how[one] = bank.how[other] = "one_to_one"
        book.days[one] = bank.days[other] = bank.rows.day[other] - book.rows.day[one]


def _fee(item: Item) -> tuple[int, str, int]:
    return item.group, item.what, item.fen


def _differing(book: _Side, bank: _Side, items: list[_Items]) -> None:
    (ours, one), (theirs, other) = items[0].free(book), items[1].free(bank)
    for at, n, slip in differing(one, other, DAYS.before):
        name = f"{_name(book, ours[at])}|{_amount(bank, theirs[n])}"
        _note(book, [ours[at]], "amount_differs", slip, name)
        _note(bank, [theirs[n]], "amount_differs", slip, name)
        book.days[ours[at]] = bank.days[theirs[n]] = bank.rows.day[theirs[n]] - book.rows.day[ours[at]]


def _fees(bank: _Side, items: _Items) -> None:
    at, left = items.free(bank)
    for n, item in zip(at, left, strict=True):
        by_bank = not item.who or bool(_OF_THE_BANK.search(item.who)) or abs(item.fen) <= _SMALL
        if by_bank and ((item.what == "手续费" and item.fen < 0) or (item.what == "利息" and item.fen > 0)):
            bank.how[n] = "fee_or_interest"


def _note(side: _Side, rows: list[int], how: str, slip: str, name: str) -> None:
    for at in rows:
        side.how[at] = how
        side.match[at] = name
        if slip:
            side.hint[at] = slip


def _name(side: _Side, at: int) -> str:
    """What a row is called by its content."""
    row = {name: side.table[name][at].as_py() for name in ("date", "amount", "payee", "summary")}
    return "|".join(str(row[name] or "") for name in ("date", "amount")) + f"|{row['payee'] or row['summary'] or ''}"


def _amount(side: _Side, at: int) -> str:
    return str(side.table["amount"][at].as_py())


def _rest(con: duckdb.DuckDBPyConnection, book: _Side, bank: _Side, first: int, last: int) -> None:
    """Of what found no partner, what could have none."""
    bridged, booked = (
        {(unit, month) for unit, month in con.execute(sql).fetchall()} for sql in (_BRIDGED, _BOOKED)
    )  # fmt: skip
    for side, months in ((book, bridged | _months(bank)), (bank, booked)):
        side.how[(side.how == "") & (side.rows.day == NONE)] = "not_covered"
        side.how[(side.how == "") & ((side.rows.day < first) | (side.rows.day > last))] = "other_year"
        free = side.free
        counts: dict[tuple[str, int], list[int]] = defaultdict(list)
        units = side.table["unit"].take(pa.array(free)).to_pylist()
        for at, unit, month in zip(free.tolist(), units, side.month[free].tolist(), strict=True):
            if (unit, month) not in months:
                counts[unit, month].append(at)
        for rows in counts.values():
            if len(rows) >= FEW:
                side.how[rows] = "not_covered"
    _without_statement(book)
    for side in (book, bank):
        side.how[side.how == ""] = "unmatched"


def _months(side: _Side) -> set[tuple[str, int]]:
    units = side.table["unit"].combine_chunks()
    found = pa.table({"unit": units, "month": side.month}).group_by(["unit", "month"]).aggregate([])
    return {(row["unit"], row["month"]) for row in found.to_pylist()}


def _without_statement(book: _Side) -> None:
    """An account of the books of which nothing is at the bank, while others of the same book are there."""
    there = np.isin(book.how.astype(str), ("one_to_one", "one_to_many", "many_to_one", "amount_differs"))
    matched = set(zip(book.rows.group[there].tolist(), book.place[there].tolist(), strict=True))
    groups = {group for group, _ in matched}
    lines: dict[tuple[int, int], list[int]] = defaultdict(list)
    free = book.free
    for at, group, place in zip(
        free.tolist(), book.rows.group[free].tolist(), book.place[free].tolist(), strict=True
    ):  # fmt: skip
        if group in groups and (group, place) not in matched:
            lines[group, place].append(at)
    for rows in lines.values():
        if len(rows) >= FEW:
            book.how[rows] = "no_statement"


def _told(name: str, side: _Side, matches: pa.Array) -> pa.Table:
    """A side as part of the step's table."""
    count = len(side.rows)
    constant = pa.array([name]).dictionary_encode().take(pa.array(np.zeros(count, np.int64)))
    given = {column: side.table[column] for column in _TOLD}
    return pa.table({
        "side": constant.cast(pa.string()), **given, "book": side.book, "how": pa.array(side.how, pa.string()),
        "match": matches, "ways": pa.array(np.where(side.several, 2, 1)),
        "days": pa.array(side.days, mask=side.days == UNKNOWN), "hint": _texts(side.hint, count),
        "searched": pa.array(side.searched),
    })  # fmt: skip


def _texts(known: Mapping[int, str], count: int) -> pa.Array:
    found = np.full(count, None, object)
    for at, text in known.items():
        found[at] = text
    return pa.array(found, pa.string())


def _matches(book: _Side, bank: _Side, found: Pairs) -> tuple[pa.Array, pa.Array]:
    """The names of all matches: a pair has that of the bank's row, and which of the equal ones of a day it is."""
    theirs = found.bank_of[found.bank_of != NONE]
    codes = np.unique(
        np.stack([bank.rows.group[theirs], bank.rows.day[theirs], bank.rows.fen[theirs]]), axis=1, return_inverse=True
    )[1].reshape(-1)  # fmt: skip
    order = np.argsort(codes, kind="stable")
    ordinal = np.empty(len(theirs), np.int64)
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    ordinal[order] = np.arange(len(theirs)) - np.repeat(starts, np.diff(np.append(starts, len(theirs)))) + 1
    rows = bank.table.take(pa.array(theirs))
    names = pc.binary_join_element_wise(
        rows["date"].cast(pa.string()), rows["amount"].cast(pa.string()), pa.array(ordinal).cast(pa.string()), "|"
    ).combine_chunks()  # fmt: skip
    place = np.full(len(book.rows), NONE, np.int64)
    place[found.bank_of != NONE] = np.arange(len(theirs))
    other = np.full(len(bank.rows), NONE, np.int64)
    other[theirs] = np.arange(len(theirs))
    return _either(names, place, book.match), _either(names, other, bank.match)


def _either(names: pa.Array, place: np.ndarray, own: Mapping[int, str]) -> pa.Array:
    """The name of its pair, else the name that a row has of its own."""
    at = sorted(own)
    index = place.copy()
    index[at] = np.arange(len(at)) + len(names)
    every = pa.concat_arrays([names, pa.array([own[n] for n in at], pa.string())])
    return every.take(pa.array(index, mask=index == NONE))
