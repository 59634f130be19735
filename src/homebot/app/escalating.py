"""What happens to the issue of a question about the roadmap on GitHub."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from homebot.app import registering
from homebot.app.outside import Outside
from homebot.app.steps import Steps
from homebot.core.directory import Directory
from homebot.core.escalations.clock import closed_often, reminder
from homebot.core.escalations.notices import of_key
from homebot.core.event import Event
from homebot.core.facts import PullId
from homebot.store import notices, register
from homebot.store.deliveries import Delivery


def follow(outside: Outside, steps: Steps, issue: PullId, taken: Sequence[tuple[Delivery, Event]]) -> None:
    """What events of an issue lead to: only closing one does anything."""
    closed = [delivery for delivery, event in taken if event.action == "closed"]
    if closed:
        steps.transaction("roadmap", _closed, outside, issue, f"delivery:{closed[-1].id}")


def _closed(connection: sa.Connection, outside: Outside, issue: PullId, by: str) -> bool:
    return issue_closed(connection, issue, outside.configuration.current(), outside.clock(), by)


def issue_closed(connection: sa.Connection, place: PullId, directory: Directory, now: datetime, by: str) -> bool:
    """The event `by` closed an issue: where it is that of a question without an outcome, it is opened again, and says
    how an outcome is given; once for an event, which may be looked at twice. Whether it is. The bot's own closing is
    after the outcome, and changes nothing."""
    opened = notices.opened(connection, place.repository, place.number)
    number = of_key(opened.notice.key) if opened is not None else None
    if number is None:
        return False
    register.lock(connection)
    record = register.find(connection, number)
    if record is None or record.kind != "escalation" or record.final or closed_often(record, now):
        return False
    return registering.append(connection, reminder(record, now, directory, by), directory)
