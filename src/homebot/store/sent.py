"""What homebot wrote to GitHub last, under each key of a pull request."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.store.tables import sent
from homebot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Sent:
    """A comment, check run or request as it was written; `digest` names its content."""

    key: str
    kind: str
    at: datetime
    github_id: int | None = None
    node_id: str | None = None
    digest: str | None = None


def record(connection: sa.Connection, pull: PullId, written: Sent) -> None:
    """Remembers a write; the newest under each key counts."""
    row = {name: getattr(written, name) for name in Sent.__dataclass_fields__}
    upsert(connection, sent, {"pull": str(pull), **row})


def on(connection: sa.Connection, pull: PullId) -> dict[str, Sent]:
    """What was written for a pull request, by key."""
    columns = (sent.c[name] for name in Sent.__dataclass_fields__)
    rows = connection.execute(sa.select(*columns).where(sent.c.pull == str(pull)))
    return {row.key: Sent(*row) for row in rows}
