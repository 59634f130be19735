"""Surfaces at a merge: which words of its own are new in the home code, and which of other teams' it uses. Read once,
before the merge is recorded; GitHub is not asked."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.words.standing import Standing, standing
from homebot.adapters.git.merged import before_merge
from homebot.adapters.git.mirror import Mirror
from homebot.app.agreed import agreements_of
from homebot.app.ledgering import is_recorded
from homebot.app.outside import Outside
from homebot.app.uses import Consumer, read_uses
from homebot.core.agreements.surface import promised_by
from homebot.core.credit.merges import surface
from homebot.core.directory import Directory
from homebot.core.facts import Change, Conversation, FileChange
from homebot.core.found import Surfaces
from homebot.core.paths import PathTable


def with_surfaces(
    outside: Outside, mirror: Mirror, conversation: Conversation, change: Change, directory: Directory
) -> Change:
    """The change of a pull request that was merged to the default branch, with what it means to surfaces; any other
    change, and one whose merge is recorded, as it is.

    Raises:
        GitUnavailable: when blobs are to be fetched and the remote cannot be reached.
        MirrorCorrupt: when objects are missing.
    """
    at, merged = conversation.merged_at, conversation.merge_oid
    is_default = conversation.base_ref == conversation.default_branch
    if at is None or merged is None or not is_default or change.merge_base is None:
        return change
    service_of = services_by_path(directory, conversation.pull.repository)
    touched = frozenset(map(service_of, change.paths)) - {None}
    with outside.engine.connect() as connection:
        if not touched or is_recorded(connection, conversation.pull):
            return change
        agreed = promised_by(agreements_of(connection, conversation))
    words = tuple(dict.fromkeys((*surface(conversation.body), *agreed)))
    before = before_merge(mirror, change, merged) if words else None
    old, unproven = own_words(
        mirror, before, merged, lambda path: service_of(path) in touched, words, outside.analysis.words
    )
    consumers = _consumers(change, service_of, directory, at.date())
    found, cut = read_uses(outside, mirror, change, consumers, directory, at)
    return replace(change, surfaces=Surfaces(old, unproven, found, cut))


def _consumers(
    change: Change, service_of: Callable[[str], str | None], directory: Directory, day: date
) -> list[Consumer]:
    """The touched services, each with the files that are its own now."""
    files: dict[str, list[FileChange]] = {}
    for file in change.files:
        name = service_of(file.path)
        if name is not None:
            files.setdefault(name, []).append(file)
    services = ((directory.services[name], some) for name, some in sorted(files.items()))
    return [Consumer(service, directory.owner_on(service, day), tuple(some)) for service, some in services]


def services_by_path(directory: Directory, repository: str) -> Callable[[str], str | None]:
    """Which service of `owner/name` covers a path."""
    services = directory.services_of_repository(repository)
    return PathTable([(pattern, service.name) for service in services for pattern in service.paths]).match


def own_words(
    mirror: Mirror,
    before: str | None,
    after: str,
    mine: Callable[[str], bool],
    words: Sequence[str],
    children: Children,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of the declared words those that the code for which `mine` holds had at the commit `before` (`None`: there was
    none), and of the others those that it is not known to have gained `after`. Where it cannot be told, a word is not
    proven to be new. Raises as `with_surfaces`."""
    if not words:
        return (), ()
    if not mirror.objects.has(after):
        return (), tuple(words)
    # A word that a generated or vendored file held is no new one; one that only such a file holds is not the home's.
    then = standing(mirror, before, mine, words, children, written=False) if before is not None else Standing()
    old, rest = _split(words, then.words)
    if not rest or then.doubt:
        return old, rest
    now = standing(mirror, after, mine, rest, children, written=True)
    return old, _split(rest, now.words)[1]


def _split(words: Sequence[str], among: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that are among others, and those that are not."""
    return tuple(word for word in words if word in among), tuple(word for word in words if word not in among)
