"""Who counts as a committer, and of which merge commits git is asked."""

from typing import Any

import pytest

from homebot.core.committers import MOST_MERGES, committers, merges_in_question, reason_to_count
from homebot.core.facts import CommitFacts, Snapshot
from tests import build

WORK, MORE, MERGE, UPDATE = "1" * 40, "2" * 40, "3" * 40, "4" * 40
By = tuple[tuple[str, tuple[str, ...]], ...]


def commit(oid: str) -> CommitFacts:
    return CommitFacts(oid, "ann@example.com", "ann@example.com", "text", merge=oid not in (WORK, MORE))


def snapshot(by: By, clean: tuple[str, ...] = (), **facts: Any) -> Snapshot:
    """A change of two commits and two merges, the newest first, by alice and those named."""
    people = tuple(sorted({login for _, logins in by for login in logins}))
    commits = tuple(commit(oid) for oid in (UPDATE, MORE, MERGE, WORK))
    given = {"commits": commits, "committers": people, "commits_of_others": by, "clean_merges": clean, **facts}
    return build.snapshot(**given)


@pytest.mark.parametrize(
    ("by", "clean", "counted"),
    [
        ((), (), ""),
        (((UPDATE, ("bob",)),), (UPDATE,), ""),
        (((UPDATE, ("bob",)), (MERGE, ("bob",))), (UPDATE, MERGE), ""),
        (((UPDATE, ("bob", "bea")),), (UPDATE,), ""),
        (((UPDATE, ("bob",)),), (), "bob"),
        (((UPDATE, ("bob",)), (MERGE, ("bob",))), (UPDATE,), "bob"),
        (((UPDATE, ("bob",)), (WORK, ("bob",))), (UPDATE,), "bob"),
        (((UPDATE, ("bob",)), (MERGE, ("bea",))), (UPDATE,), "bea"),
        (((UPDATE, ("bob",)), ("", ("bob",))), (UPDATE,), "bob"),
        (((WORK, ("bob", "bea")), (UPDATE, ("bea",))), (UPDATE,), "bea bob"),
    ],
)
def test_who_counts(by: By, clean: tuple[str, ...], counted: str) -> None:
    assert sorted(committers(snapshot(by, clean))) == counted.split()


def test_in_facts_of_old_everybody_counts() -> None:
    old = build.snapshot(committers=("bea", "bob"), commits=(commit(MERGE),))
    assert committers(old) == {"bea", "bob"}
    assert reason_to_count(old, "bob") == "a commit of the change is theirs"


@pytest.mark.parametrize(
    ("by", "asked"),
    [
        ((), ()),
        (((WORK, ("bob",)), (MORE, ("bea",))), ()),
        (((UPDATE, ("bob",)),), (UPDATE,)),
        (((MERGE, ("bob",)), (UPDATE, ("bea",))), (UPDATE, MERGE)),
        (((MERGE, ("bob",)), (UPDATE, ("bob",))), (UPDATE, MERGE)),
        (((WORK, ("bob",)), (UPDATE, ("bob",))), ()),
        (((WORK, ("bob",)), (MERGE, ("bob", "bea")), (UPDATE, ("bob",))), (MERGE,)),
        (((UPDATE, ("bob",)), ("", ("bob",))), ()),
        (((UPDATE, ("bob",)), ("9" * 40, ("bob",))), ()),
    ],
)
def test_git_is_asked_only_of_what_decides(by: By, asked: tuple[str, ...]) -> None:
    facts = snapshot(by)
    assert merges_in_question(facts.conversation, facts.change) == asked


def test_git_is_not_asked_where_a_commit_may_not_be_listed() -> None:
    facts = snapshot(((UPDATE, ("bob",)),), cut=("commits",))
    assert merges_in_question(facts.conversation, facts.change) == ()


def test_git_is_asked_of_the_newest_few() -> None:
    oids = [f"{number:040x}" for number in range(MOST_MERGES + 5)]
    facts = snapshot(tuple((oid, ("bob",)) for oid in reversed(oids)), commits=tuple(commit(oid) for oid in oids))
    assert merges_in_question(facts.conversation, facts.change) == tuple(oids[:MOST_MERGES])


@pytest.mark.parametrize(
    ("by", "clean", "why"),
    [
        (((UPDATE, ("bob",)),), (UPDATE,), None),
        (((WORK, ("bob",)), (UPDATE, ("bob",))), (), "a commit of the change is theirs"),
        (
            ((MERGE, ("bob",)), (UPDATE, ("bob",))),
            (UPDATE,),
            "the merge commit `3333333` is theirs, and not found to be what git alone makes of its parents",
        ),
        (
            ((UPDATE, ("bea",)), (MERGE, ("bob",))),
            (),
            "the merge commit `3333333` is theirs, and not found to be what git alone makes of its parents",
        ),
    ],
)
def test_why_somebody_counts(by: By, clean: tuple[str, ...], why: str | None) -> None:
    assert reason_to_count(snapshot(by, clean), "bob") == why
