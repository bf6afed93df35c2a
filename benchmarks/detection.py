"""What the checks find of planted irregularities, what they touch besides, and what else a user could pick.

``python benchmarks/detection.py --seeds 101 102 103`` makes a synthetic federation of 13 unions per seed, runs all
checks and compares with its truth.csv: recall by kind, look-alikes that were reported, the share of clean vouchers
that any finding touches. Beside it, over the same journals: plain keyword and duplicate scripts, and the best of
several unsupervised detectors of PyOD (``pip install -e .[detection]``), given as many vouchers as the checks touch.
The irregularities are synthetic and their frequency is made up: recall here is no estimate for real books.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from auditbook.case import Case
from auditbook.example import write
from auditbook.workspace import workspace

FAMILIES = "AJBXY"
# statistical by nature: what is out of line depends on all the rest
STATISTICAL = {"J04", "J07", "X05", "Y02", "A27"}
KEYWORDS = "招待|宴请|加油|烟|酒|旅游|购物卡|代金券|电费|水费|工资|补贴|津贴|礼品"
Row = tuple[str, int]


@dataclass
class Seen:
    """One federation: its vouchers, what is planted, and what was reported."""

    vouchers: pd.DataFrame
    of_row: dict[Row, int]
    truth: list[dict]
    reported: dict[str, set[object]] = field(default_factory=lambda: defaultdict(set))
    units: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    findings: list[tuple[str, str, set[object]]] = field(default_factory=list)

    def key(self, file: str, row: int | None) -> object:
        """The voucher of a journal's row, else the row itself."""
        place = (file, int(row or 0))
        return self.of_row.get(place, place)


def federation(folder: Path, seed: int) -> Seen:
    """Writes a federation, runs every check of every unit, and gathers what was reported."""
    write(folder, seed=seed)
    place = workspace(folder, folder.parent / f"{folder.name}_outputs")
    cases = [Case(place, 2021, unit) for unit in place.with_unions(2021)]
    frames, of_row = [], {}
    for case in cases:
        start = sum(len(frame) for frame in frames)
        frame = case.sql("SELECT * FROM vouchers ORDER BY date, file, row")
        frame["place"] = range(start, start + len(frame))
        frames.append(frame)
        numbers = dict(zip(frame["id"], frame["place"], strict=True))
        for file, row, known in case.sql("SELECT file, row, id FROM entries").itertuples(index=False):
            of_row[_inside(file), int(row)] = numbers[known]
    with (folder / "truth.csv").open(encoding="utf-8-sig") as file:
        seen = Seen(pd.concat(frames, ignore_index=True), of_row, list(csv.DictReader(file)))
    for case in cases:
        _report(seen, case)
    return seen


def _report(seen: Seen, case: Case) -> None:
    for found in case.found:
        check = found.outcome.check
        if check[0] in FAMILIES:
            keys = {seen.key(_inside(p.source.file), p.source.row) for p in found.pieces if p.source.file}
            seen.reported[check] |= keys
            seen.units[check].add(case.unit)
            seen.findings.append((check, case.unit, keys))


def _inside(file: str) -> str:
    return "/".join(file.split("/")[-3:])


# ---- what else a user could pick, over the same journals ----


def scripts(vouchers: pd.DataFrame) -> set[int]:
    """Keywords, exact duplicates, cash above 1,000 yuan, one person for two jobs, weekends."""
    frame = vouchers.copy()
    frame["day"] = pd.to_datetime(frame["date"])
    hit = frame["summary"].str.contains(KEYWORDS, na=False)
    hit |= frame["cash_out"].astype(float) > 1000
    hit |= frame["maker"] == frame["checker"]
    hit |= frame["day"].dt.day_of_week >= 5
    paid = frame[frame["money_out"].astype(float) > 0].sort_values(["unit", "one_payee", "money_out", "day"])
    gap = paid.groupby(["unit", "one_payee", "money_out"])["day"].diff().dt.days
    return set(frame.loc[hit, "place"]) | set(paid.loc[gap <= 3, "place"])


def features(vouchers: pd.DataFrame) -> np.ndarray:
    """What a detector can see of a voucher: size, rarity of account, payee and amount, day, papers, text."""
    frame = vouchers
    day = pd.to_datetime(frame["date"])
    amount = frame["debit"].astype(float)

    def rarity(*names: str) -> pd.Series:
        keys = frame[list(names)].map(str).agg("|".join, axis=1)
        return np.log(keys.map(keys.value_counts()))

    columns = [
        np.log1p(amount.abs()), np.log1p(frame["cash_out"].astype(float).abs()), rarity("unit", "one_payee"),
        rarity("unit", "one_payee", "debit"), rarity("unit", "summary"), rarity("unit", "maker", "checker"),
        day.dt.day_of_week.ge(5), day.dt.day, day.dt.month, (amount % 1000).eq(0), frame["lines"],
        frame["attachments"].fillna(-1).astype(float), frame["summary"].fillna("").str.len(),
        frame["spent"].astype(float).ne(0), frame["red"],
    ]  # fmt: skip
    table = np.column_stack([np.asarray(column, dtype=float) for column in columns])
    return (table - table.mean(axis=0)) / (table.std(axis=0) + 1e-9)


def best_detector(vouchers: pd.DataFrame, wanted: set[int], budget: int) -> tuple[str, set[int]]:
    """The detector that ranks the planted vouchers best (it is chosen by the truth, which nobody has in practice)."""
    from pyod.models.copod import COPOD
    from pyod.models.ecod import ECOD
    from pyod.models.hbos import HBOS
    from pyod.models.iforest import IForest
    from pyod.models.knn import KNN
    from pyod.models.lof import LOF
    from sklearn.metrics import average_precision_score

    table, labels = features(vouchers), vouchers["place"].isin(wanted)
    ranked = []
    for model in (IForest(random_state=1), ECOD(), COPOD(), HBOS(), KNN(), LOF()):
        scores = model.fit(table).decision_scores_
        ranked.append((average_precision_score(labels, scores), type(model).__name__, scores))
    _, name, scores = max(ranked, key=lambda item: item[0])
    return name, set(vouchers["place"].to_numpy()[np.argsort(-scores)[:budget]])


# ---- the table ----


def hit(row: dict, seen: Seen, touched: Iterable[object] | None = None) -> bool:
    """A row of truth.csv was reported: it or its voucher, or where it has no row its unit."""
    if not row["row"]:
        return touched is None and row["unit"] in seen.units[row["kind"]]
    key = seen.key(row["file"], int(row["row"]))
    return key in (seen.reported[row["kind"]] if touched is None else touched)


def compare(seeds: list[int], detectors: bool) -> None:
    """Runs all seeds and prints the tables."""
    counts: dict[str, Counter] = defaultdict(Counter)
    total: Counter = Counter()
    names: Counter = Counter()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as name:
            seen = federation(Path(name) / "inputs", seed)
        known = {key for row in seen.truth if row["role"] != "innocent" and row["row"]
                 if isinstance(key := seen.key(row["file"], int(row["row"])), int)}  # fmt: skip
        planted = {key for row in seen.truth if row["role"] == "plant" and row["row"] and row["kind"][0] in FAMILIES
                   if isinstance(key := seen.key(row["file"], int(row["row"])), int)}  # fmt: skip
        ours = {key for keys in seen.reported.values() for key in keys if isinstance(key, int)}
        rivals = {"scripts": scripts(seen.vouchers)}
        if detectors:
            chosen, rivals["pyod"] = best_detector(seen.vouchers, planted, len(ours))
            names[chosen] += 1
        clean = len(seen.vouchers) - len(known)
        total.update(vouchers=len(seen.vouchers), clean=clean, planted=len(planted), touched=len(ours),
                     touched_clean=len(ours - known))  # fmt: skip
        for rival, touched in rivals.items():
            total.update({f"{rival}_touched": len(touched), f"{rival}_clean": len(touched - known),
                          f"{rival}_found": len(touched & planted)})  # fmt: skip
        total["found"] += len(ours & planted)
        for row in seen.truth:
            if row["kind"][0] not in FAMILIES or row["role"] == "evidence":
                continue
            kind, role = counts[row["kind"]], row["role"]
            kind[role] += 1
            kind[f"{role}_hit"] += hit(row, seen)
            for rival, touched in rivals.items():
                kind[f"{rival}_{role}_hit"] += hit(row, seen, touched)
        _precision(seen, total)
    _print(counts, total, names, seeds)


def _precision(seen: Seen, total: Counter) -> None:
    """A finding of an A check is right if truth.csv knows one of its rows, or its unit where the truth has no row."""
    by_kind: dict[str, set[object]] = defaultdict(set)
    whole = set()
    for row in seen.truth:
        if row["role"] != "innocent":
            if row["row"]:
                by_kind[row["kind"]].add(seen.key(row["file"], int(row["row"])))
            else:
                whole.add((row["kind"], row["unit"]))
    for check, unit, keys in seen.findings:
        if check[0] == "A":
            total["a_findings"] += 1
            total["a_right"] += bool(keys & by_kind[check]) or (check, unit) in whole


def _print(counts: dict[str, Counter], total: Counter, names: Counter, seeds: list[int]) -> None:
    rivals = [rival for rival in ("scripts", "pyod") if f"{rival}_touched" in total]
    print(f"seeds {seeds}: {total['vouchers']:,} vouchers, {total['planted']:,} of them planted "
          f"(base rate {total['planted'] / total['vouchers']:.2%}, made up)")  # fmt: skip
    print(f"{'kind':<6}{'planted':>8}{'found':>7}{'recall':>8}{'look-alikes':>13}{'reported':>9}"
          + "".join(f"{rival + ' recall':>16}" for rival in rivals))  # fmt: skip
    for kind in sorted(counts):
        c = counts[kind]
        shares = "".join(f"{_share(c[f'{rival}_plant_hit'], c['plant']):>16}" for rival in rivals)
        mark = " (statistical)" if kind in STATISTICAL else ""
        print(f"{kind:<6}{c['plant']:>8}{c['plant_hit']:>7}{_share(c['plant_hit'], c['plant']):>8}"
              f"{c['innocent']:>13}{c['innocent_hit']:>9}{shares}{mark}")  # fmt: skip
    print(f"\n{'':<10}{'vouchers touched':>17}{'clean touched':>15}{'of planted':>12}")
    for name, prefix in [("checks", ""), *((rival, f"{rival}_") for rival in rivals)]:
        clean = total["touched_clean" if not prefix else f"{prefix}clean"]
        print(f"{name:<10}{total[f'{prefix}touched']:>17,}{_share(clean, total['clean']):>15}"
              f"{_share(total[f'{prefix}found'], total['planted']):>12}")  # fmt: skip
    right = _share(total["a_right"], total["a_findings"])
    print(f"\nfindings of A checks: {total['a_findings']:,}, known to the truth {right}")
    if names:
        print(f"best of PyOD, chosen by the truth: {dict(names)}")
    low = [k for k, c in counts.items() if k not in STATISTICAL and c["plant"] and c["plant_hit"] < 0.95 * c["plant"]]
    print(f"rule-type kinds below 95 % recall: {', '.join(sorted(low)) or 'none'}; "
          f"look-alikes reported: {sum(c['innocent_hit'] for c in counts.values())}")  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"


def main() -> None:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    options.add_argument("--without-pyod", action="store_true")
    given = options.parse_args()
    compare(given.seeds, not given.without_pyod)


if __name__ == "__main__":
    main()
