"""October 2026 of a company: every kind of decision, some of them from before and after it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from homebot.core.directory import Directory
from homebot.core.overrides import terms
from homebot.core.overrides.digest import LateReviews, MonthFacts
from homebot.core.register.entries import Entry, Evidence, Kind, Scope
from homebot.core.register.record import Record, fold
from tests import build

DIRECTORY: Directory = build.directory(
    services=[
        build.service("ledgerd", "payments"),
        build.service("player", "video", "acme/player"),
        build.service("shop", "checkout", "acme/shop"),
    ],
    governance_repository="acme/governance",
)
HOMES = {"ledgerd": "payments", "player": "video", "shop": "checkout"}


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def made(number: int, kind: Kind, service: str, *acts: tuple[str, int, int, str], **given: Any) -> Record:
    """A decision on a service by its acts: (act, month, day, why). `given` is of the first act."""
    scope = Scope(service=service, pull=f"acme/{service}#{number}", **given.pop("scope", {}))
    entries = []
    for place, (act, month, day, because) in enumerate(acts):
        more = given if place == 0 else {}
        evidence = Evidence("benchmark", "https://bench.example", "faster") if act == "evidenced" else None
        entry = Entry(f"{number}:{place}", number, kind, act, on(month, day), because=because, by="somebody",
                      place=scope.pull, evidence=evidence)  # fmt: skip
        first = {"scope": scope, "home": HOMES[service], "team": "checkout", **more} if place == 0 else {}
        entries.append(replace(entry, **first))
    return fold(entries)


SIZE = {"scope": {"standard": "size"}, "until": on(12, 24)}
ARCHITECTURE = {"scope": {"kind": "architecture"}, "said": (("door", "one-way"),)}
OVER = {
    "scope": {"kind": "architecture", "of": 5},
    "said": ((terms.ANSWER, "B5 against by gina"), (terms.RAISER, "gina"), (terms.FOLLOW_UP, "2026-11-20")),
}
PASSED = {"said": ((terms.BYPASS, "`size` of `player`: fail, `900 lines`"), (terms.FOLLOW_UP, "2026-11-25"))}
FORM = {"said": (("headline", "Refunds arrive the same day"),)}

RECORDS = (
    made(1, "deviation", "ledgerd", ("claimed", 8, 3, "the parser is generated"), ("rejected", 9, 4, "no"), **SIZE),
    made(2, "deviation", "ledgerd", ("claimed", 9, 20, "the old importer goes in spring"), **SIZE),
    made(3, "deviation", "ledgerd", ("claimed", 10, 5, "one migration, one file"), ("evidenced", 10, 9, ""), **SIZE),
    made(4, "deviation", "ledgerd", ("claimed", 11, 2, "too late for October"), **SIZE),
    made(5, "bar-raiser", "ledgerd", ("raised", 10, 6, "the public surface changed"),
         ("recommended-against", 10, 7, "callers cannot roll back"), **ARCHITECTURE),
    made(6, "override", "ledgerd", ("overridden", 10, 8, "@all callers are ours"),
         ("regretted", 11, 20, "two rollbacks"), **OVER),
    made(7, "override", "player", ("bypassed", 10, 26, "nothing was said"), **PASSED),
    made(8, "agreement", "ledgerd", ("agreed", 10, 2, "yes please, go on"), **FORM),
    made(9, "agreement", "ledgerd", ("agreed", 7, 2, "yes please, go on"), ("linked", 7, 3, ""), ("merged", 8, 3, ""),
         ("accepted", 10, 30, "runbook read"), **FORM),
    made(10, "claim", "ledgerd", ("claimed", 10, 12, "refunds are late"), ("acknowledged", 10, 13, ""),
         scope={"of": 9}),
    made(11, "escalation", "ledgerd", ("escalated", 10, 14, "no way to do it ourselves"), scope={"of": 9}),
    made(12, "duplication", "player", ("duplicated", 10, 15, "a cache of its own for a year")),
    made(13, "override", "shop", ("bypassed", 8, 2, ""), ("moot", 9, 1, "reverted at once"), **PASSED),
)  # fmt: skip
REVIEWS = (
    LateReviews("ledgerd", "payments", 2, 9),
    LateReviews("player", "video", 0, 4),
    LateReviews("shop", "checkout", 1, 1),
)
OCTOBER = MonthFacts(RECORDS, REVIEWS)
