"""What stands at the addresses that commands give as data: read before anything is written, never in a transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from homebot.adapters.evidence.reader import EvidenceReader
from homebot.core.deviations.reading import Reading

MOST_READ = 3
"""Addresses that are read for one wake."""


def read_data(
    reader: EvidenceReader, shown: Sequence[tuple[str, str]], members: Mapping[str, bool], at: datetime
) -> tuple[Reading, ...]:
    """Of each (person, address) what stands there, or why it was not read. `members` says of a person whether GitHub
    counts them in the organisation: nobody else has homebot call anywhere."""
    theirs = tuple(dict.fromkeys(url for person, url in shown if members.get(person)))
    read = tuple(reader.read(url, at) for url in theirs[:MOST_READ])
    left = tuple(Reading(url, unread=f"homebot reads {MOST_READ} at a time") for url in theirs[MOST_READ:])
    others = dict.fromkeys(url for _, url in shown if url not in theirs)
    return (*read, *left, *(Reading(url, unread="it is read for members of the organisation only") for url in others))
