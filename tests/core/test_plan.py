"""From wanted to written: nothing twice, nothing when all stands, at most four writes for an opened pull request."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.effects import Effect, WantCheck, WantComment, WantReaction, WantReply, WantReviewers
from homebot.core.facts import Observed
from homebot.core.own import OwnCheck, OwnComment
from homebot.core.plan import desired, differences
from homebot.core.policy import decide
from tests import build
from tests.decisions.cases import CASES, Case

DIRECTORY = build.directory()


def wanted(case: Case) -> tuple[Effect, ...]:
    return desired(case.snapshot, case.decision, case.directory)


def applied(effects: tuple[Effect, ...], observed: Observed) -> Observed:
    """What GitHub shows after these writes: comments and checks stand, people are asked."""
    for effect in effects:
        match effect:
            case WantComment():
                kept = min(observed.comments, key=lambda one: one.id, default=OwnComment(900, "IC_900", ""))
                observed = replace(observed, comments=(replace(kept, body=effect.body.replace("\n", "\r\n").rstrip()),))
            case WantCheck():
                newest = OwnCheck(
                    max((one.id for one in observed.checks), default=0) + 1,
                    effect.name,
                    effect.status,
                    effect.conclusion,
                    effect.digest,
                )
                observed = replace(observed, checks=(*observed.checks, newest))
            case WantReviewers():
                left = {*observed.requested, *effect.add} - {*effect.remove}
                observed = replace(observed, requested=tuple(sorted(left)))
    return observed


bodies = st.one_of(st.just("other"), st.sampled_from([c().snapshot.conversation.title for c in CASES.values()]))
comments = st.lists(
    st.builds(OwnComment, st.integers(1, 99), st.just("IC"), bodies), max_size=3, unique_by=lambda one: one.id
).map(tuple)
checks = st.lists(
    st.builds(
        OwnCheck,
        st.integers(1, 99),
        st.sampled_from(["homebot: standards", "homebot: review", "other"]),
        st.sampled_from(["in_progress", "completed"]),
        st.sampled_from([None, "success", "stale"]),
        st.sampled_from(["", "v1:x"]),
    ),
    max_size=4,
    unique_by=lambda one: one.id,
).map(tuple)
people = st.lists(st.sampled_from(["bob", "bea", "vera", "zoe"]), unique=True).map(tuple)
observations = st.builds(Observed, comments, checks, people)


@settings(deadline=None)
@given(st.sampled_from(sorted(CASES)), observations)
def test_after_writing_nothing_is_left_to_write(name: str, observed: Observed) -> None:
    effects = wanted(CASES[name]())
    once = differences(effects, observed)
    assert differences(effects, applied(once, observed)) == ()
    assert set(map(type, once)) <= {WantComment, WantCheck, WantReviewers}


@pytest.mark.parametrize("name", CASES)
def test_an_opened_pull_request_takes_at_most_four_writes(name: str) -> None:
    assert len(differences(wanted(CASES[name]()), Observed())) <= 4


def test_an_away_pull_request_gets_a_comment_two_checks_and_one_request() -> None:
    effects = wanted(CASES["away_passing"]())
    assert [type(effect) for effect in effects] == [WantComment, WantCheck, WantCheck, WantReviewers]
    assert effects[-1] == WantReviewers(("bea",))


@pytest.mark.parametrize("name", ["draft", "home", "unowned", "observe", "merged", "closed", "unreadable"])
def test_nobody_is_asked(name: str) -> None:
    assert not any(isinstance(effect, WantReviewers) for effect in wanted(CASES[name]()))


def test_a_silent_repository_gets_nothing() -> None:
    snapshot = build.snapshot()
    directory = build.directory(services=())
    assert desired(snapshot, decide(snapshot, directory, "1"), directory) == ()


def test_a_pull_request_closed_unseen_gets_no_comment() -> None:
    snapshot = build.snapshot(state="closed")
    effects = desired(snapshot, decide(snapshot, DIRECTORY, "1"), DIRECTORY)
    assert [type(effect) for effect in effects] == [WantCheck, WantCheck]


def test_a_merged_pull_request_whose_head_is_gone_gets_no_checks() -> None:
    snapshot = build.snapshot(state="merged", merged_at=build.NOW, unreadable="its head is gone")
    effects = desired(snapshot, decide(snapshot, DIRECTORY, "1"), DIRECTORY)
    assert [type(effect) for effect in effects] == [WantComment]


COMMENT = WantComment("<!-- m -->", "<!-- m -->\na  \nb\n")


@pytest.mark.parametrize(
    ("stored", "stands"),
    [
        (["<!-- m -->\na  \nb\n"], True),
        (["<!-- m -->\r\na\r\nb"], True),
        (["<!-- m -->\na c\nb"], False),
        ([], False),
        (["<!-- m -->\na  \nb\n", "<!-- m -->\na  \nb\n"], False),
    ],
)
def test_a_comment_stands_when_there_is_one_with_this_text(stored: list[str], stands: bool) -> None:
    observed = Observed(comments=tuple(OwnComment(i, f"IC_{i}", body) for i, body in enumerate(stored)))
    assert (differences((COMMENT,), observed) == ()) is stands


CHECK = WantCheck("homebot: review", "a" * 40, "in_progress", None, "t", "s", "v1:d")
STANDING = OwnCheck(5, "homebot: review", "in_progress", None, "v1:d")


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        (lambda one: one, True),
        (lambda one: replace(one, digest="v1:e"), False),
        (lambda one: replace(one, status="completed", conclusion="stale"), False),
        (lambda one: replace(one, conclusion="success"), False),
        (lambda one: replace(one, name="homebot: standards"), False),
    ],
)
def test_a_check_stands_when_all_of_it_is_equal(change: Callable[[OwnCheck], OwnCheck], stands: bool) -> None:
    assert (differences((CHECK,), Observed(checks=(change(STANDING),))) == ()) is stands


def test_the_newest_check_of_a_name_counts() -> None:
    older = replace(STANDING, id=4, digest="v1:old")
    assert differences((CHECK,), Observed(checks=(STANDING, older))) == ()
    assert differences((CHECK,), Observed(checks=(STANDING, replace(older, id=6)))) == (CHECK,)


def test_only_the_missing_people_are_asked_and_only_those_asked_are_released() -> None:
    effect = WantReviewers(("bob", "bea"), ("vera", "zoe"))
    assert differences((effect,), Observed(requested=("bob", "zoe"))) == (WantReviewers(("bea",), ("zoe",)),)


def test_answers_to_one_event_always_stay() -> None:
    answers = (WantReply("<!-- r -->", "text"), WantReaction(7, "eyes"))
    assert differences(answers, Observed()) == answers
