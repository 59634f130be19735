"""Which approvals a change needs, and which of those given count (SPEC 7)."""

from homebot.core.approvals import fell, latest_words
from homebot.core.decision import Need, Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Review, Snapshot
from homebot.core.recognise import day_of, members_on


def needs(snapshot: Snapshot, directory: Directory, recognition: Recognition) -> tuple[Need, ...]:
    """The approvals each service asks to which the author is not home (SPEC 7): an approval counts at the head commit
    only, the newest word of each person holds, and neither author nor committers have a say."""
    latest = latest_words(snapshot.conversation.reviews)
    away = (standing for standing in recognition.standings if not standing.home)
    return tuple(_need(snapshot, directory, standing, latest) for standing in away)


def _need(snapshot: Snapshot, directory: Directory, standing: ServiceStanding, latest: dict[str, Review]) -> Need:
    conversation = snapshot.conversation
    members = members_on(snapshot, directory, standing.team, day_of(snapshot))
    eligible = sorted(members - {conversation.author, *conversation.committers})
    words = [latest[login] for login in eligible if login in latest]
    approvals = [word for word in words if word.state == "APPROVED"]
    current = [word for word in approvals if word.oid == conversation.head_oid]
    return Need(
        service=standing.service,
        team=standing.team,
        mode=standing.mode,
        approvals=directory.services[standing.service].review.approvals,
        eligible=tuple(eligible),
        approved_by=tuple(word.author for word in current),
        objected_by=tuple(word.author for word in words if word.state == "CHANGES_REQUESTED"),
        fallen=tuple((word.author, fell(word)) for word in approvals if word not in current),
    )
