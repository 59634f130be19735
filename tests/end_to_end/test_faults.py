"""GitHub on a bad day: whatever it answers, the final state is right and nothing is doubled."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.end_to_end.serving import REPOSITORY, Served, assert_once, complete, replies, serving

Faults = list[dict[str, Any]]
PATIENT_SECONDS = 5
COMMENT, CHECK, REQUEST = r"/issues/\d+/comments$", r"/check-runs$", r"/requested_reviewers$"
SECONDARY = {
    "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api",
}
NOT_YET = {
    "data": {"repository": {"pullRequest": None}},
    "errors": [
        {"type": "NOT_FOUND", "path": ["repository", "pullRequest"], "message": "Could not resolve to a PullRequest"}
    ],
}
OUTSIDER = {
    "message": "Reviews may only be requested from collaborators. One or more of the users or teams you specified is "
    "not a collaborator of the acme/ledgerd repository.",
    "documentation_url": "https://docs.github.com/rest/pulls/review-requests",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("faults"), HOMEBOT_GITHUB_TIMEOUT_SECONDS=str(PATIENT_SECONDS)) as found:
        yield found


def write(path: str, kind: str = "status", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "method": "POST", "path": path, **more}


def read(kind: str = "status", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "path": "/graphql$", **more}


OPENING: dict[str, Faults] = {
    "comment": [
        write(COMMENT),
        write(COMMENT, after=True),
        write(COMMENT, "reset"),
        write(COMMENT, "reset", after=True),
        write(COMMENT, "truncate", after=True),
        write(COMMENT, "slow", after=True, seconds=PATIENT_SECONDS + 2.0),  # longer than homebot waits
        write(COMMENT, status=403, headers={"Retry-After": "2"}, body=SECONDARY),
        write(COMMENT, status=404, body={"message": "Not Found"}),  # opened a moment ago
    ],
    "checks": [
        write(CHECK, status=503),
        write(CHECK, status=500, after=True),
        write(CHECK, "reset"),
        write(CHECK, "reset", after=True),
        write(CHECK, "truncate", after=True),
        write(CHECK, status=429, headers={"Retry-After": "1"}, body=SECONDARY),
        write(CHECK, after=True, times=2),
    ],
    "request": [
        write(REQUEST),
        write(REQUEST, status=504, after=True),
        write(REQUEST, "reset", after=True),
        write(REQUEST, "truncate", after=True),
    ],
    "read": [
        read(),
        read("reset"),
        read("truncate", after=True),
        read("slow", seconds=PATIENT_SECONDS + 2.0),
        read("rate_limited", headers={"Retry-After": "1"}),
        read(status=200, body=NOT_YET, times=2),  # opened a moment ago
        read(status=429, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, body=SECONDARY),
    ],
    "everywhere": [read(), write(COMMENT, after=True), write(CHECK, "reset", after=True), write(REQUEST, status=500)],
}


@pytest.mark.parametrize("place", OPENING)
def test_opened_pull_requests_come_out_right(served: Served, place: str) -> None:
    """As many pull requests at once as there are faults; each fault strikes one of them, somewhere."""
    served.box.clear_faults()
    served.box.faults(*OPENING[place])
    numbers = [served.away_pull(f"{place}-{index}") for index, _ in enumerate(OPENING[place])]
    for number in numbers:
        served.until(number, complete, seconds=150)
    served.quiet()
    assert served.box.clear_faults() == 0, "not every fault struck: this shows nothing"
    for number in numbers:
        assert_once(served.box.state(REPOSITORY, number), f"{place} #{number}")


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([write(COMMENT, after=True)], id="reply-502-after"),
        pytest.param([write(COMMENT, "reset")], id="reply-reset-before"),
        pytest.param([write(COMMENT, "truncate", after=True)], id="reply-truncated"),
        pytest.param([write(r"/reactions$", status=500)], id="reaction-500"),
    ],
)
def test_a_command_is_answered_once(served: Served, faults: Faults, request: pytest.FixtureRequest) -> None:
    served.box.clear_faults()
    number = served.away_pull(f"asked-{request.node.callspec.id}")
    served.until(number, complete)
    served.quiet()
    # The faults would strike the person too, so the comment is made before and delivered after.
    served.box.control("webhook", paused=True)
    asked = served.people["dana"].comment(REPOSITORY, number, "/homebot why")
    served.box.idle()
    served.box.faults(*faults)
    served.box.control("webhook", paused=False)
    assert served.run("reconcile").returncode == 0
    served.until(number, lambda now: replies(now, asked))
    served.quiet()
    state = served.box.state(REPOSITORY, number)
    assert served.box.clear_faults() == 0
    assert len(replies(state, asked)) == 1
    assert_once(state)


def test_a_token_that_ended_early_is_replaced(served: Served) -> None:
    served.box.clear_faults()
    number = served.away_pull("expired")
    served.until(number, complete)
    served.quiet()
    served.box.control("tokens", expire=True)
    served.box.faults(write(r"/access_tokens$", status=502))
    second = served.away_pull("expired-again")
    served.until(second, complete)
    served.quiet()
    assert served.box.clear_faults() == 0
    assert_once(served.box.state(REPOSITORY, second))


def test_one_whom_github_does_not_take_is_replaced_by_the_next(served: Served) -> None:
    served.box.clear_faults()
    served.box.faults(write(REQUEST, status=422, body=OUTSIDER))
    number = served.away_pull("unwanted")
    state = served.until(number, complete)
    asked = [call for call in served.box.calls() if call["path"].endswith(f"/{number}/requested_reviewers")]
    assert [call["status"] for call in asked] == [422, 201]
    assert state["requested"] in (["alice"], ["bob"])
