"""Numbers that belong to a person do not stand in a page: those of identity cards, bank cards and mobile phones."""

from __future__ import annotations

import re

# 17 digits with a date of birth within, and a digit or X; the old ones have 15
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9][0-9]{3}[0-9Xx]"
    r"|[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9][0-9]{3})(?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{16,19}|[0-9]{4}(?: [0-9]{4}){3}(?: [0-9]{1,3})?)(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")


def masked(text: str | None) -> str:
    """``text`` without identity numbers (not even in part), with the last four signs of cards and phones.

    Shorter and longer numbers (invoices) stay.

    >>> masked("慰问某人430602198001011234"), masked("卡号6222 0210 0101 1234 567"), masked("电话13812345678")
    ('慰问某人［身份证号］', '卡号***************4567', '电话138****5678')
    """
    return _PHONE.sub(_phone, _CARD.sub(_card, _IDENTITY.sub("［身份证号］", text or "")))


def _card(found: re.Match[str]) -> str:
    digits = found[0].replace(" ", "")
    return f"{'*' * (len(digits) - 4)}{digits[-4:]}"


def _phone(found: re.Match[str]) -> str:
    return f"{found[0][:3]}****{found[0][-4:]}"
