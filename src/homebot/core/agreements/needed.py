"""Small changes need no agreement; larger ones of an away team have one, or hear how to get it (SPEC 9)."""

from collections.abc import Sequence

from homebot.core.agreements.linked import binding
from homebot.core.decision import KeyDecision, Recognition, ServiceStanding
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot

NEEDS = "needs an agreement"
"""Why it is the author's turn where one is required."""
MOST_LINES = 50
"""Changed lines, without generated files, of a change that needs none."""


def unagreed(
    snapshot: Snapshot, directory: Directory, recognition: Recognition, raised: Sequence[KeyDecision]
) -> tuple[str, ...]:
    """The services that an away team changes, more than a little and without an agreement. Whoever is of no team has
    nobody to agree with: homebot says nothing of it."""
    if directory.settings.agreements == "off" or recognition.away_team is None:
        return ()
    away = [one for one in recognition.standings if not one.home]
    if not raised and changed_lines(snapshot, away) <= MOST_LINES:
        return ()
    agreed = {one.scope.service for one in binding(snapshot, recognition)}
    return tuple(one.service for one in away if one.service not in agreed)


def changed_lines(snapshot: Snapshot, standings: Sequence[ServiceStanding]) -> int:
    """Lines added and deleted in the parts of these services, generated files excepted."""
    paths = {path for one in standings for path in one.paths}
    files = (one for one in snapshot.change.files if not one.generated and not paths.isdisjoint(one.paths))
    return sum((one.added or 0) + (one.deleted or 0) for one in files)


def awaited(unagreed: Sequence[str], directory: Directory, recognition: Recognition) -> tuple[str, ...]:
    """The services for whose agreement `homebot: review` waits: where the configuration requires one, those that are
    enforced."""
    enforced = {one.service for one in recognition.standings if one.mode == "enforce"}
    return tuple(name for name in unagreed if name in enforced) if directory.settings.agreements == "require" else ()
