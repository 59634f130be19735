"""How many teams have adopted something of a service at a moment, and how many changes they began to use: counted in
the view of adoptions, along the index of a service."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from homebot.core.credit.period import Period
from homebot.core.credit.quarters import end_of, start_of
from homebot.store.credit_tables import adoptions, ledger_events


def teams_at(
    connection: sa.Connection, services: Sequence[str], moments: Sequence[datetime]
) -> dict[str, tuple[int, ...]]:
    """The number of distinct consumer teams of each service at each moment. Of an adoption that ended and began again
    the last stretch counts. Services that nobody ever adopted are left out."""
    known = adoptions.c
    stands = [(known.adopted_at <= at) & (known.undone_at.is_(None) | (known.undone_at > at)) for at in moments]
    stood = [sa.case((condition, known.consumer)) for condition in stands]
    query = sa.select(known.service, *(sa.func.count(one.distinct()) for one in stood))
    query = query.where(known.service.in_(services)).group_by(known.service)
    return {service: tuple(numbers) for service, *numbers in connection.execute(query)}


def changes_used(connection: sa.Connection, services: Sequence[str], period: Period) -> dict[str, int]:
    """How many contributions to each service other teams began to use in a period, and use still."""
    known = adoptions.c
    where = [known.service.in_(services), known.kind == "used", known.undone_at.is_(None)]
    if period.names is not None:
        where += [known.adopted_at >= start_of(period.names[0]), known.adopted_at < end_of(period.names[1])]
    query = sa.select(known.service, sa.func.count(known.of.distinct())).where(*where).group_by(known.service)
    return {service: int(number) for service, number in connection.execute(query)}


def recorded_since(connection: sa.Connection) -> datetime | None:
    """When the ledger began to be kept: the first time its parameters were noted."""
    known = ledger_events.c
    query = sa.select(known.at).where(known.kind == "parameters.set").order_by(known.seq).limit(1)
    return connection.execute(query).scalar()
