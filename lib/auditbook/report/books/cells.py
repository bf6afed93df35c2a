"""How figures of the books stand in a table or a sentence; what is not known is a dash and never a zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from auditbook.facts import MONEY, UNSTATED, Fact
from auditbook.figures import fixed, yuan
from auditbook.finding import Source
from auditbook.report.citations import Citations, Markdown, markdown
from auditbook.report.document import escape

NOTHING = "—"
UNNAMED = "账套未说明"
FILES = 4  # files that a line of the table of sources names


def amount(value: Decimal | None) -> str:
    """An amount in yuan for a column that says so: 53,014.41."""
    return NOTHING if value is None else yuan(Fraction(value))


def balance(value: Decimal | None) -> str:
    """A balance (debit less credit) with its side: 借 800.00, 贷 27,128.00, 平."""
    if value is None:
        return NOTHING
    return "平" if value == 0 else f"{'借' if value > 0 else '贷'} {amount(abs(value))}"


def rate(part: Decimal | None, whole: Decimal | None) -> str:
    """``part`` in hundredths of ``whole``; a dash where one is unknown or there is no whole: 0/0 is not 0 %."""
    return NOTHING if part is None or not whole else f"{fixed(Fraction(part) * 100 / Fraction(whole), 2)}%"


def count(number: int | None) -> str:
    """A number of things: 10,486."""
    return NOTHING if number is None else f"{number:,}"


def day(value: date | None, year: int) -> str:
    """A day of ``year`` as 1月5日, another one whole."""
    if value is None:
        return NOTHING
    return f"{value.month}月{value.day}日" if value.year == year else f"{value.year}年{value.month}月{value.day}日"


def indented(text: str, level: int) -> Markdown:
    """``text`` as a line below others; blanks alone would be taken away."""
    return Markdown("&emsp;" * level + escape(text))


def bold(text: str) -> Markdown:
    """``text`` as a line of totals carries it."""
    return Markdown(f"**{escape(text)}**") if text else Markdown("")


def strong(cells: list[str]) -> list[Markdown]:
    """A line of totals."""
    return [bold(cell) for cell in cells]


def title_of(book: str, books: list[str]) -> str:
    """The name of a book where there are several, with a colon; nothing where there is but one."""
    return f"{book or UNNAMED}：" if len(books) > 1 else ""


def cited(
    citations: Citations, title: str, value: Decimal | None, formula: str, sources: tuple[Source, ...],
    book: str = "", measure: str = MONEY,
) -> Markdown:  # fmt: skip
    """A figure of a sentence, which leads to how it was worked out and from which files."""
    known = None if value is None else Fraction(value)
    if len(sources) > FILES:
        formula, sources = f"{formula}（共{len(sources)}个文件，这里列出前{FILES}个）", sources[:FILES]
    name = f"账簿.{book}.{title}"
    fact = Fact(name, title, known, "", measure, "derived", sources, book or UNSTATED, formula=formula)
    if known is None:
        return markdown(NOTHING)
    return citations.cite(fact, f"{yuan(known)}元" if measure == MONEY else None)


def and_so_on(names: list[str], shown: int = 3) -> str:
    """The first names, and how many there are where there are more."""
    return "、".join(names[:shown]) + (f"等{len(names)}个" if len(names) > shown else "")


def named(book: str, books: list[str], table: Markdown, note: str = "") -> Markdown:
    """A table under the name of its book, where there are several."""
    title = title_of(book, books)
    head = f"**{escape(title.rstrip('：'))}**\n" if title else ""
    return Markdown(f"\n{head}{table}\n{escape(note)}\n")


def joined(parts: list[Markdown]) -> Markdown:
    """Tables one below the other."""
    return Markdown("\n".join(parts))
