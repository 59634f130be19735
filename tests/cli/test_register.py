"""`homebot register`: what each subcommand prints, and how it ends."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from homebot.cli import homebot
from homebot.core.notices import Notice
from homebot.core.register.entries import Entry, Scope
from homebot.store import migrations, notices, register
from homebot.store.engine import open_engine, writing
from tests.core.register.examples import DECISIONS, ENTRIES, on
from tests.guards import unguarded

ORG = """\
version: 1
entities: {company: {}, retail: {parent: company}, media: {parent: company}}
teams:
  payments: {entity: retail, members: [bob], owners: [bob]}
  checkout: {entity: retail, members: [alice], owners: [alice]}
  video: {entity: media, members: [vera], owners: [vera]}
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd}
  player: {owner: video, repository: acme/player}
"""


@dataclass
class Desk:
    """Where somebody looks after a register with every kind of decision in it."""

    engine: sa.Engine
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str) -> Result:
        """`homebot register ...`."""
        return CliRunner().invoke(homebot, ["register", *words], env=self.environment)

    def names(self, *words: str) -> list[str]:
        """The decisions that a list has, in its order."""
        return [one["name"] for one in json.loads(self(*words, "--format", "json").stdout)]


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(sqlite_url)
    migrations.upgrade(engine)
    with writing(engine) as connection:
        for entry in ENTRIES:
            register.append(connection, entry)
    config = tmp_path / "config"
    config.mkdir()
    (config / "org.yaml").write_text(ORG)
    (config / "services.yaml").write_text(SERVICES)
    environment = {
        "HOMEBOT_DATABASE_URL": sqlite_url,
        "HOMEBOT_STATE_DIR": str(tmp_path / "state"),
        "HOMEBOT_CONFIG": str(config),
        "HOMEBOT_LOG_LEVEL": "error",
    }
    yield Desk(engine, environment)
    engine.dispose()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["O9", "W14", "B7", "D12", "R15", "D13", "A4"]),
        (("list",), ["O9", "W14", "B7", "D12", "R15", "D13", "A4"]),
        (("media",), ["R15", "D13"]),
        (("media", "--state", "all"), ["U16", "R15", "D13"]),
        (("--kind", "deviation", "--state", "all", "payments"), ["D12", "D17", "D13"]),
        (("--state", "rejected"), ["D17"]),
        (("player",), ["R15"]),
        (("D17",), ["D17"]),
        (("17",), ["D17"]),
        (("A17",), []),
        (("checkout", "--kind", "agreement", "--state", "warranty"), []),
    ],
)
def test_a_list_has_what_was_asked_for_what_is_due_soonest_first(
    desk: Desk, words: tuple[str, ...], names: list[str]
) -> None:
    assert desk.names(*words) == names


def test_a_list_for_people_names_what_and_who(desk: Desk) -> None:
    done = desk("payments")
    assert (done.exit_code, done.stderr) == (0, "")
    (line,) = [line for line in done.stdout.splitlines() if "D13" in line]
    assert [cell.strip() for cell in line.strip("│").split("│")] == [
        "D13", "overdue", "tests ledgerd", "vic", "video", "payments", "2027-03-03", "", "acme/ledgerd#5",
        "no time for tests",
    ]  # fmt: skip
    assert desk("--state", "fallen").stdout == "no such decision\n"


def test_json_has_every_entry(desk: Desk) -> None:
    (found,) = json.loads(desk("D12", "--format", "json").stdout)
    assert found["state"] == "evidenced"
    assert found["open"] is True
    assert found["until"] == on(60).isoformat()
    assert found["said"]["author"] == "alice"
    assert [entry["act"] for entry in found["entries"]] == ["claimed", "evidenced"]
    assert found["entries"][1]["evidence"]["digest"] == "e" * 64


def test_csv_is_safe_in_a_spreadsheet(desk: Desk) -> None:
    with writing(desk.engine) as connection:
        entry = Entry("x", 30, "deviation", "claimed", on(0), "al", "acme/ledgerd#7", because='=HYPERLINK("https://x")')
        register.append(connection, entry)
        scope = Scope(service="@ledgerd", standard="+1")
        other = Entry("y", 31, "deviation", "claimed", on(0), "al", because="one\r\n=two\x00", team="-1", scope=scope)
        register.append(connection, other)
    done = desk("--state", "all", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == len(DECISIONS) + 2
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert not [cell for row in rows for cell in row.values() if "\n" in cell or "\x00" in cell]
    (first,) = [row for row in rows if row["decision"] == "D12"]
    assert first["open"] == "yes"
    assert first["text"].startswith("the parser is one table")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("paymnts",), 'did you mean "payments"'),
        (("--state", "opn"), 'did you mean "open"'),
        (("--kind", "devation"), 'did you mean "deviation"'),
        (("payments", "checkout"), "not understood"),
        (("show", "nothing"), "names no decision"),
        (("show",), "Missing argument"),
        (("--format", "xml"), "xml"),
        (("--nonsense",), "nonsense"),
    ],
)
def test_wrong_use_is_said_in_a_line(desk: Desk, words: tuple[str, ...], said: str) -> None:
    done = desk(*words)
    assert done.exit_code == 2
    assert said.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_a_broken_catalogue_is_wrong_use(desk: Desk) -> None:
    Path(desk.environment["HOMEBOT_CONFIG"], "org.yaml").write_text("version: 1\nteams: {x: {}}\n")
    assert desk().exit_code == 2


def test_one_decision_is_told_whole(desk: Desk) -> None:
    done = desk("show", "d12")
    assert done.exit_code == 0
    for words in ("evidenced", "al: claimed", "2026-11-20 09:00 UTC", "benchmark", "e" * 20, "cccccccccccc"):
        assert words in " ".join(done.stdout.split()), words
    found = json.loads(desk("show", "12", "--format", "json").stdout)
    assert found["name"] == "D12"
    web = "](https://github.com/acme/ledgerd/issues/7#issuecomment-501)"
    assert web in desk("show", "D12", "--format", "markdown").stdout
    gone = desk("show", "A12")
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert "the register has no A12" in gone.stderr


def test_a_whole_register_is_verified(desk: Desk) -> None:
    done = desk("verify")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"the register is whole: {len(DECISIONS)} decisions of {len(ENTRIES)} entries\n"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE register_records SET state = 'accepted' WHERE number = 12", "D12 is kept with another state"),
        ("UPDATE register_records SET body = replace(body, 'alice', 'mallory') WHERE number = 12", "another body"),
        ("DELETE FROM register_records WHERE number = 13", "D13 has entries and is not kept"),
        ("DELETE FROM register_entries WHERE number = 13", "decision 13 is kept and has no entries"),
        ("DELETE FROM register_entries WHERE key = '501:3:claimed'", "decision 12 tell of what cannot be"),
        ("UPDATE register_entries SET key = 'other' WHERE key LIKE '504%'", "says something else than its row"),
        ("UPDATE register_entries SET body = replace(body, 'bob', 'eve') WHERE number = 9", "O9 is kept with another"),
    ],
)
def test_the_first_decision_that_differs_is_named(desk: Desk, statement: str, said: str) -> None:
    unguarded(desk.engine, statement)
    done = desk("verify")
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def test_what_is_kept_is_made_anew_from_the_entries(desk: Desk) -> None:
    unguarded(
        desk.engine,
        "UPDATE register_records SET state = 'x', body = '{}'",
        "DELETE FROM register_records WHERE number > 9",
    )
    assert desk("verify").exit_code == 1
    assert desk("rebuild").stdout == f"{len(DECISIONS)} decisions written anew\n"
    assert desk("verify").exit_code == 0
    assert desk.names()[0] == "O9"


def test_what_cannot_be_is_not_made(desk: Desk) -> None:
    unguarded(desk.engine, "DELETE FROM register_entries WHERE key = '501:3:claimed'")
    before = desk.names("--state", "all")
    done = desk("rebuild")
    assert done.exit_code == 1
    assert "nothing was changed" in done.stderr
    assert desk.names("--state", "all") == before


def test_notices_lists_what_could_not_be_written_and_tries_it_again(desk: Desk) -> None:
    assert desk("notices").stdout == "0 waiting, 0 given up\n"
    with writing(desk.engine) as connection:
        notices.put(connection, [Notice("O9:overridden:0", "acme/governance", "why", "Override\x1b O9")], on(1))
        notices.put(connection, [Notice("W7:late:1:told", "acme/ledgerd", "late", number=7)], on(2))
        notices.put(connection, [Notice("other", "acme/ledgerd", "waits", number=7)], on(2))
        notices.give_up(connection, "O9:overridden:0", "403: no right to open issues")
        notices.give_up(connection, "W7:late:1:told", "410: gone")

    result = desk("notices")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "#7: W7:late:1:told" in lines[1]
    assert "Override\\x1b O9" in lines[2]
    assert "403: no right to open issues" in lines[2]
    assert lines[3] == "1 waiting, 2 given up; homebot register notices --again tries them again"

    found = json.loads(desk("notices", "--format", "json").stdout)
    assert (found["given_up"], [one["issue"] for one in found["notices"]]) == (2, [7, None])
    assert desk("notices", "--again").stdout == "2 waiting again\n"
    assert desk("notices").stdout == "3 waiting, 0 given up\n"
