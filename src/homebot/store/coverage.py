"""Coverage reports that CI uploaded, by repository, commit and name: first as they came, then as they were read."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from homebot.store.tables import coverage
from homebot.store.upsert import upsert

MOST_NAMES = 50
"""Reports of one commit."""
MOST_KEPT = 1_000
"""Reports of one repository; those not looked at for the longest time go first."""
FRESH = timedelta(days=1)

Offered = Literal["new", "again", "full"]


@dataclass(frozen=True, slots=True)
class Upload:
    """One report as it came. `body` may be packed by gzip or zlib."""

    repository: str
    oid: str
    name: str
    body: bytes
    received_at: datetime

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading an upload: the reader's answer, and what of it is shown in lists."""

    name: str
    digest: str
    answer: bytes
    error: str | None = None
    files: int = 0
    lines: int = 0
    covered: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """An upload as lists show it; one that waits to be read has no numbers yet."""

    repository: str
    oid: str
    name: str
    received_at: datetime
    waits: bool
    error: str | None
    files: int
    lines: int
    covered: int


def hold(connection: sa.Connection, repository: str, oid: str) -> None:
    """Until the transaction ends, nobody else reads or writes reports of this commit who holds it too: whoever finds no
    report has stored the evaluation that says so before a report can come and look for it. SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        number = hashlib.blake2b(f"coverage:{repository}@{oid}".encode(), digest_size=8).digest()
        lock = sa.func.pg_advisory_xact_lock(int.from_bytes(number, "big", signed=True))
        connection.execute(sa.select(lock))


def offer(connection: sa.Connection, upload: Upload) -> Offered:
    """Stores an upload in the place of an older one of its name; what was read of that stays until this one is."""
    here = _of(upload.repository, upload.oid)
    names = dict(connection.execute(sa.select(coverage.c.name, coverage.c.digest).where(here)).all())
    if names.get(upload.name) == upload.digest:
        return "again"
    if upload.name not in names and len(names) >= MOST_NAMES:
        return "full"
    row = {
        "repository": upload.repository,
        "oid": upload.oid,
        "name": upload.name,
        "digest": upload.digest,
        "received_at": upload.received_at,
        "used_at": upload.received_at,
        "upload": upload.body,
        "files": 0,
        "lines": 0,
        "covered": 0,
    }
    upsert(connection, coverage, row, keep=("files", "lines", "covered"))
    return "new"


def unread(connection: sa.Connection, repository: str, oid: str) -> tuple[str, ...]:
    """Names of a commit's reports that wait to be read."""
    waiting = sa.select(coverage.c.name).where(_of(repository, oid), coverage.c.upload.is_not(None))
    return tuple(connection.execute(waiting.order_by(coverage.c.name)).scalars())


def upload_of(connection: sa.Connection, repository: str, oid: str, name: str) -> tuple[str, bytes] | None:
    """Digest and bytes of an upload that waits to be read."""
    query = sa.select(coverage.c.digest, coverage.c.upload).where(_of(repository, oid), coverage.c.name == name)
    row = connection.execute(query).first()
    return None if row is None or row.upload is None else (row.digest, row.upload)


def keep(connection: sa.Connection, repository: str, oid: str, readings: Iterable[Reading]) -> None:
    """Puts what was read in the place of the uploads, unless a newer one came meanwhile."""
    for one in readings:
        same = (coverage.c.name == one.name, coverage.c.digest == one.digest)
        values = {
            "upload": None,
            "read_digest": one.digest,
            "report": zlib.compress(one.answer),
            "error": one.error,
            "files": one.files,
            "lines": one.lines,
            "covered": one.covered,
        }
        connection.execute(sa.update(coverage).where(_of(repository, oid), *same).values(values))


def reports(connection: sa.Connection, repository: str, oid: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The stamp of a commit's reports, and each that was read: its name and what the reader answered."""
    query = sa.select(coverage.c.name, coverage.c.read_digest, coverage.c.report)
    rows = connection.execute(query.where(_of(repository, oid), _read).order_by(coverage.c.name)).all()
    stamped = _stamp((row.name, row.read_digest) for row in rows)
    return stamped, tuple((row.name, zlib.decompress(row.report)) for row in rows)


def stamp(connection: sa.Connection, repository: str, oid: str) -> str:
    """Names which uploads of a commit were read."""
    query = sa.select(coverage.c.name, coverage.c.read_digest).where(_of(repository, oid), _read)
    return _stamp((row.name, row.read_digest) for row in connection.execute(query.order_by(coverage.c.name)))


def use(connection: sa.Connection, repository: str, oid: str, now: datetime) -> None:
    """Marks a commit's reports as looked at, so that they are not forgotten; once a day is enough."""
    stale = coverage.c.used_at < now - FRESH
    connection.execute(sa.update(coverage).where(_of(repository, oid), stale).values(used_at=now))


def recent(connection: sa.Connection, repository: str | None, limit: int) -> tuple[Listed, ...]:
    """The newest uploads, newest first, of one repository or of all."""
    columns = [coverage.c[name] for name in Listed.__dataclass_fields__ if name != "waits"]
    waits = coverage.c.upload.is_not(None).label("waits")
    query = sa.select(*columns, waits).order_by(coverage.c.received_at.desc(), coverage.c.name).limit(limit)
    if repository is not None:
        query = query.where(coverage.c.repository == repository)
    return tuple(Listed(**row._mapping) for row in connection.execute(query))


def forget(connection: sa.Connection, before: datetime) -> int:
    """Removes reports that nobody looked at since then, and those beyond what one repository may have; how many."""
    gone = connection.execute(sa.delete(coverage).where(coverage.c.used_at < before)).rowcount
    many = sa.select(coverage.c.repository).group_by(coverage.c.repository).having(sa.func.count() > MOST_KEPT)
    for repository in connection.execute(many).scalars().all():
        mine = coverage.c.repository == repository
        kept = sa.select(coverage.c.used_at).where(mine).order_by(coverage.c.used_at.desc())
        oldest = connection.execute(kept.offset(MOST_KEPT - 1).limit(1)).scalar_one()
        gone += connection.execute(sa.delete(coverage).where(mine, coverage.c.used_at < oldest)).rowcount
    return gone


_read = coverage.c.report.is_not(None)


def _of(repository: str, oid: str) -> sa.ColumnElement[bool]:
    return sa.and_(coverage.c.repository == repository, coverage.c.oid == oid)


def _stamp(read: Iterable[tuple[str, str]]) -> str:
    """Nothing where nothing was read."""
    text = "".join(f"{name}\n{digest}\n" for name, digest in read)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""
