"""Journal entries that the standard on fraud asks about (J): what the examples in their heads do not show."""

from datetime import date

import pytest

from auditbook.checks import checks
from auditbook.checks.examples import answered, views
from auditbook.checks.sandbox import select
from auditbook.checks.steps import prepare

pytestmark = pytest.mark.usefixtures("one_database")

HEADINGS = "日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位 | 录入时间 | 制单人"


def journal(*vouchers):
    """Vouchers of two lines: (day, number, summary, debited, credited, amount, payee, entered, maker)."""
    lines = [HEADINGS]
    for day, number, summary, debited, credited, amount, *more in vouchers:
        payee, entered, maker = [*more, "", "", ""][:3]
        lines += [f"{day} | 记-{number} | {summary} | {debited} | {amount} | | {payee} | {entered} | {maker}"]
        lines += [f"{day} | 记-{number} | {summary} | {credited} | | {amount} | {payee} | {entered} | {maker}"]
    return "\n".join(lines)


def ask(name, *vouchers, **more):
    return answered(checks()[name], {"journal": journal(*vouchers), **more})


def paid(day, number=1, amount="100.00", **changed):
    given = {"summary": "报销办公用品", "debited": "50402", "credited": "102", **changed}
    return day, number, given["summary"], given["debited"], given["credited"], amount, given.get("payee", "")


def table(sql, *vouchers):
    with views({"journal": journal(*vouchers)}) as con:
        prepare(con, [sql], {"year": 2021})
        return [tuple(row.values()) for row in select(con, sql).to_pylist()]


def test_a_saturday_that_was_made_a_working_day_is_one_and_a_festival_on_a_thursday_is_not():
    days = table(
        "SELECT * FROM workdays ORDER BY day", paid("2021-10-07"), paid("2021-10-09", 2), paid("2021-10-16", 3)
    )
    assert days == [
        (date(2021, 10, 7), False, "国庆节"), (date(2021, 10, 9), True, None), (date(2021, 10, 16), False, None),
    ]  # fmt: skip


def test_days_of_a_year_whose_arrangement_is_not_known_are_left_out():
    assert [row[0].year for row in table("SELECT * FROM workdays", paid("2021-10-08"), paid("2099-10-08"))] == [2021]


def test_a_stray_date_in_a_far_year_does_not_take_the_verdict_away():
    assert ask("J01", paid("2021-10-07"), paid("2099-10-08", 2), paid("2021-10-08", 3)).found == 1


def test_books_that_are_written_at_weekends_all_the_time_are_one_matter():
    weekends = [paid(f"2021-{month:02}-{day:02}", day) for month in range(1, 13) for day in (8, 9, 10, 13, 14, 15)]
    outcome = ask("J01", *weekends)
    assert (outcome.status, outcome.found) == ("findings", 1)
    assert outcome.evidence[0].group == "习惯"


def test_a_large_payment_is_no_bank_fee_for_naming_one():
    fee = paid("2021-05-15", 1, "12.00", summary="银行手续费")
    fair = paid("2021-05-16", 2, "5200.00", summary="付展览费及手续费")
    assert [piece.voucher for piece in ask("J01", fee, fair, paid("2021-05-17", 3)).evidence] == ["记-2"]


@pytest.mark.parametrize(
    ("entered", "status"),
    [
        ("2022-01-31 23:59:00", "clean"),
        ("2022-02-01", "findings"),
        ("20220301", "findings"),
        ("2022年3月1日", "findings"),
        ("44621", "findings"),  # a day as a spreadsheet counts it
        ("16:20", "not_enough_data"),
    ],
)
def test_december_may_be_entered_until_the_end_of_january(entered, status):
    voucher = (*paid("2021-12-28"), entered)
    assert ask("J02", voucher).status == status


def test_books_that_were_moved_into_another_program_are_not_late():
    moved = [(*paid(f"2021-{month:02}-15"), "2022-06-01") for month in range(1, 13)]
    outcome = ask("J02", *moved)
    assert outcome.status == "clean" and "数据迁移" in outcome.message


@pytest.mark.parametrize(
    ("amount", "found"), [("9499.99", 0), ("9500.00", 1), ("9999.99", 1), ("10000.00", 0), ("10000.01", 0)]
)
def test_under_the_limit_is_from_95_percent_to_the_last_cent(amount, found):
    assert ask("J03", paid("2021-06-10", 1, amount, payee="商户甲")).found == found


def test_a_phrase_that_only_contains_a_word_for_pay_is_bought():
    bought = paid("2021-06-10", 1, "9900.00", summary="工资集体协商培训资料", payee="商户甲")
    pay = paid("2021-06-11", 2, "9900.00", summary="发放6月工资", payee="")
    assert [piece.voucher for piece in ask("J03", bought, pay).evidence] == ["记-1"]


def test_a_book_without_a_name_is_compared_with_last_years_that_had_one():
    last = (
        "日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 账套\n"
        "2020-12-30 | 记-4 | 计提用品款 | 50104 | 3600.00 | | 工会经费\n"
        "2020-12-30 | 记-4 | 计提用品款 | 225 | | 3600.00 | 工会经费"
    )
    outcome = ask("J05", ("2021-01-05", 3, "冲回用品款", "225", "50104", "3600.00"), last_journal=last)
    assert outcome.status == "findings"


def test_a_red_entry_that_only_names_a_month_does_not_name_its_voucher():
    red = ("2021-07-08", 5, "冲减付3月资料费", "50402", "102", "-860.00", "商户甲")
    assert ask("J06", red).status == "findings"
    named = ("2021-07-08", 5, "冲减3月付-7号多付资料费", "50402", "102", "-860.00", "商户甲")
    assert ask("J06", named).status == "clean"


def test_a_payment_out_of_line_that_was_sent_back_is_none():
    usual = [paid(f"2021-{month:02}-10", month, "400.00", payee="印刷店甲") for month in range(1, 7)]
    large = paid("2021-07-10", 7, "9000.00", payee="印刷店甲")
    back = ("2021-07-12", 8, "退汇", "102", "50402", "9000.00", "印刷店甲")
    assert ask("J07", *usual, large).found == 1
    assert ask("J07", *usual, large, back).status == "clean"


def test_traits_are_round_amounts_vague_summaries_and_makers_who_seldom_make_any():
    plain = [(*paid("2021-03-01", number, "123.00"), "", "甲") for number in range(1, 60)]
    odd = (*paid("2021-03-02", 60, "5000.00", summary="付款"), "", "乙")
    found = table("SELECT round_amount, vague_summary, rare_maker, count(*) FROM traits GROUP BY ALL", *plain, odd)
    assert sorted(found) == [(False, False, False, 59), (True, True, True, 1)]
