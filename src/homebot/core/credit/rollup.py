"""Credit on the books of entities: exported, internal and imported, by the tree of entities and teams (SPEC 10)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from homebot.core.directory import Directory


@dataclass(frozen=True, slots=True)
class Tree:
    """`parents` names the entity above each entity, `None` for the one root; `teams` the entity each team is in."""

    parents: Mapping[str, str | None] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str | None:
        """The entity above all others; `None` in an empty tree."""
        return next((entity for entity, parent in self.parents.items() if parent is None), None)

    def above(self, team: str) -> tuple[str, ...]:
        """The entities a team is in, from its own up to the root. A team that the tree lacks is in the root alone."""
        entity = self.teams.get(team)
        found: list[str] = []
        while entity is not None and entity in self.parents and entity not in found:
            found.append(entity)
            entity = self.parents[entity]
        root = self.root
        return tuple(found) if root is None or root in found else (root,)


@dataclass(frozen=True, slots=True)
class Rolled:
    """Milli-credits of an entity: `exported` were earned inside from consumers outside, `internal` inside from inside,
    `imported` outside from consumers inside."""

    exported: int = 0
    internal: int = 0
    imported: int = 0


def tree_of(directory: Directory) -> Tree:
    """The catalogue's tree."""
    return Tree(
        {entity.name: entity.parent for entity in directory.entities.values()},
        {team.name: team.entity for team in directory.teams.values()},
    )


def rollup(amounts: Iterable[tuple[str, str, int]], tree: Tree) -> dict[str, Rolled]:
    """The books of every entity from (consumer, earner, milli-credits).

    For every entity, exported + internal is the sum of those of its children, teams as the leaves; the root exports
    and imports nothing. Teams that the tree lacks count under the root; `unplaced` names them.
    """
    books = {entity: [0, 0, 0] for entity in tree.parents}
    paths: dict[str, tuple[str, ...]] = {}
    for (consumer, earner), amount in _by_pair(amounts).items():
        for team in (consumer, earner):
            if team not in paths:
                paths[team] = tree.above(team)
        for entity, column in _columns(paths[consumer], paths[earner]):
            books[entity][column] += amount
    return {entity: Rolled(*figures) for entity, figures in books.items()}


def unplaced(teams: Iterable[str], tree: Tree) -> tuple[str, ...]:
    """The teams that are in no entity of the tree, by name."""
    return tuple(sorted({team for team in teams if tree.teams.get(team) not in tree.parents}))


def _by_pair(amounts: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    pairs: dict[tuple[str, str], int] = {}
    for consumer, earner, amount in amounts:
        pairs[consumer, earner] = pairs.get((consumer, earner), 0) + amount
    return pairs


def _columns(consumer: tuple[str, ...], earner: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Which column of which entity: below the lowest entity they share it is export and import, from there on up
    internal."""
    shared = set(consumer).intersection(earner)
    for entity in earner:
        yield entity, 1 if entity in shared else 0
    for entity in consumer:
        if entity not in shared:
            yield entity, 2
