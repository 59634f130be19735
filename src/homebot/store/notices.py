"""What is to be made known on GitHub, until it stands there."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from homebot.core.notices import Notice
from homebot.store import json
from homebot.store.register_tables import notices
from homebot.store.upsert import insert_once


def put(connection: sa.Connection, found: Iterable[Notice], at: datetime) -> None:
    """Remembers notices that are to be written. One whose key is there is there for ever."""
    for notice in found:
        row = {"key": notice.key, "repository": notice.repository, "body": json.encode(notice), "at": at}
        insert_once(connection, notices, row, "key")
