"""The many states a checkout can be in: what is missing is said, with the command that brings it."""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homebot.cli.check import check
from tests.adapters.git.remote import Remote, git

MAIN, WORK = "refs/heads/main", "refs/heads/work"
PYTHON = b"def f(x):\n    return x\n"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """`main` moved on by a few commits after `work` left it; `work` adds a source file without a test."""
    made = Remote(tmp_path / "acme" / "ledgerd.git")
    first = made.commit(MAIN, {b"README.md": b"# one\n", b".gitattributes": b"gen/** linguist-generated\n"})
    made.commit(WORK, {b"ledger/a.py": PYTHON, b"gen/b.py": PYTHON}, parent=first)
    tip = first
    for number in range(4):
        tip = made.commit(MAIN, {b"README.md": b"# %d\n" % number}, parent=tip)
    git(made.path, "config", "uploadpack.allowFilter", "true")
    return made


def cloned(remote: Remote, place: Path, *options: str) -> Path:
    git(place.parent, "clone", "--quiet", "--branch=work", *options, remote.url, str(place))
    return place


def run(repo: Path, *arguments: str) -> Result:
    given = ["--repo", str(repo), *arguments]
    return CliRunner().invoke(check, given, env={"HOMEBOT_CONFIG": None}, catch_exceptions=False)


def said(result: Result) -> str:
    """The one line on stderr."""
    (line,) = result.stderr.splitlines()
    return line


def obey(message: str, repo: Path) -> None:
    """Does what the message says to do."""
    found = re.search(r"run `(git [^`]*)`", message)
    assert found is not None, message
    git(repo, *shlex.split(found[1])[1:])


def test_a_whole_clone(remote: Remote, tmp_path: Path) -> None:
    result = run(cloned(remote, tmp_path / "clone"))
    assert result.exit_code == 1
    assert "acme/ledgerd: 2 files in 1 commit of HEAD since origin/main" in result.stdout
    assert "no test comes with ledger/a.py" in result.stdout


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (("--depth=1",), "there is no commit origin/main here, and this clone is shallow"),
        (("--depth=1", "--no-single-branch"), "this clone is shallow, and commits between origin/main and HEAD are"),
        (("--depth=3", "--no-single-branch"), "this clone is shallow, and commits between origin/main and HEAD are"),
        (("--single-branch",), "there is no commit origin/main here"),
        (("--filter=blob:none", "--no-checkout"), "this is a partial clone, and files that changed between"),
        (("--filter=tree:0", "--no-checkout"), "this is a partial clone, and files that changed between"),
    ],
)
def test_a_clone_that_lacks_something_is_told_how_to_get_it(
    remote: Remote, tmp_path: Path, options: tuple[str, ...], missing: str
) -> None:
    clone = cloned(remote, tmp_path / "clone", *options)
    first = run(clone, "--base", "origin/main")
    assert first.exit_code == 2
    assert missing in said(first)
    obey(said(first), clone)
    whole = run(cloned(remote, tmp_path / "whole"), "--base", "origin/main")
    second = run(clone, "--base", "origin/main")
    assert (second.exit_code, second.stdout) == (1, whole.stdout)


def test_a_partial_clone_does_not_forget_what_is_generated(remote: Remote, tmp_path: Path) -> None:
    """All the blobs of the change are here, and the one that marks a file as generated is not."""
    clone = cloned(remote, tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    git(clone, "cat-file", "-e", "HEAD:ledger/a.py")
    assert git(clone, "diff", "--numstat", "origin/main...HEAD", "--", "ledger", "gen")
    result = run(clone)
    assert result.exit_code == 2
    assert "partial clone" in said(result)


def test_a_shallow_clone_of_one_branch_is_not_compared_with_itself(remote: Remote, tmp_path: Path) -> None:
    git(remote.path, "symbolic-ref", "HEAD", WORK)
    result = run(cloned(remote, tmp_path / "clone", "--depth=1"))
    assert result.exit_code == 2
    assert "git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main" in said(result)


def test_another_default_branch_is_found(remote: Remote, tmp_path: Path) -> None:
    git(remote.path, "branch", "-m", "main", "trunk")
    git(remote.path, "symbolic-ref", "HEAD", "refs/heads/trunk")
    result = run(cloned(remote, tmp_path / "clone"))
    assert "of HEAD since origin/trunk" in result.stdout


def test_no_repository(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "there is no git repository at" in said(result)
    assert "--repo" in said(result)


def test_no_folder(tmp_path: Path) -> None:
    result = run(tmp_path / "none")
    assert result.exit_code == 2
    assert "there is no folder" in said(result)


def test_no_commit_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=trunk")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "there is no commit on trunk yet" in said(result)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--base", "mian"), "there is no commit mian here; did you mean main?"),
        (("--base", "origin/mian"), "run `git fetch origin +refs/heads/mian:refs/remotes/origin/mian`"),
        (("--base", "1" * 40), "run `git fetch origin " + "1" * 40),
        (("--head", "wrok"), "there is no commit wrok here; did you mean work?"),
        (("--base", "--all"), "there is no commit --all here"),
        (("--base", "main\n; rm x"), "there is no commit main\\x0a; rm x here"),
        (("--base", "\x1b[31m"), "there is no commit \\x1b[31m here"),
        (("--base", "x" * 5000), "there is no commit xxx"),
        (("--service", "ledgrd"), "acme/ledgerd has no service ledgrd; did you mean ledgerd?"),
        (("--repository", "ledgerd"), "ledgerd is not the name of a repository; write OWNER/NAME"),
    ],
)
def test_a_name_that_is_not_here(remote: Remote, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    clone = cloned(remote, tmp_path / "clone")
    git(clone, "branch", "main", "origin/main")
    result = run(clone, *arguments)
    assert result.exit_code == 2
    assert words in said(result)
    assert result.stdout == ""


def test_histories_without_a_common_commit(remote: Remote, tmp_path: Path) -> None:
    remote.commit("refs/heads/elsewhere", {b"x": b"y\n"})
    result = run(remote.path, "--base", "elsewhere", "--head", "work")
    assert result.exit_code == 2
    assert "no history in common with its base (elsewhere and work)" in said(result)


@pytest.mark.parametrize("form", ["text", "github"])
def test_nothing_changed(remote: Remote, form: str) -> None:
    result = run(remote.path, "--base", "main", "--head", "main", "--format", form)
    assert result.exit_code == 0
    assert "nothing to judge: main holds no change that main lacks" in result.stdout


def test_an_empty_base_is_none_given(remote: Remote, tmp_path: Path) -> None:
    clone = cloned(remote, tmp_path / "clone")
    assert run(clone, "--base", "", "--head", "", "--service", "").stdout == run(clone).stdout


def test_the_same_from_everywhere(remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sub-folder, a detached head, a linked work tree, a bare clone, a path with odd letters, inside a git hook."""
    clone = cloned(remote, tmp_path / "a \"b'\n\\c")
    wanted = run(clone).stdout
    assert "ledger/a.py" in wanted
    assert run(clone / "ledger").stdout == wanted
    git(clone, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), "HEAD")
    assert run(tmp_path / "linked").stdout == wanted
    git(clone, "checkout", "--quiet", "--detach")
    assert run(clone).stdout == wanted
    git(tmp_path, "clone", "--quiet", "--bare", remote.url, "bare.git")
    bare = run(tmp_path / "bare.git", "--base", "main", "--head", "work").stdout
    assert bare.replace("of work since main", "of HEAD since origin/main") == wanted
    monkeypatch.setenv("GIT_DIR", str(remote.path))
    assert run(clone).stdout == wanted


def test_what_the_checkout_says_of_itself_does_not_count(remote: Remote, tmp_path: Path) -> None:
    clone = cloned(remote, tmp_path / "clone")
    wanted = run(clone).stdout
    (clone / ".git" / "info").mkdir(exist_ok=True)
    (clone / ".git" / "info" / "attributes").write_text("* linguist-generated\n")
    (clone / ".gitattributes").write_text("* linguist-generated\n")
    for key, value in (("diff.renames", "false"), ("core.quotePath", "true"), ("core.fsmonitor", "touch ran; false")):
        git(clone, "config", key, value)
    git(clone, "replace", "HEAD", "HEAD~1")
    assert run(clone).stdout == wanted
    assert not (clone / "ran").exists()


def test_a_repository_with_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "sha256" in said(result)


def test_without_git(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    result = run(remote.path)
    assert result.exit_code == 3
    assert "git is not on the PATH" in said(result)


def test_a_damaged_repository(remote: Remote) -> None:
    blob = git(remote.path, "rev-parse", "work:ledger/a.py")
    for pack in (remote.path / "objects" / "pack").glob("*.pack"):
        aside = pack.rename(remote.path / pack.name)
        git(remote.path, "unpack-objects", "-q", stdin=aside.read_bytes())
    (remote.path / "objects" / blob[:2] / blob[2:]).unlink()
    result = run(remote.path, "--base", "main", "--head", "work")
    assert result.exit_code == 3
    assert "git fsck" in said(result)
