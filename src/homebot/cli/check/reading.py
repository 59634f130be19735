"""Reading a checkout as the webhook reads a mirror: the same code over the same objects."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.analysis.coverage.coverage import Named, Reports, decoded
from homebot.adapters.git import upkeep
from homebot.adapters.git.command import opened, run
from homebot.adapters.git.errors import GitError, MirrorCorrupt
from homebot.adapters.git.mirror import Mirror
from homebot.app.changed import read_changed
from homebot.cli.check.checkout import Checkout
from homebot.cli.exits import OUTSIDE, WRONG_USE, leave
from homebot.core.facts import Change
from homebot.core.render.escape import visible
from homebot.core.wanted import Wanted


def mirrored(checkout: Checkout) -> AbstractContextManager[Mirror]:
    """A mirror of a checkout, see `borrowed`."""
    return borrowed(checkout.objects)


@contextmanager
def borrowed(objects: Path) -> Iterator[Mirror]:
    """An empty mirror that borrows a checkout's objects, for the length of a block.

    What the checkout itself says (its configuration, `info/attributes`, grafts, hooks, an unfinished fetch) does not
    count here, as it does not on the server, and nothing is written to it.
    """
    with TemporaryDirectory(prefix="homebot-") as folder:
        path = Path(folder) / "check" / "out.git"
        upkeep.replace(path)
        alternates = path / "objects" / "info" / "alternates"
        alternates.parent.mkdir(exist_ok=True)
        # In quotes and octal, git takes any name for what it is.
        alternates.write_bytes(b'"%s"\n' % b"".join(b"\\%03o" % byte for byte in bytes(objects)))
        with opened(path) as repo:
            mirror = Mirror(path, repo, path.parent / "fetch", 0.0)
            with mirror.objects:
                yield mirror


def read_reports(uploads: Sequence[tuple[str, bytes]], analysis: Analysers) -> Reports | None:
    """Coverage reports from files, by their names; `None` when there is no file."""
    named = tuple(Named(name, decoded(analysis.coverage.read(body))) for name, body in uploads)
    return Reports(named) if named else None


def read(
    checkout: Checkout, mirror: Mirror, analysis: Analysers, asked: Wanted, reports: Reports | None = None
) -> Change:
    """The change; ends the process with what is missing, and how to get it, when it cannot be read whole."""
    try:
        change = read_changed(mirror, checkout.base_oid, checkout.head_oid, analysis, asked, reports)
        if checkout.partial and change.merge_base is not None:
            _require_attributes(mirror, change.merge_base)
    except GitError as error:
        _incomplete(checkout)
        leave(OUTSIDE, f"the repository cannot be read: {visible(str(error), 300)}; `git fsck` says more")
    if change.unreadable is not None:
        _incomplete(checkout)
        why = f"{change.unreadable} ({checkout.base} and {checkout.head})"
        leave(WRONG_USE, f"{visible(why, 300)}; name the branch the change goes to with --base")
    return change


def _require_attributes(mirror: Mirror, commit: str) -> None:
    """Which files are generated is said by files that a partial clone may lack: then they seem not to exist."""
    done = run(mirror.repo, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit)
    entries = (entry.partition(b"\t") for entry in done.stdout.split(b"\0"))
    oids = [words.split()[2].decode() for words, _, name in entries if name.split(b"/")[-1] == b".gitattributes"]
    if done.status != 0 or not all(mirror.objects.has(oid) for oid in oids):
        raise MirrorCorrupt("a .gitattributes file is missing")


def _incomplete(checkout: Checkout) -> None:
    """Ends the process when the clone was made to lack something: nothing is broken, it has to be fetched."""
    what = f"between {visible(checkout.base)} and {visible(checkout.head)}"
    if checkout.shallow:
        leave(
            WRONG_USE,
            f"this clone is shallow, and commits {what} are missing; run `{checkout.whole_history()}` "
            "(or `git fetch --deepen=100` until it is enough; in GitHub Actions: actions/checkout with fetch-depth: 0)",
        )
    if checkout.partial:
        leave(
            WRONG_USE,
            f"this is a partial clone, and files that changed {what} are missing; run `{checkout.whole_files()}`",
        )
