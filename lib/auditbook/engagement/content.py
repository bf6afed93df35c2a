"""What a paper follows from, part by part: a signature is given to these, and lapses when one of them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields

_LENGTH = 6
# the parts in the words of those who sign
WORDS = {
    "data": "数据", "decisions": "决定和取证", "checks": "检查", "texts": "文本", "settings": "参数", "program": "程序",
}  # fmt: skip


@dataclass(frozen=True)
class Content:
    """Six short hashes: the data, what people decided, checks with limits and charts, texts, settings, program."""

    data: str
    decisions: str
    checks: str
    texts: str
    settings: str
    program: str

    def __str__(self) -> str:
        return "-".join(getattr(self, field.name) for field in fields(self))

    def changed(self, signed: str) -> list[str]:
        """Which parts (in words) are no longer those of ``signed``, a content as text; all where it is none."""
        then = signed.strip().split("-")
        if len(then) != len(WORDS):
            return list(WORDS.values())
        now = str(self).split("-")
        return [word for word, old, new in zip(WORDS.values(), then, now, strict=True) if old != new]


def mark(*parts: object) -> str:
    """A short hash of values that are told apart by their texts."""
    whole = hashlib.sha256("\x1f".join(map(_told, parts)).encode(errors="surrogateescape"))
    return whole.hexdigest()[:_LENGTH]


def _told(part: object) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, dict):
        return "\x1e".join(f"{key}\x1d{_told(part[key])}" for key in sorted(part))
    if isinstance(part, Iterable):
        return "\x1e".join(map(_told, part))
    return str(part)
