"""`homebot credit backfill` and `confirm`: what they print, ask and write."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homebot.cli import homebot
from homebot.sandbox.box import Box
from tests.nursery import sandbox

ORG = """\
version: 1
entities: {acme: {}}
teams:
  payments: {entity: acme, members: [alice], owners: [alice], since: 2020-01-01}
  checkout: {entity: acme, github_team: acme/checkout, owners: [carol], since: 2020-01-01}
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, since: 2020-01-01, provides: ["pkg:pypi/acme-ledgerd-client"]}
"""
SINCE = ("--since", "2020-01-01")


@dataclass
class Desk:
    """Where somebody brings the past in; `box` is the stand-in for GitHub."""

    box: Box
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, answer: str | None = None) -> Result:
        """`homebot credit ...`, with what is typed."""
        return CliRunner().invoke(homebot, ["credit", *words], env=self.environment, input=answer)

    def batch(self) -> str:
        """The name under which all of it is written, without asking."""
        return self("backfill", *SINCE, "--yes").stdout.splitlines()[-1].rpartition(" ")[2]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    config = tmp_path / "config"
    config.mkdir()
    (config / "org.yaml").write_text(ORG)
    (config / "services.yaml").write_text(SERVICES)
    with sandbox(tmp_path / "github", checked=False) as box:
        token = box.person("bot", "acme").token
        box.person("alice", "acme")
        box.repository("acme", "ledgerd", {"a.py": "a = 1\n"})
        box.control("team", organisation="acme", slug="checkout", members=["carol", "cid"])
        for number, author in enumerate(("cid", "alice", "stranger"), start=1):
            message = f"Change {author}'s way (#{number})"
            email = f"{author}@users.noreply.github.com"
            box.commit("acme/ledgerd", "main", {f"{author}.py": "x = 1\n"}, author, message=message, email=email)
        box.tag("acme/ledgerd", "v1.0.0")
        yield Desk(
            box,
            {
                "HOMEBOT_GITHUB_API_URL": box.api_url,
                "HOMEBOT_GITHUB_TOKEN": token,
                "HOMEBOT_STATE_DIR": str(tmp_path / "state"),
                "HOMEBOT_CONFIG": str(config),
                "HOMEBOT_LOG_LEVEL": "error",
            },
        )


FOUND = """\
3 contributions in 1 repository
       3  ledgerd, of which 1 by away teams
       1  without an away team: by an author without a team; they count as home's own
skipped 1 commit of services without a pull request's number: pushed, or merged by rebasing
  git does not tell of which pull requests these are, so what others did there is in nobody's credit
"""


def test_what_is_found_is_shown_before_anything_is_written(desk: Desk) -> None:
    done = desk("backfill", *SINCE, answer="n\n")
    assert done.exit_code == 0
    assert done.stdout == FOUND + "Write 3 contributions? [y/N]: n\nnothing was written\n"
    assert desk("confirm", "x").stderr == "homebot: there is no batch x; none waits\n"


def test_it_is_written_confirmed_and_then_nothing_is_new(desk: Desk) -> None:
    done = desk("backfill", *SINCE, "--repository", "Acme/Ledgerd", answer="y\n")
    assert done.exit_code == 0, done.output
    told = done.stdout.splitlines()
    batch = told[-1].rpartition(" ")[2]
    assert told[-2] == f"written as batch {batch}: 3 contributions, 0 of them undone, 3 first releases"
    assert told[-1] == f"nothing of it vests before somebody says: homebot credit confirm {batch}"
    again = desk("backfill", *SINCE, "--yes")
    assert "3 merges are in the ledger already and stay as they are\n" in again.stdout
    assert again.stdout.endswith("nothing is new: nothing was written\n")
    assert desk("confirm", "nope").stderr == f"homebot: there is no batch nope; waiting are {batch}\n"
    refused = desk("confirm", batch, answer="n\n")
    assert refused.stdout.endswith("nothing was changed: the batch waits\n")
    confirmed = desk("confirm", batch, "--yes")
    assert confirmed.stdout.startswith("ledgerd: 3 contributions of ")
    assert ", 1 by away teams, 0 undone, 3 released\n" in confirmed.stdout
    assert confirmed.stdout.endswith(f"batch {batch} is confirmed: what is adopted of it can vest\n")
    assert desk("confirm", batch).stdout.endswith(f"batch {batch} was confirmed before\n")


def test_a_team_that_github_does_not_show_is_said_and_the_exit_code_tells(desk: Desk) -> None:
    folder = Path(desk.environment["HOMEBOT_CONFIG"])
    (folder / "org.yaml").write_text(ORG.replace("acme/checkout", "acme/gone"))
    done = desk("backfill", *SINCE, answer="n\n")
    assert "not read: acme/gone: GitHub shows no such team\n" in done.stdout
    assert done.exit_code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "2999-01-01"), "--since 2999-01-01 is in the future"),
        ((*SINCE, "--repository", "acme/other"), "no service of the catalogue lives in acme/other"),
    ],
)
def test_wrong_use_is_told(desk: Desk, words: tuple[str, ...], said: str) -> None:
    done = desk("backfill", *words)
    assert (done.exit_code, done.stderr.strip()) == (2, f"homebot: {said}")


def test_without_a_way_to_github_nothing_is_tried(desk: Desk) -> None:
    del desk.environment["HOMEBOT_GITHUB_TOKEN"]
    assert desk("backfill", *SINCE).exit_code == 2


def test_a_confirmed_past_is_in_the_answers_with_the_debt_line(desk: Desk) -> None:
    batch = desk.batch()
    desk("confirm", batch, "--yes")
    said = desk("ledgerd", "all", "--format", "markdown").stdout
    assert "3 contributions merged in the period" in said
    assert "**Debt:**" in said
    assert "by `checkout`" in said
