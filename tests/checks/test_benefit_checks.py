"""Nasty cases of the checks on benefits, prizes, outings and payments to persons, beyond their own examples."""

import pytest

from auditbook.checks import checks
from auditbook.checks.examples import answered

pytestmark = pytest.mark.usefixtures("one_database")


def groups(check, **example):
    outcome = answered(checks()[check], example)
    assert outcome.status in ("findings", "clean"), outcome.message
    return list(dict.fromkeys(piece.group for piece in outcome.evidence))


def paid(*lines, account="50104", payee=""):
    """A journal of payments from the bank: day, summary, amount."""
    rows = ["日期 | 凭证字号 | 摘要 | 科目编码 | 借方 | 贷方 | 往来单位"]
    for number, (day, summary, amount) in enumerate(lines, 1):
        rows.append(f"{day} | 记-{number} | {summary} | {account} | {amount} | | {payee}")
        rows.append(f" | | {summary} | 102 | | {amount} | {payee}")
    return "\n".join(rows)


def listed(*rows, headings="日期 | 事由 | 姓名 | 金额 | 凭证字号"):
    return "\n".join([headings, *rows])


def test_a_gift_of_exactly_the_limit_is_no_matter_and_a_cent_more_is():
    at = listed("2021-01-25 | 春节 | 会员001 | 2100.00 | 记-1")
    assert groups("A08", benefits=at) == []
    assert groups("A08", benefits=at.replace("2100.00", "2100.01")) == ["会员001|2021"]


def test_namesakes_without_a_number_share_no_limit():
    members = "会员编号 | 姓名 | 入会日期\nH1 | 会员001 | 2015-01-01\nH2 | 会员001 | 2015-01-01"
    gifts = listed("2021-01-25 | 春节 | 会员001 | 1500.00 | 记-1", "2021-01-25 | 春节 | 会员001 | 1500.00 | 记-1")
    assert groups("A08", benefits=gifts, members=members) == []
    assert groups("A08", benefits=gifts) == ["会员001|2021"]


def test_what_everybody_got_counts_beside_what_one_got_alone():
    gifts = listed(
        "2021-01-25 | 春节 | | 150000.00 | 记-1 | 100 | 1500.00",
        "2021-09-15 | 中秋 | 会员001 | 800.00 | 记-2 | | ",
        headings="日期 | 事由 | 姓名 | 金额 | 凭证字号 | 人数 | 标准",
    )
    assert groups("A08", benefits=gifts, profile={"members": 100}) == ["会员001|2021"]


def test_a_returned_parcel_is_taken_off():
    gifts = listed("2021-01-25 | 春节 | 会员001 | 2200.00 | 记-1", "2021-02-25 | 春节 | 会员001 | -300.00 | 记-2")
    assert groups("A08", benefits=gifts) == []


def test_the_reason_shows_both_years_and_that_nobody_has_seen_the_original():
    gifts = listed("2021-01-25 | 春节 | 会员001 | 2200.00 | 记-1", "2021-12-25 | 2022年春节 | 会员001 | 500.00 | 记-2")
    outcome = answered(checks()["A08"], {"benefits": gifts})
    (piece,) = outcome.evidence
    assert "2021年度的节日慰问共2,200.00元" in piece.reason and "2,700.00元" in piece.reason
    assert "未核实原文" in piece.reason


@pytest.mark.parametrize(
    "summary",
    [
        "购买中秋慰问品（超市提货卡）",
        "职工国庆福利充值卡",
        "发放端午节慰问金",
        "付京东E卡款（工会春节福利）",
        "春节红包",
        "中秋节发放职工步步高超市购物卡",
        "付元旦慰问现金（每人200元）",
        "国庆过节费发放",
        "春节慰问发超市提货券",
        "端午节职工代金券",
    ],
)
def test_stored_value_and_cash_for_festivals_in_other_words(summary):
    assert groups("A09", journal=paid(("2021-09-10", summary, "600.00")))


@pytest.mark.parametrize(
    "summary",
    [
        "清退以前年度购物卡款",
        "五一路社区志愿服务补贴",
        "中秋晚会主持人劳务补贴",
        "春节前走访劳模慰问金",
        "国庆节前取现备用金",
        "中秋月饼券（某食品厂月饼）",
        "“拒收购物卡”廉洁漫画印刷",
        "新年音乐会门票代金券兑换",
        "付电话费充值卡",
        "春节送温暖慰问困难职工现金",
        "会员生日蛋糕券（五月）",
        "中秋节购月饼、食用油慰问品",
        "五一劳动奖章获得者奖金",
        "国庆节文艺晚会奖金",
        "端午节包粽子比赛奖品",
        "清明节祭扫革命烈士花圈",
    ],
)
def test_words_for_cards_and_cash_that_mean_something_else(summary):
    assert groups("A09", journal=paid(("2021-09-10", summary, "600.00"))) == []


def test_a_person_with_masked_name_is_not_added_up_with_another():
    gifts = listed("2021-03-12 | 住院 | 张** | 1000.00 | 记-1", "2021-08-12 | 住院 | 张** | 1000.00 | 记-9")
    assert groups("A10", benefits=gifts) == []


@pytest.mark.parametrize(("winners", "found"), [(66, False), (67, True)])
def test_two_thirds_is_compared_in_whole_numbers(winners, found):
    rows = f"日期 | 类别 | 活动名称 | 参加人数 | 获奖人数\n2021-05-10 | 服务职工群众 | 健步走 | 100 | {winners}"
    assert bool(groups("A11", activities=rows)) is found


def test_dues_of_one_book_are_not_compared_with_spending_of_another():
    journal = """\
日期       | 凭证字号 | 摘要   | 科目编码 | 借方    | 贷方    | 账套
2021-03-10 | 记-1     | 收会费 | 102      | 1000.00 |         | 工会经费
           |          |        | 401      |         | 1000.00 | 工会经费
2021-04-10 | 记-1     | 电影票 | 50102    | 9000.00 |         | 财政资金
           |          |        | 102      |         | 9000.00 | 财政资金"""
    assert groups("A12", journal=journal) == []


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        ("4月12日会员春游10人", False),
        ("会员春游10人（两天一晚）", True),
        ("会员秋游10人，未能当日返回住宿", True),
        ("会员秋游10人（不含住宿，当日往返）", False),
        ("会员秋游10人（4月2日至3日）", True),
        ("会员秋游10人（某湿地公园，不进景区）", False),
        ("会员秋游10人（某国家级风景名胜区）", True),
        ("中秋游艺10人两日活动", False),
    ],
)
def test_days_and_places_of_outings(summary, found):
    assert bool(groups("A13", journal=paid(("2021-04-20", summary, "1000.00"), account="50102"))) is found


@pytest.mark.parametrize(
    ("summary", "payee", "found"),
    [
        ("{}月工会主席津贴", "王小明", True),
        ("{}月费用", "欧阳小明", True),
        ("{}月活动室物业费", "王小明", False),
        ("{}月记账费", "王氏记账部", False),
        ("{}月办公费", "顺达", False),
        ("发放{}月劳务费", "", True),
        ("{}月社会化工会工作者岗位补贴", "", False),
        ("缴{}月代扣个人补贴税款", "", False),
    ],
)
def test_who_is_a_person_and_what_is_an_allowance(summary, payee, found):
    lines = [(f"2021-{month:02}-20", summary.format(month), "300.00") for month in (3, 4, 5)]
    assert bool(groups("A16", journal=paid(*lines, account="50402", payee=payee))) is found


def test_two_spring_festivals_in_one_year_are_two_years_gifts():
    gifts = listed("2021-01-28 | 春节 | 会员001 | 1300.00 | 记-1", "2021-12-27 | 春节 | 会员001 | 1300.00 | 记-2")
    assert groups("A08", benefits=gifts) == []
    same = listed("2021-01-28 | 春节 | 会员001 | 1300.00 | 记-1", "2021-02-05 | 春节补发 | 会员001 | 1300.00 | 记-2")
    assert groups("A08", benefits=same) == ["会员001|2021"]
