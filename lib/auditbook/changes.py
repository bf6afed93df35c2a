"""What differs between two runs of a unit-year: findings, facts and scores, told from the tables that they left.

``Compared`` is small whatever the tables hold: at most ``MOST`` entries a kind, the gravest first, beside the counts.
It goes through JSON and back: ``restored(json.loads(json.dumps(asdict(compared))))`` is equal.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

from auditbook.figures import AMOUNT
from auditbook.finding import SEVERITIES

MOST = 50
ALTERED, FIRST, UNREADABLE = "compared", "first", "unreadable"
# what is compared of each table, the key first
COLUMNS = {
    "facts": ("fact", "value", "measure"),
    "scores": ("system", "indicator", "level3", "score"),
    "findings": ("finding", "severity", "title", "amount", "evidence", "unit"),
}
_LONGEST = 200
_CELL = 10_000_000  # signs of one cell: as long as an input file's

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Tables:
    """The rows of facts.csv, scores.csv and findings.csv of one unit-year, every cell as text.

    ``unit`` tells its own pieces of a matter across units, which are the only ones whose money counts; empty: all.
    Not ``readable`` are tables that somebody broke: nothing is known of them.
    """

    facts: Rows = ()
    scores: Rows = ()
    findings: Rows = ()
    unit: str = ""
    readable: bool = True


@dataclass(frozen=True)
class Matter:
    """A finding by its key; ``amount`` in yuan, empty where no piece has one. ``before``: the amount it had."""

    finding: str
    severity: str
    title: str
    amount: str = ""
    before: str = ""


@dataclass(frozen=True)
class Moved:
    """A fact or an indicator. ``before`` and ``now``: empty is no data, None that the table does not know it."""

    name: str
    before: str | None
    now: str | None
    measure: str = ""


@dataclass(frozen=True)
class Compared:
    """How a unit-year's tables differ from those before; ``counts`` are of all, the lists of at most ``MOST``.

    ``basis`` is ``compared``, ``first`` (there was nothing before) or ``unreadable`` (nobody can say what was before);
    the lists of the last two are empty. ``found`` counts the findings that there are now by severity.
    """

    basis: str
    new: tuple[Matter, ...] = ()
    gone: tuple[Matter, ...] = ()
    altered: tuple[Matter, ...] = ()
    facts: tuple[Moved, ...] = ()
    scores: tuple[Moved, ...] = ()
    counts: dict[str, int] = field(default_factory=dict, hash=False)
    found: dict[str, int] = field(default_factory=dict, hash=False)

    def count(self, kind: str) -> int:
        """How many there are of ``new``, ``gone``, ``altered``, ``facts`` or ``scores``, listed or not."""
        return self.counts.get(kind, 0)


def read_tables(folder: Path, unit: str = "") -> Tables | None:
    """The tables in a unit-year's outputs; None where none of them is there."""
    paths = {name: folder / f"{name}.csv" for name in COLUMNS}
    if not any(path.exists() for path in paths.values()):
        return None
    csv.field_size_limit(max(csv.field_size_limit(), _CELL))
    try:
        facts, scores, findings = (list(_rows(paths[name], columns)) for name, columns in COLUMNS.items())
        return Tables(facts, scores, findings, unit)
    except (OSError, ValueError, csv.Error):
        return Tables(unit=unit, readable=False)


def compared(before: Tables | None, now: Tables) -> Compared:
    """What is new, gone or other in ``now``; ``before`` is None where there was no run before."""
    try:
        matters = _matters(now)
    except ValueError:
        return Compared(UNREADABLE)
    found = {severity: sum(one.severity == severity for one, _ in matters.values()) for severity in SEVERITIES}
    if before is None:
        return Compared(FIRST, found=found)
    try:
        known = _matters(before)
    except ValueError:
        return Compared(UNREADABLE, found=found)
    kinds: dict[str, list] = {
        "new": _gravest(matters[key][0] for key in matters.keys() - known),
        "gone": _gravest(known[key][0] for key in known.keys() - matters),
        "altered": _gravest(_altered(known, matters)),
        "facts": list(_moved(_facts(before), _facts(now))),
        "scores": list(_moved(_scores(before), _scores(now))),
    }
    listed = {kind: tuple(entries[:MOST]) for kind, entries in kinds.items()}
    return Compared(ALTERED, **listed, counts={kind: len(entries) for kind, entries in kinds.items()}, found=found)


def restored(body: Mapping[str, Any]) -> Compared:
    """The value of which ``body`` is ``asdict``, through JSON or not. Errors: ValueError for anything else."""
    try:
        new, gone, altered = (tuple(Matter(**one) for one in body[kind]) for kind in ("new", "gone", "altered"))
        facts, scores = (tuple(Moved(**one) for one in body[kind]) for kind in ("facts", "scores"))
        return Compared(
            str(body["basis"]), new, gone, altered, facts, scores, dict(body["counts"]), dict(body["found"])
        )  # fmt: skip
    except (KeyError, TypeError) as problem:
        raise ValueError(f"no comparison of two runs: {problem}") from None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The cells of ``columns``. Errors: ValueError for a table of another shape."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        head = next(reader, [])
        places = {column: head.index(column) for column in columns}
        for row in reader:
            if len(row) != len(head):
                raise ValueError(f"{path.name}: a row of {len(row)} cells below {len(head)} headings")
            yield {column: row[place] for column, place in places.items()}


def _matters(tables: Tables) -> dict[str, tuple[Matter, str]]:
    """Each finding with the hash of its evidence. Errors: ValueError for tables that say nothing."""
    if not tables.readable:
        raise ValueError("unreadable")
    groups: dict[str, list[Mapping[str, str]]] = {}
    for row in tables.findings:
        groups.setdefault(row["finding"], []).append(row)
    return {key: (_matter(key, rows, tables.unit), rows[0]["evidence"]) for key, rows in groups.items()}


def _matter(key: str, rows: list[Mapping[str, str]], unit: str) -> Matter:
    severity = min((row["severity"] for row in rows), key=SEVERITIES.index)
    own = [row["amount"] for row in rows if row["amount"] and unit in ("", row["unit"])]
    return Matter(_short(key), severity, _short(rows[0]["title"]), _total(own))


def _total(amounts: list[str]) -> str:
    if not all(map(AMOUNT.fullmatch, amounts)):
        raise ValueError("no amount")
    with localcontext() as exact:
        exact.prec = 60
        return str(sum(map(Decimal, amounts), Decimal(0))) if amounts else ""


def _altered(known: Mapping[str, tuple[Matter, str]], matters: Mapping[str, tuple[Matter, str]]) -> Iterator[Matter]:
    for key in matters.keys() & known:
        (old, was), (new, now) = known[key], matters[key]
        if was != now:
            yield Matter(new.finding, new.severity, new.title, new.amount, old.amount)


def _gravest(matters: Iterable[Matter]) -> list[Matter]:
    return sorted(matters, key=lambda one: (SEVERITIES.index(one.severity), -Decimal(one.amount or 0), one.finding))


def _facts(tables: Tables) -> dict[str, Moved]:
    return {row["fact"]: Moved(_short(row["fact"]), None, row["value"], row["measure"]) for row in tables.facts}


def _scores(tables: Tables) -> dict[str, Moved]:
    named = ((f"{row['system']} {row['indicator']}", row) for row in tables.scores)
    return {name: Moved(_short(f"{name} {row['level3']}"), None, row["score"], "分") for name, row in named}


def _moved(before: Mapping[str, Moved], now: Mapping[str, Moved]) -> Iterator[Moved]:
    """What has another value: in the order of the table, then what it does not know any more."""
    for key, new in now.items():
        old = before.get(key)
        if old and old.measure != new.measure:
            yield Moved(new.name, _short(f"{old.now} {old.measure}"), _short(f"{new.now} {new.measure}"))
        elif not _equal(was := old.now if old else None, new.now):
            yield Moved(new.name, _cell(was), _cell(new.now), _short(new.measure))
    for key, gone in before.items():
        if key not in now:
            yield Moved(gone.name, _cell(gone.now), None, _short(gone.measure))


def _equal(old: str | None, new: str | None) -> bool:
    """The same text, or the same amount written otherwise (7000 and 7000.00)."""
    if old is None or new is None or old == new:
        return old == new
    return all(map(AMOUNT.fullmatch, (old, new))) and Decimal(old) == Decimal(new)


def _cell(text: str | None) -> str | None:
    return None if text is None else _short(text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"
