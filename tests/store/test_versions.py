"""Which releases of a repository were seen since a moment."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from homebot.core.credit.releasing import Seen
from homebot.store.engine import writing
from homebot.store.versions import keep, released_since

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACKAGE = "pkg:pypi/acme-ledgerd-client"


def test_the_newest_since_a_moment(database: sa.Engine) -> None:
    with writing(database) as connection:
        for number in range(5):
            seen = Seen(PACKAGE, f"1.{number}", f"v1.{number}", "tag", f"{number:040x}")
            keep(connection, "acme/ledgerd", [seen], START + timedelta(days=number))
        keep(connection, "acme/ledgerd", [Seen(PACKAGE, "0.9", "pyproject.toml", "manifest", "")], START)
        keep(connection, "acme/other", [Seen(PACKAGE, "9.9", "v9.9", "tag", "9" * 40)], START + timedelta(days=3))
        since = START + timedelta(days=2)
        found = released_since(connection, "acme/ledgerd", since, 10)
        assert [(version, oid, at) for _, version, oid, at in found] == [
            (f"1.{number}", f"{number:040x}", START + timedelta(days=number)) for number in (4, 3, 2)
        ]
        assert len(released_since(connection, "acme/ledgerd", START, 2)) == 2
        assert len(released_since(connection, "acme/ledgerd", START, 10)) == 5
