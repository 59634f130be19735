"""Decisions to escalate: alice's checkout wanted a change in payments' ledgerd, and bob declined."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homebot.core.register.entries import Entry, Scope
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.record import Record, fold
from tests import build

HERE = "acme/ledgerd#7"
GOALS = "https://wiki.example/payments-goals"
DIRECTORY = build.directory(
    teams=(
        build.team("payments", "bob", "bea", goals=GOALS),
        build.team("checkout", "alice", "al"),
        build.team("video", "vera", "vic", entity="media"),
    ),
    governance_repository="acme/governance",
)


def agreement(act: str = "declined", **changes: Any) -> Record:
    """A12, by default declined."""
    entry = Entry(
        key="12",
        number=12,
        kind="agreement",
        act=act,
        at=build.NOW - timedelta(days=3),
        by="bob",
        place=HERE,
        because="not this year",
        team="checkout",
        home="payments",
        scope=Scope(service="ledgerd"),
        said=(("goal", "refunds in @yen"), ("headline", "Refunds in Japan"), ("author", "alice")),
    )
    return fold([replace(entry, **changes)])


def escalation(*acts: str) -> Record:
    """R13, asked about A12; after further acts."""
    opened = Entry(
        key="13",
        number=13,
        kind="escalation",
        act="escalated",
        at=build.NOW,
        by="alice",
        place=HERE,
        because="refunds in Japan wait for <b>this</b> #4",
        team="checkout",
        home="payments",
        scope=Scope(service="ledgerd", of=12),
        due=build.NOW + timedelta(days=14),
        people=("bob", "alice", "dana", "ceo"),
        said=(("goal", "refunds in @yen"), ("repository", "acme/governance")),
    )
    more = (
        Entry(
            f"13:{act}", 13, "escalation", act, build.NOW + timedelta(days=1), by="dana", because="we do it in spring"
        )
        for act in acts
    )
    return fold([opened, *more])


def known(*records: Record) -> RegisterFacts:
    """The register with these; 20 is the next number."""
    return RegisterFacts(records, 20)
