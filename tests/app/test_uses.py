"""Whose surfaces are looked for in a merge: of services that it carries or names, and no more of them than so many."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.config import Configuration
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import GitHub
from homebot.app.consumers import see_pushed
from homebot.app.ledgering import append
from homebot.app.outside import Outside
from homebot.app.surfaces import with_surfaces
from homebot.app.uses import MOST_PARTS, admit, append_uses
from homebot.core.credit.events import Carried, ContributionMerged, ContributionVoided, Evidence, Part, SurfaceUsed
from homebot.core.facts import Change, PullId, Review
from homebot.core.found import SurfaceFound, Surfaces
from homebot.core.recognise import recognise
from homebot.store import consumers, json, ledger
from homebot.store.credit_tables import dependencies
from homebot.store.engine import writing
from tests import build
from tests.adapters.git.remote import Remote

ORG = """\
version: 1
entities: {company: {}}
teams: {payments: {entity: company}, checkout: {entity: company}, video: {entity: company}}
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, provides: ["pkg:npm/%40acme/Ledgerd.Client"]}
  shop: {owner: checkout, repository: acme/shop, paths: ["shop/**"]}
  till: {owner: payments, repository: acme/shop, paths: ["till/**"]}
"""
START = datetime(2026, 11, 1, 12, tzinfo=UTC)
OF = "acme/ledgerd#12"
PLACE = Evidence("acme/shop", "c" * 40)


@dataclass
class Room:
    outside: Outside
    mirror: Mirror
    remote: Remote

    def fact(self, *facts: object) -> None:
        with writing(self.outside.engine) as connection:
            for fact in facts:
                append(connection, fact)  # type: ignore[arg-type]

    def depends(self, package: str = "pkg:npm/%40acme/ledgerd-client", **changes: object) -> None:
        row = {
            "repository": "acme/shop",
            "service": "shop",
            "path": "package.json",
            "line": 1,
            "package": package,
            "version": "",
            "at_least": "",
            "scope": "runtime",
            "direct": True,
            "commit": "c" * 40,
            "since": START,
        }
        with writing(self.outside.engine) as connection:
            connection.execute(sa.insert(dependencies), row | changes)

    def merged(self, files: dict[bytes, bytes], **changes: object) -> Change:
        base = self.remote.commit("refs/heads/main", {b"README.md": b"#\n"})
        head = self.remote.commit("refs/heads/main", files, parent=base)
        self.remote.commit("refs/pull/3/head", files, parent=base)
        self.mirror.fetch(self.remote.url, None, [branch("main", head), pull_head(3, head)])
        said = build.conversation(pull=PullId("acme", "shop", 3), state="merged", merged_at=START, merge_oid=head)
        directory = self.outside.configuration.current()
        change = read_change(self.mirror, base, head)
        return with_surfaces(self.outside, self.mirror, replace(said, **changes), change, directory)  # type: ignore[arg-type]

    def found(self, files: dict[bytes, bytes] | None = None) -> list[tuple[str, str, str, int]]:
        surfaces = self.merged(files or {b"shop/pay.py": b"# x\nsettle_batch()\n"}).surfaces
        assert surfaces is not None
        return [(one.of, one.consumer_service, one.path, one.line) for one in surfaces.found]


@pytest.fixture
def room(database: sa.Engine, tmp_path: Path) -> Iterator[Room]:
    remote = Remote(tmp_path / "remote" / "shop.git")
    mirrors = Mirrors(tmp_path / "mirrors", 1 << 30)
    with analysers(1) as analysis, mirrors.open("acme", "shop") as mirror:
        outside = Outside(
            configuration=Configuration([("org.yaml", ORG), ("services.yaml", SERVICES)]),
            github=GitHub("http://127.0.0.1:9/api/v3", Credentials(token="none")),
            mirrors=mirrors,
            analysis=analysis,
            engine=database,
            clock=lambda: START,
            version="1",
        )
        yield Room(outside, mirror, remote)


def contribution(of: str = OF, words: tuple[str, ...] = ("settle_batch",), days: int = -9, **changes: object) -> object:
    part = Part("ledgerd", "payments", "video", home=False)
    at = START + timedelta(days=days)
    merged = ContributionMerged(f"merged:{of}", of, "x", "away", (part,), at, "e" * 40, "a" * 40, surface=words)
    return replace(merged, **changes)  # type: ignore[arg-type]


EXPECTED = [(OF, "shop", "shop/pay.py", 2)]


def test_what_a_service_depends_on_is_looked_for(room: Room) -> None:
    room.fact(contribution())
    assert room.found() == []
    room.depends()
    assert room.found() == EXPECTED


def test_what_its_team_carries_is_looked_for(room: Room) -> None:
    room.fact(contribution(), Carried("carried:1", OF, "ledgerd", "checkout", "elsewhere", START, PLACE))
    assert room.found() == EXPECTED


@pytest.mark.parametrize(
    ("manifest", "named"),
    [(b"ledgerd_client==1\n", True), (b"x @ https://y/@acme/ledgerd-client\n", True), (b"flask\n", False)],
)
def test_what_the_change_itself_names_is_looked_for(room: Room, manifest: bytes, named: bool) -> None:
    room.fact(contribution())
    files = {b"shop/pay.py": b"\nsettle_batch()\n", b"shop/requirements.txt": manifest}
    assert room.found(files) == (EXPECTED if named else [])


@pytest.mark.parametrize(
    "row",
    [{"direct": False}, {"until": START}, {"service": "till"}, {"repository": "acme/other"}, {"package": "pkg:x/y"}],
)
def test_what_it_does_not_depend_on_is_not(room: Room, row: dict[str, object]) -> None:
    room.fact(contribution())
    room.depends(**row)
    assert room.found() == []


@pytest.mark.parametrize(
    "facts",
    [
        (contribution(days=1),),
        (contribution(words=()),),
        (contribution(old_surface=("settle_batch",)),),
        (contribution(), ContributionVoided("voided:1", OF, "acme/ledgerd#13", "x", START)),
        (contribution(parts=(Part("ledgerd", "checkout", None, home=True),)),),
        (
            contribution(),
            SurfaceUsed(f"used:{OF}:ledgerd:checkout:shop", OF, "ledgerd", "checkout", "shop", START, PLACE),
        ),
    ],
)
def test_what_cannot_count_is_not_looked_for(room: Room, facts: tuple[object, ...]) -> None:
    room.depends()
    room.fact(*facts)
    assert room.found() == []


def test_only_files_of_the_service_count(room: Room) -> None:
    room.depends()
    room.fact(contribution())
    assert room.found({b"till/pay.py": b"settle_batch()\n", b"pay.py": b"settle_batch()\n", b"shop/x.md": b"x\n"}) == []


def test_the_newest_are_looked_for_and_it_is_said(room: Room) -> None:
    room.depends()
    facts = [
        contribution(f"acme/ledgerd#{number}", (f"word{number}",), days=-number) for number in range(1, MOST_PARTS + 9)
    ]
    room.fact(*facts)
    code = b"".join(b"word%d()\n" % number for number in range(1, MOST_PARTS + 9))
    surfaces = room.merged({b"shop/pay.py": code}).surfaces
    assert surfaces is not None
    assert len(surfaces.found) == MOST_PARTS
    assert surfaces.found[0] == SurfaceFound(
        "acme/ledgerd#1", "ledgerd", "payments", "video", "shop", "shop/pay.py", 1, "word1"
    )
    assert surfaces.cut == f"of shop only the newest {MOST_PARTS} surfaces were looked for"


def test_what_is_not_merged_to_the_default_branch_or_recorded_is_not_looked_at(room: Room) -> None:
    files = {b"shop/pay.py": b"settle_batch()\n"}
    assert room.merged(files, base_ref="release-1").surfaces is None
    assert room.merged(files, state="open", merged_at=None).surfaces is None
    assert room.merged({b"README.md": b"x\n"}).surfaces is None
    assert room.merged(files).surfaces is not None
    room.fact(contribution("acme/shop#3"))
    assert room.merged(files).surfaces is None


def test_declared_words_are_held_against_the_code(room: Room) -> None:
    code = {b"shop/pay.py": b"settle_batch()\n# only_said\n", b"shop/README.md": b"only_told\n"}
    surfaces = room.merged(code, body="Surface: settle_batch only_said only_told").surfaces
    assert surfaces is not None
    assert (surfaces.old, surfaces.unproven) == ((), ("only_said", "only_told"))


FOUND = SurfaceFound(OF, "ledgerd", "payments", "video", "shop", "shop/pay.py", 2, "settle_batch")


def recorded(
    room: Room, *, at: datetime, merged_at: datetime = START, reviewers: tuple[str, ...] = ("al",)
) -> list[datetime]:
    """The times of all uses after the merge was recorded `at`."""
    directory = room.outside.configuration.current()
    teams = {**directory.teams, "checkout": build.team("checkout", "alice", "al", entity="company")}
    known = replace(directory, teams=teams)
    snapshot = build.snapshot(
        pull=PullId("acme", "shop", 3),
        state="merged",
        merged_at=merged_at,
        files=(build.file("shop/pay.py"),),
        reviews=tuple(Review(login, "APPROVED", START - timedelta(hours=1), build.HEAD) for login in reviewers),
        surfaces=Surfaces(found=(FOUND,)),
    )
    with writing(room.outside.engine) as connection:
        see_pushed(connection, "acme/shop", archived=False, fork=False, now=START)
        append_uses(connection, known, snapshot, recognise(snapshot, known), known, at)
        events = ledger.events(connection, "adoption.used")
        return [json.decode(event.body, SurfaceUsed).at for event in events]


def test_who_is_too_young_waits_and_adopts_in_time(room: Room) -> None:
    room.fact(contribution())
    with writing(room.outside.engine) as connection:
        consumers.see_services(connection, ["shop"], START - timedelta(days=60))
    assert recorded(room, at=START) == []
    assert recorded(room, at=START + timedelta(days=29)) == []
    later = START + timedelta(days=30)
    with writing(room.outside.engine) as connection:
        directory = room.outside.configuration.current()
        assert admit(connection, directory, directory, later) == 1
        assert admit(connection, directory, directory, later) == 0
    assert recorded(room, at=later) == [later]


def test_what_nobody_approved_does_not_wait(room: Room) -> None:
    room.fact(contribution())
    assert recorded(room, at=START, reviewers=()) == []
    with writing(room.outside.engine) as connection:
        directory = room.outside.configuration.current()
        consumers.see_services(connection, ["shop"], START - timedelta(days=90))
        assert admit(connection, directory, directory, START) == 0


def test_what_waits_too_long_or_for_another_owner_is_not_admitted(room: Room) -> None:
    room.fact(contribution())
    assert recorded(room, at=START) == []
    with writing(room.outside.engine) as connection:
        directory = room.outside.configuration.current()
        consumers.see_services(connection, ["shop"], START)
        sold = replace(directory, services={"shop": replace(directory.services["shop"], owner="video")})
        assert admit(connection, directory, sold, START + timedelta(days=100)) == 0
        assert admit(connection, directory, directory, START + timedelta(days=401)) == 0
        assert admit(connection, directory, directory, START + timedelta(days=100)) == 0


def test_who_may_adopt_does_so_at_the_merge(room: Room) -> None:
    room.fact(contribution())
    with writing(room.outside.engine) as connection:
        consumers.see_services(connection, ["shop"], START - timedelta(days=90))
    for _ in range(2):
        assert recorded(room, at=START + timedelta(days=1)) == [START]
