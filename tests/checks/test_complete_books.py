"""Whole small books asked by all completeness checks at once, and ledgers that are odd as a whole."""

from decimal import Decimal

import pytest

from auditbook.checks import checks, complete, run
from auditbook.checks.examples import views

pytestmark = pytest.mark.usefixtures("one_database")

JOURNAL = """\
日期       | 凭证字号 | 摘要     | 科目编码 | 借方   | 贷方
2021-06-10 | 记-1     | 拨缴     | 102      | 500.00 |
           |          |          | 402      |        | 500.00
2021-07-01 | 记-1     | 建党活动 | 50102    | 120.00 |
           |          |          | 102      |        | 120.00
2021-12-31 | 记-1     | 结转     | 402      | 500.00 |
           |          |          | 50102    |        | 120.00
           |          |          | 331      |        | 380.00
"""
BALANCES = """\
科目编码 | 期初借方 | 期初贷方 | 本期借方 | 本期贷方 | 期末借方 | 期末贷方
102      |          |          | 500.00   | 120.00   | 380.00   |
331      |          |          |          | 380.00   |          | 380.00
402      |          |          | 500.00   | 500.00   |          |
501      |          |          | 120.00   | 120.00   |          |
50102    |          |          | 120.00   | 120.00   |          |
"""


def asked(year=2021, kind="C", **blocks):
    """What every check of ``kind`` answers, by id."""
    asked = {name: check for name, check in checks().items() if name.startswith(kind)}
    with views(blocks, year) as con:
        return {name: run(check, con, year, set(blocks), seconds=60) for name, check in asked.items()}


def lines(*rows: str, heading: str = "日期 | 凭证字号 | 科目编码 | 借方 | 贷方") -> str:
    return "\n".join([heading, *rows])


def test_a_union_founded_in_june_has_complete_books_without_openings():
    found = asked(kind="", journal=JOURNAL, balances=BALANCES)
    assert complete(found.values()) == (True, [])
    assert {name for name, o in found.items() if o.status == "findings"} == set()
    assert found["C06"].status == "not_enough_data" and "未提供上年科目余额表" in found["C06"].message


def test_the_journal_alone_proves_half_and_says_which():
    passed, reasons = complete(asked(journal=JOURNAL).values())
    assert not passed and [reason[:3] for reason in reasons] == ["C04", "C05", "C07"]
    assert all("未提供科目余额表" in reason for reason in reasons)


def test_a_cent_is_a_difference_wherever_it_hides():
    found = asked(journal=JOURNAL.replace("120.00 |\n", "120.01 |\n", 1), balances=BALANCES)
    assert found["C02"].amount == Decimal("0.01") and found["C05"].status == "findings"
    assert [piece.account for piece in found["C05"].evidence] == ["50102"]


def test_two_books_may_use_the_same_numbers_for_the_same_days():
    heading = "账套 | 日期 | 凭证字号 | 科目编码 | 借方 | 贷方"
    rows = [f"{book} | 2021-01-0{n} | 记-{n} | {code} | {d} | {c}" for book in ("工会经费", "财政资金") for n in (1, 2)
            for code, d, c in (("102", "5.00", ""), ("401", "", "5.00"))]  # fmt: skip
    found = asked(journal=lines(*rows, heading=heading))
    assert found["C02"].status == found["C03"].status == "clean" and "凭证4张" in found["C02"].message


def test_what_balances_only_across_books_does_not_balance():
    rows = ("工会经费 | 2021-01-01 | 记-1 | 102 | 5.00 |", "财政资金 | 2021-01-01 | 记-1 | 401 | | 5.00")
    found = asked(journal=lines(*rows, heading="账套 | 日期 | 凭证字号 | 科目编码 | 借方 | 贷方"))
    assert sorted(piece.group for piece in found["C02"].evidence) == ["工会经费|1|记|1", "财政资金|1|记|1"]


def test_the_thirteenth_period_numbers_anew():
    heading = "日期 | 期间 | 凭证字号 | 科目编码 | 借方 | 贷方"
    rows = ("2021-12-31 | 12 | 记-1 | 102 | 5.00 | 5.00", "2021-12-31 | 13 | 记-1 | 102 | 7.00 | 7.00")
    found = asked(journal=lines(*rows, heading=heading))
    assert found["C03"].status == found["C09"].status == "clean"


def test_a_void_voucher_that_is_missing_is_a_gap_and_one_that_is_there_is_none():
    heading = "日期 | 凭证字号 | 科目编码 | 借方 | 贷方 | 作废"
    rows = [f"2021-01-0{n} | 记-{n} | 102 | 5.00 | 5.00 | {'是' if n == 3 else ''}" for n in range(1, 6)]
    assert asked(journal=lines(*rows, heading=heading))["C03"].status == "clean"
    without = asked(journal=lines(*rows[:2], *rows[3:], heading=heading))["C03"]
    assert [piece.voucher for piece in without.evidence] == ["记-3"]


def test_a_long_gap_is_one_row():
    rows = [f"2021-01-05 | 记-{n} | 102 | 1.00 | 1.00" for n in (*range(1, 101), *range(171, 180))]
    found = asked(journal=lines(*rows))["C03"]
    assert [piece.voucher for piece in found.evidence] == ["记-101至170"]
    assert "共70个" in found.evidence[0].reason


def test_numbers_that_carry_the_month_begin_where_they_begin():
    rows = [f"2021-{m:02}-05 | {202100000 + m * 1000 + n} | 102 | 1.00 | 1.00" for m in (1, 2) for n in (1, 2, 4)]
    found = asked(journal=lines(*rows))["C03"]
    assert [piece.voucher for piece in found.evidence] == ["202101003", "202102003"]


def test_numbers_that_follow_no_rule_are_told_once():
    rows = [f"2021-01-05 | 记-{n * 7} | 102 | 1.00 | 1.00" for n in range(1, 40)]
    found = asked(journal=lines(*rows))["C03"]
    assert found.found == 1 and "编号不是逐张连续的" in found.evidence[0].reason


def test_days_that_differ_within_most_vouchers_are_this_files_habit():
    rows = [f"2021-01-{day:02} | 记-{n} | 102 | 1.00 | 1.00" for n in range(1, 13) for day in (n, n + 1)]
    assert asked(journal=lines(*rows))["C03"].status == "clean"


def test_a_whole_years_number_used_in_two_months_is_a_double():
    rows = [f"2021-{m:02}-05 | 记-{n} | 102 | 1.00 | 1.00" for n, m in enumerate((1, 1, 2, 2, 3, 3, 4), 1)]
    found = asked(journal=lines(*rows, "2021-04-06 | 记-2 | 102 | 1.00 | 1.00"))["C03"]
    assert "全年连续编号" in found.message
    assert {piece.voucher for piece in found.evidence} == {"记-2"}


@pytest.mark.parametrize("number", ["0", ""])
def test_vouchers_that_cannot_be_told_apart_are_told_once_and_fail_the_gate(number):
    rows = [f"2021-01-{day:02} | {number} | 102 | 1.00 |" for day in range(1, 29)]
    found = asked(journal=lines(*rows))
    assert found["C02"].status == found["C03"].status == "not_enough_data" and found["C02"].evidence == ()
    assert sum("无法区分凭证" in reason for reason in complete(found.values())[1]) == 2


def test_one_number_for_all_is_no_voucher_but_a_long_voucher_is_one():
    same = [f"2021-01-{1 + n % 28:02} | 记-1 | 102 | 1.00 | 1.00" for n in range(100)]
    assert asked(journal=lines(*same))["C02"].status == "not_enough_data"
    payroll = ["2021-01-05 | 记-1 | 102 | 1.00 | 1.00"] * 100
    assert asked(journal=lines(*payroll))["C02"].status == "clean"


def test_totals_far_apart_and_close_together_meet_the_rows_between_them():
    heading = "行 | 日期 | 凭证字号 | 科目编码 | 借方"
    at = [n for n in range(2, 1502) if n not in (300, 301, 1030, 1400)]
    rows = [f"{n} | 2021-01-05 | 记-{n} | 102 | 1.00" for n in at]
    stated = {300: 298, 301: 0, 1030: 728, 1400: 369, 1502: 101}
    controls = lines(
        *(f"journal | 序时账.csv | {row} | subtotal | 小计 | debit | {value}" for row, value in stated.items()),
        "journal | 序时账.csv | 1502 | total | 合计 | debit | 1496",
        "journal | 序时账.csv | 1502 | count | 共1496笔 | rows | 1496",
        heading="表 | 文件 | 行 | 种类 | 标题 | 栏 | 所列",
    )
    assert asked(journal=lines(*rows, heading=heading), controls=controls)["C01"].status == "clean"
    wrong = asked(journal=lines(*rows, heading=heading), controls=controls.replace("| 728", "| 727"))["C01"]
    assert [(piece.source.row, piece.amount) for piece in wrong.evidence] == [(1030, Decimal("-1.00"))]


def test_a_file_that_is_as_a_whole_in_another_is_told_once():
    heading = "文件 | 日期 | 凭证字号 | 科目编码 | 借方 | 贷方"
    rows = [f"{file} | 2021-01-05 | 记-{n} | 102 | {n}.00 | {n}.00" for file in ("1月", "全年") for n in range(1, 1102)]
    found = asked(journal=lines(*rows, heading=heading))["C12"]
    assert found.found == 1 and "文件全年有1,101行在文件1月中也有" in found.evidence[0].reason


def test_a_statement_in_no_order_is_told_once():
    rows = [f"2021-01-05 | {n}.00 | {1000 - (n * 37) % 101}.00" for n in range(1, 40)]
    found = asked(bank=lines(*rows, heading="日期 | 支出 | 余额"))["C13"]
    assert found.found == 1 and "不能衔接" in found.evidence[0].reason


def test_an_empty_journal_answers_nothing_as_clean():
    found = asked(kind="", journal=lines())
    assert {o.status for o in found.values() if "journal" in str(checks()[o.check].needs)} == {"not_enough_data"}


def test_hostile_text_in_a_voucher_or_a_file_name_stays_text():
    heading = "文件 | 日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方"
    found = asked(journal=lines("a'b.csv | 2021-01-05 | =cmd{amount}-1 | <script> | 102 | 5.00 |", heading=heading))
    piece = found["C02"].evidence[0]
    assert (piece.source.file, piece.voucher) == ("a'b.csv", "=cmd{amount}-1")
    assert "=cmd{amount}-1" in piece.reason
