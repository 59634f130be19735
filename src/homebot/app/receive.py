"""The durable door: a delivery and the wake that will process it become one transaction before GitHub hears 202.

Where a delivery of the same lane still waits, its wake takes the new one along; otherwise a wake comes with it, under
the delivery's id. Deliveries that arrive at the same time are written together. Whoever holds the pen writes for all
who wait, so that threads do not fight for the database's lock and one flush to disk serves many.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from dbos import DBOSClient

from homebot.app import lanes
from homebot.core.event import Event, Ignored, Malformed, Unknown
from homebot.core.events import parse
from homebot.core.facts import PullId
from homebot.core.pushes import Pushed
from homebot.store import cache, deliveries
from homebot.store.deliveries import Delivery, NewDelivery
from homebot.store.engine import writing

CONTEXTS = "required checks"
"""Under which it is remembered in which repository which checks are required, as JSON; and, with a colon and the
repository's name, which its own files ask for."""
IDENTITY = "identity"
"""Under which homebot's own login on GitHub is remembered."""
FOLLOWED = "followed repository"
"""Under which it is remembered in which repository the configuration lies; empty for a folder."""
LISTED = "repositories of services"
"""Under which it is remembered in which repositories the catalogue says that services lie, as JSON."""
NEVER_OURS = ("ci", "group", "teams", "push", "ping")
"""Kinds of events that count whoever caused them; of the others those that homebot caused ask for nothing."""
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)

ReceivedStatus = Literal["new", "again", "ignored", "failed", "unknown", "unreadable"]


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a delivery. All but `unknown` and `unreadable` are stored."""

    status: ReceivedStatus
    reason: str | None = None


class _Waiting:
    """A delivery on its way into the database."""

    __slots__ = ("error", "is_new", "row")

    def __init__(self, row: NewDelivery) -> None:
        self.row = row
        self.is_new: bool | None = None
        self.error: Exception | None = None


def read_json(body: bytes) -> Any:
    """The value a body holds. The fast reader is strict about text; what it refuses gets the tolerant one.

    Raises:
        ValueError: when it is not JSON.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return json.loads(body)


def take_in(connection: sa.Connection, client: DBOSClient, rows: Sequence[NewDelivery]) -> frozenset[str]:
    """Stores deliveries in the caller's transaction, with a wake where none waits; the ids of those that are new."""
    woken = set(deliveries.awaited(connection, {row.lane for row in rows if row.lane is not None}))
    new = deliveries.insert(connection, rows)
    for row in rows:
        if row.id in new and row.lane is not None and row.lane not in woken:
            lanes.enqueue(client, connection, row.lane, row.id)
            woken.add(row.lane)
    return new


class Door:
    """Takes deliveries in. One per process; any number of threads may call it."""

    def __init__(self, engine: sa.Engine, client: DBOSClient) -> None:
        self._engine = engine
        self._client = client
        self._gate = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._pen = threading.Lock()
        self._identity: str | None = None

    def receive(self, delivery_id: str, event: str, body: bytes, now: datetime) -> Received:
        """Stores a delivery whose signature was checked; returns when it is on disk.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: when the database cannot take it; nothing was stored.
        """
        try:
            parsed = parse(event, read_json(body))
        except (ValueError, RecursionError) as error:
            return Received("unreadable", f"the body is not JSON ({error})")
        if isinstance(parsed, Unknown):
            return Received("unknown", f"homebot has no use for {event} events")
        if isinstance(parsed, Event):
            parsed = self._unneeded(parsed) or parsed
        row = _row(delivery_id, event, body, now, parsed)
        if not self._store(row):
            return Received("again")
        return Received("new" if row.state == "received" else row.state, row.reason)  # type: ignore[arg-type]

    def look_again(self, name: str, pull: PullId, installation: int | None, now: datetime) -> Received:
        """A delivery of our own that has a pull request evaluated anew; the same name again changes nothing."""
        return self.receive(name, "pull_request", _synchronized(pull, installation), now)

    def look_again_with(self, connection: sa.Connection, name: str, pull: PullId, now: datetime) -> None:
        """The same in the caller's transaction."""
        body = _synchronized(pull, None)
        parsed = parse("pull_request", read_json(body))
        assert isinstance(parsed, Event)
        take_in(connection, self._client, [_row(name, "pull_request", body, now, parsed)])

    def enqueue(
        self, connection: sa.Connection, name: str, event: str, lane: str, repository: str, now: datetime
    ) -> bool:
        """A delivery of our own for a lane of our own, in the caller's transaction; whether there is none of that name
        yet."""
        body = deliveries.pack(json.dumps({"repository": {"full_name": repository}}).encode())
        row = NewDelivery(name, event, now, body, "received", lane=lane, repository=repository)
        return name in take_in(connection, self._client, [row])

    def read_branch(self, name: str, repository: str, said: Pushed, now: datetime) -> Received:
        """A delivery of our own that has a repository's default branch read anew; the same name again changes
        nothing."""
        about = {"full_name": repository, "default_branch": "default", "size": said.kilobytes}
        about |= {"archived": said.archived, "fork": said.fork}
        nothing: dict[str, list[str]] = {"added": [], "removed": [], "modified": []}
        body = {"ref": "refs/heads/default", "repository": about, "commits": [nothing]}
        return self.receive(name, "push", json.dumps(body).encode(), now)

    def retry(self, delivery_id: str) -> Delivery | None:
        """A failed delivery is processed again; `None` when there is no failed delivery of that id."""
        with writing(self._engine) as connection:
            delivery = deliveries.reopen(connection, delivery_id)
            if delivery is not None and delivery.lane is not None:
                workflow = f"retry:{delivery.id}@{delivery.attempts}"
                lanes.enqueue(self._client, connection, delivery.lane, workflow, alarm=True)
        return delivery

    def _unneeded(self, event: Event) -> Ignored | None:
        """Why nobody needs to be woken for it."""
        if self._is_own(event):
            return Ignored("homebot did this itself")
        if event.ci is not None and not self._is_required(event):
            return Ignored(f"no standard in force asks for the check {event.ci.context.name[:200]!r}")
        if event.kind == "push" and not event.speaks_of_owners and not self._is_followed(event):
            return Ignored("neither the configuration nor a service lies in this repository")
        if event.kind == "deployed" and not self._is_followed(event):
            return Ignored("no service of the catalogue lies in this repository")
        return None

    def _is_own(self, event: Event) -> bool:
        """What homebot did to a pull request or an issue asks for nothing, and need not wake anybody. Its login is
        known once a worker has seen it; until then the worker finds out."""
        if not event.sender_is_bot or event.kind in NEVER_OURS:
            return False
        if self._identity is None:
            with self._engine.connect() as connection:
                self._identity = cache.get(connection, IDENTITY, _ALWAYS)
        return event.sender == self._identity

    def _is_required(self, event: Event) -> bool:
        """Whether a standard asks for what CI says. Which ones do is known once a worker has written it down, which
        each does before it evaluates anything; until then the worker finds out."""
        with self._engine.connect() as connection:
            known = cache.get(connection, CONTEXTS, _ALWAYS)
            own = cache.get(connection, f"{CONTEXTS}:{event.repository}", _ALWAYS)
        if known is None or event.ci is None:
            return True
        name = event.ci.context.name
        return name in json.loads(known).get(event.repository, ()) or name in json.loads(own or "[]")

    def _is_followed(self, event: Event) -> bool:
        """Whether the configuration or a service lies in the repository that was pushed to: known once a worker has
        started. Of one whose own files once said something the worker finds out."""
        with self._engine.connect() as connection:
            known = cache.get(connection, FOLLOWED, _ALWAYS)
            listed = cache.get(connection, LISTED, _ALWAYS)
            own = cache.get(connection, f"{CONTEXTS}:{event.repository}", _ALWAYS)
        if known is None or listed is None or own is not None:
            return True
        return event.repository == known or event.repository in json.loads(listed)

    def _store(self, row: NewDelivery) -> bool:
        mine = _Waiting(row)
        with self._gate:
            self._waiting.append(mine)
        with self._pen:
            if mine.is_new is None and mine.error is None:
                with self._gate:
                    batch, self._waiting = self._waiting, []
                self._write_all(batch)
        if mine.error is not None:
            raise mine.error
        return mine.is_new is True

    def _write_all(self, batch: list[_Waiting]) -> None:
        """Writes a batch; when that fails for a reason that one row may have, each row stands for itself."""
        try:
            self._write(batch)
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            for waiting in batch:
                waiting.error = error
        except Exception as error:
            if len(batch) == 1:
                batch[0].error = error
                return
            for waiting in batch:
                self._write_all([waiting])

    def _write(self, batch: list[_Waiting]) -> None:
        first = {waiting.row.id: waiting for waiting in reversed(batch)}
        with writing(self._engine) as connection:
            new = take_in(connection, self._client, [waiting.row for waiting in first.values()])
        for waiting in batch:
            waiting.is_new = waiting.row.id in new and first[waiting.row.id] is waiting


def _synchronized(pull: PullId, installation: int | None) -> bytes:
    body = {
        "action": "synchronize",
        "pull_request": {"number": pull.number},
        "repository": {"full_name": pull.repository},
        "installation": {"id": installation},
    }
    return json.dumps(body).encode()


def _row(delivery_id: str, event: str, body: bytes, now: datetime, parsed: Event | Ignored | Malformed) -> NewDelivery:
    packed = deliveries.pack(body)
    if isinstance(parsed, Ignored):
        return NewDelivery(delivery_id, event, now, packed, "ignored", parsed.reason)
    if isinstance(parsed, Malformed):
        return NewDelivery(delivery_id, event, now, packed, "failed", parsed.reason)
    if parsed.kind == "ping":
        return NewDelivery(delivery_id, event, now, packed, "ignored", "pong")
    return NewDelivery(
        id=delivery_id,
        event=event,
        received_at=now,
        payload=packed,
        state="received",
        action=parsed.action,
        lane=parsed.lane,
        installation=parsed.installation,
        repository=parsed.repository,
        number=parsed.pull.number if parsed.pull else None,
    )
