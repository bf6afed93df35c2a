"""The example as files: deterministic, said to be synthetic, and with a truth.csv that points at the right rows."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from auditbook.case import Case
from auditbook.errors import UsageError
from auditbook.example import write

KINDS = {
    *(f"A{n:02d}" for n in range(1, 32)), *(f"J{n:02d}" for n in range(1, 8)), *(f"B{n:02d}" for n in range(1, 6)),
    *(f"X{n:02d}" for n in range(1, 7)), *(f"Y{n:02d}" for n in range(1, 5)), *(f"C{n:02d}" for n in range(1, 15)),
}  # fmt: skip
UNITS = ["demo", *(f"u{n:02d}" for n in range(1, 14))]


def truth(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "truth.csv").read_text("utf-8"))))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.long
def test_equal_arguments_give_equal_bytes_and_another_seed_another_year(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        write(tmp_path / name, units=3, seed=seed)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    other = files(tmp_path / "three")
    assert files(tmp_path / "one")["2021/u01/序时账.xlsx"] != other["2021/u01/序时账.xlsx"]


def test_the_committed_federation_is_the_default_example(tmp_path: Path, demo: Path) -> None:
    write(tmp_path / "x")
    assert files(tmp_path / "x") == files(demo)


def test_every_kind_is_planted(demo: Path) -> None:
    planted = {row["kind"] for row in truth(demo) if row["role"] == "plant"}
    assert planted == KINDS
    assert {row["role"] for row in truth(demo)} == {"plant", "evidence", "innocent"}


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "账.csv").write_text("我的账")
    with pytest.raises(UsageError, match="里已有内容，没有写入"):
        write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["账.csv"]


@pytest.mark.parametrize("wrong", [{"units": 0}, {"lines": 0}, {"year": 2022}])
def test_what_cannot_be_made_is_said(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="现在是"):
        write(tmp_path / "x", **wrong)
    assert not (tmp_path / "x").exists()


def test_every_file_says_that_it_is_synthetic(demo: Path) -> None:
    silent = []
    for name, raw in files(demo).items():
        inside = raw
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                inside = b"".join(archive.read(member) for member in archive.namelist())
        said = "合成数据".encode() in inside or "合成数据".encode("gb18030") in inside
        if not said and "合成" not in name and name not in ("units.csv", "truth.csv"):
            silent.append(name)
    assert silent == []


def test_a_voucher_in_the_truth_stands_in_the_row_that_is_named(demo: Path) -> None:
    """In a sheet as a person opens it: 凭证字 and 凭证号 in columns 4 and 5."""
    rows = [row for row in truth(demo) if row["file"] == "2021/u03/凭证序时簿.xlsx" and row["row"]]
    sheet = openpyxl.load_workbook(demo / "2021/u03/凭证序时簿.xlsx").active
    assert len(rows) > 30
    for row in rows:
        word, number = (sheet.cell(int(row["row"]), column).value for column in (4, 5))
        amounts = {sheet.cell(int(row["row"]), column).value for column in (11, 12)}
        assert f"{word}-{number}" == row["voucher"]
        assert row["kind"] == "X03" or float(row["amount"]) in amounts


@pytest.mark.parametrize("unit", UNITS)
def test_the_readers_find_the_vouchers_where_truth_says(
    demo: Path, synthetic: Callable[[str], Case], unit: str
) -> None:
    case = synthetic(unit)
    assert [str(problem) for problem in case.own_problems] == []
    known = case.sql("SELECT split_part(file, '/', -1) AS name, row, voucher FROM journal")
    vouchers = {(name, row): voucher for name, row, voucher in known.itertuples(index=False)}
    names = {name for name, _ in vouchers}
    for row in truth(demo):
        year, owner, name = row["file"].split("/")
        if (year, owner) == ("2021", unit) and name in names and row["row"] and row["voucher"]:
            assert vouchers[name, int(row["row"])] == row["voucher"], row


@pytest.mark.parametrize("unit", ["demo", "u03", "u08", "u12"])
def test_a_clean_unit_is_clean_in_every_proof(synthetic: Callable[[str], Case], unit: str) -> None:
    case = synthetic(unit)
    journal = "(SELECT * FROM journal WHERE NOT coalesce(void, false))"
    unbalanced = case.sql(
        f"SELECT voucher FROM {journal} GROUP BY period, word, number, voucher HAVING sum(debit) <> sum(credit)"
    )
    differing = case.sql(f"""
        WITH j AS (SELECT account, sum(debit) AS d, sum(credit) AS c FROM {journal} GROUP BY account)
        SELECT b.account FROM balances b LEFT JOIN j ON starts_with(j.account, b.account)
        GROUP BY b.account, b.debit, b.credit
        HAVING coalesce(b.debit, 0) <> coalesce(sum(d), 0) OR coalesce(b.credit, 0) <> coalesce(sum(c), 0)
    """)
    jumping = case.sql(
        "SELECT row FROM (SELECT row, balance - lag(balance) OVER (ORDER BY row) AS step, "
        "coalesce(received, 0) - coalesce(paid, 0) AS moved FROM bank) WHERE step <> moved"
    )
    opening = case.sql(
        "SELECT account FROM balances a JOIN last_balances b USING (account) WHERE coalesce(a.opening_debit, 0) - "
        "coalesce(a.opening_credit, 0) <> coalesce(b.closing_debit, 0) - coalesce(b.closing_credit, 0)"
    )
    years = case.sql("SELECT DISTINCT year(date) AS y FROM journal")
    assert len(case.sql("SELECT * FROM journal")) > 300
    for found in (unbalanced, differing, jumping, opening):
        assert found.empty, found
    assert list(years["y"]) == [2021]


def test_the_budget_reports_what_the_ledger_says_but_in_one_union(synthetic: Callable[[str], Case]) -> None:
    """u09 reports 500 yuan less for 50102 (C10), and vouchers of its overlapping files (C12) count twice."""
    wrong = set()
    for unit in UNITS:
        found = synthetic(unit).sql("""
            WITH ledger AS (
                SELECT account, abs(sum(coalesce(debit, 0) - coalesce(credit, 0))) AS amount FROM journal
                WHERE summary NOT LIKE '结转本年%' AND NOT coalesce(void, false) GROUP BY account
            )
            SELECT account, actual - amount AS over FROM budget JOIN ledger USING (account) WHERE actual <> amount
        """)
        wrong |= {(unit, account) for account in found["account"]}
    assert ("u09", "50102") in wrong
    assert {unit for unit, _ in wrong} == {"u09"}


def test_names_are_invented(synthetic: Callable[[str], Case]) -> None:
    odd = Counter[str]()
    for unit in UNITS:
        case = synthetic(unit)
        for table, column in (
            ("journal", "payee"),
            ("bank", "payee"),
            ("benefits", "person"),
            ("contracts", "supplier"),
        ):
            for name in case.sql(f"SELECT DISTINCT {column} AS name FROM {table} WHERE {column} IS NOT NULL")["name"]:
                if not re.match(r"示例|会员|社会化工会工作者|帮扶对象", name):
                    odd[name] += 1
    assert not odd


def test_a_missing_number_has_no_row_and_is_named_in_the_files_manner(demo: Path) -> None:
    (gap,) = [row for row in truth(demo) if row["kind"] == "C03" and row["role"] == "plant" and not row["row"]]
    assert re.fullmatch(r"记 - \d+", gap["voucher"]) and gap["file"] == "2021/u05/凭证序时簿.xlsx"
    sheet = openpyxl.load_workbook(demo / gap["file"]).active
    shown = {(row[1], row[2]) for row in sheet.iter_rows(values_only=True)}
    assert (5, gap["voucher"]) not in shown


def test_a_stated_total_differs_only_where_planted(demo: Path) -> None:
    """用友 T+ as GB18030: the last record states the sums of all lines."""
    text = (demo / "2021/u02/凭证列表.csv").read_text("gb18030")
    records = list(csv.reader(io.StringIO(text)))
    heading = next(row for row in records if "借方金额" in row)
    column = heading.index("借方金额")
    lines = records[records.index(heading) + 1 : -1]
    found = sum(round(float(row[column].replace(",", "")) * 100) for row in lines if row[column])
    assert round(float(records[-1][column].replace(",", "")) * 100) - found == 90_000
    (row,) = [row for row in truth(demo) if row["kind"] == "C01"]
    assert int(row["row"]) == len(records)


def test_fewer_unions_carry_more_matters_each(tmp_path: Path) -> None:
    write(tmp_path / "x", units=2, seed=5)
    planted = defaultdict(set)
    for row in truth(tmp_path / "x"):
        if row["role"] == "plant":
            planted[row["unit"]].add(row["kind"])
    assert len(planted["u1"] | planted["u01"]) > 25


def test_a_ledger_too_large_for_a_sheet_comes_as_one_text_file_a_month(tmp_path: Path) -> None:
    write(tmp_path / "x", units=1, lines=60_000)
    names = sorted(path.name for path in (tmp_path / "x/2021/u01").glob("序时账*"))
    assert len(names) == 12 and names[0] == "序时账01月_合成数据.csv"
    lines = sum(len(path.read_bytes().splitlines()) - 1 for path in (tmp_path / "x/2021").rglob("序时账*.csv"))
    assert lines == pytest.approx(60_000, rel=0.01)
