"""How fast all checks run, and five of them against vectorised pandas over the same kept tables, in one run.

``python benchmarks/checks.py`` prints one table; ``--lines 1000000`` leaves out the long part. The books of a
synthetic union are read first; what that takes is told apart, and with it the sums of vouchers that are kept beside
large books. pandas groups the lines by voucher itself, and in a second measurement finds its own vouchers kept as well.
Every measured thing runs in a process of its own; the seconds are its own count without the start of Python, peak
memory is what the operating system counted. No figure is asserted.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measuring import alone, machine

FIVE = ("A15", "A23", "A24", "A25", "A26")
PROCESSES = 2
WORDS = "招待费|宴请|加油费|烟酒|旅游"


def union(folder: Path, lines: int) -> None:
    """The federation with one union whose journal has about ``lines`` lines."""
    from auditbook.example import made, write_units, write_years
    from auditbook.example.bulk import Bulk
    from auditbook.example.truth import Truth
    from auditbook.example.union import write_union

    folder.mkdir(parents=True)
    demo, books = made(1, 1, 2021, lines * 2)
    write_units(folder, [demo, books])
    write_years(folder, 2021)
    write_union(folder, demo, Bulk(demo.union, 2021, 0, ""), Truth())
    write_union(folder, books, Bulk(books.union, 2021, lines, "1-u01"), Truth())


# ---- what is measured: each in a process of its own ----


def load(inputs: str, outputs: str) -> dict:
    """All files of the union, read and kept, and the sums of vouchers beside them."""
    from auditbook.case import open_case

    began = time.perf_counter()
    case = open_case(2021, "u01", inputs=inputs, outputs=outputs)
    assert case.loaded
    read = time.perf_counter() - began
    (lines,) = case.sql("SELECT count(*) n FROM journal").n
    return {"lines": int(lines), "read": read, "seconds": time.perf_counter() - began}


def every(inputs: str, outputs: str) -> dict:
    """auditbook: every check of one unit."""
    return _checks(inputs, outputs, None)


def five(inputs: str, outputs: str) -> dict:
    """auditbook: five checks, with the steps that they share."""
    return _checks(inputs, outputs, FIVE)


def _checks(inputs: str, outputs: str, wanted: tuple[str, ...] | None) -> dict:
    from auditbook.case import open_case
    from auditbook.checks import checks, run

    case = open_case(2021, "u01", inputs=inputs, outputs=outputs)
    present = case.books.present
    began = time.perf_counter()
    connection = case.books.connection
    took = {}
    for check in checks().values():
        if check.scope == "unit" and not check.second and (wanted is None or check.id in wanted):
            start = time.perf_counter()
            outcome = run(check, connection, 2021, present, {"purchase_limit": case.settings["purchase_limit"]})
            took[check.id] = (round(time.perf_counter() - start, 2), outcome.status, outcome.found)
    return {"seconds": time.perf_counter() - began, "checks": took}


def pandas(inputs: str, outputs: str) -> dict:
    """pandas: the same five, fairly written, over the same Parquet files, only the columns that they need."""
    return _in_pandas(inputs, outputs, kept=False)


def pandas_kept(inputs: str, outputs: str) -> dict:
    """pandas: the same, with the vouchers that an earlier ``pandas`` has left as a Parquet file."""
    return _in_pandas(inputs, outputs, kept=True)


def _in_pandas(inputs: str, outputs: str, kept: bool) -> dict:
    import pandas as pd

    from auditbook.case import open_case

    case = open_case(2021, "u01", inputs=inputs, outputs=outputs)
    parts = [part.data for _, part in case.books.now.parts("journal")]
    columns = ["date", "voucher", "period", "word", "number", "summary", "account", "debit", "credit", "payee",
               "reference", "maker", "checker", "project"]  # fmt: skip
    sums = Path(outputs) / "vouchers.parquet"
    began = time.perf_counter()
    frame = pd.concat([pd.read_parquet(part, columns=["summary"] if kept else columns) for part in parts])
    took = {}
    start = time.perf_counter()
    vouchers = pd.read_parquet(sums) if kept else _vouchers(frame)
    took["vouchers"] = round(time.perf_counter() - start, 2)
    paid = vouchers[vouchers["out"] > 0]
    limit = float(case.settings["purchase_limit"])

    def words() -> int:
        distinct = frame["summary"].drop_duplicates()
        hits = distinct[distinct.str.contains(WORDS, na=False)]
        return int(frame["summary"].isin(hits).sum())

    def split() -> int:
        small = paid[(paid["out"] < limit) & paid["payee"].notna()].sort_values(["payee", "project", "date"])
        week = small.set_index("date").groupby(["payee", "project"], dropna=False)["out"].rolling("7D").sum()
        return int((week >= limit).sum())

    def twice() -> int:
        ordered = paid[paid["out"] >= 100].sort_values(["payee", "out", "date"])
        gap = ordered.groupby(["payee", "out"])["date"].diff().dt.days
        return int((gap <= 3).sum())

    for name, make in (
        ("A15", words),
        ("A23", lambda: int((vouchers["cash"] > 1000).sum())),
        ("A24", split),
        ("A25", twice),
        ("A26", lambda: int((vouchers["maker"] == vouchers["checker"]).sum())),
    ):
        start = time.perf_counter()
        found = make()
        took[name] = (round(time.perf_counter() - start, 2), found)
    seconds = time.perf_counter() - began
    if not kept:
        vouchers.to_parquet(sums)
    return {"seconds": seconds, "checks": took}


def _vouchers(frame: Any) -> Any:
    """One row a voucher, of a data frame with one row a line."""
    import pandas as pd

    frame[["debit", "credit"]] = frame[["debit", "credit"]].astype("float64").fillna(0)
    key = ["period", "word", "number"]
    code = frame["account"].str[:3]
    frame["out"] = (frame["credit"] - frame["debit"]).where(code.isin(["101", "102"]), 0)
    frame["cash"] = frame["credit"].where(code.eq("101"), 0)
    frame["spent"] = (frame["debit"] - frame["credit"]).where(code.str[:1].eq("5"), 0)
    vouchers = frame.groupby(key, sort=False).agg(
        date=("date", "min"), payee=("payee", "first"), summary=("summary", "first"), project=("project", "first"),
        maker=("maker", "first"), checker=("checker", "first"), out=("out", "sum"), cash=("cash", "sum"),
        spent=("spent", "sum"),
    ).reset_index()  # fmt: skip
    vouchers["date"] = pd.to_datetime(vouchers["date"])
    return vouchers


def federation(inputs: str, outputs: str) -> dict:
    """auditbook: every check of 14 units in two processes, as a run does, and then all checks across them."""
    from auditbook.batch.answers import answer, shares
    from auditbook.batch.order import Order
    from auditbook.batch.plan import jobs
    from auditbook.case import Case
    from auditbook.workspace import workspace

    place = workspace(inputs, outputs)
    units = place.with_unions(2021)
    for unit in units:
        assert Case(place, 2021, unit).loaded
    began = time.perf_counter()
    order = Order(place, years=(2021,), jobs=PROCESSES)
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        assert all(pool.map(partial(answer, order), shares(order, jobs(order))))
    alone = time.perf_counter() - began
    found = len(Case(place, 2021, units[0]).across)
    seconds = time.perf_counter() - began
    found += sum(len(Case(place, 2021, unit).answered_alone) for unit in units)
    return {"seconds": seconds, "alone": alone, "outcomes": found, "units": len(units)}


WORK: dict[str, Callable[[str, str], dict]] = {
    work.__name__: work for work in (load, every, five, pandas, pandas_kept, federation)
}


def measured(name: str, inputs: Path, outputs: Path) -> tuple[dict, float]:
    """What a worker counted, and its peak memory in MB."""
    used = alone(__file__, name, inputs, outputs)
    return json.loads(used.said), used.memory


def medians(names: list[str], inputs: Path, outputs: Path, runs: int) -> dict[str, tuple[float, float, dict]]:
    """Each of ``names`` in turn, ``runs`` times: median seconds, median memory, the last answer."""
    got: dict[str, list[tuple[float, float, dict]]] = {name: [] for name in names}
    for _ in range(runs):
        for name in names:
            answer, memory = measured(name, inputs, outputs)
            got[name].append((answer["seconds"], memory, answer))
    return {
        name: (statistics.median(r[0] for r in rows), statistics.median(r[1] for r in rows), rows[-1][2])
        for name, rows in got.items()
    }


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=10_000_000, help="the longest journal")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--each", action="store_true", help="prints the seconds of every check")
    options.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        print(json.dumps(WORK[given.work[0]](*given.work[1:]), default=str))
        return
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for lines in sorted({1_000_000, given.lines}):
            inputs, outputs = folder / f"inputs{lines}", folder / f"outputs{lines}"
            union(inputs, lines)
            there, used = measured("load", inputs, outputs)
            told = (
                f"read in {there['read']:.1f} s, with the sums of vouchers in {there['seconds']:.1f} s, {used:.0f} MB"
            )
            print(f"{there['lines']:>12,} lines {told}", flush=True)
            runs = given.runs if lines <= 1_000_000 else 1
            found = medians(["every", "five", "pandas", "pandas_kept"], inputs, outputs, runs)
            for work, (seconds, memory, answer) in found.items():
                ratios = " ".join(
                    f"{name} ÷ this {found[name][0] / seconds:.1f} ×" for name in ("pandas", "pandas_kept")
                )
                told = f"{len(answer['checks'])} checks" if "pandas" not in work else "5 checks"
                head = f"{there['lines']:>12,} lines {work:<12} {told:<10}"
                print(f"{head} {seconds:8.2f} s {memory:7.0f} MB  {ratios if work == 'five' else ''}", flush=True)
                if given.each:
                    for check, took in sorted(answer["checks"].items(), key=lambda item: -_seconds(item[1])):
                        print(f"    {check} {took}", flush=True)
        inputs, outputs = folder / "federation", folder / "federation_outputs"
        from auditbook.example import write

        write(inputs)
        measured("federation", inputs, outputs)
        seconds, alone = [], []
        for _ in range(given.runs):
            for kept in ("answers", "across"):
                shutil.rmtree(outputs / ".store" / kept)
            answer, _ = measured("federation", inputs, outputs)
            seconds.append(answer["seconds"])
            alone.append(answer["alone"])
        told = f"federation of {answer['units']} units, {PROCESSES} processes, {answer['outcomes']} outcomes"
        print(f"{told}: {statistics.median(seconds):.2f} s, {statistics.median(alone):.2f} s of it for each alone")


def _seconds(took: object) -> float:
    return float(took[0] if isinstance(took, list) else took)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
