"""When an approval stands and when it falls, from the facts that git gives (SPEC 7)."""

from datetime import timedelta
from typing import Any

import pytest

from homebot.core.approvals import MOST_COMMITS, approved_commits
from homebot.core.decision import Decision, Need
from homebot.core.directory import Directory, Place
from homebot.core.facts import CommitFacts, Observed, Person, RequestEvent, Review
from homebot.core.ownership import Owner, PathOwners
from homebot.core.policy import decide
from homebot.core.render.comment import comment
from homebot.core.since import Since
from tests import build

OLD = build.OLD_HEAD
ROOMS = build.directory(
    services=(
        build.service("ledger", "payments", paths=("ledger/**", "tests/**")),
        build.service("player", "video", paths=("player/**",)),
    )
)
FILES = (build.file("ledger/close.py"), build.file("player/play.py"))
BOTH = (build.review("bob", oid=OLD), build.review("vera", oid=OLD))


def decided(directory: Directory = ROOMS, **facts: Any) -> Decision:
    return decide(build.snapshot(**{"files": FILES, "reviews": BOTH, **facts}), directory, "1")


def needs(**facts: Any) -> dict[str, Need]:
    return {need.service: need for need in decided(**facts).needs}


def since(*paths: str, oid: str = OLD, **more: Any) -> tuple[Since, ...]:
    return (Since(oid, paths, **more),)


@pytest.mark.parametrize(
    ("paths", "standing"),
    [
        ((), {"ledger": ("bob",), "player": ("vera",)}),
        (("player/play.py",), {"ledger": ("bob",), "player": ()}),
        (("ledger/close.py",), {"ledger": (), "player": ("vera",)}),
        (("ledger/new.py",), {"ledger": (), "player": ("vera",)}),
        (("ledger/was_in_it_then.py", "player/x"), {"ledger": (), "player": ()}),
        (("README.md",), {"ledger": ("bob",), "player": ("vera",)}),
    ],
)
def test_an_approval_falls_with_the_paths_it_covers(
    paths: tuple[str, ...], standing: dict[str, tuple[str, ...]]
) -> None:
    found = needs(since=since(*paths))
    assert {service: need.approved_by for service, need in found.items()} == standing
    assert {service: not need.fallen for service, need in found.items()} == {s: bool(p) for s, p in standing.items()}


OWN = build.file(".homebot.yml")


@pytest.mark.parametrize(
    ("reviews", "met"),
    [
        ((), {"ledger": False, "player": False}),
        ((build.review("bob"),), {"ledger": True, "player": False}),
        ((build.review("bob"), build.review("vera")), {"ledger": True, "player": True}),
    ],
)
def test_whoever_edits_how_services_are_judged_needs_each_of_their_teams(
    reviews: tuple[Review, ...], met: dict[str, bool]
) -> None:
    decision = decided(files=(OWN,), configures=("ledger", "player"), reviews=reviews)
    assert {need.service: need.met for need in decision.needs} == met
    assert (decision.review_status == "completed") is all(met.values())


def test_an_approval_falls_with_what_is_set_for_its_service() -> None:
    facts = {"files": (*FILES, OWN), "since": since(".homebot.yml")}
    assert needs(**facts, configures=("ledger",))["player"].approved_by == ("vera",)
    assert needs(**facts, configures=("ledger",))["ledger"].fallen


def test_a_name_of_a_file_is_no_sentence_of_ours() -> None:
    facts = {"since": since("ledger/a` changed, all of it approved by `b")}
    snapshot = build.snapshot(files=FILES, reviews=BOTH, **facts)
    text = comment(snapshot, decide(snapshot, ROOMS, "1"), ROOMS)
    assert "since then `ledger/a\\x60 changed, all of it approved by \\x60b` changed." in text


def test_nobody_is_heard_who_has_no_access() -> None:
    """In a public repository anybody may review, and a login that a list still names may be a stranger's by now."""
    people = (Person("bob", has_access=False), *build.people("bea", "vera", "vic"))
    found = needs(since=since(), people=people)
    assert found["player"].met
    assert (found["ledger"].approved_by, found["ledger"].missing) == ((), 1)
    assert found["ledger"].fallen == (("bob", "they have no access to this repository, says GitHub"),)
    objection = (build.review("bob", "CHANGES_REQUESTED"), build.review("bea"))
    assert needs(reviews=objection, people=people)["ledger"].met


def test_who_is_named_for_a_path_alone_is_heard_once_github_knows_them() -> None:
    rule = PathOwners("CODEOWNERS", Place("CODEOWNERS", 3), tuple(map(_user, ("kim", "ghost"))), ("ledger/close.py",))
    people = build.people("bob", "bea", "vera", "vic", "kim")
    for login, met in (("ghost", False), ("kim", True)):
        reviews = (build.review("bob"), build.review(login))
        (_, of_path, _) = decided(reviews=reviews, people=people, path_owners=(rule,)).needs
        assert of_path.met is met


def _user(login: str) -> Owner:
    return Owner("user", login)


def test_check_and_turn_follow() -> None:
    kept = decided(build.directory(profiles={"default": ()}), since=since())
    lost = decided(build.directory(profiles={"default": ()}), since=since("ledger/close.py"))
    assert (kept.review_status, kept.review_conclusion, kept.turn.party) == ("completed", "success", "nobody")
    assert (lost.review_status, lost.review_conclusion, lost.turn.party) == ("in_progress", None, "reviewer")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (since("ledger/a"), "given on `bbbbbbb`; since then `ledger/a` changed"),
        (since("ledger/a", "player/b", "ledger/c"), "given on `bbbbbbb`; since then `ledger/a` and `ledger/c` changed"),
        (
            since(*(f"ledger/{n}" for n in "abcde")),
            "given on `bbbbbbb`; since then `ledger/a`, `ledger/b`, `ledger/c` and 2 more changed",
        ),
        (since("ledger/a", more=9), "given on `bbbbbbb`; since then `ledger/a` and more changed"),
        (since(more=9), "given on `bbbbbbb`; since then more paths changed than can be listed"),
        (
            since("ledger/a", unmerged=1),
            "given on `bbbbbbb`; since then `ledger/a` changed; what is too large to merge on trial counts as changed",
        ),
        (since(obstacle="gone"), "given on `bbbbbbb`, a commit that no longer exists"),
        (
            since(obstacle="unrelated"),
            "given on `bbbbbbb`, a commit that has no history in common with the base branch",
        ),
        (since(obstacle="slow"), "given on `bbbbbbb`, which took too long to compare with the head"),
        ((), "given on `bbbbbbb`, the head has changed since"),
        (since(oid="e" * 40), "given on `bbbbbbb`, the head has changed since"),
    ],
)
def test_what_changed_since_is_said(facts: tuple[Since, ...], why: str) -> None:
    assert needs(since=facts)["ledger"].fallen == (("bob", why),)


@pytest.mark.parametrize("oid", [build.HEAD, OLD])
def test_an_approval_given_for_another_base_branch(oid: str) -> None:
    reviews = (build.review("bob", oid=oid, minutes=40), build.review("bea", oid=oid, minutes=50))
    found = needs(reviews=reviews, since=since(), retargeted_at=build.NOW.replace(hour=8, minute=45))["ledger"]
    assert found.approved_by == ("bea",)
    assert found.fallen == (("bob", "given before the base branch was changed"),)


def test_hostile_names_in_the_comment_do_nothing() -> None:
    names = ("ledger/@bob`#1\n<!-- x -->|", "ledger/closes #3", "ledger/" + "z" * 3000, "ledger/\u202e")
    facts = build.snapshot(files=FILES, reviews=BOTH, since=since(*names))
    text = comment(facts, decide(facts, ROOMS, "1"), ROOMS)
    [line] = [line for line in text.splitlines() if line.startswith("- An approval by `bob`")]
    assert "given on `bbbbbbb`; since then" in line
    assert "and 1 more changed" in line
    assert len(line) < 600
    outside = "".join(part for number, part in enumerate(line.split("`")) if number % 2 == 0)
    assert not {"@", "#", "<", "|", "\u202e"} & set(outside)


@pytest.mark.parametrize(
    ("reviews", "approved", "objected"),
    [
        ((("APPROVED", 10), ("CHANGES_REQUESTED", 20), ("COMMENTED", 30)), (), ("bob",)),
        ((("CHANGES_REQUESTED", 10), ("APPROVED", 20), ("COMMENTED", 30)), ("bob",), ()),
        ((("APPROVED", 10), ("DISMISSED", 20)), (), ()),
        ((("DISMISSED", 10), ("APPROVED", 20)), ("bob",), ()),
        ((("APPROVED", 10), ("CHANGES_REQUESTED", 20), ("DISMISSED", 30)), (), ()),
    ],
)
def test_who_changed_their_mind(reviews: Any, approved: tuple[str, ...], objected: tuple[str, ...]) -> None:
    said = tuple(build.review("bob", state, oid=OLD, minutes=at) for state, at in reviews)
    found = needs(reviews=said, since=since())["ledger"]
    assert (found.approved_by, found.objected_by, found.fallen) == (approved, objected, ())


def test_an_approver_who_has_a_commit_in_the_change_since() -> None:
    found = needs(since=since(), committers=("bob",))["ledger"]
    assert (found.approved_by, found.fallen) == ((), (("bob", "a commit of the change is theirs"),))


@pytest.mark.parametrize(
    ("clean", "approved", "fallen"),
    [
        (("1" * 40,), ("bob",), ()),
        (
            (),
            (),
            (
                (
                    "bob",
                    "the merge commit `1111111` is theirs, and not found to be what git alone makes of its parents",
                ),
            ),
        ),
    ],
)
def test_an_approver_who_has_updated_the_branch(
    clean: tuple[str, ...], approved: tuple[str, ...], fallen: tuple[tuple[str, str], ...]
) -> None:
    commits = (CommitFacts("1" * 40, "bob@example", "noreply@example", "Merge", merge=True),)
    by = (("1" * 40, ("bob",)),)
    found = needs(since=since(), committers=("bob",), commits=commits, commits_of_others=by, clean_merges=clean)
    assert (found["ledger"].approved_by, found["ledger"].fallen) == (approved, fallen)


@pytest.mark.parametrize(
    ("by", "fallen"),
    [
        ("homebot", (("zoe", "they are in no team any more that has to approve"),)),
        ("carol", ()),
    ],
)
def test_an_approver_who_has_left_the_team(by: str, fallen: tuple[tuple[str, str], ...]) -> None:
    asked = tuple(
        RequestEvent(login, actor, False, build.NOW - timedelta(hours=1))
        for login, actor in (("zoe", by), ("vera", build.VIEWER))
    )
    found = needs(reviews=(build.review("zoe"),), requests=asked)["ledger"]
    assert (found.approved_by, found.fallen) == ((), fallen)


def test_who_was_asked_for_another_service_has_left_nothing() -> None:
    asked = (RequestEvent("vera", build.VIEWER, False, build.NOW - timedelta(hours=1)),)
    found = needs(requests=asked, since=since())
    assert (found["ledger"].fallen, found["player"].approved_by) == ((), ("vera",))


def test_after_a_merge_what_was_said_before_it_counts() -> None:
    done = {"state": "merged", "merged_at": build.NOW.replace(hour=8, minute=50), "merge_oid": "5" * 40}
    late = (build.review("bob", oid=OLD, minutes=40), build.review("vera", minutes=55))
    found = needs(reviews=late, since=since(), **done)
    assert (found["ledger"].approved_by, found["player"].approved_by) == (("bob",), ())
    taken_back = (*late, build.review("bob", "CHANGES_REQUESTED", minutes=56))
    assert needs(reviews=taken_back, since=since(), **done)["ledger"].met


class TestWhoIsAskedAgain:
    def test_the_one_whose_approval_fell_comes_first(self) -> None:
        people = (Person("bob", open_requests=4), Person("bea"), Person("vera"), Person("vic"))
        choice = decided(since=since("ledger/a"), people=people).choice
        assert choice.request == ("bob",)

    def test_but_not_when_they_have_no_time(self) -> None:
        people = (Person("bob", open_requests=5), Person("bea"), Person("vera"), Person("vic"))
        assert decided(since=since("ledger/a"), people=people).choice.request == ("bea",)

    def test_nobody_is_asked_whose_approval_stands(self) -> None:
        choice = decided(since=since(), assigned=("bob",)).choice
        assert (choice.request, {one.login: one.reason for one in choice.trail}["bob"]) == ((), "approved already")

    def test_the_comment_stays_the_same_once_they_are_asked(self) -> None:
        facts = {"files": FILES, "reviews": BOTH, "since": since("ledger/a")}
        before = build.snapshot(**facts)
        asked = (RequestEvent("bob", build.VIEWER, False, build.NOW),)
        because = (("bob", "approved it before"),)
        after = build.snapshot(**facts, requests=asked, observed=Observed(requested=("bob",)), asked_because=because)
        texts = [comment(one, decide(one, ROOMS, "1"), ROOMS) for one in (before, after)]
        assert "👤 Asked: @bob." in texts[0]
        assert texts[0] == texts[1]


def commits(*reviews: Review) -> tuple[str, ...]:
    return approved_commits(build.conversation(reviews=reviews))


def test_only_approvals_off_the_head_cost_a_look_at_git() -> None:
    assert commits() == ()
    assert commits(build.review("bob"), build.review("bea", oid=None)) == ()
    assert commits(build.review("bob", "CHANGES_REQUESTED", oid=OLD), build.review("al", "COMMENTED", oid=OLD)) == ()
    assert commits(build.review("bob", oid=OLD, minutes=10), build.review("bob", minutes=20)) == ()


def test_the_newest_approvals_are_looked_at_each_commit_once() -> None:
    many = [build.review(f"p{n}", oid=f"{n:040x}", minutes=n) for n in range(MOST_COMMITS + 9)]
    found = commits(*many, build.review("bob", oid=f"{9:040x}", minutes=0))
    assert found == tuple(f"{n:040x}" for n in range(MOST_COMMITS + 8, 8, -1))
