from datetime import timedelta

import pytest

from homebot.core.facts import RequestEvent, Review
from homebot.core.policy import decide
from homebot.core.review_clock import ReviewClock, review_clocks
from homebot.core.waits import Remark
from tests import build

DIRECTORY = build.directory()
ASKED = build.NOW - timedelta(days=3)


def clocks(**changes: object) -> tuple[ReviewClock, ...]:
    """The clocks of alice's pull request to payments' ledgerd."""
    snapshot = build.snapshot(**changes)
    return review_clocks(snapshot, decide(snapshot, DIRECTORY, "0.1.0"), DIRECTORY)


def asked(login: str = "bob", hours: int = 0, removed: bool = False) -> RequestEvent:
    return RequestEvent(login, "homebot[bot]", removed, ASKED + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({"requests": ()}, []),
        ({"requests": (asked(),)}, [None]),
        ({"requests": (asked("alice"),)}, []),
        ({"requests": (asked(removed=True),)}, []),
        ({"requests": (asked(),), "reviews": (Review("bob", "COMMENTED", ASKED + timedelta(hours=5)),)}, [5]),
        ({"requests": (asked(),), "reviews": (Review("bea", "APPROVED", ASKED + timedelta(hours=4)),)}, [4]),
        ({"requests": (asked(),), "reviews": (Review("bob", "APPROVED", ASKED - timedelta(hours=4)),)}, [None]),
        ({"requests": (asked(),), "reviews": (Review("vera", "APPROVED", ASKED + timedelta(hours=4)),)}, [None]),
        ({"requests": (asked(),), "remarks": (Remark("bob", ASKED + timedelta(hours=2)),)}, [2]),
        ({"requests": (asked(hours=9), asked("bea", hours=1))}, [None]),
        ({"requests": (asked(),), "state": "closed"}, []),
        ({"requests": (asked(),), "state": "closed", "remarks": (Remark("bob", ASKED + timedelta(hours=2)),)}, [2]),
    ],
)
def test_the_clock_runs_from_the_first_request_to_the_first_answer(
    changes: dict[str, object], hours: list[int | None]
) -> None:
    found = clocks(**changes)
    taken = [None if one.answered_at is None else (one.answered_at - one.asked_at).seconds // 3600 for one in found]
    assert taken == hours
    assert all((one.service, one.team) == ("ledgerd", "payments") for one in found)


def test_it_is_due_after_the_working_days_of_the_team() -> None:
    (clock,) = clocks(requests=(asked(),))
    assert clock.due_at > clock.asked_at
    assert clock.asked_at == ASKED
