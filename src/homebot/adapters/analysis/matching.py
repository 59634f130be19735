"""Which function is which, before and after a change: so that old debt is not charged when it moves."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from homebot.adapters.analysis.python.pool import MeasuredFunction


@dataclass(frozen=True, slots=True)
class Placed:
    """A function in a file. `file` is the same word for both sides of one file, renamed or not."""

    file: str
    function: MeasuredFunction

    @property
    def bare(self) -> str:
        """The last part of its name."""
        return self.function.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Pair:
    """A function after the change, and what it was before: `None` for a new one."""

    after: Placed
    before: Placed | None

    @property
    def touched(self) -> bool:
        """Whether its text is another, or its complexity (a module's is also in its functions' defaults), or it is new;
        where it stands does not matter."""
        if self.before is None:
            return True
        was, now = self.before.function, self.after.function
        return (was.text, was.complexity) != (now.text, now.complexity)


def pairs(before: Sequence[Placed], after: Sequence[Placed]) -> tuple[Pair, ...]:
    """Each function after the change with its former self, in the order of `after`.

    From the surest to the least sure sign, a former self given away once: the same text under the same
    name, the same text (but for the name) in the file, then anywhere; the same name in the file,
    qualified, then bare; and for functions that left their file, the same name elsewhere.
    """
    found: dict[int, Placed] = {}
    left_before = dict(enumerate(before))
    left_after = dict(enumerate(after))
    for sign in _SIGNS:
        donors: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for index, placed in left_before.items():
            donors[sign(placed)].append(index)
        donors.pop(None, None)
        for index, placed in list(left_after.items()):
            former = donors.get(sign(placed))
            if former:
                found[index] = left_before.pop(former.popleft())
                del left_after[index]
    return tuple(Pair(placed, found.get(index)) for index, placed in enumerate(after))


def gone(before: Sequence[Placed], matched: Iterable[Pair]) -> tuple[Placed, ...]:
    """The functions before the change that are nobody's former self."""
    kept = {id(pair.before) for pair in matched}
    return tuple(placed for placed in before if id(placed) not in kept)


def _name_elsewhere(placed: Placed) -> Hashable:
    return None if placed.bare.startswith("<") else placed.function.name


def _bare_elsewhere(placed: Placed) -> Hashable:
    """Every class has an `__init__`: such a name says nothing about who it was."""
    return None if placed.bare.startswith(("<", "__")) else placed.bare


_SIGNS: Iterable[Callable[[Placed], Hashable]] = (
    lambda placed: (placed.file, placed.function.name, placed.function.text),
    lambda placed: (placed.file, placed.function.shape),
    lambda placed: placed.function.shape,
    lambda placed: (placed.file, placed.function.name),
    lambda placed: (placed.file, placed.bare),
    _name_elsewhere,
    _bare_elsewhere,
)
