"""What an evaluation itself says to the register of deviations: that something relies on one, and that one ends which
only a closed pull request needed."""

from collections.abc import Iterator

from homebot.core.decision import Decision
from homebot.core.deviations.effect import letting_through
from homebot.core.deviations.terms import CLOSED, PULLS, joined
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.register.entries import Entry
from homebot.core.register.further import further
from homebot.core.register.record import Record


def follow(snapshot: Snapshot, decision: Decision, directory: Directory, numbers: Iterator[int]) -> tuple[Entry, ...]:
    """The entries that are not there yet; no deviation begins here."""
    if decision.silent:
        return ()
    alive = _alive(snapshot)
    if snapshot.conversation.state == "closed":
        return tuple(_closed(one, snapshot, directory) for one in alive if _is_left(one, snapshot))
    through = letting_through(decision.judgements, snapshot, decision.recognition)
    news = (one for one in alive if one.number in through and _is_news(one, snapshot))
    return tuple(
        further(one, "relied-on", snapshot.at, directory, place=str(snapshot.pull), due=one.due) for one in news
    )


def _alive(snapshot: Snapshot) -> list[Record]:
    return [one for one in snapshot.decisions if one.kind == "deviation" and not one.final]


def _needing(record: Record) -> list[str]:
    """The pull requests it was claimed for, but those that were closed."""
    closed = record.fact(CLOSED).split()
    return [pull for pull in record.fact(PULLS).split() if pull not in closed]


def _is_news(record: Record, snapshot: Snapshot) -> bool:
    """Whether it stays from now on, whatever is closed: a merge relies on it, or what nobody claimed it for."""
    is_merged = snapshot.conversation.state == "merged"
    return record.last("relied-on") is None and (is_merged or str(snapshot.pull) not in _needing(record))


def _is_left(record: Record, snapshot: Snapshot) -> bool:
    """Whether one of those it was claimed for is closed, and nothing keeps it."""
    return record.last("relied-on") is None and str(snapshot.pull) in _needing(record)


def _closed(record: Record, snapshot: Snapshot, directory: Directory) -> Entry:
    """It ends with the last of those it was claimed for: data are owed for what is let through, and nothing was."""
    pull = str(snapshot.pull)
    if _needing(record) == [pull]:
        because = "the pull request was closed, and nothing else relied on it"
        return further(record, "dropped", snapshot.at, directory, place=pull, because=because)
    said = (joined(record, CLOSED, pull),)
    return further(record, "left", snapshot.at, directory, place=pull, due=record.due, said=said)
