"""A company with bar raisers: gina and hugo for architecture, ines for security; alice of checkout changes payments'
ledgerd, and a file of migrations with it."""

from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from homebot.core.bar_raisers.follow import follow
from homebot.core.bar_raisers.lapse import lapse
from homebot.core.decision import Decision, KeyDecision
from homebot.core.directory import BotSettings, Directory
from homebot.core.facts import Snapshot
from homebot.core.policy import decide
from homebot.core.register.entries import Entry
from homebot.core.register.record import Record, after
from tests import build

RAISERS = {"architecture": ("gina", "hugo"), "security": ("ines",)}
MIGRATION = build.file("ledger/migrations/7.py")
CODE = (build.file(), build.file("tests/test_close.py"))
ANSWERS = {"for": "recommended-for", "against": "recommended-against", "committed": "disagreed-and-committed"}


def company(**changes: Any) -> Directory:
    """The catalogue."""
    return build.directory(**{"bar_raisers": RAISERS, "settings": BotSettings(agreements="off"), **changes})


def migrating(**changes: Any) -> Snapshot:
    """alice's pull request, which migrates data."""
    people = build.people("bob", "bea", "al", "gina", "hugo", "ines")
    return build.snapshot(**{"files": (*CODE, MIGRATION), "people": people, **changes})


def plain(**changes: Any) -> Snapshot:
    """The same without the migration: nothing asks for a decision."""
    return migrating(**{"files": CODE, **changes})


def decided(snapshot: Snapshot, directory: Directory | None = None) -> Decision:
    """What follows from it."""
    return decide(snapshot, directory or company(), "1")


def entries_of(snapshot: Snapshot, directory: Directory | None = None) -> tuple[Entry, ...]:
    """What an evaluation says to the register."""
    used = directory or company()
    first = max((one.number for one in snapshot.decisions), default=0) + 1
    return follow(snapshot, decided(snapshot, used), used, count(first))


def with_entries(snapshot: Snapshot, *entries: Entry) -> Snapshot:
    """The snapshot once these are written down."""
    known: dict[int, Record] = {one.number: one for one in snapshot.decisions}
    for entry in entries:
        known[entry.number] = after(known.get(entry.number), entry)
    return replace(snapshot, decisions=tuple(known[number] for number in sorted(known)))


def followed(snapshot: Snapshot, directory: Directory | None = None) -> Snapshot:
    """The snapshot after an evaluation wrote down what it has to say."""
    return with_entries(snapshot, *entries_of(snapshot, directory))


def acts(snapshot: Snapshot, directory: Directory | None = None) -> list[str]:
    """What an evaluation writes down, in its order."""
    return [entry.act for entry in entries_of(snapshot, directory)]


def record(snapshot: Snapshot, kind: str = "architecture") -> Record:
    """The decision of a kind."""
    return next(one for one in snapshot.decisions if one.scope.kind == kind)


def key(snapshot: Snapshot, directory: Directory | None = None, kind: str = "architecture") -> KeyDecision:
    """How it stands."""
    return next(one for one in decided(snapshot, directory).key_decisions if one.kind == kind)


def silent(snapshot: Snapshot, now: datetime, directory: Directory | None = None) -> Snapshot:
    """The snapshot at a later moment, once time has done what it does."""
    later = replace(snapshot, at=now)
    found = (lapse(one, (), now, directory or company()) for one in snapshot.decisions)
    return with_entries(later, *(entry for entry in found if entry is not None))


def answered(snapshot: Snapshot, by: str = "gina", state: str = "for", **changes: Any) -> Snapshot:
    """The snapshot once somebody answered on its head."""
    one = record(snapshot)
    scope = replace(one.scope, head=snapshot.conversation.head_oid)
    said = (("answered-at", snapshot.at.isoformat()), ("answered-by", by))
    given = {"because": "the old rows stay", "scope": scope, "said": said, "by": by, **changes}
    key_of = f"said:{by}:{state}:{len(one.entries)}"
    return with_entries(snapshot, Entry(key_of, one.number, "bar-raiser", ANSWERS[state], snapshot.at, **given))
