"""Teams, access and membership, as GitHub tells them to an installation."""

import pytest
from graphql import parse, validate

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Later
from homebot.adapters.github.people import People, TeamRead, is_org_member, read_access, read_new_name, read_people
from homebot.sandbox.contract import Contract
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Reply, Wire


def test_teams_access_and_the_authors_teams_come_in_one_query(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    repository = company.repository()
    company.box.control("user", login="bob", busy=True)
    with company.github(calls).job(repository) as client:
        found = read_people(client, repository, ["acme/payments", "acme/nobody"], ["alice", "carol"], ["acme"])
    company.box.control("user", login="bob", busy=False)
    assert [kind for kind, _ in calls].count("read") == 1
    [payments] = found.teams
    assert (payments.team, payments.members, payments.total) == ("acme/payments", ("alice", "bob"), 2)
    assert found.invisible == ("acme/nobody",)
    assert found.teams_of == (("alice", ("acme/payments",)), ("carol", ()))
    access = dict(found.access)
    assert (access["alice"], access["bob"]) == (False, True)
    assert "mallory" in access
    assert "zoe" not in access
    assert not found.access_cut


def test_nothing_is_asked_when_nothing_is_missing(client: Client, wire: Wire) -> None:
    assert read_people(client, None, (), (), ("acme",)) == People()
    assert read_people(client, None, (), ("alice",), ()) == People()
    assert wire.calls("/api/graphql") == []


def test_access_of_many_is_asked_fifty_at_a_time(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    repository = company.repository()
    names = [f"nobody{number}" for number in range(98)]
    with company.github(calls).job(repository) as client:
        found = read_access(client, repository, [*names, "alice", "zoe"])
    assert found == (("alice", False),)
    assert [operation for kind, operation in calls if kind == "read"] == ["access", "access"]


def test_a_namesake_has_no_part_in_anothers_access(wire: Wire, client: Client) -> None:
    users = [
        None,
        {"login": "Al", "status": None},
        {"login": "Alice", "status": {"indicatesLimitedAvailability": True}},
    ]
    wire.on_query(Reply(200, {"data": {"repository": {"u0": {"nodes": users}, "u1": None}}}))
    assert read_access(client, "acme/ledgerd", ["alice", "ali"]) == (("alice", True),)


def test_members_of_child_teams_are_members_and_the_teams_above_a_persons_own_are_theirs(company: Company) -> None:
    for slug, parent, members in (("org", None, []), ("dept", "org", ["carol"]), ("squad", "dept", ["bob"])):
        company.box.control("team", organisation="acme", slug=slug, parent=parent, members=members)
    with company.github().job(company.repository()) as client:
        found = read_people(client, None, ["acme/org", "acme/dept", "acme/squad"], ["bob", "zoe"], ["acme"])
    assert {team.team: team.members for team in found.teams} == {
        "acme/org": ("bob", "carol"),
        "acme/dept": ("bob", "carol"),
        "acme/squad": ("bob",),
    }
    assert dict(found.teams_of)["bob"] == ("acme/dept", "acme/org", "acme/payments", "acme/squad")
    assert dict(found.teams_of)["zoe"] == ()


@pytest.mark.parametrize(("people", "known"), [(100, 100), (101, 101), (200, 200), (201, 200), (3000, 200)])
def test_a_team_of_any_size_costs_one_query(people: int, known: int, company: Company) -> None:
    logins = [f"member{number:04}" for number in range(people)]
    company.box.control("team", organisation="acme", slug=f"all{people}", members=logins)
    calls: list[tuple[str, str]] = []
    with company.github(calls).job(company.repository()) as client:
        found = read_people(client, None, [f"acme/all{people}"], ["member1500", "alice"], ["acme"])
    [team] = found.teams
    assert (len(team.members), team.total) == (known, people)
    assert team.members == tuple(sorted({*logins[:100], *logins[-100:]}))
    assert (f"acme/all{people}" in dict(found.teams_of)["member1500"]) == (people == 3000)
    assert f"acme/all{people}" not in dict(found.teams_of)["alice"]
    assert [kind for kind, _ in calls].count("read") == 1


def test_a_team_that_was_renamed_is_found_by_its_id(company: Company) -> None:
    company.box.control("team", organisation="acme", slug="before", members=["bob"])
    with company.github().job(company.repository()) as client:
        [team] = read_people(client, None, ["acme/before"], (), ()).teams
        assert read_new_name(client, team.node) == "acme/before"
        company.box.control("rename-team", organisation="acme", slug="before", to="after")
        assert read_people(client, None, ["acme/before"], (), ()).invisible == ("acme/before",)
        assert read_new_name(client, team.node) == "acme/after"
        company.box.control("delete-team", organisation="acme", slug="after")
        assert read_new_name(client, team.node) is None


def test_what_may_not_be_seen_is_invisible_and_the_rest_is_read(wire: Wire, client: Client) -> None:
    errors = [{"type": "FORBIDDEN", "path": ["t0"], "message": "Resource not accessible by integration"}]
    seen = {"t0": None, "t1": {"team": {"id": "T_1", "members": None}}, "o0": {"p0": None}, "repository": None}
    wire.on_query(Reply(200, {"data": seen, "errors": errors}))
    found = read_people(client, "acme/ledgerd", ["other/secret", "acme/known"], ["alice"], ["acme"])
    known = TeamRead("acme/known", (), 0, "T_1")
    assert found == People(teams=(known,), invisible=("other/secret",), teams_of=(("alice", ()),))
    schema = Contract().graphql
    assert [validate(schema, parse(one["query"])) for one in wire.bodies("POST", "/api/graphql")] == [[]]


@pytest.mark.parametrize(("login", "member"), [("alice", True), ("carol", True), ("zoe", False), ("nobody", False)])
def test_membership_is_what_github_says(login: str, member: bool, company: Company) -> None:
    repository = company.repository()
    with company.github().job(repository) as client:
        assert is_org_member(client, "acme", login) is member


@pytest.mark.parametrize(
    ("reply", "member"),
    [
        pytest.param(Reply(204), True, id="member"),
        pytest.param(Reply(404, {"message": "Not Found"}), False, id="not a member"),
        pytest.param(Reply(302, {}, {"Location": "/orgs/acme/public_members/zoe"}), False, id="homebot may not know"),
        pytest.param(Reply(403, {"message": "Resource not accessible"}), False, id="forbidden"),
    ],
)
def test_only_a_clear_yes_makes_a_member(reply: Reply, member: bool, wire: Wire, client: Client) -> None:
    wire.on("GET", "/orgs/acme/members/zoe", reply)
    assert is_org_member(client, "acme", "zoe") is member


def test_membership_is_not_guessed_while_github_is_away(wire: Wire, client: Client) -> None:
    wire.on("GET", "/orgs/acme/members/zoe", Reply(502, {}))
    with pytest.raises(Later):
        is_org_member(client, "acme", "zoe")


def test_a_name_cannot_lead_to_another_address(wire: Wire, client: Client) -> None:
    wire.on("GET", "/orgs/acme/members/.*", Reply(204))
    is_org_member(client, "acme", "../../../user?x=#")
    assert wire.calls("/orgs.*") == ["GET /orgs/acme/members/..%2F..%2F..%2Fuser%3Fx%3D%23"]
