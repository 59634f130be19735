"""Default branches are read with real git, from a stand-in for GitHub, into a real database: the graph, its days,
releases, and who carries what."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.app.consumers import see_pushed
from homebot.app.ledgering import append
from homebot.core.credit.events import BatchConfirmed
from homebot.store.engine import writing
from tests.app.graph_room import SERVICES, START, Room, room


@pytest.fixture
def acme(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, database) as found:
        yield found


def test_a_push_brings_the_graph_up_to_date_and_keeps_its_days(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "flask==3.1\nacme-ledgerd-client==1.2.0\n"})
    acme.read("player")
    [row] = acme.rows()
    assert (row.line.service, row.line.path, row.line.line, row.line.version) == (
        "player",
        "requirements.txt",
        2,
        "1.2.0",
    )
    acme.days(10)
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.3.0\n"})
    acme.read("player")
    assert [row.line.version for row in acme.rows()] == ["1.3.0"]
    assert [row.line.version for row in acme.rows(at=START)] == ["1.2.0"]
    acme.days(10)
    acme.push("player", {"requirements.txt": None})
    acme.read("player")
    assert acme.rows() == ()
    assert [row.line.version for row in acme.rows(at=START.replace(day=12))] == ["1.3.0"]


def test_a_line_that_only_moved_keeps_its_beginning(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.2.0\n"})
    acme.read("player")
    acme.days(5)
    oid = acme.push("player", {"requirements.txt": "# why\nacme-ledgerd-client==1.2.0\n"})
    acme.read("player")
    [row] = acme.rows()
    assert (row.line.line, row.commit, row.since, row.until) == (2, oid, START, None)


def test_reading_the_same_again_changes_nothing(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.2.0\n"})
    acme.read("player")
    before = acme.rows()
    read = acme.look("player")
    assert read.lines is None
    for _ in range(3):
        acme.days(1)
        acme.keep(read)
    assert acme.rows() == before


def test_a_rewritten_history_is_read_as_it_is_now(acme: Room) -> None:
    first = acme.push("player", {"README.md": "x\n"})
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==2.0.0\n"})
    acme.read("player")
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.0.0\n"}, **{"from": first})
    acme.read("player")
    assert [row.line.version for row in acme.rows()] == ["1.0.0"]


def test_a_reading_that_was_slow_is_overtaken_by_nothing_older(acme: Room) -> None:
    """Whatever push it was for, the newest state is read; what is written down last is what was read last."""
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.0.0\n"})
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.1.0\n"})
    acme.read("player", "player")
    assert [row.line.version for row in acme.rows()] == ["1.1.0"]


def test_clocks_that_go_backwards_end_no_line_before_it_began(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.0.0\n"})
    acme.read("player")
    acme.days(-3)
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.1.0\n"})
    acme.read("player")
    [row] = acme.rows()
    assert row.since == START
    assert [row.line.version for row in acme.rows(at=START)] == ["1.1.0"]


def test_a_repository_that_is_gone_keeps_its_lines_for_a_week(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.0.0\n"})
    acme.read("player")
    acme.box.control("rename", repository="acme/player", gone=True)
    assert acme.look("player", attempt=1).later is not None
    acme.read("player")
    acme.days(6)
    acme.read("player")
    assert len(acme.rows()) == 1
    assert [one.text for one in acme.troubles("player")] == ["GitHub has shown no such repository since 2026-04-01"]
    acme.days(1)
    acme.read("player")
    assert acme.rows() == ()


def test_what_comes_back_is_read_as_before(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.0.0\n"})
    acme.read("player")
    acme.box.control("rename", repository="acme/player", to="away")
    acme.read("player")
    acme.box.control("rename", repository="acme/away", to="player")
    acme.read("player")
    assert acme.troubles("player") == ()
    assert len(acme.rows()) == 1


def test_lines_of_a_repository_that_no_service_lives_in_any_more_end(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.0.0\n"})
    acme.read("player")
    acme.catalogue(SERVICES.replace("acme/player", "acme/screen"))
    acme.sweep()
    assert acme.rows() == ()
    acme.box.control("rename", repository="acme/player", to="screen")
    acme.read("screen")
    assert [(row.line.service, row.repository) for row in acme.rows()] == [("player", "acme/screen")]


def test_what_cannot_be_read_is_said_with_its_place_and_the_rest_counts(acme: Room) -> None:
    acme.push(
        "player",
        {
            "requirements.txt": "acme-ledgerd-client==1.0.0\n",
            "tools/pyproject.toml": "[project\n",
            "sub/requirements.txt": "base64://///w==",
        },
    )
    acme.read("player")
    assert len(acme.rows()) == 1
    assert [(one.path, one.line) for one in acme.troubles("player")] == [
        ("sub/requirements.txt", 1),
        ("tools/pyproject.toml", 1),
    ]


@pytest.mark.parametrize("folder", ["node_modules/x", "vendor/x", "tests/fixtures/x", "a/third_party/b"])
def test_what_others_wrote_is_not_what_the_service_needs(acme: Room, folder: str) -> None:
    acme.push("player", {f"{folder}/requirements.txt": "acme-ledgerd-client==1.0.0\n"})
    acme.read("player")
    assert acme.rows() == ()


def test_a_repository_without_manifests_says_nothing(acme: Room) -> None:
    acme.read("storefront")
    assert acme.troubles("storefront") == ()


def test_services_of_one_repository_have_their_own_lines(database: sa.Engine, tmp_path: Path) -> None:
    services = SERVICES + '  ads-api: {owner: ads, repository: acme/player, paths: ["ads/"], since: 2020-01-01}\n'
    with room(tmp_path, database, services) as acme:
        line = "acme-ledgerd-client==1.0.0\n"
        acme.push("player", {"requirements.txt": line, "ads/requirements.txt": line})
        acme.read("player")
        assert [(row.line.service, row.line.path) for row in acme.rows()] == [
            ("ads-api", "ads/requirements.txt"),
            ("player", "requirements.txt"),
        ]


def test_a_push_and_the_merge_that_made_it_wait_for_each_other_in_one_order(acme: Room) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.2.0\n"})
    read = acme.look("player")
    pushed = threading.Thread(target=acme.keep, args=(read,))
    with writing(acme.engine) as connection:
        see_pushed(connection, "acme/player", archived=False, fork=False, now=START)
        pushed.start()
        time.sleep(0.5)
        append(connection, BatchConfirmed("confirmed:1", "1", START))
    pushed.join()
    assert len(acme.rows()) == 1
