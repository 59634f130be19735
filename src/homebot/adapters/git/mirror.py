"""A bare mirror per repository: fetched when something is missing, shared by threads and processes, healed when broken.

Layout under the root: `OWNER/NAME.git` (the mirror), `.locks/OWNER/NAME.use` (held shared while somebody reads,
its time says when last), `.locks/OWNER/NAME.fetch` (held alone by whoever writes), `.trash` (on its way out).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from git import Repo

from homebot.adapters.git import partial, upkeep
from homebot.adapters.git.blobs import Objects
from homebot.adapters.git.command import Finished, network_environment, opened, run
from homebot.adapters.git.crowd import Crowd, Ref, named_once
from homebot.adapters.git.errors import GitError, GitUnavailable, MirrorCorrupt, RefGone, classify, without_token
from homebot.adapters.git.locks import held
from homebot.adapters.git.readers import Readers

_BAD_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/]|/$|\.lock(/|$)|(^|/)\.|\.$")
_DEFINITE = re.compile(r"[0-9a-f]{40}")
_log = structlog.get_logger("homebot.git")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A ref as it is in the mirror: `oid` is the commit we were told if it is here, else what came instead."""

    remote: str
    oid: str
    moved: bool


def branch(name: str, oid: str | None = None) -> Ref:
    """The branch `name` of the remote.

    Its local name is a digest: the branches `a` and, later, `a/b` cannot both be files in one folder.

    Raises:
        ValueError: when no branch can have this name.
    """
    if not name or _BAD_REF.search(name):
        raise ValueError(f"{name!r} cannot be the name of a branch")
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:20]
    return Ref(f"refs/heads/{name}", f"refs/homebot/branch/{digest}", _checked_oid(oid))


def pull_head(number: int, oid: str | None = None) -> Ref:
    """The head of pull request `number`, which GitHub keeps even when its branch is gone."""
    return Ref(f"refs/pull/{number}/head", f"refs/homebot/pull/{number}", _checked_oid(oid))


@dataclass(frozen=True)
class Shared:
    """What the threads of this process share of one mirror: who wants refs, who wants objects, and what reads them."""

    refs: Crowd = field(default_factory=Crowd)
    objects: Crowd = field(default_factory=Crowd)
    readers: Readers = field(default_factory=Readers)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a mirror's objects come from."""

    url: str
    token: str | None = field(repr=False)
    refs: tuple[Ref, ...]
    extra: dict[str, str] = field(repr=False)


class Mirror:
    """One repository's mirror, opened by one thread. Its objects are read through `objects`."""

    def __init__(
        self, path: Path, repo: Repo, fetch_lock: Path, fetch_seconds: float, shared: Shared | None = None
    ) -> None:
        shared = shared or Shared()
        self.path = path
        self.repo = repo
        self.objects = Objects(repo, shared.readers, self._fill)
        self.fetched_bytes = 0
        self._fetch_lock = fetch_lock
        self._seconds = fetch_seconds
        self._shared = shared
        self._source: _Source | None = None

    def fetch(self, url: str, token: str | None, refs: Sequence[Ref], whole: bool = False) -> tuple[Arrived, ...]:
        """Make the wanted commits present, one answer per ref; talks to nobody when they all are already, and once for
        all threads that ask at the same time. Blobs are left for `require`, unless an empty mirror is to be `whole`: it
        goes on as it began.

        Raises:
            RefGone, RepositoryGone, AuthFailed: the remote says so.
            GitUnavailable: network, time or disk; also when the mirror had to be made anew and that failed.
            ValueError: for an address that is not plain https, http or file.
        """
        extra = network_environment(url, token)
        self._source = _Source(url, token, tuple(refs), extra)
        if not self._all_present(refs):
            self._shared.refs.fetch(refs, lambda wanted: self._fetch_missing(url, token, wanted, extra, whole))
        return tuple(self._arrived(ref) for ref in refs)

    @property
    def is_partial(self) -> bool:
        """Whether blobs may be missing that the remote has."""
        return partial.is_partial(self.path)

    def require(self, oids: Iterable[str]) -> None:
        """Make objects present that the last `fetch` may have left out, all in one request, and one for all threads
        that ask at the same time. Without a `fetch` before, there is nobody to ask.

        Raises:
            AuthFailed, GitUnavailable: as `fetch`.
        """
        source = self._source
        missing = [Ref(oid, "", oid) for oid in dict.fromkeys(oids) if not self.objects.has(oid)]
        if missing and source is not None:
            self._shared.objects.fetch(missing, lambda wanted: self._fetch_objects(source, wanted))

    def seek(self, oids: Iterable[str]) -> None:
        """Ask for those of the objects that are not here, in one request, when no ref may lead to them any more: one
        that the remote does not give is not here afterwards either.

        Raises:
            AuthFailed, GitUnavailable: as `fetch`.
        """
        source = self._source
        wanted = [Ref(oid, "", oid) for oid in dict.fromkeys(oids) if not self.objects.has(oid)]
        if source is None or not wanted:
            return
        with held(self._fetch_lock, seconds=self._seconds) as lock:
            before, filtered = upkeep.pack_bytes(self.path), self._filter(whole=False)
            done = partial.seek(wanted, lambda refs: self._run_fetch(source.url, refs, source.extra, lock, *filtered))
            if done.status != 0 and not partial.is_refused(done):
                raise without_token(classify(done.stderr), source.token)
            self.fetched_bytes += max(0, upkeep.pack_bytes(self.path) - before)
            self._consolidate(lock)

    def _fill(self, oid: str) -> None:
        """An object that nobody had foreseen. It costs a request of its own: `require` it with the others."""
        if self._source is not None:
            _log.warning("an object is fetched by itself", mirror=self.path.name, oid=oid)
            self.require([oid])

    def _fetch_objects(self, source: "_Source", wanted: Sequence[Ref]) -> None:
        with held(self._fetch_lock, seconds=self._seconds) as lock:
            oids = [ref.remote for ref in wanted if not self.objects.has(ref.remote)]
            if not oids:
                return
            before = upkeep.pack_bytes(self.path)
            done = partial.fetch_objects(self.repo, source.url, oids, self._seconds, source.extra, lock)
            if partial.is_refused(done):
                done = self._run_fetch(source.url, source.refs, source.extra, lock, "--refetch", partial.WITH_BLOBS)
            if done.status != 0:
                raise without_token(classify(done.stderr), source.token)
            self.fetched_bytes += max(0, upkeep.pack_bytes(self.path) - before)
            self._consolidate(lock)

    def _consolidate(self, lock: int) -> None:
        if upkeep.consolidate(self.repo, self.path, lock) and self.is_partial:
            partial.mark(self.path)

    def _fetch_missing(
        self, url: str, token: str | None, refs: Sequence[Ref], extra: dict[str, str], whole: bool
    ) -> None:
        with held(self._fetch_lock, seconds=self._seconds) as lock:
            missing = [ref for ref in refs if not self._all_present([ref])]
            if missing:
                self._fetch_locked(url, token, named_once(missing), extra, lock, whole)

    def _fetch_locked(
        self, url: str, token: str | None, refs: Sequence[Ref], extra: dict[str, str], lock: int, whole: bool
    ) -> None:
        upkeep.sweep(self.path)
        before = upkeep.pack_bytes(self.path)
        wanted = refs
        while wanted and (error := self._fetch_once(url, wanted, extra, lock, whole)) is not None:
            # A deleted branch hurts only if its commit does not come with the other refs either.
            left = [ref for ref in wanted if not (isinstance(error, RefGone) and ref.remote == error.ref)]
            if len(left) == len(wanted):
                raise without_token(error, token)
            self._require_git(url, extra)
            wanted = left
        self.fetched_bytes += max(0, upkeep.pack_bytes(self.path) - before)
        self._consolidate(lock)

    def _require_git(self, url: str, extra: dict[str, str]) -> None:
        """Believe "no such ref" only of a remote that has others: to git, any web page is a repository without refs."""
        done = run(self.repo, "ls-remote", "--quiet", "--end-of-options", url, "HEAD", seconds=60.0, extra=extra)
        if done.status != 0 or not done.stdout:
            raise GitUnavailable("the remote answered, but not as a git repository with a default branch does")

    def _fetch_once(
        self, url: str, refs: Sequence[Ref], extra: dict[str, str], lock: int, whole: bool
    ) -> GitError | None:
        """One `git fetch`; a mirror it finds broken is emptied and filled once more."""
        for fresh in (False, True):
            if fresh:
                self.objects.close()
                upkeep.replace(self.path)
            done = self._run_fetch(url, refs, extra, lock, *self._filter(whole))
            if done.status == 0:
                return None
            error = classify(done.stderr)
            if not isinstance(error, MirrorCorrupt):
                return error
        return error

    def _filter(self, whole: bool) -> tuple[str, ...]:
        """What a fetch leaves out. An empty mirror becomes one without blobs unless it is to be whole."""
        if not self.is_partial and (whole or upkeep.pack_bytes(self.path)):
            return (partial.WITH_BLOBS,)
        partial.mark(self.path)
        return (partial.WITHOUT_BLOBS,)

    def _run_fetch(self, url: str, refs: Sequence[Ref], extra: dict[str, str], lock: int, *more: str) -> Finished:
        wanted = (f"+{ref.remote}:{ref.local}" for ref in refs)
        command = (*partial.QUIETLY, *more, "--end-of-options", url, *wanted)
        return run(self.repo, *command, seconds=self._seconds, extra=extra, keep_open=(lock,))

    def _all_present(self, refs: Sequence[Ref]) -> bool:
        return all(ref.oid is not None and self.objects.has(ref.oid) for ref in refs)

    def _arrived(self, ref: Ref) -> Arrived:
        if ref.oid is not None and self.objects.has(ref.oid):
            return Arrived(ref.remote, ref.oid, moved=False)
        found = self.objects.info(ref.local)
        if found is None:
            raise RefGone(ref.remote)
        return Arrived(ref.remote, found.oid, moved=ref.oid is not None)


class Mirrors:
    """All mirrors under `root`, together at most about `max_bytes` of packs; the least recently used go first.

    `fetch_seconds` limits one fetch, and the wait for somebody else's; `readers` are kept between openings.
    """

    def __init__(
        self, root: Path, max_bytes: int, fetch_seconds: float = 600.0, readers: Readers | None = None
    ) -> None:
        self._root = root.absolute()
        self._max_bytes = max_bytes
        self._seconds = fetch_seconds
        self._unchecked_bytes = max_bytes
        self._readers = readers or Readers()
        self._shared: dict[Path, Shared] = {}

    @contextmanager
    def open(self, owner: str, name: str) -> Iterator[Mirror]:
        """The mirror of `owner/name`, made empty when it is not there; it is not evicted inside the block.

        A `MirrorCorrupt` that leaves the block makes the next opening start from nothing.

        Raises:
            ValueError: when no repository can have this name.
        """
        folder, mirror_name = upkeep.checked_name(owner), upkeep.checked_name(name)
        path = self._root / folder / f"{mirror_name}.git"
        locks = self._root / ".locks" / folder
        fetch_lock = locks / f"{mirror_name}.fetch"
        with held(locks / f"{mirror_name}.use", shared=True, seconds=self._seconds) as use:
            upkeep.touch(use)
            if not upkeep.is_usable(path):
                with held(fetch_lock, seconds=self._seconds):
                    if not upkeep.is_usable(path):
                        upkeep.replace(path)
            generation = path.stat().st_ino
            try:
                with opened(path) as repo:
                    shared = self._shared.setdefault(path, Shared(readers=self._readers))
                    mirror = Mirror(path, repo, fetch_lock, self._seconds, shared)
                    with mirror.objects:
                        yield mirror
            except MirrorCorrupt:
                upkeep.condemn(path, generation)
                raise
        self._keep_small(mirror.fetched_bytes)

    def _keep_small(self, fetched: int) -> None:
        self._unchecked_bytes += fetched
        if fetched and self._unchecked_bytes > self._max_bytes // 100:
            self._unchecked_bytes = 0
            upkeep.evict(self._root, self._max_bytes)


def _checked_oid(oid: str | None) -> str | None:
    if oid is not None and not _DEFINITE.fullmatch(oid):
        raise ValueError(f"{oid!r} is not a commit's id: 40 hexadecimal digits")
    return oid
