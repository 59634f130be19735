"""What the register has of an issue that may be a claim."""

from collections.abc import Collection

import sqlalchemy as sa

from homebot.core.register.record import Record
from homebot.store import json
from homebot.store.register import MOST
from homebot.store.register_tables import register_records


def of_issue(connection: sa.Connection, place: str, services: Collection[str]) -> tuple[Record, ...]:
    """The claims made on an issue (`owner/name#7`), the open ones on these services, and these services' agreements,
    also those that are handed over; of the services' the newest `MOST`. The oldest first."""
    known = register_records.c
    of_services = known.service.in_(list(services))
    agreements = sa.and_(known.kind == "agreement", of_services)
    open_claims = sa.and_(known.kind == "claim", of_services, ~known.final)
    of_theirs = sa.select(known.body).where(sa.or_(agreements, open_claims)).order_by(known.number.desc()).limit(MOST)
    # However many there are: closing the issue resolves its claims.
    here = sa.select(known.body).where(known.kind == "claim", known.place == place)
    bodies = (*connection.execute(of_theirs).scalars(), *connection.execute(here).scalars())
    found = {one.number: one for one in (json.decode(body, Record) for body in bodies)}
    return tuple(found[number] for number in sorted(found))


def any_claim(connection: sa.Connection, place: str) -> bool:
    """Whether a claim was ever made on the issue."""
    known = register_records.c
    query = sa.select(known.number).where(known.place == place, known.kind == "claim").limit(1)
    return connection.execute(query).first() is not None
