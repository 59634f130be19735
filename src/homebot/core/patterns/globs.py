"""Many wildcards asked about one name at once: which of them match, and which has the highest number.

`*SUFFIX` and `PREFIX*`, nearly all there are, are looked up by the lengths that occur; so are the first letters of
others, or their last ones. What is left runs side by side: one bit for each place within each pattern, all of them
moved on together for each character of the name (Shift-And, with places where a star waits). That takes a few
operations on whole numbers for each character, whatever the patterns look like, and tries nothing twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from homebot.core.patterns.dialects import ANY, STAR, Pieces

Glob = tuple[Pieces, int]

_BITS = 16_384
"""Of a block of patterns. Larger numbers are no faster, and there is one for each character that was met."""
_KEPT = 256
"""Characters of a block whose numbers are kept; for others they are made when they are met."""


class Globs:
    """Patterns of one segment, each with a number of its own, from 0."""

    def __init__(self, numbers: Mapping[Pieces, int]) -> None:
        self._every = numbers.get(STAR, -1)
        starts: dict[str, list[Glob]] = {}
        ends: dict[str, list[Glob]] = {}
        rest: list[Glob] = []
        for pieces, number in numbers.items():
            start, end = pieces[0].partition(ANY)[0], pieces[-1].rpartition(ANY)[2]
            if start and len(start) >= len(end):
                starts.setdefault(start, []).append((pieces, number))
            elif end:
                ends.setdefault(end, []).append((pieces, number))
            elif pieces != STAR:
                rest.append((pieces, number))
        self._rest = [_Group(rest)] if rest else []
        self._starts, self._ends = _Letters(starts), _Letters(ends, at_end=True)

    def highest(self, name: str) -> int:
        """The highest number whose pattern matches the name; -1 when none does."""
        best = self._every
        for group in self._asked(name):
            if group.top > best:
                best = max(best, group.highest(name))
        return best

    def every(self, name: str) -> list[int]:
        """The numbers of all patterns that match the name, in no order."""
        found = [] if self._every < 0 else [self._every]
        for group in self._asked(name):
            found += group.every(name)
        return found

    def take(self, name: str) -> list[int]:
        """As `every`, and those are gone afterwards: what is looked for once is found once."""
        found = [] if self._every < 0 else [self._every]
        self._every = -1
        for group in self._asked(name):
            found += group.take(name)
        return found

    def _asked(self, name: str) -> list["_Group"]:
        """Those whose first or last letters are the name's."""
        return [*self._rest, *self._starts.groups(name), *self._ends.groups(name)]


class _Letters:
    """Groups by the letters that names in question begin with, or end with. A name's few first (last) letters say which
    lengths are worth a look."""

    def __init__(self, globs: dict[str, list[Glob]], at_end: bool = False) -> None:
        self._at_end = at_end
        self._groups = {letters: _Group(some) for letters, some in globs.items()}
        self._least = min(map(len, globs), default=0)
        self._sizes: dict[str, list[int]] = {}
        for letters in sorted(globs, key=len):
            sizes = self._sizes.setdefault(self._cut(letters, self._least), [])
            if len(letters) not in sizes:
                sizes.append(len(letters))

    def _cut(self, name: str, size: int) -> str:
        return name[-size:] if self._at_end else name[:size]

    def groups(self, name: str) -> Iterable["_Group"]:
        sizes = self._sizes.get(name[-self._least :] if self._at_end else name[: self._least])
        if sizes is None:
            return ()
        found = (self._groups.get(self._cut(name, size)) for size in sizes if size <= len(name))
        return [group for group in found if group is not None]


class _Group:
    """Patterns that are asked together. Most groups have one, of a piece and a star, and it always matches."""

    __slots__ = ("_blocks", "_globs", "_plain", "top")

    def __init__(self, globs: list[Glob]) -> None:
        self.top = max([number for _, number in globs], default=-1)
        self._plain = next((number for pieces, number in globs if _plain(pieces)), -1)
        self._globs = [glob for glob in globs if not _plain(glob[0])]
        self._blocks: list[_Block] | None = None

    def blocks(self, name: str) -> list["_Block"]:
        """Made when a name is first asked about, and of those that want names this long."""
        if not self._globs:
            return []
        if self._blocks is None:
            self._blocks = list(_blocks(self._globs))
        return [block for block in self._blocks if block.shortest <= len(name)]

    def highest(self, name: str) -> int:
        best = self._plain
        for block in self.blocks(name):
            if block.top > best:
                best = max(best, block.highest(name))
        return best

    def every(self, name: str) -> list[int]:
        found = [] if self._plain < 0 else [self._plain]
        for block in self.blocks(name):
            found += block.every(name)
        return found

    def take(self, name: str) -> list[int]:
        found = [] if self._plain < 0 else [self._plain]
        self._plain = -1
        for block in self.blocks(name):
            found += block.take(name)
        return found


def _plain(pieces: Pieces) -> bool:
    """A star and one piece: nothing is left to ask once its letters are known to be there."""
    return len(pieces) == 2 and "" in pieces and ANY not in pieces[0] + pieces[1]


def _blocks(globs: Iterable[Glob]) -> Iterator["_Block"]:
    """Patterns that want names of about the same length together: most are not asked about a short one at all."""
    block: list[Glob] = []
    size, shortest = 0, 0
    for pieces, number in sorted(globs, key=lambda glob: _length(glob[0])):
        length = _length(pieces)
        if block and (size + length >= _BITS or length > 2 * shortest):
            yield _Block(block)
            block, size = [], 0
        shortest = length if not block else shortest
        block.append((pieces, number))
        size += length + 1
    if block:
        yield _Block(block)


def _length(pieces: Pieces) -> int:
    return sum(map(len, pieces))


class _Block:
    """Patterns in the order of their numbers, laid end to end: a bit before each first character and one after each."""

    def __init__(self, globs: list[Glob]) -> None:
        globs = sorted(globs, key=lambda glob: glob[1])
        self.shortest = min(_length(pieces) for pieces, _ in globs)
        self.top = globs[-1][1]
        self._numbers: dict[int, int] = {}
        places: defaultdict[str, list[int]] = defaultdict(list)
        starts: list[int] = []
        waiting: list[int] = []
        at = 0
        for pieces, number in globs:
            starts.append(at)
            for index, piece in enumerate(pieces):
                if index:
                    waiting.append(at)
                for character in piece:
                    at += 1
                    places[character].append(at)
            self._numbers[at] = number
            at += 1
        self._bits = at
        self._start, self._waiting = self._number(starts), self._number(waiting)
        self._final = self._number(self._numbers)
        self._any = self._number(places.pop(ANY, []))
        self._places = dict(places)
        self._steps: dict[str, int] = {}

    def _number(self, bits: Iterable[int]) -> int:
        """The whole number with these bits, made in one go: adding one bit at a time would copy it each time."""
        filled = bytearray(self._bits // 8 + 1)
        for bit in bits:
            filled[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(filled, "little")

    def _step(self, character: str) -> int:
        places = self._places.get(character)
        step = self._any if places is None else self._number(places) | self._any
        if len(self._steps) < _KEPT:
            self._steps[character] = step
        return step

    def _reached(self, name: str) -> int:
        """The ends of patterns that the whole name leads to."""
        steps, waiting = self._steps, self._waiting
        here = self._start
        for character in name:
            step = steps.get(character)
            if step is None:
                step = self._step(character)
            here = (here << 1) & step | here & waiting
            if not here:
                break
        return here & self._final

    def highest(self, name: str) -> int:
        reached = self._reached(name)
        return self._numbers[reached.bit_length() - 1] if reached else -1

    def every(self, name: str) -> Iterator[int]:
        reached = self._reached(name)
        if reached:
            digits = bin(reached)[:1:-1]
            bit = digits.find("1")
            while bit >= 0:
                yield self._numbers[bit]
                bit = digits.find("1", bit + 1)

    def take(self, name: str) -> list[int]:
        found = list(self.every(name))
        if found:
            gone = set(found)
            self._numbers = {bit: number for bit, number in self._numbers.items() if number not in gone}
            self._final = self._number(self._numbers)
        return found
