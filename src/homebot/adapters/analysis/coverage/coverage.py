"""Coverage reports: read in a limited child, then held against the lines a change adds."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path, PurePosixPath

import msgspec

from homebot.adapters.analysis.children import Children, Died
from homebot.adapters.analysis.coverage.paths import located
from homebot.adapters.git.added import AddedText, Additions
from homebot.core.coverage import Coverage, FileCoverage

WALL_SECONDS = 40.0
MOST_PLACES = 50
"""Of one file that did not run."""
MOST_PLACES_OF_ALL = 2_000
CLOSE = 4
"""Missed lines with up to so many lines between them that do nothing are one place."""

_ANALYSER = Path(__file__).with_name("reader.py")


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the reader answers it: files as (name, covered lines, missed lines), the lines still packed."""

    format: str
    sources: tuple[str, ...]
    files: tuple[tuple[str, msgspec.Raw, msgspec.Raw], ...]
    lines: int
    covered: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A report nobody could read, and why."""

    error: str


@dataclass(frozen=True, slots=True)
class Named:
    """A report under the name it was uploaded with."""

    name: str
    report: Report | Unreadable


@dataclass(frozen=True, slots=True)
class Reports:
    """All reports of one commit. `stamp` names the uploads they are."""

    named: tuple[Named, ...] = ()
    stamp: str = ""

    @property
    def read(self) -> tuple[tuple[str, Report], ...]:
        """Those that could be read, by name."""
        return tuple((one.name, one.report) for one in self.named if isinstance(one.report, Report))

    @property
    def unreadable(self) -> tuple[tuple[str, str], ...]:
        """(name, why) of the others."""
        return tuple((one.name, one.report.error) for one in self.named if isinstance(one.report, Unreadable))


class CoverageReader:
    """Reads uploads in at most `size` children, for any number of threads."""

    def __init__(self, size: int, python: str = sys.executable, seconds: float = WALL_SECONDS) -> None:
        self._children = Children(_ANALYSER, size, python, seconds)

    def close(self) -> None:
        """End all children, waiting for those at work."""
        self._children.close()

    def read(self, upload: bytes) -> bytes:
        """What the upload says, in the form `decoded` takes; that nothing could be read is said there too."""
        try:
            answer = self._children.ask(upload)
            decoded(answer)
        except Died as death:
            return msgspec.json.encode(Unreadable(str(death)))
        except msgspec.MsgspecError:
            return msgspec.json.encode(Unreadable("its reader answered nonsense"))
        return answer


def decoded(answer: bytes) -> Report | Unreadable:
    """A report from the reader's answer."""
    try:
        return msgspec.json.decode(answer, type=Report)
    except msgspec.ValidationError:
        return msgspec.json.decode(answer, type=Unreadable)


Packed = tuple[msgspec.Raw, msgspec.Raw]
"""Covered and missed lines of a file in one report."""


def cover(reports: Reports, tree: Iterable[str], additions: Additions) -> Coverage:
    """What the reports say of the added lines of a change; `tree` are the paths of all files at its head."""
    read = dict(reports.read)
    files = sum(len(report.files) for report in read.values())
    found = _by_path(read.values(), frozenset(tree))
    kinds = {PurePosixPath(path).suffix for path in found}
    others = (file for file in additions.files if file.path not in found)
    return Coverage(
        reports=tuple(read),
        unreadable=reports.unreadable,
        files=_known(additions, found),
        unlisted=tuple((file.path, len(file.lines)) for file in others if PurePosixPath(file.path).suffix in kinds),
        left_out=additions.left_out,
        known=sum(map(len, found.values())),
        foreign=files - sum(map(len, found.values())),
        stamp=reports.stamp,
    )


def _known(additions: Additions, found: Mapping[str, Sequence[Packed]]) -> tuple[FileCoverage, ...]:
    """Files with lines that count; the places that did not run as long as there are not too many in all."""
    known: list[FileCoverage] = []
    room = MOST_PLACES_OF_ALL
    for added in additions.files:
        file = _file(added, found.get(added.path, ()), min(MOST_PLACES, room))
        room -= len(file.missed)
        known.append(file)
    return tuple(file for file in known if file.measured)


def _by_path(reports: Iterable[Report], tree: frozenset[str]) -> dict[str, list[Packed]]:
    """What all reports say of each file of the repository that they know."""
    found: dict[str, list[Packed]] = {}
    for report in reports:
        places = located(report.sources, [name for name, _, _ in report.files], tree)
        for name, covered, missed in report.files:
            if name in places:
                found.setdefault(places[name], []).append((covered, missed))
    return found


def _file(file: AddedText, said: Sequence[Packed], most: int) -> FileCoverage:
    """The reports' words on one file together: what ran in one of them ran."""
    covered = {line for ran, _ in said for line in _lines(ran)}
    executable = covered | {line for _, missed in said for line in _lines(missed)}
    added = {number for number, _ in file.lines} & executable
    missed = added - covered
    places = _places(sorted(executable), missed)
    return FileCoverage(
        path=file.path,
        measured=len(added),
        covered=len(added) - len(missed),
        missed=tuple(places[:most]),
        missed_cut=len(places[most:]),
    )


def _lines(packed: msgspec.Raw) -> Iterable[int]:
    return accumulate(msgspec.json.decode(packed, type=list[int]))


def _places(executable: Sequence[int], missed: set[int]) -> list[tuple[int, int]]:
    """Runs of missed lines. A line that ran or was not added ends one, lines that do nothing do not."""
    places: list[tuple[int, int]] = []
    goes_on = False
    for line in executable:
        if line not in missed:
            goes_on = False
        elif goes_on and line - places[-1][1] <= CLOSE + 1:
            places[-1] = (places[-1][0], line)
        else:
            places.append((line, line))
            goes_on = True
    return places
