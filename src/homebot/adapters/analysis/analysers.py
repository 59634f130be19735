"""All analysers of one process, each with its own children, which are started when first needed."""

import sys
from dataclasses import dataclass
from types import TracebackType

from homebot.adapters.analysis.coverage import CoverageReader
from homebot.adapters.analysis.pool import AnalysisPool


@dataclass(frozen=True)
class Analysers:
    """What reads strangers' files, each kind in children of its own."""

    python: AnalysisPool
    coverage: CoverageReader

    def __enter__(self) -> "Analysers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. They can be used again."""
        self.python.close()
        self.coverage.close()


def analysers(size: int, python: str | None = None) -> Analysers:
    """At most `size` children of each kind. `python` is the interpreter that reads Python sources, by default this
    one."""
    interpreter = python or sys.executable
    return Analysers(python=AnalysisPool(size, interpreter), coverage=CoverageReader(1, interpreter))
