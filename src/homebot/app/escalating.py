"""What happens to the issue of a question about the roadmap on GitHub."""

from datetime import datetime

import sqlalchemy as sa

from homebot.app import registering
from homebot.core.directory import Directory
from homebot.core.escalations.clock import reminder
from homebot.core.escalations.notices import of_key
from homebot.core.facts import PullId
from homebot.store import notices, register


def issue_closed(connection: sa.Connection, place: PullId, directory: Directory, now: datetime) -> bool:
    """Somebody closed an issue: where it is that of a question without an outcome, it is opened again, and says how an
    outcome is given. Whether it is. The bot's own closing is after the outcome, and changes nothing."""
    opened = notices.opened(connection, place.repository, place.number)
    number = of_key(opened.notice.key) if opened is not None else None
    if number is None:
        return False
    register.lock(connection)
    record = register.find(connection, number)
    if record is None or record.kind != "escalation" or record.final:
        return False
    return registering.append(connection, reminder(record, now, directory, closed=True), directory)
