"""The books of entities over a period: each closed quarter by the tree that its close kept, then summed.

What a close settled changes never again, so a quarter's sums are remembered by the text of the entry that closed it:
where that was altered, it is read again and found to be so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from homebot.core.credit.closes import close_of
from homebot.core.credit.entries import drafted
from homebot.core.credit.figures import RollupFigures
from homebot.core.credit.questions import AskedRollup
from homebot.core.credit.rollup import Rolled, rollup, tree_of
from homebot.core.directory import Directory
from homebot.store import cache, credit_figures, json
from homebot.store.credit_figures import ClosedQuarter


@dataclass(frozen=True, slots=True)
class RolledQuarter:
    """Every entity's books of one quarter, and the entity above each as it was then."""

    parents: Mapping[str, str | None]
    rolled: Mapping[str, Rolled]


def read_rollup(connection: sa.Connection, asked: AskedRollup, directory: Directory, now: datetime) -> RollupFigures:
    """The entity's books and those of the entities that are, or were, right below it.

    Raises:
        ValueError: when the entry of a close was altered beyond reading.
    """
    closed = credit_figures.closed_quarters(connection, asked.period)
    sums: dict[str, Rolled] = {}
    children = {entity.name for entity in directory.entities.values() if entity.parent == asked.entity}
    for quarter in _rolled(connection, closed, directory, now):
        children |= {entity for entity, parent in quarter.parents.items() if parent == asked.entity}
        for entity, rolled in quarter.rolled.items():
            sums[entity] = _sum(sums.get(entity, Rolled()), rolled)
    below = tuple((name, sums.get(name, Rolled())) for name in sorted(children))
    names = tuple(quarter.name for quarter in closed)
    return RollupFigures(asked.entity, sums.get(asked.entity, Rolled()), below, names)


def _rolled(
    connection: sa.Connection, closed: tuple[ClosedQuarter, ...], directory: Directory, now: datetime
) -> Iterator[RolledQuarter]:
    keys = {quarter.name: f"rolled:{quarter.name}:{sha256(quarter.body.encode()).hexdigest()}" for quarter in closed}
    known = cache.several(connection, keys.values())
    for quarter in closed:
        key = keys[quarter.name]
        if key in known:
            yield json.decode(known[key], RolledQuarter)
            continue
        found, is_final = _roll(connection, quarter, directory)
        if is_final:
            cache.put(connection, key, json.encode(found), now)
        yield found


def _roll(connection: sa.Connection, closed: ClosedQuarter, directory: Directory) -> tuple[RolledQuarter, bool]:
    """Whether that is final: not where the close kept no tree, for then it is today's catalogue that counts."""
    kept = close_of(drafted(closed.body)).tree
    tree = kept or tree_of(directory)
    return RolledQuarter(tree.parents, rollup(credit_figures.pairs(connection, closed.name), tree)), kept is not None


def _sum(one: Rolled, other: Rolled) -> Rolled:
    return Rolled(one.exported + other.exported, one.internal + other.internal, one.imported + other.imported)
