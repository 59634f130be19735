"""What is remembered of people, for how long, and what makes it forgotten."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.known_people import forget_people
from homebot.app.membership import Membership, acting_on, read_membership, remember_refused
from homebot.app.outside import Outside
from homebot.app.reconcile import forget_old
from homebot.core.directory import Place
from homebot.core.facts import Review
from homebot.core.ownership import Owner, PathOwners
from homebot.sandbox.box import Box
from homebot.store import cache
from homebot.store.engine import writing
from tests import build
from tests.nursery import sandbox

ORG = """\
version: 1
entities: {company: {}}
teams:
  payments: {entity: company, github_team: acme/payments}
  other: {entity: company, github_team: other/people}
"""
SERVICES = "version: 1\nservices:\n  ledgerd: {owner: payments, repository: acme/ledgerd}\n"
START = datetime(2026, 11, 2, tzinfo=UTC)


@dataclass
class Room:
    """homebot's knowledge of people, with a clock that is moved by hand; `calls` are those to GitHub."""

    outside: Outside
    box: Box
    now: list[datetime]
    calls: list[str] = field(default_factory=list)

    def team(self, *members: str, organisation: str = "acme", slug: str = "payments", **more: object) -> None:
        self.box.control("team", organisation=organisation, slug=slug, members=members, **more)

    def read(
        self,
        *acting: str,
        author: str = "carol",
        repository: str = "acme/ledgerd",
        named: Sequence[PathOwners] = (),
    ) -> Membership:
        directory = self.outside.configuration.current()
        with self.outside.github.job(repository) as client:
            return read_membership(
                self.outside, client, directory, repository, author, ["payments", "other"], acting, named
            )

    def as_app(self, *organisations: str) -> "Room":
        """The same for an App that is installed in these organisations."""
        number, key = self.box.app("http://127.0.0.1:9/", "secret")
        self.box.control("webhook", paused=True)
        for organisation in organisations:
            self.box.control("install", organisation=organisation)
        github = GitHub(
            self.box.api_url, Credentials(app_id=number, private_key=key), lambda *call: self.calls.append(call[1])
        )
        return replace(self, outside=replace(self.outside, github=github))

    def members(self, *acting: str) -> tuple[str, ...]:
        return dict(self.read(*acting).members).get("payments", ())

    def later(self, **time: float) -> None:
        self.now[0] += timedelta(**time)

    def event(self, organisation: str) -> None:
        self.later(seconds=1)
        with writing(self.outside.engine) as connection:
            forget_people(connection, organisation, self.now[0])
        self.later(seconds=1)

    def counted(self) -> list[str]:
        found = list(self.calls)
        self.calls.clear()
        return found


@pytest.fixture
def room(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    with sandbox(tmp_path / "github") as box, analysers(1) as analysis:
        token = box.person("root", "acme", "other").token
        for login in ("alice", "bob", "carol"):
            box.person(login, "acme")
        box.repository("acme", "ledgerd", {"README.md": "#\n"})
        now, calls = [START], list[str]()

        def counted(kind: str, operation: str) -> None:
            calls.append(operation)

        outside = Outside(
            configuration=Configuration([("org.yaml", ORG), ("services.yaml", SERVICES)]),
            github=GitHub(box.api_url, Credentials(token=token), counted),
            mirrors=Mirrors(tmp_path / "mirrors", 1 << 20),
            analysis=analysis,
            engine=database,
            clock=lambda: now[0],
            version="1",
        )
        found = Room(outside, box, now, calls)
        found.team("alice", "bob")
        found.team("zoe", organisation="other", slug="people")
        yield found


def test_one_query_an_hour_and_one_more_after_an_event_of_the_organisation(room: Room) -> None:
    assert room.members() == ("alice", "bob")
    room.team("alice")
    assert room.members() == ("alice", "bob")
    assert room.counted() == ["people"]
    room.event("other")
    assert room.members() == ("alice", "bob")
    room.event("acme")
    assert room.members() == ("alice",)
    room.team("alice", "bob")
    room.later(hours=1, seconds=1)
    assert room.members() == ("alice", "bob")
    assert room.counted() == ["people"] * 3


def test_what_an_event_overtook_is_not_remembered(room: Room) -> None:
    """The event came after the question was asked and before the answer was stored: by the clock, at the same time."""
    with writing(room.outside.engine) as connection:
        forget_people(connection, "acme", room.now[0])
    assert room.members() == ("alice", "bob")
    room.team("alice")
    room.later(seconds=1)
    assert room.members() == ("alice",)
    assert room.counted() == ["people"] * 2


def test_only_of_a_team_that_is_not_known_whole_those_who_act_are_asked_about(room: Room) -> None:
    assert room.members("bob") == ("alice", "bob")
    room.members("alice", "dave")
    assert room.counted() == ["people"]
    logins = [f"m{number:03}" for number in range(250)]
    room.team(*logins)
    room.event("acme")
    assert "m125" not in room.members()
    assert len(room.members()) == 200
    assert room.read().large == (("acme/payments", 250),)
    room.counted()
    assert "m125" in room.members("m125", "carol")
    assert "m125" in room.members("m125", "carol")
    assert "m126" not in room.members("m125", "carol")
    assert [one for one in room.counted() if one == "people"] == ["people"]


def test_of_bar_raisers_is_known_whether_they_see_the_repository_and_which_teams_they_are_in(room: Room) -> None:
    away = "  checkout: {entity: company, github_team: acme/away}\n"
    org = f"{ORG}{away}bar_raisers: {{architecture: [gina, bob]}}\n"
    configuration = Configuration([("org.yaml", org), ("services.yaml", SERVICES)])
    there = replace(room, outside=replace(room.outside, configuration=configuration))
    room.team("gina", slug="away")
    found = there.read()
    assert dict(found.members)["checkout"] == ("gina",), "of a team that nobody asked for"
    assert {"bob", "gina"} <= {person.login for person in found.people}
    assert there.read() == found
    assert room.counted() == ["people"]


def test_access_is_asked_once_for_fifty_at_most_the_listed_ones_first(room: Room) -> None:
    room.team(*(f"m{number:03}" for number in range(200)))
    people = {person.login: person for person in room.read().people}
    assert room.counted() == ["people", "access"]
    assert len(people) == 201  # zoe of the other organisation too
    assert {login for login, person in people.items() if not person.has_access} == set()
    room.read()
    assert room.counted() == []
    room.read("m199")
    assert room.counted() == ["access"]


def test_access_that_an_event_overtook_is_not_remembered(room: Room) -> None:
    room.team(*(f"m{number:03}" for number in range(200)))
    with writing(room.outside.engine) as connection:
        forget_people(connection, "acme", room.now[0])
    room.read()
    room.later(seconds=1)
    room.counted()
    room.read()
    assert room.counted() == ["people", "access"]


def test_who_was_refused_counts_as_without_access_until_something_changes(room: Room) -> None:
    room.read()
    remember_refused(room.outside, "acme/ledgerd", ["bob"])
    assert {one.login: one.has_access for one in room.read().people}["bob"] is False
    room.event("acme")
    assert {one.login: one.has_access for one in room.read().people}["bob"] is True


def test_a_hidden_team_is_looked_for_again_within_minutes(room: Room) -> None:
    room.team("alice", secret=True)
    assert room.read().invisible == ("acme/payments",)
    room.later(minutes=4)
    assert room.read().invisible == ("acme/payments",)
    assert room.counted() == ["people"]
    room.team("alice", secret=False)
    room.later(minutes=2)
    assert room.read().invisible == ()


def test_a_renamed_team_is_told_from_one_that_is_gone(room: Room) -> None:
    room.read()
    room.box.control("rename-team", organisation="acme", slug="payments", to="billing")
    room.event("acme")
    assert (room.read().renamed, room.read().invisible) == ((("acme/payments", "acme/billing"),), ())
    room.box.control("delete-team", organisation="acme", slug="billing")
    room.event("acme")
    assert (room.read().renamed, room.read().invisible) == ((), ("acme/payments",))


def test_each_organisation_is_asked_through_the_installation_there(room: Room) -> None:
    app = room.as_app("acme", "other")
    app.box.repository("other", "site", {"README.md": "#\n"})
    expected = (("other", ("zoe",)), ("payments", ("alice", "bob")))
    assert app.read().members == expected
    assert app.read(author="zoe", repository="other/site").members == expected
    assert app.counted().count("people") == 4, "each organisation is asked of its teams, and of each author once"
    assert app.read(author="carol").members == expected
    assert app.counted() == []
    assert app.read(author="zoe").members == expected


def test_where_the_app_is_not_installed_nobody_is_known_and_nothing_fails(room: Room) -> None:
    app = room.as_app("acme")
    found = app.read(author="zoe")
    assert found.members == (("payments", ("alice", "bob")),)
    assert found.invisible == ("other/people",)
    app.counted()
    app.read(author="zoe")
    assert app.counted() == []


def test_a_file_shows_nobody_of_an_organisation_that_is_not_its_own(room: Room) -> None:
    """GitHub takes no team of another organisation for an owner; that homebot is installed there opens no door."""
    app = room.as_app("acme", "other")
    app.team("yan", organisation="other", slug="vault")
    owners = (Owner("team", "other/vault"), Owner("team", "other/people"))
    named = [PathOwners("CODEOWNERS", Place("CODEOWNERS", 1), owners, ("a.py",))]
    app.box.repository("other", "site", {"README.md": "#\n"})
    assert dict(app.read(repository="other/site", named=named).github_teams)["other/vault"] == ("yan",)
    found = app.read(named=named)
    assert dict(found.github_teams) == {"other/people": ("zoe",)}, "the catalogue names that one itself"
    assert found.invisible == ("other/vault",)


def test_of_a_large_team_that_a_file_alone_names_those_who_act_are_asked_about(room: Room) -> None:
    """In an organisation of which the catalogue lists no team."""
    room.box.person("root", "tools")
    room.team(*(f"m{number:03}" for number in range(250)), organisation="tools", slug="crowd")
    room.box.repository("tools", "site", {"README.md": "#\n"})
    named = [PathOwners("CODEOWNERS", Place("CODEOWNERS", 1), (Owner("team", "tools/crowd"),), ("a.py",))]
    found = room.read("m125", repository="tools/site", named=named)
    assert found.large == (("tools/crowd", 250),)
    assert {"m000", "m125"} <= set(dict(found.github_teams)["tools/crowd"])
    assert "m126" not in dict(found.github_teams)["tools/crowd"]
    room.counted()
    room.read("m125", repository="tools/site", named=named)
    assert room.counted() == [], "it is remembered"


def test_what_is_of_no_use_any_more_is_not_kept(room: Room) -> None:
    remember_refused(room.outside, "acme/ledgerd", ["bob"])
    kept = {"known-team:": 2, "team-of:": 2, "access:": 1, "refused:": 1}
    for later, expected in ((30, kept), (90, {"refused:": 1}), (60 * 24, {})):
        room.read()
        room.later(minutes=later)
        with writing(room.outside.engine) as connection:
            forget_old(connection, room.outside)
            found = {kind: len(cache.under(connection, kind)) for kind in kept}
        assert {kind: number for kind, number in found.items() if number} == expected


def test_who_acts_is_whoever_decides_something_now() -> None:
    reviews = tuple(Review(f"r{number}", "APPROVED", build.NOW) for number in range(40))
    conversation = build.snapshot(reviews=reviews, committers=("dave",)).conversation
    acting = acting_on(conversation, ["erin", conversation.author])
    assert acting[:4] == ("erin", "dave", "r39", "r38")
    assert len(acting) == 30
    assert conversation.author not in acting
