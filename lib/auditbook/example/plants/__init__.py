"""What is planted into the books, as a registry: a function, the kind it plants, the unions that carry it.

A function changes the books of one union, or (``across``) of two; it leaves marks on what it changes, and the
writers tell truth.csv where the marked rows came to stand. A new kind is one decorated function.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from auditbook.example.model import Books

Single = Callable[[Books], None]
Pair = Callable[[Books, Books], None]


@dataclass(frozen=True)
class Plant:
    """``characters`` are those of the unions that carry it; of an ``across`` plant, pairs of them."""

    kind: str
    name: str
    make: Callable[..., None]
    characters: tuple[int, ...] = ()
    across: tuple[tuple[int, int], ...] = ()
    last: bool = False


_FOUND: list[Plant] = []


def plant(kind: str, *characters: int, last: bool = False) -> Callable[[Single], Single]:
    """Registers a function of one union's books. ``last``: it looks at all that the others have entered."""

    def register(make: Single) -> Single:
        _FOUND.append(Plant(kind, make.__name__, make, characters, last=last))
        return make

    return register


def across(kind: str, *pairs: tuple[int, int]) -> Callable[[Pair], Pair]:
    """Registers a function of two units' books (character 0 is the federation)."""

    def register(make: Pair) -> Pair:
        _FOUND.append(Plant(kind, make.__name__, make, across=pairs))
        return make

    return register


def plants() -> list[Plant]:
    """All of them, in the order in which they are planted."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        importlib.import_module(f"{__name__}.{module.name}")
    return sorted(_FOUND, key=lambda found: (found.last, found.kind, found.name))


def plant_unions(unions: list[Books]) -> None:
    """What stands in one union's books."""
    for found in plants():
        for books in unions:
            for character in books.union.characters:
                if character in found.characters:
                    found.make(books)


def plant_across(demo: Books, unions: list[Books]) -> None:
    """What stands in two units' books: in every dozen of unions the pair of these characters."""
    for found in plants():
        for first, second in found.across:
            ones = [demo] * len(unions) if first == 0 else _carriers(unions, first)
            for one, other in zip(ones, _carriers(unions, second), strict=False):
                if one is not other:
                    found.make(one, other)


def _carriers(unions: list[Books], character: int) -> list[Books]:
    return [books for books in unions if character in books.union.characters]
