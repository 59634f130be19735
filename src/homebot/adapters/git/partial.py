"""A mirror has commits and trees of everything it was told of, and blobs only where somebody read them.

GitHub sends a history without its files when asked to ("partial clone"), which is most of a repository's bytes; what a
change needs is then fetched in one request, by id. git calls the remote a *promisor*. Only the commands that fetch are
told so: to all others what is missing is just missing, and none of them can start to talk to anybody.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from git import Repo

from homebot.adapters.git.command import Finished, run
from homebot.adapters.git.crowd import Ref

WITHOUT_BLOBS = "--filter=blob:none"
WITH_BLOBS = "--no-filter"
QUIETLY = (
    *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"),
    *("--no-auto-maintenance", "--no-show-forced-updates"),
)
_MARK = "partial"
_REFUSED = re.compile(
    r"does not allow request for unadvertised|not our ref|no such remote ref|couldn't find remote ref"
    r"|want [0-9a-f]{40} not valid"
)
_NOT_ONE = re.compile(r"(?:not our ref|unadvertised object|want) ([0-9a-f]{40})")
_ROUNDS = 4


def seek(wanted: Sequence[Ref], fetch: Callable[[Sequence[Ref]], Finished]) -> Finished:
    """What came of fetching objects of which some may be gone. A remote names one of those and gives none of the
    others: they are asked for once more without it, a few times."""
    left = list(wanted)
    done = Finished(0, b"", "")
    for _ in range(_ROUNDS):
        if not left:
            break
        done = fetch(left)
        gone = set(_NOT_ONE.findall(done.stderr)) if is_refused(done) else set()
        if not gone:
            break
        left = [ref for ref in left if ref.remote not in gone]
    return done


def fetch_objects(
    repo: Repo, url: str, oids: Iterable[str], seconds: float, extra: Mapping[str, str], lock: int
) -> Finished:
    """One request for these objects. Nothing is told of what is here: the answer must be whole by itself."""
    number = int(extra["GIT_CONFIG_COUNT"])
    alone = {
        **extra,
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": "fetch.negotiationAlgorithm",
        f"GIT_CONFIG_VALUE_{number}": "noop",
    }
    with tempfile.TemporaryFile() as stdin:
        stdin.writelines(f"{oid}\n".encode() for oid in oids)
        stdin.seek(0)
        wanted = (*QUIETLY, WITHOUT_BLOBS, "--stdin", "--end-of-options", url)
        return run(repo, *wanted, seconds=seconds, stdin=stdin, extra=alone, keep_open=(lock,))


def is_refused(done: Finished) -> bool:
    """Whether the remote gives nothing by id, or not these; a fetch of everything is left."""
    return done.status != 0 and _REFUSED.search(done.stderr) is not None


def is_partial(path: Path) -> bool:
    """Whether the mirror at `path` may lack blobs."""
    return (path / _MARK).exists()


def mark(path: Path) -> None:
    """Notes that the mirror may lack blobs, and that all its packs are of a remote that has them: joining packs drops
    the second, and git would miss the blobs behind them at the next fetch. The caller holds the fetch lock."""
    (path / _MARK).touch()
    for pack in (path / "objects" / "pack").glob("*.pack"):
        pack.with_suffix(".promisor").touch()
