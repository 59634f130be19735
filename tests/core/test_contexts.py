import pytest

from homebot.core.contexts import of_run, of_status
from homebot.core.found import Context


@pytest.mark.parametrize(
    ("status", "conclusion", "state", "said"),
    [
        ("COMPLETED", "SUCCESS", "passed", "success"),
        ("completed", "neutral", "passed", "neutral"),
        ("completed", "skipped", "passed", "skipped"),
        ("completed", "failure", "failed", "failure"),
        ("completed", "cancelled", "failed", "cancelled"),
        ("completed", "timed_out", "failed", "timed_out"),
        ("completed", "action_required", "failed", "action_required"),
        ("completed", "startup_failure", "failed", "startup_failure"),
        ("completed", "stale", "failed", "stale"),
        ("completed", "a word of next year", "failed", "a word of next year"),
        ("completed", None, "pending", "completed"),
        ("IN_PROGRESS", None, "pending", "in_progress"),
        ("queued", "success", "pending", "queued"),
        ("", None, "pending", ""),
    ],
)
def test_a_check_run(status: str, conclusion: str | None, state: str, said: str) -> None:
    assert of_run("test", status, conclusion) == Context("test", state, said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "means"),
    [
        ("SUCCESS", "passed"),
        ("failure", "failed"),
        ("ERROR", "failed"),
        ("pending", "pending"),
        ("EXPECTED", "pending"),
    ],
)
def test_a_commit_status(state: str, means: str) -> None:
    assert of_status("jenkins", state) == Context("jenkins", means, state.lower())  # type: ignore[arg-type]
