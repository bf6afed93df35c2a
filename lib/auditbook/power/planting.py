"""Planted rows: the texts of ``plants.yaml`` with days, amounts, payees and accounts of the unit's own ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa

from auditbook.checks import sandbox
from auditbook.checks.examples import typed
from auditbook.checks.steps import period, prepare
from auditbook.errors import SetupError
from auditbook.tables import tables
from auditbook.yamlfile import read_yaml

FILE = "（植入）"
_PLACE = re.compile(r"\{(?P<name>\w+)(?:(?P<sign>[+*-])(?P<by>[0-9.]+))?\}")
_CENT = Decimal("0.01")
_OWN = """
    SELECT (SELECT list(DISTINCT date ORDER BY date) FROM vouchers WHERE date BETWEEN $first_day AND $last_day) AS days,
           (SELECT list(DISTINCT spent ORDER BY spent) FROM vouchers
            WHERE spent >= 200 AND spent < $limit * 0.8) AS amounts,
           (SELECT coalesce(sum(spent), 0) FROM vouchers WHERE NOT closing) AS year_spent,
           (SELECT list(DISTINCT one_payee ORDER BY one_payee) FROM vouchers
            WHERE money_out > 0 AND one_payee IS NOT NULL AND spent > 0) AS payees,
           (SELECT list(DISTINCT name ORDER BY name) FROM members) AS members,
           (SELECT mode(word) FROM journal) AS word, (SELECT mode(maker) FROM journal) AS maker,
           (SELECT mode(checker) FROM journal) AS checker, (SELECT mode(poster) FROM journal) AS poster"""
# the account of a role that this unit posts to most, else the first of the chart
_ACCOUNTS = """
    SELECT a.role, arg_max(a.code, coalesce(n.lines, 0) * 10 + (a.level > 1)::INTEGER) AS code
    FROM accounts a LEFT JOIN (SELECT account, count(*) AS lines FROM journal GROUP BY account) n ON n.account = a.code
    WHERE a.role IS NOT NULL GROUP BY a.role"""


@dataclass(frozen=True, eq=False)
class Plant:
    """One variation of an irregularity: what it is, the rows that it adds by table, the rows that it takes away.

    ``alone``: it changes what other plants are measured by, so it goes into a copy of its own.
    """

    check: str
    says: str
    rows: Mapping[str, str]
    drop: Mapping[str, str]
    alone: bool = False


@dataclass
class Own:
    """What a unit's own ledger gives for planted rows; ``random`` depends on the seed alone."""

    random: Random
    year: int
    limit: Decimal
    days: list[date]
    amounts: list[Decimal]
    year_spent: Decimal
    payees: list[str]
    members: list[str]
    accounts: dict[str, str]
    usual: dict[str, str | None] = field(default_factory=dict)


@cache
def plants() -> tuple[Plant, ...]:
    """The fixed set. Errors: SetupError for a table that there is not."""
    found = []
    for check, variations in read_yaml(Path(__file__).parent / "plants.yaml").items():
        for spec in variations:
            rows = {name: text for name, text in spec.items() if name not in ("says", "drop", "alone")}
            if unknown := set(rows) - set(tables()):
                raise SetupError(f"power/plants.yaml：{check} 有不认识的表 {'、'.join(sorted(unknown))}。")
            found.append(Plant(check, spec["says"], rows, spec.get("drop", {}), spec.get("alone", False)))
    return tuple(found)


def own(con: duckdb.DuckDBPyConnection, year: int, limit: Decimal, random: Random) -> Own:
    """Days, amounts, payees and accounts of the books behind ``con``."""
    given = {**period(year), "limit": limit}
    prepare(con, [_OWN], given)
    (row,) = sandbox.select(con, _OWN, given).to_pylist()
    accounts = {r["role"]: r["code"] for r in sandbox.select(con, _ACCOUNTS).to_pylist()}
    firms = [name for name in row["payees"] or () if len(name) > 4] or ["植入商户"]
    return Own(
        random, year, limit, row["days"] or [date(year, 6, 15)], row["amounts"] or [Decimal("500.00")],
        Decimal(row["year_spent"]), firms, row["members"] or ["植入会员001", "植入会员002", "植入会员003"], accounts,
        {name: row[name] for name in ("word", "maker", "checker", "poster")},
    )  # fmt: skip


def planted(wanted: list[Plant], own: Own) -> tuple[dict[str, pa.Table], dict[int, Plant]]:
    """The rows to add by table, and which plant each row number of the file （植入） belongs to."""
    rows: dict[str, list[dict[str, Any]]] = {}
    owners: dict[int, Plant] = {}
    number = 900_000
    for plant in wanted:
        values = _values(own)
        for name, text in plant.rows.items():
            for row in _rows(name, text, own, values):
                number += 1
                row.update({"file": FILE, "sheet": "", "row": number})
                owners[number] = plant
                rows.setdefault(name, []).append(row)
    return {name: typed(tables()[name], found) for name, found in rows.items()}, owners


def _values(own: Own) -> dict[str, Any]:
    """One choice for every name that the texts of one plant use, so that its rows speak of the same payee."""
    return {
        "day": own.random.choice(own.days[: max(1, len(own.days) * 3 // 4)]),
        "amount": own.random.choice(own.amounts), "limit": own.limit, "spent": own.year_spent,
        "shop": own.random.choice(own.payees), "other": f"植入商户{own.random.randrange(100, 999)}",
        "member": own.random.choice(own.members), "invoice": f"9{own.random.randrange(10**9):09d}",
        "maker": own.usual.get("maker") or "植入制单员", "rest": _sunday(own.year),
        "year": own.year, "number": own.random.randrange(700, 980),
    }  # fmt: skip


def _rows(name: str, text: str, own: Own, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    table = tables()[name]
    above: dict[str, Any] = {}
    number = values["number"]
    for cells in lines[1:]:
        row: dict[str, Any] = {}
        for heading, cell in zip(lines[0], cells, strict=True):
            filled = _PLACE.sub(lambda mark: _filled(mark, values), cell)
            if heading == "角色":
                role, _, below = filled.partition("+")
                row["account"] = f"{own.accounts.get(role, role)}{below}"
                continue
            known = table.heading(heading)
            if known is None:
                raise SetupError(f"power/plants.yaml：{table.title}没有“{heading}”列。")
            row[known[0].name] = filled
        if name == "journal":
            if row.get("date"):
                number += 1
                above = {key: row.get(key) for key in ("date", "attachments", "maker", "checker", "entered")}
            row = {**own.usual, **{k: v for k, v in above.items() if v}, **{k: v for k, v in row.items() if v}}
            word = own.usual.get("word") or "记"
            month = int(str(row["date"])[5:7])
            row.update({"number": number, "word": word, "period": row.get("period") or month,
                        "voucher": row.get("voucher") or f"{word}-{number}"})  # fmt: skip
        yield row


def _sunday(year: int) -> date:
    """A Sunday in the middle of March, which no year has made a working day."""
    day = date(year, 3, 10)
    return day + timedelta(6 - day.weekday())


def _filled(mark: re.Match[str], values: Mapping[str, Any]) -> str:
    value, sign = values[mark["name"]], mark["sign"]
    if sign is None:
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, date):
        return (value + timedelta(int(mark["by"]) * (-1 if sign == "-" else 1))).isoformat()
    by = Decimal(mark["by"])
    if isinstance(value, int):
        return str(value + int(by) * (-1 if sign == "-" else 1))
    moved = value * by if sign == "*" else value + by if sign == "+" else value - by
    return str(Decimal(moved).quantize(_CENT, ROUND_HALF_UP))
