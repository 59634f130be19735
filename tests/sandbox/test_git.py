"""Real git over smart HTTP: clones, partial clones, pushes, and the refs of pull requests."""

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.conftest import REPOSITORY, Company, Listener, address


def test_a_clone_holds_the_files(acme: Company, git: Callable[..., str], tmp_path: Path) -> None:
    git("clone", "--quiet", address(acme), "copy")
    assert (tmp_path / "copy/ledger/close.py").read_text() == "def settle():\n    pass\n"


def test_a_partial_fetch_of_a_pull_request_and_then_one_blob(
    acme: Company, git: Callable[..., str], tmp_path: Path
) -> None:
    number = acme.pull("partial")
    head = str(acme.box.state(REPOSITORY, number)["head"])
    git("init", "--quiet", "--bare", "mirror")
    mirror = tmp_path / "mirror"
    git("fetch", "--quiet", "--depth=1", "--filter=blob:none", address(acme), head, inside=mirror)
    git("fetch", "--quiet", address(acme), f"refs/pull/{number}/head", inside=mirror)
    assert git("rev-parse", "FETCH_HEAD", inside=mirror).strip() == head
    assert git("cat-file", "blob", f"{head}:partial.py", inside=mirror) == "x = 1\n"


def test_a_push_opens_the_way_for_a_pull_request_and_moves_it(
    acme: Company, git: Callable[..., str], tmp_path: Path, told: Callable[[], Listener]
) -> None:
    git("clone", "--quiet", address(acme), "work", token=acme.alice.token)
    work = tmp_path / "work"
    git("switch", "--quiet", "--create", "by-hand", inside=work)
    heads = []
    number = 0
    for text in ("x = 1\n", "x = 2\n"):
        (work / "by_hand.py").write_text(text)
        git("add", "by_hand.py", inside=work)
        git("commit", "--quiet", "--message", "By hand", inside=work)
        git("push", "--quiet", "origin", "by-hand", token=acme.alice.token, inside=work)
        heads.append(git("rev-parse", "HEAD", inside=work).strip())
        number = number or acme.alice.open_pull(REPOSITORY, "by-hand", "By hand")
    assert acme.box.state(REPOSITORY, number)["head"] == heads[1]
    payload = told().of("pull_request", "synchronize")[0].payload
    assert (payload["before"], payload["after"]) == (heads[0], heads[1])
    assert payload["sender"]["login"] == "alice"


def test_a_pull_request_from_a_fork_is_fetched_from_the_repository_it_wants_to_change(
    acme: Company, git: Callable[..., str]
) -> None:
    zoe = acme.box.person("zoe", "acme")
    acme.box.control("fork", repository=REPOSITORY, owner="zoe")
    sha = acme.box.commit("zoe/ledgerd", "better", {"better.py": "x = 1\n"}, "zoe")
    number = zoe.open_pull(REPOSITORY, "zoe:better", "Better")
    assert git("ls-remote", address(acme), f"refs/pull/{number}/head").split()[0] == sha
    moved = acme.box.commit("zoe/ledgerd", "better", {"better.py": "x = 2\n"}, "zoe")
    assert git("ls-remote", address(acme), f"refs/pull/{number}/head").split()[0] == moved


def test_names_that_are_no_text_go_through(acme: Company, git: Callable[..., str], tmp_path: Path) -> None:
    name = b'caf\xe9 "quoted"\n<!--.py'
    key = "base64:" + base64.b64encode(name).decode()
    acme.box.commit(REPOSITORY, "odd", {key: "x = 1\n"}, "alice")
    git("clone", "--quiet", "--bare", "--branch", "odd", address(acme), "odd")
    listed = subprocess.run(
        ["git", "ls-tree", "-z", "--name-only", "odd"], cwd=tmp_path / "odd", capture_output=True, check=True
    ).stdout
    assert name in listed.split(b"\0")


@pytest.mark.parametrize("token", ["ghp_wrong", "stranger"])
def test_who_may_not_see_it_fetches_nothing(acme: Company, git: Callable[..., str], token: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        git("ls-remote", address(acme), token=acme.stranger.token if token == "stranger" else token)


def test_an_ended_token_fetches_nothing(acme: Company, git: Callable[..., str]) -> None:
    token = acme.token()
    acme.box.control("tokens", expire=True)
    with pytest.raises(subprocess.CalledProcessError):
        git("ls-remote", address(acme), token=token)
    assert "refs/heads/main" in git("ls-remote", address(acme))


def test_every_git_call_is_in_the_log(acme: Company, git: Callable[..., str]) -> None:
    acme.box.calls(clear=True)
    git("ls-remote", address(acme))
    assert [call["operation"] for call in acme.box.calls() if call["kind"] == "git"] == ["fetch"]


def test_a_filtered_fetch_leaves_the_files_behind(acme: Company, git: Callable[..., str], tmp_path: Path) -> None:
    git("clone", "--quiet", "--bare", "--filter=blob:none", address(acme), "sparse")
    missing = git("rev-list", "--objects", "--missing=print", "main", inside=tmp_path / "sparse")
    assert any(line.startswith("?") for line in missing.splitlines())
