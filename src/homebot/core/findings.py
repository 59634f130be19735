"""What a standard says: findings, each one place where a change breaks it, and measured rows for the comment."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["pass", "fail", "deviated", "pre-existing", "decision-needed", "not-applicable", "error"]
Level = Literal["failure", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the change breaks a standard. `message` says what is wrong, `fix` what to do.

    `error` marks a place that could not be judged, `pre_existing` one that was so before the change and is shown
    without being charged to it, `awaited` what a waiting standard waits for, which nobody is charged with. Without
    `path` it speaks of the whole pull request.
    `level` is how loud its annotation is: standards leave it alone, the check run sets it by what the finding blocks.
    """

    message: str
    fix: str = ""
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    error: bool = False
    level: Level = "warning"
    pre_existing: bool = False
    awaited: bool = False
    decided_by: str = ""
    """The kind of bar raiser who has to decide on it; nobody has to mend it before they have."""
    one_way: bool = False
    """Of what is to be decided: no later pull request takes it back (a name that others use is gone)."""

    @property
    def charged(self) -> bool:
        """Whether somebody has to mend it."""
        return not (self.pre_existing or self.awaited or self.decided_by)


@dataclass(frozen=True, slots=True)
class Report:
    """A standard's answer: not applicable (nothing to judge), or its findings; `summary` is one short line.

    `waiting` says that what it judges is still to come: it is no pass yet, and nothing to mend.
    """

    applicable: bool
    summary: str
    findings: tuple[Finding, ...] = ()
    waiting: bool = False
