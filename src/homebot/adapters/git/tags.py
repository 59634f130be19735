"""The tags of a remote, where its default branch stands, and which commits contain which merges."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from git.exc import GitCommandError

from homebot.adapters.git.command import READ_SECONDS, network_environment, run
from homebot.adapters.git.crowd import Ref
from homebot.adapters.git.errors import GitTimeout, MirrorCorrupt, RefGone, classify, without_token
from homebot.adapters.git.listing import default_branch
from homebot.adapters.git.mirror import Mirror

LISTING_SECONDS = 60.0
MOST_TAGS = 20_000
"""Of a remote's, by name; what comes after is left out, and said."""
MOST_COMMITS = 500_000
_TAG = "refs/tags/"
_PEELED = "^{}"


@dataclass(frozen=True, slots=True)
class Heads:
    """Where a remote stands: `tip` is its default branch, `tags` are names with the commits they lead to. `left` tags
    were not looked at."""

    tip: str
    tags: Mapping[str, str]
    left: int = 0


def read_heads(mirror: Mirror, url: str, token: str | None, tags: bool) -> Heads:
    """Asks the remote, in one call, for its default branch and, if wanted, all its tags.

    Raises:
        RefGone: when it has no default branch, as an empty repository has none.
        RepositoryGone, AuthFailed, GitUnavailable: as the remote says.
    """
    wanted = ("HEAD", f"{_TAG}*") if tags else ("HEAD",)
    extra = network_environment(url, token)
    command = ("ls-remote", "--quiet", "--end-of-options", url, *wanted)
    done = run(mirror.repo, *command, seconds=LISTING_SECONDS, extra=extra)
    if done.status != 0:
        raise without_token(classify(done.stderr), token)
    found: dict[str, str] = {}
    for line in done.stdout.split(b"\n"):
        oid, _, name = line.partition(b"\t")
        found[name.decode("utf-8", "backslashreplace")] = oid.decode("ascii", "replace")
    if "HEAD" not in found:
        raise RefGone("HEAD")
    # An annotated tag is listed twice: itself, and with `^{}` the commit it leads to.
    names = sorted(name for name in found if name.startswith(_TAG) and not name.endswith(_PEELED))
    commits = {name.removeprefix(_TAG): found.get(name + _PEELED, found[name]) for name in names[:MOST_TAGS]}
    return Heads(found["HEAD"], commits, len(names) - len(commits))


def fetch_heads(mirror: Mirror, url: str, token: str | None, tip: str, tags: Mapping[str, str], whole: bool) -> str:
    """Makes the default branch and these tags' commits present, in one call or, where they are here, in none; the
    commit of the branch. It may be newer than `tip`.

    Raises:
        RefGone, RepositoryGone, AuthFailed, GitUnavailable: as `Mirror.fetch`.
    """
    branch = default_branch()
    refs = [Ref(branch.remote, branch.local, tip), *(_ref(name, oid) for name, oid in sorted(tags.items()))]
    return mirror.fetch(url, token, refs, whole=whole)[0].oid


def _ref(name: str, oid: str) -> Ref:
    digest = sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:20]
    return Ref(f"{_TAG}{name}", f"refs/homebot/tag/{digest}", oid)


def containing(mirror: Mirror, tips: Iterable[str], wanted: Collection[str]) -> dict[str, frozenset[str]]:
    """Which of the `wanted` commits each of the `tips` contains: the history is walked once for all of them, at most
    half a million commits from its newest end. A tip that is not here contains none.

    Raises:
        MirrorCorrupt: when git cannot walk.
        GitTimeout: when that takes too long.
    """
    present = [tip for tip in dict.fromkeys(tips) if _is_commit(mirror, tip)]
    left = {oid for oid in wanted if _is_commit(mirror, oid)}
    inside = dict(_inside(_walk(mirror, present, left), present, left)) if present and left else {}
    return {
        tip: frozenset(oid for oid, bits in inside.items() if bits >> number & 1) for number, tip in enumerate(present)
    }


def _inside(walk: Iterable[tuple[str, list[str]]], tips: Sequence[str], left: set[str]) -> Iterator[tuple[str, int]]:
    """Each commit that is `left` to be found, taken out there, with a bit for each tip that contains it: what a commit
    is in, its parents are in."""
    bits = {tip: 1 << number for number, tip in enumerate(tips)}
    for oid, parents in walk:
        here = bits.pop(oid, 0)
        for parent in parents:
            bits[parent] = bits.get(parent, 0) | here
        if oid in left:
            left.discard(oid)
            yield oid, here


def _is_commit(mirror: Mirror, oid: str) -> bool:
    info = mirror.objects.info(oid)
    return info is not None and info.kind == "commit"


def _walk(mirror: Mirror, tips: Iterable[str], left: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Commits with their parents, none before all its children; ends when nothing is `left` to be found."""
    git = mirror.repo.git
    limit = ("timeout", "--signal=KILL", f"{READ_SECONDS:g}", git.GIT_PYTHON_GIT_EXECUTABLE)
    command = [*limit, "rev-list", "--topo-order", "--parents", f"--max-count={MOST_COMMITS}", "--end-of-options"]
    process = git.execute([*command, *tips], as_process=True)
    stream: IO[bytes] = process.stdout
    for line in stream:
        oid, *parents = line.decode().split()
        yield oid, parents
        if not left:
            process.terminate()
            return
    try:
        process.wait()
    except GitCommandError as error:
        if error.status in (-9, 137):
            raise GitTimeout(f"git rev-list took longer than {READ_SECONDS:g} seconds and was stopped") from error
        raise MirrorCorrupt(f"git rev-list: {str(error.stderr)[-300:]}") from error
