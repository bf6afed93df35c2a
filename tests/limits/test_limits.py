"""Limits are data: dated, cited, of a province; another province is another file."""

from datetime import date
from decimal import Decimal

import pytest

from auditbook.errors import SetupError
from auditbook.limits import limits, limits_table

HUBEI = """\
limits: hubei
province: 湖北
documents: {某文: {title: 《某省办法》, seen: 没有见到原文}}
document: 某文
topics:
  生日: {title: 会员生日慰问, amount: 260.00, from: 2019-05-01, to: 2022-12-31, also: [生日慰问]}
  节日: {title: 逢年过节慰问, amount: 1800.00}
"""


@pytest.fixture
def own(tmp_path):
    def write(text=HUBEI, name="hubei.yaml"):
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path

    return write


def by_topic(found):
    return {limit.topic: limit for limit in found}


def test_hunan_has_its_amounts_with_document_and_says_that_nobody_saw_it():
    found = by_topic(limits("湖南"))
    assert found["节日"].amount == Decimal("2100.00") and found["住院"].amount == Decimal("1000.00")
    assert "湘工发〔2018〕20号" in found["节日"].basis and not any(limit.verified for limit in found.values())


def test_another_province_is_a_file_and_never_gets_the_limits_of_hunan(own):
    found = by_topic(limits("湖北", own()))
    assert found["生日"].amount == Decimal("260.00") and found["生日"].to_day == date(2022, 12, 31)
    assert "春秋游" not in found and found["现金支付"].whose == "全国"
    assert "生日" not in by_topic(limits("西藏", own()))


def test_a_limit_without_a_day_is_in_force_on_no_day(own):
    assert by_topic(limits("湖北", own()))["节日"].from_day is None


def test_a_file_of_the_same_name_takes_the_place_of_ours(own):
    folder = own(HUBEI.replace("湖北", "湖南"), "hunan.yaml")
    assert by_topic(limits("湖南", folder))["生日"].amount == Decimal("260.00")


def test_a_units_own_limit_stands_beside_under_the_topic_that_it_means():
    rows = limits_table("湖南", 2021, {"生日慰问": Decimal("200.00"), "下午茶": Decimal("30.00")}).to_pylist()
    mine = {row["topic"]: row for row in rows if row["whose"] == "本单位"}
    assert mine["生日"]["amount"] == Decimal("200.00") and mine["下午茶"]["title"] == "下午茶"
    assert (mine["生日"]["from_day"], mine["生日"]["to_day"]) == (date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("amount: 260.00", "amount: 二百", "amount 应是金额"),
        ("from: 2019-05-01", "from: 去年", "from、to 应写成"),
        ("also: [生日慰问]", "alias: [生日慰问]", "应写成"),
        ("province: 湖北\n", "", "应有 province"),
    ],
)
def test_a_file_written_wrong_is_named(own, old, new, told):
    with pytest.raises(SetupError, match=told) as caught:
        limits("湖北", own(HUBEI.replace(old, new)))
    assert "hubei.yaml" in str(caught.value)
