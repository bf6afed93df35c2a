"""Statements as banks and wallets export them, with invented figures."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import duckdb
import openpyxl
import pytest

from auditbook.ledger import heading as headings
from auditbook.ledger.store import Store
from auditbook.readers import read_sheets

D = Decimal


@pytest.fixture
def read(tmp_path):
    """What is kept of one statement: its rows, what was said about it, what could not be taken."""

    def reading(content, name="对账单.csv"):
        path = tmp_path / name
        if isinstance(content, str):
            path.write_text(content, "utf-8")
        else:
            book = openpyxl.Workbook()
            for row in content:
                book.active.append(row)
            book.save(path)
        found = [(sheet, headings.find(sheet, path.stem)) for sheet in read_sheets(path)]
        kept = Store(tmp_path / "store").put(path, name, 2024, [(sheet, known[1]) for sheet, known in found if known])
        (part,) = kept.parts
        assert part.table == "bank"
        rows = _rows(part.data)
        return SimpleNamespace(
            rows=rows,
            paid=[row["paid"] for row in rows],
            received=[row["received"] for row in rows],
            neutral=[row["neutral"] for row in rows],
            controls=[(c["kind"], c["item"], c["stated"]) for c in _rows(part.controls)],
            styles=part.styles,
            repairs={(repair["column"], repair["rule"]): repair for repair in part.repairs},
            problems=[str(problem) for problem in kept.problems if not problem.note],
        )

    return reading


def _rows(path: Path) -> list[dict]:
    return duckdb.read_parquet(str(path)).to_arrow_table().to_pylist()


# --- two columns: the company accounts of a union

COMPANY = {
    "工行企业网银": (
        "凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额,个性化信息\n"
        '0001,1901,8801,2024-03-05 10:11:12,借,"1,500.50",0.00,102,慰问,慰问金,某食品店,"8,500.00",\n'
        '0002,1901,8802,2024-03-06 09:00:00,贷,0.00,"2,000.00",102,经费,拨缴经费,某机械厂,"10,500.00",\n'
    ),
    "建行": (
        "账号,账户名称,交易时间,借方发生额/元(支取),贷方发生额/元(收入),余额,币种,对方户名,对方账号,对方开户机构,记账日期,"
        "摘要,备注,账户明细编号-交易流水号\n"
        "4301,某区总工会,20240305 10:11:12,1500.50,0,8500.00,人民币元,某食品店,8801,某支行,20240305,慰问,,1-77\n"
        "4301,某区总工会,20240306 09:00:00,0,2000.00,10500.00,人民币元,某机械厂,8802,某支行,20240306,经费,,2-78\n"
    ),
    "农行": (
        "某区总工会账户明细\n交易时间,收入金额,支出金额,本次余额,手续费总额,交易方式,对方账号,对方户名,交易说明,交易摘要,交易附言\n"
        "2024-03-05 10:11:12,,1500.50,8500.00,0.00,网银,8801,某食品店,转账,慰问,\n"
        "2024-03-06 09:00:00,2000.00,,10500.00,0.00,网银,8802,某机械厂,转账,经费,\n"
    ),
    "中行": (
        "查询账号[ Inquirer account number ],5900\n总笔数[ Total number ],2\n"
        '借方发生总额[ Total Debit Amount of Payments ],"1,500.50"\n'
        "交易类型[ Transaction Type ],付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],"
        "收款人名称[ Payee's Name ],交易日期[ Transaction Date ],交易时间[ Transaction time ],"
        "交易货币[ Trade Currency ],"
        "交易金额[ Trade Amount ],交易后余额[ After-transaction balance ],交易流水号[ Transaction reference number ],"
        "摘要[ Reference ]\n"
        '往账,5900,某区总工会,某食品店,20240305,10:11:12,CNY,"-1,500.50","8,500.00",1122,慰问\n'
        '来账,8802,某机械厂,某区总工会,20240306,09:00:00,CNY,"+2,000.00","10,500.00",1123,经费\n'
    ),
    "邮储": (
        "交易日期,交易时间,借贷标志,交易金额,账户余额,对方户名,对方账号,摘要\n"
        "20240305,101112,借,1500.50,8500.00,某食品店,8801,慰问\n"
        "20240306,090000,贷,2000.00,10500.00,某机械厂,8802,经费\n"
    ),
    "农商行": (
        "日期,时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,用途,凭证号\n"
        "2024年3月5日,10:11:12,1500.50,,8500.00,某食品店,8801,慰问,慰问金,A1\n"
        "2024年3月6日,09:00:00,,2000.00,10500.00,某机械厂,8802,经费,拨缴经费,A2\n"
    ),
    "交行": (
        "交易时间,摘要,凭证种类,凭证号码,借方发生额,贷方发生额,余额,对方账号,对方户名\n"
        "2024-03-05 10:11:12,慰问,网银,000123,1500.50,--,8500.00,8801,某食品店\n"
        "2024-03-06 09:00:00,经费,网银,000124,--,2000.00,10500.00,8802,某机械厂\n"
    ),
    "招行": (
        "交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额,摘要,流水号,收(付)方名称,收(付)方账号\n"
        '20240305,10:11:12,20240305,汇款,"1,500.50",,"8,500.00",慰问,K1,某食品店,8801\n'
        '20240306,09:00:00,20240306,汇入,,"2,000.00","10,500.00",经费,K2,某机械厂,8802\n'
    ),
    "长沙银行": (
        "账号：8001,,,,,,,\n交易日期,交易时间,支出,收入,账户余额,对方户名,摘要,交易流水号\n"
        "2024/03/05,10:11:12,1500.50,,8500.00,某食品店,慰问,9001\n"
        "2024/03/06,09:00:00,,2000.00,10500.00,某机械厂,经费,9002\n"
    ),
    "发生额在借方和贷方之上": (
        "某区总工会对账单,,,,,\n日期,摘要,发生额,,余额,对方户名\n,,借方,贷方,,\n"
        "2024-03-05,慰问,1500.50,,8500.00,某食品店\n2024-03-06,经费,,2000.00,10500.00,某机械厂\n"
    ),
}


@pytest.mark.parametrize("bank", COMPANY)
def test_a_company_account_of_every_bank(read, bank):
    found = read(COMPANY[bank])
    assert [row["date"] for row in found.rows] == [date(2024, 3, 5), date(2024, 3, 6)]
    assert [row["paid"] or None for row in found.rows] == [D("1500.50"), None]
    assert [row["received"] or None for row in found.rows] == [None, D("2000.00")]
    assert not any(found.neutral)
    assert [row["balance"] for row in found.rows] == [D("8500.00"), D("10500.00")]
    assert [row["payee"] for row in found.rows] == ["某食品店", "某机械厂"]
    assert [row["summary"] for row in found.rows] == ["慰问", "经费"]
    assert found.problems == []


def test_lines_between_the_payments_are_what_the_bank_states_about_them(read):
    found = read(
        "日期,摘要,借方发生额,贷方发生额,余额\n"
        ",期初余额,,,10000.50\n"
        "2024-03-05,慰问,1500.50,,8500.00\n"
        ",本页合计,1500.50,0.00,\n"
        ",承前页,1500.50,0.00,8500.00\n"
        "2024-03-06,经费,,2000.00,10500.00\n"
        ",期末余额,,,10500.00\n"
        "合计 借方笔数 1 借方金额 1500.50 贷方笔数 1 贷方金额 2000.00,,,,\n"
    )
    assert len(found.rows) == 2
    assert ("opening", "balance", D("10000.50")) in found.controls
    assert ("closing", "balance", D("10500.00")) in found.controls
    assert ("page", "paid", D("1500.50")) in found.controls
    assert ("carried", "balance", D("8500.00")) in found.controls
    assert ("count", "paid_rows", D(1)) in found.controls
    assert ("total", "received", D("2000.00")) in found.controls


@pytest.mark.parametrize("label", ["期初余额", "承前页", "期末余额"])
def test_a_line_of_balance_is_no_payment_though_it_has_a_date(read, label):
    found = read(f"日期,摘要,支出,收入,余额\n2024-03-01,{label},,,100.00\n2024-03-05,慰问,20.00,,80.00\n")
    assert found.paid == [D("20.00")]


@pytest.mark.parametrize("first", ["", "合计,"])
def test_a_line_of_labels_and_figures_is_no_payment(read, first):
    found = read(
        "日期,摘要,支出,收入,余额,对方户名,用途\n2024-03-05,慰问,20.00,,80.00,某店,\n"
        f"{first}借方笔数,1,借方金额,20.00,贷方笔数,0{'' if first else ','}\n"
    )
    assert found.paid == [D("20.00")]
    assert {("count", "paid_rows", D(1)), ("total", "paid", D("20.00"))} <= set(found.controls)


def test_a_statement_in_units_of_ten_thousand(read):
    assert read("单位：万元,,\n日期,摘要,支出\n2024-03-05,慰问,0.15\n").paid == [D("1500.00")]


def test_a_red_payment_stays_a_payment(read):
    found = read("日期,摘要,支出,收入,余额\n2024-03-05,退回,-20.00,,120.00\n2024-03-06,慰问,20.00,,100.00\n")
    assert found.paid == [D("-20.00"), D("20.00")]
    assert not any(found.received)


def test_a_row_that_is_both_paid_and_received_is_told_and_not_netted(read):
    found = read("日期,摘要,支出,收入\n2024-03-05,慰问,20.00,5.00\n")
    assert (found.paid, found.received) == ([D("20.00")], [D("5.00")])
    assert "第2行" in found.problems[0] and "没有相抵" in found.problems[0]


def test_the_unions_own_bank_journal_is_not_a_statement(read):
    found = read(
        "日期,摘要,借方,贷方,余额\n"
        "2024-03-05,收经费,50.00,,150.00\n2024-03-06,慰问,,30.00,120.00\n2024-03-07,收经费,10.00,,130.00\n"
    )
    assert "借贷方向与银行的口径相反" in found.problems[0]


# --- one amount beside a direction


@pytest.mark.parametrize(
    ("out", "into"),
    [("借", "贷"), ("借 Dr", "贷 Cr"), ("支出", "收入"), ("付", "收"), ("D", "C"), ("J", "D"), ("往账", "来账"),
     ("-", "+")],
)  # fmt: skip
def test_directions_as_banks_write_them(read, out, into):
    found = read(f"交易日期,借贷标志,交易金额,摘要\n2024-03-05,{out},20.00,慰问\n2024-03-06,{into},7.00,利息\n")
    assert (found.paid, found.received) == ([D("20.00"), None], [None, D("7.00")])
    assert found.problems == []


@pytest.mark.parametrize("side", ["D", "1", "", "未知"])
def test_a_direction_that_nobody_can_read_is_neutral_and_told(read, side):
    found = read(f"交易日期,借贷标志,交易金额,摘要\n2024-03-05,{side},20.00,慰问\n")
    assert (found.paid, found.received, found.neutral) == ([None], [None], [D("20.00")])
    assert "第2行" in found.problems[0] and "不计收支" in found.problems[0]


def test_what_a_wallet_calls_neutral_is_no_problem(read):
    found = read(
        "交易时间,收/支,金额(元),商品\n2024-03-05 10:11:12,/,¥20.00,充值\n2024-03-05 10:11:13,不计收支,3.00,提现\n"
    )
    assert found.neutral == [D("20.00"), D("3.00")]
    assert found.problems == []


def test_a_minus_that_only_repeats_the_direction(read):
    found = read(
        "Transaction date,Description,Billing amount,Billing currency,Credit / Debit\n"
        "19/04/2024,SALES: CAFE,-20.00,CNY,DEBIT\n20/04/2024,SALES: BOOKS,-30.00,CNY,DEBIT\n"
        "21/04/2024,PAYMENT - THANK YOU,50.00,CNY,CREDIT\n"
    )
    assert found.paid == [D("20.00"), D("30.00"), None]
    assert found.received == [None, None, D("50.00")]
    assert any("负号只是重复方向" in style for style in found.styles)


def test_a_red_entry_beside_a_direction_keeps_its_side(read):
    found = read(
        "交易日期,借贷,金额,摘要\n2024-03-05,借,20.00,慰问\n2024-03-06,借,30.00,慰问\n2024-03-07,借,-30.00,冲正\n"
    )
    assert found.paid == [D("20.00"), D("30.00"), D("-30.00")]


# --- one amount with a sign

CARD = (
    "某银行信用卡对账单（2024年01月）\n交易日,记账日,交易摘要,人民币金额,卡号末四位\n"
    ',12/30,掌上还款,-300.00,0001\n01/02,01/03,某书店,"1,056.78",0001\n01/03,01/04,某饭店,-3.90,0001\n'
)


def test_on_a_card_a_positive_amount_is_spent(read):
    found = read(CARD)
    assert found.paid == [None, D("1056.78"), None]
    assert found.received == [D("300.00"), None, D("3.90")]
    assert [row["date"] for row in found.rows] == [date(2023, 12, 30), date(2024, 1, 2), date(2024, 1, 3)]
    assert any("正数为支出" in style and "摘要的用词" in style for style in found.styles)


def test_a_card_without_any_word_is_known_by_its_title(read):
    found = read(CARD.replace("掌上还款", "某人").replace("-3.90", "3.90"))
    assert (found.paid[1], found.received[0]) == (D("1056.78"), D("300.00"))
    assert any("信用卡账单的通例" in style for style in found.styles)


def test_without_title_words_and_balance_nothing_is_guessed(read):
    found = read(CARD.replace("某银行信用卡对账单", "账单").replace("掌上还款", "某人"))
    assert not any(found.paid) and not any(found.received)
    assert found.neutral == [D("-300.00"), D("1056.78"), D("-3.90")]
    assert sum("不计收支" in problem for problem in found.problems) == 1


def test_a_loan_paid_back_from_an_account_is_paid(read):
    found = read(
        "交易日期,交易摘要,交易金额\n2024-03-05,正常还款,-500.00\n2024-03-21,结息,+0.35\n2024-03-21,利息税,+0.00\n"
    )
    assert (found.paid[0], found.received[1]) == (D("500.00"), D("0.35"))


def test_wages_say_nothing_since_a_union_pays_them(read):
    found = read("交易日期,交易摘要,交易金额\n2024-03-05,代发工资,-500.00\n2024-03-21,手续费,-2.00\n")
    assert found.paid == [D("500.00"), D("2.00")]


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_balance_decides_before_any_word(read, newest_first):
    lines = ["2024-03-05,退款给会员,-20.00,80.00", "2024-03-06,退款给会员,-20.00,60.00", "2024-03-07,经费,5.00,65.00"]
    found = read("\n".join(["交易日期,摘要,金额,余额", *(reversed(lines) if newest_first else lines)]))
    assert sum(filter(None, found.paid)) == D("40.00")
    assert sum(filter(None, found.received)) == D("5.00")
    assert any("余额的增减" in style for style in found.styles)


def test_equal_amounts_on_one_day_fit_both_orders_and_prove_nothing(read):
    found = read(
        "交易日期,摘要,金额,余额\n2024-03-05,某店,-20.00,80.00\n2024-03-05,某店,-20.00,60.00\n2024-03-05,某店,-20.00,40.00\n"
    )
    assert found.neutral == [D("-20.00")] * 3
    assert len(found.problems) == 1


def test_a_list_without_signs_is_read_by_the_first_word_of_each_row(read):
    found = read(
        "交易日期,记账日期,交易说明,交易币种/金额,入账币种/金额\n"
        "2024-01-10,2024-01-10,退货 某书店 消费券,CNY 12.00,CNY 12.00\n"
        "2024-01-11,2024-01-11,信用卡还款 转账还款,CNY 600.00,CNY600.00\n"
        "2024-01-12,2024-01-12,消费 退货中心,JPY 1000.00,CNY 49.85\n"
        "2024-01-13,2024-01-13,某事,CNY 1.00,CNY 1.00\n"
    )
    assert found.received == [D("12.00"), D("600.00"), None, None]
    assert found.paid == [None, None, D("49.85"), None]
    assert found.neutral == [None, None, None, D("1.00")]
    assert {row["currency"] for row in found.rows} == {"CNY"}
    (problem,) = found.problems
    assert "第5行" in problem


def test_a_list_without_signs_is_read_by_its_balance(read):
    found = read(
        "交易日期,摘要,金额,余额\n2024-03-04,结息,0.35,100.35\n2024-03-05,某店,20.00,80.35\n2024-03-06,某厂,50.00,130.35\n"
    )
    assert found.paid == [None, D("20.00"), None]
    assert found.received == [D("0.35"), None, D("50.00")]


def test_the_amount_booked_comes_before_the_amount_agreed(read):
    found = read(
        "交易日期,交易摘要,交易金额,交易货币,入账金额,入账货币\n2024/01/05,（消费）某店,10.00,美元,71.20,人民币\n2024/01/06,（退款）某店,-5.00,美元,-35.60,人民币\n"
    )
    assert (found.paid[0], found.received[1]) == (D("71.20"), D("35.60"))
    assert {row["currency"] for row in found.rows} == {"CNY"}


# --- texts


JD = (
    "京东账号名：某人\n共：4笔记录\n支出：2笔(含1笔部分退款)，51.93元\n不计收支：2笔，89.84元\n\n"
    "{rule}\n交易时间,商户名称,交易说明,金额,收/支,交易订单号\n"
    "2024-12-30 17:16:02\t,某店,书,10.00,支出,1\n2024-12-28 13:27:56\t,某店,衣服,131.77(已退款89.84),支出,2\n"
    "2024-12-28 13:28:32\t,某店,退款-衣服,89.84,不计收支,2\n"
    "2024-12-24 22:33:07\t,某店,裤子,468.32(已全额退款),不计收支,3\n"
)


def test_a_refund_noted_in_the_amount_is_deducted_where_the_file_says_so(read):
    found = read(JD.format(rule="2.部分退款的支出金额为剔除退款后的支付金额；"))
    assert found.paid == [D("10.00"), D("41.93"), None, None]
    assert ("total", "paid", sum(filter(None, found.paid))) in found.controls
    assert found.neutral == [None, None, D("89.84"), D("468.32")]
    assert found.rows[1]["summary"] == "衣服（金额原文：131.77(已退款89.84)）"
    (repair,) = found.repairs.values()
    assert repair["count"] == 2 and "131.77(已退款89.84)" in str(repair["examples"])
    assert found.problems == []


def test_a_refund_noted_in_the_amount_is_not_deducted_where_the_file_is_silent(read):
    found = read(JD.format(rule="特别提示"))
    assert found.paid == [D("10.00"), D("131.77"), None, None]
    assert any("没有扣除" in rule for _, rule in found.repairs)


def test_foreign_money_is_not_yuan(read):
    found = read(
        "交易日,交易描述,存入,支出,币种\n2024-12-13,某店,,50.00,人民币\n2024-12-14,某店,,3.72,USD\n2024-12-15,某店,,9.00,港币\n"
    )
    assert [row["currency"] for row in found.rows] == ["CNY", "USD", "HKD"]
    assert sum("没有折算成人民币" in style for style in found.styles) == 2


def test_a_number_cut_to_an_exponent_is_of_no_use_for_matching(read):
    found = read("交易日期,摘要,支出,收入,流水号,账号\n2024-03-05,慰问,20.00,,6.22848E+18,6228480000000000001\n")
    assert found.rows[0]["reference"] is None
    assert found.rows[0]["account_no"] == "6228480000000000001"
    assert "末几位已丢失" in found.problems[0]


def test_masked_figures_are_no_data_and_names_stay(read):
    found = read('交易日期,摘要,支出,收入,余额,对方户名,卡号\n2024-03-05,消费,20.00,--,"xx,yyyy.zz",--,1234****9876\n')
    row = found.rows[0]
    assert (row["balance"], row["received"], row["payee"], row["account_no"]) == (None, None, "--", "1234****9876")


def test_a_time_alone_is_not_the_date(read):
    found = read("交易时间,交易日期,摘要,支出,收入\n123456,20240305,慰问,20.00,\n17:16:02,20240306,慰问,20.00,\n")
    assert [row["date"] for row in found.rows] == [date(2024, 3, 5), date(2024, 3, 6)]


def test_a_workbook_of_a_bank(read):
    found = read(
        [["账号", "6200000000001230", "账户类型", "借记卡", "日期范围", "20251201-20251231"],
         ["顺序号", "交易日期", "交易类型", "存入金额", "取出金额", "余额", "交易对手名称", "附言"],
         ["1", "2025/12/03  14:06:51", "网上支付", None, 3.88, 96.12, "某公司", None],
         ["2", "2025/12/05  07:22:32", "汇入", 10, None, 106.12, "某厂", None]],
        "对账单.xlsx",
    )  # fmt: skip
    assert (found.paid, found.received) == ([D("3.88"), None], [None, D("10.00")])
    assert [row["payee"] for row in found.rows] == ["某公司", "某厂"]
    assert found.problems == []


def test_a_statement_without_a_single_payment(read):
    assert read("交易日期,摘要,金额,余额\n").rows == []
