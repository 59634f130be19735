"""What one release of an analyser answered before, as values."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

import msgspec

from homebot.adapters.analysis.cache import Key, Results


class Answer(Protocol):
    """Something an analyser says of a source. `died`: its child did not survive it."""

    @property
    def died(self) -> bool: ...


T = TypeVar("T", bound=Answer)
S = TypeVar("S")


class Answers:
    """Values by what they were made of, kept as JSON in `results`. `release` is that of everything they depend on."""

    def __init__(self, results: Results, release: str) -> None:
        self._results = results
        self._release = release

    def known(self, analyser: str, contents: Iterable[str], kind: type[T]) -> dict[str, T]:
        """What was answered before, by content. What is of another form than today's is not known."""
        keys = {Key(content, analyser, self._release): content for content in contents}
        found: dict[str, T] = {}
        for key, result in self._results.get_many(keys).items():
            try:
                found[keys[key]] = msgspec.json.decode(result, type=kind)
            except msgspec.MsgspecError:
                continue
        return found

    def once(
        self, analyser: str, kind: type[T], sources: Mapping[str, S], ask: Callable[[list[S]], list[T]]
    ) -> dict[str, T]:
        """What is known of each source, by its content, and what `ask` says of the others.

        What a child died of is asked again next time: it may have been bad luck.
        """
        found = self.known(analyser, sources, kind)
        missing = {content: source for content, source in sources.items() if content not in found}
        new = dict(zip(missing, ask(list(missing.values())), strict=True))
        lasting = {content: one for content, one in new.items() if not one.died}
        self._results.put_many(
            {Key(content, analyser, self._release): msgspec.json.encode(one) for content, one in lasting.items()}
        )
        return {**found, **new}
