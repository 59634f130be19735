"""Teams in the stand-in, as GitHub's schema and webhooks have them: nested, renamed, deleted, and what is refused."""

from typing import Any

import pytest

from homebot.sandbox.box import Refused
from tests.sandbox.conftest import Company

MEMBERS = """query($slug: String!) { organization(login: "acme") { team(slug: $slug) {
  all: members(first: 100) { totalCount nodes { login } }
  own: members(first: 100, membership: IMMEDIATE) { nodes { login } }
  below: members(first: 100, membership: CHILD_TEAM) { nodes { login } }
  oldest: members(first: 1, orderBy: {field: CREATED_AT, direction: ASC}) { nodes { login } }
  last: members(last: 1, orderBy: {field: LOGIN, direction: ASC}) { nodes { login } }
  named: members(first: 9, query: "ar") { nodes { login } }
  parentTeam { slug } childTeams(first: 9) { nodes { slug } }
  deep: childTeams(first: 9, immediateOnly: false) { nodes { slug } } privacy
} } }"""


def nested(acme: Company) -> None:
    for slug, parent, members in (("top", None, ["alice"]), ("mid", "top", []), ("leaf", "mid", ["bob", "carol"])):
        acme.box.control("team", organisation="acme", slug=slug, members=members, parent=parent)


def names(page: dict[str, Any], key: str = "login") -> list[str]:
    return [one[key] for one in page["nodes"]]


def test_who_is_in_a_child_team_is_a_member_unless_asked_otherwise(acme: Company) -> None:
    nested(acme)
    top = acme.query(MEMBERS, slug="Top")["data"]["organization"]["team"]
    assert (top["all"]["totalCount"], names(top["all"])) == (3, ["alice", "bob", "carol"])
    assert (names(top["own"]), names(top["below"])) == (["alice"], ["bob", "carol"])
    assert (names(top["oldest"]), names(top["last"]), names(top["named"])) == (["alice"], ["carol"], ["carol"])
    assert (top["parentTeam"], names(top["childTeams"], "slug"), names(top["deep"], "slug")) == (
        None,
        ["mid"],
        ["leaf", "mid"],
    )
    leaf = acme.query(MEMBERS, slug="leaf")["data"]["organization"]["team"]
    assert (leaf["parentTeam"], leaf["privacy"]) == ({"slug": "mid"}, "VISIBLE")


def test_a_list_is_not_cut_by_an_argument_nobody_hears(acme: Company) -> None:
    nested(acme)
    text = (
        '{ organization(login: "acme") { team(slug: "top") { members(first: 9, role: MAINTAINER) { totalCount } } } }'
    )
    [error] = acme.query(text)["errors"]
    assert "does not know the arguments role" in error["message"]


@pytest.mark.parametrize("more", [{"parent": "nowhere"}, {"parent": "leaf"}, {"parent": "top"}, {"secret": True}])
def test_teams_that_cannot_be_nested_so(more: dict[str, Any], acme: Company) -> None:
    nested(acme)
    with pytest.raises(Refused) as error:
        acme.box.control("team", organisation="acme", slug="top", **{"parent": "mid", **more})
    assert error.value.status == 422


def test_each_change_of_a_team_is_told(acme: Company) -> None:
    nested(acme)
    acme.box.idle()
    acme.listener.heard.clear()
    acme.box.control("team", organisation="acme", slug="leaf", members=["carol", "alice"], parent="top")
    acme.box.control("rename-team", organisation="acme", slug="top", to="summit")
    acme.box.control("delete-team", organisation="acme", slug="summit")
    acme.box.control("leave-organisation", organisation="acme", login="carol")
    acme.box.idle()
    added, removed = acme.listener.of("membership")
    assert {one.payload["action"]: one.payload["member"]["login"] for one in (added, removed)} == {
        "added": "alice",
        "removed": "bob",
    }
    assert added.payload["team"]["slug"] == "leaf"
    edited = [one.payload for one in acme.listener.of("team", "edited")]
    assert sorted((one["team"]["slug"], one["changes"].get("name", {}).get("from")) for one in edited) == [
        ("leaf", None),
        ("summit", "top"),
    ]
    deleted = {one.payload["team"]["slug"] for one in acme.listener.of("team", "deleted")}
    assert deleted == {"leaf", "mid", "summit"}
    [left] = acme.listener.of("organization", "member_removed")
    assert left.payload["membership"]["user"]["login"] == "carol"
    acme.box.person("carol", "acme")
