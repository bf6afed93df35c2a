"""What the example's books are made of: plain values. Money is a whole number of fen."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from auditbook.example.days import later, workdays

PLANT, EVIDENCE, INNOCENT = "plant", "evidence", "innocent"
OFFICE = ("制单员甲", "审核员乙", "记账员丙")
TWICE = "number used twice"
AGENCY = ("代账员己", "代账员己", "代账员己")


@dataclass(frozen=True, slots=True)
class Mark:
    """What truth.csv says of a row.

    plant: the check ``kind`` has to report it. evidence: the check may name it, as the other side or a consequence
    of a plant. innocent: a naive check would report it and a good one does not.
    """

    kind: str
    role: str = PLANT
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a voucher. A red entry is negative and keeps its side."""

    account: str
    debit: int = 0
    credit: int = 0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class AtBank:
    """How a payment or receipt shows on the statement. ``lag``: working days between book and bank."""

    lag: int = 1
    missing: bool = False
    fen: int | None = None
    marks: tuple[Mark, ...] = ()
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher before it has a number.

    ``key`` is the name by which lists refer to it. ``numbering``: gap (a number is left out before it) or double (it
    takes the number of the voucher ``TWICE``). ``hidden``: posted, but not in the export. ``written``: the date that
    the export shows in place of ``day``. ``after_closing``: entered after the year-end transfer.
    """

    day: date
    summary: str
    lines: tuple[Line, ...]
    payee: str = ""
    method: str = ""
    reference: str = ""
    attachments: int = 1
    people: tuple[str, str, str] = OFFICE
    project: str = ""
    key: str = ""
    entered: date | None = None
    bank: AtBank = AtBank()
    void: bool = False
    numbering: str = ""
    hidden: bool = False
    written: date | None = None
    after_closing: bool = False

    def marked(self, *marks: Mark, line: int = 0) -> Voucher:
        """The same voucher with ``marks`` on one of its lines."""
        lines = list(self.lines)
        lines[line] = replace(lines[line], marks=lines[line].marks + marks)
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class BankRow:
    """A row of the bank's statement. ``shift`` is added to the balance that it shows."""

    day: date
    summary: str
    payee: str
    paid: int
    received: int
    reference: str
    marks: tuple[Mark, ...] = ()
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Ref:
    """The text of the voucher that has this key, once it has a number."""

    key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list (benefits, members, assets …)."""

    values: dict[str, Any]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Amend:
    """A change to one account's row of an exported table: fen added by column, and what truth.csv says of it."""

    add: dict[str, int] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How an account's budget compares with the actual: per mille of it, ``less`` fen that nobody could plan for."""

    approved: int
    final: int
    marks: tuple[Mark, ...] = ()
    drop: bool = False
    less: int = 0


@dataclass(frozen=True, slots=True)
class Absent:
    """Truth about something that has no row: a number left out, a resolution that was never passed."""

    mark: Mark
    table: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that the federation sends to a union or has from it: the account that the union books it under."""

    account: str
    day: date
    fen: int
    summary: str


@dataclass(frozen=True)
class Union:
    """A unit of the federation. ``character`` (0 for the federation, 1–13) says which layout and matters it has."""

    id: str
    number: int
    characters: tuple[int, ...]
    name: str
    kind: str
    members: int = 0
    wage: int = 0
    basic: int = 0
    collection: str = ""
    agency: bool = False
    by_kind: bool = False  # vouchers are numbered per 收, 付, 转

    @property
    def character(self) -> int:
        return self.characters[0]

    @property
    def employer(self) -> str:
        return f"示例单位{self.id[1:]}"

    def person(self, n: int) -> str:
        return f"会员{self.id[1:]}{n:03d}"

    def member_id(self, n: int) -> str:
        return f"H{self.id[1:]}{n:04d}"

    def shop(self, n: int) -> str:
        return f"示例商户{self.id[1:]}{n:02d}" if self.number else f"示例商户区{n:02d}"


@dataclass
class Books:
    """One unit's year while it is being made: vouchers, lists, and what is changed on the way out."""

    union: Union
    year: int
    random: Random
    opening: dict[str, int] = field(default_factory=dict)  # fen, debit positive
    vouchers: list[Voucher] = field(default_factory=list)
    lists: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    statement: list[BankRow] = field(default_factory=list)  # rows beside those that follow from vouchers
    plans: dict[str, Plan] = field(default_factory=dict)
    balances: dict[str, Amend] = field(default_factory=dict)
    last_balances: dict[str, Amend] = field(default_factory=dict)
    budget: dict[str, Amend] = field(default_factory=dict)
    growth: dict[str, int] = field(default_factory=dict)  # last year's total, per mille of this year's
    last_vouchers: list[Voucher] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    profile: dict[str, Any] = field(default_factory=dict)
    wrong_total: int = 0  # fen added to a total that the journal states
    overlap: bool = False  # a monthly file repeats the first voucher of the next month
    no_statement: bool = False
    routine: int = 0  # fen that bulk vouchers will spend, about
    _paid: set[tuple[str, int]] = field(default_factory=set)
    _serial: int = 0

    def enter(self, voucher: Voucher) -> Voucher:
        self.vouchers.append(voucher)
        return voucher

    def pay(
        self, day: date, account: str, fen: int, summary: str, payee: str, *, cash: bool = False, attachments: int = 2,
        exact: bool = False, marks: tuple[Mark, ...] = (), **more: Any,
    ) -> Voucher:  # fmt: skip
        """A payment of ``fen``, by bank or in cash; unless ``exact``, never the same amount twice to one payee."""
        fen = fen if exact else self.apart(payee, fen)
        self._paid.add((payee, fen))
        given: dict[str, Any] = {
            "method": "现金" if cash else "转账", "reference": self.invoice(), "bank": AtBank(self.lag()), **more,
        }  # fmt: skip
        lines = (Line(account, debit=fen, marks=marks), Line("101" if cash else "102", credit=fen))
        return self.enter(Voucher(day, summary, lines, payee, attachments=attachments, **given))

    def receive(self, day: date, summary: str, payee: str, **parts: int) -> Voucher:
        """A receipt at the bank; ``parts`` are fen by account, written ``a402``."""
        sources = tuple(Line(account[1:], credit=fen) for account, fen in parts.items())
        lines = (Line("102", debit=sum(parts.values())), *sources)
        return self.enter(Voucher(day, summary, lines, payee, "转账", bank=AtBank(self.lag())))

    def apart(self, payee: str, fen: int) -> int:
        """An amount near ``fen`` that this payee has not had, and not one just under a limit of 10,000 yuan."""
        while (payee, fen) in self._paid or 900_000 <= fen < 1_000_000 or 450_000 <= fen < 500_000:
            fen += 1_730 if fen < 500_000 else 61_000
        return fen

    def priced(self, each: int, count: int) -> int:
        """A price near ``each`` whose total is not just under a limit of 10,000 yuan."""
        while 900_000 <= each * count < 1_000_000:
            each += 500
        return each

    def invoice(self) -> str:
        self._serial += 1
        return f"{self.year % 100}{self.union.number:04d}{self._serial:06d}"

    def lag(self) -> int:
        return self.random.choices((0, 1, 2, 3), (50, 30, 12, 8))[0]

    def day(self, month: int, first: int = 1, last: int = 28) -> date:
        """A working day of ``month`` between two days of it."""
        days = [day for day in workdays(self.year, month) if first <= day.day <= last]
        return self.random.choice(days or workdays(self.year, month))

    def amount(self, low: int, high: int, step: int = 1) -> int:
        """Fen for an amount between two of yuan, in steps of ``step`` fen."""
        return self.random.randrange(low * 100, high * 100, step)

    def add(self, table: str, /, marks: tuple[Mark, ...] = (), **values: Any) -> None:
        self.lists[table].append(Entry(values, marks))

    def find(self, key: str) -> Voucher:
        return next(voucher for voucher in self.vouchers if voucher.key == key)

    def change(self, old: Voucher, **changes: Any) -> Voucher:
        """Puts a changed voucher in the place of ``old``."""
        new = replace(old, **changes)
        self.vouchers[self.vouchers.index(old)] = new
        return new

    def drop(self, *keys: str) -> None:
        """Takes the vouchers with these keys out."""
        self.vouchers = [voucher for voucher in self.vouchers if voucher.key not in keys]

    def mark(self, old: Voucher, *marks: Mark, line: int = 0) -> Voucher:
        """Marks a line of a voucher that is already entered."""
        new = old.marked(*marks, line=line)
        self.vouchers[self.vouchers.index(old)] = new
        return new

    def mark_rows(self, table: str, mark: Mark, **where: Any) -> list[Entry]:
        """Marks the rows of a list that have these values, and answers them."""
        rows = self.lists[table]
        found = [n for n, row in enumerate(rows) if all(row.values.get(k) == v for k, v in where.items())]
        for n in found:
            rows[n] = replace(rows[n], marks=(*rows[n].marks, mark))
        return [rows[n] for n in found]

    def drop_rows(self, table: str, word: str) -> None:
        """Takes the rows of a list out in which some value holds ``word``."""
        self.lists[table] = [row for row in self.lists[table] if not any(word in str(v) for v in row.values.values())]

    def bank_day(self, voucher: Voucher, received: bool) -> date:
        """The bank has a receipt before the book and a payment after it."""
        return later(voucher.day, -voucher.bank.lag if received else voucher.bank.lag)
