"""Whom a change of people concerns, by what the database knows alone."""

from collections.abc import Collection
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.anew import PAUSE, after_people, resting_on
from homebot.app.outside import Outside
from homebot.app.owned import owned
from homebot.app.ownership import keep_files
from homebot.core.directory import Place
from homebot.core.facts import PullId
from homebot.core.ownership import Owner
from homebot.core.repository_files import OwnerWord, RepositoryFiles
from homebot.core.waits import LastTurn
from homebot.store import turns
from homebot.store.engine import writing
from tests import build

ORG = """\
version: 1
entities: {company: {}}
teams:
  payments: {entity: company, github_team: acme/payments}
  checkout: {entity: company, github_team: acme/checkout}
  heirs: {entity: company, github_team: acme/heirs}
  video: {entity: company, github_team: other/video}
succession: [{on: 2024-02-01, service: old, from: payments, to: heirs, because: a split}]
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd}
  old: {owner: payments, repository: acme/old}
  player: {owner: video, repository: acme/player}
  cinema: {owner: video, repository: other/cinema}
"""
REPOSITORIES = ("acme/ledgerd", "acme/old", "acme/own", "acme/player", "other/cinema")


@pytest.mark.parametrize(
    ("organisation", "teams", "concerned"),
    [
        ("acme", {"acme/payments"}, {"acme/ledgerd"}),
        ("acme", {"acme/heirs"}, {"acme/old"}),
        ("acme", {"acme/squad", "acme/payments"}, {"acme/ledgerd"}),
        ("acme", {"acme/tools"}, {"acme/own"}),
        ("other", {"other/video"}, {"acme/player", "other/cinema"}),
        ("acme", {"acme/nobody"}, set()),
        ("acme", None, {"acme/ledgerd", "acme/old", "acme/own", "acme/player"}),
    ],
)
def test_people_concern_the_repositories_of_the_services_they_own(
    organisation: str, teams: Collection[str] | None, concerned: set[str], database: sa.Engine, tmp_path: Path
) -> None:
    with analysers(1) as analysis:
        outside = Outside(
            configuration=Configuration([("org.yaml", ORG), ("services.yaml", SERVICES)]),
            github=GitHub("http://127.0.0.1:9", Credentials(token="t")),
            mirrors=Mirrors(tmp_path / "mirrors", 1 << 20),
            analysis=analysis,
            engine=database,
            clock=lambda: build.NOW,
            version="1",
        )
        word = OwnerWord("CODEOWNERS", Place("CODEOWNERS", 1), (Owner("team", "acme/tools"),))
        files = RepositoryFiles(words=(word,))
        now = owned(outside.configuration.current(), files, "acme/own", build.NOW.date())
        keep_files(outside, "acme/own", RepositoryFiles(), now)
        with writing(database) as connection:
            for name in REPOSITORIES:
                turns.keep(connection, PullId(*name.split("/"), 7), LastTurn("ready", build.NOW), None)
            after_people(connection, outside, resting_on(outside, organisation, teams))
        with database.connect() as connection:
            found = turns.due(connection, build.NOW + PAUSE, 100)
    assert {one.pull.repository for one in found} == concerned
