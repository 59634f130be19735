"""Whoever is asked: the fewest, and never anybody who should not be."""

from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.directory import Directory, ReviewRule
from homebot.core.facts import Person, Snapshot
from homebot.core.policy import decide
from tests import build
from tests.core.reviewers.test_choice import TOMORROW, asked

LETTERS = "abcdefg"


MEMBERSHIPS = st.lists(st.sets(st.sampled_from(LETTERS), max_size=4), min_size=1, max_size=4)


def world(memberships: list[set[str]], approvals: list[int]) -> tuple[Snapshot, Directory]:
    names = [f"s{number}" for number in range(len(memberships))]
    teams = [build.team(name, *sorted(members)) for name, members in zip(names, memberships, strict=True)]
    services = [
        build.service(name, name, paths=(f"{name}/**",), review=ReviewRule(approvals=count))
        for name, count in zip(names, approvals, strict=False)
    ]
    files = tuple(build.file(f"{name}/x.py") for name in names)
    return build.snapshot(author="zoe", files=files, people=()), build.directory(teams=teams, services=services)


def smallest(memberships: list[set[str]], approvals: list[int]) -> int:
    """Every set of people, the small ones first."""
    due = [min(count, len(members)) for members, count in zip(memberships, approvals, strict=False)]
    for size in range(len(LETTERS) + 1):
        for people in combinations(LETTERS, size):
            if all(len(members & set(people)) >= count for members, count in zip(memberships, due, strict=True)):
                return size
    raise AssertionError("all of them cover")


@settings(deadline=None)
@given(MEMBERSHIPS, st.lists(st.integers(1, 3), min_size=4, max_size=4))
def test_as_few_people_as_any_choice_could_ask(memberships: list[set[str]], approvals: list[int]) -> None:
    snapshot, directory = world(memberships, approvals)
    found = decide(snapshot, directory, "1").choice
    assert len(found.request) == smallest(memberships, approvals)
    for members, count in zip(memberships, approvals, strict=False):
        assert len(members & set(found.request)) >= min(count, len(members))


@settings(deadline=None)
@given(
    MEMBERSHIPS,
    st.permutations(LETTERS),
    st.dictionaries(st.sampled_from(LETTERS), st.sampled_from(["absent", "full", "blind", "removed", "committer"])),
    st.lists(st.integers(0, 4), min_size=7, max_size=7),
)
def test_never_anybody_who_should_not_be_and_always_the_same(
    memberships: list[set[str]], order: list[str], obstacles: dict[str, str], loads: list[int]
) -> None:
    snapshot, directory = world(memberships, [1] * 4)
    people = {login: Person(login, open_requests=load) for login, load in zip(LETTERS, loads, strict=True)}
    changes: dict[str, dict[str, Any]] = {
        "absent": {"absent_until": TOMORROW},
        "full": {"open_requests": 5},
        "blind": {"has_access": False},
    }
    for login, why in obstacles.items():
        people[login] = replace(people[login], **changes.get(why, {}))
    talk = replace(
        snapshot.conversation,
        committers=tuple(login for login in order if obstacles.get(login) == "committer"),
        requests=tuple(asked(login, "carol", True) for login in order if obstacles.get(login) == "removed"),
    )
    one = replace(snapshot, conversation=talk, people=tuple(people[login] for login in LETTERS))
    other = replace(one, people=tuple(people[login] for login in order))
    found = decide(one, directory, "1").choice
    assert found.request == decide(other, directory, "1").choice.request
    assert not obstacles.keys() & set(found.request)
