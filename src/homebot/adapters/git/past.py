"""The merges of a default branch's past: its first-parent history since a day, and what each commit of it brought.

Each commit is judged by its own time, for clocks go backwards; the order is that of the history. Names and messages
are bytes: what is no text is replaced or escaped. All of it is bounded, and says where it was cut.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from homebot.adapters.git.command import run
from homebot.adapters.git.errors import MirrorCorrupt
from homebot.adapters.git.listing import MAX_BYTES, output_of
from homebot.adapters.git.mirror import Mirror
from homebot.core.credit.past import PastCommit

MOST_ON_BRANCH = 20_000
"""First-parent commits that are looked at, the newest."""
MOST_COMMITS = 100_000
"""Of all that they brought."""
LONGEST_MESSAGE = 64 * 1024
MOST_AUTHORS = 20
"""Different addresses of one merge; with more, nobody is its author."""
_AT_ONCE = 500
_COMMIT = b"\x01"
_LATEST = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Past:
    """Commits of a branch since a day, the oldest first; `cuts` say what was not looked at."""

    tip: str
    commits: tuple[PastCommit, ...] = ()
    cuts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walked:
    """A commit of the walk; `bringer` is the first-parent commit that brought it, by its place from the newest on."""

    oid: str
    parents: tuple[str, ...]
    at: datetime
    mail: str
    message: str
    bringer: int = -1
    paths: tuple[str, ...] = ()
    brought: list["_Walked"] = field(default_factory=list)


def read_past(
    mirror: Mirror,
    tip: str,
    since: datetime,
    most_on_branch: int = MOST_ON_BRANCH,
    most_commits: int = MOST_COMMITS,
    max_bytes: int = MAX_BYTES,
) -> Past:
    """The first-parent commits of `tip` whose own time is `since` or later.

    Raises:
        MirrorCorrupt: when git cannot tell, or not in time.
    """
    count, more = _reach(mirror, tip, since, most_on_branch)
    cuts = [f"only the newest {most_on_branch:,} commits of the branch were looked at"] if more else []
    if not count:
        return Past(tip, cuts=tuple(cuts))
    walk, is_cut = _walk(mirror, tip, count, most_commits, max_bytes)
    chain = _chain(walk, tip)[:count]
    paths, paths_cut = _paths(mirror, tip, count, max_bytes)
    if is_cut or paths_cut or len(chain) < count:
        cuts.append("its history is larger than is read at a time, and the oldest part was not looked at")
    _share_out(walk, chain)
    found = [_told(one, paths[one.oid]) for one in chain if one.at >= since and one.oid in paths]
    return Past(tip, tuple(reversed(found)), tuple(cuts))


def commit_times(mirror: Mirror, oids: Sequence[str]) -> dict[str, datetime]:
    """When these commits were made, by their own clocks; without those that are not here."""
    known = [oid for oid in dict.fromkeys(oids) if (info := mirror.objects.info(oid)) and info.kind == "commit"]
    found: dict[str, datetime] = {}
    for start in range(0, len(known), _AT_ONCE):
        command = ("log", "--no-walk=unsorted", "--format=%H %ct", "--end-of-options", *known[start : start + _AT_ONCE])
        done = run(mirror.repo, *command)
        if done.status != 0:
            raise MirrorCorrupt(f"git log: {done.stderr[-300:]}")
        rows = (line.split(b" ") for line in done.stdout.splitlines())
        found |= {oid.decode(): _moment(at) for oid, at in rows}
    return found


def _reach(mirror: Mirror, tip: str, since: datetime, most: int) -> tuple[int, bool]:
    """How many first-parent commits to go back for the oldest that is in time, and whether there are more than that is
    looked at."""
    command = ("log", "--first-parent", f"--max-count={most + 1}", "--format=%ct", "--end-of-options", tip)
    done = run(mirror.repo, *command)
    if done.status != 0:
        raise MirrorCorrupt(f"git log: {done.stderr[-300:]}")
    times = [_moment(line) for line in done.stdout.splitlines()]
    in_time = [number for number, at in enumerate(times[:most], start=1) if at >= since]
    return max(in_time, default=0), len(times) > most and bool(in_time)


def _range(mirror: Mirror, tip: str, count: int) -> tuple[str, ...]:
    """The history of `tip` without what was there before its newest `count` commits."""
    before = mirror.objects.info(f"{tip}~{count}")
    return (tip, f"^{before.oid}") if before is not None else (tip,)


def _walk(mirror: Mirror, tip: str, count: int, most: int, max_bytes: int) -> tuple[dict[str, _Walked], bool]:
    """All commits that came in, none before all its children."""
    output, cut = output_of(
        mirror,
        max_bytes,
        *("log", "--topo-order", f"--max-count={most + 1}", "-z", "--format=%H%n%P%n%ct%n%ae%n%B"),
        *("--end-of-options", *_range(mirror, tip, count)),
    )
    found: dict[str, _Walked] = {}
    for record in output.split(b"\0"):
        fields = record.split(b"\n", 4)
        if len(fields) == 5:
            oid, parents, at, mail, message = fields
            text = message[:LONGEST_MESSAGE].decode("utf-8", "replace")
            address = mail[:254].decode("utf-8", "replace").lower()
            walked = _Walked(oid.decode(), tuple(parents.decode().split()), _moment(at), address, text)
            found[walked.oid] = walked
    if len(found) > most:
        found.popitem()
        cut = True
    return found, cut


def _chain(walk: Mapping[str, _Walked], tip: str) -> list[_Walked]:
    """The first-parent commits of the walk, the newest first."""
    found: list[_Walked] = []
    at = walk.get(tip)
    while at is not None:
        at.bringer = len(found)
        found.append(at)
        at = walk.get(at.parents[0]) if at.parents else None
    return found


def _share_out(walk: Mapping[str, _Walked], chain: Sequence[_Walked]) -> None:
    """Tells of each commit which one of the branch brought it: the oldest from which it can be reached."""
    for one in walk.values():
        for parent in one.parents:
            if parent in walk:
                walk[parent].bringer = max(walk[parent].bringer, one.bringer)
    for one in walk.values():
        if 0 <= one.bringer < len(chain) and one is not chain[one.bringer]:
            chain[one.bringer].brought.append(one)


def _paths(mirror: Mirror, tip: str, count: int, max_bytes: int) -> tuple[dict[str, tuple[str, ...]], bool]:
    """What each commit changed against its first parent, both names of a rename. Of the one at the cut nothing is
    known."""
    output, cut = output_of(
        mirror,
        max_bytes,
        *("log", "--first-parent", "-m", f"--max-count={count}", "-z", "--name-status", "--no-renames"),
        *("--no-ext-diff", "--no-textconv", "--format=%x01%H", "--end-of-options", tip),
    )
    found: dict[str, list[str]] = {}
    last = ""
    for oid, path in _named(output.split(b"\0")[:-1]):
        last = oid
        paths = found.setdefault(oid, [])
        if path is not None:
            paths.append(path.decode("utf-8", "backslashreplace"))
    if cut:
        found.pop(last, None)
    return {oid: tuple(paths) for oid, paths in found.items()}, cut


def _named(tokens: Sequence[bytes]) -> Iterator[tuple[str, bytes | None]]:
    """(commit, path) for each change, and (commit, `None`) for each commit. No name can be mistaken for a commit: names
    follow a status only."""
    rest, oid = iter(tokens), ""
    for token in rest:
        text = token.lstrip(b"\n")
        if text.startswith(_COMMIT):
            oid = text[1:41].decode("ascii", "replace")
            yield oid, None
            text = text[41:]
        if text.strip():
            yield oid, next(rest, b"")


def _told(one: _Walked, paths: tuple[str, ...]) -> PastCommit:
    """A merge is by who wrote what it brought, and not by who clicked; any other commit by its author."""
    wrote = [commit for commit in one.brought if len(commit.parents) < 2] if len(one.parents) > 1 else [one]
    mails = tuple(sorted({commit.mail for commit in wrote}))
    head = one.parents[1] if len(one.parents) > 1 else one.oid
    return PastCommit(
        oid=one.oid,
        parent=one.parents[0] if one.parents else None,
        head=head,
        at=one.at,
        mails=mails if len(mails) <= MOST_AUTHORS else (),
        message=one.message,
        paths=paths,
        brought=tuple(commit.message for commit in one.brought if "This reverts commit" in commit.message),
    )


def _moment(text: bytes) -> datetime:
    """Seconds since 1970, of whatever clock."""
    try:
        return datetime.fromtimestamp(min(max(int(text), 0), _LATEST), UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
