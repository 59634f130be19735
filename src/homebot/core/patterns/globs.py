"""Many wildcards asked about one name at once: which of them match, and which has the highest number.

`*SUFFIX` and `PREFIX*`, nearly all there are, are looked up by the lengths that occur. The others run side by side: one
bit for each place within each pattern, all of them moved on together for each character of the name (Shift-And, with
places where a star waits). That takes a few operations on whole numbers for each character, whatever the patterns
look like, and tries nothing twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from homebot.core.patterns.dialects import ANY, STAR, Pieces

_BITS = 16_384
"""Of a block of patterns. Larger numbers are no faster, and every frequent character has one of them."""
_FREQUENT = 64
"""Characters that occur so often in a block have a number of their own; it is made for the others when they are met."""


class Globs:
    """Patterns of one segment, each with a number of its own, from 0."""

    def __init__(self, numbers: Mapping[Pieces, int]) -> None:
        self._every = numbers.get(STAR, -1)
        self._prefixes: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        rest: list[tuple[Pieces, int]] = []
        for pieces, number in numbers.items():
            if len(pieces) != 2 or (pieces[0] and pieces[1]) or ANY in pieces[0] + pieces[1]:
                rest.append((pieces, number))
            elif pieces != STAR:
                (self._suffixes if pieces[1] else self._prefixes)[pieces[1] or pieces[0]] = number
        self._prefix_sizes = sorted({len(prefix) for prefix in self._prefixes})
        self._suffix_sizes = sorted({len(suffix) for suffix in self._suffixes})
        self._blocks = list(_blocks(rest))

    def highest(self, name: str) -> int:
        """The highest number whose pattern matches the name; -1 when none does."""
        best = max(self._ends(name), default=-1)
        for block in self._blocks:
            if block.top > best and block.shortest <= len(name):
                best = max(best, block.highest(name))
        return best

    def every(self, name: str) -> list[int]:
        """The numbers of all patterns that match the name, in no order."""
        found = list(self._ends(name))
        for block in self._blocks:
            if block.shortest <= len(name):
                found += block.every(name)
        return found

    def take(self, name: str) -> list[int]:
        """As `every`, and those are gone afterwards: what is looked for once is found once."""
        found = list(self._ends(name))
        self._every = -1
        for size in self._suffix_sizes:
            self._suffixes.pop(name[-size:], None)
        for size in self._prefix_sizes:
            self._prefixes.pop(name[:size], None)
        for block in self._blocks:
            found += block.take(name)
        return found

    def _ends(self, name: str) -> Iterator[int]:
        """What the beginning and the end of the name alone decide."""
        if self._every >= 0:
            yield self._every
        for size in self._suffix_sizes:
            if (number := self._suffixes.get(name[-size:])) is not None:
                yield number
        for size in self._prefix_sizes:
            if (number := self._prefixes.get(name[:size])) is not None:
                yield number


def _blocks(globs: Iterable[tuple[Pieces, int]]) -> Iterator["_Block"]:
    """Patterns that want names of about the same length together: most are not asked about a short one at all."""
    ordered = sorted(globs, key=lambda glob: (_length(glob[0]).bit_length(), glob[1]))
    block: list[tuple[Pieces, int]] = []
    size, tier = 0, -1
    for pieces, number in ordered:
        length = _length(pieces)
        if block and (size + length + 1 > _BITS or length.bit_length() != tier):
            yield _Block(block)
            block, size = [], 0
        block.append((pieces, number))
        size, tier = size + length + 1, length.bit_length()
    if block:
        yield _Block(block)


def _length(pieces: Pieces) -> int:
    return sum(map(len, pieces))


class _Block:
    """Patterns in the order of their numbers, laid end to end: a bit before each first character and one after each."""

    def __init__(self, globs: list[tuple[Pieces, int]]) -> None:
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
        self._rare = {character: at for character, at in places.items() if len(at) < _FREQUENT}
        self._steps = {
            character: self._number(at) | self._any for character, at in places.items() if len(at) >= _FREQUENT
        }

    def _number(self, bits: Iterable[int]) -> int:
        """The whole number with these bits, made in one go: adding one bit at a time would copy it each time."""
        filled = bytearray(self._bits // 8 + 1)
        for bit in bits:
            filled[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(filled, "little")

    def _reached(self, name: str) -> int:
        """The ends of patterns that the whole name leads to."""
        steps, waiting = self._steps, self._waiting
        here = self._start
        for character in name:
            step = steps.get(character)
            if step is None:
                step = self._number(self._rare[character]) | self._any if character in self._rare else self._any
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
