"""Who carries what, from real manifests and tags: it begins, ends and begins again, each fact once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.core.credit.events import Carried, Dropped
from homebot.core.pushes import Pushed
from homebot.store import json
from homebot.store.engine import writing
from tests.app.graph_room import SERVICES, Room, room

WANTED = "acme-ledgerd-client=={}\n"


@pytest.fixture
def acme(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    """Contribution 12 is released as 1.2.0, 13 as 1.3.0."""
    with room(tmp_path, database) as found:
        release(found)
        yield found


def release(acme: Room) -> None:
    acme.box.tag("acme/ledgerd", "v1.0.0")
    for number, version in ((12, "v1.2.0"), (13, "v1.3.0")):
        acme.merged(number, acme.push("ledgerd", {"a.py": f"a = {number}\n"}))
        acme.box.tag("acme/ledgerd", version)
    acme.read("ledgerd")


def needs(acme: Room, version: str, repository: str = "player") -> str:
    """The repository needs the client in this version from now on."""
    oid = acme.push(repository, {"requirements.txt": WANTED.format(version)})
    acme.days(1)
    acme.read(repository)
    return oid


def test_it_begins_with_a_version_that_holds_the_contribution(acme: Room) -> None:
    needs(acme, "1.1.0")
    assert acme.adopted == []
    oid = needs(acme, "1.2.1")
    assert acme.adopted == ["+player 12"]
    [fact] = acme.facts(Carried)
    assert isinstance(fact, Carried)
    assert (fact.of, fact.service, fact.consumer, fact.at) == ("acme/ledgerd#12", "ledgerd", "video", acme.now)
    where = fact.evidence
    assert (where.repository, where.commit, where.path, where.line) == ("acme/player", oid, "requirements.txt", 1)
    assert (where.package, where.version) == ("pkg:pypi/acme-ledgerd-client", "1.2.1")
    needs(acme, "2.0.0")
    assert acme.adopted == ["+player 12", "+player 13"]


def test_a_requirement_counts_by_the_lowest_version_it_admits(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client>=1.2,<3\n"})
    acme.push("storefront", {"requirements.txt": "acme-ledgerd-client\n"})
    acme.read("player", "storefront")
    assert acme.adopted == ["+player 12"]


def test_it_ends_with_an_older_version_or_none_and_may_begin_again(acme: Room) -> None:
    needs(acme, "1.3.0")
    oid = needs(acme, "1.2.9")
    assert acme.adopted == ["+player 12", "+player 13", "-player 13"]
    [dropped] = acme.facts(Dropped)
    assert isinstance(dropped, Dropped)
    assert dropped.because == "player resolves pkg:pypi/acme-ledgerd-client 1.2.9, below 1.3.0"
    assert (dropped.evidence.commit, dropped.evidence.version) == (oid, "1.2.9")
    acme.push("player", {"requirements.txt": "flask==3\n"})
    acme.read("player")
    assert acme.adopted[3:] == ["-player 12"]
    needs(acme, "1.3.0")
    assert acme.adopted[4:] == ["+player 12", "+player 13"]
    assert len({fact.key for fact in (*acme.facts(Carried), *acme.facts(Dropped))}) == 6


def test_a_branch_that_goes_back_and_forth_is_told_each_time(acme: Room) -> None:
    """The same two commits, again and again, and a clock that stands still."""
    old = acme.push("player", {"requirements.txt": WANTED.format("1.0.0")})
    new = acme.push("player", {"requirements.txt": WANTED.format("1.2.0")})
    for _ in range(2):
        for oid in (new, old):
            acme.push("player", {"x": oid}, **{"from": oid})
            acme.read("player")
    assert acme.adopted == ["+player 12", "-player 12"] * 2
    times = [fact.at for fact in (*acme.facts(Carried), *acme.facts(Dropped))]
    assert len(set(times)) == 4


def test_a_version_that_is_none_changes_nothing(acme: Room) -> None:
    needs(acme, "1.2.0")
    acme.push("player", {"requirements.txt": "acme-ledgerd-client @ https://example.com/client.whl\n"})
    acme.read("player")
    assert acme.adopted == ["+player 12"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements-dev.txt", WANTED.format("1.3.0")),
        ("pyproject.toml", '[project]\nname = "player"\n[dependency-groups]\ndev = ["acme-ledgerd-client==1.3.0"]\n'),
    ],
)
def test_what_is_not_needed_at_run_time_is_not_carried(acme: Room, path: str, text: str) -> None:
    acme.push("player", {path: text})
    acme.read("player")
    assert len(acme.rows()) == 1
    assert acme.adopted == []


def test_a_release_is_carried_by_all_who_have_it_already(acme: Room) -> None:
    needs(acme, "9.0.0")
    needs(acme, "9.0.0", "storefront")
    before = len(acme.adopted)
    acme.merged(14, acme.push("ledgerd", {"a.py": "a = 14\n"}))
    acme.box.tag("acme/ledgerd", "v2.0.0")
    acme.read("ledgerd")
    assert sorted(acme.adopted[before:]) == ["+player 14", "+storefront 14"]


def test_the_same_reading_a_thousand_times_is_one_fact(acme: Room) -> None:
    acme.push("player", {"requirements.txt": WANTED.format("1.2.0")})
    read = acme.look("player")
    for _ in range(1000):
        acme.keep(read)
    assert acme.adopted == ["+player 12"]


def test_a_home_team_and_a_service_itself_adopt_nothing(database: sa.Engine, tmp_path: Path) -> None:
    services = SERVICES + "  books: {owner: payments, repository: acme/storefront, since: 2020-01-01}\n"
    services = services.replace("  storefront: {owner: checkout, repository: acme/storefront, since: 2020-01-01}\n", "")
    with room(tmp_path, database, services) as acme:
        release(acme)
        needs(acme, "1.3.0", "storefront")
        needs(acme, "1.3.0", "ledgerd")
        assert {row.line.service for row in acme.rows()} == {"books", "ledgerd"}
        assert acme.adopted == []


def test_two_services_that_provide_one_package_are_in_conflict_until_one_gives_in(acme: Room) -> None:
    needs(acme, "1.2.0")
    conflict = '- name: storefront\n  provides: ["pkg:pypi/acme-ledgerd-client"]\n'
    acme.push("storefront", {".homebot.yml": conflict})
    acme.catalogue(SERVICES.replace('    provides: ["pkg:pypi/acme-ledgerd-client"]\n', ""))
    acme.push("ledgerd", {".homebot.yml": 'provides: ["pkg:pypi/acme-ledgerd-client"]\n'})
    acme.read("storefront", "ledgerd")
    needs(acme, "1.0.0")
    needs(acme, "1.3.0")
    assert acme.adopted == ["+player 12"]
    acme.push("storefront", {".homebot.yml": None})
    acme.read("storefront")
    acme.sweep()
    assert acme.adopted == ["+player 12", "+player 13"]


def test_who_is_not_eligible_yet_is_once_the_days_have_passed(database: sa.Engine, tmp_path: Path) -> None:
    services = SERVICES.replace("acme/player, since: 2020-01-01", "acme/player, since: 2026-03-01")
    with room(tmp_path, database, services) as acme:
        release(acme)
        needs(acme, "1.3.0")
        acme.days(57)
        acme.sweep()
        assert acme.adopted == []
        acme.days(1)
        assert acme.sweep() == 2
        assert acme.adopted == ["+player 12", "+player 13"]
        assert acme.sweep() == 0


@pytest.mark.parametrize(
    ("said", "adopted"),
    [
        (Pushed(1, archived=True, fork=False), []),
        (Pushed(1, archived=False, fork=True), []),
        (Pushed(1, archived=False, fork=False), ["+player 12"]),
    ],
)
def test_what_github_says_of_the_repository_decides(acme: Room, said: Pushed, adopted: list[str]) -> None:
    acme.push("player", {"requirements.txt": WANTED.format("1.2.0")})
    acme.keep(acme.look("player"), said)
    assert acme.adopted == adopted


def test_services_that_need_each_other_harm_nobody(database: sa.Engine, tmp_path: Path) -> None:
    services = SERVICES.replace(
        "storefront: {owner: checkout,", 'storefront: {owner: checkout, provides: ["pkg:pypi/acme-storefront"],'
    )
    with room(tmp_path, database, services) as acme:
        release(acme)
        oid = acme.push("storefront", {"requirements.txt": WANTED.format("1.3.0")})
        acme.merged(5, oid, "storefront", "storefront")
        acme.push("ledgerd", {"requirements.txt": "acme-storefront==1.0\nacme-ledgerd-client==1.0\n"})
        acme.read("storefront", "ledgerd", "storefront", "ledgerd")
        assert acme.adopted == ["+storefront 12", "+storefront 13"]


def test_who_leaves_the_catalogue_keeps_what_was_adopted(acme: Room) -> None:
    needs(acme, "1.2.0")
    acme.catalogue("\n".join(line for line in SERVICES.splitlines() if "player" not in line) + "\n")
    acme.sweep()
    assert acme.rows() == ()
    acme.catalogue(SERVICES)
    acme.sweep()
    acme.read("player")
    assert acme.adopted == ["+player 12"]


def test_the_owner_of_the_day_adopts_and_a_successor_does_not_adopt_again(acme: Room) -> None:
    needs(acme, "1.2.0")
    acme.catalogue(SERVICES.replace("player: {owner: video", "player: {owner: ads"))
    acme.sweep()
    needs(acme, "1.0.0")
    needs(acme, "1.3.0")
    found = sorted((*acme.facts(Carried), *acme.facts(Dropped)), key=lambda fact: getattr(fact, "at", acme.now))
    assert [(type(one).__name__, one.consumer) for one in found if isinstance(one, Carried | Dropped)] == [
        ("Carried", "video"),
        ("Dropped", "video"),
        ("Carried", "ads"),
        ("Carried", "ads"),
    ]


def test_the_view_is_that_of_the_facts(acme: Room) -> None:
    from homebot.app.credit_views import rebuild
    from homebot.store import carrying

    needs(acme, "1.3.0")
    needs(acme, "1.2.0")
    with writing(acme.engine) as connection:
        before = carrying.of_service(connection, "player")
        rebuild(connection)
        after = carrying.of_service(connection, "player")
    assert json.encode(sorted(before.items())) == json.encode(sorted(after.items()))
    assert [one.open for _, one in sorted(after.items())] == [True, False]
