"""Writes a journal in its layout while it is posted, month by month, and tells truth.csv where things stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from auditbook.example.grids import Cell, Grid, grid
from auditbook.example.layouts.journal import AMOUNTS, At, Layout, cells_of, voucher_text
from auditbook.example.model import EVIDENCE, Amend, Books, Mark
from auditbook.example.posting import Posted
from auditbook.example.truth import Truth

_OVERLAP = 2  # vouchers that a file has in common with the next
_CONSEQUENCES = ("C03", "C05", "A25", "B01")


class Journal:
    """One unit's journal: ``month`` adds vouchers, ``close`` ends the file."""

    def __init__(self, folder: Path, books: Books, layout: Layout, truth: Truth, relative: str) -> None:
        self.layout, self.books, self.truth = layout, books, truth
        self._folder, self._relative = folder, relative
        self._cells = cells_of(layout)
        self._once = [title in layout.once for title, _ in layout.columns]
        self._show = AMOUNTS[layout.amounts]
        self._grid: Grid | None = None
        self._month = 0
        self._sums = {span: [0, 0] for span in ("month", "year", "file")}  # fen, debit and credit

    @property
    def file(self) -> str:
        """The file that is being written, or was written last, as truth.csv names it."""
        return f"{self._relative}/{self._name()}"

    def month(self, posted: Iterable[Posted], number: int) -> None:
        """Adds a month's vouchers; called twice for December, since the transfer comes last."""
        shown = [one for one in posted if not one.voucher.hidden]
        if number != self._month:
            self._turn(number, shown)
        for one in shown:
            self._voucher(one)

    def close(self) -> None:
        self._end_month()
        self._end_file(last=True)

    def text(self, word: str, number: int) -> str:
        """A voucher as this journal names it."""
        return voucher_text(self.layout, word, number)

    def _name(self) -> str:
        return self.layout.file.format(month=self._month)

    def _turn(self, number: int, shown: list[Posted]) -> None:
        """From one month to the next; ``shown`` are the first vouchers of the new one."""
        if self._month:
            self._end_month()
        if self._month == 3 and self.books.overlap:
            self._repeat(shown[:_OVERLAP])
        if self._month and self.layout.monthly:
            self._end_file()
        self._month = number
        if self._grid is None:
            self._open()

    def _end_month(self) -> None:
        if "month" in self.layout.totals:
            self._total("本月合计", *self._sums["month"])
            self._total("本年累计", *self._sums["year"])
        self._sums["month"] = [0, 0]

    def _repeat(self, first: list[Posted]) -> None:
        """What the file of March has in common with that of April."""
        for one in first:
            lines = [replace(line, marks=self._overlap(line.account)) for line in one.voucher.lines]
            self._voucher(replace(one, voucher=replace(one.voucher, lines=tuple(lines))))

    def _overlap(self, account: str) -> tuple[Mark, ...]:
        """A row that stands twice; its account no longer agrees with the balance table, the budget, nor with 331."""
        above = [account[:length] for length in range(3, len(account) + 1, 2)]
        touched = [(self.books.balances, "C05", above), (self.books.budget, "C10", [account])]
        if account[0] in "45":
            touched.append((self.books.balances, "C08", ["331"]))
        for table, kind, codes in touched:
            for code in codes:
                before = table.get(code, Amend())
                table[code] = replace(before, marks=tuple(dict.fromkeys((*before.marks, Mark(kind, EVIDENCE)))))
        return (Mark("C12"), *(Mark(kind, EVIDENCE) for kind in _CONSEQUENCES))

    def _open(self) -> None:
        self._grid = grid(self._folder / self._name(), self.layout.sheet, self.layout.form)
        self._words(self.layout.above)
        self._grid.add([title for title, _ in self.layout.columns])
        self._sums["file"] = [0, 0]

    def _end_file(self, last: bool = False) -> None:
        assert self._grid is not None
        if "all" in self.layout.totals:
            wrong = self.books.wrong_total if last else 0
            debit, credit = self._sums["file"]
            row = self._total("合计", debit + wrong, credit)
            if wrong:
                self.truth.note(self.books.union.id, (Mark("C01", amount=abs(wrong)),), "", self.file, row, debit)
        self._words(self.layout.below)
        self._grid.close()
        self._grid = None

    def _words(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Rows above and below the table."""
        assert self._grid is not None
        known = {"name": self.books.union.name, "year": self.books.year, "next": self.books.year + 1}
        for row in rows:
            self._grid.add([cell.format(**known) for cell in row])

    def _voucher(self, one: Posted) -> None:
        for n, line in enumerate(one.voucher.lines, 1):
            row = self._line(At(one, line, n, self.layout, self._show, self.books.union.name))
            if line.marks:
                text = self.text(one.word, one.number)
                self.truth.note(self.books.union.id, line.marks, text, self.file, row, line.debit or line.credit)
        if not one.voucher.void:
            debit, credit = sum(x.debit for x in one.voucher.lines), sum(x.credit for x in one.voucher.lines)
            for span in self._sums.values():
                span[0] += debit
                span[1] += credit

    def _line(self, at: At) -> int:
        assert self._grid is not None
        if at.n > 1 and self.layout.once:
            pairs = zip(self._once, self._cells, strict=True)
            return self._grid.add(["" if once else make(at) for once, make in pairs])
        return self._grid.add([make(at) for make in self._cells])

    def _total(self, label: str, debit: int, credit: int) -> int:
        """A row that states a sum: the label under 摘要, the sums in their columns."""
        assert self._grid is not None
        cells: dict[str, Cell] = {"summary": label, "debit": self._show(debit), "credit": self._show(credit)}
        return self._grid.add([cells.get(key) for _, key in self.layout.columns])
