"""The figures of answers about credit: a handful of indexed queries each, whatever the ledger has grown to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from homebot.core.credit.adoptions import Kept
from homebot.core.credit.debt import DebtLine
from homebot.core.credit.entries import Recorded
from homebot.core.credit.figures import Counts, Earned, PartFigures, ReleaseFigures, Waiting
from homebot.core.credit.period import Period
from homebot.core.credit.quarters import end_of, start_of
from homebot.core.credit.subject import Subject
from homebot.store.adoptions import kept
from homebot.store.credit_tables import adoptions, contributions, ledger_entries, ledger_lines, releases

MOST_WAITING = 5000
"""Kinds of waiting adoptions that are told apart in one answer."""

Condition = sa.ColumnElement[bool]


def earned(connection: sa.Connection, teams: frozenset[str], period: Period) -> tuple[Earned, ...]:
    """What teams earned together in the closed quarters of a period, by consumer and kind."""
    lines = ledger_lines.c
    query = (
        sa.select(lines.consumer, lines.kind, sa.func.sum(lines.amount))
        .where(lines.account == "earned", lines.team.in_(sorted(teams)), *_quarters(lines.quarter, period))
        .group_by(lines.consumer, lines.kind)
        .order_by(lines.consumer, lines.kind)
    )
    return tuple(Earned(consumer, kind, int(amount)) for consumer, kind, amount in connection.execute(query))


def taken_back(connection: sa.Connection, teams: frozenset[str], period: Period) -> int:
    """What reversals of a period took from teams (negative), less what they gave, in milli-credits."""
    lines = ledger_lines.c
    is_theirs = (lines.account == "earned") & lines.team.in_(sorted(teams)) & (lines.entry_kind == "reversal")
    query = sa.select(sa.func.coalesce(sa.func.sum(lines.amount), 0))
    return int(connection.execute(query.where(is_theirs, *_quarters(lines.quarter, period))).scalar_one())


def pairs(connection: sa.Connection, quarter: str) -> tuple[tuple[str, str, int], ...]:
    """What each consumer minted for each earner in a quarter."""
    lines = ledger_lines.c
    query = (
        sa.select(lines.consumer, lines.team, sa.func.sum(lines.amount))
        .where(lines.quarter == quarter, lines.account == "earned")
        .group_by(lines.consumer, lines.team)
    )
    return tuple((consumer, earner, int(amount)) for consumer, earner, amount in connection.execute(query))


def closed_quarters(connection: sa.Connection, period: Period) -> tuple[str, ...]:
    """The quarters of a period that are closed, in their order."""
    entries = ledger_entries.c
    is_close = (entries.consumer == "") & (entries.kind == "close")
    query = sa.select(entries.quarter).where(is_close, *_quarters(entries.quarter, period))
    return tuple(connection.execute(query.order_by(entries.quarter)).scalars())


def waiting(connection: sa.Connection, subject: Subject, vested: datetime) -> tuple[Waiting, ...]:
    """Adoptions of the subject's work that stand and are not settled; those made until `vested` have vested. One more
    than `MOST_WAITING` where there are more."""
    known = adoptions.c
    held = (known.held != "").label("is_held")
    old = (known.adopted_at <= vested).label("is_old")
    alike = (known.consumer, known.home, known.away, known.kind, known.level, held, old)
    figures = (sa.func.count(), sa.func.min(known.adopted_at), sa.func.max(known.adopted_at))
    query = (
        sa.select(*alike, *figures)
        .where(_concerns(known, subject), known.settled_in == "", known.undone_at.is_(None))
        .group_by(*alike)
        .order_by(*alike)
        .limit(MOST_WAITING + 1)
    )
    return tuple(
        Waiting(consumer, home, away or None, kind, level, bool(is_held), bool(is_old), count, first, last)
        for consumer, home, away, kind, level, is_held, is_old, count, first, last in connection.execute(query)
    )


def counts(connection: sa.Connection, subject: Subject, period: Period) -> Counts:
    """How many contributions the subject made or took in, in a period. One that is undone in some services stands."""
    known = contributions.c
    adopted = sa.exists().where(adoptions.c.of == known.of, adoptions.c.undone_at.is_(None))
    merged = sa.func.count(known.of.distinct())
    standing = sa.func.count(sa.case((known.void.is_(False), known.of)).distinct())
    query = sa.select(
        merged,
        sa.func.count(sa.case((adopted & known.void.is_(False), known.of)).distinct()),
        merged - standing,
    ).where(_concerns(known, subject), *_days(known.merged_at, period))
    return Counts(*connection.execute(query).one())


def debt(connection: sa.Connection, subject: Subject | None, period: Period) -> DebtLine:
    """The complexity that away changes of a period added to what the subject stands for; undone ones added none."""
    known = contributions.c
    partly = sa.case((known.complexity.is_(None) | (known.unread > 0), known.of))
    query = sa.select(sa.func.coalesce(sa.func.sum(known.complexity), 0), sa.func.count(partly.distinct())).where(
        known.own.is_(False), known.void.is_(False), *_days(known.merged_at, period)
    )
    if subject is not None:
        query = query.where(_concerns(known, subject))
    net, unmeasured = connection.execute(query).one()
    return DebtLine(away_complexity=int(net), unmeasured=unmeasured)


def debt_of_contribution(connection: sa.Connection, of: str) -> DebtLine:
    """What one contribution left behind."""
    known = contributions.c
    partly = sa.func.count(sa.case((known.complexity.is_(None) | (known.unread > 0), known.of)).distinct())
    query = sa.select(sa.func.coalesce(sa.func.sum(known.complexity), 0), partly)
    where = (known.of == of, known.own.is_(False), known.void.is_(False))
    net, unmeasured = connection.execute(query.where(*where)).one()
    return DebtLine(away_complexity=int(net), unmeasured=unmeasured)


def newest(connection: sa.Connection, subject: Subject, period: Period, limit: int) -> tuple[str, ...]:
    """The contributions of the subject merged in a period, the newest first."""
    known = contributions.c
    query = (
        sa.select(known.of, sa.func.max(known.merged_at).label("at"))
        .where(_concerns(known, subject), *_days(known.merged_at, period))
        .group_by(known.of)
        .order_by(sa.desc("at"), known.of.desc())
        .limit(limit)
    )
    return tuple(of for of, _ in connection.execute(query))


def adopters(connection: sa.Connection, of: Sequence[str], limit: int) -> tuple[tuple[str, str, str], ...]:
    """(contribution, kind, consumer) of the adoptions of these contributions that stand."""
    known = adoptions.c
    order = (known.of, known.kind, known.consumer)
    query = sa.select(*order).where(known.of.in_(of), known.undone_at.is_(None)).distinct().order_by(*order)
    return tuple((found, kind, consumer) for found, kind, consumer in connection.execute(query.limit(limit)))


def _concerns(known: Any, subject: Subject) -> Condition:
    """The rows made by, or in, what the subject stands for. Both tables have the columns."""
    if subject.kind == "service":
        return known.service == subject.name  # type: ignore[no-any-return]
    teams = sorted(subject.teams)
    return known.home.in_(teams) | known.away.in_(teams)  # type: ignore[no-any-return]


def _quarters(column: sa.ColumnElement[str], period: Period) -> tuple[Condition, ...]:
    names = period.names
    return () if names is None else (column >= names[0], column <= names[1])


def _days(column: sa.ColumnElement[datetime], period: Period) -> tuple[Condition, ...]:
    names = period.names
    return () if names is None else (column >= start_of(names[0]), column < end_of(names[1]))


def entry(connection: sa.Connection, seq: int, key: str) -> Recorded | None:
    """The entry of that place or, where it is 0, of that key; as it is kept."""
    known = ledger_entries.c
    query = sa.select(known.seq, known.body, known.previous, known.hash)
    found = connection.execute(query.where(known.seq == seq if seq else known.key == key)).first()
    return Recorded(*found) if found is not None else None


def chain_after(connection: sa.Connection, seq: int, limit: int) -> tuple[Recorded, ...]:
    """The entries after a place, as they are kept, in their order."""
    known = ledger_entries.c
    query = sa.select(known.seq, known.body, known.previous, known.hash).where(known.seq > seq)
    return tuple(Recorded(*row) for row in connection.execute(query.order_by(known.seq).limit(limit)))


def length(connection: sa.Connection) -> int:
    """The place of the newest entry."""
    return connection.execute(sa.select(sa.func.max(ledger_entries.c.seq))).scalar() or 0


def newest_close(connection: sa.Connection) -> str:
    """The newest closed quarter, empty before the first."""
    known = ledger_entries.c
    query = sa.select(known.quarter).where(known.consumer == "", known.kind == "close")
    return connection.execute(query.order_by(known.quarter.desc()).limit(1)).scalar() or ""


def close_body(connection: sa.Connection, quarter: str) -> str | None:
    """The entry that closed a quarter, as it was written."""
    return connection.execute(
        sa.select(ledger_entries.c.body).where(ledger_entries.c.key == f"close:{quarter}")
    ).scalar()


def of_contribution(connection: sa.Connection, of: str, limit: int) -> tuple[tuple[Kept, ...], int]:
    """Adoptions of a contribution, what people use first, and how many there are."""
    known = adoptions.c
    total = connection.execute(sa.select(sa.func.count()).where(known.of == of)).scalar_one()
    query = sa.select(adoptions).where(known.of == of)
    order = (known.kind.desc(), known.consumer, known.service)
    return tuple(kept(row) for row in connection.execute(query.order_by(*order).limit(limit))), total


def first_releases(connection: sa.Connection, of: str) -> tuple[ReleaseFigures, ...]:
    """The first release of each part of a contribution in each package."""
    known = releases.c
    query = sa.select(known.service, known.package, known.version, known.at).where(known.of == of)
    return tuple(ReleaseFigures(*row) for row in connection.execute(query.order_by(known.service, known.package)))


def parts(connection: sa.Connection, of: Sequence[str]) -> dict[str, list[tuple[PartFigures, bool]]]:
    """The parts of contributions, and whether each was undone."""
    known = contributions.c
    columns = (known.of, known.service, known.home, known.away, known.own, known.void)
    query = sa.select(*columns).where(known.of.in_(of)).order_by(known.of, known.service)
    found: dict[str, list[tuple[PartFigures, bool]]] = {}
    for name, service, home, away, own, void in connection.execute(query):
        found.setdefault(name, []).append((PartFigures(service, home, away or None, own), void))
    return found
