"""Which open pull requests an edit would change: decided from stored facts, as things are and as they would be."""

from dataclasses import replace
from typing import Any

import pytest

from homebot.core.blast import MOST_NAMES, MOST_TOLD, NewPeople, Scene, affected, introduce
from homebot.core.directory import Directory, Place
from homebot.core.facts import PullId
from homebot.core.ownership import Owner, PathOwners
from homebot.core.proposal import Difference
from tests import build

RULE = PathOwners("CODEOWNERS", Place("CODEOWNERS", 1), (Owner("user", "bob"),), ("ledger/close.py",))


def scene(directory: Directory | None = None, number: int = 7, **facts: Any) -> Scene:
    pull = PullId("acme", "ledgerd", number)
    return Scene(build.snapshot(pull=pull, **facts), directory or build.directory())


def set_otherwise(**changes: Any) -> Directory:
    return build.directory(services=(build.service("ledgerd", changes.pop("owner", "payments"), **changes),))


def differences(now: Scene, then: Scene) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found, more = affected([(now, then)], "1")
    assert more == 0
    return {one.what: (one.was, one.would) for each in found for one in each.differences}


def test_nothing_changes_where_the_catalogue_says_the_same() -> None:
    assert affected([(scene(), scene())], "1") == ((), 0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"mode": "observe"}, {"standards": (("success",), ("neutral",)), "review": (("in progress",), ("neutral",))}),
        ({"owner": "video"}, {"home team": (("payments (ledgerd)",), ("video (ledgerd)",))}),
        ({"paths": ("docs/**",)}, {"home team": (("payments (ledgerd)",), ())}),
        ({"warranty_days": 90}, {}),
    ],
)
def test_what_another_setting_changes(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    found = differences(scene(), scene(set_otherwise(**changes)))
    assert expected.items() <= found.items()
    assert bool(found) == bool(expected)


def test_whom_it_would_ask() -> None:
    found = differences(scene(), scene(set_otherwise(owner="video")))
    (was,), (would,) = found["asked"]
    assert was in ("bob", "bea")
    assert would in ("vera", "vic")


def test_other_owners_of_paths() -> None:
    other = replace(RULE, owners=(Owner("team", "acme/search"), Owner("user", "vera")))
    found = differences(scene(path_owners=(RULE,)), scene(path_owners=(other,)))
    assert found["owners of its paths"] == (("@bob",), ("@acme/search", "@vera"))


def test_a_service_that_comes_and_one_that_goes() -> None:
    nothing = build.directory(services=())
    assert differences(scene(nothing), scene())["review"] == ((), ("in progress",))
    assert differences(scene(), scene(nothing))["review"] == (("in progress",), ())


def test_the_stored_facts_meet_people_they_cannot_know() -> None:
    teams = (build.team("payments", "bob", "bea"), build.team("search", github_team="acme/search"))
    searched = build.directory(teams=teams, services=(build.service("ledgerd", "search"),))
    new = NewPeople(teams=(("acme/search", ("erin", "frank")),), users=("zoe",), no_access=frozenset({"zoe", "erin"}))
    found = introduce(scene(searched), new)
    assert dict(found.snapshot.members) == {"search": ("erin", "frank")}
    assert dict(found.snapshot.github_teams) == {"acme/search": ("erin", "frank")}
    access = {person.login: person.has_access for person in found.snapshot.people}
    assert (access["frank"], access["erin"], access["zoe"], access["bob"]) == (True, False, False, True)
    assert differences(scene(), found)["asked"][1] == ("frank",)


def test_who_is_known_already_stays_as_known() -> None:
    busy = scene(people=build.people("bob", has_access=False))
    found = introduce(busy, NewPeople(users=("bob",)))
    assert [person for person in found.snapshot.people if person.login == "bob"] == [*busy.snapshot.people]


def test_many_are_counted_and_long_lists_cut() -> None:
    pairs = [(scene(number=n), scene(set_otherwise(mode="observe"), n)) for n in range(MOST_TOLD + 3)]
    found, more = affected(pairs, "1")
    assert (len(found), more) == (MOST_TOLD, 3)
    assert found[0].pull == "acme/ledgerd#0"
    owners = tuple(Owner("user", f"{n:02}" + "x" * 300) for n in range(40))
    (one,), _ = affected([(scene(title="y" * 999), scene(path_owners=(replace(RULE, owners=owners),)))], "1")
    assert len(one.title) == 100
    (difference,) = one.differences
    assert isinstance(difference, Difference)
    assert len(difference.would) == MOST_NAMES
    assert difference.would[-1] == "31 more"
    assert max(map(len, difference.would)) <= 100
