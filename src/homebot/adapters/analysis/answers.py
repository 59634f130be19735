"""What one release of an analyser answered before, as values."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from homebot.adapters.analysis.cache import Key, Results

T = TypeVar("T")


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

    def remember(self, analyser: str, answers: Mapping[str, Any]) -> None:
        """Keeps answers. Give none that a child died of: it may have been bad luck."""
        made = {Key(content, analyser, self._release): msgspec.json.encode(one) for content, one in answers.items()}
        self._results.put_many(made)
