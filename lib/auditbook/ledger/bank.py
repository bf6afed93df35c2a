"""Statements of banks and wallets: two columns, or one amount beside a direction, or one amount with a sign.

The bank's 贷 (credit) is money received, its 借 (debit) money paid: the other way round than in the union's books.
What a sign means is decided once for a whole column, by its first block, and said; an amount whose direction nothing
in the file tells is ``neutral``, and a problem says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditbook.cells import CellError, half_width
from auditbook.ledger.context import Context
from auditbook.ledger.values import MONEY, money_cell

Columns = dict[str, pa.Array]
ZERO = pa.scalar(Decimal("0.00"), MONEY)
AGAINST = 5  # times as much evidence for one reading as against it

_IN = re.compile(r"贷|收|入|转入|汇入|存|进|来账|cr|[c+]$")
_OUT = re.compile(r"借|支|付|出|转出|汇出|取|往账|dr|debit|j$")
_NEITHER = re.compile(r"不计|中性|其他|平|无|[-—/]+$")
_REFUNDED = re.compile(r"(?P<amount>[^()（）]+)[(（]已(?P<whole>全额)?退款[¥￥]?(?P<refund>[0-9,.]+)?元?[)）]")
_LOST_DIGITS = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]{2}$"
_CARD = re.compile(r"信用卡(?!还款)|贷记卡|(?<![a-z])credit(?![a-z])", re.IGNORECASE)
_CURRENCIES = {
    "人民币": "CNY", "人民币元": "CNY", "RMB": "CNY", "CNY": "CNY", "156": "CNY", "¥": "CNY", "元": "CNY",
    "美元": "USD", "840": "USD", "港币": "HKD", "港元": "HKD", "344": "HKD", "日元": "JPY", "392": "JPY",
    "欧元": "EUR", "978": "EUR", "英镑": "GBP", "826": "GBP", "澳门元": "MOP", "446": "MOP",
}  # fmt: skip

# names of services and systems that hold a word of direction but say nothing about it
_NAMES = "支付宝|微信支付|云闪付|支付科技|支付系统|支付平台|[大小]额支付|网联支付|利息税|贷款利息|利息支出"
_REVERSED = "冲正|冲销|冲账|撤销"
# 工资 and 代发 are not among them: a union pays them, a person receives them
_RECEIVED = "退款|退货|存入|存现|来账|汇入|结息|存款利息|利息收入|refund|return:|deposit|interest credit|thank you"
_PAID = "消费|支付|手续费|取款|取现|年费|短信费|工本费|汇出|往账|purchase|withdrawal|sales:"
# on a card 还款 is what came in; on an account it may be a loan that is paid back
_RECEIVED_ON_CARD, _RECEIVED_ON_ACCOUNT = f"{_RECEIVED}|还款|奖励|返现", f"{_RECEIVED}|利息"


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
        made = _by_side(columns, context) if "side" in columns else _by_sign(columns, context)
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
        paid = _sides(columns, context)[1] if name == "amount" else pa.array([name == "paid"] * len(texts))
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
        _say(context, f"有币种为 {code} 的行：金额为原币，没有折算成人民币，不能与人民币相加")
    return {**columns, "currency": codes}


def _usable(name: str, texts: pa.Array, context: Context) -> pa.Array:
    """Numbers of accounts and payments without those that a spreadsheet has cut to 6.22848E+18."""
    lost = pc.match_substring_regex(texts, _LOST_DIGITS)
    if not pc.any(lost).as_py():
        return texts
    usable = pc.if_else(lost, "", texts)
    _count(context, name, "科学记数法的号码末几位已丢失，按没有数据处理", texts, usable, lost)
    told = "号码成了科学记数法（如 6.22848E+18），末几位已丢失，不能用来核对"
    context.tell(name, _rows(context, lost), told, "需要核对此列时，请在源文件中把它设为文本后重新导出")
    return usable


def _by_side(columns: Columns, context: Context) -> Columns:
    received, paid, unknown = _sides(columns, context)
    amounts = columns["amount"]
    unclear = pc.and_(unknown, _some(amounts))
    sides = pc.fill_null(columns["side"], "")
    for side in pc.unique(sides.filter(unclear)).to_pylist():
        told = f"收支方向“{side}”看不出是收入还是支出" if side else "有金额而没有收支方向"
        rows = _rows(context, pc.and_(unclear, pc.equal(sides, side)))
        remedy = "请把方向写成“收入”或“支出”（借贷标志写成“贷”或“借”）后重新导出"
        context.tell("side", rows, f"{told}，金额列入“不计收支”", remedy)
    return {
        "received": _sized(amounts, received, "收入", context),
        "paid": _sized(amounts, paid, "支出", context),
        "neutral": pc.if_else(pc.or_(received, paid), None, amounts),
    }


def _sides(columns: Columns, context: Context) -> tuple[pa.Array, pa.Array, pa.Array]:
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
        context.memory[key] = _true(pc.less(own, ZERO)) > _true(pc.greater(own, ZERO))
        if context.memory[key]:
            _say(context, f"方向为{word}的金额带负号，负号只是重复方向，按正数读取（由整列决定）")
    return pc.negate(own) if context.memory.get(key) else own


def _by_sign(columns: Columns, context: Context) -> Columns:
    meaning = context.memory.get("bank_sign") or _meaning(columns, context)
    context.memory["bank_sign"] = meaning
    amounts = columns["amount"]
    over, under = (pc.fill_null(test(amounts, ZERO), False) for test in (pc.greater, pc.less))
    if meaning == "rows":
        received, paid = _row_by_row(columns, context)
    elif meaning == "unknown":
        received = paid = _nowhere(len(amounts))
    else:
        received, paid = (over, under) if meaning == "received" else (under, over)
    size = pc.abs(amounts)
    return {
        "received": pc.if_else(received, size, None),
        "paid": pc.if_else(paid, size, None),
        "neutral": pc.if_else(pc.or_(received, paid), None, amounts),
    }


def _meaning(columns: Columns, context: Context) -> str:
    """What a positive amount is: ``received``, ``paid``, decided by ``rows`` (no signs at all) or ``unknown``."""
    amounts, card = columns["amount"], _is_card(context)
    less, more = _true(pc.less(amounts, ZERO)), _true(pc.greater(amounts, ZERO))
    came, went = _worded(columns, card, first=not less)
    if not less and not (card and _true(came) == 0):
        _say(context, "金额没有正负号，也没有收支方向列：逐行按余额的增减和摘要开头的用词判定，判不出的列入“不计收支”")
        return "rows"
    under = pc.fill_null(pc.less(amounts, ZERO), False)
    against = _true(pc.or_(pc.and_(came, under), pc.and_not(went, under)))
    evidence = [("摘要的用词", _true(pc.or_(came, went)) - against, against)]
    if "balance" in columns and not (card and _true(pc.greater(columns["balance"], ZERO))):
        # a card's balance above zero may be a debt or money of the holder
        rose, fell = _moves(columns, amounts)
        evidence.insert(0, ("余额的增减", _true(rose), _true(fell)))
    if card and more >= less:
        evidence.append(("信用卡账单的通例", 0, 1))
    for reason, up, down in evidence:
        if max(up, down) >= max(1, AGAINST * min(up, down)):
            words = ("收入", "支出") if up > down else ("支出", "收入")
            _say(context, f"金额没有收支方向列，由整列决定：正数为{words[0]}，负数为{words[1]}（依据：{reason}）")
            return "received" if up > down else "paid"
    told = "余额、摘要和标题都不能说明正数是收入还是支出，此列金额全部列入“不计收支”"
    context.tell("amount", context.rows[:1], told, "请加上“收/支”列，或在表头上方写明“信用卡”后重新导出")
    return "unknown"


def _row_by_row(columns: Columns, context: Context) -> tuple[pa.Array, pa.Array]:
    """Amounts without any sign: by the balance where it moves by the amount, else by the summary's first word."""
    amounts = columns["amount"]
    # an account's list has a balance, without which it would be of no use; one without is a card's
    came, went = _worded(columns, _is_card(context) or "balance" not in columns, first=True)
    if "balance" in columns:
        rose, fell = _moves(columns, amounts)
        moved = pc.or_(rose, fell)
        came, went = pc.or_(rose, pc.and_not(came, moved)), pc.or_(fell, pc.and_not(went, moved))
    over = pc.fill_null(pc.greater(amounts, ZERO), False)
    came, went = pc.and_(came, over), pc.and_(went, over)
    unclear = pc.and_not(_some(amounts), pc.or_(came, went))
    told = "金额没有收支方向，余额和摘要也看不出是收入还是支出，列入“不计收支”"
    context.tell("amount", _rows(context, unclear), told, "请加上“收/支”列后重新导出")
    return came, went


def _moves(columns: Columns, amounts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Rows after which the balance is higher by ``amounts``, and lower by them; the list may be newest first."""
    balances, found = columns["balance"], []
    nothing, last = pa.nulls(1, columns["balance"].type), len(columns["balance"]) - 1
    for newest_first in _orders(columns.get("date")):
        earlier = [balances.slice(1), nothing] if newest_first else [nothing, balances.slice(0, last)]
        change = pc.subtract(balances, pa.concat_arrays(earlier))
        rose, fell = (pc.fill_null(pc.equal(change, size), False) for size in (amounts, pc.negate(amounts)))
        found.append((pc.and_(rose, _some(amounts)), pc.and_(fell, _some(amounts))))
    best = max(_true(rose) + _true(fell) for rose, fell in found)
    equal = [pair for pair in found if _true(pair[0]) + _true(pair[1]) == best]
    # equal amounts on one day fit both orders, with opposite meaning: evidence only where both say the same
    return pc.and_(equal[0][0], equal[-1][0]), pc.and_(equal[0][1], equal[-1][1])


def _orders(dates: pa.Array | None) -> tuple[bool, ...]:
    """The orders in which a list may stand: newest first (True), oldest first (False)."""
    if dates is None:
        return (False, True)
    next_ones, ones = dates.slice(1), dates.slice(0, len(dates) - 1)
    up, down = _true(pc.greater(next_ones, ones)) > 0, _true(pc.less(next_ones, ones)) > 0
    return (down,) if up != down else (False, True)


def _worded(columns: Columns, card: bool, first: bool) -> tuple[pa.Array, pa.Array]:
    """Rows whose summary says that money came in, and those where it went out; ``first``: its first word says so."""
    if "summary" not in columns:
        return _nowhere(len(columns["amount"])), _nowhere(len(columns["amount"]))
    text = pc.replace_substring_regex(pc.utf8_lower(pc.fill_null(columns["summary"], "")), _NAMES, "")
    if first:
        text = pc.struct_field(pc.extract_regex(text, r"^[\s(（\[【]*(?P<word>[^\s)）\]】]*)"), "word")
    came = pc.match_substring_regex(text, _RECEIVED_ON_CARD if card else _RECEIVED_ON_ACCOUNT)
    went = pc.match_substring_regex(text, f"{_PAID}|缴费" if card else _PAID)
    back = pc.match_substring_regex(text, "退款|退货|refund")
    told = pc.and_not(_some(columns["amount"]), pc.match_substring_regex(text, _REVERSED))
    return pc.and_(told, pc.or_(back, pc.and_not(came, went))), pc.and_(told, pc.and_not(went, came))


def _is_card(context: Context) -> bool:
    heading, source = context.heading, context.source
    # a long line above the headings is advice or advertising, not a title
    titles = [line for line in heading.above if len(line) <= 40 and not re.search("[，。！请]", line)]
    return any(_CARD.search(text) for text in (source.file, source.sheet, *titles, *heading.extra.values()))


def _tell_odd(columns: Columns, context: Context) -> None:
    """Rows that are both paid and received, and a balance that moves the other way round."""
    paid, received = (pc.fill_null(columns[name], ZERO) for name in ("paid", "received"))
    both = pc.and_(_some(paid), _some(received))
    told = "同一行既有支出又有收入，两个数都已计入，没有相抵"
    context.tell("paid", _rows(context, both), told, "请核对原始数据")
    if "balance" not in columns or _is_card(context) or "bank_balance" in context.memory:
        return
    rose, fell = context.memory["bank_balance"] = [*map(_true, _moves(columns, pc.subtract(received, paid)))]
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
    paid, received = (_some(columns[name]) if name in columns else _nowhere(count) for name in ("paid", "received"))
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


def _rows(context: Context, mask: pa.Array) -> np.ndarray:
    return context.rows[mask.to_numpy(zero_copy_only=False)]


def _some(amounts: pa.Array) -> pa.Array:
    return pc.fill_null(pc.not_equal(amounts, ZERO), False)


def _nowhere(count: int) -> pa.Array:
    return pa.array([False] * count)


def _true(mask: pa.Array) -> int:
    return pc.sum(mask).as_py() or 0


def _say(context: Context, sentence: str) -> None:
    context.memory.setdefault("styles", []).append(sentence)
