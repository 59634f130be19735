"""Which file of the repository a coverage report means. It was made in some checkout in some folder of some machine, or
inside one of the repository's folders, so that its names are longer or shorter than ours.

The report as a whole says where it was made: every name that ends in a path of ours, or is the end of one, votes for
what has to be taken away or put before. The place with the most votes holds for all; a name that stays in doubt counts
for nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_PLACES = 20
"""Of a report that are tried; one made in several folders has several."""
RARE = 20
"""A place with so many times fewer votes than another is chance: a library's `site.py` is not ours."""
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a report was made: `taken` is what its names have more than ours, `put` what they lack."""

    taken: str
    put: str

    def path(self, name: str) -> str | None:
        return self.put + name.removeprefix(self.taken) if name.startswith(self.taken) else None


def located(sources: Sequence[str], names: Sequence[str], tree: frozenset[str]) -> dict[str, str]:
    """The path in `tree` of each of a report's `names` that is one without doubt. `sources` are the folders the report
    says its names are in."""
    spelt = {name: _spellings(name, sources) for name in names if name}
    endings = _endings(tree, spelt)
    votes = Counter(place for all_of in spelt.values() for place in {*_places(all_of, tree, endings)})
    ranked = votes.most_common(MOST_PLACES)
    places = [(place, number) for place, number in ranked if number * RARE >= ranked[0][1]]
    found = {name: _settled(all_of, places, tree, endings) for name, all_of in spelt.items()}
    return {name: path for name, path in found.items() if path is not None}


def _spellings(name: str, sources: Sequence[str]) -> tuple[str, ...]:
    """The name in each of the folders it may be in, else by itself; with slashes and without detours."""
    own = name.replace("\\", "/")
    if own.startswith("/") or own[1:3] == ":/" or not sources:
        return (_straight(own),)
    return tuple(dict.fromkeys(_straight(f"{source}/{own}".replace("\\", "/")) for source in sources))


def _straight(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _endings(tree: Iterable[str], spelt: Mapping[str, tuple[str, ...]]) -> dict[str, str | None]:
    """The one path of ours that ends in a name, for names that stand for no path themselves; `None` for several."""
    wanted = {spelling for all_of in spelt.values() for spelling in all_of}
    last = {spelling.rpartition("/")[2] for spelling in wanted}
    found: dict[str, str | None] = {}
    for path in tree:
        if path.rpartition("/")[2] in last:
            for ending in _shorter(path):
                if ending in wanted:
                    found[ending] = None if ending in found else path
    return found


def _shorter(path: str) -> Iterable[str]:
    """What is left of a path without its first folder, its first two, ..."""
    for _ in range(_DEEPEST):
        _, slash, path = path.partition("/")
        if not slash:
            return
        yield path


def _places(spellings: tuple[str, ...], tree: frozenset[str], endings: Mapping[str, str | None]) -> Iterable[_Place]:
    for spelling in spellings:
        for ending in (spelling, *_shorter(spelling)):
            if ending in tree:
                yield _Place(spelling.removesuffix(ending), "")
        longer = endings.get(spelling)
        if longer is not None:
            yield _Place("", longer.removesuffix(spelling))


def _settled(
    spellings: tuple[str, ...],
    places: list[tuple[_Place, int]],
    tree: frozenset[str],
    endings: Mapping[str, str | None],
) -> str | None:
    """The path most votes lead to, else the only one with this ending; `None` where two paths have the same number, or
    two folders hold the name."""
    found = {_best(spelling, places, tree, endings.get(spelling)) for spelling in spellings} - {None}
    return found.pop() if len(found) == 1 else None


def _best(spelling: str, places: list[tuple[_Place, int]], tree: frozenset[str], ending: str | None) -> str | None:
    votes: Counter[str] = Counter()
    for place, number in places:
        path = place.path(spelling)
        if path is not None and path in tree:
            votes[path] = max(votes[path], number)
    most = max(votes.values(), default=0)
    paths = {path for path, number in votes.items() if number == most}
    if not paths:
        return ending
    return spelling if spelling in paths else paths.pop() if len(paths) == 1 else None
