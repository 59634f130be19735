"""What an edit of ownership files would do once it is merged: facts of the pull request that makes it (SPEC 3).

The edited files are read from the head for this alone. Nothing here sets a rule for the pull request itself.
"""

from dataclasses import dataclass
from typing import Literal

from homebot.core.ownership import Fault

What = Literal["standards", "review", "home team", "asked", "owners of its paths"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be otherwise on a pull request: names or words, at most ten on a side."""

    what: What
    was: tuple[str, ...]
    would: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """An open pull request (`owner/name#7`) that would get another verdict or other reviewers."""

    pull: str
    title: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the edit of `files` brings in: what could not be read after it (`broken`) and what is wrong otherwise
    (`lint`), both without what was wrong before; which open pull requests would change. `looked_at` is how many of them
    were looked at, `None` where nobody looked."""

    files: tuple[str, ...]
    broken: tuple[Fault, ...] = ()
    lint: tuple[Fault, ...] = ()
    affected: tuple[Affected, ...] = ()
    affected_more: int = 0
    """Others that would change and are only counted."""
    looked_at: int | None = None
    notes: tuple[str, ...] = ()
    """What was not looked at, and why."""
    everywhere: bool = False
    """It is the configuration of all repositories that is edited."""
