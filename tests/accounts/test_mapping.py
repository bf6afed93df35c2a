from pathlib import Path

import pytest

from auditbook.accounts import chart, mapped
from auditbook.errors import SetupError


def test_the_three_funds_became_one():
    assert {mapped(code, 2021, 2022).names for code in ("301", "302", "311")} == {("资产基金",)}


def test_a_surplus_that_was_divided_says_so_and_nothing_divides_it():
    found = mapped("331", 2021, 2022)
    assert found.divided and found.names == ("工会资金结转", "工会资金结余", "财政拨款结转", "财政拨款结余")


def test_an_account_whose_new_code_nobody_has_seen_has_its_name_alone():
    found = mapped("322", 2021, 2022)
    assert (found.names, found.codes, found.confidence) == (("预算稳定调节基金",), ("",), "中")


def test_the_new_code_is_that_of_the_organisations_own_chart(tmp_path: Path):
    text = "科目编码,科目名称\n341,预算稳定调节基金\n"
    (tmp_path / "union2021.csv").write_text(text, "utf-8")
    assert mapped("322", 2021, 2022, tmp_path).codes == ("341",)
    # what that chart does not have is not known, rather than half known
    assert mapped("331", 2021, 2022, tmp_path) is None


def test_a_detailed_account_goes_where_the_account_above_it_goes():
    assert mapped("2250103", 2021, 2022) == mapped("225", 2021, 2022)


def test_within_one_system_an_account_is_itself():
    assert [mapped("331", 2020, 2021).codes, mapped("50102", 2022, 2023).codes] == [("331",), ("50102",)]


def test_the_fiscal_book_did_not_change_when_the_unions_did():
    assert mapped("100201", 2021, 2022).codes == ("100201",)


@pytest.mark.parametrize("code", ["", "999", "50", "5A1", "136"])
def test_what_nobody_has_mapped_is_not_known(code: str):
    assert mapped(code, 2021, 2022) is None


def test_nothing_is_mapped_backwards():
    assert mapped("301", 2022, 2021) is None


def test_every_account_of_the_first_level_has_its_followers_and_they_are_of_its_class():
    old, new = chart(2021), chart(2022)
    for account in old.accounts.values():
        if len(account.code) == 3:
            found = mapped(account.code, 2021, 2022)
            assert {new.by_name[name].class_ for name in found.names} == {account.class_}, account


def test_an_organisation_may_correct_the_mapping(tmp_path: Path):
    body = "mapping: mapping\nfrom: union2009\nto: union2021\naccounts: {'322': {to: [专用基金], confidence: 高}}\n"
    (tmp_path / "mapping.yaml").write_text(body, "utf-8")
    assert mapped("322", 2021, 2022, tmp_path).names == ("专用基金",)
    (tmp_path / "mapping.yaml").write_text(body.replace("高", "很高"), "utf-8")
    with pytest.raises(SetupError, match="confidence 应是 高、中、低 之一"):
        mapped("322", 2021, 2022, tmp_path)
