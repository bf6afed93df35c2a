from fractions import Fraction

import pytest

from auditbook.facts import Fact
from auditbook.figures import fixed, money, percent, plain, show, show_cell, yuan


@pytest.mark.parametrize(
    ("value", "shown"),
    [(631100, "63.11万元"), (100584, "10.0584万元"), (9999, "9999元"), (10000, "1.00万元"), (-631100, "-63.11万元"),
     (Fraction("0.01"), "0.01元"), (Fraction("10000.01"), "10000.01元"), (0, "0元")],
)  # fmt: skip
def test_ten_thousands_only_where_no_figure_is_lost(value, shown):
    assert money(Fraction(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("80", "80.0%"), ("86.5", "86.5%"), (Fraction(1300, 110), "11.82%"), ("0.005", "0.01%")]
)
def test_a_rate_has_one_place_where_one_is_exact(value, shown):
    assert percent(Fraction(value)) == shown


def test_halves_go_away_from_zero_on_either_side():
    assert [fixed(Fraction(value), 2) for value in ("0.005", "-0.005", "2.675", "-0.004")] == [
        "0.01", "-0.01", "2.68", "0.00",
    ]  # fmt: skip


def test_no_data_says_so_and_a_wording_is_kept():
    assert (show(Fact("a", "甲")), show(Fact("a", "甲", text="全覆盖"))) == ("数据缺失", "全覆盖")


@pytest.mark.parametrize(("qualifier", "shown"), [("余", "1000余人"), ("近", "近1000人"), ("约", "约1000人")])
def test_how_sure_a_count_is_stays_with_it(qualifier, shown):
    assert show(Fact("a", "甲", Fraction(1000), measure="人", qualifier=qualifier)) == shown


def test_a_cell_has_thousands_separated_and_a_blank_before_its_measure():
    assert show_cell(Fact("a", "甲", Fraction(631100), measure="元")) == "631,100.00 元"
    assert yuan(Fraction("-1234.5")) == "-1,234.50"


def test_a_plain_number_has_no_needless_zeros():
    assert [plain(Fraction(v)) for v in ("10086", "4.50", "0.12345")] == ["10086", "4.5", "0.1235"]


@pytest.mark.parametrize("measure", ["元", "%"])
def test_about_so_much_is_not_shown_as_exactly_so_much(measure):
    assert "约" in show(Fact("a", "甲", Fraction(50), measure=measure, qualifier="约"))
