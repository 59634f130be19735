"""What a merge uses of other teams' surfaces: two people of the consumer, and who does not count as one of them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.credit.events import Evidence, SurfaceUsed
from homebot.core.credit.observed import observed, used_key
from homebot.core.directory import Directory, Succession
from homebot.core.facts import CommitFacts, PullId, Snapshot
from homebot.core.found import SurfaceFound, Surfaces
from homebot.core.recognise import recognise
from homebot.core.since import Since
from tests import build

CART = build.file("cart/pay.py")
FOUND = SurfaceFound("acme/ledgerd#12", "ledgerd", "payments", "video", "cart", "cart/pay.py", 7, "settle_batch")
DIRECTORY = build.directory(
    services=(build.service("ledgerd", "payments"), build.service("cart", "checkout", "acme/cart", paths=("cart/**",))),
    bots=("robo",),
)
MERGED: dict[str, Any] = {
    "pull": PullId("acme", "cart", 3),
    "state": "merged",
    "merged_at": build.NOW,
    "merge_oid": "e" * 40,
    "files": (CART,),
    "reviews": (build.review("al"),),
}


def judged(
    found: tuple[SurfaceFound, ...] = (FOUND,),
    directory: Directory = DIRECTORY,
    ineligible: dict[tuple[str, str], str] | None = None,
    **changes: Any,
) -> tuple[tuple[SurfaceUsed, ...], list[str]]:
    snapshot: Snapshot = build.snapshot(**{**MERGED, "surfaces": Surfaces(found=found), **changes})
    used, refused = observed(snapshot, recognise(snapshot, directory), directory, ineligible or {})
    return used, [one.because for one in refused]


def test_a_use_is_told_with_its_place() -> None:
    assert judged() == (
        (
            SurfaceUsed(
                key="used:acme/ledgerd#12:ledgerd:checkout:cart",
                of="acme/ledgerd#12",
                service="ledgerd",
                consumer="checkout",
                consumer_service="cart",
                at=build.NOW,
                evidence=Evidence("acme/cart", build.HEAD, "cart/pay.py", 7, word="settle_batch", pull="acme/cart#3"),
            ),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("changes", "why_not"),
    [
        ({"author_is_bot": True}, "its author is a bot: bots only carry"),
        ({"author": "robo"}, "its author is a bot: bots only carry"),
        ({"author": "renovate[bot]"}, "its author is a bot: bots only carry"),
        ({"author": "ghost"}, "its author is a bot: bots only carry"),
        ({"author": "eve"}, "its author was not of checkout that day"),
        ({"author": "vera"}, "its author was not of checkout that day"),
        ({"reviews": ()}, "no second person approved it before the merge"),
        ({"reviews": (build.review("alice"),)}, "no second person approved it before the merge"),
        ({"committers": ("al",)}, "no second person approved it before the merge"),
        ({"reviews": (build.review("al", "COMMENTED"),)}, "no second person approved it before the merge"),
        ({"reviews": (build.review("al", "CHANGES_REQUESTED"),)}, "no second person approved it before the merge"),
        (
            {"reviews": (build.review("al"), build.review("al", "DISMISSED", minutes=50))},
            "no second person approved it before the merge",
        ),
        # Given after the merge, on something else, or on a commit that is gone.
        ({"merged_at": build.NOW.replace(hour=8, minute=40)}, "no second person approved it before the merge"),
        ({"reviews": (build.review("al", oid=build.OLD_HEAD),)}, "no second person approved it before the merge"),
        ({"reviews": (build.review("al", oid=None),)}, "no second person approved it before the merge"),
        (
            {"reviews": (build.review("al", oid=build.OLD_HEAD),), "since": (Since(build.OLD_HEAD, ("cart/pay.py",)),)},
            "no second person approved it before the merge",
        ),
        ({"reviews": (build.review("robo"), build.review("renovate[bot]"))}, "only bots approved it"),
        ({"reviews": (build.review("ghost"),)}, "only bots approved it"),
        # Home's and the away team's people earn by it.
        ({"reviews": (build.review("bob"),)}, "only people who earn by it approved it"),
        ({"reviews": (build.review("vera"), build.review("bea"))}, "only people who earn by it approved it"),
    ],
)
def test_why_a_line_is_no_use(changes: dict[str, Any], why_not: str) -> None:
    assert judged(**changes) == ((), [why_not])


@pytest.mark.parametrize(
    "changes",
    [
        {"reviews": (build.review("eve"),)},
        {"reviews": (build.review("bob"), build.review("al"))},
        {"reviews": (build.review("al", oid=build.OLD_HEAD),), "since": (Since(build.OLD_HEAD, ("README.md",)),)},
        # Whoever clicked "Update branch" wrote nothing.
        {
            "committers": ("al",),
            "commits_of_others": (("f" * 40, ("al",)),),
            "commits": (CommitFacts("f" * 40, "al@x", "al@x", "Merge main", merge=True),),
            "clean_merges": ("f" * 40,),
        },
    ],
)
def test_what_is_a_use_all_the_same(changes: dict[str, Any]) -> None:
    used, refused = judged(**changes)
    assert (len(used), refused) == (1, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "open", "merged_at": None},
        {"base_ref": "release-1"},
        {"surfaces": None},
        {"found": (replace(FOUND, home="checkout"),)},
        {"found": (replace(FOUND, consumer_service="other"),)},
        {"found": (replace(FOUND, path="elsewhere/pay.py"),)},
    ],
)
def test_what_is_not_even_looked_at(changes: dict[str, Any]) -> None:
    assert judged(**changes) == ((), [])


def test_who_cannot_adopt_is_told_why() -> None:
    archived = {("cart", FOUND.of): "its repository is archived"}
    assert judged(ineligible=archived) == ((), ["its repository is archived"])
    assert judged(ineligible=archived, reviews=()) == ((), ["no second person approved it before the merge"])


def test_an_away_team_may_use_what_it_made() -> None:
    used, refused = judged(found=(replace(FOUND, away="checkout"),))
    assert ([one.consumer for one in used], refused) == (["checkout"], [])


@pytest.mark.parametrize(
    ("away", "own"),
    [("carts", True), ("carts-before", True), ("video", False), (None, False), ("checkout", False), ("search", False)],
)
def test_work_of_the_same_team_under_an_older_name_is_told_to_be_its_own(away: str | None, own: bool) -> None:
    """Carts became checkout, as carts-before had become carts; search handed a service on and is there still."""
    steps = (
        Succession(build.day("2026-05-01"), "carts-before", "carts"),
        Succession(build.day("2026-06-01"), "carts", "checkout"),
        Succession(build.day("2026-06-01"), "search", "checkout", "finder"),
    )
    teams = {**DIRECTORY.teams, "search": build.team("search", "sue")}
    by_now = replace(DIRECTORY, teams=teams, successions=steps)
    used, refused = judged(found=(replace(FOUND, away=away),), directory=by_now)
    assert ([(one.consumer, one.own) for one in used], refused) == ([("checkout", own)], [])


def test_a_person_of_both_teams_is_not_independent() -> None:
    teams = (*DIRECTORY.teams.values(), build.team("both", "x"))
    both = replace(DIRECTORY, teams={one.name: one for one in teams})
    both.teams["payments"] = build.team("payments", "bob", "alice")
    assert judged(directory=both) == ((), ["its author is of a team that earns by it"])


def test_the_owner_of_that_day_adopts() -> None:
    later = Succession(build.day("2026-11-24"), "checkout", "payments", "cart")
    earlier = Succession(build.day("2026-11-22"), "checkout", "payments", "cart")
    assert len(judged(directory=replace(DIRECTORY, successions=(later,)))[0]) == 1
    assert judged(directory=replace(DIRECTORY, successions=(earlier,))) == ((), [])


@given(st.permutations([("acme/ledgerd#12", 7), ("acme/ledgerd#12", 9), ("acme/ledgerd#13", 8)]))
def test_each_part_is_used_once_by_a_service(found: list[tuple[str, int]]) -> None:
    used, _ = judged(found=tuple(replace(FOUND, of=of, line=line) for of, line in found))
    keys = [used_key(of, "ledgerd", "checkout", "cart") for of in ("acme/ledgerd#12", "acme/ledgerd#13")]
    assert [one.key for one in used] == keys
    assert used[0].evidence.line == next(line for of, line in found if of == "acme/ledgerd#12")
