"""Both checks of a merge group as people read them."""

from homebot.core.merge_groups import Held, MergeGroup
from homebot.core.policy import decide
from homebot.core.render.merge_group import group_checks
from tests import build

GROUP = MergeGroup("c" * 40, "b" * 40, "main", 8)


def held(number: int, approved: bool) -> Held:
    snapshot = build.snapshot(reviews=(build.review(),) if approved else ())
    return Held(number, snapshot, decide(snapshot, build.directory(), "test"))


def test_a_ready_pull_request_is_named_with_its_own_title() -> None:
    standards, review = group_checks(GROUP, (held(8, True),), True)
    assert [one.name for one in (standards, review)] == ["homebot: standards", "homebot: review"]
    assert {one.head for one in (standards, review)} == {GROUP.head}
    assert (standards.status, standards.conclusion) == ("completed", "success")
    assert standards.title == "#8: every standard holds"
    assert review.title == "#8: ready"
    assert "This merge group for `main` holds 1 pull request." in review.summary
    assert standards.digest != review.digest


def test_who_holds_a_group_up_comes_first() -> None:
    _, review = group_checks(GROUP, (held(7, True), held(8, False)), True)
    assert (review.status, review.conclusion) == ("completed", "failure")
    assert review.title.startswith("#8: waiting for ")
    rows = [line for line in review.summary.splitlines() if line.startswith("| #")]
    assert [row.split(" | ")[0] for row in rows] == ["| #8", "| #7"]
    assert "**does not pass**" in rows[0]
    assert "put it back into the queue" in review.summary


def test_many_that_are_ready_are_counted() -> None:
    standards, _ = group_checks(GROUP, tuple(held(number, True) for number in range(1, 9)), True)
    assert standards.title == "#1, #2, #3, #4 and 4 more: nothing blocks"
    assert standards.summary.count("| passes |") == 8


def test_what_is_to_be_evaluated_is_in_progress() -> None:
    waiting = Held(8, missing="it is to be evaluated first", waiting=True)
    standards, _ = group_checks(GROUP, (held(7, True), waiting), True)
    assert (standards.status, standards.conclusion) == ("in_progress", None)
    assert standards.title == "#8: it is to be evaluated first"


def test_what_github_does_not_show_does_not_pass() -> None:
    _, review = group_checks(GROUP, (held(8, True),), True, "GitHub does not show homebot the queue")
    assert review.conclusion == "failure"
    assert "Let the App read *Merge queues*" in review.summary
    _, review = group_checks(GROUP, (held(8, True),), True, "GitHub's queue does not list it")
    assert "Let the App" not in review.summary, "that would change nothing"
    _, review = group_checks(GROUP, (Held(0, missing="GitHub does not show it"),), True)
    assert review.title == "one that is hidden: GitHub does not show it"


def test_a_hundred_are_shown_and_nothing_hostile_acts() -> None:
    group = MergeGroup("c" * 40, "", "a`|\n# @everyone", 1)
    standards, _ = group_checks(group, tuple(Held(n, missing="@alice <!-- x") for n in range(1, 131)), True)
    assert len([line for line in standards.summary.splitlines() if line.startswith("| #")]) == 100
    assert "and 30 further pull requests" in standards.summary
    assert " @alice" not in standards.summary
    assert "\n# @everyone" not in standards.summary
    assert "<!--" not in standards.title
