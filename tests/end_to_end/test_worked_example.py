"""The worked example of the contract (SPEC 10), lived through: pull requests, tags, releases, pushes and commands on a
stand-in for GitHub; then the quarter ends, and the books say to the milli-credit what the contract says."""

import csv
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.store import commands, tables
from homebot.store.credit_tables import adoptions, branches, ledger_entries
from tests.end_to_end.later import Company, installed
from tests.nursery import nursery

ORG = """\
version: 1
entities:
  company: {}
  retail: {parent: company, managers: [dana]}
  media: {parent: company}
  platform: {parent: company}
teams:
  payments: {entity: retail, members: [alice, bob], owners: [alice], since: 2020-01-01}
  checkout: {entity: retail, members: [carol, dave], owners: [carol], since: 2020-01-01}
  video: {entity: media, members: [erin, frank], owners: [erin], since: 2020-01-01}
  ads: {entity: media, members: [ann, abe], owners: [ann], since: 2020-01-01}
  identity: {entity: platform, members: [ida, ivo], owners: [ida], since: 2020-01-01}
bots: ["dependabot[bot]"]
"""
SERVICES = """\
version: 1
services:
  ledgerd:
    owner: payments
    repository: acme/ledgerd
    provides: ["pkg:pypi/acme-ledgerd-client"]
    since: 2020-01-01
  storefront: {owner: checkout, repository: acme/storefront, since: 2026-01-01}
  player: {owner: video, repository: acme/player, since: 2026-01-01}
  banner: {owner: ads, repository: acme/banner, since: 2026-01-01}
  login: {owner: identity, repository: acme/login, consumes: [ledgerd], since: 2026-01-01}
"""
CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "homebot.yaml": "version: 1\n"}
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "frank", "ann", "abe", "ida", "ivo", "dana")
LEDGERD, STOREFRONT, PLAYER, BANNER = ("acme/ledgerd", "acme/storefront", "acme/player", "acme/banner")


def project(version: str) -> str:
    """The manifest of what ledgerd provides."""
    return f'[project]\nname = "acme-ledgerd-client"\nversion = "{version}"\n'


def pinned(version: str) -> str:
    """The manifest of a service that takes that release."""
    return f"flask==3.1.0\nacme-ledgerd-client=={version}\n"


REPOSITORIES = {
    "ledgerd": {"pyproject.toml": project("1.0.0"), "ledger/close.py": "def settle(entries):\n    return entries\n"},
    "storefront": {"requirements.txt": pinned("1.0.0"), "shop.py": "PRICES = {}\n"},
    "player": {"requirements.txt": pinned("1.0.0"), "play.py": "SPEED = 1\n"},
    "banner": {"requirements.txt": pinned("1.0.0"), "banner.py": "SIZE = 1\n"},
    "login": {"README.md": "# login\n"},
}


def on(month: int, day: int) -> datetime:
    """A morning of the year."""
    return datetime(2026, month, day, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("quarter")
    with installed(folder, CATALOGUE, PEOPLE, REPOSITORIES, lambda box: box.tag(LEDGERD, "v1.0.0")) as found:
        yield found


def run(acme: Company, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One of homebot's commands, on the company's database."""
    told = {"HOMEBOT_CONFIG": acme.settings.config, "HOMEBOT_STATE_DIR": str(acme.settings.state_dir)}
    return nursery().run(list(arguments), {**os.environ, **told})


def contribution(acme: Company, word: str, author: str) -> str:
    """A new function in ledgerd, which its author declares as a surface; home approves and merges."""
    code = f'"""What {author} needs."""\n\n\ndef {word}(entries):\n    return list(entries)\n'
    reviewer = "alice" if author != "alice" else "bob"
    return acme.merged(LEDGERD, author, {f"ledger/{word}.py": code}, reviewer, f"Surface: {word}\n")


def using(*words: str) -> str:
    """Code that calls them."""
    calls = "".join(f"    {word}(rows)\n" for word in words)
    return f"from acme_ledgerd_client import {', '.join(words)}\n\n\ndef run(rows):\n{calls}"


@pytest.fixture(scope="module")
def contributions(acme: Company) -> dict[str, str]:
    """The quarter, from its first day to its last: `i9`, `i12` and `i15` by their names in the ledger."""
    acme.clock.later = on(4, 1) - datetime.now(UTC)
    acme.box.clock(on(4, 1))
    with acme.working():
        acme.until(lambda: read_branches(acme) == len(REPOSITORIES), "every default branch was read")
        found = produced(acme)
        adopted(acme, found)
        acme.on(on(6, 30))
    return found


def read_branches(acme: Company) -> int:
    with acme.engine.connect() as connection:
        return len(connection.execute(sa.select(branches)).all())


def produced(acme: Company) -> dict[str, str]:
    """Released by a tag, by a release on GitHub, and by the version in the manifest."""
    acme.on(on(4, 2))
    found = {"i12": contribution(acme, "settle_batch", "carol")}
    acme.box.tag(LEDGERD, "v1.1.0")
    acme.on(on(4, 6))
    found["i15"] = contribution(acme, "ledger_stream", "erin")
    acme.people["alice"].release(LEDGERD, "v1.2.0")
    acme.on(on(4, 8))
    found["i9"] = contribution(acme, "settle_all", "bob")
    acme.on(on(4, 9))
    acme.merged(LEDGERD, "alice", {"pyproject.toml": project("1.3.0")}, "bob")
    return found


def adopted(acme: Company, found: dict[str, str]) -> None:
    acme.on(on(4, 13))
    shop = {"requirements.txt": pinned("1.1.0"), "shop.py": using("settle_batch")}
    acme.merged(STOREFRONT, "carol", shop, "dave")
    acme.on(on(4, 14))
    play = {"requirements.txt": pinned("1.3.0"), "play.py": using("settle_batch", "settle_all")}
    acme.merged(PLAYER, "frank", play, "erin")
    acme.on(on(4, 15))
    acme.bumped(BANNER, "dependabot[bot]", {"requirements.txt": pinned("1.3.0")}, "ann")
    acme.on(on(4, 16))
    acme.merged(BANNER, "ann", {"banner.py": using("settle_batch", "ledger_stream")}, "abe")
    acme.on(on(4, 17))
    told = acme.said("ida", found["i12"], f'/homebot credit attest {found["i12"]} note="the nightly job calls it"')
    assert "`identity` attests its use" in told
    told = acme.said("ivo", found["i12"], f"/homebot credit second {found['i12']}")
    assert "attested by two of its people" in told


def asked(acme: Company, text: str) -> str:
    """What dana is answered on an issue of her own."""
    number = acme.people["dana"].open_issue(LEDGERD, "How are we doing?")
    return acme.said("dana", f"{LEDGERD}#{number}", text)


def test_what_was_adopted_is_seen_with_its_evidence(acme: Company, contributions: dict[str, str]) -> None:
    names = {of: name for name, of in contributions.items()}
    with acme.engine.connect() as connection:
        rows = connection.execute(sa.select(adoptions).where(adoptions.c.kind == "used")).all()
    assert sorted((row.consumer, names[row.of], row.level, row.away) for row in rows) == [
        ("ads", "i12", "observed", "checkout"),
        ("ads", "i15", "observed", "video"),
        ("checkout", "i12", "observed", "checkout"),
        ("identity", "i12", "attested", "checkout"),
        ("video", "i12", "observed", "checkout"),
        ("video", "i9", "observed", ""),
    ]


def test_the_two_who_attest_are_known_by_their_numbers(acme: Company, contributions: dict[str, str]) -> None:
    with acme.engine.connect() as connection:
        keys = connection.execute(sa.select(tables.commands.c.key)).scalars()
        said = [who for _, who in commands.actors(connection, keys) if who.login in ("ida", "ivo")]
    assert [(one.login, one.id > 0) for one in sorted(said, key=lambda one: one.login)] == [
        ("ida", True),
        ("ivo", True),
    ]


def test_before_the_days_of_grace_are_over_it_is_pending(acme: Company, contributions: dict[str, str]) -> None:
    with acme.working():
        acme.on(on(7, 10))
        told = asked(acme, "/homebot credit payments 2026Q2")
    assert "no quarter has been closed yet" in told
    assert "closes" in told or "vested" in told


@pytest.fixture(scope="module")
def closed(acme: Company, contributions: dict[str, str]) -> Company:
    """The regular work that comes after the days of grace has closed the quarter."""
    acme.on(on(7, 20))

    def is_closed() -> bool:
        with acme.engine.connect() as connection:
            return "close:2026Q2" in connection.execute(sa.select(ledger_entries.c.key)).scalars().all()

    with acme.working():
        acme.until(is_closed, "the quarter is closed")
    return acme


def test_the_books_say_what_the_contract_says(closed: Company, tmp_path: Path) -> None:
    exported = run(closed, "ledger", "export", "--format", "csv", "--output", str(tmp_path / "books.csv"))
    assert exported.returncode == 0, exported.stderr
    sums: Counter[tuple[str, str]] = Counter()
    with (tmp_path / "books.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["account"]:
                sums[row["account"], row["team"]] += int(row["milli_credits"])
    earned = {team: amount for (account, team), amount in sums.items() if account == "earned"}
    assert earned == {"payments": 26_500, "checkout": 10_000, "video": 2_500}
    assert sum(amount for (account, _), amount in sums.items() if account == "minted") == -39_000


def test_chat_says_so_and_rolls_it_up(closed: Company) -> None:
    with closed.working():
        told = asked(closed, "/homebot credit payments 2026Q2")
        books = asked(closed, "/homebot credit rollup company 2026Q2")
        chain = asked(closed, "/homebot credit verify")
    assert "26.5 credits realised" in told
    assert "**Debt:** net complexity added by away changes +" in told
    for line in (
        "| **`company`** | 0 | 39 | 0 |",
        "| `media` | 0 | 2.5 | 19.5 |",
        "| `platform` | 0 | 0 | 11 |",
        "| `retail` | 30.5 | 6 | 0 |",
    ):
        assert line in books
    assert "**The ledger holds:**" in chain


def test_the_chain_holds_and_the_books_can_be_made_again(closed: Company) -> None:
    verified, again = run(closed, "ledger", "verify"), run(closed, "ledger", "recompute")
    assert (verified.returncode, again.returncode) == (0, 0), verified.stderr + again.stderr


def test_a_simulation_of_the_same_adoptions_says_the_same(closed: Company, tmp_path: Path) -> None:
    with closed.engine.connect() as connection:
        rows = connection.execute(sa.select(adoptions)).all()
    lines = [
        {
            "consumer": row.consumer,
            "service": row.service,
            "home": row.home,
            "contribution": None if row.kind == "carried" else row.of,
            "away": (row.away or None) if row.kind == "used" else None,
            "level": row.level,
        }
        for row in rows
    ]
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = run(closed, "credit", "simulate", str(tmp_path / "events.jsonl"))
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["earned"] == {"payments": 26_500, "checkout": 10_000, "video": 2_500}
    assert sum(told["benefit"].values()) == 39_000
    assert told["rollup"]["retail"] == {"exported": 30_500, "internal": 6_000, "imported": 0}
    assert told["rollup"]["media"] == {"exported": 0, "internal": 2_500, "imported": 19_500}
    assert told["rollup"]["platform"]["imported"] == 11_000
