"""The reading of one configuration: the problems so far, the names that exist, and where in it we are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from homebot.adapters.config.problems import Problem, Problems
from homebot.core.directory import Place
from homebot.core.wording import printable, suggestion

NameKind = Literal["entity", "team", "service", "profile", "standard", "kind of bar raiser"]

_MOST_SUGGESTIONS = 200


class Reading:
    """Collects problems. `names` are the known names of a kind; a kind that is absent could not be read at all, and
    then its names are taken on trust, so that one broken file does not make a hundred unknown names."""

    def __init__(self, names: Mapping[NameKind, frozenset[str]]) -> None:
        self._names = names
        self._path: list[str] = []
        self._problems = Problems()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems.in_order()

    @property
    def count(self) -> int:
        """How many problems there are so far."""
        return self._problems.count

    @contextmanager
    def under(self, key: str) -> Iterator[None]:
        """Within it problems name the key they are about, with the keys above it: `teams.payments.since`."""
        self._path.append(printable(key))
        try:
            yield
        finally:
            self._path.pop()

    def refuse(self, place: Place, message: str, hint: str = "") -> None:
        path = ".".join(self._path)
        self._problems.add(Problem(place, f"{path}: {message}" if path else message, hint))

    def take(self, problem: Problem) -> None:
        """Notes a problem that was found outside of any key."""
        self._problems.add(problem)

    def knows(self, kind: NameKind, name: str) -> bool:
        return kind not in self._names or name in self._names[kind]

    def suggest(self, kind: NameKind, name: str) -> str:
        # Comparing a name with ten thousand others is slow, and nobody reads the two hundredth hint.
        return suggestion(name, self._names[kind]) if self.count < _MOST_SUGGESTIONS else ""
