"""Which approvals a change needs, and which of those given count (SPEC 7)."""

from homebot.core.approvals import Say, latest_words, words_on
from homebot.core.decision import Need, Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Review, Snapshot
from homebot.core.paths import PathTable
from homebot.core.recognise import day_of, members_on


def needs(snapshot: Snapshot, directory: Directory, recognition: Recognition) -> tuple[Need, ...]:
    """The approvals each service asks to which the author is not home (SPEC 7): an approval counts as long as the
    service's paths are as they were approved, the newest word of each person holds, and neither author nor committers
    have a say."""
    latest = latest_words(snapshot.conversation)
    day = day_of(snapshot)
    away = [standing for standing in recognition.standings if not standing.home]
    members = {standing.team: members_on(snapshot, directory, standing.team, day) for standing in away}
    services = directory.services_of_repository(snapshot.pull.repository)
    table = PathTable([(pattern, service.name) for service in services for pattern in service.paths])
    return tuple(_need(snapshot, directory, standing, latest, members, table) for standing in away)


def _need(
    snapshot: Snapshot,
    directory: Directory,
    standing: ServiceStanding,
    latest: dict[str, Review],
    members: dict[str, frozenset[str]],
    table: PathTable[str],
) -> Need:
    conversation = snapshot.conversation
    team = members[standing.team]
    eligible = sorted(team - {conversation.author, *conversation.committers})
    needed = frozenset().union(*members.values())
    say = Say(eligible, team, needed, covers=lambda path: table.match(path) == standing.service)
    words = words_on(snapshot, latest, say)
    return Need(
        service=standing.service,
        team=standing.team,
        mode=standing.mode,
        approvals=directory.services[standing.service].review.approvals,
        eligible=tuple(eligible),
        approved_by=words.approved,
        objected_by=words.objected,
        fallen=words.fallen,
    )
