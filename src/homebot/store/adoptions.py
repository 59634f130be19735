"""Adoptions as the events tell, and in which quarter each was settled: a view that is kept."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from homebot.core.credit.adoptions import Adoption, Kept
from homebot.store.credit_tables import adoptions
from homebot.store.upsert import upsert

_OWN = ("settled_in", "reversed_in")
_NAMES = tuple(column.name for column in adoptions.columns)


def put(connection: sa.Connection, adoption: Adoption) -> None:
    """Writes an adoption; whether it was settled stays as it is."""
    upsert(connection, adoptions, row(adoption), keep=_OWN)


def row(adoption: Adoption) -> dict[str, object]:
    """The row of an adoption that is not settled."""
    names = (name for name in _NAMES if name not in (*_OWN, "away"))
    return {name: getattr(adoption, name) for name in names} | {
        "away": adoption.away or "",
        "settled_in": "",
        "reversed_in": "",
    }


def of_contribution(connection: sa.Connection, of: str) -> tuple[Kept, ...]:
    """All adoptions of a contribution, by consumer, service and kind."""
    order = (adoptions.c.consumer, adoptions.c.service, adoptions.c.kind)
    query = sa.select(adoptions).where(adoptions.c.of == of).order_by(*order)
    return tuple(kept(one) for one in connection.execute(query))


def kept(found: sa.Row[Any]) -> Kept:
    """An adoption from its row."""
    values = dict(found._mapping)
    settled, reversed_ = values.pop("settled_in") or None, values.pop("reversed_in") or None
    return Kept(Adoption(**values | {"away": values["away"] or None}), settled, reversed_)


def put_new(connection: sa.Connection, found: Iterable[Adoption]) -> None:
    """Writes many that are not there yet."""
    rows = [row(adoption) for adoption in found]
    if rows:
        connection.execute(sa.insert(adoptions), rows)


def clear(connection: sa.Connection) -> None:
    """Forgets all of them; whoever does so makes them anew."""
    connection.execute(sa.delete(adoptions))


def mark_settled(connection: sa.Connection, consumer: str, names: Iterable[str], quarter: str) -> None:
    """The adoptions of these names (`Adoption.name`) were settled in a quarter."""
    _mark(connection, consumer, names, "settled_in", quarter)


def mark_reversed(connection: sa.Connection, consumer: str, names: Iterable[str], quarter: str) -> None:
    """What the adoptions of these names earned was taken back in a quarter."""
    _mark(connection, consumer, names, "reversed_in", quarter)


def _mark(connection: sa.Connection, consumer: str, names: Iterable[str], column: str, quarter: str) -> None:
    here = (adoptions.c[name] == sa.bindparam(f"_{name}") for name in ("consumer", "kind", "service", "of"))
    found = [dict(zip(("_kind", "_service", "_of"), name.split(" "), strict=True)) for name in names]
    if found:
        statement = sa.update(adoptions).where(*here).values({column: quarter})
        connection.execute(statement, [one | {"_consumer": consumer} for one in found])
