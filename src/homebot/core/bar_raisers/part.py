"""What a trigger may look at, and what it answers."""

from dataclasses import dataclass

from homebot.core.decision import Judgement, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import FileChange, FunctionComplexity, Snapshot


@dataclass(frozen=True, slots=True)
class Part:
    """One service's part of a change: the files and functions it covers, how its standards judged them, and which
    `options` each standard that it holds to has."""

    snapshot: Snapshot
    directory: Directory
    standing: ServiceStanding
    files: tuple[FileChange, ...]
    functions: tuple[FunctionComplexity, ...]
    judgements: tuple[Judgement, ...]
    options: tuple[tuple[str, object], ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path it touches."""
        return self.standing.paths


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a bar raiser of a `kind` is to decide: what `asks`, on which service, and in words that stay the same while
    it is the same. `paths` are what the decision covers; `one_way` says that no later pull request takes it back."""

    kind: str
    asks: str
    service: str
    says: str
    paths: tuple[str, ...] = ()
    one_way: bool = False

    @property
    def name(self) -> str:
        """What tells it from others: the same reason may come to name more places."""
        return f"{self.asks} of {self.service}"

    @property
    def text(self) -> str:
        """The whole sentence, in prose for `render.escape.plain`."""
        return f"{self.name}: {self.says}"
