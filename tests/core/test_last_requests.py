"""Whose review request is whose: the newest word counts, everywhere alike."""

from datetime import timedelta

import pytest

from homebot.core.facts import Observed, RequestEvent
from homebot.core.last_requests import asked_by_us, last_requests
from homebot.core.policy import decide
from tests import build

BY_HOMEBOT, BY_SHORT_NAME, BY_ALICE, TAKEN_BACK = (
    RequestEvent("bob", actor, removed, build.NOW - timedelta(minutes=10))
    for actor, removed in ((build.VIEWER, False), ("homebot", False), ("alice", False), ("alice", True))
)


@pytest.mark.parametrize(
    ("events", "ours"),
    [
        ((), False),
        ((BY_HOMEBOT,), True),
        ((BY_SHORT_NAME,), True),
        ((BY_ALICE,), False),
        ((BY_HOMEBOT, BY_ALICE), False),
        ((BY_ALICE, BY_HOMEBOT), True),
        ((BY_HOMEBOT, TAKEN_BACK), False),
        ((TAKEN_BACK, BY_HOMEBOT), True),
    ],
)
def test_the_newest_word_counts(events: tuple[RequestEvent, ...], ours: bool) -> None:
    talk = build.conversation(requests=events)
    assert asked_by_us(talk) == ({"bob": events[-1].at} if ours else {})
    assert last_requests(talk) == ({"bob": events[-1]} if events else {})


@pytest.mark.parametrize("event", [BY_HOMEBOT, BY_SHORT_NAME])
def test_whom_homebot_asked_is_nobodys_wish_by_whatever_name_it_goes(event: RequestEvent) -> None:
    """vera has no say on ledgerd: whom a person asked is kept, whom homebot asked for nothing is released."""
    asked = RequestEvent("vera", event.actor, removed=False, at=event.at)
    decision = decide(build.snapshot(requests=(asked,), observed=Observed(requested=("vera",))), build.directory(), "1")
    assert decision.choice.release == ("vera",)
