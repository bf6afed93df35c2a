"""A union's own ledgers, page by page: not a bank's statement, whose 借方 is the other side."""

import pytest

LEDGER_PAGE = """银行存款明细账
科目：102 银行存款
日期,凭证字号,摘要,借方金额,贷方金额,方向,余额
2021-01-01,,期初余额,,,借,8000.00
2021-01-05,收-1,收到拨缴经费,12000.00,,借,20000.00
2021-01-20,付-1,春节慰问品,,10500.05,借,9499.95
2021-01-31,,本月合计,12000.00,10500.05,借,9499.95
科目：402 拨缴经费收入
日期,凭证字号,摘要,借方金额,贷方金额,方向,余额
2021-01-05,收-1,收到拨缴经费,,12000.00,贷,12000.00
"""
DAY_BOOK = """日期,凭证字号,摘要,对方科目,借方金额,贷方金额,方向,余额
2021-01-05,收-1,拨缴经费,402,12000.00,,借,20000.00
2021-01-20,付-1,慰问品,50102,,10500.05,借,9499.95
"""
CASH_BOOK = """现金日记账
日期,凭证号,摘要,对方科目,收入,支出,结余
2021-01-01,,期初余额,,,,200.00
2021-02-03,收-1,收会员会费,401 会费收入,300.00,,500.00
"""
MANY_COLUMNS = """职工活动支出多栏账
科目：501 职工活动支出
日期,凭证字号,摘要,借方,贷方,方向,余额,50101职工教育,50102文体活动
2021-01-20,付-1,春节活动,10000.00,,借,10000.00,,10000.00
"""
PARALLEL = """日期,凭证号,摘要,财务会计科目,借方,贷方,预算会计科目,借方,贷方
2021-01-05,记-1,拨款,1011 零余额账户,100.00,,8001 资金结存,100.00,
"""
WITHOUT_A_TITLE = """日期,凭证字号,摘要,,科目名称,借方金额,贷方金额
2021-01-05,收-1,拨缴经费,102,银行存款,12000.00,
"""
WITH_CURRENCY = """日期,凭证号,摘要,科目编码,币别,汇率,借方原币,借方,贷方原币,贷方
2021-01-05,1,存美元,102,USD,6.5,100.00,650.00,,
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("明细账.csv", LEDGER_PAGE),
        ("银行存款日记账.csv", DAY_BOOK),
        ("现金日记账.csv", CASH_BOOK),
        ("多栏账.csv", MANY_COLUMNS),
        ("平行记账.csv", PARALLEL),
        ("凭证.csv", WITHOUT_A_TITLE),
        ("导出.csv", WITH_CURRENCY),
    ],
)
def test_own_books_are_no_statement_of_a_bank(look, name, content):
    """As one they would swap received and paid, and the bank would be compared with the books themselves."""
    assert look(content, name)["table"] != "bank"


def test_a_journal_in_two_currencies_is_a_journal_where_the_file_says_so(look):
    found = look(WITH_CURRENCY, "序时账.csv")
    assert (found["table"], found["debit"]) == ("journal", "650.00")


def test_pages_with_the_account_in_each_row_are_a_journal(read):
    back = read(
        """明细分类账
科目代码,科目名称,日期,期间,凭证字号,摘要,对方科目,借方金额,贷方金额,方向,余额
102,银行存款,2021-01-01,1,,期初余额,,,,借,8000.00
102,银行存款,2021-01-05,1,收-1,收到拨缴经费,402,12000.00,,借,20000.00
102,银行存款,2021-01-31,1,,本期合计,,12000.00,0.00,借,20000.00
102,银行存款,2021-01-31,1,,本年累计,,12000.00,0.00,借,20000.00
402,拨缴经费收入,2021-01-05,1,收-1,收到拨缴经费,102,,12000.00,贷,12000.00
402,拨缴经费收入,2021-01-31,1,,本期合计,,0.00,12000.00,贷,12000.00
""",
        "明细分类账.csv",
    )
    assert [(row["row"], row["account"], row["debit"], row["credit"]) for row in back.rows] == [
        (4, "102", 12000, None),
        (7, "402", None, 12000),
    ]
    assert back.skips == [
        (1, "标题行"), (2, "表头"), (3, "期初余额行"), (5, "本月合计行"), (6, "本年累计行"), (8, "本月合计行"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "工会经费收支明细账\n2021年,,凭证号,摘要,收入,,支出,,结余\n月,日,,,会费,拨缴经费,活动,维权,\n1,5,1,拨缴经费,,9.00,,,9.00\n",
        "凭证汇总表\n科目编码,科目名称,借方金额,贷方金额\n102,银行存款,12000.00,10500.05\n合计,,12000.00,10500.05\n",
        "记账凭证\n日期：2021-01-05,,凭证号：记-1,\n摘要,会计科目,借方金额,贷方金额\n购慰问品,50102 文体活动费,5.00,\n",
        "填制凭证,V800\n2021-01-05,记,1,1,拨缴经费,102,12000.00,0,0,0,0,甲\n",
        "银行存款余额调节表\n项目,金额,项目,金额\n企业账面存款余额,100.00,银行对账单余额,120.00\n",
        "资产负债表\n资产,年初数,期末数,负债和净资产,年初数,期末数\n库存现金,200.00,500.00,应付上级经费,0,0\n",
        "会费收缴明细表\n序号,姓名,部门,1月,2月,3月,合计\n1,会员001,办公室,5.00,5.00,5.00,15.00\n",
    ],
)
def test_what_is_not_supported_is_told_with_a_remedy(look, content):
    found = look(content, "导出.csv")
    assert found["table"] is None
    (problem,) = found["problems"]
    assert problem["message"] and problem["remedy"]


@pytest.mark.parametrize("title", ["明细账", "多栏式明细账", "凭证汇总表"])
def test_a_known_table_that_is_not_supported_is_called_by_its_name(look, title):
    found = look(f"{title}\n2021年,,凭证号数,摘要,金额\n月,日,,,\n1,5,收-1,收到拨缴经费,5.00\n", f"{title}.csv")
    assert any(title in problem["message"] and "序时账" in problem["remedy"] for problem in found["problems"])
