"""What statements say about themselves, and sentences that only look like it."""

from decimal import Decimal

import pytest

from auditbook.ledger.stated import stated

D = Decimal


def of(text, **how):
    return [(kind, item, figure) for _, kind, _, item, figure in stated([(7, text)], **how)]


@pytest.mark.parametrize(
    "text", ["共43笔记录", "共：43笔记录", "共 43 笔", "总笔数[ Total number ] 43", "共４３条记录", "笔数：43"]
)
def test_the_number_of_rows(text):
    assert of(text) == [("count", "rows", D(43))]


@pytest.mark.parametrize(
    ("word", "item"),
    [("收入", "received"), ("支出", "paid"), ("不计收支", "neutral"), ("中性交易", "neutral"), ("已支出", "paid")],
)  # fmt: skip
def test_a_count_and_a_sum_in_one_line(word, item):
    assert of(f"{word}：2笔 1,234.50元") == [("count", f"{item}_rows", D(2)), ("total", item, D("1234.50"))]


def test_a_remark_between_count_and_sum():
    assert of("支出：16笔(含4笔部分退款)，1648.43元") == [
        ("count", "paid_rows", D(16)),
        ("total", "paid", D("1648.43")),
    ]


def test_row_and_label_are_those_of_the_file():
    assert stated([(3, "　收入：１笔　０．３５元")])[1] == (3, "total", "收入：１笔　０．３５元", "received", D("0.35"))


def test_balances():
    line = "账号：6222 起始日期：20240101 期初余额：1,234.00  期末余额：2,000元"
    assert of(line) == [("opening", "balance", D("1234.00")), ("closing", "balance", D("2000.00"))]


@pytest.mark.parametrize("between", [" ", "：", " | ", ": "])
def test_a_line_of_labels_and_figures(between):
    pairs = [("借方笔数", "3"), ("借方金额", "100"), ("贷方笔数", "0"), ("贷方金额", "0.00")]
    text = "合计 " + " ".join(f"{label}{between}{figure}" for label, figure in pairs)
    assert of(text) == [("count", "paid_rows", D(3)), ("total", "paid", D(100)), ("count", "received_rows", D(0)),
                        ("total", "received", D(0))]  # fmt: skip


def test_the_sides_of_a_journal_are_its_own():
    text = "借方合计 5.00 贷方合计 6.00"
    assert of(text, sides=("debit", "credit")) == [("total", "debit", D("5.00")), ("total", "credit", D("6.00"))]


def test_a_page_is_not_the_whole():
    assert of("本页借方合计：5.00，本页借方笔数：2") == [("page", "paid", D("5.00"))]
    assert of("本月支出合计：5.00") == [("month", "paid", D("5.00"))]
    assert of("借方累计发生额 5,000.00") == [("year_to_date", "paid", D("5000.00"))]


@pytest.mark.parametrize(
    ("text", "figure"), [("支出：1.2345万元", "12345"), ("支出(万元)：1.2", "12000"), ("支出：-3.50元", "-3.5")]
)
def test_units_are_honoured(text, figure):
    assert of(text) == [("total", "paid", D(figure))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1. 充值/提现/信用卡还款等交易，将计入中性交易",
        "2.全额退款等记为【不计收支】类，部分退款的支出金额为剔除退款后的支付金额；",
        "3. 部分账单记录如充值/提现等交易，不计入为收入或支出类别",
        "导出时间：[2024-10-09 16:05:22]",
        "共 3 页 第1页",
        "收入支出表 2021",
        "收入 2021年",
        "拨缴经费收入 2021年度",
        "期初余额 2021年1月1日",
        "待收入：1笔 5.00元",  # nothing has come in yet
        "其中支出 5.00元",
        "收入 4125.49,4143.91万元",  # two figures
        "支出：0.123456789万元",  # below a cent
        "支出：99999999999999999999999999999999.00元",
        "支出：1.5笔",
    ],
)
def test_what_is_no_statement(text):
    assert of(text) == []
