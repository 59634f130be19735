"""Agreements for tests: A12 by which alice's checkout changed payments' ledgerd, as its entries leave it."""

from datetime import datetime, timedelta
from typing import Any

from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, fold
from homebot.core.warranty.claim import Complaint, claimed
from homebot.core.warranty.clock import began
from tests import build

NUMBER = 12
ISSUE = "acme/ledgerd#3"
PULL = "acme/ledgerd#7"
SAID = {
    "goal": "exact refunds",
    "headline": "Refunds are right to the cent",
    "beneficiaries": "shoppers who pay in another currency",
    "service": "ledgerd",
}
DIRECTORY = build.directory(governance_repository=None, bar_raisers={"architecture": ("gina",)})


def entry(act: str, at: datetime = build.NOW, number: int = NUMBER, kind: Any = "agreement", **changes: Any) -> Entry:
    """One act on the agreement."""
    return Entry(f"{number}:{act}:{at.isoformat()}", number, kind, act, at, **changes)


def merged(at: datetime = build.NOW, number: int = NUMBER, **said: str) -> tuple[Entry, ...]:
    """Agreed, linked and merged."""
    scope = Scope(service=said.get("service", "ledgerd"))
    facts = tuple({**SAID, **said}.items())
    begun = {"by": "bob", "place": ISSUE, "team": "checkout", "home": "payments", "scope": scope, "said": facts}
    return (
        entry("agreed", at, number, **begun),
        entry("linked", at, number, said=(("pulls", PULL),)),
        entry("merged", at, number, said=(("merged", PULL),)),
    )


def live(at: datetime = build.NOW, number: int = NUMBER, **said: str) -> tuple[Entry, ...]:
    """And live."""
    facts = (("live-at", at.isoformat()), ("live-by", "deployment"), ("live-in", "production"))
    return (*merged(at, number, **said), entry("live", at, number, due=at, said=facts))


def in_warranty(at: datetime = build.NOW, number: int = NUMBER, **said: str) -> tuple[Entry, ...]:
    """And in warranty since the same moment."""
    before = live(at, number, **said)
    return (*before, began(fold(before), at, DIRECTORY))


def record(*entries: Entry) -> Record:
    """What the entries leave."""
    return fold(entries)


def claim(
    agreement: Record, number: int = 20, at: datetime = build.NOW, place: str = "acme/ledgerd#9", by: str = "bea"
) -> Entry:
    """bea of payments brings something forward."""
    complaint = Complaint(by, place, "refunds are off by a cent", "Off by a cent", "bea")
    return claimed(agreement, complaint, number, f"claim:{number}", at, DIRECTORY)


def days(number: float) -> datetime:
    """So many days after the work went live."""
    return build.NOW + timedelta(days=number)
