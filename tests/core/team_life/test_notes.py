"""What is worth a look in a catalogue, and services that a repository's files give to a team that is no more."""

from datetime import timedelta

from homebot.core.directory import BotSettings, Place, Service, Succession
from homebot.core.ownership import Fault
from homebot.core.team_life.notes import notes
from homebot.core.team_life.orphans import orphan
from tests import build

DAY = build.NOW.date()
PLACE = Place("CODEOWNERS", 4)


def test_a_large_team_is_noted_with_its_place() -> None:
    catalogue = build.directory(
        teams=(build.team("payments", *(f"p{number}" for number in range(4))), build.team("checkout", "a", "b", "c")),
        settings=BotSettings(team_size_note=3),
    )

    assert [str(note) for note in notes(catalogue)] == [
        "org.yaml:5:1: teams.payments: 4 people, more than 3 (team_size_note); a team so large is often two: split it"
        " by a succession, or raise team_size_note"
    ]


def test_an_end_without_an_heir_is_noted_and_one_with_an_heir_is_not() -> None:
    ends = build.team("checkout-x", "alice", until=DAY)
    teams = (ends, build.team("checkout", "al"))

    assert [str(note) for note in notes(build.directory(teams=teams))] == [
        f"org.yaml:5:1: teams.checkout-x: it ends on {DAY}, and nobody is named for what it leaves open; add to"
        " succession in org.yaml: {on: 2026-11-24, from: checkout-x, to: checkout}"
    ]
    step = Succession(DAY, "checkout-x", "checkout")
    assert notes(build.directory(teams=teams, successions=(step,))) == ()


def found(service: Service, *steps: Succession) -> Fault | None:
    teams = (build.team("payments", "bob", until=DAY - timedelta(days=1)), build.team("core", "cleo"))
    return orphan(build.directory(teams=teams, services=(), successions=steps), service, PLACE, DAY)


def test_a_service_whose_owner_ended_is_a_fault_with_what_mends_it() -> None:
    lost = found(build.service("ledgerd", "payments"))

    assert lost is not None
    assert (lost.place, lost.broken) == (PLACE, False)
    assert lost.message == 'nobody owns "ledgerd": payments ended on 2026-11-22'
    assert lost.fix == "name another owner, or add a succession to org.yaml"


def test_a_service_with_an_heir_or_a_team_without_an_end_is_none() -> None:
    assert found(build.service("ledgerd", "payments"), Succession(DAY, "payments", "core")) is None
    assert found(build.service("ledgerd", "core")) is None
    assert found(build.service("ledgerd", "ledgerd-owners")) is None
