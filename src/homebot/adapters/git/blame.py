"""Who wrote the lines that a change touches: `git blame` of the old side of its hunks at the merge base."""

import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from homebot.adapters.git.change import RENAME_LIMIT
from homebot.adapters.git.command import run
from homebot.adapters.git.errors import GitTimeout
from homebot.adapters.git.mirror import Mirror
from homebot.core.facts import FileChange

HALF_LIFE_DAYS = 365
"""A line of last year weighs half as much as one of today."""
HORIZON_DAYS = 4 * HALF_LIFE_DAYS
"""Older lines are nobody's: they weigh little, and looking for their authors is what takes long."""
MOST_FILES = 20
MOST_RANGES = 100
"""Of one file: each is an argument of git's."""
MOST_LINES = 20_000
"""Changed lines of one file; a larger change of one is no edit of somebody's work."""
SECONDS = 2.0
"""For all files together."""

_REGULAR = frozenset({"100644", "100755"})
_LITERAL = {"GIT_LITERAL_PATHSPECS": "1"}
_FILE = re.compile(r"^diff --git ", re.MULTILINE)
_INDEX = re.compile(r"^index ([0-9a-f]{40})\.\.([0-9a-f]{40})", re.MULTILINE)
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? ", re.MULTILINE)
_GROUP = re.compile(r"([0-9a-f]{40}) \d+ \d+ (\d+)")
_TIME = re.compile(rb"^committer .*> (\d+) [+-]\d{4}$", re.MULTILINE)

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Authors:
    """Whose the touched lines are: (e-mail address in lower case, thousandths), the most first. What is missing to a
    thousand is nobody's. `cut` says why these are not all the lines; empty when they are."""

    shares: tuple[tuple[str, int], ...] = ()
    cut: str = ""


def read_authors(
    mirror: Mirror, merge_base: str, head: str, files: Sequence[FileChange], seconds: float = SECONDS
) -> Authors:
    """The authors of what a change touches, by the history of its merge base; the same for the same two commits.

    Of a mirror without old files only the commits that touched the same files are counted: nothing is fetched here.
    Where git finds nothing to tell, or takes too long, less is known: it never fails.
    """
    old = [file for file in files if _has_old_lines(file)]
    chosen = _chosen(old)
    if not chosen:
        return Authors()
    look = _Look(mirror, merge_base, _moment(mirror, merge_base), time.monotonic() + seconds)
    cut = f"from {len(chosen)} of {len(old)} files" if len(chosen) < len(old) else ""
    try:
        if mirror.is_partial:
            look.commits(chosen)
            cut = "from the commits that touched these files, as the mirror has no old files"
        else:
            for file, ranges in look.hunks(head, chosen):
                look.blame(file, ranges)
    except GitTimeout:
        cut = "from a part of the files, as it took too long"
    return Authors(look.shares(), f"Who knows the touched lines was told {cut}." if cut else "")


def _has_old_lines(file: FileChange) -> bool:
    changed = (file.added or 0) + (file.deleted or 0)
    return file.mode_before in _REGULAR and not file.generated and 0 < changed <= MOST_LINES


def _chosen(files: Iterable[FileChange]) -> list[FileChange]:
    """The files with most changed lines, from each folder in turn."""
    folders: defaultdict[str, deque[FileChange]] = defaultdict(deque)
    for file in sorted(files, key=lambda file: (-(file.added or 0) - (file.deleted or 0), file.path)):
        folders[file.path.rpartition("/")[0]].append(file)
    chosen: list[FileChange] = []
    while any(folders.values()) and len(chosen) < MOST_FILES:
        chosen += [folder.popleft() for folder in folders.values() if folder]
    return chosen[:MOST_FILES]


def _moment(mirror: Mirror, commit: str) -> datetime:
    """When a commit was made. What is older is counted from there, so that tomorrow it is no other number."""
    raw = mirror.objects.read(commit, 1 << 20)
    found = _TIME.search(raw) if isinstance(raw, bytes) else None
    return datetime.fromtimestamp(min(int(found[1]), 1 << 35) if found else 0, UTC)


@dataclass
class _Look:
    """One reading: how much of what was seen is whose, in lines or commits by their weight."""

    mirror: Mirror
    commit: str
    at: datetime
    ends: float
    weights: Counter[str] = field(default_factory=Counter)
    total: float = 0.0

    def shares(self) -> tuple[tuple[str, int], ...]:
        found = ((mail, round(1000 * weight / self.total)) for mail, weight in self.weights.items())
        return tuple(sorted(((mail, share) for mail, share in found if share), key=lambda one: (-one[1], one[0])))

    def hunks(self, head: str, files: Sequence[FileChange]) -> Iterator[tuple[FileChange, list[Range]]]:
        """The lines of the merge base that each file's hunks take away, or stand behind."""
        paths = [path for file in files for path in file.paths]
        patch = self._run(
            *("diff-tree", "-r", "-p", "-U0", "--full-index", "--find-renames", f"-l{RENAME_LIMIT}"),
            *("--no-ext-diff", "--no-textconv", "--no-color", "--end-of-options", self.commit, head, "--", *paths),
        )
        found = dict(_hunks(patch))
        for file in files:
            if ranges := found.get((file.before or "", file.after or "0" * 40)):
                yield file, ranges[:MOST_RANGES]

    def blame(self, file: FileChange, ranges: Sequence[Range]) -> None:
        """Counts these lines of a file, each for its author."""
        path = file.old_path if file.kind == "renamed" and file.old_path else file.path
        output = self._run(
            *("blame", "--incremental", "--root", f"--since={self._since()}"),
            *(f"-L{first},{last}" for first, last in ranges),
            *(self.commit, "--", path),
        )
        lines: Counter[str] = Counter()
        facts: dict[str, dict[str, str]] = defaultdict(dict)
        oid = ""
        for line in output.split("\n"):
            if group := _GROUP.fullmatch(line):
                oid = group[1]
                lines[oid] += int(group[2])
            else:
                key, _, value = line.partition(" ")
                facts[oid].setdefault(key, value)
        for oid, number in lines.items():
            self._count(facts[oid], number)

    def _count(self, facts: dict[str, str], number: int) -> None:
        mail = None if "boundary" in facts else facts.get("author-mail", "").strip("<>")
        self._add(mail, facts.get("author-time", "0"), number)

    def commits(self, files: Sequence[FileChange]) -> None:
        """Counts the commits that touched the files, each for its author."""
        output = self._run(
            *("log", "--no-renames", "--no-merges", "--max-count=500", f"--since={self._since()}", "--format=%at %ae"),
            *("--end-of-options", self.commit, "--", *(file.old_path or file.path for file in files)),
        )
        for line in output.splitlines():
            at, _, mail = line.partition(" ")
            self._add(mail, at, 1)

    def _add(self, mail: str | None, at: str, number: int) -> None:
        seconds = self.at.timestamp() - int(at) if at.isdigit() else 0
        days = min(max(0.0, seconds / 86400), HORIZON_DAYS)
        weight = number * 0.5 ** (days / HALF_LIFE_DAYS)
        self.total += weight
        if mail:
            self.weights[mail.lower()[:254]] += weight

    def _since(self) -> str:
        return (self.at - min(timedelta(HORIZON_DAYS), self.at - datetime.fromtimestamp(0, UTC))).isoformat()

    def _run(self, *arguments: str) -> str:
        """What git says; nothing where it has nothing to say of these files."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise GitTimeout("the authors of the touched lines were not told in time")
        done = run(self.mirror.repo, *arguments, seconds=left, extra=_LITERAL)
        return done.stdout.decode("utf-8", "replace") if done.status == 0 else ""


def _hunks(patch: str) -> Iterator[tuple[tuple[str, str], list[Range]]]:
    """By the ids of a file's two sides, the lines of the old one. What a file holds begins with `+`, `-` or a
    backslash, so no file can forge a header."""
    for section in _FILE.split(patch):
        if index := _INDEX.search(section):
            ranges = [_range(int(at), count) for at, count in _HUNK.findall(section) if int(at)]
            yield (index[1], index[2]), ranges


def _range(first: int, count: str) -> Range:
    """Of a hunk that only adds, the line it stands behind."""
    return first, first + max(1, int(count or 1)) - 1
