"""`/homebot warranty`: who may claim, acknowledge, resolve and refuse, and what is said to those who may not."""

from typing import Any

import pytest

from homebot.core.commands.answer import Answer, World
from homebot.core.register.entries import Entry
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.record import Record, after
from homebot.core.warranty.claim import asked
from tests import build
from tests.core.commands.world import say, world
from tests.core.warranty.agreed import DIRECTORY, claim, days, entry, in_warranty, live, merged, record

AGREED = record(*in_warranty())
OPEN = record(claim(AGREED))
LATE = after(OPEN, entry("late", days(3), 20, "claim"))
TAKEN = after(LATE, entry("acknowledged", days(4), 20, "claim", by="al"))
OVER = after(AGREED, entry("ended", days(30)))
WHY = 'because="refunds are off by a cent"'


def known(actor: str, *records: Record, day: float = 1, **changes: Any) -> World:
    """On an issue in payments' repository, where nothing was evaluated."""
    register = RegisterFacts(records, 30)
    values = {"now": days(day), "number": 9, "on_pull": False, "evaluated": False, "register": register, **changes}
    return world(actor, DIRECTORY, **values)


def only_entry(found: Answer) -> Entry:
    (act,) = found.acts
    assert act.entry is not None
    return act.entry


def test_the_home_team_claims_and_the_owners_of_the_away_team_are_asked() -> None:
    found = say(f"/homebot warranty A12 {WHY}", known("bea", AGREED))
    made = only_entry(found)
    opened = record(made)
    assert (opened.name, opened.state, opened.team, opened.home) == ("W30", "open", "checkout", "payments")
    assert (opened.scope.of, opened.people, opened.fact("issue")) == (12, ("alice",), "acme/ledgerd#9")
    # Tuesday morning, two working days later.
    assert opened.due == days(3)
    assert "W30 is open" in found.reply
    assert "until 2026-11-26 09:00 UTC" in found.reply


def test_over_a_weekend_two_working_days_are_four() -> None:
    opened = record(only_entry(say(f"/homebot warranty A12 {WHY}", known("bea", AGREED, day=3))))
    assert opened.due == days(7)


@pytest.mark.parametrize(
    ("contact", "people"),
    [
        ("", ("alice",)),
        ("@Al on #checkout", ("al",)),
        ("vera, or bob", ("alice",)),
        ("al and @alice", ("al", "alice")),
    ],
)
def test_a_contact_of_the_team_goes_first(contact: str, people: tuple[str, ...]) -> None:
    assert asked(record(*in_warranty(contact=contact)), DIRECTORY, days(1).date()) == people


def test_of_a_team_that_is_no_more_those_above_are_asked() -> None:
    gone = build.directory(
        teams=[
            build.team("payments", "bob", "bea"),
            build.team("checkout", "alice", "al", until=build.day("2026-11-01")),
        ]
    )
    assert asked(record(*in_warranty(contact="al")), gone, days(1).date()) == ("bob", "dana")


REFUSED = [
    ("alice", f"A12 {WHY}", (AGREED,), "Claims are made by a member of a Home Team"),
    ("vera", f"A12 {WHY}", (AGREED,), "is for a member of a Home Team"),
    ("bea", "A12", (AGREED,), "The reason is missing"),
    ("bea", 'A12 because="broken"', (AGREED,), "tells nobody why"),
    ("bea", f"A12 please {WHY}", (AGREED,), "goes into `because=`"),
    ("bea", f"A13 {WHY}", (AGREED,), "Name the agreement"),
    ("bea", WHY, (AGREED,), "Name the agreement"),
    ("bea", f"A12 {WHY} until=2026-12-01", (AGREED,), "Say `because=`"),
    ("bea", f"A12 {WHY}", (record(*merged()),), "is not live yet (merged)"),
    ("bea", f"A12 {WHY}", (record(*live()),), "begins within minutes"),
    ("bea", f"A12 {WHY}", (OVER,), "was handed over on 2026-12-23. `payments` maintains the work now"),
    ("bea", f"A12 {WHY}", (record(entry("declined", said=(("service", "ledgerd"),), home="payments")),), "no work"),
    ("bea", 'W20 because="looking into it"', (AGREED, OPEN), "W20 is acknowledged by a member of the Away Team"),
    ("al", "W20", (AGREED, OPEN), "Say what you will do"),
    ("al", 'W20 because="looking into it"', (AGREED, TAKEN), "W20 is acknowledged."),
    ("al", f"W20 resolved {WHY}", (AGREED, OPEN), "W20 is resolved by a member of a Home Team"),
    ("bea", f"W20 refused {WHY}", (AGREED, OPEN), "W20 is refused by an owner of a Home Team"),
    ("bea", f"W20 fixed {WHY}", (AGREED, OPEN), "`fixed` is nothing a claim can be"),
    ("bea", "W20 resolved", (AGREED, OPEN), "The reason is missing"),
    ("bea", "W20 done=docs", (AGREED, OPEN), "warranty A12 done="),
    ("bea", f"A20 {WHY}", (AGREED, OPEN), "Name the agreement"),
]


@pytest.mark.parametrize(("actor", "words", "records", "why"), REFUSED)
def test_refused(actor: str, words: str, records: tuple[Record, ...], why: str) -> None:
    found = say(f"/homebot warranty {words}", known(actor, *records))
    assert found.refused
    assert found.acts == ()
    assert why in found.reply


def test_after_its_end_nothing_is_claimed_though_time_has_not_seen_it_yet() -> None:
    found = say(f"/homebot warranty A12 {WHY}", known("bea", AGREED, day=30))
    assert found.refused
    assert "The warranty of A12 is over" in found.reply
    assert "Its owners are `bob`" in found.reply


def test_one_open_claim_for_an_issue() -> None:
    found = say(f"/homebot warranty A12 {WHY}", known("bob", AGREED, OPEN))
    assert "W20 is open for this already (open)" in found.reply
    elsewhere = say(f"/homebot warranty A12 {WHY}", known("bob", AGREED, OPEN, number=10))
    assert not elsewhere.refused


@pytest.mark.parametrize("before", [OPEN, LATE])
def test_the_away_team_acknowledges(before: Record) -> None:
    made = only_entry(say('/homebot warranty W20 because="looking into it"', known("al", AGREED, before, day=4)))
    found = after(before, made)
    assert (found.state, found.people, found.due) == ("acknowledged", ("al",), None)


@pytest.mark.parametrize("before", [OPEN, LATE, TAKEN])
@pytest.mark.parametrize(("actor", "word"), [("bea", "resolved"), ("bob", "resolved"), ("bob", "refused")])
def test_the_home_team_ends_it(before: Record, actor: str, word: str) -> None:
    made = only_entry(say(f"/homebot warranty W20 {word} {WHY}", known(actor, AGREED, before, day=5)))
    assert after(before, made).state == word


def test_what_went_on_for_the_claim_alone_ends_with_it() -> None:
    extended = after(AGREED, entry("extended", days(30), due=days(60)))
    found = say(f"/homebot warranty W20 resolved {WHY}", known("bea", extended, TAKEN, day=33))
    assert [act.entry.act for act in found.acts if act.entry] == ["resolved", "claims-settled"]
    assert "went on for it and ends now" in found.reply


def test_a_reason_cannot_do_anything_in_the_reply() -> None:
    found = say('/homebot warranty W20 because="ask @bob about #7 <!-- x -->"', known("al", AGREED, OPEN))
    said = found.reply.partition("\n\n")[2]
    assert "`@bob`" in said
    assert "<!--" not in said


def test_items_of_the_list_are_checked_by_both_teams() -> None:
    first = only_entry(say("/homebot warranty A12 done=docs,runbook", known("al", AGREED)))
    found = after(AGREED, first)
    # Nothing else changes: what is due stays due.
    assert (found.fact("checked"), found.state, found.due) == ("docs runbook", "warranty", AGREED.due)
    said = say('/homebot warranty A12 done="tests, flags-removed"', known("bea", found))
    assert after(found, only_entry(said)).fact("checked") == "docs runbook tests flags-removed"
    assert "Left: `telemetry` and `known-issues`" in said.reply


@pytest.mark.parametrize(
    ("actor", "words", "records", "why"),
    [
        ("vera", "done=docs", AGREED, "is for a member of a Home Team"),
        ("bea", "done=doc", AGREED, "Did you mean `docs`?"),
        ("bea", 'done=""', AGREED, "names no item"),
        ("bea", "done=docs", OVER, "nothing is left to be checked"),
    ],
)
def test_a_list_is_not_checked_by_anybody(actor: str, words: str, records: Record, why: str) -> None:
    found = say(f"/homebot warranty A12 {words}", known(actor, records))
    assert found.refused
    assert why in found.reply
