"""A month of exceptions, told to whoever manages an entity: once a month as an issue in the governance repository."""

from datetime import datetime

import sqlalchemy as sa
import structlog

from homebot.app.outside import Outside
from homebot.app.steps import Steps
from homebot.core.directory import Directory
from homebot.core.notices import Notice
from homebot.core.overrides.digest import MonthFacts, digest
from homebot.core.overrides.months import Month, last_month
from homebot.store import digests, notices

LABEL = "homebot-digest"

log = structlog.get_logger(__name__)


def regularly(outside: Outside, steps: Steps, scheduled: datetime) -> None:
    """Has the month that is over told, as a step of the engine's scheduled workflow."""
    steps.transaction("digests", _tell, outside)


def read_month(connection: sa.Connection, month: Month) -> MonthFacts:
    """Everything a month's digest is made from."""
    return MonthFacts(
        digests.records(connection, month.start, month.end), digests.reviews(connection, month.start, month.end)
    )


def _tell(connection: sa.Connection, outside: Outside) -> int:
    """Stores a notice for each entity that has something to tell; how many. Once for each month."""
    directory, now = outside.configuration.current(), outside.clock()
    month, repository = last_month(now), directory.governance_repository
    if repository is None:
        return 0
    untold = [one for one in directory.entities if notices.find(connection, _key(one, month)) is None]
    facts = read_month(connection, month) if untold else MonthFacts()
    found = [_notice(entity, month, facts, directory, repository) for entity in untold]
    told = [one for one in found if one.body]
    notices.put(connection, told, now)
    if told:
        log.info("digests", month=str(month), entities=len(told))
    return len(told)


def _key(entity: str, month: Month) -> str:
    return f"digest:{entity}:{month}"


def _notice(entity: str, month: Month, facts: MonthFacts, directory: Directory, repository: str) -> Notice:
    body = digest(entity, month, facts, directory)
    return Notice(_key(entity, month), repository, body, f"{entity}: exceptions of {month.words}", labels=(LABEL,))
