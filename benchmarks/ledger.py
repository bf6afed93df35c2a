"""How fast and in how much memory the books are read and proved, against what a user would pick instead.

``python benchmarks/ledger.py`` prints one table of medians and ratios; ``--lines 1000000`` leaves out the long part.
Every measured thing runs in a process of its own, in turn with its rivals, on the same file; peak memory is what the
operating system counted for that process. Nothing here is a test: no figure is asserted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import alone, machine

HEADINGS = "日期,凭证字号,摘要,科目编码,科目名称,借方金额,贷方金额,附件数,制单人,审核人"
ACCOUNTS = (("50102", "文体活动费"), ("50205", "送温暖费"), ("50301", "培训费"))


def journal(path: Path, lines: int) -> Path:
    """A synthetic year of vouchers with two lines each, as a small cloud exports it."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\n")
        month, number = 0, 0
        for voucher in range(lines // 2):
            now = 1 + voucher * 24 // lines
            month, number = now, number + 1 if now == month else 1
            day, amount = 1 + voucher % 28, f"{chance.randrange(100, 10**7) / 100:.2f}"
            code, name = ACCOUNTS[voucher % 3]
            head = f"2021-{now:02d}-{day:02d},记-{number},支付{now}月第{chance.randrange(10**6)}项职工活动费用"
            file.write(f"{head},{code},{name},{amount},,2,制单员甲,审核员乙\n")
            file.write(f"{head},102,银行存款,,{amount},2,制单员甲,审核员乙\n")
    return path


def workbook(path: Path, csv: Path) -> Path:
    """The rows of ``csv`` as .xlsx: amounts as numbers, all else as text."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    with csv.open(encoding="utf-8") as file:
        for row, line in enumerate(file):
            for column, cell in enumerate(line.rstrip("\n").split(",")):
                if row and column in (5, 6) and cell:
                    sheet.write_number(row, column, float(cell))
                else:
                    sheet.write_string(row, column, cell)
    book.close()
    return path


# ---- what is measured: each in a process of its own ----


def keep(path: str, folder: str) -> None:
    """auditbook: typed, checked, every row with its place, as Parquet."""
    from auditbook.ledger.store import Store
    from auditbook.load import sheets_of

    Store(Path(folder)).put(Path(path), Path(path).name, 2021, sheets_of(Path(path))[0])


def reopen(path: str, folder: str) -> None:
    """auditbook: the same file again, unchanged."""
    from auditbook.ledger.store import Store

    began = time.perf_counter()
    assert Store(Path(folder)).get(Path(path), Path(path).name, 2021) is not None
    print(time.perf_counter() - began)


def load(path: str, folder: str) -> None:
    """auditbook: all files of a union, kept."""
    from auditbook.case import open_case

    assert open_case(2021, "u01", inputs=path, outputs=folder).loaded.kept


def prove(path: str, folder: str) -> None:
    """auditbook: all completeness checks over the books of a union, and what was found about each."""
    from auditbook.case import open_case

    answered = open_case(2021, "u01", inputs=path, outputs=folder).answered
    states = {outcome.check: outcome.status for outcome in answered if outcome.check.startswith("C")}
    assert len(states) >= 14 and "failed" not in states.values()


def plain_duckdb(path: str, folder: str) -> None:
    """DuckDB alone: whatever types it guesses, no place, no check."""
    import duckdb

    duckdb.sql(f"COPY (SELECT * FROM read_csv('{path}')) TO '{folder}/plain.parquet' (FORMAT parquet)")


def plain_pandas(path: str, folder: str) -> None:
    """pandas: codes as text, to Parquet."""
    import pandas as pd

    pd.read_csv(path, dtype={"科目编码": str}, parse_dates=["日期"]).to_parquet(f"{folder}/pandas.parquet")


def plain_polars(path: str, folder: str) -> None:
    """polars: codes as text, to Parquet."""
    import polars as pl

    pl.read_csv(path, schema_overrides={"科目编码": pl.String}, try_parse_dates=True).write_parquet(
        f"{folder}/p.parquet"
    )


def pandas_openpyxl(path: str, folder: str) -> None:
    """pandas with openpyxl, its default for .xlsx."""
    import pandas as pd

    pd.read_excel(path, dtype={"科目编码": str}, engine="openpyxl")


def pandas_calamine(path: str, folder: str) -> None:
    """polars with calamine, the fast way to read a sheet."""
    import polars as pl

    pl.read_excel(path, engine="calamine")


WORK: dict[str, Callable[[str, str], None]] = {
    work.__name__: work
    for work in (keep, reopen, load, prove, plain_duckdb, plain_pandas, plain_polars, pandas_openpyxl, pandas_calamine)
}


def compare(title: str, names: list[str], path: Path, folder: Path, runs: int) -> dict[str, tuple[float, float]]:
    """Runs ``names`` in turn and prints medians and ratios to the first."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(runs):
        for name in names:
            # a fresh folder, so that nothing is found again
            with tempfile.TemporaryDirectory(dir=folder) as fresh:
                used = alone(__file__, name, path, fresh)
                found[name].append((used.seconds, used.memory))
    median = {name: (statistics.median(s for s, _ in got), statistics.median(m for _, m in got))
              for name, got in found.items()}  # fmt: skip
    first = median[names[0]]
    for name, (seconds, memory) in median.items():
        ratio = f"{seconds / first[0]:6.2f} × {memory / first[1]:6.2f} ×"
        print(f"{title:<14} {name:<16} {seconds:8.2f} s {memory:8.0f} MB   {ratio}", flush=True)
    return median


def again(path: Path, folder: Path) -> None:
    """How long it takes to open a kept, unchanged file once more."""
    alone(__file__, "keep", path, folder)
    inner = float(alone(__file__, "reopen", path, folder).said)
    print(f"{'':<14} {'reopen':<16} {inner:8.4f} s  (without the start of Python)", flush=True)


def proofs(lines: int, folder: Path) -> None:
    """Time and memory of reading the books of a synthetic union and of all completeness checks over them."""
    from auditbook.example import write

    inputs = folder / "inputs"
    write(inputs, units=1, lines=lines)
    for name in ("load", "prove"):
        used = alone(__file__, name, inputs, folder / "outputs")
        print(f"{f'books {lines:,}':<14} {name:<16} {used.seconds:8.2f} s {used.memory:8.0f} MB", flush=True)


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=10_000_000, help="the longest journal")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        WORK[given.work[0]](*given.work[1:])
        return
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rivals = ["keep", "plain_duckdb", "plain_polars", "plain_pandas"]
        times = {}
        for lines in sorted({1_000_000, given.lines}):
            path = journal(folder / f"journal{lines}.csv", lines)
            times[lines] = compare(f"csv {lines:,}", rivals, path, folder, given.runs if lines <= 10**6 else 1)["keep"]
            again(path, folder / f"kept{lines}")
            path.unlink()
            proofs(lines, folder / f"books{lines}")
        few = journal(folder / "few.csv", 200_000)
        compare("xlsx 200,000", ["keep", "pandas_calamine", "pandas_openpyxl"],
                workbook(folder / "few.xlsx", few), folder, 1)  # fmt: skip
        if len(times) > 1:
            small, large = times[1_000_000][0], times[given.lines][0]
            print(f"keep, {given.lines:,} lines against 1,000,000: {large / small:.1f} times as long")


if __name__ == "__main__":
    main()
