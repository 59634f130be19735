"""What an evaluation itself says to the register."""

from collections.abc import Iterator

from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.register.entries import Entry


def follow(snapshot: Snapshot, decision: Decision, directory: Directory, numbers: Iterator[int]) -> tuple[Entry, ...]:
    """The entries that are not there yet; new decisions take their number from `numbers`."""
    return ()
