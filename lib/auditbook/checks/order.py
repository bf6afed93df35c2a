"""The order of a statement's rows, taken out of its text: within another statement an ORDER BY does not count."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import duckdb

from auditbook.checks.sandbox import words

HIDDEN = "__by"
_ORDER = "ORDER_MODIFIER"
_WAYS = {"ORDER_DEFAULT": "", "ASCENDING": " ASC", "DESCENDING": " DESC"}
_NULLS = {
    "ORDER_DEFAULT": "", "NULLS_FIRST": " NULLS FIRST", "NULLS_LAST": " NULLS LAST", "NULLS FIRST": " NULLS FIRST",
    "NULLS LAST": " NULLS LAST",
}  # fmt: skip
_KNOWN: dict[str, Unordered] = {}


@dataclass(frozen=True)
class Unordered:
    """A SELECT without its outermost ORDER BY: ``by`` are the columns of its answer, and how each of them counts.

    What is no column of the answer is one now, called ``__by0`` …, after all others. Without any ``by`` the text is as
    it was: nothing orders its rows, or not as can be taken out.
    """

    sql: str
    by: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that order the rows."""
        return tuple(name for name, _ in self.by)


def unordered(con: duckdb.DuckDBPyConnection, sql: str) -> Unordered:
    """``sql``, which is one SELECT, without its order. Errors: duckdb.Error."""
    if "order" not in words(sql):
        return Unordered(sql)
    if sql not in _KNOWN:
        _KNOWN[sql] = _taken_out(con, sql)
    return _KNOWN[sql]


def _taken_out(con: duckdb.DuckDBPyConnection, sql: str) -> Unordered:
    tree = json.loads(_one(con, "SELECT json_serialize_sql(?)", sql))
    if tree["error"]:
        return Unordered(sql)
    node = tree["statements"][0]["node"]
    # with a LIMIT or DISTINCT beside it the order decides which rows there are
    if [modifier["type"] for modifier in node["modifiers"]] != [_ORDER]:
        return Unordered(sql)
    orders = node["modifiers"].pop()["orders"]
    names = [_column(node, number, order["expression"]) for number, order in enumerate(orders)]
    ways = [_WAYS.get(order["type"], "") + _NULLS.get(order["null_order"], "") for order in orders]
    by = tuple((name, way) for name, way in zip(names, ways, strict=True) if name is not None)
    if len(by) < len(orders):
        return Unordered(sql)
    return Unordered(_one(con, "SELECT json_deserialize_sql(?::JSON)", json.dumps(tree)), by)


def _column(node: dict[str, Any], number: int, expression: dict[str, Any]) -> str | None:
    """The column of the answer that is this ``expression``, made where there is none; None for what cannot be one."""
    if node["type"] != "SELECT_NODE":
        # over a UNION there are only the columns of the answer
        return str(expression["column_names"][-1]) if expression["class"] == "COLUMN_REF" else None
    if expression["class"] in ("CONSTANT", "STAR"):
        return None
    # a name alone is first that of an answer's column
    named = [one for one in node["select_list"] if one["alias"] and [one["alias"]] == expression.get("column_names")]
    name = f"{HIDDEN}{number}"
    node["select_list"].append({**(named or [expression])[0], "alias": name})
    return name


def _one(con: duckdb.DuckDBPyConnection, sql: str, text: str) -> str:
    ((found,),) = con.execute(sql, [text]).fetchall()
    return str(found)
