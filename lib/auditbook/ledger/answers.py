"""What the checks answer about a unit-year's books, computed once for the same books, checks and settings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditbook.checks import Check, checks, run
from auditbook.errors import SetupError
from auditbook.files import code_digest, write_whole
from auditbook.finding import Evidence, Outcome, Source
from auditbook.ledger.books import Books, YearBooks
from auditbook.ledger.store import Store

_SETTINGS = ("purchase_limit", "materiality", "respond_days", "rectify_days")
_DECIDING = ("ledger", "checks", "accounts", "tables", "figures.py", "finding.py")


def answers(books: Books, store: Store, own: Path, settings: Any) -> list[Outcome]:
    """The outcomes of all checks, ours and the organisation's ``own``; none where no large table was delivered."""
    if not books.now.kept:
        return []
    known = {key: settings[key] for key in _SETTINGS if settings[key] is not None}
    path = store.folder / "answers" / f"{_key(books, own, known)}.json"
    kept = None if store.again else _read(path)
    if kept is None:
        kept = [_answer(check, books, known) for check in checks(own).values()]
        _write(path, kept)
    return kept


def _answer(check: Check, books: Books, known: dict[str, Any]) -> Outcome:
    outcome = run(check, books.connection, books.now.year, books.now.present, known)
    if outcome.status == "not_enough_data" and books.now.unread and "未提供" in outcome.message:
        # handed in, but not readable, is not the same as not handed in
        told = f"{outcome.message}（另有文件已提供但未能读取：{'、'.join(books.now.unread)}）"
        return replace(outcome, message=told)
    return outcome


def _key(books: Books, own: Path, known: dict[str, Any]) -> str:
    whole = hashlib.sha256()
    for part in (books.unit, *_told(books.now), *_told(books.before), json.dumps(known, default=str, sort_keys=True)):
        whole.update(f"{part}\x1f".encode(errors="surrogateescape"))
    for folder in (own, books.own):
        for path in sorted(folder.glob("*")) if folder is not None and folder.is_dir() else ():
            if path.is_file():
                whole.update(path.name.encode() + path.read_bytes())
    whole.update(code_digest(*_DECIDING).encode())
    return whole.hexdigest()[:40]


def _told(books: YearBooks) -> list[str]:
    """What a year's books consist of."""
    small = [f"{name}|{row.source}|{sorted(row.values.items())}" for name, rows in sorted(books.small.items())
             for row in rows]  # fmt: skip
    return [str(books.year), *books.unread, *(f"{kept.name}|{kept.digest}" for kept in books.kept), *small]


def _write(path: Path, outcomes: list[Outcome]) -> None:
    write_whole(path, json.dumps([asdict(outcome) for outcome in outcomes], default=_tagged, ensure_ascii=False))


def _read(path: Path) -> list[Outcome] | None:
    try:
        return [_outcome(body) for body in json.loads(path.read_text("utf-8"), object_hook=_untagged)]
    except (OSError, ValueError, TypeError, KeyError):
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
