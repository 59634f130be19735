"""Issues that are claims on a warranty: labelled, taken, closed, reopened. What an event says is read from GitHub."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
import structlog

from homebot.adapters.github.client import Client
from homebot.adapters.github.issue_read import read_issue
from homebot.adapters.github.outcomes import CallFailed, Later
from homebot.adapters.github.people import is_org_member
from homebot.app import lanes, notifying, registering
from homebot.app.actors import teams_of
from homebot.app.outside import Outside
from homebot.app.owned import owned
from homebot.app.ownership import catalogue_of, known_files
from homebot.app.receive import Door
from homebot.app.steps import Steps
from homebot.core.directory import Directory
from homebot.core.event import Event
from homebot.core.facts import PullId
from homebot.core.issues import Issue
from homebot.core.notices import Notice
from homebot.core.warranty.issue import Happened, Known, led_to
from homebot.core.warranty.which import LABEL, numbers_in
from homebot.store import notices, register, warranties
from homebot.store.deliveries import Delivery

DENIED_SECONDS = 60.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of an issue, or when to come back; neither, where it is of no concern."""

    issue: Issue | None = None
    happened: tuple[Happened, ...] = ()
    later: tuple[float, str] | None = None


def follow(
    outside: Outside, door: Door, steps: Steps, issue: PullId, taken: Sequence[tuple[Delivery, Event]]
) -> lanes.Later | None:
    """What events of an issue lead to, each once."""
    with steps.outside():
        read = _read(outside, issue, taken)
    later = steps.transaction("claims", _record, outside, read)
    notifying.wake(outside, door)
    return lanes.Later(*later) if later is not None else None


def _read(outside: Outside, issue: PullId, taken: Sequence[tuple[Delivery, Event]]) -> _Read:
    if not _concerns(outside, issue, taken):
        return _Read()
    installation = next((event.installation for _, event in taken if event.installation is not None), None)
    try:
        with outside.github.job(issue.repository, installation) as client:
            found = read_issue(client, issue)
            if found is None:
                log.info("the issue is gone", issue=str(issue))
                return _Read()
            return _Read(found, tuple(_happened(outside, client, found, *one) for one in taken))
    except CallFailed as failed:
        seconds = failed.seconds if isinstance(failed, Later) else DENIED_SECONDS
        return _Read(later=(seconds, str(failed)))


def _happened(outside: Outside, client: Client, issue: Issue, delivery: Delivery, event: Event) -> Happened:
    """With what counts of whoever did it: whether their label does, or whether they are of the away team."""
    found = Happened(event.action or "", event.sender, f"delivery:{delivery.id}", trusted=False)
    if found.action == "assigned":
        return replace(found, teams=_teams(outside, client, issue.id, found.by))
    labelled = found.action in ("opened", "labeled") and LABEL in issue.labels
    return replace(found, trusted=labelled and _is_trusted(outside, client, issue.id.owner, event))


def _teams(outside: Outside, client: Client, issue: PullId, login: str) -> tuple[str, ...]:
    """The teams somebody is in today, by the catalogue and by GitHub."""
    directory, day = outside.configuration.current(), outside.clock().date()
    listed = {team.name for team in directory.teams.values() if login in (*team.members, *team.owners)}
    on_github = (name for name, _ in teams_of(outside, client, issue.repository, [login]))
    return tuple(name for name in sorted({*listed, *on_github}) if directory.team_exists_on(name, day))


def _is_trusted(outside: Outside, client: Client, organisation: str, event: Event) -> bool:
    """Whether the label counts. GitHub lets only people with the right to triage set one; but an issue form sets its
    labels for anybody."""
    teams = outside.configuration.current().teams.values()
    if event.sender_is_bot or any(event.sender in (*team.members, *team.owners) for team in teams):
        return True
    return is_org_member(client, organisation, event.sender)


def _concerns(outside: Outside, issue: PullId, taken: Sequence[tuple[Delivery, Event]]) -> bool:
    """Whether it can be a claim: it was one, or it was labelled where a service lives."""
    with outside.engine.connect() as connection:
        if warranties.any_claim(connection, str(issue)):
            return True
    labelled = any(event.action in ("opened", "labeled") for _, event in taken)
    return labelled and bool(catalogue_of(outside, issue.repository).services_of_repository(issue.repository))


def _record(connection: sa.Connection, outside: Outside, read: _Read) -> tuple[float, str] | None:
    if read.issue is None:
        return read.later
    repository = read.issue.id.repository
    files = known_files(connection, repository)
    directory = owned(outside.configuration.current(), files, repository, outside.clock().date()).directory
    for one in read.happened:
        _apply(connection, outside, read.issue, one, directory)
    return None


def _apply(connection: sa.Connection, outside: Outside, issue: Issue, happened: Happened, directory: Directory) -> None:
    number = register.next_number(connection)
    place, repository = str(issue.id), issue.id.repository
    services = [service.name for service in directory.services_of_repository(repository)]
    found = {one.number: one for one in warranties.of_issue(connection, place, services)}
    further = {*numbers_in(issue), *(one.scope.of for one in found.values())} - set(found)
    found |= {one.number: one for one in register.numbered(connection, further)}
    known = Known(tuple(found[one] for one in sorted(found)), number)
    now = outside.clock()
    led = led_to(happened, issue, known, now, directory)
    for entry in led.entries:
        registering.append(connection, entry, directory)
    if led.said:
        # Once for as many claims as there were: another label set and taken off says it no second time.
        before = sum(one.kind == "claim" and one.place == place for one in known.records)
        key = f"warranty-none:{place}:{before}"
        notices.put(connection, [Notice(key, repository, led.said, number=issue.id.number)], now)
