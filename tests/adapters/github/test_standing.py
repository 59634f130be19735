"""What GitHub says of owners whom a file names, in one query: unknown and unseen are told apart where they can be."""

from homebot.adapters.github.client import Client
from homebot.adapters.github.standing import MOST, read_standing
from homebot.core.catalogues.lint import Known
from homebot.core.ownership import Owner
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Wire


def test_people_and_teams_stand_as_github_shows_them(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    repository = company.repository()
    alice, zoe, nobody = (Owner("user", name) for name in ("alice", "zoe", "nobody-at-all"))
    team, unseen, foreign = (Owner("team", name) for name in ("acme/payments", "acme/secret", "other/team"))
    with company.github(calls).job(repository) as client:
        address = Owner("email", "a@example.com")
        bot = Owner("user", "renovate[bot]")
        found = read_standing(client, repository, (alice, zoe, nobody, team, unseen, foreign, address, bot))
    assert [operation for kind, operation in calls if kind == "read"] == ["standing"]
    assert found.standing == {
        alice: "fine",
        zoe: "no access",
        nobody: "gone",
        team: "fine",
        unseen: "hidden",
        foreign: "missing",
    }
    assert found.members == {team: ("alice", "bob")}


def test_nobody_is_asked_about_nobody(client: Client, wire: Wire) -> None:
    assert read_standing(client, "acme/ledgerd", (Owner("email", "a@example.com"),)) == Known()
    assert wire.calls("/api/graphql") == []


def test_one_query_is_bounded(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    repository = company.repository()
    many = tuple(Owner("user", f"nobody{number}") for number in range(MOST + 20))
    with company.github(calls).job(repository) as client:
        found = read_standing(client, repository, many)
    assert len(found.standing) == MOST
    assert len([kind for kind, _ in calls if kind == "read"]) == 1
