"""How figures are shown. This is the only place that rounds, and it rounds what is shown, never what is kept."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from auditbook.facts import MONEY, Fact

NO_DATA = "数据缺失"
# an amount as files of ours carry it
AMOUNT = re.compile(r"-?\d{1,30}(\.\d{1,10})?", re.ASCII)


def show(fact: Fact) -> str:
    """A fact as a sentence carries it: 63.11万元, 7000元, 80.0%, 1000余人, 数据缺失."""
    if fact.value is None:
        return fact.text or NO_DATA
    if fact.measure == MONEY:
        return _qualified(money(fact.value), fact.qualifier)
    if fact.measure == "%":
        return _qualified(percent(fact.value), fact.qualifier)
    return _qualified(plain(fact.value), fact.qualifier) + fact.measure


def show_cell(fact: Fact) -> str:
    """A fact as a table of sources carries it: 631,100.00 元, 80.0 %, 10086 人."""
    if fact.value is None:
        return fact.text or NO_DATA
    if fact.measure == MONEY:
        return f"{_qualified(yuan(fact.value), fact.qualifier)} 元"
    if fact.measure == "%":
        return f"{_qualified(percent(fact.value).removesuffix('%'), fact.qualifier)} %"
    return f"{_qualified(plain(fact.value), fact.qualifier)} {fact.measure}".strip()


def money(value: Fraction) -> str:
    """万元 from 1 万元 on, with the two to four places that it takes, else 元; amounts with 角 and 分 in 元.

    >>> money(Fraction(631100)), money(Fraction(100584)), money(Fraction(7000))
    ('63.11万元', '10.0584万元', '7000元')
    """
    if abs(value) >= 10000 and value.denominator == 1:
        return f"{wan(value)}万元"
    return f"{plain(value)}元" if value.denominator == 1 else f"{fixed(value, 2)}元"


def wan(value: Fraction) -> str:
    """The number of 万元: two places, or as many as whole 元 take, up to four."""
    return fixed(value / 10000, next((n for n in (2, 3) if (value * 10**n / 10000).denominator == 1), 4))


def yuan(value: Fraction) -> str:
    """The number of 元 with two places and thousands separated, for tables."""
    return f"{Decimal(fixed(value, 2)):,.2f}"


def in_yuan(text: str) -> str:
    """An amount as a file carries it (1234.5) the way tables show it; empty where the text is none.

    >>> in_yuan("1234.5"), in_yuan("-0.004"), in_yuan("1e9"), in_yuan("")
    ('1,234.50', '0.00', '', '')
    """
    return yuan(Fraction(text)) if AMOUNT.fullmatch(text) else ""


def percent(value: Fraction) -> str:
    """One place where that is exact, else two: 80.0%, 86.5%, 11.82%."""
    return f"{fixed(value, 1 if (value * 10).denominator == 1 else 2)}%"


def plain(value: Fraction) -> str:
    """A number without separators and without needless zeros, four places at most."""
    if value.denominator == 1:
        return str(value.numerator)
    return fixed(value, 4).rstrip("0").rstrip(".")


def fixed(value: Fraction, places: int) -> str:
    """``value`` with so many places, halves away from zero."""
    scaled = int(abs(value) * 10**places + Fraction(1, 2))
    sign = "-" if value < 0 and scaled else ""
    digits = f"{scaled:0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _qualified(number: str, qualifier: str) -> str:
    return {"余": f"{number}余", "近": f"近{number}", "约": f"约{number}"}.get(qualifier, number)
