"""First releases of contributions, found in real tags, GitHub's releases and the versions that manifests say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.core.credit.events import ContributionReleased, ContributionVoided
from tests.app.graph_room import SERVICES, START, Room, room

MONOREPO = SERVICES.replace(
    'provides: ["pkg:pypi/acme-ledgerd-client"]', 'provides: ["pkg:npm/%40acme/client", "pkg:pypi/acme-ledgerd-server"]'
)


@pytest.fixture
def acme(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, database) as found:
        yield found


@pytest.fixture
def monorepo(sqlite_url: str, tmp_path: Path) -> Iterator[Room]:
    from homebot.store import migrations
    from homebot.store.engine import open_engine

    engine = open_engine(sqlite_url)
    migrations.upgrade(engine)
    with room(tmp_path, engine, MONOREPO) as found:
        yield found
    engine.dispose()


def test_a_merge_is_released_by_the_first_tag_that_contains_it(acme: Room) -> None:
    acme.box.tag("acme/ledgerd", "v1.0.0")
    acme.read("ledgerd")
    acme.merged(1, acme.push("ledgerd", {"a.py": "a = 2\n"}))
    acme.read("ledgerd")
    assert acme.released == []
    acme.push("ledgerd", {"a.py": "a = 3\n"})
    acme.box.tag("acme/ledgerd", "v1.1.0", annotated=True)
    acme.merged(2, acme.push("ledgerd", {"a.py": "a = 4\n"}))
    acme.box.tag("acme/ledgerd", "nightly")
    acme.read("ledgerd")
    assert acme.released == [("1", "acme-ledgerd-client", "1.1.0", "tag")]
    acme.box.tag("acme/ledgerd", "v2.0.0rc1")
    acme.box.tag("acme/ledgerd", "v2.0.0")
    acme.days(1)
    acme.read("ledgerd", published=frozenset({"v2.0.0rc1"}))
    assert acme.released[1:] == [("2", "acme-ledgerd-client", "2.0.0rc1", "release")]
    [first, _] = acme.facts(ContributionReleased)
    assert isinstance(first, ContributionReleased)
    assert (first.name, first.at) == ("v1.1.0", START)


def test_reading_a_thousand_times_releases_once(acme: Room) -> None:
    acme.box.tag("acme/ledgerd", "v1.0.0")
    acme.merged(1, acme.push("ledgerd", {"a.py": "a = 2\n"}))
    acme.box.tag("acme/ledgerd", "v1.1.0")
    read = acme.look("ledgerd")
    for _ in range(1000):
        acme.keep(read)
    assert len(acme.released) == 1


def test_a_merge_that_is_recorded_after_its_tag_was_read_is_released_all_the_same(acme: Room) -> None:
    oid = acme.push("ledgerd", {"a.py": "a = 2\n"})
    acme.box.tag("acme/ledgerd", "v1.1.0")
    acme.read("ledgerd")
    acme.merged(1, oid)
    acme.read("ledgerd")
    assert acme.released == [("1", "acme-ledgerd-client", "1.1.0", "tag")]


def test_a_tag_on_another_branch_counts_where_it_contains_the_merge(acme: Room) -> None:
    acme.box.tag("acme/ledgerd", "v1.0.0")
    merge = acme.push("ledgerd", {"a.py": "a = 2\n"})
    release = acme.box.commit("acme/ledgerd", "release-1.x", {"b.py": "b = 1\n"}, "alice", **{"from": merge})
    acme.merged(1, merge)
    acme.push("ledgerd", {"a.py": "a = 3\n"})
    acme.box.tag("acme/ledgerd", "v1.1.0", release)
    acme.read("ledgerd")
    assert acme.released == [("1", "acme-ledgerd-client", "1.1.0", "tag")]


def test_a_moved_or_deleted_tag_takes_nothing_back_and_is_said(acme: Room) -> None:
    acme.box.tag("acme/ledgerd", "v1.0.0")
    old = acme.push("ledgerd", {"a.py": "a = 2\n"})
    acme.merged(1, old)
    acme.box.tag("acme/ledgerd", "v1.1.0")
    acme.read("ledgerd")
    new = acme.push("ledgerd", {"a.py": "a = 3\n"})
    acme.merged(2, new)
    acme.box.tag("acme/ledgerd", "v1.1.0", new)
    acme.read("ledgerd")
    assert acme.released == [("1", "acme-ledgerd-client", "1.1.0", "tag")]
    assert [one.text for one in acme.troubles("ledgerd")] == [
        f"the tag v1.1.0 was moved from {old[:12]} to {new[:12]}; what it released first counts"
    ]
    acme.box.tag("acme/ledgerd", "v1.1.0", gone=True)
    acme.read("ledgerd")
    assert len(acme.released) == 1
    assert acme.troubles("ledgerd") == ()


def test_the_version_of_the_own_manifest_counts_when_it_changes(acme: Room) -> None:
    def project(version: str) -> dict[str, str]:
        return {"pyproject.toml": f'[project]\nname = "acme-ledgerd_client"\nversion = "{version}"\n'}

    acme.push("ledgerd", project("1.0.0"))
    acme.box.tag("acme/ledgerd", "v0.9.0")
    acme.read("ledgerd")
    acme.merged(1, acme.push("ledgerd", {"a.py": "a = 2\n"}))
    acme.read("ledgerd")
    assert acme.released == []
    acme.push("ledgerd", project("1.1.0"))
    acme.read("ledgerd")
    acme.merged(2, acme.push("ledgerd", project("1.0.0")))
    acme.read("ledgerd")
    assert acme.released == [("1", "acme-ledgerd-client", "1.1.0", "manifest")]


def test_of_a_package_without_any_release_the_merge_counts(acme: Room) -> None:
    acme.merged(1, acme.push("ledgerd", {"a.py": "a = 2\n"}))
    acme.merged(2, "f" * 40)
    acme.read("ledgerd")
    assert acme.released == [("1", "acme-ledgerd-client", "", "merge")]


def test_what_was_undone_is_not_released(acme: Room) -> None:
    pull = acme.merged(1, acme.push("ledgerd", {"a.py": "a = 2\n"}))
    acme.append(ContributionVoided(f"voided:{pull}:by:x", pull, "acme/ledgerd#9", "reverted", START))
    acme.read("ledgerd")
    assert acme.released == []


def test_tags_of_packages_release_their_own_and_plain_tags_the_rest(monorepo: Room) -> None:
    monorepo.box.tag("acme/ledgerd", "v0.1.0")
    monorepo.box.tag("acme/ledgerd", "client-v0.1.0")
    monorepo.merged(1, monorepo.push("ledgerd", {"a.py": "a = 2\n"}))
    monorepo.box.tag("acme/ledgerd", "@acme/client@1.2.0")
    monorepo.read("ledgerd")
    assert monorepo.released == [("1", "client", "1.2.0", "tag")]
    monorepo.box.tag("acme/ledgerd", "v3.0.0")
    monorepo.read("ledgerd")
    assert monorepo.released[1:] == [("1", "acme-ledgerd-server", "3.0.0", "tag")]


def test_versions_that_are_none_are_not_looked_at(monorepo: Room) -> None:
    monorepo.box.tag("acme/ledgerd", "v0.1.0")
    monorepo.merged(1, monorepo.push("ledgerd", {"a.py": "a = 2\n"}))
    for tag in ("v1.2.x", "v1..0", "client@latest", "v2", "v" + "9" * 200 + ".1", "server/v1.0-$(id)"):
        monorepo.box.tag("acme/ledgerd", tag)
    monorepo.read("ledgerd")
    assert monorepo.released == []
