"""What the trade calls certain accounts, whatever their code: cash, dues, contributions, entrusted money."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from auditbook.accounts.account import Account
from auditbook.accounts.doubts import alike
from auditbook.cells import fold
from auditbook.yamlfile import read_yaml

FILE = "roles"
_CLASS = {"预算结余": "surplus"}
_PARTS = re.compile(r"[/\\\-_—:： ]")


def role(own: str | None, listed: Account | None, above: str | None) -> str | None:
    """The role of an account: by its name in the chart, or in the books where that differs, else that of ``above``.

    ``own`` is the unit's own name, ``listed`` the account of the chart with its code.
    """
    name = listed.name if listed and (not own or alike(own, listed.name)) else own
    # some programs put the name of the account above in front: 职工活动支出/文体活动费
    names = (name, _PARTS.split(name)[-1]) if name else ()
    found = next((known for part in names if (known := _by_name().get(fold(part)))), None)
    return found or (_CLASS.get(listed.class_) if listed else None) or above


@cache
def for_members() -> frozenset[str]:
    """The roles of first-level accounts whose spending is for members themselves."""
    return frozenset(_file()["members"])


@cache
def _by_name() -> dict[str, str]:
    return {fold(name): role for role, names in _file()["names"].items() for name in names}


@cache
def _file() -> dict:
    return dict(read_yaml(Path(__file__).parent / f"{FILE}.yaml"))
