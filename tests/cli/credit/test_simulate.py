"""`homebot credit simulate` as somebody meets it who tries parameters."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from homebot.cli.credit import credit
from tests.core.credit.settled_example import USES, line_of

ORG = """\
version: 1
entities:
  company: {}
  retail: {parent: company}
  media: {parent: company}
  platform: {parent: company}
teams:
  payments: {entity: retail, members: [alice], owners: [alice]}
  checkout: {entity: retail, members: [carol], owners: [carol]}
  video: {entity: media, members: [erin], owners: [erin]}
  ads: {entity: media, members: [vera], owners: [vera]}
  identity: {entity: platform, members: [gina], owners: [gina]}
"""
SERVICES = "version: 1\nservices:\n  ledgerd: {owner: payments, repository: acme/ledgerd}\n"
EXAMPLE = "".join(line_of(use) for use in USES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The configuration of SPEC 10's example."""
    found = tmp_path / "company"
    found.mkdir()
    (found / "org.yaml").write_text(ORG)
    (found / "services.yaml").write_text(SERVICES)
    return found


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Its adoptions."""
    found = tmp_path / "events.jsonl"
    found.write_text(EXAMPLE)
    return found


def simulate(*arguments: str | Path, stdin: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(credit, ["simulate", *map(str, arguments)], input=stdin, env=environment)


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_example_of_the_contract(events: Path, folder: Path) -> None:
    result = simulate(events, "--config", folder)
    found = answer(result)
    assert result.stderr == ""
    assert list(found) == ["earned", "benefit", "rollup", "postings"]
    assert found["earned"] == {"payments": 26_500, "checkout": 10_000, "video": 2500}
    assert found["benefit"] == {"ads": 11_000, "checkout": 6000, "identity": 11_000, "video": 11_000}
    assert found["rollup"] == {
        "company": {"exported": 0, "internal": 39_000, "imported": 0},
        "retail": {"exported": 30_500, "internal": 6000, "imported": 0},
        "media": {"exported": 0, "internal": 2500, "imported": 19_500},
        "platform": {"exported": 0, "internal": 0, "imported": 11_000},
    }
    assert sum(posting["amount"] for posting in found["postings"]) == 39_000
    assert found["postings"][0] == {
        "consumer": "ads",
        "earner": "checkout",
        "kind": "used",
        "amount": 2500,
        "rule": "R3 1 of 2 buckets (checkout), R6 away's half",
    }


def test_the_example_of_the_page(folder: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "settlement.md"
    lines = page.read_text("utf-8").partition("```jsonl\n")[2].partition("```")[0]
    found = answer(simulate("-", "--config", folder, stdin=lines.encode()))
    assert found["earned"] == {"payments": 26_500, "checkout": 10_000, "video": 2500}


def test_standard_input(folder: Path) -> None:
    assert answer(simulate("-", stdin=EXAMPLE.encode(), HOMEBOT_CONFIG=str(folder)))["earned"]["payments"] == 26_500


def test_nothing_is_nobodys(folder: Path) -> None:
    found = answer(simulate("-", "--config", folder, stdin=b""))
    assert (found["earned"], found["benefit"], found["postings"]) == ({}, {}, [])
    assert found["rollup"]["company"] == {"exported": 0, "internal": 0, "imported": 0}


class TestParameters:
    def test_come_from_the_configuration(self, events: Path, folder: Path) -> None:
        (folder / "homebot.yaml").write_text("version: 1\ncredit: {carried_pool: 0, used_pool: 20000}\n")
        assert answer(simulate(events, "--config", folder))["earned"]["checkout"] == 20_000

    def test_can_be_set(self, events: Path, folder: Path) -> None:
        (folder / "homebot.yaml").write_text("version: 1\ncredit: {carried_pool: 0, used_pool: 4}\n")
        found = answer(simulate(events, "--config", folder, "--set", "used_pool=20000", "--set", "consumer_cap=0"))
        assert found["earned"] == {}

    @pytest.mark.parametrize(
        ("setting", "said"),
        [
            ("used_pol=1", '--set "used_pol=1": no such figure; did you mean "used_pool"?'),
            ("used_pool", '--set "used_pool" is not a name and 0 to 1000000000 milli-credits'),
            ("used_pool=-1", '--set "used_pool=-1" is not a name'),
            ("used_pool=1.5", '--set "used_pool=1.5" is not a name'),
            ("used_pool=1000000001", '--set "used_pool=1000000001" is not a name'),
            ("vesting_days=1", '--set "vesting_days=1": no such figure; known: attested_cap'),
        ],
    )
    def test_a_wrong_one_is_refused(self, setting: str, said: str, events: Path, folder: Path) -> None:
        result = simulate(events, "--config", folder, "--set", setting)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"homebot: {said}")


class TestBadInput:
    def test_every_bad_line_is_named_and_nothing_printed(self, events: Path, folder: Path) -> None:
        events.write_text(EXAMPLE + '{"consumr": 1}\n' + EXAMPLE + "x\n")
        result = simulate(events, "--config", folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines() == [
            f'{events}:8:2: unknown key "consumr"; did you mean "consumer"?',
            f'{events}:16:1: expected "{{", found "x"; write one whole JSON object a line',
        ]

    def test_a_thousand_bad_lines_are_counted(self, folder: Path) -> None:
        result = simulate("-", "--config", folder, stdin=b"x\n" * 1000)
        assert len(result.stderr.splitlines()) == 101
        assert result.stderr.splitlines()[-1].endswith("and 900 more faults in this file; mend these first")

    def test_a_line_without_end_is_one_bad_line(self, folder: Path) -> None:
        result = simulate("-", "--config", folder, stdin=b"x" * 1_000_000 + b"\n" + EXAMPLE.encode())
        assert result.exit_code == 2
        assert result.stderr.splitlines() == [
            "<stdin>:1:20001: the line is over 20000 bytes; write one adoption a line"
        ]

    def test_a_hostile_name_does_not_reach_the_terminal(self, folder: Path) -> None:
        result = simulate("-", "--config", folder, stdin=b'{"\\u001b[31m\\u202e": 1}')
        assert "\x1b" not in result.stderr
        assert "\u202e" not in result.stderr

    def test_a_file_that_is_not_there(self, folder: Path) -> None:
        assert simulate(folder / "no.jsonl", "--config", folder).exit_code == 2

    def test_a_broken_configuration(self, events: Path, folder: Path) -> None:
        (folder / "org.yaml").write_text("version: 1\n")
        result = simulate(events, "--config", folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"{folder}/org.yaml:1:1: " in result.stderr

    def test_a_configuration_that_is_not_there(self, events: Path, folder: Path) -> None:
        assert simulate(events, "--config", folder / "none").exit_code == 2


class TestWhatIsOdd:
    def test_a_team_in_no_entity_is_under_the_root_and_said_so(self, folder: Path) -> None:
        (folder / "org.yaml").write_text(ORG.replace("  ads:", "  ad-sales:"))
        result = simulate("-", "--config", folder, stdin=EXAMPLE.encode())
        assert answer(result)["rollup"]["media"]["imported"] == 11_000
        assert result.stderr == 'homebot: in no entity of the configuration, so counted under company: "ads"\n'

    def test_without_a_configuration_there_is_no_roll_up(self, events: Path, tmp_path: Path) -> None:
        with contextlib.chdir(tmp_path):  # by default the configuration is the folder `config` here
            result = simulate(events)
        assert answer(result)["earned"]["payments"] == 26_500
        assert answer(result)["rollup"] == {}
        assert result.stderr == "homebot: no configuration, so no roll-up; name its folder with --config\n"

    def test_lines_that_contradict_each_other(self, events: Path, folder: Path) -> None:
        events.write_text(EXAMPLE + EXAMPLE.replace('"away": "video"', '"away": "ads"'))
        result = simulate(events, "--config", folder)
        assert answer(result)["earned"]["payments"] > 0
        assert result.stderr.startswith(
            f'{events}:12:1: "i15" in "ledgerd" has another home or away team here than in line 5; both lines count'
        )
