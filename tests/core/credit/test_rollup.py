"""Credit on the books of entities."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.credit.parameters import Parameters
from homebot.core.credit.rollup import Rolled, Tree, rollup, tree_of, unplaced
from homebot.core.credit.settle import settle
from tests import build
from tests.core.credit.settled_example import TREE, USES


def test_the_example_of_the_contract() -> None:
    postings = settle(USES, Parameters())
    assert rollup(((one.consumer, one.earner, one.amount) for one in postings), TREE) == {
        "company": Rolled(0, 39_000, 0),
        "retail": Rolled(30_500, 6000, 0),
        "media": Rolled(0, 2500, 19_500),
        "platform": Rolled(0, 0, 11_000),
    }


@pytest.mark.parametrize(
    ("consumer", "earner", "expected"),
    [
        pytest.param(
            "ads", "payments", {"company": "internal", "retail": "exported", "media": "imported"}, id="across entities"
        ),
        pytest.param("checkout", "payments", {"company": "internal", "retail": "internal"}, id="inside one"),
        pytest.param("stranger", "payments", {"company": "internal", "retail": "exported"}, id="from a team without"),
        pytest.param("payments", "stranger", {"company": "internal", "retail": "imported"}, id="to a team without"),
        pytest.param("stranger", "other", {"company": "internal"}, id="between two without"),
    ],
)
def test_a_credit_counts_on_the_way_up(consumer: str, earner: str, expected: dict[str, str]) -> None:
    found = rollup([(consumer, earner, 7)], TREE)
    assert found == {entity: Rolled(**({expected[entity]: 7} if entity in expected else {})) for entity in TREE.parents}


def test_a_team_may_be_in_an_entity_that_has_entities() -> None:
    tree = Tree({"company": None, "retail": "company"}, {"board": "company", "payments": "retail"})
    assert rollup([("board", "payments", 5)], tree) == {"company": Rolled(0, 5, 0), "retail": Rolled(5, 0, 0)}


def test_without_a_tree_there_are_no_books() -> None:
    assert rollup([("ads", "payments", 5)], Tree()) == {}


def test_teams_that_the_tree_lacks_are_named() -> None:
    tree = Tree({"company": None}, {"payments": "company", "lost": "nowhere"})
    assert unplaced(["payments", "ads", "lost", "ads"], tree) == ("ads", "lost")


def test_the_tree_of_the_catalogue() -> None:
    tree = tree_of(build.directory())
    assert tree.root == "company"
    assert tree.above("payments") == ("retail", "company")


ENTITIES = tuple(f"e{number}" for number in range(7))
LEAVES = tuple(f"t{number}" for number in range(6))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Any tree of these entities, with most of the teams in it."""
    parents: dict[str, str | None] = {ENTITIES[0]: None}
    for number, entity in enumerate(ENTITIES[1:], 1):
        parents[entity] = draw(st.sampled_from(ENTITIES[:number]))
    teams = {team: draw(st.sampled_from((*ENTITIES, ""))) for team in LEAVES}
    return Tree(parents, {team: entity for team, entity in teams.items() if entity})


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(LEAVES), st.sampled_from(LEAVES), st.integers(-50, 100)).filter(
        lambda one: one[0] != one[1]
    )
)


@settings(max_examples=300)
@given(AMOUNTS, trees())
def test_what_an_entity_earned_is_what_its_children_earned(amounts: list[tuple[str, str, int]], tree: Tree) -> None:
    found = rollup(amounts, tree)
    by_team: Counter[str] = Counter()
    for _, earner, amount in amounts:
        by_team[earner] += amount
    for entity, rolled in found.items():
        below = sum(rolled.exported + rolled.internal for name, rolled in found.items() if tree.parents[name] == entity)
        teams = sum(amount for team, amount in by_team.items() if tree.teams.get(team, ENTITIES[0]) == entity)
        assert rolled.exported + rolled.internal == below + teams


@settings(max_examples=300)
@given(AMOUNTS, trees())
def test_the_root_has_everything_inside(amounts: list[tuple[str, str, int]], tree: Tree) -> None:
    assert rollup(amounts, tree)[ENTITIES[0]] == Rolled(0, sum(amount for _, _, amount in amounts), 0)


@settings(max_examples=300)
@given(AMOUNTS, trees())
def test_every_figure_is_that_of_a_plain_count(amounts: list[tuple[str, str, int]], tree: Tree) -> None:
    """By a plain count: an amount is exported by whoever holds the earner only, imported by who holds the consumer."""
    found = rollup(amounts, tree)
    for entity, rolled in found.items():
        inside = {team for team in LEAVES if entity in tree.above(team)}
        assert rolled == Rolled(
            sum(amount for consumer, earner, amount in amounts if earner in inside and consumer not in inside),
            sum(amount for consumer, earner, amount in amounts if earner in inside and consumer in inside),
            sum(amount for consumer, earner, amount in amounts if earner not in inside and consumer in inside),
        )
