"""Which rules are of no use for a list of paths: those that match nothing, and those that never have the last word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from homebot.core.patterns.dialects import Pieces, Shape
from homebot.core.patterns.globs import Globs
from homebot.core.patterns.tree import Place, State, opened


@dataclass(frozen=True, slots=True)
class Survey:
    """Numbers of rules, ascending: `unmatched` cover none of the paths, `shadowed` only what later ones cover."""

    unmatched: tuple[int, ...]
    shadowed: tuple[int, ...]


def survey(
    root: Place,
    rules: Sequence[tuple[Shape, Place] | None],
    winners: Iterable[int],
    paths: Iterable[str],
) -> Survey:
    """What the rules of a tree are good for: each folder and each name among folders alike is looked at once."""
    footprints = _Footprints(root)
    for path in paths:
        footprints.tread(path)
    won = set(winners)
    matched = [rule is not None and footprints.reached(*rule) for rule in rules]
    return Survey(
        unmatched=tuple(number for number, found in enumerate(matched) if not found),
        shadowed=tuple(number for number, found in enumerate(matched) if found and number not in won),
    )


class _Search:
    """Wildcards below a place that nothing has matched yet: each is found once, however many names it matches."""

    def __init__(self, wild: dict[Pieces, Place]) -> None:
        self._places = list(wild.values())
        numbers = {pieces: number for number, pieces in enumerate(wild)}
        self._itself, self._below = Globs(numbers), Globs(numbers)

    def found(self, name: str, folder: bool) -> Iterable[Place]:
        numbers = (self._below if folder else self._itself).take(name)
        return [self._places[number] for number in numbers]


class _Footprints:
    """Every place that a path, or a folder on its way, has led to."""

    def __init__(self, root: Place) -> None:
        self._root = root
        self._states: dict[frozenset[Place], State] = {}
        self._folders: dict[str, State] = {}
        self._searches: dict[Place, _Search] = {}
        self._reached: dict[bool, set[Place]] = {False: set(), True: set()}

    def reached(self, shape: Shape, place: Place) -> bool:
        """Whether a path was covered by a rule of this shape that ends there."""
        return (shape.itself and place in self._reached[False]) or (shape.below and place in self._reached[True])

    def tread(self, path: str) -> None:
        """Follows one path."""
        folder, _, name = path.rpartition("/")
        state = self._folders.get(folder)
        if state is None:
            state = self._folders[folder] = self._walk(folder)
        if name not in state.names:
            state.names[name] = -1
            self._mark(state, name, folder=False)

    def _walk(self, folder: str) -> State:
        self._reached[True].add(self._root)
        state = self._state(opened([self._root]))
        for name in folder.split("/") if folder else ():
            after = state.folders.get(name)
            if after is None:
                self._mark(state, name, folder=True)
                after = state.folders[name] = (self._state(state.folder(name)[0]), -1)
            state = after[0]
        return state

    def _state(self, places: frozenset[Place]) -> State:
        return self._states.get(places) or self._states.setdefault(places, State(places))

    def _mark(self, state: State, name: str, folder: bool) -> None:
        reached = self._reached[folder]
        reached.update(state.children(name))
        for place in state.places:
            if place.wild:
                if place not in self._searches:
                    self._searches[place] = _Search(place.wild)
                reached.update(self._searches[place].found(name, folder))
