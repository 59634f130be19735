"""Timers: a pull request where only time passes is looked at again when a wait on it ends, and so are those for which
something changed elsewhere (`app.anew`)."""

from datetime import datetime, timedelta

import structlog

from homebot.app.anew import under_new_configuration
from homebot.app.lanes import WAIT
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.steps import Steps
from homebot.store import turns
from homebot.store.engine import writing
from homebot.store.turns import Due

MOST = 30
"""Pull requests woken at a time, those that wait longest first: a Monday morning is no storm. The rest comes with the
next sweep."""
SKEW = timedelta(minutes=2)
"""Whoever evaluates may have a clock that is so much behind; a wait it finds unfinished would be waited for anew."""

log = structlog.get_logger(__name__)


def regularly(outside: Outside, door: Door, steps: Steps, scheduled: datetime) -> None:
    """One sweep, as a step of the engine's scheduled workflow."""
    steps.step("wake", lambda: wake_due(outside, door))


def wake_due(outside: Outside, door: Door) -> int:
    """Wakes the pull requests whose moment has come, at most `MOST`; how many. Repeating it changes nothing."""
    under_new_configuration(outside)
    until = outside.clock() - SKEW
    with outside.engine.connect() as connection:
        found = turns.due(connection, until, MOST)
        left = turns.waiting(connection, until) - len(found)
    for one in found:
        _wake(outside, door, one)
    if found:
        log.info("waits ended", woken=len(found), left=left)
    return len(found)


def _wake(outside: Outside, door: Door, one: Due) -> None:
    """As a delivery of our own, named by what is stored: the same name again changes nothing. In one transaction:
    whoever hastens sees a moment that is still to come, or none, and never one whose wake reads already."""
    name = f"{WAIT}{one.pull}-{one.due_at:%Y%m%dT%H%M%S}-{one.looks}"
    with writing(outside.engine) as connection:
        door.look_again_with(connection, name, one.pull, outside.clock())
        turns.looked(connection, one)
