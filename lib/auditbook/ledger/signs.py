"""What the sign of a bank's amount means where no column says the direction, and whether a file is of a card.

It is decided once for a whole column, by its first block, and said; what nothing in the file tells is ``neutral``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from auditbook.ledger.amounts import above, below, how_many, no_rows, nonzero
from auditbook.ledger.context import Columns, Context

AGAINST = 5  # times as much evidence for one reading as against it
_CARD = re.compile(r"信用卡(?!还款)|贷记卡|(?<![a-z])credit(?![a-z])", re.IGNORECASE)

# names of services and systems that hold a word of direction but say nothing about it
_NAMES = "支付宝|微信支付|云闪付|支付科技|支付系统|支付平台|[大小]额支付|网联支付|利息税|贷款利息|利息支出"
_REVERSED = "冲正|冲销|冲账|撤销"
# 工资 and 代发 are not among them: a union pays them, a person receives them
_RECEIVED = "退款|退货|存入|存现|来账|汇入|结息|存款利息|利息收入|refund|return:|deposit|interest credit|thank you"
_PAID = "消费|支付|手续费|取款|取现|年费|短信费|工本费|汇出|往账|purchase|withdrawal|sales:"
# on a card 还款 is what came in; on an account it may be a loan that is paid back
_RECEIVED_ON_CARD, _RECEIVED_ON_ACCOUNT = f"{_RECEIVED}|还款|奖励|返现", f"{_RECEIVED}|利息"


def by_sign(columns: Columns, context: Context) -> Columns:
    """``received``, ``paid`` and ``neutral`` from the amounts alone."""
    meaning = context.memory.get("bank_sign") or _meaning(columns, context)
    context.memory["bank_sign"] = meaning
    amounts = columns["amount"]
    over, under = above(amounts), below(amounts)
    if meaning == "rows":
        received, paid = _row_by_row(columns, context)
    elif meaning == "unknown":
        received = paid = no_rows(len(amounts))
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
    amounts, card = columns["amount"], is_card(context)
    signed = how_many(below(amounts)) > 0
    came, went = _worded(columns, card, first=not signed)
    if not signed and not (card and how_many(came) == 0):
        context.say("金额没有正负号，也没有收支方向列：逐行按余额的增减和摘要开头的用词判定，判不出的列入“不计收支”")
        return "rows"
    for reason, up, down in _evidence(columns, card, came, went):
        if max(up, down) >= max(1, AGAINST * min(up, down)):
            words = ("收入", "支出") if up > down else ("支出", "收入")
            context.say(f"金额没有收支方向列，由整列决定：正数为{words[0]}，负数为{words[1]}（依据：{reason}）")
            return "received" if up > down else "paid"
    told = "余额、摘要和标题都不能说明正数是收入还是支出，此列金额全部列入“不计收支”"
    context.tell("amount", context.rows[:1], told, "请加上“收/支”列，或在表头上方写明“信用卡”后重新导出")
    return "unknown"


def _evidence(columns: Columns, card: bool, came: pa.Array, went: pa.Array) -> Iterator[tuple[str, int, int]]:
    """What tells the meaning, the surest first: the reason, how often plus is money received, how often it is paid."""
    amounts = columns["amount"]
    under = below(amounts)
    # a card's balance above zero may be a debt or money of the holder
    if "balance" in columns and not (card and how_many(above(columns["balance"]))):
        rose, fell = moves(columns, amounts)
        yield "余额的增减", how_many(rose), how_many(fell)
    against = how_many(pc.or_(pc.and_(came, under), pc.and_not(went, under)))
    yield "摘要的用词", how_many(pc.or_(came, went)) - against, against
    if card and how_many(above(amounts)) >= how_many(under):
        yield "信用卡账单的通例", 0, 1


def _row_by_row(columns: Columns, context: Context) -> tuple[pa.Array, pa.Array]:
    """Amounts without any sign: by the balance where it moves by the amount, else by the summary's first word."""
    amounts = columns["amount"]
    # an account's list has a balance, without which it would be of no use; one without is a card's
    came, went = _worded(columns, is_card(context) or "balance" not in columns, first=True)
    if "balance" in columns:
        rose, fell = moves(columns, amounts)
        moved = pc.or_(rose, fell)
        came, went = pc.or_(rose, pc.and_not(came, moved)), pc.or_(fell, pc.and_not(went, moved))
    over = above(amounts)
    came, went = pc.and_(came, over), pc.and_(went, over)
    unclear = pc.and_not(nonzero(amounts), pc.or_(came, went))
    told = "金额没有收支方向，余额和摘要也看不出是收入还是支出，列入“不计收支”"
    context.tell("amount", context.where(unclear), told, "请加上“收/支”列后重新导出")
    return came, went


def moves(columns: Columns, amounts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Rows after which the balance is higher by ``amounts``, and lower by them; the list may be newest first."""
    balances, found = columns["balance"], []
    nothing, last = pa.nulls(1, columns["balance"].type), len(columns["balance"]) - 1
    for newest_first in _orders(columns.get("date")):
        earlier = [balances.slice(1), nothing] if newest_first else [nothing, balances.slice(0, last)]
        change = pc.subtract(balances, pa.concat_arrays(earlier))
        rose, fell = (pc.fill_null(pc.equal(change, size), False) for size in (amounts, pc.negate(amounts)))
        found.append((pc.and_(rose, nonzero(amounts)), pc.and_(fell, nonzero(amounts))))
    best = max(how_many(rose) + how_many(fell) for rose, fell in found)
    equal = [pair for pair in found if how_many(pair[0]) + how_many(pair[1]) == best]
    # equal amounts on one day fit both orders, with opposite meaning: evidence only where both say the same
    return pc.and_(equal[0][0], equal[-1][0]), pc.and_(equal[0][1], equal[-1][1])


def _orders(dates: pa.Array | None) -> tuple[bool, ...]:
    """The orders in which a list may stand: newest first (True), oldest first (False)."""
    if dates is None:
        return (False, True)
    next_ones, ones = dates.slice(1), dates.slice(0, len(dates) - 1)
    up, down = how_many(pc.greater(next_ones, ones)) > 0, how_many(pc.less(next_ones, ones)) > 0
    return (down,) if up != down else (False, True)


def _worded(columns: Columns, card: bool, first: bool) -> tuple[pa.Array, pa.Array]:
    """Rows whose summary says that money came in, and those where it went out; ``first``: its first word says so."""
    if "summary" not in columns:
        return no_rows(len(columns["amount"])), no_rows(len(columns["amount"]))
    text = pc.replace_substring_regex(pc.utf8_lower(pc.fill_null(columns["summary"], "")), _NAMES, "")
    if first:
        text = pc.struct_field(pc.extract_regex(text, r"^[\s(（\[【]*(?P<word>[^\s)）\]】]*)"), "word")
    came = pc.match_substring_regex(text, _RECEIVED_ON_CARD if card else _RECEIVED_ON_ACCOUNT)
    went = pc.match_substring_regex(text, f"{_PAID}|缴费" if card else _PAID)
    back = pc.match_substring_regex(text, "退款|退货|refund")
    told = pc.and_not(nonzero(columns["amount"]), pc.match_substring_regex(text, _REVERSED))
    return pc.and_(told, pc.or_(back, pc.and_not(came, went))), pc.and_(told, pc.and_not(went, came))


def is_card(context: Context) -> bool:
    """The file's name, its sheet, its title or a heading says that it is of a credit card."""
    heading, source = context.heading, context.source
    # a long line above the headings is advice or advertising, not a title
    titles = [line for line in heading.above if len(line) <= 40 and not re.search("[，。！请]", line)]
    return any(_CARD.search(text) for text in (source.file, source.sheet, *titles, *heading.extra.values()))
