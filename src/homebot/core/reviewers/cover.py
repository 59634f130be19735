"""The smallest set of people that covers every need as often as it is due, and of those sets the one of least cost.

Needs are the bits of a number, and what a person covers is such a number. First all is taken away that cannot matter: a
need that another one implies, a person beside whom enough others cover as much for less. What then hangs together is
searched apart, deeper by one person at a time, so that the first answer is the smallest; what is left to cover names
the rest of the work, whoever covered the other part, and is looked at once. The search is exact. It is also bounded: a
shape that was made to be hard gets a good answer, and the word that it may not be the best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from homebot.core.reviewers.kinds import Kind, Levels, take, within
from homebot.core.reviewers.reduction import reduced
from homebot.core.reviewers.search import Search, logins

STEPS = 15_000
"""How many partial sets are looked at, about 0.3 s; thirty services of twelve teams need a few hundred."""
DEEPEST = 60
"""Sets from this size are not searched for: fifteen people can be asked at a time."""


@dataclass(frozen=True, slots=True)
class Cover:
    """People in the order in which they are worth asking. `smallest`: no smaller set covers as much; `best`: and none
    of that size costs less. Both are true unless the search was cut."""

    people: tuple[str, ...] = ()
    smallest: bool = True
    best: bool = True


def cover(covers: Mapping[str, int], due: Sequence[int], cost: Mapping[str, int], steps: int = STEPS) -> Cover:
    """A set of people in which each need `i` is covered `due[i]` times, or as often as there are people for it.

    `covers` has a bit for each need a person covers. The costs of a set's people add up; no two may be equal, or who
    stands first in `covers` is taken.
    """
    kinds, levels = reduced(covers, due, cost)
    budget = [steps]
    parts = [_solve(part, within(levels, needs), budget) for needs, part in _apart(kinds)]
    people = [login for part in parts for login in part.people]
    worth = sorted(people, key=lambda login: (-covers[login].bit_count(), cost[login]))
    return Cover(tuple(worth), all(part.smallest for part in parts), all(part.best for part in parts))


def _apart(kinds: Sequence[Kind]) -> list[tuple[int, list[Kind]]]:
    """The kinds in parts that have no need in common, each with its needs."""
    parts: list[tuple[int, list[Kind]]] = []
    for kind in kinds:
        touching = [part for part in parts if part[0] & kind.covers]
        needs, members = kind.covers, [kind]
        for part in touching:
            needs |= part[0]
            members += part[1]
        parts = [part for part in parts if not part[0] & kind.covers] + [(needs, members)]
    return parts


def _solve(kinds: Sequence[Kind], levels: Levels, budget: list[int]) -> Cover:
    """One part. `budget` holds how many steps are left, for all parts together."""
    if len(kinds) == 1:
        return Cover(tuple(login for _, login in kinds[0].people[: len(levels)]))
    search = Search(kinds, budget)
    first = search.at_least(levels)
    rough = _rough(kinds, levels)
    for size in range(first, min(len(rough), DEEPEST) + 1):
        found = search.best(levels, (), size)
        if found is not None:
            return Cover(logins(found), best=budget[0] > 0)
        if budget[0] <= 0:
            return Cover(rough, smallest=len(rough) == size, best=False)
    return Cover(rough, smallest=len(rough) == first, best=False)


def _rough(kinds: Sequence[Kind], levels: Levels) -> tuple[str, ...]:
    """A set that is good enough: whoever covers most of what is left, then without those it turned out not to need."""
    chosen: list[tuple[int, str, int]] = []
    people = [(cost, login, kind.covers) for kind in kinds for cost, login in kind.people]
    left = levels
    while left:
        needed = left[0]
        one = max(people, key=lambda one: ((one[2] & needed).bit_count(), -one[0]))
        people.remove(one)
        chosen.append(one)
        left = take(left, one[2])
    for one in sorted(chosen, reverse=True):
        others = [other for other in chosen if other is not one]
        left = levels
        for other in others:
            left = take(left, other[2])
        chosen = chosen if left else others
    return tuple(login for _, login, _ in chosen)
