"""What homebot itself writes down of a decision that is there: because time passed, or because it saw something."""

from datetime import datetime
from typing import Unpack

from homebot.core.directory import Directory
from homebot.core.register.entries import Entry, Given
from homebot.core.register.record import Record


def further(record: Record, act: str, at: datetime, directory: Directory, **given: Unpack[Given]) -> Entry:
    """One more entry, with the key that `key_of` gives."""
    return Entry(
        key=key_of(record, act),
        number=record.number,
        kind=record.kind,
        act=act,
        at=at,
        configuration=directory.digest,
        **given,
    )


def key_of(record: Record, act: str) -> str:
    """The same as long as the decision has no further entry, so that whoever comes to the same act from the same
    decision twice has it written once."""
    return f"{record.name}:{act}:{len(record.entries)}"
