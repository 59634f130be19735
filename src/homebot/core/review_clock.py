"""How long a service's owners took to a first answer: the review clock of each pull request they were asked on.

The clock begins when the first of them is asked, and stops at the first reaction of any of them: a review of any kind
or a comment. It is due after the service's `first_response`, in its team's working days (SPEC 7). Where the pull
request ended without an answer there was nobody to wait for: it has no clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from homebot.core.decision import Decision, Need
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.working_days import ends, period


@dataclass(frozen=True, slots=True)
class ReviewClock:
    """One service's clock on one pull request; `answered_at` is `None` while nobody has answered."""

    pull: str
    service: str
    team: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


def review_clocks(snapshot: Snapshot, decision: Decision, directory: Directory) -> tuple[ReviewClock, ...]:
    """The clocks that run, or ran, on a pull request: one for each service whose people were asked."""
    found = {need.service: need for need in reversed(decision.needs) if need.service in directory.services}
    clocks = (_clock(snapshot, need, directory) for need in found.values())
    return tuple(sorted((clock for clock in clocks if clock is not None), key=lambda clock: clock.service))


def _clock(snapshot: Snapshot, need: Need, directory: Directory) -> ReviewClock | None:
    eligible = frozenset(need.eligible)
    requests = snapshot.conversation.requests
    asked = min((one.at for one in requests if one.reviewer in eligible and not one.removed), default=None)
    if asked is None:
        return None
    service = directory.services[need.service]
    due = ends(asked, period(service.review.first_response), directory.teams[need.team])
    answered = min((at for at in _reactions(snapshot, eligible) if at >= asked), default=None)
    if answered is None and snapshot.conversation.state != "open":
        return None
    return ReviewClock(str(snapshot.pull), need.service, need.team, asked, due, answered)


def _reactions(snapshot: Snapshot, eligible: frozenset[str]) -> Iterator[datetime]:
    talk = snapshot.conversation
    yield from (review.submitted_at for review in talk.reviews if review.author in eligible)
    yield from (remark.at for remark in talk.remarks if remark.author in eligible)
