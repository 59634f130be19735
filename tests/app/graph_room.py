"""Acme's repositories on a stand-in for GitHub, and what homebot keeps of them: branches are read as a worker reads
them, one at a time, by a clock of the test's own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.branch_reading import BranchRead, kept_of, read_branch
from homebot.app.branches import record
from homebot.app.carrying import sweep
from homebot.app.credit_views import read as read_event
from homebot.app.ledgering import append
from homebot.app.outside import Outside
from homebot.core.credit.events import (
    Carried,
    ContributionMerged,
    ContributionReleased,
    Dropped,
    Event,
    Part,
)
from homebot.core.dependency_lines import Trouble
from homebot.core.pushes import Pushed
from homebot.sandbox.box import Box, Files
from homebot.store import dependencies, ledger
from homebot.store.dependencies import Row
from homebot.store.engine import writing
from tests.nursery import sandbox

ORG = """\
version: 1
entities: {acme: {}}
teams:
  payments: {entity: acme, members: [alice], owners: [alice], since: 2020-01-01}
  checkout: {entity: acme, members: [carol], owners: [carol], since: 2020-01-01}
  video: {entity: acme, members: [erin], owners: [erin], since: 2020-01-01}
  ads: {entity: acme, members: [ada], owners: [ada], since: 2020-01-01}
"""
SERVICES = """\
version: 1
services:
  ledgerd:
    owner: payments
    repository: acme/ledgerd
    provides: ["pkg:pypi/acme-ledgerd-client"]
    since: 2020-01-01
  storefront: {owner: checkout, repository: acme/storefront, since: 2020-01-01}
  player: {owner: video, repository: acme/player, since: 2020-01-01, consumes: [ledgerd]}
"""
CLIENT = "pkg:pypi/acme-ledgerd-client"
NO_FORK = Pushed(archived=False, fork=False)
START = datetime(2026, 4, 1, 12, tzinfo=UTC)


@dataclass
class Room:
    """`now` is the clock's time."""

    box: Box
    engine: sa.Engine
    outside: Outside
    now: datetime = START
    files: dict[str, str] = field(default_factory=dict)

    def days(self, number: float) -> None:
        """Time goes on, or back."""
        self.now += timedelta(days=number)

    def catalogue(self, services: str) -> None:
        """Another catalogue is in force."""
        configuration = Configuration((("org.yaml", ORG), ("services.yaml", services)))
        self.outside = replace(self.outside, configuration=configuration)

    def push(self, repository: str, files: Files, **more: str) -> str:
        """A commit on the default branch; its id."""
        return self.box.commit(f"acme/{repository}", "main", files, "alice", **more)

    def look(self, repository: str, attempt: int = 9, published: frozenset[str] = frozenset()) -> BranchRead:
        """The branch as it can be read now."""
        return read_branch(self.outside, f"acme/{repository}", None, attempt, published)

    def keep(self, read: BranchRead, said: Pushed = NO_FORK) -> None:
        """What was read is written down."""
        with writing(self.engine) as connection:
            record(connection, self.outside, read, said)

    def read(self, *repositories: str, published: frozenset[str] = frozenset()) -> None:
        """Both, for some repositories."""
        for repository in repositories:
            self.keep(self.look(repository, published=published))

    def sweep(self) -> int:
        """One regular look at who carries what."""
        with writing(self.engine) as connection:
            return sweep(connection, self.outside)

    def merged(self, number: int, oid: str, repository: str = "ledgerd", service: str = "ledgerd") -> str:
        """A contribution of checkout's to payments' service is in the ledger; its name."""
        pull = f"acme/{repository}#{number}"
        part = Part(service, "payments", "checkout", home=False)
        with writing(self.engine) as connection:
            event = ContributionMerged(f"merged:{pull}", pull, "T", "away", (part,), self.now, oid, oid)
            append(connection, event)
        return pull

    def append(self, event: Event) -> None:
        """One more fact."""
        with writing(self.engine) as connection:
            append(connection, event)

    def facts(self, kind: type[Event]) -> list[Event]:
        """The facts of a kind in the ledger."""
        with self.engine.connect() as connection:
            found = [read_event(one) for one in ledger.events(connection)]
        return [one for one in found if isinstance(one, kind)]

    @property
    def released(self) -> list[tuple[str, str, str, str]]:
        """(contribution, package's name, version, by what) of each first release."""
        found = self.facts(ContributionReleased)
        return [
            (one.of.rpartition("#")[2], one.package.rpartition("/")[2], one.version, one.how)
            for one in found
            if isinstance(one, ContributionReleased)
        ]

    @property
    def adopted(self) -> list[str]:
        """What was carried and dropped, in order: `+player 12`, `-player 12`."""
        with self.engine.connect() as connection:
            found = [read_event(one) for one in ledger.events(connection)]
        signs = {Carried: "+", Dropped: "-"}
        return [
            f"{signs[type(one)]}{one.consumer_service} {one.of.rpartition('#')[2]}"
            for one in found
            if isinstance(one, Carried | Dropped)
        ]

    def rows(self, package: str = CLIENT, at: datetime | None = None) -> tuple[Row, ...]:
        """Who names a package, now or then."""
        with self.engine.connect() as connection:
            return dependencies.naming(connection, [package], at)

    def troubles(self, repository: str) -> tuple[Trouble, ...]:
        """What was wrong with a repository when it was read last."""
        with self.engine.connect() as connection:
            return kept_of(dependencies.branch(connection, f"acme/{repository}")).troubles


@contextmanager
def room(
    folder: Path, engine: sa.Engine, services: str = SERVICES, repositories: Mapping[str, Files] | None = None
) -> Iterator[Room]:
    """Acme with these services, each repository with a first commit."""
    given = repositories or {"ledgerd": {"a.py": "a = 1\n"}, "storefront": {}, "player": {}}
    with sandbox(folder / "github", checked=False) as box, analysers(1) as analysis:
        box.person("alice", "acme")
        for name, files in given.items():
            box.repository("acme", name, {"README.md": f"# {name}\n", **files})
        token = box.person("bot", "acme").token
        github = GitHub(box.api_url, Credentials(token=token), lambda kind, operation: None, lambda number, left: None)
        found = Room(box, engine, None)  # type: ignore[arg-type]
        found.outside = Outside(
            configuration=Configuration((("org.yaml", ORG), ("services.yaml", services))),
            github=github,
            mirrors=Mirrors(folder / "mirrors", 1 << 30),
            analysis=analysis,
            engine=engine,
            clock=lambda: found.now,
            version="1",
        )
        yield found
