"""Python sources, analysed once each by a few children."""

import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from homebot.adapters.analysis.cache import Key, Results, content
from homebot.adapters.analysis.children import WALL_SECONDS, Children, Died

ANALYSER = Path(__file__).with_name("worker.py")
NAME = "python"


@dataclass(frozen=True, slots=True)
class MeasuredFunction:
    """One function of a source. `text` and `shape` are digests of its dedented text, with and without its name."""

    name: str
    line: int
    end_line: int
    complexity: int
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of one source; with `error` it has no functions. `died`: the child did not survive it."""

    functions: tuple[MeasuredFunction, ...] = ()
    error: str | None = None
    died: bool = False


class AnalysisPool:
    """Analyses sources in at most `size` children, for any number of threads.

    `python` is the interpreter that reads the sources: what is newer than it cannot be analysed. `results` is what
    was analysed before, by the same `release` of everything an answer depends on.
    """

    def __init__(
        self,
        size: int,
        python: str = sys.executable,
        seconds: float = WALL_SECONDS,
        results: Results | None = None,
        release: str = "",
    ) -> None:
        self._children = Children(ANALYSER, size, python, seconds)
        self._results = results or Results()
        self._release = release

    def __enter__(self) -> "AnalysisPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. The pool can be used again."""
        self._children.close()

    def analyse(self, source: bytes) -> SourceFacts:
        """The functions of one Python source, or why not; the same source is read once."""
        return self.analyse_all([source])[0]

    def analyse_all(self, sources: Sequence[bytes]) -> list[SourceFacts]:
        """`analyse` of each, in order, by all children at once."""
        by_content = {content(source): source for source in sources}
        known = self.known(by_content)
        missing = {name: source for name, source in by_content.items() if name not in known}
        known.update(zip(missing, self._ask_all(list(missing.values())), strict=True))
        lasting = {name: known[name] for name in missing if not known[name].died}
        self._results.put_many({self._key(name): msgspec.json.encode(facts) for name, facts in lasting.items()})
        return [known[content(source)] for source in sources]

    def known(self, contents: Iterable[str]) -> dict[str, SourceFacts]:
        """What was analysed before, by the ids of git blobs."""
        keys = {self._key(name): name for name in contents}
        found: dict[str, SourceFacts] = {}
        for key, result in self._results.get_many(keys).items():
            try:
                found[keys[key]] = msgspec.json.decode(result, type=SourceFacts)
            except msgspec.MsgspecError:
                continue  # of another form than today's: analysed anew
        return found

    def _key(self, name: str) -> Key:
        return Key(name, NAME, self._release)

    def _ask_all(self, sources: Sequence[bytes]) -> list[SourceFacts]:
        if self._children.size == 1 or len(sources) < 4:
            return [self._ask(source) for source in sources]
        with ThreadPoolExecutor(self._children.size) as threads:
            return list(threads.map(self._ask, sources))

    def _ask(self, source: bytes) -> SourceFacts:
        try:
            return msgspec.json.decode(self._children.ask(source), type=SourceFacts)
        except Died as death:
            return SourceFacts(error=str(death), died=True)
        except msgspec.MsgspecError:
            return SourceFacts(error="its analysis answered nonsense", died=True)
