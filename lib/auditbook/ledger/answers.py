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

from auditbook.checks import Check, checks, run, sandbox
from auditbook.checks.header import UNITS
from auditbook.errors import SetupError
from auditbook.files import code_digest, write_whole
from auditbook.finding import Evidence, Outcome, Source
from auditbook.ledger.books import Books, YearBooks
from auditbook.ledger.store import Store
from auditbook.tables import tables

SETTINGS = ("purchase_limit", "materiality", "respond_days", "rectify_days", "report_date", "cut_off")
DECIDING = ("ledger", "checks", "accounts", "limits", "tables", "figures.py", "finding.py")
_FOUND = """SELECT unnest($checks::VARCHAR[]) AS check_id, unnest($titles::VARCHAR[]) AS title,
    unnest($status::VARCHAR[]) AS status, unnest($rows::BIGINT[]) AS findings,
    unnest($amounts::DECIMAL(18,2)[]) AS amount"""


def answers(books: Books, store: Store, own: Path, settings: Mapping[str, Any]) -> list[Outcome]:
    """The outcomes of all checks of one unit's books, ours and the organisation's ``own``."""
    path = store.folder / "answers" / f"{_key(books, own, settings)}.json"
    kept = None if store.again else read_outcomes(path)
    if kept is None:
        kept = asked([check for check in checks(own).values() if check.scope != UNITS], books, settings)
        write_outcomes(path, kept)
    return kept


def asked(wanted: list[Check], books: Books, settings: Mapping[str, Any]) -> list[Outcome]:
    """The outcomes in the order of ids; what asks for the answers of others comes after them."""
    found = {check.id: _answer(check, books, settings) for check in wanted if not check.second}
    if later := [check for check in wanted if check.second]:
        sandbox.keep(books.connection, "outcomes", _FOUND, _table(found.values()), sandbox.SECONDS, view=False)
        found |= {check.id: _answer(check, books, settings) for check in later}
    return [found[check.id] for check in wanted]


def _table(outcomes: Iterable[Outcome]) -> dict[str, list[Any]]:
    listed = list(outcomes)
    return {
        "checks": [outcome.check for outcome in listed], "titles": [outcome.title for outcome in listed],
        "status": [outcome.status for outcome in listed],
        "rows": [outcome.found or len(outcome.evidence) for outcome in listed],
        "amounts": [outcome.amount for outcome in listed],
    }  # fmt: skip


def _answer(check: Check, books: Books, settings: Mapping[str, Any]) -> Outcome:
    outcome = run(check, books.connection, books.year, books.present, settings)
    if outcome.status == "not_enough_data" and books.unread and "未提供" in outcome.message:
        # handed in, but not readable, is not the same as not handed in
        told = f"{outcome.message}（另有文件已提供但未能读取：{'、'.join(books.unread)}）"
        return replace(outcome, message=told)
    return outcome


def _key(books: Books, own: Path, settings: Mapping[str, Any]) -> str:
    member = books.members[0]
    told = [member.unit, member.kind, books.province, *_told(books.now, _written()), *_told(member.before)]
    files = [line for folder in (own, books.accounts, books.limits) for line in own_files(folder)]
    return joined([*told, json.dumps(dict(settings), default=str, sort_keys=True), *files, code_digest(*DECIDING)])


def own_files(folder: Path | None) -> list[str]:
    found = sorted(folder.glob("*")) if folder is not None and folder.is_dir() else []
    return [f"{path.name}|{path.read_bytes()!r}" for path in found if path.is_file()]


def joined(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(f"{part}\x1f".encode(errors="surrogateescape"))
    return whole.hexdigest()[:40]


def _written() -> frozenset[str]:
    """The tables that are decided about findings: they change none of them."""
    return frozenset(name for name, table in tables().items() if table.written)


def _told(books: YearBooks, without: frozenset[str] = frozenset()) -> list[str]:
    """What a year's books consist of."""
    small = [f"{name}|{row.source}|{sorted(row.values.items())}" for name, rows in sorted(books.small.items())
             for row in rows if name not in without]  # fmt: skip
    profile = [f"{key}|{entry.value}" for key, entry in sorted(books.profile.items())]
    kept = [f"{kept.name}|{kept.digest}" for kept in books.kept]
    return [str(books.year), *books.unread, *kept, *small, *profile]


def write_outcomes(path: Path, outcomes: list[Outcome]) -> None:
    write_whole(path, json.dumps([asdict(outcome) for outcome in outcomes], default=_tagged, ensure_ascii=False))


def read_outcomes(path: Path) -> list[Outcome] | None:
    """The outcomes that were kept in ``path``; None where there are none, or where it is damaged."""
    try:
        known = json.loads(path.read_text("utf-8"), object_hook=_untagged)
        return [_outcome(body) for body in known] if isinstance(known, list) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return None


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
    body["parts"] = tuple(body.get("parts", ()))
    return Outcome(**{key: value for key, value in body.items() if key in known}, evidence=evidence)
