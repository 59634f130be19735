"""What an answer that is not a success means: come again later, gone, denied, or refused.

Sources: GitHub's REST documentation on rate limits (primary: 403 or 429 with `x-ratelimit-remaining: 0`; secondary: 403
or 429 with `retry-after`, or a message that speaks of a secondary limit). GraphQL tells of a limit in a 200, as
`RATE_LIMITED` or `RATE_LIMIT`.
"""

import json
from collections.abc import Mapping
from typing import Any

import requests

from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later, Refused

SECONDARY_SECONDS = 60.0
LONGEST_SECONDS = 3600.0
MESSAGE_CHARACTERS = 300

WIRE_ERRORS = (requests.RequestException, OSError, ValueError, ArithmeticError)
"""An exchange that broke off, and headers that PyGithub cannot read as the numbers they should be."""
REDIRECT_ERRORS = (RuntimeError,)
"""PyGithub follows a 301 on the same host only, and says this of others and of circles."""

LIMITED = frozenset({"RATE_LIMITED", "RATE_LIMIT"})
PARTIAL = frozenset({"NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES"})
"""Kinds that say of one field why it is null; the other fields are good."""


def of_answer(status: int, headers: Mapping[str, Any], text: str, operation: str, now: float, pause: int) -> CallFailed:
    """The meaning of an error answer. `headers` are named in lower case; `now` is the time in seconds since 1970, to
    count until a reset; after `pause` GitHub is asked again when it does not say itself."""
    message = _message(text)
    said = f"GitHub answered {status} to {operation}" + (f": {message}" if message else "")
    if status == 429 or (status == 403 and _is_limit(headers, message)):
        return Later(_pause(headers, now), said)
    if status >= 500 or status in (408, 409):
        return Later(_pause(headers, now, pause), said)
    if status in (404, 410) or status < 400:
        # Less than 400 is a redirection: what was there was renamed, or is shown to others only.
        return Gone(said)
    if status in (401, 403):
        return Denied(said, unauthenticated=status == 401)
    return Refused(said) if status == 422 else CallFailed(said)


def of_wire(error: Exception, operation: str, pause: int) -> Later:
    """The meaning of an exchange that did not come to an end. The exception's own text could hold a header, and is left
    out."""
    return Later(pause, f"GitHub could not be reached for {operation} ({type(error).__name__})")


def unreadable(operation: str, pause: int) -> Later:
    """The meaning of a success whose content breaks off, or lacks what such an answer has."""
    return Later(pause, f"GitHub's answer to {operation} could not be read")


def of_graphql(
    errors: Any, data: Any, headers: Mapping[str, Any], operation: str, now: float, pause: int
) -> CallFailed | None:
    """The meaning of errors in a GraphQL answer; `None` when the data beside them can be used."""
    kinds, texts = _said(errors)
    said = f"GitHub's answer to {operation}: {texts or 'an error without a message'}"
    if kinds & LIMITED or "rate limit" in texts.lower():
        return Later(_pause(headers, now), said)
    if kinds and kinds <= PARTIAL:
        return None if isinstance(data, Mapping) else _not_shown(kinds, said)
    if kinds & {"INTERNAL", "SERVICE_UNAVAILABLE"} or _is_passing(texts.lower()):
        return Later(pause, said)
    return CallFailed(said)


def _said(errors: Any) -> tuple[set[str], str]:
    """The kinds and the words of GraphQL errors."""
    listed = [error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else []
    kinds = {str(error.get("type") or "") for error in listed}
    return kinds, "; ".join(str(error.get("message") or "") for error in listed)[:MESSAGE_CHARACTERS]


def _not_shown(kinds: set[str], said: str) -> CallFailed:
    return Gone(said) if kinds == {"NOT_FOUND"} else Denied(said)


def _is_passing(message: str) -> bool:
    """GitHub's words for a query it did not finish in time, or stumbled over."""
    return any(sign in message for sign in ("timeout", "timedout", "timed out", "something went wrong"))


def _is_limit(headers: Mapping[str, Any], message: str) -> bool:
    lowered = message.lower()
    return (
        "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in lowered
        or "abuse detection" in lowered
    )


def _pause(headers: Mapping[str, Any], now: float, default: float = SECONDARY_SECONDS) -> float:
    after = str(headers.get("retry-after", ""))
    reset = str(headers.get("x-ratelimit-reset", ""))
    if after.isdecimal():
        return _bounded(float(after))
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return _bounded(float(reset) - now)
    return default


def _bounded(seconds: float) -> float:
    return min(max(seconds, 1.0), LONGEST_SECONDS)


def _message(text: str) -> str:
    """What GitHub says is wrong. A page of something between GitHub and us is not repeated."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(data, Mapping):
        return ""
    errors = data.get("errors")
    details = [_detail(one) for one in errors if one] if isinstance(errors, list) else []
    return " ".join([str(data.get("message") or ""), *details]).strip()[:MESSAGE_CHARACTERS]


def _detail(error: Any) -> str:
    return str(error.get("message") or error.get("code") or "") if isinstance(error, Mapping) else str(error)
