"""Events of issues: only what may be, or was, a claim on a warranty is looked at."""

from typing import Any

import pytest

from homebot.core.events import Ignored, Malformed, parse
from homebot.core.facts import PullId


def issues(action: str, *labels: Any, **parts: Any) -> dict[str, Any]:
    """As GitHub tells of an issue."""
    issue = {"number": 9, "labels": list(labels)}
    return {
        "action": action,
        "repository": {"full_name": "Acme/LedgerD"},
        "sender": {"login": "Bob", "type": "User"},
        "installation": {"id": 42},
        "issue": issue,
        **parts,
    }


WARRANTY = {"name": "Warranty"}


@pytest.mark.parametrize(
    "payload",
    [
        issues("labeled", WARRANTY, label=WARRANTY),
        issues("opened", {"name": "bug"}, WARRANTY),
        issues("closed"),
        issues("reopened"),
    ],
)
def test_what_may_be_a_claim_has_the_issues_lane(payload: dict[str, Any]) -> None:
    event = parse("issues", payload)
    assert not isinstance(event, Ignored | Malformed)
    assert (event.kind, event.lane, event.sender) == ("issue", "acme/ledgerd#9", "bob")  # type: ignore[union-attr]
    assert event.pull == PullId("acme", "ledgerd", 9)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "payload",
    [
        issues("labeled", WARRANTY, label={"name": "bug"}),
        issues("labeled", label={}),
        issues("opened", {"name": "bug"}),
        issues("opened"),
        issues("unlabeled", label=WARRANTY),
        issues("edited", WARRANTY),
        issues("transferred", WARRANTY),
    ],
)
def test_anything_else_is_ignored(payload: dict[str, Any]) -> None:
    assert isinstance(parse("issues", payload), Ignored)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        issues("labeled"),
        issues("labeled", label="warranty"),
        issues("opened", "warranty"),
        issues("opened", None),
        issues("opened", issue={"number": 9, "labels": 7}),
        issues("closed", issue={}),
        issues("closed", repository={"full_name": "no"}),
    ],
)
def test_a_strange_payload_says_what_it_lacks(payload: dict[str, Any]) -> None:
    assert isinstance(parse("issues", payload), Malformed)
