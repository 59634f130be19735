"""Observed use (SPEC 10): a merged pull request of the consumer, by a person and approved by a second one, that adds a
line of code with an identifier of a contribution's surface. Why something is none is said as data."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from homebot.core.approvals import Say, latest_words, words_on
from homebot.core.credit.events import Evidence, SurfaceUsed
from homebot.core.decision import Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.found import SurfaceFound
from homebot.core.recognise import day_of, members_on
from homebot.core.team_life.heirs import formers
from homebot.core.writers import writers

GHOST = "ghost"
"""Who deleted their account, as GitHub calls all of them."""


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A line that was found and does not count, and why. `waits`: it will, once the consumer is eligible."""

    use: SurfaceUsed
    because: str
    waits: bool = False


def observed(
    snapshot: Snapshot,
    recognition: Recognition,
    directory: Directory,
    ineligible: Mapping[tuple[str, str], str],
) -> tuple[tuple[SurfaceUsed, ...], tuple[NotUsed, ...]]:
    """What a merge uses, once for each part and consumer service, and what it does not.

    `ineligible` says of (consumer service, contribution) why the one cannot adopt the other; who is missing in it
    can.
    """
    found = tuple(_judged(snapshot, recognition, directory, ineligible))
    used = {one.key: one for one in reversed(found) if isinstance(one, SurfaceUsed)}
    refused = tuple(one for one in found if isinstance(one, NotUsed))
    return tuple(used[key] for key in sorted(used)), refused


def _judged(
    snapshot: Snapshot, recognition: Recognition, directory: Directory, ineligible: Mapping[tuple[str, str], str]
) -> Iterator[SurfaceUsed | NotUsed]:
    standings = {standing.service: standing for standing in recognition.standings}
    for one in _found(snapshot):
        standing = standings.get(one.consumer_service)
        if standing is None or one.path not in standing.paths or standing.team == one.home:
            continue
        own = one.away in formers(directory, (standing.team,), day_of(snapshot))
        use = _used(snapshot, one, standing.team, own)
        why = why_not_two_people(snapshot, directory, standing, _barred(one, standing.team, own))
        wait = ineligible.get((one.consumer_service, one.of), "")
        yield NotUsed(use, why or wait, waits=not why) if why or wait else use


def _found(snapshot: Snapshot) -> tuple[SurfaceFound, ...]:
    """What a merge to the default branch uses."""
    said, surfaces = snapshot.conversation, snapshot.change.surfaces
    merged = said.state == "merged" and said.base_ref == said.default_branch
    return surfaces.found if merged and surfaces is not None else ()


def _barred(found: SurfaceFound, consumer: str, own: bool) -> frozenset[str]:
    """Teams that earn by the use and are not the consumer: an away team's own service may use what it made (R1 leaves
    its share out), whatever the team is called by now."""
    earning = {found.home} if own or found.away is None else {found.home, found.away}
    return frozenset(earning - {consumer})


def why_not_two_people(
    snapshot: Snapshot, directory: Directory, standing: ServiceStanding, barred: Collection[str]
) -> str:
    """Why the pull request is not one that two people of the consumer's side made; empty where it is.

    Its author is a person of the service's team, a second person who wrote nothing of it approved what it holds of
    that service before it was merged, and neither is of a team that is `barred`: who earns by it has no say.
    """
    day, author = day_of(snapshot), snapshot.conversation.author
    if snapshot.conversation.author_is_bot or not _is_person(author, directory):
        return "its author is a bot: bots only carry"
    if author not in members_on(snapshot, directory, standing.team, day):
        return f"its author was not of {standing.team} that day"
    earning = frozenset[str]().union(*(members_on(snapshot, directory, team, day) for team in barred))
    if author in earning:
        return "its author is of a team that earns by it"
    return _why_no_second(frozenset(_approvers(snapshot, standing)), earning, directory)


def _why_no_second(approved: frozenset[str], earning: frozenset[str], directory: Directory) -> str:
    if not approved:
        return "no second person approved it before the merge"
    people = {login for login in approved if _is_person(login, directory)}
    if not people:
        return "only bots approved it"
    return "" if people - earning else "only people who earn by it approved it"


def _approvers(snapshot: Snapshot, standing: ServiceStanding) -> tuple[str, ...]:
    """Who approved what the change holds of a service, and wrote nothing of it."""
    latest = latest_words(snapshot.conversation)
    eligible = frozenset(latest) - writers(snapshot)
    say = Say(eligible, frozenset(), frozenset(), covers=frozenset(standing.paths).__contains__)
    return words_on(snapshot, latest, say).approved


def _is_person(login: str, directory: Directory) -> bool:
    return login != GHOST and not login.endswith("[bot]") and login not in directory.bots


def _used(snapshot: Snapshot, found: SurfaceFound, consumer: str, own: bool) -> SurfaceUsed:
    said = snapshot.conversation
    assert said.merged_at is not None
    return SurfaceUsed(
        key=used_key(found.of, found.service, consumer, found.consumer_service),
        of=found.of,
        service=found.service,
        consumer=consumer,
        consumer_service=found.consumer_service,
        at=said.merged_at,
        evidence=Evidence(
            repository=said.pull.repository,
            commit=said.head_oid,
            path=found.path,
            line=found.line,
            word=found.word,
            pull=str(said.pull),
        ),
        own=own,
    )


def used_key(of: str, service: str, consumer: str, consumer_service: str) -> str:
    """The key of the one fact that a consumer's service uses a part."""
    return f"used:{of}:{service}:{consumer}:{consumer_service}"
