"""Rules as a tree of path segments, and what is left of them once a folder is known.

A rule's segments lead from the root to a place; `**` leads to a place that stays open however deep one goes. A folder
leaves some places open (its `State`), and has the highest rule that covers all that lies in it. Folders that leave the
same places open share one state, so that what one of them has learnt about a name holds for all.
"""

from collections.abc import Iterable

from homebot.core.patterns.dialects import DEEP, Pieces, Shape
from homebot.core.patterns.globs import Globs

_NONE_OF_TEXT: "dict[str, Place]" = {}
_NONE_OF_PIECES: "dict[Pieces, Place]" = {}
"""Most places are the last of their rule: they share these, which stay empty."""


class Place:
    """Where the first segments of some rules end. `itself` and `below` are the highest rules that end here, or -1."""

    __slots__ = ("below", "deep", "inner", "itself", "literal", "stays", "wild")

    def __init__(self, stays: bool = False) -> None:
        self.stays = stays
        self.itself = -1
        self.below = -1
        self.literal: dict[str, Place] = _NONE_OF_TEXT
        self.deep: Place | None = None
        self.wild: dict[Pieces, Place] = _NONE_OF_PIECES
        self.inner: Inner | None = None

    def child(self, segment: str | Pieces) -> "Place":
        """The place one segment further on, made when it is not there."""
        if segment == DEEP:
            self.deep = self.deep or Place(stays=True)
            return self.deep
        if isinstance(segment, str):
            self.literal = self.literal or {}
            return self.literal.get(segment) or self.literal.setdefault(segment, Place())
        self.wild = self.wild or {}
        return self.wild.get(segment) or self.wild.setdefault(segment, Place())

    @property
    def goes_on(self) -> bool:
        """Whether a rule has more to say about what lies in a folder of this name."""
        return bool(self.literal or self.wild or self.deep)

    @property
    def wildcards(self) -> "Inner":
        """The wildcards below this place, ready to be asked; the tree is complete by then."""
        if self.inner is None:
            self.inner = Inner(self.wild)
        return self.inner


class Inner:
    """The wildcards below one place, by the three questions there are about a name."""

    def __init__(self, wild: dict[Pieces, Place]) -> None:
        self.itself = Globs({pieces: place.itself for pieces, place in wild.items() if place.itself >= 0})
        self.below = Globs({pieces: place.below for pieces, place in wild.items() if place.below >= 0})
        onward = [(pieces, place) for pieces, place in wild.items() if place.goes_on]
        self._places = [place for _, place in onward]
        self._onward = Globs({pieces: number for number, (pieces, _) in enumerate(onward)}) if onward else None

    def onward(self, name: str) -> list[Place]:
        """The places that a folder of this name leads to and where rules go on."""
        return [] if self._onward is None else [self._places[number] for number in self._onward.every(name)]


class State:
    """The places that a folder leaves open. `folders` and `names` are for whoever asks, to remember the answers."""

    __slots__ = ("_literal", "_staying", "folders", "names", "places")

    def __init__(self, places: frozenset[Place]) -> None:
        self.places = places
        self.folders: dict[str, tuple[State, int]] = {}
        self.names: dict[str, int] = {}
        self._staying: frozenset[Place] | None = None
        self._literal = _merged(places) if len(places) > _MANY else None

    def children(self, name: str) -> list[Place]:
        """The places that this very name leads to; those of wildcards are not among them."""
        if self._literal is not None:
            return list(self._literal.get(name, ()))
        return [place.literal[name] for place in self.places if name in place.literal]

    def name(self, name: str) -> int:
        """The highest rule that covers a file of this name in the folder; -1 when none does."""
        best = -1
        for place in self.children(name):
            if place.itself > best:
                best = place.itself
        for place in self.places:
            if place.wild:
                best = max(best, place.wildcards.itself.highest(name))
        return best

    def folder(self, name: str) -> tuple[frozenset[Place], int]:
        """What a folder of this name leaves open, and the highest rule that covers all that lies in it."""
        best = -1
        reached = self.children(name)
        for place in self.places:
            if place.wild:
                best = max(best, place.wildcards.below.highest(name))
                reached += place.wildcards.onward(name)
        for place in reached:
            best = max(best, place.below)
        if self._staying is None:
            self._staying = frozenset(place for place in self.places if place.stays)
        return (opened(reached, self._staying) if reached else self._staying), best


_MANY = 32
"""With more places than this, their names are put into one table first, lest each name be looked up in every one."""


def _merged(places: Iterable[Place]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        for name, child in place.literal.items():
            found.setdefault(name, []).append(child)
    return found


def opened(reached: Iterable[Place], staying: Iterable[Place] = ()) -> frozenset[Place]:
    """What is open in a folder: where its name led, what a `**` there opens, and what an earlier `**` keeps open."""
    places = set(staying)
    for place in reached:
        if place.literal or place.wild:
            places.add(place)
        if place.deep is not None:
            places.add(place.deep)
    return frozenset(places)


def planted(shapes: Iterable[Shape | None]) -> tuple[Place, list[Place | None]]:
    """The tree of all rules, and where each of them ends; `None` for one that covers nothing."""
    root = Place()
    ends: list[Place | None] = []
    for number, shape in enumerate(shapes):
        if shape is None:
            ends.append(None)
            continue
        place = root
        for segment in shape.segments:
            place = place.child(segment)
        if shape.itself:
            place.itself = number
        if shape.below:
            place.below = number
        ends.append(place)
    return root, ends
