"""What decides who may adopt: since when each service is in the catalogue, and what GitHub says of repositories."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from homebot.core.found import RepositoryFacts
from homebot.store import json
from homebot.store.credit_tables import catalogued, repositories
from homebot.store.upsert import insert_once, upsert

MOST_KEYS = 500


def see_services(connection: sa.Connection, services: Iterable[str], at: datetime) -> None:
    """Remembers that the catalogue has these services; the first time counts."""
    names = list(services)
    for start in range(0, len(names), MOST_KEYS):
        some = names[start : start + MOST_KEYS]
        query = sa.select(catalogued.c.service).where(catalogued.c.service.in_(some))
        known = frozenset(connection.execute(query).scalars())
        for name in some:
            if name not in known:
                insert_once(connection, catalogued, {"service": name, "since": at}, "service")


def any_seen(connection: sa.Connection) -> bool:
    """Whether any service was ever seen."""
    return connection.execute(sa.select(catalogued.c.service).limit(1)).first() is not None


def seen_since(connection: sa.Connection, service: str) -> datetime | None:
    """Since when homebot has seen the service in the catalogue; `None`: never."""
    return connection.execute(sa.select(catalogued.c.since).where(catalogued.c.service == service)).scalar()


def see_repository(connection: sa.Connection, repository: str, facts: RepositoryFacts, at: datetime) -> None:
    """Remembers what GitHub says of `owner/name`."""
    row = {"repository": repository, "archived": facts.archived, "fork": facts.fork, "at": at}
    upsert(connection, repositories, row | {"forked_from": json.encode(facts.forked_from)})


def repository_facts(connection: sa.Connection, repository: str) -> RepositoryFacts | None:
    """What GitHub said last of `owner/name`; `None`: it was never asked."""
    columns = (repositories.c.archived, repositories.c.fork, repositories.c.forked_from)
    row = connection.execute(sa.select(*columns).where(repositories.c.repository == repository)).first()
    return None if row is None else RepositoryFacts(row[0], row[1], json.decode(row[2], tuple[str, ...]))
