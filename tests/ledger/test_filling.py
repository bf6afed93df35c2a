"""Voucher and date of a first line reach the lines below it, in the same voucher, and nothing else."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from auditbook.ledger.filling import FillDown

HEAD = "日期,凭证字号,摘要,科目编码,借方金额,贷方金额\n"
JAN_5 = date(2021, 1, 5)
FILLED = ("凭证字号", "凭证首行之外的空格按首行补齐")


def test_a_voucher_passes_its_head_to_its_lines(read):
    back = read(f"{HEAD}2021-01-05,记-1,甲,102,5.00,\n,,乙,103,5.00,\n2021-01-06,记-2,丙,104,5.00,\n")
    assert back.column("voucher") == ["记-1", "记-1", "记-2"]
    assert back.column("date") == [JAN_5, JAN_5, date(2021, 1, 6)]
    assert back.repairs == {FILLED: 1}
    (repair,) = back.part.repairs
    assert repair["examples"][0][0] == 3


def test_a_line_with_a_day_of_its_own_is_another_voucher(read):
    """A bank fee without a number, on another day: it must not slip into the voucher above."""
    back = read(f"{HEAD}2021-01-05,记-1,甲,102,5.00,\n2021-01-09,,手续费,102,5.00,\n2021-01-10,记-2,丙,104,5.00,\n")
    assert back.column("number") == [1, None, 2]


def test_a_line_with_a_word_of_its_own_gets_no_number_of_another_word(read):
    head = "日期,凭证字,凭证号,摘要,科目编码,借方金额\n"
    back = read(f"{head}2021-01-05,收,1,甲,102,5.00\n2021-01-05,付,,乙,102,5.00\n")
    assert back.column("number") == [1, None]


def test_the_day_alone_is_filled_and_counted(read):
    back = read(f"{HEAD}2021-01-05,记-1,甲,102,5.00,\n,记-1,乙,103,5.00,\n")
    assert back.column("date") == [JAN_5, JAN_5]
    assert sum(back.repairs.values()) == 1


def test_another_number_without_a_day_takes_none_from_above_and_is_told(read):
    back = read(f"{HEAD}2021-01-05,记-1,甲,102,5.00,\n,记-2,乙,103,5.00,\n")
    assert back.column("date") == [JAN_5, None]
    assert back.problems


@pytest.mark.parametrize("gap", [",,,,,", ",,合计,,5.00,", ",,本月合计,,5.00,", ",,过次页,,5.00,\n,,承前页,,5.00,"])
def test_nothing_is_filled_across_a_gap(read, gap):
    back = read(f"{HEAD}2021-01-05,记-1,甲,102,5.00,\n{gap}\n,,乙,103,5.00,\n")
    assert back.column("number") == [1, None]
    assert back.column("date") == [JAN_5, None]


def test_lines_that_no_voucher_owns_are_told(read):
    back = read(f"{HEAD}2021-01-05,记-1,甲,102,5.00,\n,,,,,\n,,乙,103,5.00,\n")
    assert {problem.source.row for problem in back.problems} == {4}


def test_the_first_lines_have_nothing_above(read):
    back = read(f"{HEAD},,甲,102,5.00,\n2021-01-05,记-1,乙,103,5.00,\n")
    assert back.column("number") == [None, 1]


def test_the_same_number_in_the_next_month_is_not_filled_from_the_last(read):
    back = read(f"{HEAD}2021-01-05,记-1,甲,102,5.00,\n,,乙,103,,5.00\n2021-02-05,记-1,丙,102,5.00,\n,,丁,103,,5.00\n")
    assert back.column("period") == [1, 1, 2, 2]


def test_the_month_is_written_once_and_the_day_with_each_voucher(read):
    head = "月,日,凭证字号,摘要,科目编码,借方金额\n"
    back = read(
        f"{head}1,5,记-1,甲,102,5.00\n,,,乙,103,5.00\n,9,记-2,丙,104,5.00\n,,本月合计,,,15.00\n2,1,记-1,丁,104,5.00\n"
    )
    assert back.column("date") == [JAN_5, JAN_5, date(2021, 1, 9), date(2021, 2, 1)]


def test_people_are_filled_within_the_voucher_only(read):
    head = "日期,凭证字号,摘要,科目编码,借方金额,制单人\n"
    back = read(f"{head}2021-01-05,记-1,甲,102,5.00,赵\n,,乙,103,5.00,\n2021-01-06,记-2,丙,104,5.00,\n")
    assert back.column("maker") == ["赵", "赵", None]


ROWS = [
    ("2021-01-05", "记-1", "", False), ("", "", "", False), ("", "", "", True), ("", "", "", False),
    ("2021-01-06", "记-2", "2", False),
    ("", "", "", False), ("", "记-2", "", False), ("", "记-3", "", False), ("", "", "", True),
    ("2021-01-07", "记-3", "", False),
    ("", "", "3", False), ("", "", "", False),
]  # fmt: skip


def _filled(cuts):
    fill = FillDown()
    parts = []
    for start, end in zip([0, *cuts], [*cuts, len(ROWS)], strict=True):
        rows = ROWS[start:end]
        columns = {
            name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(("date", "voucher", "month"))
        }
        parts.append(fill(columns, np.array([row[3] for row in rows]), np.arange(start, end)))
    whole = {
        name: [value for part in parts for value in part[name].to_pylist()] for name in ("date", "voucher", "month")
    }
    return whole, fill.filled


@pytest.mark.parametrize("cut", range(1, len(ROWS)))
def test_where_a_block_ends_changes_nothing(cut):
    whole, count = _filled([])
    parts, in_parts = _filled([cut])
    data = [at for at, row in enumerate(ROWS) if not row[3]]
    assert {n: [c[at] for at in data] for n, c in parts.items()} == {
        n: [c[at] for at in data] for n, c in whole.items()
    }
    assert in_parts == count


def test_row_after_row_is_the_same_as_all_at_once():
    data = [at for at, row in enumerate(ROWS) if not row[3]]
    whole, single = _filled([])[0], _filled(list(range(1, len(ROWS))))[0]
    assert {n: [c[at] for at in data] for n, c in single.items()} == {
        n: [c[at] for at in data] for n, c in whole.items()
    }
