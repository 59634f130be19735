"""What a merge means for the ledger's event log, written once under its own key."""

from collections.abc import Sequence

import sqlalchemy as sa

from homebot.app.gathered import Usage
from homebot.app.usages import folder_of
from homebot.core.credit.contributions import Contribution, fold
from homebot.core.credit.events import Beneficiary, ContributionMerged, ContributionVoided, Event
from homebot.core.credit.merges import contribution, manifest_consumers
from homebot.core.credit.reverts import voided
from homebot.core.decision import Recognition
from homebot.core.directory import Directory
from homebot.core.facts import PullId, Snapshot
from homebot.core.recognise import day_of
from homebot.store import json, ledger

MERGED = "contribution.merged"
VOIDED = "contribution.voided"


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
        event = ledger.LedgerEvent(merged.key, MERGED, merged.merged_at, json.encode(merged))
        ledger.append(connection, event)
    known = [event for event in _events(connection) if isinstance(event, ContributionMerged)]
    for undone in voided(snapshot, recognition, known):
        ledger.append(connection, ledger.LedgerEvent(undone.key, VOIDED, undone.at, json.encode(undone)))


def is_recorded(connection: sa.Connection, pull: PullId) -> bool:
    """Whether the merge of this pull request is in the event log already."""
    return ledger.holds(connection, f"merged:{pull}")


def contributions(connection: sa.Connection) -> tuple[Contribution, ...]:
    """Every contribution with its state."""
    return fold(_events(connection))


def _events(connection: sa.Connection) -> list[Event]:
    kinds: dict[str, type[Event]] = {MERGED: ContributionMerged, VOIDED: ContributionVoided}
    return [json.decode(event.body, kinds[event.kind]) for event in ledger.events(connection) if event.kind in kinds]


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
