"""All analysers of one process, each with its own children, which are started when first needed."""

import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from homebot.adapters.analysis.cache import Results, Shelf, release
from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.coverage.coverage import CoverageReader
from homebot.adapters.analysis.interfaces.reader import InterfaceReader, release_of_interfaces
from homebot.adapters.analysis.lizard import others
from homebot.adapters.analysis.lizard.others import OtherLanguages
from homebot.adapters.analysis.manifests.manifests import ManifestReader, release_of_formats
from homebot.adapters.analysis.python import pool
from homebot.adapters.analysis.python.pool import AnalysisPool
from homebot.adapters.analysis.ruff.ruff import Ruff

_SECRETS = Path(__file__).with_name("secrets") / "worker.py"

_PATTERNS = Path(__file__).with_name("patterns") / "worker.py"

_WORDS = Path(__file__).with_name("words") / "worker.py"


@dataclass(frozen=True)
class Analysers:
    """What reads strangers' files, each kind in children of its own."""

    python: AnalysisPool
    others: OtherLanguages
    results: Results
    """What they answered before; `flush` it when a change is read."""
    patterns: Children
    coverage: CoverageReader
    secrets: Children
    ruff: Ruff
    manifests: ManifestReader
    words: Children
    interfaces: InterfaceReader

    def __enter__(self) -> "Analysers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. They can be used again."""
        self.python.close()
        self.others.close()
        self.patterns.close()
        self.coverage.close()
        self.secrets.close()
        self.manifests.close()
        self.words.close()
        self.interfaces.close()


def analysers(size: int, python: str | None = None, shelf: Shelf | None = None) -> Analysers:
    """At most `size` children of each kind. `python` is the interpreter that reads Python sources, by default this
    one. `shelf` is where their answers outlive this process."""
    results = Results(shelf)
    reader = python or sys.executable

    def named(script: Path, interpreter: str, *libraries: str) -> str:
        """Which release answers; what does not outlive the process needs no name."""
        return release(script, interpreter, libraries) if shelf is not None else ""

    return Analysers(
        python=AnalysisPool(size, reader, results=results, release=named(pool.ANALYSER, reader, "radon", "complexipy")),
        others=OtherLanguages(size, results=results, release=named(others.ANALYSER, sys.executable, "lizard")),
        results=results,
        patterns=Children(_PATTERNS, size),
        coverage=CoverageReader(1, reader),
        secrets=Children(_SECRETS, size),
        ruff=Ruff(size),
        manifests=ManifestReader(size, results=results, release=release_of_formats() if shelf is not None else ""),
        words=Children(_WORDS, 1),
        interfaces=InterfaceReader(size, results=results, release=release_of_interfaces() if shelf is not None else ""),
    )
