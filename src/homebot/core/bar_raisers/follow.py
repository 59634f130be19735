"""What an evaluation itself says to the register: decisions that a rule asks for, who is asked, what reviews answer,
and what falls because the change is another one."""

from collections.abc import Iterator

from homebot.core.bar_raisers.independence import Change
from homebot.core.bar_raisers.reasons import found_by_rules, own_records
from homebot.core.bar_raisers.steps import Facts, begun, next_entry
from homebot.core.decision import Decision
from homebot.core.directory import Directory
from homebot.core.facts import Snapshot
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record, after

MOST_STEPS = 8
"""Of one decision in one evaluation; more would be a circle."""


def follow(snapshot: Snapshot, decision: Decision, directory: Directory, numbers: Iterator[int]) -> tuple[Entry, ...]:
    """The entries that are not there yet; new decisions take their number from `numbers`."""
    talk, known = snapshot.conversation, own_records(snapshot)
    if decision.silent or (talk.state == "open" and snapshot.change.unreadable is not None):
        return ()
    reasons = found_by_rules(snapshot, directory, decision.recognition, decision.judgements)
    change = Change(snapshot, directory, decision.recognition)
    entries: list[Entry] = []
    for kind in sorted({*known, *(one.kind for one in reasons)}):
        facts = Facts(change, kind, tuple(one for one in reasons if one.kind == kind))
        more = _followed(known, facts, numbers)
        entries += more
        known = _with(known, kind, more)
    return tuple(entries)


def _with(known: dict[str, Record], kind: str, entries: list[Entry]) -> dict[str, Record]:
    """The decisions with what was written down of one."""
    record = known.get(kind)
    for entry in entries:
        record = after(record, entry)
    return {**known, kind: record} if record is not None else known


def _followed(known: dict[str, Record], facts: Facts, numbers: Iterator[int]) -> list[Entry]:
    """What is written down of one kind's decision, in its order."""
    record = known.get(facts.kind)
    others = tuple(one for kind, one in known.items() if kind != facts.kind)
    entries: list[Entry] = []
    while len(entries) < MOST_STEPS:
        entry = begun(facts, numbers) if record is None else next_entry(record, facts, others)
        if entry is None:
            break
        entries.append(entry)
        record = after(record, entry)
    return entries
