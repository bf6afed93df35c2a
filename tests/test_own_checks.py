"""A check that an organisation drops into inputs/checks/ is there everywhere, and a bad one stops nothing."""

import csv
import re

import pytest

from auditbook import cli, open_case
from own_rules import own_check

CHECK = own_check("500.00", "支出{amount}元：“{summary}”", ", summary")
JOURNAL = (
    "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额\n"
    "2021-03-02,记-1,<script>alert(1)</script>=cmd|' /C calc'!A0,50103,宣传活动费,600.00,\n"
    "2021-03-02,记-1,付款,102,银行存款,,600.00\n"
)


@pytest.fixture
def place(tmp_path):
    def build(checks=(("Z01_large.sql", CHECK),), journal=JOURNAL):
        folder = tmp_path / "inputs" / "2021" / "u"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inputs" / "units.csv").write_text("unit,name,kind\nu,某工会,grassroots\n", "utf-8")
        (folder / "序时账.csv").write_text(journal, "utf-8")
        (tmp_path / "inputs" / "checks").mkdir(exist_ok=True)
        for name, text in checks:
            (tmp_path / "inputs" / "checks" / name).write_text(text, "utf-8")
        return tmp_path

    return build


def test_one_sql_file_appears_in_the_notebook_the_tables_and_the_index(place):
    root = place()
    arguments = ["run", "--inputs", str(root / "inputs"), "--outputs", str(root / "outputs"), "--notebook", "40"]
    assert cli.main(arguments) == 0
    folder = root / "outputs" / "2021" / "u"
    page = (folder / "40_checks.html").read_text("utf-8")
    assert "Z01" in page and "单笔支出较大" in page and "本单位自定的检查" in page
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    with (folder / "findings.csv").open(encoding="utf-8-sig") as file:
        (row,) = [row for row in csv.DictReader(file) if row["check"] == "Z01"]
    assert (row["severity"], row["voucher"], row["amount"], row["row"]) == ("高", "记-1", "600.00", "2")
    assert "高 1" in (root / "outputs" / "index.html").read_text("utf-8")


@pytest.mark.long
def test_a_check_written_wrong_fails_alone_and_the_page_says_so(place):
    bad = CHECK.replace("FROM vouchers WHERE spent", "FROM nowhere WHERE spent")
    unknown = CHECK.replace("Z01", "Z03").replace("> $most", "> $limit")
    case = open_case(
        2021, "u", inputs=place([("Z01_a.sql", bad), ("Z02_b.sql", "SELECT 1"), ("Z03_c.sql", unknown)]) / "inputs"
    )
    states = case.outcomes.set_index("check")["status"]
    assert states[["Z01", "Z02", "Z03"]].tolist() == ["failed"] * 3 and states["C02"] == "clean"
    assert "$limit" in case.outcomes.set_index("check")["message"]["Z03"]
    from auditbook.report import checks

    assert re.search("Z01.*未能运行", checks(case).part("coverage").markdown)


@pytest.mark.long
def test_a_summary_of_a_hundred_thousand_signs_is_text(place):
    long = JOURNAL.replace("<script>", "长" * 100_000)
    case = open_case(2021, "u", inputs=place(journal=long) / "inputs")
    (found,) = [found for found in case.found if found.outcome.check == "Z01"]
    assert len(found.pieces[0].reason) > 100_000
    from auditbook.report import checks

    assert len(checks(case).part("matters").markdown) < 5_000


def test_a_steps_name_cannot_be_taken(place):
    taken = CHECK.replace("-- tested:", "-- first:\n--   vouchers: SELECT 1 AS spent\n-- tested:")
    case = open_case(2021, "u", inputs=place([("Z01_large.sql", taken)]) / "inputs")
    row = case.outcomes.set_index("check").loc["Z01"]
    assert row["status"] == "failed" and "已有含义" in row["message"]
