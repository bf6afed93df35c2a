"""Limits on spending as dated data with their citation: one YAML file a province, an organisation's own among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from auditbook.errors import SetupError
from auditbook.yamlfile import files_of, read_yaml, shown_name

NATIONAL = "全国"
OWN = "本单位"
SCHEMA = pa.schema([
    ("topic", pa.string()), ("title", pa.string()), ("amount", pa.decimal128(18, 2)), ("from_day", pa.date32()),
    ("to_day", pa.date32()), ("basis", pa.string()), ("verified", pa.bool_()), ("whose", pa.string()),
    ("file", pa.string()),
])  # fmt: skip
_KEYS = {"title", "amount", "from", "to", "also", "document", "clause", "verified"}


@dataclass(frozen=True)
class Limit:
    """What may be spent on ``topic`` (yuan a person, as ``title`` says) on days from ``from_day`` to ``to_day``.

    A limit without ``from_day`` is in force on no day. ``whose`` is 全国, a province or 本单位.
    """

    topic: str
    title: str
    amount: Decimal
    from_day: date | None
    to_day: date | None
    basis: str
    verified: bool
    whose: str
    file: str
    also: tuple[str, ...] = ()


def limits(province: str, own: Path | None = None) -> list[Limit]:
    """The limits of the nation and of ``province``; files in ``own`` take the place of ours of the same name.

    Errors: SetupError naming file and topic.
    """
    return [limit for limit in _all(files_of(Path(__file__).parent, own)) if limit.whose in (NATIONAL, province)]


def limits_table(province: str, year: int, stated: Mapping[str, Any], own: Path | None = None) -> pa.Table:
    """The view ``limits``: those of ``province``, and what the unit has set for itself (``stated``: name → yuan)."""
    known = limits(province, own)
    rows = [*known, *(_own(name, amount, year, known) for name, amount in stated.items())]
    columns = {name: [getattr(row, name) for row in rows] for name in SCHEMA.names}
    return pa.table(columns, schema=SCHEMA)


def _own(name: str, amount: Any, year: int, known: list[Limit]) -> Limit:
    """A unit's own limit, under the topic that its name means."""
    topic = next((limit.topic for limit in known if name in (limit.topic, limit.title, *limit.also)), name)
    first, last = date(year, 1, 1), date(year, 12, 31)
    return Limit(topic, name, Decimal(amount), first, last, f"本单位自定标准：{name}", False, OWN, "profile.yaml")


@cache
def _all(files: tuple[tuple[Path, int, int], ...]) -> tuple[Limit, ...]:
    return tuple(limit for path, _, _ in files for limit in _read(path))


def _read(path: Path) -> Iterator[Limit]:
    file, body = shown_name(path), read_yaml(path)
    if not isinstance(body, dict) or not isinstance(body.get("topics"), dict) or not body.get("province"):
        raise SetupError(f"{file}：应有 province 和 topics。写法见 lib/auditbook/limits/hunan.yaml。")
    for topic, spec in body["topics"].items():
        place = f"{file}：标准“{topic}”"
        if not isinstance(spec, dict) or set(spec) - _KEYS:
            raise SetupError(f"{place} 应写成 {{title, amount, from, to, also}}。")
        yield _limit(str(topic), spec, body, place, file)


def _limit(topic: str, spec: dict, body: dict, place: str, file: str) -> Limit:
    amount, days = spec.get("amount"), [spec.get(key) for key in ("from", "to")]
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise SetupError(f"{place} 的 amount 应是金额（元）。")
    if any(day is not None and not isinstance(day, date) for day in days):
        raise SetupError(f"{place} 的 from、to 应写成 2018-01-01 的日期；没有截止日的 to 写 null。")
    document = str(spec.get("document", body.get("document", "")))
    about = body.get("documents", {}).get(document, {})
    title = about.get("title", document) if isinstance(about, dict) else document
    clause = f"{spec['clause']}" if spec.get("clause") else ""
    verified = spec.get("verified", body.get("verified", False))
    return Limit(
        topic, str(spec.get("title", topic)), Decimal(amount), days[0], days[1], f"{title}{clause}",
        isinstance(verified, date), str(body["province"]), file, tuple(map(str, spec.get("also", ()))),
    )  # fmt: skip
