"""A merge becomes one contribution, by the catalogue of its day, with those who stand to benefit."""

from dataclasses import replace
from typing import Any

import pytest

from homebot.core.credit.events import Beneficiary, ContributionMerged, Part
from homebot.core.credit.merges import contribution, manifest_consumers, surface
from homebot.core.directory import Directory, Succession
from homebot.core.found import AnalysisError, RemovedFunction, Surfaces
from homebot.core.recognise import recognise
from tests import build
from tests.core.credit.ledger import DIRECTORY

MERGED: dict[str, Any] = {"state": "merged", "merged_at": build.NOW, "merge_oid": "e" * 40}


def merge(directory: Directory = DIRECTORY, found: tuple[Beneficiary, ...] = (), **changes: Any) -> Any:
    snapshot = build.snapshot(**{**MERGED, **changes})
    return contribution(snapshot, recognise(snapshot, directory), directory, found)


@pytest.mark.parametrize(
    ("author", "result", "part"),
    [
        ("alice", "away", Part("ledgerd", "payments", "checkout", home=False, complexity=2)),
        ("bob", "home", Part("ledgerd", "payments", None, home=True)),
        ("eve", "outsider", Part("ledgerd", "payments", None, home=False, complexity=2)),
    ],
)
def test_the_teams_of_a_merge(author: str, result: str, part: Part) -> None:
    found = merge(author=author)
    assert isinstance(found, ContributionMerged)
    assert (found.key, found.pull, found.result) == ("merged:acme/ledgerd#7", "acme/ledgerd#7", result)
    assert found.parts == (part,)
    assert author not in repr(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "open", "merged_at": None},
        {"state": "closed", "merged_at": None},
        {"base_ref": "release-1"},
    ],
)
def test_what_is_not_merged_to_the_default_branch_is_none(changes: dict[str, Any]) -> None:
    assert merge(**changes) is None


def test_a_merge_that_touches_no_service_is_none() -> None:
    assert merge(build.directory(services=())) is None


def test_of_a_mixed_change_only_the_away_part_is_the_away_teams() -> None:
    services = (
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("cart", "checkout", paths=("cart/**",)),
    )
    files = (build.file("ledger/a.py"), build.file("cart/b.py"))
    functions = (
        build.function(path="ledger/a.py", before=4, after=9),
        build.function(path="cart/b.py", before=None, after=30),
    )
    found = merge(build.directory(services=services), files=files, functions=functions)
    assert found.parts == (
        Part("ledgerd", "payments", "checkout", home=False, complexity=5),
        Part("cart", "checkout", None, home=True),
    )
    assert found.complexity_delta == 5


@pytest.mark.parametrize(
    ("facts", "complexity", "unread"),
    [
        ({"removed": (RemovedFunction("ledger/close.py", "old", 14),)}, 2 - 14, 0),
        ({"removed": (RemovedFunction("elsewhere/close.py", "old", 14),)}, 2, 0),
        ({"functions": (), "removed": (RemovedFunction("ledger/close.py", "old", 14),)}, -14, 0),
        ({"errors": (AnalysisError("ledger/close.py", "it is not Python"),)}, 2, 1),
        ({"files": (build.file(generated=True),), "functions": (build.function(before=None, after=90),)}, 0, 0),
    ],
)
def test_net_complexity_is_what_came_less_what_went(facts: dict[str, Any], complexity: int, unread: int) -> None:
    services = (build.service("ledgerd", "payments", paths=("ledger/**",)),)
    (part,) = merge(build.directory(services=services), **facts).parts
    assert (part.complexity, part.unread) == (complexity, unread)


def test_home_is_the_owner_of_the_day_of_the_merge() -> None:
    handed_on = (Succession(build.day("2026-11-24"), "payments", "video", "ledgerd"),)
    assert merge(replace(DIRECTORY, successions=handed_on)).parts[0].home_team == "payments"
    handed_on = (Succession(build.day("2026-11-23"), "payments", "video", "ledgerd"),)
    assert merge(replace(DIRECTORY, successions=handed_on)).parts[0].home_team == "video"


def test_consumers_are_those_that_say_so_or_whose_manifest_does_but_never_homes_own() -> None:
    named = manifest_consumers(
        "till", "requirements.txt", frozenset({"pkg:pypi/acme-ledgerd-client", "pkg:pypi/flask"}), ("ledgerd",),
        DIRECTORY, build.day("2026-11-23"),
    )  # fmt: skip
    found = merge(found=(*named, *named))
    assert [(one.service, one.team, one.how) for one in found.consumers] == [
        ("player", "video", "declared"),
        ("till", "checkout", "declared"),
        ("till", "checkout", "manifest"),
    ]
    assert found.consumers[2].evidence == "acme/till:requirements.txt names pkg:pypi/acme-ledgerd-client"
    assert found.consumers[0].evidence == "consumes: ledgerd (services.yaml:3:1)"


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Surface: settle_in, Ledger.close\nGoal: x", ("settle_in", "Ledger.close")),
        ("surface: `settle_in` settle_in\r\nSurface: other_one", ("settle_in", "other_one")),
        ("Surface: abc a-b 1234 @team <b>", ()),
        ("Surface: POST /v2/payouts/{id}, --settle-now.", ("/v2/payouts/{id}", "--settle-now")),
        ("Surface: ____ .... 12_34 /12/34 $(id) a;b;c;d 'quoted'", ()),
        ("No Surface: here", ()),
        ("Surface: " + " ".join(f"name{number}" for number in range(20)), tuple(f"name{n}" for n in range(10))),
    ],
)
def test_the_declared_surface(description: str, expected: tuple[str, ...]) -> None:
    assert surface(description) == expected


def test_a_change_that_could_not_be_read_has_no_figure_of_complexity() -> None:
    snapshot = build.snapshot(**MERGED)
    known = recognise(snapshot, DIRECTORY)
    unreadable = replace(snapshot, change=replace(snapshot.change, unreadable="its head is gone"))
    found = contribution(unreadable, known, DIRECTORY)
    assert found is not None
    assert found.complexity_delta is None


def test_words_that_do_not_count_are_told_apart() -> None:
    body = "Surface: settle_in, settle_out, settle_up"
    found = merge(body=body, surfaces=Surfaces(old=("settle_in",), unproven=("settle_up",)))
    assert found.surface == ("settle_in", "settle_out")
    assert (found.old_surface, found.unproven_surface) == (("settle_in",), ("settle_up",))


def test_of_a_change_that_cannot_be_read_no_word_is_proven() -> None:
    found = merge(body="Surface: settle_in", unreadable="its head is gone")
    assert (found.surface, found.unproven_surface) == ((), ("settle_in",))
