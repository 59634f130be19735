"""People and needs as numbers: a need is a bit, and what a person covers, or what is left to do, are several."""

from collections.abc import Iterator
from dataclasses import dataclass

Levels = tuple[int, ...]
"""What is left to do: the needs due at least once, those due at least twice, and so on; no level is empty."""


@dataclass(frozen=True, slots=True)
class Kind:
    """People who cover the same, the cheapest first: (cost, login)."""

    covers: int
    people: tuple[tuple[int, str], ...]


def bits(mask: int) -> Iterator[int]:
    """The needs in a number, one by one."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


def within(levels: Levels, needs: int) -> Levels:
    """What is left to do of some needs."""
    return tuple(level & needs for level in levels if level & needs)


def take(levels: Levels, covers: int) -> Levels:
    """What is left to do after one person who covers `covers`."""
    above = (*levels[1:], 0)
    after = ((level & ~covers) | (more & covers) for level, more in zip(levels, above, strict=True))
    return tuple(level for level in after if level)
