"""A deviation that was claimed by mistake is taken back: by whoever claimed it, or ended by the Home Team."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from homebot.core.deviations.alike import suggestion
from homebot.core.deviations.lines import lines
from homebot.core.facts import Snapshot
from tests import build
from tests.core.deviations.claims import CLAIM, DATA, Register, acts, broken, claimed, other
from tests.core.deviations.test_follow import for_two, merged

BACK = "/homebot withdraw D1"
WHY = 'because="that was the wrong standard"'


@pytest.mark.parametrize("strength", ["standard", "floor"])
def test_who_claimed_it_takes_it_back(strength: str) -> None:
    register = claimed(strength)
    found = register.say(BACK)
    assert acts(found) == ["withdrawn"]
    assert "**D1** is withdrawn by `alice`.\n\n`complexity` of `ledgerd` is held to again." in found.reply
    assert (register.d1.state, register.d1.final, register.d1.due) == ("withdrawn", True, None)
    assert register.judged().outcome == "fail"
    assert "withdrawn by `alice`" in lines(register.known(broken()), register.decided())[0]
    assert not register.say(CLAIM).refused, "it can be claimed again"
    assert {entry.number for entry in register.sweep(days=400)} == {2}, "nothing is owed for the first"


def test_a_reason_may_be_given_and_is_kept() -> None:
    register = claimed()
    assert "D1" in register.say(f"{BACK} {WHY}").reply
    assert register.d1.entries[-1].because == "that was the wrong standard"
    assert "tells nobody why" in claimed().say(f'{BACK} because="oops"').reply


def test_data_that_were_given_do_not_hold_it() -> None:
    register = claimed()
    register.say(f"/homebot evidence D1 {DATA}", "al")
    assert acts(register.say(BACK)) == ["withdrawn"]


def accepted() -> Register:
    register = claimed()
    assert not register.say("/homebot accept D1", "bob").refused
    return register


def overdue() -> Register:
    register = claimed()
    register.sweep(days=40)
    return register


def relied_on() -> Register:
    register = claimed()
    register.look(other(8))
    return register


@pytest.mark.parametrize(("before", "where", "why"), [
    (accepted, broken(), "D1 was accepted."),
    (overdue, broken(), "The evidence of D1 is overdue."),
    (relied_on, broken(), "A merge, or another change, relies on D1."),
    (for_two, broken(), "taken back on the one pull request it is for, while that is open"),
    (claimed, other(8), "taken back on the one pull request it is for, while that is open"),
    (claimed, merged(), "taken back on the one pull request it is for, while that is open"),
])  # fmt: skip
def test_once_it_counts_for_somebody_the_home_team_ends_it(
    before: Callable[[], Register], where: Snapshot, why: str
) -> None:
    register = before()
    alone = register.say(f"{BACK} {WHY}", "alice", where)
    assert (alone.refused, alone.acts) == (True, ())
    assert why in alone.reply
    assert "An owner of `payments` may end it." in alone.reply
    assert "Nothing was changed." in alone.reply
    assert register.say(BACK, "bea", where).refused, "bea owns nothing"
    assert "The reason is missing" in register.say(BACK, "bob", where).reply
    found = register.say(f"{BACK} {WHY}", "bob", where)
    assert "withdrawn by `bob`: that was the wrong standard" in found.reply
    assert register.d1.state == "withdrawn"


def test_what_another_claimed_too_is_not_taken_back_alone() -> None:
    register = claimed()
    more = broken(
        files=(build.file(), build.file("ledger/refund.py")),
        functions=(build.function("settle", 4, 14), build.function("refund", 4, 14, path="ledger/refund.py")),
    )
    assert not register.say(CLAIM, "al", more).refused
    assert "D1 was claimed by `al` and `alice`." in register.say(BACK, "alice", more).reply


@pytest.mark.parametrize("actor", ["al", "bea", "vera", "gina", "dana", "stranger"])
def test_nobody_takes_back_what_another_claimed(actor: str) -> None:
    register = claimed()
    assert register.say(f"{BACK} {WHY}", actor).refused
    assert register.d1.state == "open"


@pytest.mark.parametrize(("line", "why"), [
    ("/homebot withdraw", "Name what you take back"),
    ("/homebot withdraw D9", "Name what you take back"),
    ("/homebot withdraw B1", "Name what you take back"),
    ("/homebot withdraw D1 D2", "One deviation at a time"),
    ("/homebot withdraw D1 until=2027-01-01", "`until` says nothing"),
])  # fmt: skip
def test_a_refusal_says_why(line: str, why: str) -> None:
    found = claimed().say(line)
    assert (found.refused, found.acts) == (True, ())
    assert why in found.reply


def test_what_is_over_is_not_taken_back() -> None:
    register = claimed()
    register.say(BACK)
    assert "D1 is withdrawn; nothing can be said to it any more." in register.say(BACK).reply


def test_a_mistake_suggests_no_other_standard() -> None:
    register = claimed()
    register.say(BACK)
    found = [replace(register.d1, number=number, place=f"acme/ledgerd#{number}") for number in range(3)]
    assert suggestion([replace(one, said=()) for one in found], "complexity", register.now) == ""
    assert suggestion([replace(one, said=(), state="open") for one in found], "complexity", register.now)
