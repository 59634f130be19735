"""GitHub on a bad day that does not end: a file of its own, since most of it is waiting."""

from pathlib import Path

from tests.end_to_end.serving import REPOSITORY, assert_once, complete, serving

OURS = r"/graphql$|/issues/\d+/comments$|/check-runs|/requested_reviewers$"
PATIENCE_SECONDS = 200.0
"""homebot's pauses double: seven failures of one pull request in a row are two minutes."""


def test_a_whole_day_of_it(tmp_path: Path) -> None:
    """Every kind of fault at random, over many pull requests at once."""
    often = {"times": 1000, "probability": 0.03}
    with serving(tmp_path) as served:
        served.reconciled()
        served.box.faults(
            {"kind": "status", "path": OURS, **often},
            {"kind": "status", "path": OURS, "after": True, **often},
            {"kind": "reset", "path": OURS, **often},
            {"kind": "reset", "path": OURS, "after": True, **often},
            {"kind": "truncate", "path": OURS, "after": True, **often},
            {"kind": "rate_limited", "path": "/graphql$", "headers": {"Retry-After": "1"}, **often},
            seed=11,
        )
        numbers = [served.away_pull(f"stormy-{index}") for index in range(8)]
        for number in numbers:
            served.until(number, complete, seconds=PATIENCE_SECONDS)
        served.box.clear_faults()
        assert served.run("reconcile").returncode == 0
        served.quiet()
        for number in numbers:
            assert_once(served.box.state(REPOSITORY, number), f"#{number}")
