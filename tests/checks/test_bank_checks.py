"""The bank's statement against the journal, as the step, the checks and the year-end table tell it."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from auditbook.checks import checks
from auditbook.checks.examples import answered, views
from auditbook.checks.sandbox import select
from auditbook.checks.steps import prepare

pytestmark = pytest.mark.usefixtures("one_database")

PARAMETERS = {"year": 2021, "first_day": date(2021, 1, 1), "last_day": date(2021, 12, 31)}
BANKS = ("B01", "B02", "B03", "B04", "B05")


def journal(*lines, book=""):
    """(day, voucher, received or −paid, payee, summary[, account[, reference]]) each, with its counterpart."""
    rows = ["日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位 | 票据号 | 账套"]
    for day, voucher, amount, payee, summary, *more in lines:
        account, reference, own = [*more, "", "", ""][0] or "102", [*more, "", ""][1], [*more, "", "", ""][2] or book
        debit, credit = (amount, "") if not str(amount).startswith("-") else ("", str(amount)[1:])
        rows.append(f"{day} | {voucher} | {summary} | {account} | {debit} | {credit} | {payee} | {reference} | {own}")
        rows.append(f"{day} | {voucher} | {summary} | 50402 | {credit} | {debit} | {payee} | {reference} | {own}")
    return "\n".join(rows)


def bank(*rows):
    """(day, received or −paid, payee, summary[, account_no[, balance[, currency[, reference]]]]) each."""
    told = ["日期 | 支出 | 收入 | 对方户名 | 摘要 | 账号 | 余额 | 币种 | 流水号"]
    for day, amount, payee, summary, *more in rows:
        account, balance, currency, reference = [*more, "", "", "", ""][:4]
        paid, received = ("", amount) if not str(amount).startswith("-") else (str(amount)[1:], "")
        told.append(
            f"{day} | {paid} | {received} | {payee} | {summary} | {account} | {balance} | {currency} | {reference}"
        )
    return "\n".join(told)


def asked(sql, **blocks):
    with views(blocks) as con:
        prepare(con, [sql], PARAMETERS)
        return select(con, sql, PARAMETERS).to_pylist()


rows = partial(asked, 'SELECT * FROM reconciled ORDER BY side DESC, file, "row"')


def told(**blocks):
    return [(row["side"], row["how"]) for row in rows(**blocks)]


def statuses(**blocks):
    return {name: answered(checks()[name], blocks).status for name in BANKS}


def test_every_line_and_every_row_is_there_once_with_signed_amounts():
    found = rows(
        journal=journal(("2021-03-01", "记-1", "-300.00", "甲", "资料"), ("2021-03-02", "记-2", "50.00", "乙", "退款")),
        bank=bank(("2021-03-01", "50.00", "乙", "退款"), ("2021-03-03", "-300.00", "甲", "转账")),
    )
    assert [(row["side"], row["voucher"], row["amount"], row["how"], row["days"]) for row in found] == [
        ("book", "记-1", Decimal("-300.00"), "one_to_one", 2), ("book", "记-2", Decimal("50.00"), "one_to_one", -1),
        ("bank", None, Decimal("50.00"), "one_to_one", -1), ("bank", None, Decimal("-300.00"), "one_to_one", 2),
    ]  # fmt: skip
    assert found[0]["match"] == found[3]["match"] == "2021-03-03|-300.00|1" != found[1]["match"]


def test_three_equal_payments_against_two_are_told_to_be_ambiguous():
    lines = [(f"2021-03-0{n}", f"记-{n}", "-500.00", "甲", "慰问") for n in (1, 2, 3)]
    found = rows(journal=journal(*lines), bank=bank(*((f"2021-03-0{n}", "-500.00", "甲", "转账") for n in (2, 3))))
    assert [row["how"] for row in found] == ["unmatched", *["one_to_one"] * 4]
    assert {row["ways"] for row in found} == {2}


def test_the_payee_of_another_line_of_the_voucher_is_the_payee_of_the_bank_line():
    text = """日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位
    2021-03-01 | 记-1 | 资料 | 50402 | 500.00 | | 甲
     | | | 102 | | 500.00 |
    2021-03-01 | 记-2 | 资料 | 50402 | 500.00 | | 乙
     | | | 102 | | 500.00 | """
    found = rows(journal=text, bank=bank(("2021-03-01", "-500.00", "乙", ""), ("2021-03-01", "-500.00", "甲", "")))
    assert [row["payee"] for row in found] == ["甲", "乙", "乙", "甲"]
    assert found[0]["match"] == found[3]["match"] and {row["ways"] for row in found} == {1}


def test_a_voided_voucher_and_foreign_currency_stay_out_and_are_told():
    blocks = {
        "journal": journal(("2021-03-01", "记-1", "-300.00", "甲", "资料")),
        "bank": bank(("2021-03-01", "-300.00", "甲", ""), ("2021-03-02", "-300.00", "甲", "", "", "", "USD")),
    }
    assert len(rows(**blocks)) == 2
    assert "外币1笔" in answered(checks()["B02"], blocks).message


def test_accounts_of_the_bank_find_the_book_in_which_their_rows_are():
    lines = [
        (f"2021-03-0{n}", f"记-{n}", f"-{n}00.00", "", "付", "", "", book)
        for n in (1, 2, 3)
        for book in ("财政", "工会")
    ]
    lines[4] = ("2021-03-03", "记-3", "-333.00", "", "付", "", "", "财政")
    at = [(f"2021-03-0{n}", f"-{n}00.00", "", "付", "B") for n in (1, 2, 3)]
    at += [(f"2021-03-0{n}", f"-{n}00.00", "", "付", "A") for n in (1, 2)] + [("2021-03-03", "-333.00", "", "付", "A")]
    found = rows(journal=journal(*lines), bank=bank(*at))
    assert {(row["account_no"], row["book"]) for row in found if row["side"] == "bank"} <= {
        ("A", "财政"), ("B", "工会"), ("A", "工会"), ("B", "财政")
    }  # fmt: skip
    assert len({row["book"] for row in found if row["account_no"] == "B"}) == 1


def test_a_sum_never_crosses_two_books():
    lines = [
        ("2021-03-01", "记-1", "-100.00", "甲", "付", "", "", "财政"),
        ("2021-03-01", "记-2", "-200.00", "甲", "付", "", "", "工会"),
    ]
    found = rows(journal=journal(*lines), bank=bank(("2021-03-01", "-300.00", "甲", "付")))
    assert {row["how"] for row in found} == {"unmatched"}


def test_an_account_and_a_month_without_a_statement_are_one_matter_each():
    lines = [(f"2021-0{n}-05", f"记-{n}", f"-{n}1.00", "甲", "付") for n in range(1, 5)]
    lines += [(f"2021-03-1{n}", f"记-2{n}", f"{n + 1}000.00", "乙", "转存", "10202") for n in range(3)]
    lines += [(f"2021-07-1{n}", f"记-3{n}", f"-7{n}.00", "丙", "付") for n in range(3)]
    blocks = {
        "journal": journal(*lines),
        "bank": bank(*((f"2021-0{n}-06", f"-{n}1.00", "甲", "付") for n in range(1, 5))),
    }
    hows = {(row["account"], row["how"]) for row in rows(**blocks) if row["side"] == "book"}
    assert hows == {("102", "one_to_one"), ("10202", "no_statement"), ("102", "not_covered")}
    outcome = answered(checks()["B01"], blocks)
    assert [(piece.group, piece.severity) for piece in outcome.evidence] == [("月份|2021-07", "低"), ("账户|10202", "")]


def test_a_quiet_month_over_which_the_balance_goes_on_is_covered():
    lines = [("2021-02-05", "记-1", "-10.00", "甲", "付"), ("2021-04-05", "记-9", "-20.00", "甲", "付")]
    lines += [(f"2021-03-1{n}", f"记-3{n}", f"-7{n}.00", "丙", "付") for n in range(3)]
    at = [("2021-02-05", "-10.00", "甲", "付", "", "90.00"), ("2021-04-05", "-20.00", "甲", "付", "", "70.00")]
    assert [how for _, how in told(journal=journal(*lines), bank=bank(*at))].count("unmatched") == 3
    at[1] = ("2021-04-05", "-20.00", "甲", "付", "", "5.00")
    assert [how for _, how in told(journal=journal(*lines), bank=bank(*at))].count("not_covered") == 3


def test_an_account_of_which_the_books_know_nothing_is_one_matter():
    at = [(f"2021-03-0{n}", f"-{n}00.00", "甲", "付", "A") for n in (1, 2, 3)]
    own = [(f"2021-03-0{n}", f"{n}07.00", "乙", "收", "B") for n in (4, 5, 6)]
    blocks = {
        "journal": journal(*((f"2021-03-0{n}", f"记-{n}", f"-{n}00.00", "甲", "付") for n in (1, 2, 3))),
        "bank": bank(*at, *own),
    }
    assert {piece.group for piece in answered(checks()["B02"], blocks).evidence} == {"账号|B"}


def test_a_payment_that_is_at_the_bank_in_january_is_in_transit_at_the_year_end():
    blocks = {
        "journal": journal(
            ("2021-12-10", "记-1", "-300.00", "甲", "资料"), ("2021-12-30", "记-2", "-50.00", "乙", "资料")
        ),
        "bank": bank(
            ("2021-12-11", "-300.00", "甲", "", "", "700.00"), ("2022-01-04", "-50.00", "乙", "", "", "650.00")
        ),
        "balances": "科目编码 | 期初借方 | 期末借方\n102 | 1000.00 | 650.00",
    }
    assert set(statuses(**blocks).values()) == {"clean"}
    assert sheet(**blocks) == {
        "账面余额": Decimal("650.00"), "加：银行已收、单位未收": 0, "减：银行已付、单位未付": 0,
        "调节后账面余额": Decimal("650.00"), "对账单余额": Decimal("700.00"), "加：单位已收、银行未收": 0,
        "减：单位已付、银行未付": Decimal("50.00"), "调节后对账单余额": Decimal("650.00"), "差额": 0,
    }  # fmt: skip


def sheet(**blocks):
    return {row["item"]: row["amount"] for row in asked("SELECT * FROM reconciliation ORDER BY nth", **blocks)}


def test_the_four_kinds_and_a_difference_in_the_year_end_table():
    blocks = {
        "journal": journal(
            ("2021-12-10", "记-1", "-300.00", "甲", "资料"), ("2021-12-28", "记-2", "-50.00", "乙", "展板"),
            ("2021-12-29", "记-3", "70.00", "丙", "拨款"),
        ),
        "bank": bank(
            ("2021-12-21", "3.20", "", "结息", "", "703.20"), ("2021-12-11", "-300.00", "甲", "", "", "700.00"),
        ),
        "balances": "科目编码 | 期初借方 | 期末借方\n102 | 1000.00 | 720.00\n10201 | 1000.00 | 720.00",
    }  # fmt: skip
    assert sheet(**blocks) == {
        "账面余额": Decimal("720.00"), "加：银行已收、单位未收": Decimal("3.20"), "减：银行已付、单位未付": 0,
        "调节后账面余额": Decimal("723.20"), "对账单余额": Decimal("703.20"),
        "加：单位已收、银行未收": Decimal("70.00"), "减：单位已付、银行未付": Decimal("50.00"),
        "调节后对账单余额": Decimal("723.20"), "差额": 0,
    }  # fmt: skip
    blocks["balances"] = "科目编码 | 期初借方 | 期末借方\n102 | 1001.00 | 721.00"
    assert sheet(**blocks)["差额"] == Decimal("1.00")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"balances": "科目编码 | 期末借方\n102 | 5.00"}, "科目余额表没有银行存款的期初余额"),
        ({"bank": bank(("2021-12-11", "-300.00", "甲", ""))}, "对账单有账号没有余额"),
        ({"bank": bank(("2021-06-11", "-300.00", "甲", "", "", "5.00"))}, "对账单止于2021-06-11"),
    ],
)
def test_a_year_end_table_that_cannot_be_made_says_why(change, reason):
    blocks = {
        "journal": journal(("2021-12-10", "记-1", "-300.00", "甲", "资料")),
        "bank": bank(("2021-12-11", "-300.00", "甲", "", "", "5.00")),
        "balances": "科目编码 | 期初借方 | 期末借方\n102 | 305.00 | 5.00", **change,
    }  # fmt: skip
    (row,) = asked("SELECT * FROM reconciliation", **blocks)
    assert (row["item"], row["amount"]) == ("无法编制", None) and reason in row["reason"]


def test_a_statement_of_somebody_else_gives_no_verdict():
    lines = [(f"2021-03-{n}", f"记-{n}", f"-{n}.11", "甲", "付") for n in range(10, 25)]
    at = [(f"2021-03-{n}", f"-{n}.77", "乙", "转账") for n in range(10, 25)]
    assert set(statuses(journal=journal(*lines), bank=bank(*at)).values()) == {"not_enough_data"}


def test_a_slip_that_turns_the_direction_round_is_told():
    found = rows(
        journal=journal(("2021-03-01", "记-1", "300.00", "甲", "资料", "", "S0071")),
        bank=bank(("2021-03-02", "-300.00", "甲", "转账", "", "", "", "S0071")),
    )
    assert {(row["how"], row["hint"]) for row in found} == {("amount_differs", "金额相同而收付方向相反")}


AGENCY = [("01-31", "01-10"), ("02-28", "02-18"), ("03-31", "03-17"), ("04-30", "04-19"), ("05-31", "05-20")]


def test_books_of_an_agency_meet_the_statement_month_by_month():
    lines = [(f"2021-{end}", f"记-{n}", "-600.00", "商户甲", f"{n}月蛋糕款") for n, (end, _) in enumerate(AGENCY, 1)]
    stated = [(f"2021-{day}", "-600.00", "商户甲", "转账") for _, day in AGENCY]
    found = statuses(journal=journal(*lines), bank=bank(*stated))
    assert (found["B01"], found["B02"]) == ("clean", "clean")


def test_a_month_missing_at_the_bank_is_not_hidden_by_the_next():
    lines = [(f"2021-{end}", f"记-{n}", "-600.00", "商户甲", f"{n}月蛋糕款") for n, (end, _) in enumerate(AGENCY, 1)]
    stated = [(f"2021-{day}", "-600.00", "商户甲", "转账") for _, day in AGENCY if not day.startswith("03")]
    outcome = answered(checks()["B01"], {"journal": journal(*lines), "bank": bank(*stated)})
    assert [piece.voucher for piece in outcome.evidence] == ["记-3"]
