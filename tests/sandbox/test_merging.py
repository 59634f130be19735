"""Merges as GitHub makes them, tries them, and finds them in what was pushed."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from homebot.sandbox.box import Refused
from tests.sandbox.conftest import REPOSITORY, Company, Listener, address

Git = Callable[..., str]
LOG = "--format=%an|%cn|%s"


@pytest.fixture
def copy(acme: Company, git: Git, tmp_path: Path) -> Iterator[Path]:
    """A bare copy that is brought up to date by `fetch`."""
    git("clone", "--quiet", "--bare", address(acme), "copy")
    return tmp_path / "copy"


def fetch(acme: Company, git: Git, copy: Path, *refs: str) -> None:
    git("fetch", "--quiet", address(acme), *(f"+{ref}:{ref}" for ref in refs), inside=copy)


def of_two(acme: Company, branch: str) -> tuple[int, list[str]]:
    """A pull request of two commits, and another commit on its base meanwhile."""
    commits = [
        acme.box.commit(REPOSITORY, branch, {f"{branch}-{n}.py": f"x = {n}\n"}, "alice", message=f"{branch} {n}")
        for n in (1, 2)
    ]
    number = acme.alice.open_pull(REPOSITORY, branch, f"Add {branch}")
    acme.box.commit(REPOSITORY, "main", {f"beside-{branch}.py": "y = 1\n"}, "carol", message="Beside")
    return number, commits


def test_a_rebase_makes_every_commit_anew(acme: Company, git: Git, copy: Path) -> None:
    number, commits = of_two(acme, "rebased")
    sha = acme.bob.merge(REPOSITORY, number, "rebase")
    fetch(acme, git, copy, "refs/heads/main")
    said = git("log", "-3", LOG, sha, inside=copy).splitlines()
    assert said == ["alice|bob|rebased 2", "alice|bob|rebased 1", "carol|carol|Beside"]
    assert git("rev-parse", "main", inside=copy).strip() == sha
    assert not {sha, git("rev-parse", f"{sha}~1", inside=copy).strip()} & set(commits)
    assert git("show", f"{sha}:rebased-1.py", inside=copy) == "x = 1\n"
    shown = acme.alice.call("GET", f"/repos/{REPOSITORY}/pulls/{number}")
    assert (shown["merged"], shown["merge_commit_sha"], shown["commits"]) == (True, sha, 2)


@pytest.mark.parametrize(("method", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
def test_each_way_of_merging(acme: Company, git: Git, copy: Path, method: str, parents: int) -> None:
    number, commits = of_two(acme, f"by-{method}")
    sha = acme.bob.merge(REPOSITORY, number, method)
    fetch(acme, git, copy, "refs/heads/main")
    assert len(git("log", "-1", "--format=%P", sha, inside=copy).split()) == parents
    files = git("ls-tree", "--name-only", sha, inside=copy).split()
    assert {f"by-{method}-1.py", f"by-{method}-2.py", f"beside-by-{method}.py"} <= set(files)
    answer = acme.query(
        """query($n: Int!) { repository(owner: "acme", name: "ledgerd") { pullRequest(number: $n) {
        commits(first: 10) { nodes { commit { oid } } } mergeCommit { oid } } } }""",
        n=number,
    )
    pull = answer["data"]["repository"]["pullRequest"]
    assert [one["commit"]["oid"] for one in pull["commits"]["nodes"]] == commits
    assert pull["mergeCommit"] == {"oid": sha}


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_conflict_is_not_merged(acme: Company, method: str) -> None:
    branch = f"clash-{method}"
    acme.box.commit(REPOSITORY, branch, {f"{branch}.py": "mine\n"}, "alice")
    number = acme.alice.open_pull(REPOSITORY, branch, "Clash")
    acme.box.commit(REPOSITORY, "main", {f"{branch}.py": "theirs\n"}, "carol")
    with pytest.raises(Refused, match="405"):
        acme.bob.merge(REPOSITORY, number, method)
    shown = acme.alice.call("GET", f"/repos/{REPOSITORY}/pulls/{number}")
    assert (shown["state"], shown["mergeable"], shown["mergeable_state"]) == ("open", False, "dirty")


def test_a_trial_merge_is_there_as_long_as_it_succeeds(acme: Company, git: Git, copy: Path) -> None:
    number, _ = of_two(acme, "tried")
    ref = f"refs/pull/{number}/merge"
    fetch(acme, git, copy, ref, "refs/heads/main")
    main, head = (git("rev-parse", name, inside=copy).strip() for name in ("main", f"{ref}^2"))
    assert git("log", "-1", "--format=%P", ref, inside=copy).split() == [main, head]
    assert head == acme.box.state(REPOSITORY, number)["head"]
    shown = acme.alice.call("GET", f"/repos/{REPOSITORY}/pulls/{number}")
    assert (shown["mergeable"], shown["merge_commit_sha"]) == (True, git("rev-parse", ref, inside=copy).strip())
    acme.box.commit(REPOSITORY, "main", {"tried-1.py": "theirs\n"}, "carol")
    assert git("ls-remote", address(acme), ref) == ""
    acme.box.commit(REPOSITORY, "tried", {"tried-1.py": "theirs\n"}, "alice")
    assert ref in git("ls-remote", address(acme))


def test_nobody_knows_at_first_whether_it_can_be_merged(acme: Company, told: Callable[[], Listener]) -> None:
    number = acme.pull("untried")
    [heard] = told().of("pull_request", "opened")
    assert heard.payload["pull_request"]["mergeable"] is None
    assert acme.alice.call("GET", f"/repos/{REPOSITORY}/pulls/{number}")["mergeable"] is True


@pytest.mark.parametrize("way", ["a fast-forward", "a merge"])
def test_a_head_that_is_pushed_into_its_base_is_merged(
    acme: Company, git: Git, tmp_path: Path, told: Callable[[], Listener], way: str
) -> None:
    branch = way.replace(" ", "-")
    number = acme.pull(branch)
    open_still = acme.pull(f"{branch}-other")
    head = acme.box.state(REPOSITORY, number)["head"]
    git("clone", "--quiet", address(acme), "work", token=acme.bob.token)
    work = tmp_path / "work"
    git("merge", "--quiet", "--no-edit", "--ff-only" if way == "a fast-forward" else "--no-ff", head, inside=work)
    git("push", "--quiet", "origin", "main", token=acme.bob.token, inside=work)
    shown = acme.alice.call("GET", f"/repos/{REPOSITORY}/pulls/{number}")
    assert (shown["state"], shown["merged"], shown["merged_by"]["login"]) == ("closed", True, "bob")
    assert shown["merge_commit_sha"] == git("rev-parse", "HEAD", inside=work).strip()
    [heard] = told().of("pull_request", "closed")
    assert (heard.payload["number"], heard.payload["pull_request"]["merged"]) == (number, True)
    assert acme.box.state(REPOSITORY, open_still)["state"] == "open"


def test_a_push_says_what_it_brought(acme: Company, told: Callable[[], Listener]) -> None:
    before = acme.box.commit(REPOSITORY, "brings", {"b.py": "1\n"}, "alice", message="One")
    after = acme.box.commit(REPOSITORY, "brings", {"b.py": "2\n"}, "alice", message="Two\n\nWhy.")
    payload = next(one.payload for one in told().of("push") if one.payload["before"] == before)
    assert [(one["id"], one["message"], one["author"]["name"]) for one in payload["commits"]] == [
        (after, "Two\n\nWhy.", "alice")
    ]
    assert (payload["head_commit"]["id"], payload["forced"], payload["created"]) == (after, False, False)


@pytest.mark.parametrize("which", ["once more", "nothing new"])
def test_a_pull_request_github_would_not_open(acme: Company, which: str) -> None:
    branch = which.replace(" ", "-")
    if which == "once more":
        acme.pull(branch)
    else:
        acme.box.commit(REPOSITORY, branch, {"n.py": "1\n"}, "alice")
        acme.box.commit(REPOSITORY, "main", {"n.py": "1\n"}, "alice", **{"from": f"refs/heads/{branch}"})
    with pytest.raises(Refused, match="already exists for acme" if which == "once more" else "No commits between main"):
        acme.alice.open_pull(REPOSITORY, branch, "Again")


def test_the_refs_of_pull_requests_are_githubs_own(acme: Company, git: Git, tmp_path: Path) -> None:
    number = acme.pull("hidden")
    git("clone", "--quiet", address(acme), "work", token=acme.alice.token)
    with pytest.raises(subprocess.CalledProcessError):
        git("push", "origin", f"HEAD:refs/pull/{number}/head", token=acme.alice.token, inside=tmp_path / "work")


def test_update_branch_merges_the_base_by_whoever_asks(acme: Company, git: Git, copy: Path) -> None:
    number, commits = of_two(acme, "behind")
    acme.bob.update_branch(REPOSITORY, number, expected_head_sha=commits[-1])
    fetch(acme, git, copy, "refs/heads/behind", "refs/heads/main")
    merge, *parents = git("log", "-1", "--format=%H %P", "behind", inside=copy).split()
    assert parents == [commits[-1], git("rev-parse", "main", inside=copy).strip()]
    assert git("log", "-1", LOG, "behind", inside=copy).strip() == "bob|GitHub|Merge branch 'main' into behind"
    assert acme.box.state(REPOSITORY, number)["head"] == merge
    with pytest.raises(Refused, match=r"422.*no new commits on the base branch"):
        acme.bob.update_branch(REPOSITORY, number)
    with pytest.raises(Refused, match=r"422.*expected head sha"):
        acme.bob.update_branch(REPOSITORY, number, expected_head_sha=commits[-1])


def test_update_branch_resolves_no_conflict(acme: Company) -> None:
    acme.box.commit(REPOSITORY, "torn", {"torn.py": "x = 1\n"}, "alice")
    number = acme.alice.open_pull(REPOSITORY, "torn", "Torn")
    acme.box.commit(REPOSITORY, "main", {"torn.py": "x = 2\n"}, "carol")
    with pytest.raises(Refused, match=r"422.*merge conflict"):
        acme.bob.update_branch(REPOSITORY, number)
