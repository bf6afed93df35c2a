"""Statements of banks and wallets: two columns, or one amount beside a direction, or one amount with a sign.

The bank's 贷 (credit) is money received, its 借 (debit) money paid: the other way round than in the union's books.
What a sign means is decided once for a whole column, by its first block, and said; an amount whose direction nothing
in the file tells is ``neutral``, and a problem says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import CellError, half_width
from auditbook.ledger.amounts import ZERO, how_many, no_rows, nonzero
from auditbook.ledger.context import Columns, Context
from auditbook.ledger.kinds import money_cell
from auditbook.ledger.sides import by_side, directions
from auditbook.ledger.signs import AGAINST, by_sign, is_card, moves

_REFUNDED = re.compile(r"(?P<amount>[^()（）]+)[(（]已(?P<whole>全额)?退款[¥￥]?(?P<refund>[0-9,.]+)?元?[)）]")
_LOST_DIGITS = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]{2}$"
_CURRENCIES = {
    "人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "CNY": "CNY", "156": "CNY", "¥": "CNY", "元": "CNY",
    "美元": "USD", "840": "USD", "港币": "HKD", "港元": "HKD", "344": "HKD", "日元": "JPY", "392": "JPY",
    "欧元": "EUR", "978": "EUR", "英镑": "GBP", "826": "GBP", "澳门元": "MOP", "446": "MOP",
}  # fmt: skip


def before(columns: Columns, context: Context) -> Columns:
    """Texts that typing alone would lose: refunds noted behind an amount, currencies, ids without their last digits."""
    columns = _currencies(_refunds(columns, context), context)
    for name in {"reference", "account_no"} & set(columns):
        columns = {**columns, name: _usable(name, columns[name], context)}
    return columns


def after(columns: Columns, context: Context) -> Columns:
    """``paid`` and ``received`` from a direction or a sign; what is neither is ``neutral``."""
    two = {"paid", "received"}
    if "amount" in columns and not two <= set(columns):
        made = by_side(columns, context) if "side" in columns else by_sign(columns, context)
        given = {name: pc.coalesce(columns[name], made[name]) for name in two & set(columns)}
        columns = {**columns, **made, **given}
    elif two <= set(columns):
        _tell_odd(columns, context)
    return _other_party(columns)


def _refunds(columns: Columns, context: Context) -> Columns:
    """131.77(已退款89.84): 京东 counts only what remains as paid, and says so above its headings; else the whole."""
    remains = any("剔除退款" in line for line in context.heading.above)
    for name in ("amount", "paid", "received"):
        noted = pc.match_substring_regex(columns[name], r"[(（]已(全额)?退款") if name in columns else None
        if noted is None or not pc.any(noted).as_py():
            continue
        texts = columns[name]
        own = pc.if_else(noted, texts, "")
        whole, rest = (_each(own, partial(_without_refund, net=net)) for net in (False, True))
        paid = directions(columns, context)[1] if name == "amount" else pa.array([name == "paid"] * len(texts))
        mended = pc.if_else(noted, pc.if_else(pc.and_(paid, remains), rest, whole), texts)
        how = "支出按文件首部的说明只计退款后的余额" if remains else "文件没有说明如何计算，没有扣除"
        _count(context, name, f"金额后注明了退款：{how}；原文写入摘要", texts, mended, noted)
        summary = columns.get("summary", pa.array([""] * len(texts)))
        remark = pc.binary_join_element_wise(summary, "（金额原文：", texts, "）", "")
        columns = {**columns, name: mended, "summary": pc.if_else(noted, remark, summary)}
    return columns


def _without_refund(text: str, net: bool) -> str:
    """The amount before the remark, or what remains of it; the text itself where it cannot be read surely."""
    found, cell = _REFUNDED.fullmatch(text), money_cell(".", 1, False)
    if found is None:
        return text
    try:
        amount = cell(found["amount"]).value
        refund = amount if found["whole"] else cell(found["refund"] or "").value
    except CellError:
        return text
    if amount is None or refund is None or refund > amount:
        return text
    return str(amount - refund if net else amount)


def _currencies(columns: Columns, context: Context) -> Columns:
    """One code for each currency: 人民币, RMB and 156 are CNY; CNY 123.18 without a column of its own has one."""
    if "currency" not in columns:
        texts = next((columns[name] for name in ("amount", "paid", "received") if name in columns), None)
        found = None if texts is None else pc.extract_regex(texts, r"^(?P<code>[A-Z]{3})\s*[-+]?[0-9.(]")
        if found is None or found.null_count == len(found):
            return columns
        columns = {**columns, "currency": pc.fill_null(pc.struct_field(found, "code"), "")}
    texts = columns["currency"]
    codes = _each(texts, lambda text: _CURRENCIES.get(half_width(text).upper(), text))
    _count(context, "currency", "币种改为代码（人民币为 CNY）", texts, codes, pc.not_equal(texts, codes))
    known = context.memory.setdefault("bank_currencies", {"", "CNY"})
    for code in sorted(set(pc.unique(codes).to_pylist()) - known):
        known.add(code)
        context.say(f"有币种为 {code} 的行：金额为原币，没有折算成人民币，不能与人民币相加")
    return {**columns, "currency": codes}


def _usable(name: str, texts: pa.Array, context: Context) -> pa.Array:
    """Numbers of accounts and payments without those that a spreadsheet has cut to 6.22848E+18."""
    lost = pc.match_substring_regex(texts, _LOST_DIGITS)
    if not pc.any(lost).as_py():
        return texts
    usable = pc.if_else(lost, "", texts)
    _count(context, name, "科学记数法的号码末几位已丢失，按没有数据处理", texts, usable, lost)
    told = "号码成了科学记数法（如 6.22848E+18），末几位已丢失，不能用来核对"
    context.tell(name, context.where(lost), told, "需要核对此列时，请在源文件中把它设为文本后重新导出")
    return usable


def _tell_odd(columns: Columns, context: Context) -> None:
    """Rows that are both paid and received, and a balance that moves the other way round."""
    paid, received = (pc.fill_null(columns[name], ZERO) for name in ("paid", "received"))
    both = pc.and_(nonzero(paid), nonzero(received))
    told = "同一行既有支出又有收入，两个数都已计入，没有相抵"
    context.tell("paid", context.where(both), told, "请核对原始数据")
    if "balance" not in columns or is_card(context) or "bank_balance" in context.memory:
        return
    rose, fell = context.memory["bank_balance"] = [*map(how_many, moves(columns, pc.subtract(received, paid)))]
    if fell >= max(2, AGAINST * rose):
        told = "余额随“支出”（借方）增加、随“收入”（贷方）减少，借贷方向与银行的口径相反"
        remedy = "如果是单位自己的银行存款日记账，请另外提供银行出具的对账单；如果是对账单，请核对两列的列名"
        context.tell("balance", context.rows[:1], told, remedy)


def _other_party(columns: Columns) -> Columns:
    """The party that is not the account's owner, where a file names payer and receiver."""
    if "payee" in columns or not {"payer", "receiver"} & set(columns):
        return columns
    count = len(columns["date"])
    payer, receiver = (columns.get(name, pa.nulls(count, pa.string())) for name in ("payer", "receiver"))
    paid, received = (nonzero(columns[name]) if name in columns else no_rows(count) for name in ("paid", "received"))
    return {**columns, "payee": pc.if_else(paid, receiver, pc.if_else(received, payer, None))}


def _each(texts: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Each distinct text changed once."""
    coded = texts.dictionary_encode()
    return pa.array([change(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def _count(context: Context, name: str, rule: str, old: pa.Array, new: pa.Array, rows: pa.Array) -> None:
    places = np.flatnonzero(rows.to_numpy(zero_copy_only=False))
    if len(places):
        examples = [(int(context.rows[at]), old[int(at)].as_py(), new[int(at)].as_py()) for at in places[:20]]
        context.count(name, rule, len(places), examples)
