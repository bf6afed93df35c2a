"""The federation and its unions: who they are, how their dues are collected, which matters they carry."""

from __future__ import annotations

from random import Random

from auditbook.example.model import Books, Union

CHARACTERS = 13
FISCAL, TAX, OWN = "财政划拨", "税务代收上级部分+行政直拨", "自收上解"
# by character: members, monthly wage per person and basic pay (yuan), collection
_GIVEN = {
    1: (72, 5200, 3600, OWN), 2: (96, 4800, 3300, OWN), 3: (128, 5600, 3900, TAX), 4: (84, 6100, 4200, FISCAL),
    5: (58, 5000, 3500, FISCAL), 6: (66, 4700, 3200, TAX), 7: (44, 3900, 1900, OWN), 8: (110, 5900, 4100, FISCAL),
    9: (90, 5100, 3400, TAX), 10: (62, 5400, 3700, OWN), 11: (76, 6000, 4000, FISCAL), 12: (88, 5300, 3600, OWN),
    13: (54, 4900, 3300, TAX),
}  # fmt: skip


def federation(count: int, year: int, seed: int) -> list[Books]:
    """Empty books of demo and its ``count`` unions. With fewer than 13 unions each carries the matters of several."""
    width = max(2, len(str(count)))
    characters = {
        n: tuple(c for c in range(1, CHARACTERS + 1) if (c - 1) % count == n - 1) for n in range(1, count + 1)
    }
    if count > CHARACTERS:
        characters = {n: ((n - 1) % CHARACTERS + 1,) for n in range(1, count + 1)}
    demo = Union("demo", 0, (0,), "示例区总工会（合成）", "federation", members=12, collection=FISCAL)
    unions = [_union(f"u{n:0{width}d}", n, characters[n]) for n in range(1, count + 1)]
    return [Books(union, year, Random(f"{seed}-{union.id}-{year}")) for union in (demo, *unions)]


def _union(name: str, number: int, characters: tuple[int, ...]) -> Union:
    members, wage, basic, collection = _GIVEN[characters[0]]
    return Union(
        name, number, characters, f"示例工会{name[1:]}（合成）", "grassroots", members, wage * 100, basic * 100,
        collection, agency=characters[0] == 5, by_kind=characters[0] == 6,
    )  # fmt: skip
