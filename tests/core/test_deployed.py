"""Which deployments are to production."""

from typing import Any

import pytest

from homebot.core.deployed import Deployed
from homebot.core.event import Event, Ignored, Malformed
from homebot.core.events import parse

OID = "a" * 40


def payload(**changes: Any) -> dict[str, Any]:
    deployment = {"sha": OID, "environment": "production", "ref": "main", **changes.pop("deployment", {})}
    status = {"state": "success", "environment": deployment["environment"], **changes.pop("status", {})}
    return {
        "action": "created",
        "deployment": deployment,
        "deployment_status": status,
        "repository": {"full_name": "Acme/Ledgerd"},
        "sender": {"login": "deployer[bot]", "type": "Bot"},
        **changes,
    }


@pytest.mark.parametrize(
    ("environment", "said", "is_production"),
    [
        ("production", None, True),
        ("Production", None, True),
        ("prod", None, True),
        ("prod-eu", None, True),
        ("production / web", None, True),
        ("live", True, True),
        ("live", None, False),
        ("staging", False, False),
        ("pre-prod", None, False),
        ("product-demo", None, False),
        ("reproduction", None, False),
    ],
)
def test_production_is_what_github_or_its_name_says(environment: str, said: bool | None, is_production: bool) -> None:
    given = {"environment": environment} | ({} if said is None else {"production_environment": said})
    event = parse("deployment_status", payload(deployment=given))
    if not is_production:
        assert isinstance(event, Ignored)
        return
    assert isinstance(event, Event)
    assert (event.kind, event.lane) == ("deployed", "deploy:acme/ledgerd")
    assert event.deployed == Deployed(OID, environment)


@pytest.mark.parametrize("state", ["pending", "queued", "in_progress", "failure", "error", "inactive"])
def test_only_success_counts(state: str) -> None:
    assert isinstance(parse("deployment_status", payload(status={"state": state})), Ignored)


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        (payload(deployment={"sha": "main"}), "deployment.sha"),
        (payload(deployment={"sha": None}), "sha"),
        (payload() | {"deployment": None}, "deployment"),
        (payload() | {"deployment_status": {}}, "deployment_status.state"),
    ],
)
def test_what_lacks_a_key_says_which(body: dict[str, Any], lacks: str) -> None:
    event = parse("deployment_status", body)
    assert isinstance(event, Malformed)
    assert lacks in event.reason
