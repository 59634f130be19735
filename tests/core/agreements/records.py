"""Agreements for tests: bob agreed to what alice of checkout proposed for payments' ledgerd on issue 3."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from homebot.core.agreements.kept_settings import encode
from homebot.core.decision import Decision
from homebot.core.directory import Directory, StandardSetting
from homebot.core.facts import Snapshot
from homebot.core.policy import decide
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, after, fold
from tests import build

AGREED = build.NOW - timedelta(days=5)


def agreement(
    number: int = 12,
    settings: Sequence[StandardSetting] = build.profile(),
    at: datetime = AGREED,
    act: str = "agreed",
    **changes: Any,
) -> Record:
    """An agreement as it was made; `facts` are further ones."""
    facts = {
        "author": "alice",
        "headline": "Refunds are right to the cent",
        "pinned": encode(settings),
        "pinned-until": (at + timedelta(days=90)).isoformat(),
        **changes.pop("facts", {}),
    }
    entry = Entry(
        key=f"made:{number}",
        number=number,
        kind="agreement",
        act=act,
        at=at,
        by="bob",
        place=changes.pop("place", "acme/ledgerd#3"),
        team=changes.pop("team", "checkout"),
        home="payments",
        scope=Scope(service=changes.pop("service", "ledgerd")),
        said=tuple(facts.items()),
        **changes,
    )
    return fold([entry])


def then(record: Record, act: str, at: datetime = build.NOW, **said: str) -> Record:
    """With one more entry."""
    due = None
    entry = Entry(f"{act}:{len(record.entries)}", record.number, "agreement", act, at, due=due)
    return after(record, Entry(**{**{f: getattr(entry, f) for f in entry.__slots__}, "said": tuple(said.items())}))


def under(*records: Record, body: str = "Agreement: A12\n", **changes: Any) -> Snapshot:
    """alice's pull request, whose description says so; the register knows these decisions."""
    return build.snapshot(body=build.GOOD_DESCRIPTION + body, decisions=records, **changes)


def decided(snapshot: Snapshot, directory: Directory | None = None) -> Decision:
    """What follows from it."""
    return decide(snapshot, directory or build.directory(), "0.1.0")
