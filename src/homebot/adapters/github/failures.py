"""What an answer that is not a success means: come again later, gone, denied, or refused.

Sources: GitHub's REST documentation on rate limits (primary: 403 or 429 with `x-ratelimit-remaining: 0`; secondary: 403
or 429 with `retry-after`, or a message that speaks of a secondary limit), GraphQL's `RATE_LIMITED` in a 200.
"""

import json
from collections.abc import Mapping
from typing import Any

import requests
from github import GithubException

from homebot.adapters.github.outcomes import CallFailed, Denied, Gone, Later, Refused

UNAVAILABLE_SECONDS = 5.0
SECONDARY_SECONDS = 60.0
LONGEST_SECONDS = 3600.0


def of_answer(error: GithubException, operation: str, now: float) -> CallFailed:
    """The meaning of an error answer. `now` is the time in seconds since 1970, to count until a reset."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    message = _message(error.data)
    said = f"GitHub answered {error.status} to {operation}" + (f": {message}" if message else "")
    if error.status == 429 or (error.status == 403 and _is_limit(headers, message)):
        return Later(_pause(headers, now), said)
    if error.status >= 500 or error.status in (408, 409):
        return Later(_pause(headers, now, UNAVAILABLE_SECONDS), said)
    if error.status in (404, 410):
        return Gone(said)
    if error.status == 422:
        return Refused(said)
    if error.status in (401, 403):
        return Denied(said, unauthenticated=error.status == 401)
    if error.status < 400:
        # A body that breaks off is read as an error of a good status.
        return Later(UNAVAILABLE_SECONDS, f"GitHub's answer to {operation} could not be read")
    return CallFailed(said)


def of_wire(error: Exception, operation: str) -> Later:
    """The meaning of an exchange that did not come to an end. The text of the exception may hold an address, never
    headers, and is left out all the same."""
    return Later(UNAVAILABLE_SECONDS, f"GitHub could not be reached for {operation} ({type(error).__name__})")


WIRE_ERRORS = (requests.RequestException, json.JSONDecodeError, UnicodeDecodeError, ConnectionError, TimeoutError)


def of_graphql(errors: list[Any], headers: Mapping[str, Any], operation: str, now: float) -> CallFailed | None:
    """The meaning of errors in a GraphQL answer; `None` when the data beside them can be used."""
    kinds = {str(error.get("type") or "") for error in errors if isinstance(error, Mapping)}
    texts = "; ".join(str(error.get("message")) for error in errors if isinstance(error, Mapping))[:300]
    if "RATE_LIMITED" in kinds:
        return Later(_pause({name.lower(): value for name, value in headers.items()}, now), f"{operation}: {texts}")
    if kinds <= {"NOT_FOUND", "FORBIDDEN"}:
        return None
    if (
        "timeout" in texts.lower()
        or "something went wrong" in texts.lower()
        or kinds & {"INTERNAL", "SERVICE_UNAVAILABLE"}
    ):
        return Later(UNAVAILABLE_SECONDS, f"{operation}: {texts}")
    return CallFailed(f"GitHub refused the query {operation}: {texts}")


def _is_limit(headers: Mapping[str, Any], message: str) -> bool:
    lowered = message.lower()
    return (
        "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in lowered
        or "abuse detection" in lowered
    )


def _pause(headers: Mapping[str, Any], now: float, default: float = SECONDARY_SECONDS) -> float:
    try:
        if "retry-after" in headers:
            return min(max(float(headers["retry-after"]), 1.0), LONGEST_SECONDS)
        if headers.get("x-ratelimit-remaining") == "0":
            return min(max(float(headers["x-ratelimit-reset"]) - now, 1.0), LONGEST_SECONDS)
    except (KeyError, ValueError):
        return default
    return default


def _message(data: Any) -> str:
    if isinstance(data, Mapping):
        text = str(data.get("message") or "")
        details = [_detail(one) for one in data.get("errors") or [] if one]
        return " ".join([text, *details])[:300]
    return ""


def _detail(error: Any) -> str:
    return str(error.get("message") or error.get("code") or "") if isinstance(error, Mapping) else str(error)
