"""Where `homebot check` runs: in a terminal, in a GitHub Action, as a hook; and what it does not load."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import homebot
from homebot.cli import COMMANDS
from tests.adapters.git.remote import Remote, git
from tests.app.working import wait_until
from tests.cli import histories

ROOT = Path(homebot.__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
ELSEWHERE = {"dbos", "flask", "sqlalchemy", "alembic", "gunicorn", "github", "requests", "psycopg", "prometheus_client"}
SLOW_ROOMS = ("homebot.store", "homebot.sandbox", "homebot.web", "homebot.adapters.github")
STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Remote:
    return histories.build(tmp_path_factory.mktemp("places") / "ledgerd.git")


def command(remote: Remote, head: str, *arguments: str) -> list[str]:
    given = ["--repo", str(remote.path), "--base", "main", "--head", head]
    return [sys.executable, "-m", "homebot", "check", *given, *arguments]


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HOMEBOT_", "GIT_"))}
    return {**kept, "TERM": "xterm-256color", **more}


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_check_loads_neither_database_nor_server_nor_sandbox(remote: Remote, form: str) -> None:
    asked = command(remote, "tangled", "--format", form)
    asked[1:1] = ["-X", "importtime"]
    done = subprocess.run(asked, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 1
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "homebot.core.policy" in loaded
    assert {name for name in loaded if name.partition(".")[0] in ELSEWHERE or name.startswith(SLOW_ROOMS)} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_loaded(name: str) -> None:
    assert COMMANDS[name]().name == name


def in_terminal(asked: list[str], **more: str) -> str:
    """What a person sees of a command's output; the bar for those who wait goes to stderr, and is not waited for."""
    master, slave = pty.openpty()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(asked, stdout=slave, stderr=quiet, stdin=quiet, env=environment(**more)):
        os.close(slave)
        shown = drained(master)
    return shown.replace("\r\n", "\n")


def drained(master: int) -> str:
    parts = []
    try:
        while part := os.read(master, 65536):
            parts.append(part)
    except OSError:
        # So Linux says that nobody writes here any more.
        pass
    os.close(master)
    return b"".join(parts).decode()


def test_a_terminal_gets_colours_and_nothing_of_a_strangers(remote: Remote) -> None:
    shown = in_terminal(command(remote, "hostile-names"), COLUMNS="300")
    plain = subprocess.run(
        command(remote, "hostile-names"), capture_output=True, text=True, env=environment(), check=False
    )
    assert STYLE.search(shown)
    assert [line.rstrip() for line in STYLE.sub("", shown).splitlines()] == plain.stdout.splitlines()
    assert "\x1b" not in plain.stdout


def test_a_narrow_terminal_loses_no_word(remote: Remote) -> None:
    shown = in_terminal(command(remote, "tangled"), COLUMNS="40")
    assert "no test comes with ledger/close.py" in " ".join(STYLE.sub("", shown).split())


def test_an_output_that_knows_ascii_only(remote: Remote) -> None:
    asked = command(remote, "tangled")
    done = subprocess.run(asked, capture_output=True, env=environment(PYTHONIOENCODING="ascii"), check=False)
    assert done.returncode == 1
    assert b"\\u2717 complexity" in done.stdout


WAIT = "import sys; from homebot.cli.check.waiting import waiting\nwith waiting('reading', 0): sys.stdin.readline()"


def test_who_waits_sees_a_bar_and_it_goes_away() -> None:
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", WAIT], stdin=subprocess.PIPE, stderr=slave, env=environment()
    ) as process:
        os.close(slave)
        seen = b""
        while b"reading" not in seen:
            seen += os.read(master, 65536)
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.close()
        rest = drained(master)
    assert rest.endswith("\x1b[2K")


def test_nobody_waits_at_a_pipe() -> None:
    done = subprocess.run([sys.executable, "-c", WAIT], input="\n", capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def steps() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = ACTION["runs"]["steps"]
    return found


def test_nothing_that_people_write_is_part_of_the_actions_commands() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert [step["name"] for step in steps() if "${{" in step["run"]] == []
    used = {name for step in steps() for name in re.findall(r"inputs\.(\w+)", str(step))}
    assert used == set(ACTION["inputs"])


def run_action(remote: Remote, folder: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    """The action's last step as GitHub runs it, in this homebot."""
    names = [name for name in steps()[-1]["env"] if name.startswith("CHECK_")]
    defaults = {f"CHECK_{key.upper()}": value["default"] for key, value in ACTION["inputs"].items()}
    always = {"CHECK_REPO": str(remote.path), "CHECK_REPOSITORY": "acme/ledgerd"}
    values = {name: defaults.get(name, "") for name in names} | always | given
    (folder / "homebot").mkdir()
    (folder / "homebot" / "bin").symlink_to(Path(sys.executable).parent)
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps()[-1]["run"]]
    known = environment(RUNNER_TEMP=str(folder), HOMEBOT_CONFIG="", **values)
    return subprocess.run(shell, env=known, cwd=folder, capture_output=True, text=True, check=False)


def test_the_action_on_a_pull_request(remote: Remote, tmp_path: Path) -> None:
    base, head = git(remote.path, "rev-parse", "main"), git(remote.path, "rev-parse", "tangled")
    body = "$(touch ran) `touch ran`\n::error::x\nHeadline: no goal\n"
    given = {"CHECK_BASE": base, "CHECK_HEAD": head, "CHECK_AUTHOR": "carol", "CHECK_PULL": "7"}
    done = run_action(remote, tmp_path, CHECK_DESCRIPTION=body, **given)
    assert (done.returncode, done.stderr) == (1, "")
    assert "::error file=ledger/close.py,line=4," in done.stdout
    assert "the description has no `Goal:`" in done.stdout
    assert not (tmp_path / "ran").exists()


def test_the_action_on_a_push_writes_a_file(remote: Remote, tmp_path: Path) -> None:
    given = {"CHECK_BASE": "main", "CHECK_HEAD": "clean", "CHECK_FORMAT": "sarif"}
    done = run_action(remote, tmp_path, CHECK_OUTPUT=str(tmp_path / "found.sarif"), **given)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert '"2.1.0"' in (tmp_path / "found.sarif").read_text()


def test_the_hook_runs_the_command() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"].split()[1] in COMMANDS
    assert (hook["pass_filenames"], hook["language"]) == (False, "python")


def test_a_check_that_is_interrupted_does_not_say_that_a_standard_fails(remote: Remote, tmp_path: Path) -> None:
    """An analysis that never answers, and somebody who presses Ctrl-C."""
    slow = tmp_path / "python"
    slow.write_text('#!/bin/sh\ntouch "$0.started"\nexec sleep 600\n')
    slow.chmod(0o755)
    known = environment(HOMEBOT_ANALYSIS_PYTHON=str(slow))

    with subprocess.Popen(
        command(remote, "tangled"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=known,
        # A shell that runs pytest in the background has it ignore Ctrl-C, which children inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        wait_until(lambda: (tmp_path / "python.started").exists(), "the analysis to begin")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert err == "homebot: stopped before anything was judged\n"
