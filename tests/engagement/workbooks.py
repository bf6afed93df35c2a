"""A findings.xlsx as the program writes it, filled in by openpyxl as a person would."""

import io

import openpyxl

from auditbook.engagement.workbook import workbook
from own_rules import own_check

GRAVE = own_check("800.00")


class Filled:
    """The workbook of a union; ``put`` fills cells of the row whose key column holds ``key``; ``back`` saves it."""

    def __init__(self, union):
        self.union = union
        self.raw = workbook(union.open())
        self.book = openpyxl.load_workbook(io.BytesIO(self.raw))

    def heads(self, name):
        return {cell.value: cell.column for cell in self.book[name][1]}

    def row(self, name, *key):
        """The number of the first row that holds all of ``key``."""
        for row in self.book[name].iter_rows(min_row=2):
            if set(key) <= {cell.value for cell in row}:
                return row[0].row
        raise LookupError(key)

    def put(self, name, key, **values):
        keys = key if isinstance(key, tuple) else (key,)
        row, heads = self.row(name, *keys), self.heads(name)
        for title, value in values.items():
            self.book[name].cell(row, heads[title]).value = value
        return self

    def add(self, name, **values):
        """The first free row."""
        heads, sheet = self.heads(name), self.book[name]
        row = next(n for n in range(2, 10_000) if not any(sheet.cell(n, c).value for c in heads.values()))
        for title, value in values.items():
            sheet.cell(row, heads[title]).value = value
        return self

    def back(self, name="findings.xlsx"):
        self.book.save(self.union.folder / name)
        return self.union.open()


def decide(filled, key, decision="确认", by="审计员甲", on="2022-03-01", reason="凭证核对属实", **more):
    return filled.put("疑点清单", key, 决定=decision, 理由=reason, 决定人=by, 日期=on, **more)
