"""Who is told of a disagreement between two teams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.directory import Entity
from homebot.core.escalations.above import owners_and_managers
from homebot.core.managers import managers_above
from tests import build

TREE = {
    "company": Entity("company", None, ("ceo",)),
    "group": Entity("group", "company", ("gus",)),
    "retail": Entity("retail", "group", ("dana",)),
    "shops": Entity("shops", "retail", ("sue", "dana")),
    "media": Entity("media", "group", ("max",)),
}
AT = {"till": "shops", "payments": "retail", "checkout": "retail", "video": "media", "board": "company"}
DIRECTORY = build.directory(
    teams=[build.team(name, f"{name}-owner", entity=entity) for name, entity in AT.items()], entities=TREE
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("payments", "checkout", ("dana", "gus")),  # both in retail: it, and one above
        ("till", "payments", ("sue", "dana", "gus")),
        ("till", "video", ("sue", "dana", "gus", "ceo", "max")),  # group is common, company one above
        ("till", "board", ("sue", "dana", "gus", "ceo")),  # nothing is above the root
        ("till", "nowhere", ("sue", "dana")),  # its own entity, and the one above
    ],
)
def test_managers_up_to_one_level_above_the_lowest_common_entity(
    one: str, other: str, expected: tuple[str, ...]
) -> None:
    assert managers_above(DIRECTORY, one, other) == expected


def test_owners_come_first_and_nobody_twice() -> None:
    assert owners_and_managers(DIRECTORY, "till", "video") == (
        "till-owner", "video-owner", "sue", "dana", "gus", "ceo", "max",
    )  # fmt: skip


@given(st.sampled_from(sorted(AT)), st.sampled_from(sorted(AT)))
def test_the_order_of_the_two_changes_nobody(one: str, other: str) -> None:
    assert set(managers_above(DIRECTORY, one, other)) == set(managers_above(DIRECTORY, other, one))
