"""Deployments are told of as GitHub tells of them; that each payload is as GitHub describes it, the company's end
holds."""

from collections.abc import Callable

import pytest

from homebot.sandbox.box import Refused
from tests.sandbox.conftest import REPOSITORY, Company, Listener

Told = Callable[[], Listener]


def test_what_became_of_a_deployment_is_told(acme: Company, told: Told) -> None:
    head = acme.box.commit(REPOSITORY, "main", {"a.py": "a = 1\n"}, "alice")
    number = acme.alice.deploy(REPOSITORY, "main")
    acme.alice.call("POST", f"/repos/{REPOSITORY}/deployments/{number}/statuses", {"state": "inactive"})
    heard = sorted(told().of("deployment_status"), key=lambda one: one.payload["deployment_status"]["id"])
    assert [one.payload["deployment_status"]["state"] for one in heard] == ["success", "inactive"]
    deployment = heard[0].payload["deployment"]
    assert (deployment["sha"], deployment["ref"], deployment["environment"]) == (head, "main", "production")
    assert deployment["production_environment"] is True
    base = f"/repos/{REPOSITORY}/deployments"
    assert acme.alice.call("GET", base)[0]["id"] == number
    assert acme.alice.call("GET", f"{base}/{number}")["sha"] == head
    assert [one["state"] for one in acme.alice.call("GET", f"{base}/{number}/statuses")] == ["inactive", "success"]


def test_another_environment_is_no_production(acme: Company, told: Told) -> None:
    acme.alice.deploy(REPOSITORY, "main", "staging", "failure")
    newest = max(told().of("deployment_status"), key=lambda one: one.payload["deployment_status"]["id"])
    assert newest.payload["deployment"]["production_environment"] is False
    assert newest.payload["deployment_status"]["environment"] == "staging"


def test_what_nobody_knows_is_not_deployed(acme: Company) -> None:
    with pytest.raises(Refused, match="422"):
        acme.alice.deploy(REPOSITORY, "no-such-branch")
    with pytest.raises(Refused, match="404"):
        acme.alice.call("GET", f"/repos/{REPOSITORY}/deployments/99999999")
