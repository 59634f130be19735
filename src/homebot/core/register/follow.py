"""What an evaluation itself says to the register: decisions that a rule asks for, and what was merged."""

from collections.abc import Iterator

from homebot.core.agreements import follow as agreements
from homebot.core.bar_raisers import follow as bar_raisers
from homebot.core.decision import Decision
from homebot.core.deviations import follow as deviations
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.overrides import follow as overrides
from homebot.core.register.entries import Entry
from homebot.core.warranty import follow as warranty

FOLLOW = (deviations.follow, bar_raisers.follow, overrides.follow, warranty.follow, agreements.follow)


def followed(snapshot: Snapshot, decision: Decision, directory: Directory, numbers: Iterator[int]) -> tuple[Entry, ...]:
    """The entries that are not there yet. Once they are, the same snapshot with them asks for no more."""
    return tuple(entry for of_kind in FOLLOW for entry in of_kind(snapshot, decision, directory, numbers))
