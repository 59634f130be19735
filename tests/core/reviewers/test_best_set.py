"""The people asked, against every set of people there is: none is smaller, and none of that size has less to do."""

from dataclasses import replace
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.directory import Directory, ReviewRule
from homebot.core.facts import Person, Snapshot
from homebot.core.policy import decide
from tests import build

NAMES = ("n1", "n2", "n3", "n4", "n5")
FULL = build.BotSettings().reviewer_limit


@st.composite
def situations(draw: st.DrawFn) -> tuple[Snapshot, Directory]:
    """Up to four services in one repository, five people in any of their teams with any load, one or two approvals."""
    numbers = range(draw(st.integers(1, 4)))
    membership = [draw(st.sets(st.sampled_from(NAMES))) for _ in numbers]
    approvals = [draw(st.integers(1, 2)) for _ in numbers]
    loads = [draw(st.integers(0, FULL + 1)) for _ in NAMES]
    teams = [build.team(f"t{n}", *sorted(membership[n])) for n in numbers]
    services = [
        build.service(f"s{n}", f"t{n}", paths=(f"d{n}/**",), review=ReviewRule(approvals=approvals[n])) for n in numbers
    ]
    people = tuple(Person(name, open_requests=load) for name, load in zip(NAMES, loads, strict=True))
    files = tuple(build.file(f"d{n}/a.md") for n in numbers)
    directory = build.directory(teams=(*teams, build.team("checkout", "alice")), services=services)
    return build.snapshot(files=files, functions=(), people=people), directory


def best_of_all_sets(snapshot: Snapshot, directory: Directory) -> tuple[int, int]:
    """Size and load of the best set that covers every service as far as people who are not full can."""
    free = {person.login: person.open_requests for person in snapshot.people if person.open_requests < FULL}
    teams = [set(directory.teams[service.owner].members) & set(free) for service in directory.services.values()]
    due = [service.review.approvals for service in directory.services.values()]
    return min(
        (size, sum(free[name] for name in chosen))
        for size in range(len(free) + 1)
        for chosen in combinations(free, size)
        if all(len(team & set(chosen)) >= min(n, len(team)) for team, n in zip(teams, due, strict=True))
    )


@settings(deadline=None)
@given(situations())
def test_no_set_of_people_is_smaller_or_of_that_size_less_loaded(situation: tuple[Snapshot, Directory]) -> None:
    snapshot, directory = situation
    found = decide(snapshot, directory, "1").choice.request
    loads = {person.login: person.open_requests for person in snapshot.people}
    assert (len(found), sum(loads[login] for login in found)) == best_of_all_sets(snapshot, directory)


@settings(deadline=None)
@given(situations(), st.integers())
def test_the_order_in_which_people_are_known_does_not_matter(situation: tuple[Snapshot, Directory], seed: int) -> None:
    snapshot, directory = situation
    shuffled = replace(snapshot, people=tuple(Random(seed).sample(snapshot.people, len(snapshot.people))))
    assert decide(snapshot, directory, "1") == decide(shuffled, directory, "1")
