"""Somebody else is asked instead of who was and does not answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from homebot.core.commands.answer import Act, World
from homebot.core.directory import Directory, ReviewRule
from homebot.core.facts import Observed, Person, RequestEvent, Snapshot
from homebot.core.policy import decide
from tests import build
from tests.core.commands.world import say, world

TEAMS = (
    build.team("payments", "bob", "bea", "ben"),
    build.team("checkout", "alice"),
    build.team("video", "vera", "vic"),
)
THREE = build.directory(teams=TEAMS)
TWO_SERVICES = build.directory(
    teams=TEAMS,
    services=(
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("player", "video", paths=("player/**",)),
    ),
)


def asked(*logins: str, by: str = "homebot", **facts: Any) -> Snapshot:
    """alice's pull request with requests that stand on GitHub."""
    events = tuple(RequestEvent(login, by, False, build.NOW - timedelta(hours=2)) for login in logins)
    people = facts.pop("people", build.people("bob", "bea", "ben", "vera", "vic"))
    return build.snapshot(observed=Observed(requested=logins), requests=events, people=people, **facts)


def known(snapshot: Snapshot, directory: Directory = THREE, actor: str = "alice") -> World:
    return world(actor, directory, snapshot=snapshot)


def after(snapshot: Snapshot, acts: tuple[Act, ...], actor: str, directory: Directory = THREE) -> Any:
    """The choice once the acts are written down."""
    gone = tuple((act.login or "", actor) for act in acts)
    return decide(replace(snapshot, unassigned=gone), directory, "1").choice


@pytest.mark.parametrize("actor", ["alice", "bea"])
def test_the_next_is_asked_and_the_trail_says_who_wanted_it(actor: str) -> None:
    snapshot = asked("bob")
    found = say("/homebot reroll", known(snapshot, actor=actor))
    assert not found.refused, found.reply
    assert found.acts == (Act("unassign", login="bob"),)
    then = after(snapshot, found.acts, actor)
    (new,) = then.request
    assert new in ("bea", "ben")
    assert f"Instead of `bob`, homebot asks `{new}`." in found.reply
    assert then.release == ("bob",)
    assert {one.login: one.reason for one in then.trail}["bob"] == f"removed by {actor}"


def test_who_is_about_to_be_asked_is_replaced_too() -> None:
    snapshot = build.snapshot(people=build.people("bob", "bea", "ben"))
    (first,) = decide(snapshot, THREE, "1").choice.request
    found = say("/homebot reroll", known(snapshot))
    assert [act.login for act in found.acts] == [first]


def test_again_and_again_until_nobody_is_left() -> None:
    snapshot, gone = asked("bob"), []
    for _ in range(2):
        found = say("/homebot reroll", known(snapshot))
        gone += [act.login for act in found.acts]
        (new,) = after(snapshot, tuple(Act("unassign", login=login) for login in gone), "alice").request
        snapshot = replace(asked(new), unassigned=tuple((str(login), "alice") for login in gone))
    last = say("/homebot reroll", known(snapshot))
    assert last.refused
    assert last.acts == ()
    assert "Nobody else can be asked instead of" in last.reply


@pytest.mark.parametrize(
    ("snapshot", "said"),
    [
        (asked("bob", by="bea"), "asks nobody here who has not answered"),
        (asked("bob", assigned=("bob",)), "asks nobody here who has not answered"),
        (asked("bob", reviews=(build.review("bob", "COMMENTED"),)), "asks nobody here who has not answered"),
        (asked("bob", draft=True), "asks nobody here who has not answered"),
        (asked("bob", people=(Person("bob"), Person("bea", busy=True), Person("ben", open_requests=9))), "Nobody else"),
    ],
)
def test_it_is_refused_where_nobody_is_to_be_replaced_or_nobody_can(snapshot: Snapshot, said: str) -> None:
    found = say("/homebot reroll", known(snapshot))
    assert found.refused
    assert found.acts == ()
    assert said in found.reply


def test_as_many_as_can_be_are_replaced_and_the_others_stay() -> None:
    files = (build.file("ledger/close.py"), build.file("player/play.py"))
    people = (Person("bob"), Person("bea"), Person("ben"), Person("vera"), Person("vic", has_access=False))
    snapshot = asked("bob", "vera", files=files, functions=(), people=people)
    found = say("/homebot reroll", known(snapshot, TWO_SERVICES))
    assert [act.login for act in found.acts] == ["bob"]
    assert "Nobody else can be asked instead of `vera`." in found.reply


def test_two_are_replaced_by_two() -> None:
    directory = build.directory(
        teams=(build.team("payments", "bob", "bea", "ben", "bill"), build.team("checkout", "alice")),
        services=(build.service("ledgerd", "payments", review=ReviewRule(approvals=2)),),
    )
    snapshot = asked("bob", "bea", people=build.people("bob", "bea", "ben", "bill"))
    found = say("/homebot reroll", known(snapshot, directory))
    assert [act.login for act in found.acts] == ["bea", "bob"]
    assert "homebot asks `ben` and `bill`" in found.reply or "homebot asks `bill` and `ben`" in found.reply


def test_it_takes_no_argument_and_needs_an_evaluation() -> None:
    assert "takes no argument" in say("/homebot reroll @bob", known(asked("bob"))).reply
    assert "has not evaluated" in say("/homebot reroll", world("bob", THREE, evaluated=False)).reply
