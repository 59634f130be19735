"""Whether a decision still covers what it was made on: it is bound to the content of its paths, as an approval is (SPEC
7 and 8, docs/adr/0007)."""

from collections.abc import Iterable
from datetime import datetime

from homebot.core.approvals import Covers, since_then
from homebot.core.facts import PullId, Snapshot
from homebot.core.register.record import Record

MOST_HEADS = 20
"""Commits of decisions that are compared with the head: those of bar raisers and overrides, then those of deviations,
which anybody of the away team can claim on as many commits as they push; the newest decisions first."""


def heads(decisions: Iterable[Record], pull: PullId) -> tuple[str, ...]:
    """The commits on which open decisions of this pull request rest. There are facts to be read of each: what became of
    the change since."""
    here = [one for one in decisions if one.scope.pull == str(pull) and one.scope.head and not one.final]
    newest = sorted(here, key=lambda one: (one.kind != "deviation", one.changed_at, one.number), reverse=True)
    return tuple(dict.fromkeys(one.scope.head for one in newest))[:MOST_HEADS]


def is_known(snapshot: Snapshot, head: str) -> bool:
    """Whether anything was read of what became of the change since that commit."""
    return head == snapshot.conversation.head_oid or any(one.oid == head for one in snapshot.change.since)


def unchanged(snapshot: Snapshot, head: str, covers: Covers, at: datetime | None = None) -> bool:
    """Whether the paths are at the head what they were at the commit `head`; not where nobody can tell. `at`: when it
    was decided, so that another base since then counts as a change."""
    return what_changed(snapshot, head, covers, at) is None


def what_changed(snapshot: Snapshot, head: str, covers: Covers, at: datetime | None = None) -> str | None:
    """What changed of the paths since, in words, or why nobody can tell; `None` where nothing did."""
    talk = snapshot.conversation
    if at is not None and talk.retargeted_at is not None and at <= talk.retargeted_at:
        return "given before the base branch was changed"
    return None if head == talk.head_oid else since_then(snapshot, head, covers)
