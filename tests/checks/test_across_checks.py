"""What only several units together show: numbering of their own, money that passes between them, late matches."""

import pytest

from auditbook.checks import checks
from auditbook.checks.examples import answered

pytestmark = pytest.mark.usefixtures("one_database")

UNITS = """\
单位 | 名称             | 类型       | 上级
demo | 某区总工会       | federation |
u01  | 甲公司工会委员会 | grassroots | demo
u02  | 乙学校工会委员会 | grassroots | demo
"""
HEAD = "单位 | 日期 | 凭证字号 | 摘要 | 科目编码 | 科目名称 | 借方 | 贷方 | 往来单位"


def grants(*moves):
    """A journal of (day, amount) sent by the federation (positive) or booked by 甲公司工会 (negative)."""
    lines = [HEAD]
    for number, (day, amount) in enumerate(moves, 1):
        if amount > 0:
            lines.append(f"demo | {day} | 记-{number} | 拨补助 | 50602 | 专项补助 | {amount} | | 甲公司工会")
            lines.append(f"demo | | | | 102 | 银行存款 | | {amount} |")
        else:
            lines.append(f"u01 | {day} | 记-{number} | 收上级补助 | 102 | 银行存款 | {-amount} | |")
            lines.append(f"u01 | | | | 40302 | 专项补助 | | {-amount} |")
    return "\n".join(lines)


def groups(check, **example):
    outcome = answered(checks()[check], example)
    assert outcome.status in ("clean", "findings"), outcome.message
    return list(dict.fromkeys(piece.group for piece in outcome.evidence))


@pytest.mark.parametrize("missing", range(1, 11))
def test_of_equal_monthly_grants_the_one_that_never_arrived_is_named(missing):
    months = range(1, 12)
    sent = [(f"2021-{month:02d}-08", 1000) for month in months]
    booked = [(f"2021-{month:02d}-15", -1000) for month in months if month != missing]
    assert groups("X03", units=UNITS, journal=grants(*sent, *booked)) == [f"u01|1|2021-{missing:02d}-08|1000.00"]


def test_a_matter_between_two_units_has_a_row_of_each():
    outcome = answered(
        checks()["X03"],
        {"units": UNITS, "journal": grants(("2021-05-12", 8000), ("2021-08-12", 500), ("2021-08-15", -500))},
    )
    assert [(piece.unit, piece.amount is None) for piece in outcome.evidence] == [("demo", False), ("u01", True)]


def test_a_lump_sum_without_a_name_covers_what_a_union_booked():
    journal = grants(("2021-08-15", -500), ("2021-09-15", -700), ("2021-09-10", 700))
    lump = """
demo | 2021-08-12 | 记-9 | 拨各工会送清凉 | 50605 | 送温暖补助 | 900 | |
demo |            |      |                | 102   | 银行存款   | | 900 |"""
    assert groups("X03", units=UNITS, journal=journal + lump) == []
    assert groups("X03", units=UNITS, journal=journal) == ["u01|-1|2021-08-15|500.00"]


def test_members_numbered_by_each_unit_for_itself_are_not_compared():
    rows = ["单位 | 日期 | 事由 | 姓名 | 会员编号 | 金额 | 凭证字号"]
    rows += [
        f"u{unit:02d} | 2021-06-10 | 端午 | 会员{n:03d} | {n:03d} | 300 | 记-3" for unit in (1, 2) for n in range(30)
    ]
    outcome = answered(checks()["X06"], {"benefits": "\n".join(rows)})
    assert (outcome.status, "各编各的" in outcome.message) == ("clean", True)


def test_one_supplier_of_many_units_is_nobodys_own():
    rows = [HEAD]
    for unit in ("u01", "u02", "u03"):
        for month in (2, 5, 8, 10):
            rows.append(f"{unit} | 2021-{month:02d}-10 | 记-{month} | 慰问品 | 50104 | | {9000 + month} | | 统采公司")
            rows.append(f"{unit} | | | | 102 | | | {9000 + month} |")
    assert groups("X05", journal="\n".join(rows)) == []
