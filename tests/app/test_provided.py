"""A package that a repository's own file says its service provides is that service's for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.app.provided import with_providers
from homebot.core.found import Dependencies, ManifestChange
from tests import build
from tests.app import graph_room
from tests.app.graph_room import Room


@pytest.fixture
def room(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    with graph_room.room(tmp_path, database) as found:
        yield found


def test_it_is_known_by_the_file_of_the_other_repository(room: Room) -> None:
    room.push("player", {".homebot.yml": "provides: ['pkg:pypi/acme-clips']\n"})
    room.read("player")
    added = (("pkg:pypi/acme-clips", 1), ("pkg:pypi/acme-ledgerd-client", 2), ("pkg:pypi/requests", 3))
    change = build.change(dependencies=Dependencies((ManifestChange("requirements.txt", "", added),)))
    found = with_providers(room.outside, change).dependencies
    assert found is not None
    assert found.providers == (("pkg:pypi/acme-clips", ("player",)), ("pkg:pypi/acme-ledgerd-client", ("ledgerd",)))


@pytest.mark.parametrize("dependencies", [None, Dependencies(), Dependencies((ManifestChange("go.mod"),))])
def test_where_nothing_is_new_nothing_is_looked_up(room: Room, dependencies: Dependencies | None) -> None:
    change = build.change(dependencies=dependencies)
    assert with_providers(room.outside, change) is change
