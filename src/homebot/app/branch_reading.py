"""Reading a default branch as it is now: what its manifests depend on and provide, its tags, and which merges of its
contributions they contain. Nothing is written here.

Whatever made us look (a push, a tag, a release, a merge, a sweep), the newest state is read: what comes late or twice
finds it read already.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from homebot.adapters.git.errors import AuthFailed, GitUnavailable, RefGone, RepositoryGone
from homebot.adapters.git.listing import default_branch, read_tree
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.tags import containing, fetch_heads, read_heads
from homebot.adapters.github.outcomes import Denied, Gone, Later
from homebot.adapters.versions import in_order
from homebot.app import surface_questions
from homebot.app.outside import Outside
from homebot.app.owned import owned, read_files
from homebot.app.ownership import keep_files, known_files, whole_catalogue
from homebot.core.credit.events import ReleasedBy
from homebot.core.credit.releasing import Seen, newly_said, newly_tagged
from homebot.core.credit.surface_gone import Looked
from homebot.core.credit.tags import released
from homebot.core.dependency_lines import Line, Trouble, is_own, lines, said_versions, troubles
from homebot.core.directory import Directory, Service
from homebot.core.manifests import format_of
from homebot.core.manifests.resolve import resolve
from homebot.core.providers import providers
from homebot.core.service_paths import service_table
from homebot.store import dependencies, json, versions

MOST_VERSIONS = 2_000
"""Of one package: the highest."""
MOST_FETCHED = 500
"""Tags beside the default branch whose commits are fetched at a time."""
MOST_UNRELEASED = 2_000
"""Contributions that are looked for in releases, the newest of each package."""
WHOLE_KILOBYTES = 50_000
"""As for pull requests: a repository up to this size is mirrored whole (see `app.gather`)."""
GRACE_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the last reading beside its commit: `digest` names the manifests it rests on, `files` are what
    could not be read in them and `tags` what is wrong with tags. `gone_since` is when GitHub first said that the
    repository is no more; until then `None`."""

    digest: str = ""
    files: tuple[Trouble, ...] = ()
    tags: tuple[Trouble, ...] = ()
    gone_since: datetime | None = None

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """All that is wrong."""
        return (*self.files, *self.tags)


@dataclass(frozen=True, slots=True)
class BranchRead:
    """One reading. `lines` is `None` where the manifests are those of the last one. `versions` are new ones, or known
    ones whose tag moved; `held` says of the default branch and of each version's commit which merges they contain.
    `later`, with seconds, and `gone` say why nothing was read."""

    repository: str
    commit: str = ""
    kept: Kept = Kept()
    lines: tuple[Line, ...] | None = None
    versions: tuple[Seen, ...] = ()
    held: tuple[tuple[str, tuple[str, ...]], ...] = ()
    looked: tuple[Looked, ...] = ()
    """What stands there of the surfaces that other teams use."""
    later: tuple[float, str] | None = None
    gone: str = ""


def kept_of(branch: dependencies.Branch | None) -> Kept:
    """What the last reading left."""
    return Kept() if branch is None else json.decode(branch.problems, Kept)


def read_branch(
    outside: Outside,
    repository: str,
    installation: int | None,
    attempt: int = 1,
    published: frozenset[str] = frozenset(),
    kilobytes: int | None = None,
) -> BranchRead:
    """The default branch of `owner/name`, or why it cannot be read now. `published` are tags that were released on
    GitHub; `kilobytes` is the repository's size, where somebody said it."""
    owner, _, name = repository.partition("/")
    try:
        with outside.github.job(repository, installation) as client, outside.mirrors.open(owner, name) as mirror:
            remote = _Remote(mirror, outside.github.git_url(owner, name), client.token, _is_small(kilobytes))
            return _read(outside, remote, repository, published)
    except (Gone, RepositoryGone) as gone:
        if attempt < GRACE_ATTEMPTS:
            return BranchRead(repository, later=(2.0**attempt, str(gone)))
        return BranchRead(repository, gone=str(gone))
    except RefGone as gone:
        return BranchRead(repository, gone=f"it has no default branch ({gone})")
    except Later as later:
        return BranchRead(repository, later=(later.seconds, later.reason))
    except GitUnavailable as unavailable:
        return BranchRead(repository, later=(outside.github.patience.pause, str(unavailable)))
    except (Denied, AuthFailed) as denied:
        return BranchRead(repository, later=(60.0, f"homebot was denied: {denied}"))


@dataclass(frozen=True, slots=True)
class _Remote:
    """A mirror and where it is filled from."""

    mirror: Mirror
    url: str
    token: str | None
    whole: bool


def _is_small(kilobytes: int | None) -> bool:
    return kilobytes is not None and kilobytes <= WHOLE_KILOBYTES


def _read(outside: Outside, remote: _Remote, repository: str, published: frozenset[str]) -> BranchRead:
    mirror = remote.mirror
    (head,) = mirror.fetch(remote.url, remote.token, [default_branch()], whole=remote.whole)
    _keep_own_files(outside, mirror, repository, head.oid)
    with outside.engine.connect() as connection:
        directory = whole_catalogue(connection, outside.configuration.current(), outside.clock().date())
        kept = kept_of(dependencies.branch(connection, repository))
        known = versions.seen(connection, repository)
    provides = provided_in(directory, repository)
    found = _manifests(outside, mirror, directory, repository, head.oid, kept)
    tagged, wrong = _tagged(remote, repository, provides, head.oid, published) if provides else ((), ())
    new, moved = newly_tagged(tagged, known)
    new += newly_said(found.said, known, head.oid)
    return BranchRead(
        repository,
        head.oid,
        Kept(found.digest, found.troubles, (*wrong, *map(_moved, moved))),
        found.lines,
        new,
        _held(outside, mirror, repository, provides, head.oid, (*known, *new)),
        surface_questions.look(outside, mirror, directory, repository, head.oid),
    )


def provided_in(directory: Directory, repository: str) -> dict[str, tuple[str, ...]]:
    """The packages that each service of a repository provides, for those that provide any."""
    services = directory.services_of_repository(repository)
    return {service.name: service.provides for service in services if service.provides}


def _keep_own_files(outside: Outside, mirror: Mirror, repository: str, tip: str) -> None:
    """What the repository's own files say of its services is remembered by the way: they were pushed as well."""
    with outside.engine.connect() as connection:
        known = known_files(connection, repository)
    found = read_files(mirror, outside.ownership, tip, tip, ())
    files = found.files(last_good=known.settings)
    day = outside.clock().date()
    keep_files(outside, repository, known, owned(outside.configuration.current(), files, repository, day, found.rules))


@dataclass(frozen=True, slots=True)
class _Found:
    """What the manifests of a tree come to; `lines` is `None` where they are those of the last reading."""

    digest: str
    lines: tuple[Line, ...] | None
    troubles: tuple[Trouble, ...]
    said: tuple[tuple[str, str, str], ...] = ()


def _manifests(outside: Outside, mirror: Mirror, directory: Directory, repository: str, tip: str, kept: Kept) -> _Found:
    services = directory.services_of_repository(repository)
    tree = read_tree(mirror, tip)
    files = {file.path: file.oid for file in tree.files if is_own(file.path) and format_of(file.path) is not None}
    provided = frozenset(providers(directory))
    settings = [(one.name, one.paths, one.provides) for one in services]
    digest = _digest(files, outside.version, repr((settings, sorted(provided))))
    if digest == kept.digest:
        return _Found(digest, None, kept.files)
    mirror.require(files.values())
    manifests = outside.analysis.manifests.read(files, mirror.objects)
    service_of = _service_of(services)
    found, left = lines(manifests, resolve(manifests), service_of, provided)
    wrong = [Trouble("", 0, "the tree has more files than are looked at")] if tree.cut else []
    wrong += [Trouble("", 0, f"{left} dependencies more than are kept")] if left else []
    said = said_versions(manifests, service_of, {one.name: one.provides for one in services})
    return _Found(digest, found, (*wrong, *troubles(manifests)), said)


def _service_of(services: Iterable[Service]) -> Callable[[str], str | None]:
    table = service_table(services)

    def name(path: str) -> str | None:
        service = table.match(path)
        return service.name if service is not None else None

    return name


def _digest(files: Mapping[str, str], *more: str) -> str:
    text = "\0".join([*more, *(f"{oid} {path}" for path, oid in sorted(files.items()))])
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _tagged(
    remote: _Remote, repository: str, provides: Mapping[str, tuple[str, ...]], tip: str, published: frozenset[str]
) -> tuple[tuple[Seen, ...], tuple[Trouble, ...]]:
    """The versions that the remote's tags say, their commits made present, and what is wrong with them."""
    heads = read_heads(remote.mirror, remote.url, remote.token, tags=True)
    wrong = [Trouble("", 0, f"{heads.left} tags more than are looked at")] if heads.left else []
    by_package: dict[str, dict[str, list[Seen]]] = {}
    for one in released(heads.tags, provides, repository):
        how: ReleasedBy = "release" if one.tag in published else "tag"
        seen = Seen(one.package, one.version, one.tag, how, heads.tags[one.tag])
        by_package.setdefault(one.package, {}).setdefault(one.version, []).append(seen)
    found: list[Seen] = []
    for package, said in by_package.items():
        ordered = in_order(package, said)
        found += [one for version in ordered[-MOST_VERSIONS:] for one in said[version]]
        if len(ordered) > MOST_VERSIONS:
            wrong.append(Trouble("", 0, f"{package}: the {MOST_VERSIONS} highest of {len(ordered)} tags are looked at"))
    _fetch_missing(remote, tip, found)
    return tuple(found), tuple(wrong)


def _fetch_missing(remote: _Remote, tip: str, found: Iterable[Seen]) -> None:
    """Tags beside the default branch, the highest first. One that was deleted meanwhile holds nothing; it is asked for
    again at the next reading."""
    missing = {one.name: one.oid for one in found if not remote.mirror.objects.has(one.oid)}
    some = dict([*missing.items()][-MOST_FETCHED:])
    if some:
        with suppress(RefGone):
            fetch_heads(remote.mirror, remote.url, remote.token, tip, some, remote.whole)


def _moved(one: Seen) -> Trouble:
    text = f"the tag {one.name} was moved from {one.oid[:12]} to {one.moved[:12]}; what it released first counts"
    return Trouble("", 0, text)


def _held(
    outside: Outside,
    mirror: Mirror,
    repository: str,
    provides: Mapping[str, tuple[str, ...]],
    tip: str,
    seen: Iterable[Seen],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Which merges without a release are in which commit."""
    pairs = [(service, package) for service, packages in provides.items() for package in packages]
    with outside.engine.connect() as connection:
        wanted = {one.oid for one in versions.unreleased(connection, repository, pairs, MOST_UNRELEASED)}
    tips = [tip, *(one.oid for one in seen if one.oid)]
    found = containing(mirror, tips, wanted) if wanted else {}
    return tuple((oid, tuple(sorted(merges))) for oid, merges in sorted(found.items()) if merges)


def without_files(kept: Kept, gone_since: datetime) -> Kept:
    """What is kept of a repository that GitHub says is no more."""
    since = kept.gone_since or gone_since
    text = f"GitHub has shown no such repository since {since:%Y-%m-%d}"
    return replace(kept, gone_since=since, tags=(Trouble("", 0, text),))
