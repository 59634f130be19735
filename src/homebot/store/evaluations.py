"""Evaluations, stored whole: what was known, what was concluded, under which configuration and version."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.core.decision import Decision
from homebot.core.facts import PullId, Snapshot
from homebot.store import json
from homebot.store.prefix import begins
from homebot.store.tables import evaluations, turns
from homebot.store.upsert import insert_once


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation. `key` names the work that made it; `delivered_at` is when its effects stood on GitHub."""

    key: str
    at: datetime
    snapshot: Snapshot
    decision: Decision
    delivery: str | None = None
    delivered_at: datetime | None = None


_TRIED = 2
"""Times as many as are wanted are looked at: some are too large."""
_MOST_EACH = 1 << 20

_columns = (
    evaluations.c.key,
    evaluations.c.at,
    evaluations.c.snapshot,
    evaluations.c.decision,
    evaluations.c.delivery,
    evaluations.c.delivered_at,
)


def record(connection: sa.Connection, evaluation: Evaluation) -> bool:
    """Stores an evaluation; false, and nothing happens, when one of its key is stored."""
    conversation, decision = evaluation.snapshot.conversation, evaluation.decision
    row = {
        "key": evaluation.key,
        "pull": str(conversation.pull),
        "head": conversation.head_oid,
        "at": evaluation.at,
        "delivery": evaluation.delivery,
        "configuration": decision.configuration,
        "version": decision.version,
        "snapshot": json.encode(evaluation.snapshot),
        "decision": json.encode(decision),
        "standards_conclusion": decision.standards_conclusion or decision.standards_status,
        "review_status": decision.review_status,
        "review_conclusion": decision.review_conclusion,
        "delivered_at": evaluation.delivered_at,
    }
    return insert_once(connection, evaluations, row, "key")


def delivered(connection: sa.Connection, key: str, at: datetime) -> None:
    """Marks that all effects of an evaluation stand on GitHub."""
    connection.execute(sa.update(evaluations).where(evaluations.c.key == key).values(delivered_at=at))


def latest(connection: sa.Connection, pull: PullId, until: datetime | None = None) -> Evaluation | None:
    """The newest evaluation of a pull request, or the newest made up to a moment: what was in force then."""
    query = sa.select(*_columns).where(evaluations.c.pull == str(pull))
    if until is not None:
        query = query.where(evaluations.c.at <= until)
    row = connection.execute(query.order_by(evaluations.c.at.desc(), evaluations.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    key, at, snapshot, decision, delivery, delivered_at = row
    return Evaluation(key, at, json.decode(snapshot, Snapshot), json.decode(decision, Decision), delivery, delivered_at)


def head_shown(connection: sa.Connection, pull: str, at: datetime) -> str:
    """The head of the newest evaluation of a pull request (`owner/name#7`) that stood on GitHub at a moment; empty
    where none did."""
    stood = sa.and_(evaluations.c.pull == pull, evaluations.c.delivered_at <= at)
    query = sa.select(evaluations.c.head).where(stood)
    newest = query.order_by(evaluations.c.at.desc(), evaluations.c.id.desc()).limit(1)
    return connection.execute(newest).scalar() or ""


def last_looked(connection: sa.Connection, repository: str) -> dict[int, datetime]:
    """For each pull request of a repository (`owner/name`) that was ever evaluated: when it was read last."""
    prefix = f"{repository}#"
    query = (
        sa.select(evaluations.c.pull, sa.func.max(evaluations.c.at))
        .where(begins(connection, evaluations.c.pull, prefix))
        .group_by(evaluations.c.pull)
    )
    return {int(pull.rpartition("#")[2]): at for pull, at in connection.execute(query)}


def at_head(connection: sa.Connection, repository: str, oid: str) -> tuple[Snapshot, ...]:
    """The newest snapshots of the pull requests of a repository (`owner/name`) whose head is that commit."""
    query = sa.select(evaluations.c.snapshot).where(*_newest_at(repository, oid)).order_by(evaluations.c.id)
    return tuple(json.decode(snapshot, Snapshot) for snapshot in connection.execute(query).scalars())


def pulls_at(connection: sa.Connection, repository: str, head: str, limit: int = 100) -> tuple[tuple[int, str], ...]:
    """Pull requests of a repository (`owner/name`) whose newest evaluation is of that head: number, and the delivery
    that led to it; the newest first."""
    columns = (evaluations.c.pull, evaluations.c.delivery)
    query = sa.select(*columns).where(*_newest_at(repository, head)).order_by(evaluations.c.id.desc()).limit(limit)
    return tuple((int(pull.rpartition("#")[2]), delivery or "") for pull, delivery in connection.execute(query))


def newest_open(
    connection: sa.Connection, repository: str | None = None, most: int = 200, most_bytes: int = 16 << 20
) -> tuple[tuple[Snapshot, ...], int]:
    """The newest snapshots of open pull requests, the newest first, of one repository (`owner/name`) or of all; and how
    many are left out: more than `most`, too large, or written by a version whose words are not understood. Which are
    open is told by their turns (`store.turns`)."""
    newest = sa.select(sa.func.max(evaluations.c.id)).join(turns, turns.c.pull == evaluations.c.pull)
    if repository is not None:
        newest = newest.where(begins(connection, turns.c.pull, f"{repository}#"))
    newest = newest.where(turns.c.mover != "ended").group_by(evaluations.c.pull)
    listed = sorted(connection.execute(newest).scalars(), reverse=True)
    found: list[Snapshot] = []
    room = most_bytes
    for number in listed[: most * _TRIED]:
        if len(found) == most:
            break
        here = evaluations.c.id == number
        size = connection.execute(sa.select(sa.func.length(evaluations.c.snapshot)).where(here)).scalar_one()
        if size <= min(_MOST_EACH, room):
            room -= size
            found += _decoded(connection.execute(sa.select(evaluations.c.snapshot).where(here)).scalar_one())
    return tuple(one for one in found if one.conversation.state == "open"), len(listed) - len(found)


def _decoded(text: str) -> list[Snapshot]:
    try:
        return [json.decode(text, Snapshot)]
    except (ValueError, TypeError):
        return []


def _newest_at(repository: str, head: str) -> tuple[sa.ColumnElement[bool], ...]:
    """An evaluation of that head of a pull request of `owner/name` that has no newer one."""
    newer, prefix = evaluations.alias(), f"{repository}#"
    is_newest = ~sa.select(newer.c.id).where(newer.c.pull == evaluations.c.pull, newer.c.id > evaluations.c.id).exists()
    # Of one head there are few: its index is used.
    here = sa.func.substr(evaluations.c.pull, 1, len(prefix)) == prefix
    return evaluations.c.head == head, here, is_newest


def count(connection: sa.Connection) -> int:
    """How many evaluations are stored."""
    return connection.execute(sa.select(sa.func.count()).select_from(evaluations)).scalar_one()


def forget(connection: sa.Connection, before: datetime) -> int:
    """Removes evaluations made before that time, but never the newest of a pull request; how many."""
    newer = evaluations.alias()
    is_newest = ~(
        sa.select(newer.c.id).where(newer.c.pull == evaluations.c.pull, newer.c.id > evaluations.c.id).exists()
    )
    return connection.execute(sa.delete(evaluations).where(evaluations.c.at < before, ~is_newest)).rowcount
