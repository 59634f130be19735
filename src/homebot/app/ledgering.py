"""What a merge means for the ledger's event log, written once under its own key."""

import sqlalchemy as sa

from homebot.app import credit_views
from homebot.core.agreements.linked import binding
from homebot.core.agreements.surface import promised_by
from homebot.core.credit.adoptions import in_its_place
from homebot.core.credit.events import (
    Beneficiary,
    ContributionMerged,
    Event,
    concerns,
    kind_of,
)
from homebot.core.credit.merges import contribution, manifest_consumers
from homebot.core.credit.reverts import named, voided
from homebot.core.decision import Recognition
from homebot.core.directory import Directory
from homebot.core.facts import PullId, Snapshot
from homebot.core.recognise import day_of
from homebot.store import contributions, dependencies, json, ledger

MOST_UNDONE = 100
"""Contributions that one pull request can undo."""


def append(connection: sa.Connection, event: Event) -> bool:
    """Adds what happened to the event log, and what follows from it to the views.

    False, and nothing happens, when an event of its key is there. One transaction at a time: see `ledger.lock`.
    """
    ledger.lock(connection)
    of, consumer = concerns(event)
    event = in_its_place(event, ledger.newest_about(connection, of, consumer) if consumer else None)
    stored = ledger.LedgerEvent(event.key, kind_of(event), event.at, json.encode(event), of, consumer)
    if not ledger.append(connection, stored):
        return False
    credit_views.follow(connection, event)
    return True


def append_merge(
    connection: sa.Connection,
    snapshot: Snapshot,
    recognition: Recognition,
    directory: Directory,
) -> None:
    """Records a merged pull request as a contribution, and as the undoing of those it reverts. Twice is once."""
    if snapshot.conversation.state != "merged":
        return
    found = _beneficiaries(connection, snapshot, recognition, directory)
    agreed = promised_by(binding(snapshot, recognition))
    merged = contribution(snapshot, recognition, directory, found, agreed)
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
    stored = ledger.keyed(connection, *(f"merged:{name}" for name in sorted(names)[:MOST_UNDONE]))
    return [event for event in map(credit_views.read, stored) if isinstance(event, ContributionMerged)]


def _beneficiaries(
    connection: sa.Connection, snapshot: Snapshot, recognition: Recognition, directory: Directory
) -> list[Beneficiary]:
    """Services whose manifests name a package that a touched service provides, directly, as far as they were read."""
    touched = [standing.service for standing in recognition.standings]
    provided = {package for name in touched for package in directory.services[name].provides}
    day = day_of(snapshot)
    return [
        found
        for row in dependencies.naming(connection, provided)
        if row.line.direct and row.line.service in directory.services
        for found in manifest_consumers(
            row.line.service, row.line.path, frozenset({row.line.package}), touched, directory, day
        )
    ]
