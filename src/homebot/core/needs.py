"""Which approvals a change needs, and which of those given count (SPEC 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from homebot.core.accountable import above
from homebot.core.approvals import Covers, Say, latest_words, words_on
from homebot.core.decision import Need, Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Review, Snapshot
from homebot.core.path_needs import path_needs
from homebot.core.recognise import day_of, members_on
from homebot.core.service_paths import Concern
from homebot.core.writers import with_access, without_access, writers

_Access = tuple[frozenset[str], frozenset[str]]
"""Of whom GitHub says that they see the repository, and of whom that they do not."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A need before anybody was heard. An approval of it is for the paths it `covers`."""

    need: Need
    covers: Covers


def needs(snapshot: Snapshot, directory: Directory, recognition: Recognition) -> tuple[Need, ...]:
    """The approvals each service asks to which the author is not home (SPEC 7), each service's team first and then the
    owners of its paths: an approval counts as long as the paths it is for are as they were approved, the newest word of
    each person holds, and neither author nor committers have a say. One approval may serve several needs."""
    services = directory.services_of_repository(snapshot.pull.repository)
    concern = Concern(services, snapshot.change)
    guests = _guests(snapshot, directory, recognition)
    asked: list[_Asked] = []
    for standing in recognition.standings:
        if not standing.home:
            asked += _asked(snapshot, directory, standing, concern, guests)
    latest = latest_words(snapshot.conversation)
    needed = frozenset(login for one in asked for login in (*one.need.eligible, *one.need.excluded))
    access = with_access(snapshot), without_access(snapshot)
    return tuple(_heard(snapshot, one, latest, needed, access) for one in asked)


def _guests(snapshot: Snapshot, directory: Directory, recognition: Recognition) -> frozenset[str]:
    """Everybody of the author's teams."""
    day = day_of(snapshot)
    return frozenset(one for team in recognition.author_teams for one in members_on(snapshot, directory, team, day))


def _asked(
    snapshot: Snapshot,
    directory: Directory,
    standing: ServiceStanding,
    concern: Concern,
    guests: frozenset[str],
) -> list[_Asked]:
    of_team = _of_team(snapshot, directory, standing, guests)
    of_paths, notes = path_needs(snapshot, of_team, standing.paths)
    first = _Asked(replace(of_team, notes=notes), lambda path: _concerns(concern, path, standing))
    return [first, *(_Asked(need, frozenset(paths).__contains__) for need, paths in of_paths)]


def _concerns(concern: Concern, path: str, standing: ServiceStanding) -> bool:
    return any(service.name == standing.service for service in concern.of(path))


def _of_team(snapshot: Snapshot, directory: Directory, standing: ServiceStanding, guests: frozenset[str]) -> Need:
    """What the service's team has to give. Where it cannot, those above it count too: nobody is stuck with nobody. The
    author's own teams are no stand-ins: anybody can commit under the address of a whole team, which may not decide
    then."""
    day = day_of(snapshot)
    members = members_on(snapshot, directory, standing.team, day)
    wrote = writers(snapshot)
    approvals = directory.services[standing.service].review.approvals
    able = members - wrote - without_access(snapshot)
    stand_ins = above(directory, standing.team, day, wrote | members | guests) if len(able) < approvals else ()
    return Need(
        service=standing.service,
        team=standing.team,
        mode=standing.mode,
        approvals=approvals,
        eligible=tuple(sorted({*(members - wrote), *stand_ins})),
        excluded=tuple(sorted(members & wrote)),
        stand_ins=stand_ins,
    )


def _heard(
    snapshot: Snapshot, asked: _Asked, latest: Mapping[str, Review], needed: frozenset[str], access: _Access
) -> Need:
    """The need with what was said of it. A list may name somebody who has gone, and their login may be a stranger's by
    now: nobody is heard of whom GitHub says that they have no access, and of those whom an ownership file alone names
    only who has."""
    need, (seeing, blind) = asked.need, access
    eligible = set(need.eligible)
    heard = eligible - blind if need.source is None else eligible & seeing
    words = words_on(snapshot, latest, Say(heard, (*need.eligible, *need.excluded), needed, covers=asked.covers))
    return replace(need, approved_by=words.approved, objected_by=words.objected, fallen=words.fallen)
