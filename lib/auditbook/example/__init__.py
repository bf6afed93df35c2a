"""A federation that does not exist: complete books of a year, with irregularities planted and the truth beside them.

``write`` makes it. The year is made first as plain values (``income``, ``spending``, ``demo``), then matters are
planted into them (``plants``), then each unit is posted and written in its package's layout (``layouts``). Every
name is invented and every file says 合成数据. Equal arguments give equal bytes.
"""

from __future__ import annotations

from pathlib import Path

from auditbook.errors import UsageError
from auditbook.example.bulk import Bulk
from auditbook.example.demo import govern
from auditbook.example.grids import grid
from auditbook.example.income import earn
from auditbook.example.model import Books
from auditbook.example.opening import fund_cash, fund_spending, open_year
from auditbook.example.papers import file_papers
from auditbook.example.plants import plant_across, plant_unions
from auditbook.example.spending import spend
from auditbook.example.truth import Truth
from auditbook.example.union import write_union
from auditbook.example.unions import federation

FIRST, LAST = 2010, 2021  # fiscal years under the chart of the 2009 system
MOST_UNITS = 999
_YEAR = """\
# 合成数据：示例区总工会（合成）{year}年度审计的设置，不是任何真实业务。
province: 湖南
engagement: 专项审计
auditor: 示例会计师事务所（合成）
client: 示例区总工会（合成）
report_date: {next}-03-31
cut_off: {next}-02-28
purchase_limit: 10000.00
respond_days: 10
rectify_days: 60
"""


def write(folder: Path, units: int = 13, lines: int | None = None, seed: int = 1, year: int = 2021) -> None:
    """Writes the example into ``folder``, which must be new or empty.

    ``units`` unions and their federation; with 13 or more, every kind of matter is there. ``lines`` is about how
    many journal lines all units have together (None: a small one). Errors: UsageError.
    """
    _refuse(folder, units, lines, year)
    all_books = made(units, seed, year, lines)
    folder.mkdir(parents=True, exist_ok=True)
    write_units(folder, all_books)
    write_years(folder, year)
    truth = Truth()
    for books in all_books:
        write_union(folder, books, bulk_of(books, all_books, lines, seed), truth)
    truth.write(folder / "truth.csv")


def made(units: int, seed: int, year: int = 2021, lines: int | None = None) -> list[Books]:
    """The books of all units with everything planted, the federation's first; bulk vouchers are not among them."""
    demo, *unions = all_books = federation(units, year, seed)
    for books in unions:
        earn(books)
        spend(books)
        file_papers(books)
    for books in all_books:
        books.routine = bulk_of(books, all_books, lines, seed).spends
    file_papers(demo)
    plant_unions(unions)
    govern(demo, unions)
    plant_across(demo, unions)
    for books in unions:
        fund_spending(books)
    for books in all_books:
        fund_cash(books)
        open_year(books)
    return all_books


def bulk_of(books: Books, all_books: list[Books], lines: int | None, seed: int) -> Bulk:
    """A unit's part of the lines that the ordinary vouchers do not have."""
    if lines is None:
        return Bulk(books.union, books.year, 0, "")
    wanted = lines // len(all_books)
    own = sum(len(voucher.lines) for voucher in books.vouchers)
    return Bulk(books.union, books.year, max(0, wanted - own), f"{seed}-{books.union.id}")


def _refuse(folder: Path, units: int, lines: int | None, year: int) -> None:
    if not 1 <= units <= MOST_UNITS:
        raise UsageError(f"--units 应为 1 至 {MOST_UNITS} 之间的整数，现在是 {units}。")
    if lines is not None and lines < 1:
        raise UsageError(f"--lines 应为正整数，现在是 {lines}。")
    if not FIRST <= year <= LAST:
        raise UsageError(f"示例按 2009 年工会会计制度编制，年度应为 {FIRST} 至 {LAST}，现在是 {year}。")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder.name} 是一个文件。请换一个新的或空的文件夹。")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"文件夹 {folder.name} 里已有内容，没有写入。请换一个新的或空的文件夹。")


def write_years(folder: Path, year: int) -> None:
    """The settings of ``year`` and of the year before."""
    for shown in (year, year - 1):
        path = folder / str(shown) / "year.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(_YEAR.format(year=shown, next=shown + 1), "utf-8")


def write_units(folder: Path, all_books: list[Books]) -> None:
    """The list of units."""
    sheet = grid(folder / "units.csv", "units", "csv-plain")
    sheet.add(("unit", "name", "short_name", "kind", "parent", "established", "closed"))
    for books in all_books:
        union = books.union
        parent = "demo" if union.number else ""
        sheet.add((union.id, union.name, union.name.removesuffix("（合成）"), union.kind, parent, "", ""))
    sheet.close()
