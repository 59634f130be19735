"""The exact search for the smallest set, and of those the one of least cost."""

import math
from collections.abc import Sequence

from homebot.core.reviewers.kinds import Kind, Levels, bits, take

Key = tuple[Levels, tuple[int, ...]]
Chain = tuple[str, "Chain"] | None
Found = tuple[int, Chain]
"""A set of people and what it costs."""


class Search:
    """Of one part. `used` are the places of kinds somebody was taken of, as long as they cover what is left."""

    def __init__(self, kinds: Sequence[Kind], budget: list[int]) -> None:
        self._kinds = kinds
        self._budget = budget
        self._able: dict[int, list[int]] = {}
        for place, kind in enumerate(kinds):
            for need in bits(kind.covers):
                self._able.setdefault(need, []).append(place)
        self._near = {need: self._union(places) for need, places in self._able.items()}
        self._order = sorted(self._able, key=lambda need: (len(self._able[need]), need))
        masks = [kind.covers for kind in kinds]
        self._widest = [mask for mask in masks if not any(mask != other and mask & ~other == 0 for other in masks)]
        self._price = 1 + len(self._widest) // 50
        self._failed: dict[Key, int] = {}
        self._solved: dict[Key, Found] = {}
        self._bounds: dict[Levels, int] = {}

    def _union(self, places: Sequence[int]) -> int:
        found = 0
        for place in places:
            found |= self._kinds[place].covers
        return found

    def best(self, levels: Levels, used: tuple[int, ...], room: int) -> Found | None:
        """The set of least cost among those of at most `room` people, as far as the budget goes. It is asked with a
        larger room only when there is none for a smaller one: so all its sets are of one size."""
        if not levels:
            return 0, None
        key = levels, used
        self._budget[0] -= self._price
        if self._failed.get(key, 0) >= room or self._is_hopeless(levels, room):
            return None
        if key not in self._solved and self._budget[0] > 0:
            found = self._branch(levels, used, room)
            if found is not None:
                self._solved[key] = found
            elif self._budget[0] > 0:
                self._failed[key] = room
        return self._solved.get(key)

    def _branch(self, levels: Levels, used: tuple[int, ...], room: int) -> Found | None:
        """Somebody has to cover the need that fewest can."""
        need = next(need for need in self._order if need & levels[0])
        best: Found | None = None
        for cost, login, place in self._worth_trying(need, levels[0], used):
            covers = self._kinds[place].covers
            after = take(levels, covers)
            still = after[0] if after else 0
            taken = tuple(one for one in sorted((*used, place)) if self._kinds[one].covers & still)
            rest = self.best(after, taken, room - 1)
            if rest is not None and (best is None or cost + rest[0] < best[0]):
                best = cost + rest[0], (login, rest[1])
        return best

    def _worth_trying(self, need: int, left: int, used: tuple[int, ...]) -> list[tuple[int, str, int]]:
        """Who covers a need, the cheapest of each kind, without those who cover less of what is left for more."""
        able = (place for place in self._able[need] if used.count(place) < len(self._kinds[place].people))
        nexts = sorted((*self._kinds[place].people[used.count(place)], place) for place in able)
        kept: list[tuple[int, str, int]] = []
        seen: list[int] = []
        for one in nexts:
            covers = self._kinds[one[2]].covers & left
            if all(covers & ~other for other in seen):
                seen.append(covers)
                kept.append(one)
        return kept

    def at_least(self, levels: Levels) -> int:
        """No set for `levels` is smaller."""
        return max(self._apart(levels), self._shared(levels))

    def _is_hopeless(self, levels: Levels, room: int) -> bool:
        if levels not in self._bounds:
            bound = self._apart(levels)
            if bound > room:
                return True
            self._bounds[levels] = max(bound, self._shared(levels))
        return self._bounds[levels] > room

    def _shared(self, levels: Levels) -> int:
        """Each need takes of a person the share that one gives who covers it and the most others: nobody gives more
        than one whole, so the shares add up to no more than there are people."""
        still = levels[0]
        widest = sorted({covers & still for covers in self._widest}, key=int.bit_count)
        total = 0.0
        while still:
            covers = widest.pop()
            total += sum((level & still & covers).bit_count() for level in levels) / covers.bit_count()
            still &= ~covers
        return math.ceil(total - 1e-6)

    def _apart(self, levels: Levels) -> int:
        """Needs of which nobody covers two, each as often as it is due."""
        left, total = levels[0], 0
        for need in self._order:
            if need & left:
                left &= ~self._near[need]
                total += sum(1 for level in levels if level & need)
        return total


def logins(found: Found) -> tuple[str, ...]:
    """The people of a set."""
    people: list[str] = []
    chain = found[1]
    while chain is not None:
        people.append(chain[0])
        chain = chain[1]
    return tuple(people)
