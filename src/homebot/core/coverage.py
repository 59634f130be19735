"""What coverage reports say of the lines a change adds: a fact like the others, made where the change is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """The added lines of one file that a report counts as executable, and how many of them a test ran.

    `missed` are one-based lines at the head that no test ran, as (first, last); `missed_cut` counts those left out.
    """

    path: str
    measured: int
    covered: int
    missed: tuple[tuple[int, int], ...] = ()
    missed_cut: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """All reports of the head together: a line that ran in one of them ran.

    `unlisted` are changed files that no report knows although it measures files of their kind, as (path, added lines).
    """

    reports: tuple[str, ...] = ()
    """Names of the reports that were read."""
    unreadable: tuple[tuple[str, str], ...] = ()
    """(name, why) of those that could not be."""
    files: tuple[FileCoverage, ...] = ()
    unlisted: tuple[tuple[str, int], ...] = ()
    left_out: tuple[str, ...] = ()
    """Paths whose added lines could not be told: the change is too large."""
    known: int = 0
    """How many files of the reports are files of the repository."""
    foreign: int = 0
    """How many are none, or may be several."""
    stamp: str = ""
    """Names the uploads this was made from."""
    asked: bool = True
    """Whether anybody looked for reports; a check on a laptop does when it is given one."""
