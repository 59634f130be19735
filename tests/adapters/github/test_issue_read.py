"""Reading one issue: as GitHub has it, or that there is none."""

from dataclasses import replace

import pytest

from homebot.adapters.github.issue_read import MOST_TEXT, read_issue
from homebot.adapters.github.outcomes import Later
from homebot.core.facts import PullId
from tests.adapters.github.company import Company


def test_an_issue_is_read_as_it_is(company: Company) -> None:
    repository = company.repository()
    owner, _, name = repository.partition("/")
    number = company.carol.open_issue(repository, "Away work", "### Goal\n\nexact refunds", ["Away-Work"])
    with company.github().job(repository) as client:
        found = read_issue(client, PullId(owner, name, number))
        assert found is not None
        assert (found.title, found.body, found.author, found.state) == (
            "Away work",
            "### Goal\n\nexact refunds",
            "carol",
            "open",
        )
        assert found.labels == ("away-work",)
        company.carol.edit_issue(repository, number, state="closed", body="x" * 60_000)
        closed = read_issue(client, PullId(owner, name, number))
        assert closed == replace(found, state="closed", body="x" * 60_000)
        assert len(closed.body) <= MOST_TEXT
        assert read_issue(client, PullId(owner, name, 999)) is None


def test_while_github_is_down_it_is_for_later(company: Company) -> None:
    repository = company.repository()
    owner, _, name = repository.partition("/")
    number = company.carol.open_issue(repository, "Away work")
    with company.github().job(repository) as client:
        company.box.faults({"kind": "status", "method": "GET", "path": f"/issues/{number}$"})
        with pytest.raises(Later):
            read_issue(client, PullId(owner, name, number))


def test_one_that_was_moved_to_another_repository_is_not_there(company: Company) -> None:
    """GitHub leads from its old address to what it is now, under another number."""
    repository = company.repository()
    owner, _, name = repository.partition("/")
    number, there = (company.carol.open_issue(repository, title) for title in ("Here", "There"))
    with company.github().job(repository) as client:
        address = f"{company.box.api_url}/repos/{repository}/issues/{there}"
        moved = {"kind": "status", "method": "GET", "path": f"/issues/{number}$", "status": 301}
        company.box.faults({**moved, "headers": {"Location": address}})
        assert read_issue(client, PullId(owner, name, number)) is None
        found = read_issue(client, PullId(owner, name, there))
        assert found is not None
        assert found.title == "There"
