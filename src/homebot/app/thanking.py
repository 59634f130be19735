"""The thank-you of an agreement, with who uses its work by what the ledger knows."""

import sqlalchemy as sa

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record
from homebot.core.warranty.thanks import Use, thanked
from homebot.store import adoptions

MOST_PULLS = 20


def thanks_for(connection: sa.Connection, record: Record, entry: Entry, directory: Directory) -> Entry | None:
    """What thanks for an agreement whose work was handed over just now, once."""
    if record.kind != "agreement" or entry.act not in ("accepted", "ended") or record.last("thanked") is not None:
        return None
    pulls = record.fact("merged").split()[:MOST_PULLS]
    kept = [one.adoption for pull in pulls for one in adoptions.of_contribution(connection, pull)]
    # An away team's own use is use; the home team's is not: the work is its own now.
    uses = [
        Use(one.consumer, one.consumer_service, one.kind)
        for one in kept
        if one.undone_at is None and one.consumer != one.home
    ]
    return thanked(record, uses, entry.at, directory)
