"""The figures of the funding report: for each service of whom is asked for, a handful of indexed queries."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from homebot.app.debt_line import debt_line
from homebot.core.credit.figures import FundingFigures, ServiceFunding
from homebot.core.credit.growth import Reach, last_quarters
from homebot.core.credit.quarters import end_of
from homebot.core.credit.questions import AskedFunding
from homebot.core.credit.subject import Subject
from homebot.core.directory import Directory
from homebot.store import reach

MOST_SERVICES = 50


def read_funding(connection: sa.Connection, asked: AskedFunding, directory: Directory, now: datetime) -> FundingFigures:
    """The services of the subject by name, of its teams those that they own today."""
    owners = {one.name: directory.owner_on(one, now.date()) for one in directory.services.values()}
    names = [name for name in sorted(owners) if _is_of(name, owners[name], asked.subject)]
    shown = names[:MOST_SERVICES]
    used = reach.changes_used(connection, shown, asked.period)
    found = []
    for one in read_reach(connection, shown, now):
        subject = Subject("service", one.service)
        debt = debt_line(connection, subject, asked.period, now)
        found.append(ServiceFunding(owners[one.service], one, used.get(one.service, 0), debt))
    return FundingFigures(tuple(found), len(names) - len(shown))


def read_reach(connection: sa.Connection, services: Sequence[str], now: datetime) -> tuple[Reach, ...]:
    """How many teams adopted each service by now and at the ends of the last four quarters, in the order given."""
    quarters = last_quarters(now)
    known = reach.teams_at(connection, services, [*map(end_of, quarters), now])
    since = reach.recorded_since(connection)
    found = []
    for service in services:
        *ends, current = known.get(service, (0,) * (len(quarters) + 1))
        told = (
            (quarter, number if since is not None and since < end_of(quarter) else None)
            for quarter, number in zip(quarters, ends, strict=True)
        )
        found.append(Reach(service, current, tuple(told)))
    return tuple(found)


def _is_of(service: str, owner: str, subject: Subject) -> bool:
    return service == subject.name if subject.kind == "service" else owner in subject.teams
