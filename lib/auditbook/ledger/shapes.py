"""From the columns that a program exports to those of the table: amount and direction, 字 and number, month and day.

A shape has two steps: ``before`` works on text, ``after`` on typed values. Nothing is netted and no sign is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.ledger import bank, codes, vouchers
from auditbook.ledger.amounts import ZERO, above, how_many, nonzero
from auditbook.ledger.context import Columns, Context, nulls
from auditbook.ledger.kinds import MONEY

Step = Callable[[Columns, Context], Columns]


@dataclass(frozen=True)
class Shape:
    """What a table does to its columns before and after they are typed."""

    before: Step
    after: Step


def _same(columns: Columns, context: Context) -> Columns:
    return columns


def _codes_apart(columns: Columns, context: Context) -> Columns:
    account, name, both = codes.split_column(columns["account"], columns.get("account_name"))
    if both:
        context.count("account", "科目编码与名称写在一格，已分开", both)
    return {**columns, "account": account, **({} if name is None else {"account_name": name})}


def _journal_before(columns: Columns, context: Context) -> Columns:
    columns = _codes_apart(columns, context) if "account" in columns else columns
    columns = _companies(columns, context)
    if "date" not in columns and {"month", "day"} <= set(columns):
        years = columns.get("year")
        columns = {**columns, "date": _month_and_day(columns["month"], columns["day"], years, context)}
    return columns


def _month_and_day(month: pa.Array, day: pa.Array, years: pa.Array | None, context: Context) -> pa.Array:
    given = pc.equal(day, "")
    if years is None:
        years = pa.array([str(context.year or "")] * len(month), pa.string())
    whole = pc.binary_join_element_wise(years, _bare(month), _bare(day), "-")
    if context.year is None:
        whole = pc.binary_join_element_wise(_bare(month), _bare(day), "-")
    return pc.if_else(given, "", whole)


def _bare(column: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(column, r"(\.0|月|日)$", "")


def _journal_after(columns: Columns, context: Context) -> Columns:
    columns = _red(_sides(columns, "side", "amount", "debit", "credit", context), context)
    return _periods(_words(_vouchers(columns, context)))


def _vouchers(columns: Columns, context: Context) -> Columns:
    """字 and number out of 记-12, or 记-12 out of both."""
    if "voucher" not in columns:
        if "number" not in columns:
            return columns
        number = pc.cast(columns["number"], pa.string())
        return {**columns, "voucher": _numbered(columns.get("word", nulls(pa.string(), len(number))), number)}
    word, number = vouchers.split_column(columns["voucher"])
    unnumbered = pc.and_(pc.is_valid(columns["voucher"]), pc.is_null(number))
    if "number" not in columns:
        context.tell("voucher", context.where(unnumbered), "凭证字号里没有编号", "请核对原始数据")
        columns = {**columns, "number": number}
    if "word" not in columns:
        return {**columns, "word": word}
    if pc.all(pc.fill_null(pc.equal(word, ""), True)).as_py():
        return {**columns, "voucher": _numbered(columns["word"], columns["voucher"])}
    return columns


def _words(columns: Columns) -> Columns:
    """凭证字 without 字: 记字 is 记."""
    if "word" not in columns:
        return columns
    word = pc.fill_null(columns["word"], "")
    if pc.any(pc.ends_with(word, "字")).as_py():
        word = pc.replace_substring_regex(word, "字$", "")
    return {**columns, "word": word}


def _periods(columns: Columns) -> Columns:
    """The accounting month: the file's own, else the month of the date."""
    if "date" not in columns:
        return columns
    month = pc.cast(pc.month(columns["date"]), pa.int64())
    period = columns.get("period")
    return {**columns, "period": month if period is None else pc.coalesce(period, month)}


def _red(columns: Columns, context: Context) -> Columns:
    """Red entries that a column marks beside a plain amount: they are negative."""
    if "red" not in columns:
        return columns
    marked = pc.match_substring_regex(pc.fill_null(columns["red"], ""), "^(红|是|1|√|[yY])")
    for name in ("debit", "credit"):
        if name in columns:
            turned = pc.and_(marked, above(columns[name]))
            count = how_many(turned)
            if count:
                context.count(name, "红字标志列所示的红字改为负数", count)
                columns = {**columns, name: pc.if_else(turned, pc.negate(columns[name]), columns[name])}
    return columns


def _companies(columns: Columns, context: Context) -> Columns:
    """Several units in one file are several books, since their vouchers have the same numbers."""
    if "company" not in columns or "book" in columns:
        return columns
    names = context.memory.setdefault("companies", set())
    names.update(name for name in pc.unique(columns["company"]).to_pylist() if name)
    if len(names) < 2:
        return columns
    if not context.memory.get("companies told"):
        context.memory["companies told"] = True
        told = f"一个文件里有{len(names)}个单位（{'、'.join(sorted(names)[:5])}），按账套分开核对"
        context.tell("company", context.rows[:1], told, "请按单位分别导出，放入各自的文件夹")
    return {**columns, "book": columns["company"]}


def _numbered(word: pa.Array, number: pa.Array) -> pa.Array:
    """字 and number as one text: 记-12; without a 字 the number alone."""
    bare = pc.fill_null(word, "")
    return pc.if_else(pc.equal(bare, ""), number, pc.binary_join_element_wise(bare, number, "-"))


def _sides(columns: Columns, side: str, amount: str, debit: str, credit: str, context: Context) -> Columns:
    """One amount and its direction (借, 贷, D, C, 1, -1) as two columns; 平 must have no amount."""
    if amount in columns and side not in columns and debit not in columns and side == "side":
        known = nonzero(columns[amount])
        context.lost(known, amount, "有金额但没有借贷方向列，没有计入")
    if side not in columns or amount not in columns:
        return columns
    where = pc.utf8_lower(pc.fill_null(columns[side], ""))
    chinese = context.memory.setdefault("J and D", bool(pc.any(pc.starts_with(where, "j")).as_py()))
    # beside J (借) the D is 贷, else it is debit; 浪潮 writes 1 and 2
    left = pc.match_substring_regex(where, r"^(借|j|1$|\+)" if chinese else r"^(借|d|1$|\+)")
    right = pc.match_substring_regex(where, r"^(贷|d|2$|-)" if chinese else r"^(贷|c|2$|-)")
    amounts = columns[amount]
    value = nonzero(amounts)
    lost = pc.and_(value, pc.invert(pc.or_(left, right)))
    if pc.any(lost).as_py():
        context.lost(lost, side, "有金额但没有借贷方向，没有计入")
    given = [columns.get(name) for name in (debit, credit)]
    found = [pc.if_else(left, amounts, None), pc.if_else(right, amounts, None)]
    both = [made if own is None else pc.coalesce(own, made) for own, made in zip(given, found, strict=True)]
    return {**columns, debit: both[0], credit: both[1]}


def _balances_after(columns: Columns, context: Context) -> Columns:
    if "closing_side" not in columns and "opening_side" in columns and "closing" in columns:
        # one direction for the account: it holds for both balances
        columns = {**columns, "closing_side": columns["opening_side"]}
    for side, amount in (("opening_side", "opening"), ("closing_side", "closing")):
        if amount in columns and side not in columns:
            known = nonzero(columns[amount])
            context.lost(known, amount, "有余额但没有借贷方向列，没有计入")
    columns = _sides(columns, "opening_side", "opening", "opening_debit", "opening_credit", context)
    return _sides(columns, "closing_side", "closing", "closing_debit", "closing_credit", context)


def _balances_before(columns: Columns, context: Context) -> Columns:
    return _companies(_codes_apart(columns, context), context)


def _budget_before(columns: Columns, context: Context) -> Columns:
    if "account" not in columns and "item" in columns:
        account, name, both = codes.split_column(columns["item"], None)
        if name is not None and both > len(account) // 2 > 0:
            context.count("item", "科目编码与名称写在一格，已分开", both)
            item = pc.if_else(pc.equal(name, ""), columns["item"], name)
            return {**columns, "account": pc.if_else(pc.equal(name, ""), "", account), "item": item}
    return _codes_apart(columns, context) if "account" in columns else columns


def _budget_after(columns: Columns, context: Context) -> Columns:
    if "final" not in columns and {"approved", "adjustment"} <= set(columns):
        total = pc.add(pc.fill_null(columns["approved"], ZERO), pc.fill_null(columns["adjustment"], ZERO))
        known = pc.or_(pc.is_valid(columns["approved"]), pc.is_valid(columns["adjustment"]))
        columns = {**columns, "final": pc.cast(pc.if_else(known, total, None), MONEY)}
    return columns


SHAPES = {
    "journal": Shape(_journal_before, _journal_after),
    "balances": Shape(_balances_before, _balances_after),
    "budget": Shape(_budget_before, _budget_after),
    "bank": Shape(bank.before, bank.after),
}
PLAIN = Shape(_same, _same)
