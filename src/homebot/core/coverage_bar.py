"""How high the coverage of changed lines has to be, and what is said where it is not."""

from dataclasses import dataclass
from fractions import Fraction

from homebot.core.coverage import Coverage, FileCoverage
from homebot.core.facts import Snapshot
from homebot.core.findings import Finding

MOST_PLACES = 100
_AGAIN = "this check looks again by itself when a report comes"
_LOST = "the coverage reports name no file of this repository"
_FIND = "make them in a checkout of it, with paths as they are there"
_LAPTOP = "coverage is judged with --coverage FILE"


@dataclass(frozen=True, slots=True)
class Bar:
    """`percent` of the executable lines a change adds must have run; changes of fewer than `least` such lines are too
    small for a percentage. `reports` uploads have to be there before anything is said."""

    percent: float
    least: int
    reports: int


@dataclass(frozen=True, slots=True)
class Covered:
    """What came out: words for the summary, the findings, and whether reports are still to come."""

    said: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    waiting: bool = False


def judge(snapshot: Snapshot, sources: frozenset[str], needed: frozenset[str], bar: Bar) -> Covered:
    """Holds the source files of a change to the bar; those `needed` may not be missing from the reports.

    Without all reports nothing passes and nothing is charged: it waits.
    """
    coverage = snapshot.change.coverage or Coverage()
    if not coverage.asked:
        return Covered((_LAPTOP,))
    unread = tuple(_unreadable(name, why) for name, why in coverage.unreadable)
    here = len(coverage.reports) + len(unread)
    if here < bar.reports:
        have = f"{here} of {bar.reports} coverage reports are here" if here else "no coverage report yet"
        have = f"{have} for {snapshot.change.head[:7]}"
        return Covered((have,), (*unread, _waits(snapshot, have)), waiting=True)
    if unread:
        return Covered((unread[0].message,), unread)
    if coverage.reports and not coverage.known:
        return Covered((_LOST,), (Finding(_LOST, _FIND, error=True),))
    return _judged(coverage, sources, needed, bar)


def _judged(coverage: Coverage, sources: frozenset[str], needed: frozenset[str], bar: Bar) -> Covered:
    files = [file for file in coverage.files if file.path in sources]
    unlisted = [_unlisted(path) for path, added in coverage.unlisted if path in needed and added >= bar.least]
    unknown = [_too_large(path) for path in coverage.left_out if path in sources]
    return Covered((_measured(files, bar),), (*unknown, *unlisted, *_missed(files, bar)))


def _measured(files: list[FileCoverage], bar: Bar) -> str:
    measured, covered = _totals(files)
    if not measured:
        return "no changed line is counted by coverage"
    said = f"tests run {covered:,} of {measured:,} changed lines"
    if measured < bar.least:
        return f"{said}, too few to ask for a percentage"
    return f"{said} ({_percent(covered, measured)}, at least {bar.percent:g}% wanted)"


def _missed(files: list[FileCoverage], bar: Bar) -> list[Finding]:
    """The places that did not run, those of the barest file first; none when the bar is reached."""
    measured, covered = _totals(files)
    if measured < bar.least or 100 * covered >= Fraction(str(bar.percent)) * measured:
        return []
    barest = sorted(files, key=lambda file: (file.covered - file.measured, file.path))
    places = [_place(file.path, *lines, bar) for file in barest for lines in file.missed]
    left = len(places[MOST_PLACES:]) + sum(file.missed_cut for file in files)
    return places[:MOST_PLACES] + ([_more(left)] if left else [])


def _totals(files: list[FileCoverage]) -> tuple[int, int]:
    return sum(file.measured for file in files), sum(file.covered for file in files)


def _percent(covered: int, measured: int) -> str:
    """Rounded down, so that nothing looks as if it had reached what it has not."""
    return f"{1000 * covered // measured / 10:g}%"


def _place(path: str, first: int, last: int, bar: Bar) -> Finding:
    lines = f"line {first} is" if first == last else f"lines {first} to {last} are"
    fix = f"add tests that run the marked lines, until {bar.percent:g}% of the changed ones have run"
    return Finding(f"{lines} not run by any test", fix, path, first, last)


def _more(left: int) -> Finding:
    return Finding(f"{left:,} further places are not run by any test; the report of CI shows them all")


def _unlisted(path: str) -> Finding:
    return Finding(
        message=f"{path} is in no coverage report, so no test is known to run it",
        fix="import it in a test, or let the coverage tool count files that no test imports; "
        "a file with nothing to run belongs in `coverage_unmeasured`",
        path=path,
        line=1,
    )


def _too_large(path: str) -> Finding:
    message = f"{path}: the change is too large to tell its added lines, so their coverage is not known"
    return Finding(message, "split the change", path, 1, error=True)


def _unreadable(name: str, why: str) -> Finding:
    message = f"the coverage report `{name}` cannot be read: {why}"
    return Finding(message, f"mend the upload in CI and run it again; {_AGAIN}", error=True)


def _waits(snapshot: Snapshot, have: str) -> Finding:
    address = f"/coverage/{snapshot.pull.repository}/{snapshot.change.head}"
    return Finding(
        message=f"{have}; CI posts it to {address}",
        fix=f"nothing while CI runs: {_AGAIN}; if CI is done, ask the Home Team whether it posts coverage to {address}",
        awaited=True,
    )
