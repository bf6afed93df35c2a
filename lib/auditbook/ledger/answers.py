"""What the checks answer about a unit-year's books, computed once for the same data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from auditbook.checks import Check, checks, run, sandbox
from auditbook.checks.header import UNITS
from auditbook.checks.sandbox import words
from auditbook.errors import SetupError
from auditbook.files import code_digest, used, write_whole
from auditbook.finding import Evidence, Outcome, Source
from auditbook.ledger.books import Books, YearBooks
from auditbook.ledger.store import Store
from auditbook.ledger.views import units_table
from auditbook.tables import written
from auditbook.versions import versions

FOLDER = "answers"
SETTINGS = ("purchase_limit", "materiality", "respond_days", "rectify_days", "report_date", "cut_off")
_SEEN = pa.schema([
    ("check_id", pa.string()), ("title", pa.string()), ("status", pa.string()), ("findings", pa.int64()),
    ("amount", pa.decimal128(18, 2)),
])  # fmt: skip


def answers(books: Books, store: Store, own: Path, settings: Mapping[str, Any]) -> list[Outcome]:
    """The outcomes of all checks of one unit's books, ours and the organisation's ``own``."""
    path = answers_path(books, store, own, settings)
    kept = None if store.again else read_outcomes(path)
    if kept is None:
        kept = asked(checks_of_unit(own), books, settings)
        write_outcomes(path, kept)
    return kept


def answers_path(books: Books, store: Store, own: Path, settings: Mapping[str, Any]) -> Path:
    """Where the answers about one unit's books are kept; it stands for all data that decide."""
    return store.folder / FOLDER / f"{_key(books, own, settings)}.json"


def checks_of_unit(own: Path | None) -> list[Check]:
    """All checks that are asked of each unit."""
    return [check for check in checks(own).values() if check.scope != UNITS]


def asked(
    wanted: list[Check], books: Books, settings: Mapping[str, Any], known: Mapping[str, Outcome] | None = None
) -> list[Outcome]:
    """The outcomes in the order of ids; what asks for the answers of others comes after them.

    ``known`` are outcomes by id that need not be asked for any more.
    """
    known = known or {}
    found = {check.id: known.get(check.id) or _answer(check, books, settings) for check in wanted if not check.second}
    later = [check for check in wanted if check.second]
    if any(check.id not in known for check in later):
        books.connection.register("outcomes_told", outcomes_table(found.values()))
        sandbox.keep(books.connection, "outcomes", "SELECT * FROM outcomes_told", {}, sandbox.SECONDS, view=False)
    found |= {check.id: known.get(check.id) or _answer(check, books, settings) for check in later}
    return [found[check.id] for check in wanted]


def outcomes_table(outcomes: Iterable[Outcome]) -> pa.Table:
    """What a check sees of the answers of others."""
    rows = [(one.check, one.title, one.status, one.found or len(one.evidence), one.amount) for one in outcomes]
    return pa.Table.from_pylist([dict(zip(_SEEN.names, row, strict=True)) for row in rows], schema=_SEEN)


def _answer(check: Check, books: Books, settings: Mapping[str, Any]) -> Outcome:
    return about_unread(run(check, books.connection, books.year, books.present, settings), books)


def about_unread(outcome: Outcome, books: Books | YearBooks) -> Outcome:
    """The outcome, which says so where a table may be missing only because its file could not be read."""
    if outcome.status == "not_enough_data" and books.unread and "未提供" in outcome.message:
        told = f"{outcome.message}（另有文件已提供但未能读取：{'、'.join(books.unread)}）"
        return replace(outcome, message=told)
    return outcome


def _key(books: Books, own: Path, settings: Mapping[str, Any]) -> str:
    member = books.members[0]
    told = [books.province, *_told(books.now, written() - written_asked(own)), *_told(member.before)]
    units = [str(row) for row in units_table([member, *books.others]).to_pylist()]
    files = [line for folder in (own, books.accounts, books.limits) for line in own_files(folder)]
    return joined([*told, *units, *files, *program(settings)])


def program(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """What the answers follow from besides all data: the settings, and whatever reads, asks and tells."""
    return json.dumps(dict(settings), default=str, sort_keys=True), code_digest(), str(versions())


def written_asked(own: Path) -> frozenset[str]:
    """The tables among those that people write about findings which a check asks all the same."""
    named = [words(sql) for check in checks(own).values() for sql in check.statements if sql]
    return written().intersection(frozenset().union(*named))


def own_files(folder: Path | None) -> list[str]:
    """Names and contents of what an organisation has of its own in ``folder``."""
    found = sorted(folder.glob("*")) if folder is not None and folder.is_dir() else []
    return [f"{path.name}|{path.read_bytes()!r}" for path in found if path.is_file()]


def joined(parts: Iterable[str]) -> str:
    """A short name that stands for all of the parts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{part}\x1f".encode(errors="surrogateescape"))
    return whole.hexdigest()[:40]


def _told(books: YearBooks, without: frozenset[str] = frozenset()) -> list[str]:
    """What a year's books consist of."""
    small = [f"{name}|{row.source}|{sorted(row.values.items())}" for name, rows in sorted(books.small.items())
             for row in rows if name not in without]  # fmt: skip
    profile = [f"{key}|{entry}" for key, entry in sorted(books.profile.items())]
    kept = [f"{kept.name}|{kept.digest}" for kept in books.kept]
    return [str(books.year), *books.unread, *kept, *small, *profile]


def outcomes_text(outcomes: list[Outcome]) -> str:
    """The outcomes as they are kept."""
    return json.dumps([asdict(outcome) for outcome in outcomes], default=_tagged, ensure_ascii=False)


def write_outcomes(path: Path, outcomes: list[Outcome]) -> None:
    """Keeps the outcomes in ``path``. Errors: OSError."""
    write_whole(path, outcomes_text(outcomes))


def read_outcomes(path: Path) -> list[Outcome] | None:
    """The outcomes that were kept in ``path``; None where there are none, or where it is damaged."""
    try:
        known = json.loads(path.read_text("utf-8"), object_hook=_untagged)
        used(path)
        return [_outcome(body) for body in known] if isinstance(known, list) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return None


def forget_failed(path: Path) -> None:
    """What failed is asked again by the next run: the machine may have been busy, or short of memory."""
    if any(outcome.status == "failed" for outcome in read_outcomes(path) or ()):
        path.unlink(missing_ok=True)


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, Decimal | date):
        return {"~": type(value).__name__, "value": str(value)}
    raise SetupError(f"检查结果里有不能保存的值（{type(value).__name__}）。")


def _untagged(body: dict[str, Any]) -> Any:
    if body.get("~") == "Decimal":
        return Decimal(body["value"])
    return date.fromisoformat(body["value"]) if body.get("~") == "date" else body


def _outcome(body: dict[str, Any]) -> Outcome:
    evidence = tuple(Evidence(**{**piece, "source": Source(**piece["source"])}) for piece in body.pop("evidence"))
    known = {field.name for field in fields(Outcome)}
    for name in ("parts", "looked"):
        body[name] = tuple(body.get(name, ()))
    return Outcome(**{key: value for key, value in body.items() if key in known}, evidence=evidence)
