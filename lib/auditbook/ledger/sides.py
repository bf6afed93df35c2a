"""Statements that write the direction of an amount beside it: 收/支, 借/贷, +/-, C/D, J/D.

The bank's 贷 (credit) is money received, its 借 (debit) money paid: the other way round than in the union's books.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import half_width
from auditbook.ledger.amounts import above, below, how_many, nonzero
from auditbook.ledger.context import Columns, Context

_IN = re.compile(r"贷|收|入|转入|汇入|存|进|来账|cr|[c+]$")
_OUT = re.compile(r"借|支|付|出|转出|汇出|取|往账|dr|debit|j$")
_NEITHER = re.compile(r"不计|中性|其他|平|无|[-—/]+$")


def by_side(columns: Columns, context: Context) -> Columns:
    """``received``, ``paid`` and ``neutral`` from the amounts and the directions beside them."""
    received, paid, unknown = directions(columns, context)
    amounts = columns["amount"]
    unclear = pc.and_(unknown, nonzero(amounts))
    sides = pc.fill_null(columns["side"], "")
    for side in pc.unique(sides.filter(unclear)).to_pylist():
        told = f"收支方向“{side}”看不出是收入还是支出" if side else "有金额而没有收支方向"
        rows = context.where(pc.and_(unclear, pc.equal(sides, side)))
        remedy = "请把方向写成“收入”或“支出”（借贷标志写成“贷”或“借”）后重新导出"
        context.tell("side", rows, f"{told}，金额列入“不计收支”", remedy)
    return {
        "received": _sized(amounts, received, "收入", context),
        "paid": _sized(amounts, paid, "支出", context),
        "neutral": pc.if_else(pc.or_(received, paid), None, amounts),
    }


def directions(columns: Columns, context: Context) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Which rows are received, which paid, and of which the direction is not known."""
    coded = pc.fill_null(columns.get("side", pa.nulls(len(context.rows), pa.string())), "").dictionary_encode()
    bare = [half_width(text).lower() for text in coded.dictionary.to_pylist()]
    seen = context.memory.setdefault("bank_sides", set())
    seen |= {text for text in bare if len(text) == 1}
    kinds = pa.array([_side(text, seen) for text in bare], pa.string()).take(coded.indices)
    return pc.equal(kinds, "in"), pc.equal(kinds, "out"), pc.equal(kinds, "")


def _side(text: str, seen: set[str]) -> str:
    if text == "d":
        # beside C it is debit, beside J (借) it is 贷; alone it may be either
        return "out" if "c" in seen else "in" if "j" in seen else ""
    if _OUT.match(text) or (text == "-" and "+" in seen):
        return "out"
    if _IN.match(text):
        return "in"
    return "neither" if _NEITHER.match(text) else ""


def _sized(amounts: pa.Array, rows: pa.Array, word: str, context: Context) -> pa.Array:
    """The amounts of one direction. Where they are mostly negative the sign only repeats it; else it is a red entry."""
    own = pc.if_else(rows, amounts, None)
    key = f"bank_minus_{word}"
    if key not in context.memory and own.null_count < len(own):
        context.memory[key] = how_many(below(own)) > how_many(above(own))
        if context.memory[key]:
            context.say(f"方向为{word}的金额带负号，负号只是重复方向，按正数读取（由整列决定）")
    return pc.negate(own) if context.memory.get(key) else own
