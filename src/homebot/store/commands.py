"""Commands and their answers, each once under its key (comment id and line)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from homebot.core.facts import PullId
from homebot.core.speaker import Speaker
from homebot.store import json
from homebot.store.tables import commands
from homebot.store.upsert import insert_once


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was given, and its answer as JSON."""

    key: str
    pull: str
    actor: str
    text: str
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is stored; `actor_id` is GitHub's number of who asked, 0 where it was not told."""

    reply: str
    refused: bool
    actor_id: int = 0


def record(connection: sa.Connection, command: Command) -> bool:
    """Stores a command with its answer; false, and nothing happens, when it was answered before."""
    row = {name: getattr(command, name) for name in Command.__dataclass_fields__}
    return insert_once(connection, commands, row, "key")


def find(connection: sa.Connection, key: str) -> Command | None:
    """The command of that key."""
    row = connection.execute(sa.select(commands).where(commands.c.key == key)).first()
    return Command(*row) if row else None


def actors(connection: sa.Connection, keys: Iterable[str]) -> tuple[tuple[str, Speaker], ...]:
    """(key, who gave it) of those commands."""
    columns = (commands.c.key, commands.c.actor, commands.c.answer)
    query = sa.select(*columns).where(commands.c.key.in_(sorted(set(keys))))
    return tuple(
        (key, Speaker(actor, json.decode(answer, Reply).actor_id)) for key, actor, answer in connection.execute(query)
    )


def on(connection: sa.Connection, pull: PullId) -> tuple[Command, ...]:
    """The commands on a pull request or issue, the oldest first."""
    query = sa.select(commands).where(commands.c.pull == str(pull)).order_by(commands.c.at, commands.c.key)
    return tuple(Command(*row) for row in connection.execute(query))
