"""What a merge means for the ledger's event log, written once under its own key."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from homebot.app import credit_views
from homebot.app.gathered import Usage
from homebot.app.usages import folder_of
from homebot.core.credit.events import (
    Beneficiary,
    ContributionMerged,
    Dropped,
    Event,
    Withdrawn,
    concerns,
    kind_of,
)
from homebot.core.credit.merges import contribution, manifest_consumers
from homebot.core.credit.reverts import named, voided
from homebot.core.decision import Recognition
from homebot.core.directory import Directory
from homebot.core.facts import PullId, Snapshot
from homebot.core.recognise import day_of
from homebot.store import contributions, json, ledger

MOST_UNDONE = 100
"""Contributions that one pull request can undo."""


def append(connection: sa.Connection, event: Event) -> bool:
    """Adds what happened to the event log, and what follows from it to the views.

    False, and nothing happens, when an event of its key is there. One transaction at a time: see `ledger.lock`.
    """
    ledger.lock(connection)
    of, consumer = concerns(event)
    event = _not_before_what_it_ends(connection, event)
    stored = ledger.LedgerEvent(event.key, kind_of(event), event.at, json.encode(event), of, consumer)
    if not ledger.append(connection, stored):
        return False
    credit_views.follow(connection, event)
    return True


def _not_before_what_it_ends(connection: sa.Connection, event: Event) -> Event:
    """What ends an adoption ends what is known of it, though a clock was set back since."""
    if not isinstance(event, Dropped | Withdrawn):
        return event
    newest = ledger.newest_about(connection, event.of, event.consumer)
    if newest is None or newest < event.at:
        return event
    return replace(event, at=newest + timedelta(microseconds=1))


def append_merge(
    connection: sa.Connection,
    snapshot: Snapshot,
    recognition: Recognition,
    directory: Directory,
    usages: Sequence[Usage],
) -> None:
    """Records a merged pull request as a contribution, and as the undoing of those it reverts. Twice is once."""
    if snapshot.conversation.state != "merged":
        return
    found = _beneficiaries(snapshot, recognition, directory, usages)
    merged = contribution(snapshot, recognition, directory, found)
    if merged is not None:
        append(connection, merged)
    for undone in voided(snapshot, recognition, _named(connection, snapshot)):
        append(connection, undone)


def is_recorded(connection: sa.Connection, pull: PullId) -> bool:
    """Whether the merge of this pull request is in the event log already."""
    return ledger.holds(connection, f"merged:{pull}")


def _named(connection: sa.Connection, snapshot: Snapshot) -> list[ContributionMerged]:
    """The contributions that the pull request says it undoes."""
    pulls, oids = named(snapshot)
    names = {*pulls, *contributions.of_merges(connection, snapshot.pull.repository, oids)}
    stored = [found for name in sorted(names)[:MOST_UNDONE] for found in ledger.keyed(connection, f"merged:{name}")]
    return [event for event in map(credit_views.read, stored) if isinstance(event, ContributionMerged)]


def _beneficiaries(
    snapshot: Snapshot, recognition: Recognition, directory: Directory, usages: Sequence[Usage]
) -> list[Beneficiary]:
    touched = [standing.service for standing in recognition.standings]
    day = day_of(snapshot)
    found: list[Beneficiary] = []
    for usage in usages:
        for service in directory.services.values():
            folder = folder_of(service)
            if (folder.repository, folder.path) == (usage.repository, usage.folder):
                for path, package in usage.packages:
                    found += manifest_consumers(service.name, path, frozenset({package}), touched, directory, day)
    return found
