"""Bar raisers' decisions and overrides as the register has them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homebot.core.commands.answer import Answer, World
from homebot.core.directory import Directory
from homebot.core.overrides import terms
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.record import Record, after, fold
from tests import build
from tests.core.commands.world import DIRECTORY, say, world

PULL = str(build.PULL)
GOVERNED = replace(DIRECTORY, governance_repository="acme/governance")
FOLLOW_UP = "2026-12-23"
GOOD = f'/homebot override B7 because="the old client is gone in May" follow-up={FOLLOW_UP}'


def decision(*acts: str, number: int = 7, **scope: Any) -> Record:
    """A bar raiser's decision after these acts; gina answers."""
    about = Scope(**{"service": "ledgerd", "kind": "architecture", "pull": PULL, "head": build.HEAD, **scope})
    begun = Entry("raised", number, "bar-raiser", "raised", build.NOW, place=PULL, team="checkout", home="payments",
                  scope=about, said=(("author", "alice"),))  # fmt: skip
    found = fold([begun])
    for count, act in enumerate(acts or ("asked", "recommended-against")):
        by = "gina" if act.startswith(("recommended", "disagreed")) else ""
        people = ("gina",) if act == "asked" else ()
        found = after(found, Entry(f"{act}:{count}", number, "bar-raiser", act, build.NOW, by=by, people=people))
    return found


def known(*records: Record, actor: str = "bob", directory: Directory = GOVERNED, **changes: Any) -> World:
    """What a command on the pull request knows, with these decisions."""
    register = RegisterFacts(records, max((one.number for one in records), default=0) + 1)
    return world(actor, directory, register=register, **changes)


def overridden(against: Record | None = None, directory: Directory = GOVERNED, line: str = "") -> Record:
    """The override that bob speaks out."""
    found = against or decision()
    answer = say(line or GOOD.replace("B7", found.name), known(found, directory=directory))
    return fold([entry_of(answer)])


def entry_of(answer: Answer) -> Entry:
    """The one entry of an answer."""
    [act] = answer.acts
    assert act.entry is not None, answer.reply
    return act.entry


def bypassed(directory: Directory = GOVERNED) -> Record:
    """Somebody merged past the rules."""
    scope = Scope(service="ledgerd", pull=PULL, head=build.HEAD)
    said = (
        ("author", "alice"), ("title", "Settle"), (terms.BYPASS, "`size` of `ledgerd`: fail"),
        (terms.FOLLOW_UP, FOLLOW_UP), (terms.GOVERNANCE, directory.governance_repository or ""),
    )  # fmt: skip
    return fold([Entry(f"bypassed:{PULL}", 9, "override", "bypassed", build.NOW, by="root", place=PULL, scope=scope,
                       team="checkout", home="payments", due=build.NOW + timedelta(days=30), said=said)])  # fmt: skip


def merged(record: Record) -> Record:
    """The override once its pull request is merged."""
    return after(record, Entry(f"{record.name}:merged", record.number, "override", "merged", build.NOW, due=record.due))


def then(record: Record, act: str, by: str = "", because: str = "", days: int = 1) -> Record:
    """The record after one more act."""
    at = build.NOW + timedelta(days=days)
    return after(record, Entry(f"{record.name}:{act}", record.number, record.kind, act, at, by=by, because=because))
