"""Which `issues` events can change anything: those of issues that are, or were, claims on a warranty (SPEC 9)."""

from collections.abc import Iterable
from typing import Any

from homebot.core.event import Ignored, Parsed, event
from homebot.core.payloads import number_at, text_at, value_at
from homebot.core.warranty.which import LABEL


def issues(payload: Any) -> Parsed:
    """In the issue's own lane, where its commands are, too. What it says of the issue is read from GitHub later."""
    reason = _unneeded(payload)
    return Ignored(reason) if reason else event(payload, "issue", number_at(payload, "issue", "number"))


def _unneeded(payload: Any) -> str | None:
    """Why an event changes nothing, `None` where it may."""
    action = text_at(payload, "action")
    match action:
        case "labeled":
            name = str(value_at(payload, "label").get("name") or "").lower()
            return None if name == LABEL else "a label that says nothing to homebot"
        case "opened":
            return None if LABEL in _labels(payload) else "an issue is of no concern before it is a claim"
        case "closed" | "reopened" | "assigned":
            return None
        case _:
            return f"issues {action} changes nothing homebot looks at"


def _labels(payload: Any) -> Iterable[str]:
    labels = value_at(payload, "issue").get("labels") or ()
    return {str(one.get("name") or "").lower() for one in labels}
