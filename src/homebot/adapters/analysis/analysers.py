"""All analysers of one process, each with its own children, which are started when first needed."""

import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.pool import AnalysisPool
from homebot.adapters.analysis.ruff import Ruff

_SECRETS = Path(__file__).with_name("secrets_worker.py")


@dataclass(frozen=True)
class Analysers:
    """What reads strangers' files, each kind in children of its own."""

    python: AnalysisPool
    secrets: Children
    ruff: Ruff

    def __enter__(self) -> "Analysers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children, waiting for those at work. They can be used again."""
        self.python.close()
        self.secrets.close()


def analysers(size: int, python: str | None = None) -> Analysers:
    """At most `size` children of each kind. `python` is the interpreter that reads Python sources, by default this
    one."""
    return Analysers(
        python=AnalysisPool(size, python or sys.executable),
        secrets=Children(_SECRETS, size),
        ruff=Ruff(size),
    )
