"""Taking away what cannot matter: needs that others imply, and people whom nobody would miss."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from homebot.core.reviewers.kinds import Kind, Levels, bits

MANY = 400
"""Kinds of people. Among more they are not compared with one another, which would take longer than it saves."""


def reduced(covers: Mapping[str, int], due: Sequence[int], cost: Mapping[str, int]) -> tuple[list[Kind], Levels]:
    """The people and needs that matter. Fewer people may make a need imply another, so it goes round until it rests."""
    people = dict(covers)
    able = _who(people, [1 << need for need in range(len(due))])
    times = {need: min(n, mask.bit_count()) for (need, mask), n in zip(able.items(), due, strict=True)}
    while True:
        kept = _not_implied(_who(people, times), times)
        kinds = _not_beaten(_kinds(people, kept, cost), times)
        left = {login: kind.covers for kind in kinds for _, login in kind.people}
        if len(left) == len(people) and kept == sum(times):
            return kinds, _levels(times)
        people, times = left, {need: n for need, n in times.items() if need & kept}


def _levels(times: Mapping[int, int]) -> Levels:
    most = max(times.values(), default=0)
    return tuple(sum(need for need, n in times.items() if n > level) for level in range(most))


def _who(people: Mapping[str, int], needs: Iterable[int]) -> dict[int, int]:
    """For each need, a bit for each person who covers it."""
    able = dict.fromkeys(needs, 0)
    for place, mask in enumerate(people.values()):
        for need in bits(mask):
            if need in able:
                able[need] |= 1 << place
    return able


def _not_implied(able: Mapping[int, int], times: Mapping[int, int]) -> int:
    """Needs without those that are met whenever another one is: all who cover that one cover these too. Only needs that
    share a person are compared: a change to a whole company has thousands."""
    kept: dict[int, list[int]] = {}
    for need in sorted(times, key=lambda need: (-times[need], able[need].bit_count(), need)):
        others = (other for person in bits(able[need]) for other in kept.get(person, ()))
        if times[need] and not any(able[other] & ~able[need] == 0 for other in others):
            kept.setdefault(able[need] & -able[need], []).append(need)
    return sum(map(sum, kept.values()))


def _kinds(people: Mapping[str, int], needs: int, cost: Mapping[str, int]) -> list[Kind]:
    found: dict[int, list[tuple[int, str]]] = {}
    for login, mask in people.items():
        if mask & needs:
            found.setdefault(mask & needs, []).append((cost[login], login))
    return [Kind(mask, tuple(sorted(members, key=lambda one: one[0]))) for mask, members in found.items()]


def _not_beaten(kinds: Sequence[Kind], times: Mapping[int, int]) -> list[Kind]:
    """Kinds without the people whom nobody would miss: so many cheaper ones cover all they do that with those in the
    set there is nothing left for them, and without one of those they could be exchanged for it."""
    comparable = kinds if len(kinds) <= MANY else ()
    left = (Kind(kind.covers, _missed(kind, comparable, times)) for kind in kinds)
    return [kind for kind in left if kind.people]


def _missed(kind: Kind, kinds: Sequence[Kind], times: Mapping[int, int]) -> tuple[tuple[int, str], ...]:
    most = max(times[need] for need in bits(kind.covers))
    wider = [other for other in kinds if other.covers & kind.covers == kind.covers]
    rivals = sorted(cost for other in wider for cost, _ in other.people[:most])
    return tuple(one for one in kind.people[:most] if bisect_left(rivals, one[0]) < most)
