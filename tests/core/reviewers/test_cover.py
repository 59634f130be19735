"""The smallest set of least cost, against every set there is; and shapes made to be hard."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from homebot.core.reviewers.cover import Cover, cover

PEOPLE = "abcdefgh"
Shape = tuple[dict[str, int], list[int], dict[str, int]]


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Up to eight people for up to six needs, each due up to three times; costs differ in more and in less."""
    needs = draw(st.integers(1, 6))
    covers = {login: draw(st.integers(0, 2**needs - 1)) for login in PEOPLE[: draw(st.integers(0, 8))]}
    costs = {login: draw(st.integers(0, 3)) * 1000 + place for place, login in enumerate(covers)}
    return covers, draw(st.lists(st.integers(0, 3), min_size=needs, max_size=needs)), costs


def best_of_all(covers: dict[str, int], due: list[int], cost: dict[str, int]) -> tuple[int, int]:
    """Size and cost of the best set, by looking at all of them."""
    possible = [min(n, sum(mask >> need & 1 for mask in covers.values())) for need, n in enumerate(due)]
    for size in range(len(covers) + 1):
        found = [
            sum(cost[login] for login in chosen)
            for chosen in combinations(covers, size)
            if all(sum(covers[login] >> need & 1 for login in chosen) >= n for need, n in enumerate(possible))
        ]
        if found:
            return size, min(found)
    raise AssertionError("all of them cover")


@settings(deadline=None, max_examples=300)
@given(shapes())
@example(({"a": 0b11, "b": 0b01, "c": 0b10}, [2, 2], {"a": 3000, "b": 1, "c": 2}))
def test_no_set_is_smaller_and_none_of_that_size_costs_less(shape: Shape) -> None:
    covers, due, cost = shape
    found = cover(covers, due, cost)
    assert (len(found.people), sum(cost[login] for login in found.people)) == best_of_all(*shape)
    assert len(set(found.people)) == len(found.people)
    assert found.smallest
    assert found.best


@settings(deadline=None)
@given(shapes(), st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_known_does_not_matter(shape: Shape, chance: Random) -> None:
    covers, due, cost = shape
    shuffled = dict(chance.sample(sorted(covers.items()), len(covers)))
    assert cover(shuffled, due, cost) == cover(covers, due, cost)


@settings(deadline=None)
@given(shapes(), st.integers(0, 12))
def test_a_search_that_is_cut_still_covers_all_and_says_so(shape: Shape, steps: int) -> None:
    covers, due, cost = shape
    found = cover(covers, due, cost, steps)
    for need, n in enumerate(due):
        able = sum(mask >> need & 1 for mask in covers.values())
        assert sum(covers[login] >> need & 1 for login in found.people) >= min(n, able)
    size, least = best_of_all(*shape)
    assert not found.smallest or len(found.people) == size
    assert not (found.smallest and found.best) or sum(cost[login] for login in found.people) == least


def company(chance: Random, services: int, teams: int, people: int, more: float, due: int = 1) -> Shape:
    """Everybody is in a team, and, by chance, in others; each team owns some of the services."""
    owner = [number if number < teams else chance.randrange(teams) for number in range(services)]
    covers = {}
    for number in range(people):
        of = {number % teams}
        while chance.random() < more:
            of.add(chance.randrange(teams))
        covers[f"p{number}"] = sum(1 << service for service in range(services) if owner[service] in of)
    return covers, [due] * services, {login: chance.randrange(10**12) for login in covers}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("more", [0.2, 0.5, 0.7])
def test_thirty_services_of_twelve_teams_with_two_hundred_people_are_solved_whole(seed: int, more: float) -> None:
    found = cover(*company(Random(seed), 30, 12, 200, more))
    assert (found.smallest, found.best) == (True, True)
    assert len(found.people) <= 12


@pytest.mark.parametrize("seed", range(2))
def test_a_shape_made_to_be_hard_ends_and_says_that_fewer_might_do(seed: int) -> None:
    chance = Random(seed)
    covers = {f"p{n}": sum(1 << need for need in range(60) if chance.random() < 0.05) for n in range(400)}
    found = cover(covers, [1] * 60, {login: chance.randrange(10**12) for login in covers})
    assert not found.smallest
    assert len(found.people) <= 16


def test_three_thousand_people_of_one_team() -> None:
    covers = {f"p{number}": 0b111 for number in range(3000)}
    found = cover(covers, [3, 2, 1], {login: number for number, login in enumerate(covers)})
    assert found == Cover(("p0", "p1", "p2"))


def test_who_covers_most_is_worth_asking_first() -> None:
    covers = {"a": 0b00001, "b": 0b11110}
    assert cover(covers, [1] * 5, {"a": 0, "b": 9}).people == ("b", "a")


def test_nobody_for_nothing() -> None:
    assert cover({}, [1, 2], {}) == Cover()
    assert cover({"a": 0b1}, [0], {"a": 1}) == Cover()
