"""The accounts of a unit's books: class, name, what stands above, and those that the trade treats in a fixed way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from auditbook.accounts.roles import for_members
from auditbook.checks import sandbox

INCOME, EXPENDITURE = "收入", "支出"
CLASSES = ("资产", "负债", "净资产", INCOME, EXPENDITURE)
_SEPARATORS = "/-_—\\:： "


@dataclass(frozen=True)
class Account:
    """One row of the view ``accounts``."""

    code: str
    name: str
    parent: str | None
    level: int
    class_: str | None
    side: str | None
    listed: bool
    verified: bool
    system: str | None
    role: str | None
    top_role: str | None


@dataclass(frozen=True)
class Accounts:
    """All accounts by code."""

    by_code: dict[str, Account]

    def above(self, code: str) -> Iterator[str]:
        """``code`` and the codes above it, nearest first."""
        found: str | None = code
        while found is not None:
            yield found
            account = self.by_code.get(found)
            found = account.parent if account else None

    def top(self, code: str) -> str:
        """The first-level account of ``code``."""
        return list(self.above(code))[-1]

    def class_of(self, code: str | None) -> str | None:
        """The class of ``code``; None if unknown."""
        account = self.by_code.get(code or "")
        return account.class_ if account else None

    def name(self, code: str) -> str:
        """The name without that of the account above, which some programs put in front (职工活动支出/文体活动费)."""
        account = self.by_code.get(code)
        if account is None or not account.name:
            return code
        above = self.by_code.get(account.parent or "")
        name = account.name
        for start in (above.name, self.name(above.code)) if above else ():
            if name.startswith(start) and name[len(start) : len(start) + 1] in tuple(_SEPARATORS):
                return name[len(start) :].strip(_SEPARATORS) or account.name
        return name

    def has(self, code: str | None, role: str) -> bool:
        """``code`` is an account of ``role``, or the nearest one above it that has a role is."""
        account = self.by_code.get(code or "")
        return account is not None and account.role == role

    def for_members(self, code: str | None) -> bool:
        """``code`` is spending for members themselves."""
        account = self.by_code.get(code or "")
        return account is not None and account.top_role in for_members()

    def of(self, role: str) -> list[str]:
        """All codes of ``role``."""
        return [code for code in self.by_code if self.has(code, role)]


def accounts(con: duckdb.DuckDBPyConnection) -> Accounts:
    """The view ``accounts`` as values."""
    rows = sandbox.select(
        con, "SELECT code, name, parent, level, class, side, listed, verified, system, role, top_role FROM accounts"
    ).to_pylist()
    return Accounts(
        {row["code"]: Account(row["code"], row["name"] or "", row["parent"], row["level"], row["class"], row["side"],
                              row["listed"], row["verified"], row["system"], row["role"], row["top_role"])
         for row in rows}
    )  # fmt: skip
