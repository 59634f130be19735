"""What an evaluation itself says to the register of agreements: which pull requests are made under one, and what became
of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from homebot.core.agreements.going_live import WAIT
from homebot.core.agreements.linked import binding
from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import Conversation, Snapshot
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record

_LINKED_FROM = ("agreed", "in-review", "merged", "live")


def follow(snapshot: Snapshot, decision: Decision, directory: Directory, numbers: Iterator[int]) -> tuple[Entry, ...]:
    """The entries that are not there yet; none of them begins an agreement, so that `numbers` are left alone."""
    bound = {one.number for one in binding(snapshot, decision.recognition)}
    known = [one for one in snapshot.decisions if one.kind == "agreement" and not one.final]
    found = (_of(one, snapshot, one.number in bound, directory) for one in known)
    return tuple(entry for entry in found if entry is not None)


def _of(agreement: Record, snapshot: Snapshot, bound: bool, directory: Directory) -> Entry | None:
    talk, here = snapshot.conversation, str(snapshot.pull)
    if here in merged_of(agreement):
        return None
    is_linked = here in pulls_of(agreement)
    if talk.state == "open" and bound:
        return None if is_linked else _linked(agreement, snapshot, directory)
    if talk.state == "merged" and talk.base_ref == talk.default_branch and (bound or is_linked):
        return _merged(agreement, snapshot, directory)
    return _left(agreement, snapshot, directory) if is_linked else None


def pulls_of(agreement: Record) -> tuple[str, ...]:
    """The pull requests (`owner/name#n`) that are made under it."""
    return tuple(agreement.fact("pulls").split())


def merged_of(agreement: Record) -> tuple[str, ...]:
    """Those of them that are merged."""
    return tuple(agreement.fact("merged").split())


def _linked(agreement: Record, snapshot: Snapshot, directory: Directory) -> Entry | None:
    """One more is made under it. In its warranty only what is merged counts."""
    if agreement.state not in _LINKED_FROM:
        return None
    pulls = (*pulls_of(agreement), str(snapshot.pull))
    return _entry(agreement, "linked", snapshot.at, directory, None, pulls=pulls)


def _merged(agreement: Record, snapshot: Snapshot, directory: Directory) -> Entry:
    """One more is merged. With the last that was open the work is; what comes later leaves it where it is."""
    talk, here = snapshot.conversation, str(snapshot.pull)
    pulls = tuple(dict.fromkeys((*pulls_of(agreement), here)))
    merged, at = (*merged_of(agreement), here), _merged_at(talk, snapshot.at)
    oids = (*agreement.fact("merge-oids").split(), *([talk.merge_oid] if talk.merge_oid else []))
    before = agreement.fact("merged-at")
    last = max(at, datetime.fromisoformat(before)) if before else at
    is_whole = agreement.state in ("agreed", "in-review") and not set(pulls) - set(merged)
    due = agreement.due
    if is_whole or agreement.state == "merged":
        due = last + WAIT
    said = (("merge-oids", " ".join(oids)), ("merged-at", last.isoformat()))
    act = "merged" if is_whole else "part-merged"
    return _entry(agreement, act, snapshot.at, directory, due, said, pulls=pulls, merged=merged)


def _left(agreement: Record, snapshot: Snapshot, directory: Directory) -> Entry:
    """A pull request is closed, or made under it no more."""
    here, merged = str(snapshot.pull), merged_of(agreement)
    pulls = tuple(one for one in pulls_of(agreement) if one != here)
    if agreement.state != "in-review" or set(pulls) - set(merged):
        return _entry(agreement, "left", snapshot.at, directory, agreement.due, pulls=pulls)
    if not merged:
        return _entry(agreement, "unlinked", snapshot.at, directory, None, pulls=pulls)
    due = datetime.fromisoformat(agreement.fact("merged-at")) + WAIT
    return _entry(agreement, "merged", snapshot.at, directory, due, pulls=pulls)


def _merged_at(talk: Conversation, read_at: datetime) -> datetime:
    return talk.merged_at or read_at


def _entry(
    agreement: Record,
    act: str,
    at: datetime,
    directory: Directory,
    due: datetime | None,
    said: tuple[tuple[str, str], ...] = (),
    pulls: Sequence[str] | None = None,
    merged: Sequence[str] | None = None,
) -> Entry:
    lists = (("pulls", pulls), ("merged", merged))
    listed = ((name, " ".join(value)) for name, value in lists if value is not None)
    return further(agreement, act, at, directory, due=due, said=(*listed, *said))
