"""The event log folded to contributions and their states.

States reached today are `candidate` and `void`; the later ones of a contribution's life need adoptions, which are not
recorded yet. A contribution that was undone stays void: undoing the revert is a new contribution of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from homebot.core.credit.events import ContributionMerged, ContributionVoided, Event

State = Literal["candidate", "void"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A merged pull request and what became of it."""

    merged: ContributionMerged
    voided: tuple[ContributionVoided, ...] = ()

    @property
    def state(self) -> State:
        return "void" if self.voided else "candidate"


def fold(events: Iterable[Event]) -> tuple[Contribution, ...]:
    """Contributions by time of merge. The order of events does not matter, and one seen before changes nothing:
    the first of its key counts. The voiding of an unknown pull request waits until that is known."""
    merged: dict[str, ContributionMerged] = {}
    voided: dict[str, dict[str, ContributionVoided]] = {}
    for event in events:
        if isinstance(event, ContributionMerged):
            merged.setdefault(event.pull, event)
        elif isinstance(event, ContributionVoided):
            voided.setdefault(event.of, {}).setdefault(event.key, event)
    return tuple(
        Contribution(event, tuple(sorted(voided.get(event.pull, {}).values(), key=lambda void: (void.at, void.key))))
        for event in sorted(merged.values(), key=lambda event: (event.merged_at, event.pull))
    )
