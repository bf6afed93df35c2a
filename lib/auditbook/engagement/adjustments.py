"""Adjusting entries (审计调整分录) as people wrote them: an entry counts as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from auditbook.cells import fold
from auditbook.finding import Problem, Source
from auditbook.report.books.chart import Accounts
from auditbook.report.books.journal import ZERO
from auditbook.sheets import Row

_SIDES = ("debit", "credit")
_TITLE = "调整分录"


@dataclass(frozen=True)
class Line:
    """One line of an entry: an account and yuan on one of its sides, the other is 0; red where it is negative."""

    account: str
    debit: Decimal
    credit: Decimal
    source: Source


@dataclass(frozen=True)
class Entry:
    """An adjusting entry that balances, within one book, with its reason and the paper behind it."""

    number: str
    book: str
    reason: str
    paper: str
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Decimal:
        """The sum of its debits, which is that of its credits."""
        return sum((line.debit for line in self.lines), ZERO)

    @property
    def red(self) -> list[Line]:
        """The lines with a negative amount."""
        return [line for line in self.lines if line.debit < 0 or line.credit < 0]


@dataclass(frozen=True)
class Frame:
    """What entries are read against.

    ``inner`` are the accounts that have others below them in the books; ``books`` are their names; ``book`` gives the
    book of a line by the book and the account that it names, None where nobody can know; ``spoiled`` are the places
    (file, sheet, row) of which the reader could not take everything.
    """

    accounts: Accounts
    inner: Collection[str]
    books: Collection[str]
    book: Callable[[str, str], str | None]
    spoiled: Collection[tuple[str, str, int | None]]


def read(rows: Iterable[Row], frame: Frame, problems: list[Problem]) -> list[Entry]:
    """The entries that can be applied, by number in the order of the file; what cannot is told with place and remedy.

    Of an entry with a fault nothing is applied. A red line is told as a note.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_text(row, "no"), []).append(row)
    found = []
    for number, rows_of in groups.items():
        if not number:
            told = "这一行没有写调整编号，不知道属于哪笔分录，没有采用"
            problems += [Problem(row.source, told, "请在每一行都写上调整编号") for row in rows_of]
            continue
        group = _once(rows_of)
        faults = list(_faults(number, group, frame))
        problems += faults
        if faults:
            continue
        entry = _entry(number, group, frame)
        found.append(entry)
        for line in entry.red:
            problems.append(Problem(line.source, f"{_TITLE} {number} 是红字，已按负数采用", "无需处理", note=True))
    return found


def _entry(number: str, group: list[Row], frame: Frame) -> Entry:
    debit, credit = _SIDES
    lines = tuple(Line(_text(r, "account"), r[debit] or ZERO, r[credit] or ZERO, r.source) for r in group)
    book = frame.book(_text(group[0], "book"), lines[0].account) or ""
    return Entry(number, book, _said(group, "reason")[0], "、".join(_said(group, "paper")), lines)


def _faults(number: str, group: list[Row], frame: Frame) -> Iterator[Problem]:
    def fault(row: Row, told: str, remedy: str) -> Problem:
        return Problem(row.source, f"{_TITLE} {number} {told}，整笔没有采用", remedy)

    for row in group:
        for told, remedy in _of_line(row, frame):
            yield fault(row, told, remedy)
    first = group[0]
    if len({row.source.file for row in group}) > 1:
        files = "、".join(dict.fromkeys(row.source.file for row in group))
        yield fault(first, f"在{files}里各有一份，内容不同", "请只保留正确的一份；两笔分录请各编一号")
        return
    debit, credit = (sum((row[side] or ZERO for row in group), ZERO) for side in _SIDES)
    if debit != credit and not any(_place(row) in frame.spoiled for row in group):
        told = f"借方合计 {debit:,.2f} 元、贷方合计 {credit:,.2f} 元，相差 {abs(debit - credit):,.2f} 元，借贷不平衡"
        yield fault(first, told, "请核对各行金额，使借贷相等")
    reasons = _said(group, "reason")
    if len(reasons) > 1:
        named = "；".join(f"“{reason}”" for reason in reasons)
        yield fault(first, f"写了{len(reasons)}个不同的调整原因（{named}）",
                    "一个编号只用于一笔分录：两笔分录请各编一号，同一笔的原因写成一样")  # fmt: skip
    for title, there in (("调整原因", reasons), ("底稿编号", _said(group, "paper"))):
        if not there:
            yield fault(first, f"没有写{title}", f"请补上{title}")
    books = {frame.book(_text(row, "book"), _text(row, "account")) for row in group}
    if None in books and not frame.books:
        yield fault(first, "没有可以调整的账（未提供序时账和科目余额表）", "请先补齐账簿资料")
    elif None in books:
        named = "、".join(_said(group, "book"))
        told = f"的账套“{named}”不在所提供的账里" if named else "没有写账套，而所提供的账不止一个账套"
        yield fault(
            first, told, f"请在“账套”列写明账套：{'、'.join(filter(None, frame.books)) or '只有一个账套的留空'}"
        )
    elif len(books) > 1:
        yield fault(first, f"跨了账套（{'、'.join(sorted(book or '未写' for book in books))}）",
                    "财政资金和工会经费分开核算，请按账套各写一笔平衡的分录")  # fmt: skip


def _of_line(row: Row, frame: Frame) -> Iterator[tuple[str, str]]:
    """What is wrong with one line, and the remedy."""
    account, sides = _text(row, "account"), [bool(row[side]) for side in _SIDES]
    if _place(row) in frame.spoiled:
        yield "有一格没有读懂（如金额写成文字，或数字里的逗号分成了两格）", "请照读入问题的提示改正这一行；金额只填数字"
    elif all(sides):
        yield "同一行借方、贷方都有金额", "每行只填一方，另一方另写一行"
    elif not any(sides):
        yield "有一行借方、贷方都没有金额", "每行填写借方或贷方金额，金额只填数字"
    if not account:
        yield "有一行没有写科目编码", "请补上科目编码"
    elif account not in frame.accounts.by_code:
        remedy = "请核对科目编码；确需新设的，先写进 inputs/accounts/ 的科目表"
        yield f"的科目 {account} 既不在账里，也不在科目表里", remedy
    elif account in frame.inner:
        name = frame.accounts.name(account)
        yield f"的科目 {account} {name} 下面还有明细科目", "请写到末级的明细科目，上级科目由程序汇总"


def _once(group: list[Row]) -> list[Row]:
    """The rows of an entry; one that stands word for word in two files (csv and workbook) is taken once."""
    files: dict[str, list[Row]] = {}
    for row in group:
        files.setdefault(row.source.file, []).append(row)
    first, *others = files.values()
    told = [sorted(str(sorted(row.values.items())) for row in rows) for rows in (first, *others)]
    return first if all(one == told[0] for one in told) else group


def _place(row: Row) -> tuple[str, str, int | None]:
    return row.source.file, row.source.sheet, row.source.row


def _said(group: Iterable[Row], column: str) -> list[str]:
    """The different texts of a column, in their order."""
    return list(dict.fromkeys(filter(None, (_text(row, column) for row in group))))


def _text(row: Row, column: str) -> str:
    return fold(str(row[column] or ""))
