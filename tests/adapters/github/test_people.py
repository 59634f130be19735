"""Teams, access and membership, as GitHub tells them to an installation."""

from typing import Any

import pytest
from graphql import parse, validate

from homebot.adapters.github.client import Client
from homebot.adapters.github.outcomes import Later
from homebot.adapters.github.people import People, is_org_member, read_access, read_people
from homebot.sandbox.contract import Contract
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Reply, Seen, Wire


def test_teams_access_and_the_authors_teams_come_in_one_query(company: Company) -> None:
    calls: list[tuple[str, str]] = []
    repository = company.repository()
    company.box.control("user", login="bob", busy=True)
    with company.github(calls).job(repository) as client:
        found = read_people(client, repository, ["acme/payments", "acme/nobody"], "alice", ["acme"])
    company.box.control("user", login="bob", busy=False)
    assert [kind for kind, _ in calls].count("read") == 1
    assert found.members == (("acme/payments", ("alice", "bob")),)
    assert found.invisible == ("acme/nobody",)
    assert found.teams == ("acme/payments",)
    access = dict(found.access)
    assert (access["alice"], access["bob"]) == (False, True)
    assert "mallory" in access
    assert "zoe" not in access
    assert not found.access_cut


def test_nothing_is_asked_when_nothing_is_missing(client: Client, wire: Wire) -> None:
    assert read_people(client, None, (), None, ("acme",)) == People()
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


def test_a_large_team_is_read_page_by_page(wire: Wire, client: Client) -> None:
    def answer(seen: Seen) -> Reply:
        after = seen.body["variables"].get("after")
        number = int(after or 0)
        page: dict[str, Any] = {"nodes": [{"login": f"U{number}"}, None]}
        page["pageInfo"] = {"hasNextPage": number < 3, "endCursor": str(number + 1)}
        team = {"team": {"members": page}}
        return Reply(200, {"data": {"organization": team} if after else {"t0": team}})

    wire.on_query(answer)
    assert read_people(client, None, ["acme/all"], None, ()).members == (("acme/all", ("u0", "u1", "u2", "u3")),)
    schema = Contract().graphql
    assert [validate(schema, parse(one["query"])) for one in wire.bodies("POST", "/api/graphql")] == [[]] * 4


def test_what_may_not_be_seen_is_invisible_and_the_rest_is_read(wire: Wire, client: Client) -> None:
    errors = [{"type": "FORBIDDEN", "path": ["t0"], "message": "Resource not accessible by integration"}]
    seen = {"t0": None, "t1": {"team": {"members": None}}, "o0": {"teams": None}, "repository": None}
    wire.on_query(Reply(200, {"data": seen, "errors": errors}))
    found = read_people(client, "acme/ledgerd", ["other/secret", "acme/known"], "alice", ["acme"])
    assert found == People(members=(("acme/known", ()),), invisible=("other/secret",))


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
