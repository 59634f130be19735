"""Anchors in a repository on the stand-in for GitHub, which is held to GitHub's own description."""

import base64
from typing import Any

import pytest

from homebot.adapters.github import anchors
from homebot.adapters.github.anchors import AnchorFile
from homebot.adapters.github.auth import Credentials
from homebot.adapters.github.client import Client, GitHub
from homebot.adapters.github.outcomes import CallFailed, Denied, Later
from homebot.core.credit.anchors import Anchor, line
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Reply, Wire

FIRST, SECOND = Anchor(3, "a" * 64), Anchor(7, "b" * 64)


def writing(company: Company) -> GitHub:
    """GitHub as somebody who may push sees it: an App without the right to write contents may not."""
    return GitHub(company.box.api_url, Credentials(token=company.alice.token))


def test_anchors_are_added_line_by_line(company: Company) -> None:
    repository = company.repository()
    with writing(company).job(repository) as client:
        assert anchors.read_file(client, repository) == AnchorFile()
        for anchor in (FIRST, SECOND):
            anchors.add(client, repository, anchors.read_file(client, repository), anchor)
        assert anchors.read_file(client, repository).text == line(FIRST) + line(SECOND)
    with company.github().job(repository) as client:
        assert anchors.read_file(client, repository).text == line(FIRST) + line(SECOND)


def test_a_file_that_changed_meanwhile_is_not_written_over(company: Company) -> None:
    repository = company.repository({anchors.PATH: line(FIRST).removesuffix("\n")})
    with writing(company).job(repository) as client:
        read = anchors.read_file(client, repository)
        company.box.commit(repository, "main", {anchors.PATH: "changed\n"}, author="bob")
        with pytest.raises(Later):
            anchors.add(client, repository, read, SECOND)
        assert anchors.read_file(client, repository).text == "changed\n"


def test_a_last_line_without_an_end_gets_one(company: Company) -> None:
    repository = company.repository({anchors.PATH: line(FIRST).removesuffix("\n")})
    with writing(company).job(repository) as client:
        anchors.add(client, repository, anchors.read_file(client, repository), SECOND)
        assert anchors.read_file(client, repository).text == line(FIRST) + line(SECOND)


def test_the_app_itself_may_not(company: Company) -> None:
    repository = company.repository()
    with company.github().job(repository) as client, pytest.raises(Denied):
        anchors.add(client, repository, AnchorFile(), FIRST)


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        ([], CallFailed),
        ({"type": "symlink"}, CallFailed),
        ({"type": "file", "encoding": "none", "content": ""}, CallFailed),
        ({"type": "file", "encoding": "base64", "content": "x"}, Later),
    ],
)
def test_what_is_no_file_of_anchors_is_an_error(wire: Wire, client: Client, answer: Any, failed: type) -> None:
    wire.on("GET", f"/repos/acme/governance/contents/{anchors.PATH}", Reply(200, answer))
    with pytest.raises(failed):
        anchors.read_file(client, "acme/governance")


def test_bytes_that_are_no_text_do_no_harm(wire: Wire, client: Client) -> None:
    content = base64.b64encode(b"\xff\x00\n").decode()
    answer = {"type": "file", "encoding": "base64", "content": content, "sha": "1"}
    wire.on("GET", f"/repos/acme/governance/contents/{anchors.PATH}", Reply(200, answer))
    assert anchors.read_file(client, "acme/governance") == AnchorFile("\ufffd\x00\n", "1")
