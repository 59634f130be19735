"""Three agreements by two away teams on one area within a year suggest a core team."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, fold
from homebot.core.team_life.core_team import all_suggested, note, notice, suggested
from tests import build

DIRECTORY = build.directory(
    services=(
        build.service("ledgerd", "payments"),
        build.service("refunds", "payments", "acme/refunds"),
        build.service("player", "video", "acme/player"),
    ),
    governance_repository="acme/governance",
)
Made = tuple[str, str, int]
"""Away team, service, days ago."""


def agreements(*made: Made, act: str = "agreed") -> list[Record]:
    return [fold([_entry(number, *one, act)]) for number, one in enumerate(made, start=1)]


def _entry(number: int, team: str, service: str, days: int, act: str) -> Entry:
    at = build.NOW - timedelta(days=days)
    scope, said = Scope(service=service), (("goal", f"goal {number}"),)
    return Entry(f"{number}", number, "agreement", act, at, team=team, home="payments", scope=scope, said=said)


@pytest.mark.parametrize(
    ("made", "area"),
    [
        ([("checkout", "ledgerd", 1), ("video", "ledgerd", 2), ("checkout", "ledgerd", 3)], "ledgerd"),
        ([("checkout", "ledgerd", 1), ("video", "refunds", 2), ("checkout", "ledgerd", 365)], "payments"),
        ([("checkout", "ledgerd", 1), ("video", "ledgerd", 2), ("checkout", "ledgerd", 366)], None),
        ([("checkout", "ledgerd", 1), ("checkout", "ledgerd", 2), ("checkout", "ledgerd", 3)], None),
        ([("checkout", "ledgerd", 1), ("video", "ledgerd", 2)], None),
        ([("checkout", "ledgerd", 1), ("video", "ledgerd", 2), ("payments", "ledgerd", 3)], None),
        ([("checkout", "ledgerd", 1), ("checkout", "player", 2), ("video", "ledgerd", 3)], None),
        ([], None),
    ],
)
def test_when_a_core_team_is_suggested(made: list[Made], area: str | None) -> None:
    found = suggested(agreements(*made), "ledgerd", DIRECTORY, build.NOW)

    assert (found.area if found is not None else None) == area


@pytest.mark.parametrize("act", ["proposed", "declined"])
def test_what_was_never_agreed_counts_for_nothing(act: str) -> None:
    made = agreements(("checkout", "ledgerd", 1), ("video", "ledgerd", 2), ("checkout", "ledgerd", 3), act=act)

    assert suggested(made, "ledgerd", DIRECTORY, build.NOW) is None
    assert note(made, "ledgerd", DIRECTORY, build.NOW) == ""


MADE = agreements(("checkout", "ledgerd", 1), ("video", "ledgerd", 2), ("checkout", "ledgerd", 300))


def test_it_is_said_in_a_sentence() -> None:
    assert note(MADE, "ledgerd", DIRECTORY, build.NOW) == (
        "3 agreements by `checkout` and `video` on `ledgerd` within a year: consider to spin out a core team for it, or"
        " to fund one."
    )


def test_the_issue_names_the_agreements_and_asks_the_managers() -> None:
    (found,) = all_suggested(MADE, DIRECTORY, build.NOW)
    made = notice(found, DIRECTORY)

    assert made is not None
    assert (made.key, made.repository) == ("core-team:ledgerd:2026", "acme/governance")
    assert made.title == "ledgerd: 3 agreements by 2 away teams within a year"
    assert made.body.startswith(
        "`checkout` and `video` agreed with `payments` to change `ledgerd`:\n\n"
        "| agreement | away team | service | agreed | goal |\n| --- | --- | --- | --- | --- |\n"
        "| A3 | `checkout` | `ledgerd` | 2026-01-27 | goal 3 |\n"
    )
    assert made.body.endswith("@dana: this is yours to weigh.")
    assert notice(found, build.directory()) is None


TEAMS, SERVICES = ("checkout", "video", "payments"), ("ledgerd", "refunds", "player")


@given(st.lists(st.tuples(st.sampled_from(TEAMS), st.sampled_from(SERVICES), st.integers(0, 800)), max_size=9))
def test_whatever_is_suggested_has_three_agreements_by_two_others(made: list[Made]) -> None:
    for found in all_suggested(agreements(*made), DIRECTORY, build.NOW):
        assert len(found.agreements) >= 3
        assert len(found.teams) >= 2
        assert found.owner not in found.teams
        assert all(_recent(one.at) for one in found.agreements)


def _recent(at: datetime) -> bool:
    return build.NOW - timedelta(days=365) <= at <= build.NOW


def test_who_is_asked_is_told_however_many_agreements_there_are() -> None:
    """What is longer than GitHub takes is cut at its end, where the managers stand."""
    many = [("checkout" if number % 2 else "video", "ledgerd", number % 300) for number in range(1_500)]
    (found,) = all_suggested(agreements(*many), DIRECTORY, build.NOW)
    made = notice(found, DIRECTORY)
    assert made is not None
    assert len(made.body) < 10_000
    assert "and 1480 before them; `homebot register ledgerd --state all` lists them" in made.body
