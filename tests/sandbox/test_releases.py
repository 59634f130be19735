"""Tags and releases are told of as GitHub tells of them; that each payload is as GitHub describes it, the company's end
holds."""

from collections.abc import Callable

import pytest

from homebot.sandbox.box import Refused
from tests.sandbox.conftest import REPOSITORY, Company, Listener, address

Told = Callable[[], Listener]


def test_a_tag_is_a_push_and_a_creation(acme: Company, told: Told) -> None:
    acme.box.tag(REPOSITORY, "v1.0.0")
    heard = told()
    [push] = heard.of("push")
    assert (push.payload["ref"], push.payload["created"]) == ("refs/tags/v1.0.0", True)
    [made] = heard.of("create")
    assert (made.payload["ref"], made.payload["ref_type"]) == ("v1.0.0", "tag")
    assert made.payload["master_branch"] == "main"
    assert made.payload["repository"]["size"] >= 0


def test_a_moved_tag_is_a_push_only_and_a_deleted_one_too(acme: Company, told: Told) -> None:
    first = acme.box.commit(REPOSITORY, "main", {"a.py": "a = 1\n"}, "alice")
    acme.box.tag(REPOSITORY, "moving", annotated=True)
    second = acme.box.commit(REPOSITORY, "main", {"a.py": "a = 2\n"}, "alice")
    told().heard.clear()
    acme.box.tag(REPOSITORY, "moving", second)
    acme.box.tag(REPOSITORY, "moving", gone=True)
    heard = told()
    assert [one.event for one in heard.heard] == ["push", "push"]
    moved, gone = sorted(heard.of("push"), key=lambda one: one.payload["deleted"])
    assert moved.payload["head_commit"]["id"] == second
    assert (gone.payload["deleted"], gone.payload["head_commit"]) == (True, None)
    assert first != second


def test_a_tag_that_git_pushed_is_told_of(acme: Company, told: Told, git: Callable[..., str]) -> None:
    git("clone", "--quiet", address(acme), "clone", token=acme.alice.token)
    told().heard.clear()
    git("-C", "clone", "tag", "-a", "-m", "one", "pushed-1.0")
    git("-C", "clone", "push", "--quiet", "origin", "pushed-1.0", token=acme.alice.token)
    assert [one.payload["ref"] for one in told().of("create")] == ["pushed-1.0"]
    listed = git("ls-remote", "--tags", address(acme))
    assert "refs/tags/pushed-1.0^{}" in listed


def test_a_release_makes_its_tag_and_is_told_of(acme: Company, told: Told) -> None:
    acme.alice.release(REPOSITORY, "v2.0.0", body="What is new")
    acme.alice.release(REPOSITORY, "v2.1.0-rc.1", prerelease=True)
    heard = told()
    assert [one.payload["ref"] for one in heard.of("create")] == ["v2.0.0", "v2.1.0-rc.1"]
    said = sorted((one.payload["release"]["tag_name"], one.payload["action"]) for one in heard.of("release"))
    assert said == [
        ("v2.0.0", "created"), ("v2.0.0", "published"), ("v2.0.0", "released"),
        ("v2.1.0-rc.1", "created"), ("v2.1.0-rc.1", "prereleased"), ("v2.1.0-rc.1", "published"),
    ]  # fmt: skip
    listed = acme.alice.call("GET", f"/repos/{REPOSITORY}/releases")
    assert [one["tag_name"] for one in listed][:2] == ["v2.1.0-rc.1", "v2.0.0"]


def test_a_draft_has_no_tag_and_a_tag_is_released_once(acme: Company, told: Told) -> None:
    acme.alice.release(REPOSITORY, "v3.0.0", draft=True)
    heard = told()
    assert heard.of("create") == []
    assert [one.payload["action"] for one in heard.of("release")] == ["created"]
    acme.alice.release(REPOSITORY, "v3.0.1")
    with pytest.raises(Refused, match="422"):
        acme.alice.release(REPOSITORY, "v3.0.1")
    with pytest.raises(Refused, match="422"):
        acme.alice.release(REPOSITORY, "v3.0.2", target_commitish="no-such-branch")
    assert acme.send("POST", f"/repos/{REPOSITORY}/releases", {"tag_name": "v4"}).status_code == 404


def test_a_repository_under_another_name_is_known_by_that(acme: Company) -> None:
    acme.box.repository("acme", "old", {"README.md": "# old\n"})
    acme.box.control("rename", repository="acme/old", to="new")
    assert acme.alice.call("GET", "/repos/acme/new")["full_name"] == "acme/new"
    acme.box.control("rename", repository="acme/new", gone=True)
    with pytest.raises(Refused, match="404"):
        acme.alice.call("GET", "/repos/acme/new")
