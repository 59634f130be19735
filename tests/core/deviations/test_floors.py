"""Deviations from a floor: who owns a standard, and what waits for them."""

from dataclasses import replace

import pytest

from homebot.core.deviations.owners import owners_of_standard
from homebot.core.directory import Entity
from homebot.core.facts import Snapshot
from homebot.core.since import Since
from tests import build
from tests.core.deviations.claims import CLAIM, GIVE, PEOPLE, Register, acts, broken, claimed, directory, other


def test_a_floor_waits_for_an_owner_of_the_standard() -> None:
    register = Register(directory("floor"))
    found = register.say(CLAIM)
    assert acts(found) == ["proposed"]
    assert register.d1.due is None
    assert "nothing changes before an owner of the standard approves. It waits for @gina" in found.reply
    assert register.judged().outcome == "fail"
    assert "D1 waits for an owner of the standard" in register.judged().summary
    register.say(GIVE)
    assert register.d1.state == "proposed"
    register.say("/homebot accept D1", "gina")
    assert register.judged().outcome == "deviated"
    assert register.decided().standards_conclusion == "neutral"


def test_a_floor_that_is_approved_still_owes_its_data() -> None:
    register = Register(directory("floor"))
    register.say(CLAIM)
    register.say("/homebot accept D1", "gina")
    assert f"{register.d1.due:%Y-%m-%d}" == "2026-12-23"
    late = Register(directory("floor"))
    late.say(CLAIM)
    late.sweep(40)
    late.say("/homebot accept D1", "gina")
    assert f"{late.d1.due:%Y-%m-%d}" == "2027-02-01"


def test_a_wider_floor_waits_again() -> None:
    register = Register(directory("floor"))
    register.say(CLAIM)
    register.say("/homebot accept D1", "gina")
    wider = broken(
        files=(build.file(), build.file("ledger/refund.py"), build.file("tests/test_x.py")),
        functions=(build.function("settle", 4, 14), build.function("refund", 4, 14, path="ledger/refund.py")),
    )
    found = register.say(CLAIM, snapshot=wider)
    assert acts(found) == ["proposed"]
    assert "It waits for @gina" in found.reply
    assert register.judged(snapshot=wider).outcome == "fail"
    assert register.judged().outcome == "fail"


def approved() -> Register:
    register = Register(directory("floor"))
    register.say(CLAIM)
    register.say("/homebot accept D1", "gina")
    return register


def test_from_a_floor_nobody_deviates_but_with_what_was_approved() -> None:
    register = approved()
    assert register.d1.scope.head == build.HEAD
    rebased = broken(head_oid="f" * 40, since=(Since(build.HEAD),))
    assert register.judged(snapshot=rebased).outcome == "deviated", "the same content on another commit"
    elsewhere = broken(head_oid="f" * 40, since=(Since(build.HEAD, ("docs/x.md",)),))
    assert register.judged(snapshot=elsewhere).outcome == "deviated", "another file changed"
    changed = broken(head_oid="f" * 40, since=(Since(build.HEAD, ("ledger/close.py",)),))
    judged = register.judged(snapshot=changed)
    assert judged.outcome == "fail"
    assert (
        "the approval of D1 does not count any more: given on `aaaaaaa`; since then `ledger/close.py`" in judged.summary
    )
    again = register.say(CLAIM, snapshot=changed)
    assert acts(again) == ["proposed"]
    register.say("/homebot accept D1", "gina", changed)
    assert register.d1.scope.head == "f" * 40
    assert register.judged(snapshot=changed).outcome == "deviated"


def test_a_floor_is_approved_for_one_pull_request() -> None:
    register = approved()
    another = other(8)
    assert "D1 is for acme/ledgerd#7 alone" in register.judged(snapshot=another).summary
    assert acts(register.say(CLAIM, snapshot=another)) == ["proposed"]
    assert register.d1.scope.pull == "acme/ledgerd#8"
    register.say("/homebot accept D1", "gina", another)
    assert register.judged(snapshot=another).outcome == "deviated"
    assert register.judged().outcome == "fail"


def test_without_a_floor_a_deviation_is_about_files_whatever_is_in_them() -> None:
    register = claimed()
    changed = broken(head_oid="f" * 40, since=(Since(build.HEAD, ("ledger/close.py",)),))
    assert register.judged(snapshot=changed).outcome == "deviated"


@pytest.mark.parametrize("where", [broken(head_oid="f" * 40), other(30, head_oid="e" * 40)])
def test_what_is_approved_is_what_its_owner_was_shown(where: Snapshot) -> None:
    register = claimed("floor")
    register.shown = "f" * 40
    assert not register.say("/homebot accept D1", "gina", where).refused
    assert register.d1.scope.head == "f" * 40


@pytest.mark.parametrize(("shown", "why"), [
    (build.HEAD, "homebot had shown you `aaaaaaa`, and its head is `fffffff` by now"),
    ("", "had not said yet how the pull request stands"),
])  # fmt: skip
def test_what_its_owner_was_not_shown_is_not_approved(shown: str, why: str) -> None:
    register = claimed("floor")
    register.shown = shown
    pushed = broken(head_oid="f" * 40)
    found = register.say("/homebot accept D1", "gina", pushed)
    assert (found.refused, found.acts) == (True, ())
    assert why in found.reply
    assert register.d1.state == "proposed"
    assert not register.say('/homebot reject D1 because="mend it first, please"', "gina", pushed).refused


def test_what_is_no_floor_is_accepted_wherever_the_head_is() -> None:
    register = claimed()
    register.shown = ""
    assert not register.say("/homebot accept D1", "bob", broken(head_oid="f" * 40)).refused


def test_a_standard_that_becomes_a_floor_asks_for_its_owner() -> None:
    register = claimed()
    register.say("/homebot accept D1", "bob")
    register.directory = directory("floor")
    assert register.judged().outcome == "fail"
    found = register.say(CLAIM)
    assert acts(found) == ["proposed"]
    register.say("/homebot accept D1", "gina")
    assert register.judged().outcome == "deviated"


@pytest.mark.parametrize(
    ("changes", "owners"),
    [
        ({}, {"gina"}),
        ({"owners": ("ines",)}, {"ines"}),
        ({"owners": ("video",)}, {"vera"}),
        ({"owners": ("payments", "bea", "alice")}, {"gina"}),
        ({"bar_raisers": {}}, {"dana", "ceo"}),
        ({"bar_raisers": {"architecture": ("bob",)}}, {"dana", "ceo"}),
        ({"bar_raisers": {}, "entities": {name: Entity(name) for name in ("retail", "media")}}, set()),
    ],
)
def test_owners_of_a_standard(changes: dict[str, object], owners: set[str]) -> None:
    for actor in PEOPLE:
        register = claimed("floor", **changes)
        found = register.say("/homebot accept D1", actor)
        assert found.refused is (actor not in owners), (actor, found.reply)


def test_the_kind_of_bar_raiser_follows_the_standard() -> None:
    register = claimed("floor")
    for standard, people in (("secrets", ("ines",)), ("licence", ("dana", "ceo")), ("size", ("gina",))):
        about = replace(register.d1, scope=replace(register.d1.scope, standard=standard))
        assert owners_of_standard(about, register.directory, build.NOW.date()) == people
