"""The first line and what happens next: only what is true, and only of those whose word counts."""

from typing import Any

import pytest

from homebot.core.directory import Directory, Mode, Place, ReviewRule
from homebot.core.facts import Observed, RequestEvent
from homebot.core.ownership import Owner, PathOwners
from homebot.core.policy import decide
from homebot.core.render.comment import comment
from homebot.core.waits import Hold, LastTurn, Moved, Remark
from tests import build

FILES = (build.file("ledger/close.py"), build.file("player/play.py"))
OBJECTION = build.review("bob", "CHANGES_REQUESTED", oid=build.OLD_HEAD)
GREEN = "`homebot: review` turns green. An approval stands until what it covers changes."
PAYMENTS, VIDEO = "1 approval from `payments`", "1 approval from `video`"
BOB = "an approval by `bob`, who asked for changes"


def modes(ledger: Mode, player: Mode, approvals: int = 1) -> Directory:
    rule = ReviewRule(approvals=approvals)
    return build.directory(
        services=(
            build.service("ledger", "payments", mode=ledger, paths=("ledger/**",), review=rule),
            build.service("player", "video", mode=player, paths=("player/**",)),
        ),
        profiles={"default": ()},
    )


def written(directory: Directory, **facts: Any) -> tuple[str, str]:
    """The first line, and what happens next."""
    snapshot = build.snapshot(**{"files": FILES, **facts})
    text = comment(snapshot, decide(snapshot, directory, "1"), directory)
    (after,) = (line for line in text.splitlines() if line.startswith("**What happens next:** "))
    return text.splitlines()[1], after.removeprefix("**What happens next:** ")


@pytest.mark.parametrize(
    ("directory", "reviews", "after"),
    [
        (modes("enforce", "enforce"), (), f"with {PAYMENTS} and {VIDEO}, {GREEN}"),
        (modes("enforce", "advise"), (), f"with {PAYMENTS}, {GREEN}"),
        (modes("enforce", "observe"), (), f"with {PAYMENTS}, {GREEN}"),
        (modes("enforce", "observe"), (OBJECTION,), f"with {BOB}, {GREEN}"),
        (modes("enforce", "observe"), (OBJECTION, build.review("bea")), f"with {BOB}, {GREEN}"),
        (modes("enforce", "observe", 2), (OBJECTION,), f"with 2 approvals from `payments` and {BOB}, {GREEN}"),
    ],
    ids=["both", "advice", "observed", "an objection", "an objection beside an approval", "an objection and more"],
)
def test_what_turns_the_review_green(directory: Directory, reviews: Any, after: str) -> None:
    assert written(directory, reviews=reviews)[1].startswith(after)


def test_nobody_is_asked_for_what_is_only_observed() -> None:
    first, _ = written(modes("enforce", "observe"))
    assert first.startswith("**Waiting for @bea of `payments`** to review")
    _, after = written(modes("enforce", "observe"), draft=True)
    assert "homebot asks for 1 approval from `payments`. Until then" in after


def test_on_hold_the_author_is_told_that_it_is_their_turn() -> None:
    held = {"holds": (Hold("bea", "", build.NOW),), "reviews": (build.review("bob", "CHANGES_REQUESTED"),)}
    first, _ = written(modes("enforce", "observe"), **held)
    assert first.startswith("**On hold** (since 2026-11-23) — `bea` asked to wait with this.")
    assert first.endswith("Meanwhile it is your turn, `alice`: `bob` asked for changes.")


def test_nothing_waits_on_hold_where_nothing_is_enforced() -> None:
    _, after = written(modes("observe", "observe"), holds=(Hold("bea", "", build.NOW),))
    assert after.startswith("nothing here blocks")


@pytest.mark.parametrize(("day", "said"), [(24, "2026-11-25"), (30, None)])
def test_the_managers_are_announced_until_they_are_called_on(day: int, said: str | None) -> None:
    """vera, who has twenty days, has reacted; of payments nobody has."""
    asked = build.NOW.replace(day=19)
    slow = build.service("player", "video", paths=("player/**",), review=ReviewRule(first_response="20d"))
    fast = build.service("ledger", "payments", paths=("ledger/**",))
    events = [RequestEvent(login, build.VIEWER, False, asked) for login in ("bea", "bob", "vera")]
    _, after = written(
        build.directory(services=(fast, slow), profiles={"default": ()}),
        at=build.NOW.replace(day=day),
        requests=tuple(events),
        observed=Observed(requested=("bea", "bob", "vera")),
        last_turn=LastTurn("reviewer", asked),
        remarks=(Remark("vera", asked.replace(hour=10)),),
        moved=(Moved("bea", asked, build.NOW),),
    )
    assert ("calls on the managers" in after) is (said is not None)
    assert said is None or f"If there is none by {said}, homebot calls on the managers." in after


BOTH = (build.review("bob"), build.review("kim"))


@pytest.mark.parametrize(
    ("reviews", "said"),
    [
        ((), "an approval by `payments` and an owner of `ledger/close.py` was missing"),
        ((build.review("bob"),), "an approval by an owner of `ledger/close.py` was missing"),
        ((build.review("kim"),), "an approval by `payments` was missing"),
        ((*BOTH, build.review("bea", "CHANGES_REQUESTED")), "`bea` asked for changes"),
        (BOTH, None),
    ],
)
def test_a_merge_is_said_to_lack_what_it_lacked(reviews: Any, said: str | None) -> None:
    owners = PathOwners("CODEOWNERS", Place("CODEOWNERS", 3), (Owner("user", "kim"),), ("ledger/close.py",))
    first, _ = written(
        modes("enforce", "observe"),
        files=FILES[:1],
        reviews=reviews,
        people=build.people("bob", "bea", "kim"),
        path_owners=(owners,),
        state="merged",
        merged_at=build.NOW,
    )
    assert first == (f"**Merged**, although {said}." if said else "**Merged.** Thank you, `alice`.")


def test_an_approval_that_serves_two_needs_is_one() -> None:
    both = build.team("video", "vera", "bob")
    directory = modes("enforce", "enforce")
    teams = (*(team for team in directory.teams.values() if team.name != "video"), both)
    first, _ = written(
        build.directory(teams, directory.services.values(), profiles={"default": ()}), reviews=(build.review("bob"),)
    )
    assert first.endswith("every standard holds, and 1 approval is given.")
