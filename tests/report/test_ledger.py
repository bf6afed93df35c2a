"""The ledger's page: what the books show, what they do not show, and what may be said because of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from auditbook.case import Case, open_case
from auditbook.report import ledger as ledger_report
from auditbook.report.books import charts
from auditbook.report.books.chart import EXPENDITURE, INCOME
from auditbook.report.books.ledger import ledger
from auditbook.report.privacy import masked
from auditbook.report.report import Report
from auditbook.report.vocabulary import SENTENCES
from examples import alone

JOURNAL = """
日期       | 凭证字号 | 摘要                         | 科目编码 | 借方    | 贷方
2021-01-05 | 记-1     | 收到拨缴经费                 | 102      | 1000.00 |
           |          |                              | 402      |         | 1000.00
2021-02-08 | 记-1     | 春节慰问                     | 50104    | 300.00  |
           |          |                              | 102      |         | 300.00
2021-02-09 | 记-2     | 冲回多记的慰问               | 50104    | -50.00  |
           |          |                              | 102      |         | -50.00
2021-03-31 | 记-1     | 帮扶张某430602198001011234   | 50204    | 200.00  |
           |          |                              | 102      |         | 200.00
2021-03-31 | 记-2     | 提现                         | 101      | 100.00  |
           |          |                              | 102      |         | 100.00
2021-06-10 | 记-1     | 购电脑                       | 50502    | 150.00  |
           |          |                              | 102      |         | 150.00
           |          | 购电脑                       | 162      | 150.00  |
           |          |                              | 301      |         | 150.00
2021-12-31 | 记-1     | 结转收入                     | 402      | 1000.00 |
           |          |                              | 331      |         | 1000.00
2021-12-31 | 记-2     | 结转支出                     | 331      | 600.00  |
           |          |                              | 50104    |         | 250.00
           |          |                              | 50204    |         | 200.00
           |          |                              | 50502    |         | 150.00
"""
BALANCES = """
科目编码 | 科目名称         | 期初借方 | 期初贷方 | 本期借方 | 本期贷方 | 期末借方 | 期末贷方
101      | 库存现金         |          |          | 100.00   |          | 100.00   |
102      | 银行存款         | 500.00   |          | 1000.00  | 700.00   | 800.00   |
162      | 固定资产         |          |          | 150.00   |          | 150.00   |
301      | 固定基金         |          |          |          | 150.00   |          | 150.00
331      | 结余             |          | 500.00   | 600.00   | 1000.00  |          | 900.00
402      | 拨缴经费收入     |          |          | 1000.00  | 1000.00  |          |
501      | 职工活动支出     |          |          | 250.00   | 250.00   |          |
50104    | 其他活动支出     |          |          | 250.00   | 250.00   |          |
502      | 维权支出         |          |          | 200.00   | 200.00   |          |
50204    | 困难职工帮扶费   |          |          | 200.00   | 200.00   |          |
505      | 资本性支出       |          |          | 150.00   | 150.00   |          |
50502    | 办公设备购置     |          |          | 150.00   | 150.00   |          |
"""
BUDGET = """
科目编码 | 项目           | 类别 | 年初预算 | 预算调整 | 调整预算
402      | 拨缴经费收入   | 收入 | 800.00   |          | 800.00
501      | 职工活动支出   | 支出 | 500.00   | 0.00     | 500.00
50104    | 其他活动支出   | 支出 | 500.00   | 0.00     | 500.00
50204    | 困难职工帮扶费 | 支出 | 100.00   | 50.00    | 150.00
"""
BANK = """
日期       | 摘要   | 支出   | 收入    | 余额
2021-01-06 | 拨款   |        | 1000.00 | 1500.00
2021-02-09 | 慰问   | 250.00 |         | 1250.00
2021-04-01 | 帮扶   | 200.00 |         | 1050.00
2021-04-01 | 取现   | 100.00 |         | 950.00
"""
PROFILE = "name: 某单位工会\nmembers: 10\n"


def csv(text: str) -> str:
    """A table as a bookkeeper writes it, as CSV."""
    return "\n".join(",".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()) + "\n"


def case_in(root: Path, outputs: Path, **texts: str) -> Case:
    """The case 2021/u of the given tables."""
    names = {"journal": "序时账", "balances": "科目余额表", "budget": "收支预算表", "bank": "银行对账单"}
    folder = root / "inputs" / "2021" / "u"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "inputs" / "units.csv").write_text("unit,name,kind\nu,某单位工会,grassroots\n", "utf-8")
    (folder / "profile.yaml").write_text(texts.pop("profile", PROFILE), "utf-8")
    for table, text in texts.items():
        (folder / f"{names.get(table, table)}.csv").write_text(csv(text), "utf-8")
    return open_case(2021, "u", inputs=root / "inputs", outputs=outputs)


@pytest.fixture
def books(tmp_path: Path, proved: Path) -> Callable[..., Case]:
    return lambda **texts: case_in(tmp_path, proved, **texts)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, proved: Path) -> Case:
    root = tmp_path_factory.mktemp("whole")
    return case_in(root, proved, journal=JOURNAL, balances=BALANCES, budget=BUDGET, bank=BANK)


@pytest.fixture(scope="module")
def page(whole: Case) -> Report:
    """The page of the whole books, with its pictures and with every part."""
    return ledger_report(whole)


def rows(case: Case, part: str, table: int = 0) -> list[list[str]]:
    """The lines of a table of a part, as one reads them."""
    tree = BeautifulSoup(alone(ledger_report(case), part), "html.parser").find_all("table")[table]
    return [[cell.get_text().strip() for cell in row.find_all(["td", "th"])] for row in tree.find_all("tr")]


def words(case: Case, part: str) -> str:
    return re.sub(r"\s+", "", BeautifulSoup(alone(ledger_report(case), part), "html.parser").get_text())


def test_closing_entries_are_no_income_and_no_expenditure_and_it_is_said(whole):
    found = ledger(whole)
    assert (found.sum("", INCOME), found.sum("", EXPENDITURE)) == (Decimal("1000.00"), Decimal("600.00"))
    told = words(whole, "overview")
    assert "已识别年终结转2张凭证、6行分录" in told
    assert "收入类科目净额0.00元（结转1,000.00元），支出类科目净额0.00元（结转600.00元）" in told


def test_a_purchase_that_raises_the_fixed_assets_fund_is_no_closing_entry(whole):
    assert ledger(whole).by_account("", EXPENDITURE)["50502"] == Decimal("150.00")


def test_the_share_spent_on_members_is_that_of_501_and_502_and_not_of_5010(books):
    more = JOURNAL + "2021-07-01 | 记-1 | 其他 | 5010 | 400.00 |\n | | | 102 | | 400.00\n"
    found = ledger(books(journal=more))
    assert found.for_members("") == Decimal("450.00")
    assert found.sum("", EXPENDITURE) == Decimal("1000.00")
    assert "5010" in found.by_top("", EXPENDITURE)


def test_every_figure_of_a_sentence_leads_to_its_formula_and_its_file(page):
    html = BeautifulSoup(page.part("overview").html, "html.parser")
    links = [link["href"].removeprefix("#") for link in html.select("a.fact")]
    assert len(links) >= 6
    sources = BeautifulSoup(page.part("sources").html, "html.parser")
    for anchor in links:
        row = sources.find(id=anchor).find_parent("tr").get_text()
        assert "序时账.csv" in row and ("工会经费" in row or "%" in row)
    assert "序时账收入类科目贷方－借方，1行分录，不含结转凭证" in sources.get_text()


def test_the_books_passed_or_did_not_and_what_may_be_said_follows(books):
    case = books(journal=JOURNAL.replace("-50.00  |\n", "-50.01  |\n"), balances=BALANCES)
    told = words(case, "completeness")
    assert "不能说“所有分录”" in told and "C02每张凭证借贷平衡：有不符" in told
    differing = [line for line in rows(case, "completeness", 1) if line[0] == "C02"]
    assert differing[0][1:4] == ["序时账.csv第6行", "记-2", "-0.01"]


def test_what_ties_is_stated_as_well(whole):
    line = next(line for line in rows(whole, "completeness") if line[0] == "C02")
    assert line[2] == "相符" and "借方合计3,450.00元，贷方合计3,450.00元，相差0.00元" in line[3]


def test_the_trial_balance_adds_what_stands_above_all_else_and_names_rows(whole):
    by_class = {line[0]: line[1:] for line in rows(whole, "trial_balance", 1)}
    assert by_class["支出"] == ["平", "600.00", "600.00", "平", "0.00"]
    assert by_class["净资产"] == ["贷 500.00", "600.00", "1,150.00", "贷 1,050.00", "0.00"]
    accounts = {line[0]: line for line in rows(whole, "trial_balance", 2)}
    assert accounts["102"] == ["102", "银行存款", "借 500.00", "1,000.00", "700.00", "借 800.00", "0.00", "3"]
    assert [line[4] for line in rows(whole, "trial_balance")[1:]] == ["平衡"] * 4


def test_a_difference_to_the_journal_stands_beside_its_account_and_the_one_above(books):
    lines = [line.replace("200.00", "230.00", 1) if line[:5] == "50204" else line for line in BALANCES.splitlines()]
    case = books(journal=JOURNAL, balances="\n".join(lines))
    accounts = {line[0]: line for line in rows(case, "trial_balance", 2)}
    assert accounts["50204"][6] == "借 -30.00" and accounts["502"][6] == "0.00"


def test_without_openings_there_is_no_curve_and_a_dash_is_no_zero(books):
    short = "科目编码 | 本期借方 | 本期贷方 | 期末借方 | 期末贷方\n102 | 1000.00 | 700.00 | 800.00 |\n"
    case = books(journal=JOURNAL, balances=short)
    assert rows(case, "trial_balance", 2)[1][2] == "—"
    assert charts.cash(case) is None
    assert "不能逐日推算" in words(case, "cash")


def test_the_budget_counts_a_parent_and_its_child_once_and_shows_what_nobody_planned(whole):
    lines = {line[0]: line[1:] for line in rows(whole, "budget")}
    assert lines["支出合计"][:5] == ["600.00", "50.00", "650.00", "600.00", "-50.00"]
    assert lines["困难职工帮扶费"][3:6] == ["200.00", "50.00", "133.33%"]
    assert lines["资本性支出"][3:6] == ["150.00", "—", "未列预算"]
    assert lines["收支结余（收入－支出）"][3] == "400.00"
    assert lines["用于职工的支出占支出合计"][3] == "75.00%"
    assert lines["拨缴经费收入"][5] == "125.00%"


def test_a_budget_without_codes_is_matched_by_the_names_of_accounts(books):
    text = "项目 | 类别 | 年初预算\n困难职工帮扶费 | 支出 | 100.00\n没有这样的科目 | 支出 | 5.00\n"
    lines = {line[0]: line[1:] for line in rows(books(journal=JOURNAL, budget=text, balances=BALANCES), "budget")}
    assert lines["困难职工帮扶费"][3] == "200.00"
    assert lines["没有这样的科目"][3] == "—"


def test_months_add_up_to_the_year_and_a_refund_lowers_its_month(whole):
    lines = rows(whole, "income_and_expenditure", 2)
    assert lines[2] == ["2月", "0.00", "250.00", "-250.00", "750.00"]
    assert lines[-1][:4] == ["合计", "1,000.00", "600.00", "400.00"]


def test_a_head_is_a_tenth_and_without_members_there_is_none(books):
    assert rows(books(journal=JOURNAL), "income_and_expenditure", 3)[1] == ["支出合计", "600.00", "60.00"]
    assert "不计算人均" in words(books(journal=JOURNAL, profile="name: 某工会\n"), "income_and_expenditure")


def test_cash_and_bank_by_day_with_the_statement_beside(whole):
    lines = {line[0]: line[1:] for line in rows(whole, "cash")}
    assert lines["1月末"] == ["0.00", "1,500.00", "1,500.00", "0.00"]
    assert lines["3月末"] == ["100.00", "950.00", "1,250.00", "-300.00"]
    assert lines["12月末"] == ["100.00", "800.00", "950.00", "-150.00"]
    assert "银行存款年末账面800.00元" in words(whole, "cash")


def test_a_statement_that_lists_the_latest_payment_first_ends_its_day_with_its_first_row(books):
    turned = BANK.strip().splitlines()
    case = books(journal=JOURNAL, balances=BALANCES, bank="\n".join([turned[0], *turned[:0:-1]]))
    assert {line[0]: line[3] for line in rows(case, "cash")}["4月末"] == "950.00"


def test_the_largest_vouchers_lead_to_their_rows_and_show_no_card_number(whole, page):
    lines = rows(whole, "vouchers")
    assert [line[2] for line in lines[1:4]] == ["记-1", "记-1", "记-1"]
    assert lines[1][-2:] == ["1,000.00", "序时账.csv第2–3行"]
    assert "结转" not in words(whole, "vouchers").replace("年终结转和作废凭证除外", "")
    text = page.document.markdown
    assert "430602198001011234" not in text and "［身份证号］" in text


def test_void_vouchers_count_nowhere(books):
    lines = [
        f"{line} | {'作废' if n == 0 else '是' if n in (3, 4) else ''}"
        for n, line in enumerate(JOURNAL.strip().splitlines())
    ]
    found = ledger(books(journal="\n".join(lines)))
    assert found.sum("", EXPENDITURE) == Decimal("300.00")
    assert found.journal.void == 2 and found.journal.vouchers == 7


def test_vouchers_that_cannot_be_told_apart_give_lines_and_closing_entries_by_their_summary(books):
    bare = re.sub(r"记-\d", "0   ", JOURNAL)
    bare = re.sub(r"\|\s+\| (331|50\d+)(\s+\|         \|)", r"| 结转收支 | \1\2", bare)
    case = books(journal=bare)
    found = ledger(case)
    assert found.journal.apart is False and found.journal.vouchers is None
    assert found.sum("", EXPENDITURE) == Decimal("600.00")
    assert "凭证无法逐张区分" in words(case, "activity") and charts.activity(case) is None


def test_no_sum_crosses_two_books(books):
    lines = JOURNAL.strip().splitlines()
    union = [f"{lines[0]} | 账套", *(f"{line} | 工会经费" for line in lines[1:])]
    fiscal = ["2021-05-01 | 记-1 | 拨款 | 102 | 70.00 | | 财政资金", " | | | 404 | | 70.00 | 财政资金"]
    case = books(journal="\n".join([*union, *fiscal]))
    found = ledger(case)
    assert {book: found.sum(book, INCOME) for book in found.books} == {
        "工会经费": Decimal("1000.00"), "财政资金": Decimal("70.00")}  # fmt: skip
    told = words(case, "overview")
    assert "工会经费：收入合计1,000.00元" in told and "财政资金：收入合计70.00元" in told and "1,070.00" not in told


def test_more_than_half_on_the_last_day_gives_no_verdict_on_days(books):
    case = books(
        journal=re.sub(
            r"2021-(0[126])-\d\d", lambda m: {"01": "2021-01-31", "02": "2021-02-28", "06": "2021-06-30"}[m[1]], JOURNAL
        )
    )
    assert "不就日期作判断，建议索取代理记账合同" in words(case, "activity")


def test_without_a_journal_the_page_is_made_and_says_which_checks_could_not_run(books):
    case = books(balances=BALANCES)
    told = words(case, "overview")
    assert "未提供序时账" in told and "C02每张凭证借贷平衡" in told and "资料不足" in told
    assert rows(case, "trial_balance", 2)[2][6] == "—"
    assert "未提供序时账" in words(case, "cash") and "未提供收支预算表" in words(case, "budget")


def test_with_nothing_at_all_nobody_says_that_nothing_differs(books):
    case = books()
    told = words(case, "completeness")
    assert "没有可以核对的账，不能说没有不符" in told and "没有不符的行" not in told
    lines = rows(case, "completeness")[1:]
    assert "相符" not in {line[2] for line in lines}
    assert not [line for line in lines if "_" in line[3]], "no name of a view, which is English"


def test_every_picture_says_in_words_what_it_shows_with_its_measure(page):
    drawn = ("budget", "income_and_expenditure", "cash", "activity")
    html = BeautifulSoup("".join(page.part(part).html for part in drawn), "html.parser")
    images = html.find_all("img")
    assert len(images) == 6
    assert all("万元" in image["alt"] or "张" in image["alt"] for image in images)
    assert all(re.search("（万元|（张", caption.get_text()) for caption in html.find_all("figcaption"))


@pytest.mark.long
def test_the_same_books_give_the_same_page(page, books):
    first = page.document
    again = ledger_report(books(journal=JOURNAL, balances=BALANCES, budget=BUDGET, bank=BANK)).document
    assert (first.markdown, first.images) == (again.markdown, again.images)


def test_what_a_bookkeeper_writes_is_words(books):
    case = books(journal=JOURNAL.replace("收到拨缴经费", "<b>甲</b>**乙**[丙](x)"))
    assert "<b>甲" not in alone(ledger_report(case), "vouchers")
    assert rows(case, "vouchers")[1][3] == "<b>甲</b>**乙**[丙](x)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证43060219800101123X补助", "身份证［身份证号］补助"),
        ("6222021001011234567", "***************4567"),
        ("电话13812345678", "电话138****5678"),
        ("发票012001900111号，日期2021-01-05 2021-01-06", "发票012001900111号，日期2021-01-05 2021-01-06"),
        ("全电发票21432000000012345678", "全电发票21432000000012345678"),
        (None, ""),
    ],
)
def test_numbers_of_persons_are_covered_and_others_stay(text, shown):
    assert masked(text) == shown


def test_every_sentence_and_picture_that_a_text_asks_for_is_there():
    texts = Path(__file__).parents[2] / "lib" / "auditbook" / "report" / "texts"
    asked = {name for path in texts.glob("*/*.j2") for name in re.findall(r"句\.(\w+)", path.read_text("utf-8"))}
    assert asked == set(SENTENCES)
    drawn = {name for path in texts.glob("*/*.j2") for name in re.findall(r'账图\("(\w+)"\)', path.read_text("utf-8"))}
    assert drawn == set(charts.CHARTS)
