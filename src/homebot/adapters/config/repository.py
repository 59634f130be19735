"""A configuration that lies in a repository on GitHub: all its files from one commit of the default branch, by git."""

from dataclasses import dataclass

from homebot.adapters.config.load import FILES, Loaded, load_contents
from homebot.adapters.config.problems import Problem
from homebot.adapters.config.remote import RemoteFolder
from homebot.adapters.config.yaml_source import MOST_BYTES
from homebot.adapters.git.errors import AuthFailed, GitError, RepositoryGone
from homebot.adapters.git.listing import default_branch
from homebot.adapters.git.mirror import Mirror, Mirrors
from homebot.adapters.github.client import GitHub
from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later
from homebot.core.directory import Place

_TOO_LARGE = b" " * (MOST_BYTES + 1)
_DENIED = 60.0


@dataclass(frozen=True, slots=True)
class ReadCommit:
    """What the configuration says at a commit."""

    commit: str
    loaded: Loaded


class SourceUnavailable(Exception):
    """The repository cannot be read: in one line why, in `seconds` it may be; `refused` when waiting will not help."""

    def __init__(self, place: RemoteFolder, reason: str, seconds: float, refused: bool = False) -> None:
        super().__init__(f"{place} cannot be read: {reason}")
        self.seconds = seconds
        self.refused = refused


def read_repository(github: GitHub, mirrors: Mirrors, place: RemoteFolder) -> ReadCommit:
    """The configuration as the default branch has it now.

    Raises:
        SourceUnavailable: when GitHub cannot be asked, or shows homebot no such repository.
    """
    try:
        with github.job(place.repository) as client, mirrors.open(place.owner, place.name) as mirror:
            [head] = mirror.fetch(github.git_url(place.owner, place.name), client.token, [default_branch()])
            return ReadCommit(head.oid, load_commit(mirror, head.oid, place))
    except Later as later:
        raise SourceUnavailable(place, later.reason, later.seconds) from None
    except (Gone, RepositoryGone):
        reason = "GitHub shows homebot no such repository; is its name right, and the App installed there?"
        raise SourceUnavailable(place, reason, _DENIED, refused=True) from None
    except (Denied, AuthFailed) as denied:
        raise SourceUnavailable(place, f"homebot was denied ({denied})", _DENIED, refused=True) from None
    except (CallFailed, GitError) as failed:
        raise SourceUnavailable(place, str(failed), 3 * github.patience.pause) from None


def load_commit(mirror: Mirror, commit: str, place: RemoteFolder) -> Loaded:
    """The configuration in the folder as the commit has it; blobs that are missing are fetched in one request.

    Raises:
        GitError: when they cannot be.
    """
    label = f"{place.owner}/{place.name}:" + (f"{place.folder}/" if place.folder else "")
    tree = mirror.objects.info(f"{commit}:{place.folder}")
    if tree is None or tree.kind != "tree":
        hint = "make it with org.yaml and services.yaml, or name another one in HOMEBOT_CONFIG"
        return Loaded(None, (Problem(Place(label, 1), f"there is no such folder at {commit[:7]}", hint),))
    present = mirror.objects.names(commit, place.folder)
    paths = {name: f"{place.folder}/{name}".lstrip("/") for name in FILES if name in present}
    blobs = [mirror.objects.blob_at(commit, path) for path in paths.values()]
    mirror.require(oid for oid in blobs if oid is not None)

    def content(name: str) -> bytes:
        found = mirror.objects.read_path(commit, paths[name], MOST_BYTES)
        return found if found is not None else _TOO_LARGE

    return load_contents(label, present, content)
