"""Getting the objects of a pull request: a mirror without blobs and one batched fetch, beside a full clone.

The history is made of successive releases of Django (sdists from the package index), each release's diff committed in
changes of about seven files; a change is a pull request. The remote is a repository on this disk, spoken to by git's
own protocol, so that bytes are what a network would carry, and times leave the network out.
"""

import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirrors, branch, pull_head

RELEASES = ("4.2", "5.0", "5.1", "5.2")
SDISTS = Path(tempfile.gettempdir()) / "homebot-sdists"
"""Kept for the next run."""
FILES_A_CHANGE = 7
NEXT = 20
LARGE = 1 << 40
_ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}


@dataclass(frozen=True)
class Got:
    """What one way cost: bytes and seconds of the first pull request, and on average of those that follow."""

    way: str
    first_bytes: int
    first_seconds: float
    next_bytes: float
    next_seconds: float


def main() -> None:
    """Builds the history, gets pull requests in each way, prints bytes and times as ratios to the full clone."""
    with tempfile.TemporaryDirectory(prefix="homebot-fetching-") as folder:
        scratch = Path(folder)
        remote = scratch / "acme" / "django.git"
        commits = build(remote, scratch)
        git(remote, "repack", "-a", "-d", "-f", "-q")
        pulls = list(zip(commits[-NEXT - 2 :], commits[-NEXT - 1 :], strict=False))
        ways = (
            ("full clone, then git fetch and git diff-tree", by_git(remote, scratch, ())),
            ("git's own partial clone, blobs when missed", by_git(remote, scratch, ("--filter=blob:none",))),
            ("mirror with blobs (no filter on the server)", by_mirror(remote, scratch, filtered=False)),
            ("mirror without blobs, one batched fetch", by_mirror(remote, scratch, filtered=True)),
        )
        show(len(commits), [measured(name, remote, way, pulls) for name, way in ways])


Way = Callable[[str, str, int], int]
"""Gets one pull request (base, head, number) read and says how many bytes of packs there are then."""


def measured(name: str, remote: Path, way: Way, pulls: Sequence[tuple[str, str]]) -> Got:
    """The first pull request, and the mean of the others; the remote knows each only when its turn has come."""
    sizes, times = [0], []
    for number, (base, head) in enumerate(pulls, 1):
        git(remote, "update-ref", "refs/heads/main", base)
        git(remote, "update-ref", f"refs/pull/{number}/head", head)
        started = time.perf_counter()
        size = way(base, head, number)
        times.append(time.perf_counter() - started)
        sizes.append(size)
    for number in range(1, len(pulls) + 1):
        git(remote, "update-ref", "-d", f"refs/pull/{number}/head")
    later = len(pulls) - 1
    return Got(name, sizes[1], times[0], (sizes[-1] - sizes[1]) / later, sum(times[1:]) / later)


def by_git(remote: Path, scratch: Path, filters: Sequence[str]) -> Way:
    """git alone: clone once, fetch each pull request, compare."""
    clone = scratch / f"clone{len(filters)}.git"

    def way(base: str, head: str, number: int) -> int:
        git(remote, "config", "uploadpack.allowFilter", "true")
        git(remote, "config", "uploadpack.allowAnySHA1InWant", "true")
        if not clone.exists():
            git(scratch, "clone", "--quiet", "--bare", *filters, remote.as_uri(), str(clone))
        git(
            clone,
            "-c",
            "fetch.unpackLimit=1",
            "fetch",
            "--quiet",
            *filters,
            "origin",
            f"+refs/pull/{number}/head:refs/pull/{number}/head",
        )
        git(clone, "diff-tree", "-r", "--raw", "--numstat", "-M", base, head)
        return pack_bytes(clone)

    return way


def by_mirror(remote: Path, scratch: Path, filtered: bool) -> Way:
    """homebot's mirror and its reading of a change; `filtered`: the server can leave blobs out, as GitHub can."""
    mirrors = Mirrors(scratch / f"mirrors-{filtered}", LARGE)

    def way(base: str, head: str, number: int) -> int:
        git(remote, "config", "uploadpack.allowFilter", str(filtered).lower())
        with mirrors.open("acme", "django") as mirror:
            mirror.fetch(remote.as_uri(), None, [branch("main", base), pull_head(number, head)])
            assert read_change(mirror, base, head).files
            return pack_bytes(mirror.path)

    return way


def show(commits: int, rows: Sequence[Got]) -> None:
    """Bytes and times, and how they compare with the full clone's."""
    table = Table(title=f"a pull request of Django, {commits:,} commits", title_justify="left", box=None)
    table.add_column("", justify="left")
    for head in ("first: MB", "s", "to full", "next: kB", "ms", "to full"):
        table.add_column(head, justify="right")
    full = rows[0]
    for row in rows:
        table.add_row(
            row.way,
            f"{row.first_bytes / 1e6:.2f}",
            f"{row.first_seconds:.2f}",
            f"{row.first_bytes / full.first_bytes:.3f}",
            f"{row.next_bytes / 1e3:.1f}",
            f"{row.next_seconds * 1e3:.0f}",
            f"{row.next_seconds / full.next_seconds:.2f}",
        )
    Console(width=130).print(table)


def build(remote: Path, scratch: Path) -> list[str]:
    """The repository, and its commits from the oldest to the newest."""
    remote.mkdir(parents=True)
    git(remote, "init", "--quiet", "--bare", "--initial-branch=main")
    stream = scratch / "stream"
    with stream.open("wb") as out:
        before: dict[str, bytes] = {}
        for release in RELEASES:
            after = dict(files(sdist(release)))
            changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
            step = FILES_A_CHANGE if before else len(changed)
            for start in range(0, len(changed), step):
                out.write(commit(release, [(path, after.get(path)) for path in changed[start : start + step]]))
            before = after
    with stream.open("rb") as given:
        subprocess.run(["git", "fast-import", "--quiet"], cwd=remote, stdin=given, check=True, env=_ENVIRONMENT)
    return git(remote, "rev-list", "--reverse", "refs/heads/main").split()


def commit(release: str, changes: Sequence[tuple[str, bytes | None]]) -> bytes:
    """One commit for `git fast-import`."""
    text = f"Part of {release}".encode()
    who = b"Ann <ann@example.com> 1700000000 +0000"
    lines = [b"commit refs/heads/main\ncommitter %s\ndata %d\n%s\n" % (who, len(text), text)]
    for path, content in changes:
        name = b'"' + path.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'
        body = b"D %s\n" % name if content is None else b"M 100644 inline %s\ndata %d\n" % (name, len(content))
        lines += [body] if content is None else [body, content, b"\n"]
    return b"".join(lines)


def sdist(release: str) -> Path:
    """The source distribution of a release."""
    found = SDISTS / f"Django-{release}.tar.gz"
    if not found.exists():
        options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--dest", str(SDISTS))
        subprocess.run([sys.executable, "-m", "pip", "download", *options, f"Django=={release}"], check=True)
    return found


def files(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a source distribution without the folder they are in."""
    with tarfile.open(archive) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.isfile() else None
            if content is not None:
                yield member.name.partition("/")[2], content.read()


def pack_bytes(path: Path) -> int:
    """Bytes of a repository's packs, which is what came over the wire."""
    return sum(file.stat().st_size for file in (path / "objects" / "pack").glob("*.pack"))


def git(path: Path, *arguments: str) -> str:
    """What a git command prints."""
    done = subprocess.run(["git", *arguments], cwd=path, capture_output=True, check=True, env=_ENVIRONMENT)
    return done.stdout.decode(errors="replace")
