"""A voucher is its 字 and its number; programs write them in many ways."""

import pytest

from auditbook.ledger.vouchers import split


@pytest.mark.parametrize(
    ("text", "word", "number"),
    [
        ("记-1", "记", 1), ("记 - 0001", "记", 1), ("记字第0002号", "记", 2), ("记字2号", "记", 2),
        ("记0003", "记", 3), ("银付-12", "银付", 12),
        ("2021-03-记-5", "记", 5), ("2021年3月记5", "记", 5), ("0012", "", 12), ("12", "", 12), ("12.0", "", 12),
        ("记-12.0", "记", 12),
        ("转账 10 号", "转账", 10), ("记-9/2", "记", 9),
        ("现收（3）", "现收", 3), ("记#7", "记", 7),
        ("记:7", "记", 7), ("记账凭证-8", "记账凭证", 8),
    ],
)  # fmt: skip
def test_word_and_number(text, word, number):
    assert split(text) == (word, number)


@pytest.mark.parametrize("text", ["", "记", "作废", "—"])
def test_a_text_without_a_number_has_none(text):
    assert split(text) == ("", None)


@pytest.mark.parametrize(
    "text",
    [
        "202103记0008",
        "202103-0008",
        "2021-0015",
        "12-记",
        "20210305-记-1",
    ],
)
def test_rarer_forms_keep_their_number(text):
    assert split(text)[1] is not None


def test_word_and_number_in_two_columns_make_the_text(read):
    back = read("日期,凭证字,凭证号,摘要,科目编码,借方金额\n2021-01-05,记,0012,某事,102,1.00\n")
    (row,) = back.rows
    assert (row["word"], row["number"], row["voucher"]) == ("记", 12, "记-0012")


def test_the_same_number_of_another_word_or_month_is_another_voucher(read):
    head = "日期,凭证字号,摘要,科目编码,借方金额\n"
    back = read(f"{head}2021-01-05,收-1,某事,102,1.00\n2021-01-05,付-1,某事,102,1.00\n2021-02-05,收-1,某事,102,1.00\n")
    assert len({(row["period"], row["word"], row["number"]) for row in back.rows}) == 3


def test_numbers_that_cannot_be_read_are_told(read):
    back = read(
        "日期,凭证字号,摘要,科目编码,借方金额\n2021-01-05,记-1,某事,102,1.00\n2021-01-06,第十二号,某事,102,1.00\n"
    )
    assert back.column("number") == [1, None]
    assert [problem.source.row for problem in back.problems] == [3]


@pytest.mark.parametrize(
    ("text", "void"),
    [("作废", True), ("正常", False), ("", None), ("是", True), ("否", False), ("1", True), ("TRUE", True)],
)
def test_a_void_voucher_is_kept_and_marked(read, text, void):
    back = read(f"日期,凭证字号,摘要,科目编码,借方金额,作废状态\n2021-01-05,记-1,某事,102,1.00,{text}\n")
    assert back.column("void") == [void]
