"""The figures of answers about credit: a handful of indexed queries each, whatever the ledger has grown to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from homebot.core.credit.adoptions import Kept
from homebot.core.credit.debt import DebtLine
from homebot.core.credit.entries import Recorded
from homebot.core.credit.figures import Counts, Earned, PartFigures, ReleaseFigures, Waiting
from homebot.core.credit.period import Period
from homebot.core.credit.quarters import after, end_of, quarter_of, start_of
from homebot.core.credit.subject import Subject
from homebot.store.adoptions import kept
from homebot.store.credit_tables import adoptions, contributions, ledger_entries, ledger_lines, releases

MOST_WAITING = 5000
"""Kinds of waiting adoptions that are told apart in one answer."""

SPANS = (1, 4)
"""Quarters, the newest of the period, in which the newest contributions are looked for before its whole."""

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class ClosedQuarter:
    """A closed quarter's name, and the entry that closed it as it was written."""

    name: str
    body: str


def earned(connection: sa.Connection, teams: frozenset[str], period: Period) -> tuple[tuple[Earned, ...], int]:
    """What teams earned together in the closed quarters of a period, by consumer and kind; and what reversals of that
    period took from them (negative), less what they gave, in milli-credits: read together, for both lie in one index.
    """
    lines = ledger_lines.c
    by_reversals = sa.func.sum(sa.case((lines.entry_kind == "reversal", lines.amount), else_=0))
    query = (
        sa.select(lines.consumer, lines.kind, sa.func.sum(lines.amount), by_reversals)
        .where(lines.account == "earned", lines.team.in_(sorted(teams)), *_quarters(lines.quarter, period))
        .group_by(lines.consumer, lines.kind)
        .order_by(lines.consumer, lines.kind)
    )
    found = connection.execute(query).all()
    sums = tuple(Earned(consumer, kind, int(amount)) for consumer, kind, amount, _ in found)
    return sums, sum(int(taken_back) for *_, taken_back in found)


def pairs(connection: sa.Connection, quarter: str) -> tuple[tuple[str, str, int], ...]:
    """What each consumer minted for each earner in a quarter."""
    lines = ledger_lines.c
    query = (
        sa.select(lines.consumer, lines.team, sa.func.sum(lines.amount))
        .where(lines.quarter == quarter, lines.account == "earned")
        .group_by(lines.consumer, lines.team)
    )
    return tuple((consumer, earner, int(amount)) for consumer, earner, amount in connection.execute(query))


def closed_quarters(connection: sa.Connection, period: Period) -> tuple[ClosedQuarter, ...]:
    """The quarters of a period that are closed, in their order."""
    entries = ledger_entries.c
    is_close = (entries.consumer == "") & (entries.kind == "close")
    query = sa.select(entries.quarter, entries.body).where(is_close, *_quarters(entries.quarter, period))
    return tuple(ClosedQuarter(*row) for row in connection.execute(query.order_by(entries.quarter)))


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
    """How many contributions the subject made or took in, in a period."""
    known = contributions.c
    stands = sa.exists().where(adoptions.c.of == known.of, adoptions.c.undone_at.is_(None))
    each = (
        sa.select(
            sa.func.max(sa.case((known.void.is_(False) & stands, 1), else_=0)).label("adopted"),
            sa.func.max(sa.case((known.void, 1), else_=0)).label("void"),
        )
        .where(_concerns(known, subject), *_days(known.merged_at, period))
        .group_by(known.of)
        .subquery()
    )
    sums = (sa.func.coalesce(sa.func.sum(each.c[name]), 0) for name in ("adopted", "void"))
    return Counts(*map(int, connection.execute(sa.select(sa.func.count(), *sums).select_from(each)).one()))


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


def newest(connection: sa.Connection, subject: Subject, period: Period, now: datetime, limit: int) -> tuple[str, ...]:
    """The contributions of the subject merged in a period, the newest first."""
    found: tuple[str, ...] = ()
    for days in _spans(period, now):
        found = _newest(connection, subject, days, limit)
        if len(found) == limit:
            break
    return found


def _spans(period: Period, now: datetime) -> Iterator[tuple[Condition, ...]]:
    """Ever longer ends of a period, for all that an entity of many teams ever merged is much to sort."""
    merged, names = contributions.c.merged_at, period.names
    whole = _days(merged, period)
    last = names[1] if names is not None else quarter_of(now)
    for count in SPANS:
        yield (*whole, merged >= start_of(after(last, 1 - count)))
    yield whole


def _newest(connection: sa.Connection, subject: Subject, days: tuple[Condition, ...], limit: int) -> tuple[str, ...]:
    """The newest of each side, for an index has each team's in that order; then the newest of both."""
    known = contributions.c
    sides = [
        sa.select(known.of, known.merged_at)
        .where(side, *days)
        .distinct()
        .order_by(known.merged_at.desc(), known.of.desc())
        .limit(limit)
        .subquery()
        for side in _sides(known, subject)
    ]
    both = sa.union(*map(sa.select, sides)).subquery()
    query = sa.select(both.c.of).order_by(both.c.merged_at.desc(), both.c.of.desc()).limit(limit)
    return tuple(connection.execute(query).scalars())


def adopters(connection: sa.Connection, of: Sequence[str], limit: int) -> tuple[tuple[str, str, str], ...]:
    """(contribution, kind, consumer) of the adoptions of these contributions that stand."""
    known = adoptions.c
    order = (known.of, known.kind, known.consumer)
    query = sa.select(*order).where(known.of.in_(of), known.undone_at.is_(None)).distinct().order_by(*order)
    return tuple((found, kind, consumer) for found, kind, consumer in connection.execute(query.limit(limit)))


def _concerns(known: Any, subject: Subject) -> Condition:
    """The rows made by, or in, what the subject stands for. Both tables have the columns."""
    return sa.or_(*_sides(known, subject))


def _sides(known: Any, subject: Subject) -> tuple[Condition, ...]:
    if subject.kind == "service":
        return (known.service == subject.name,)
    teams = sorted(subject.teams)
    return known.home.in_(teams), known.away.in_(teams)


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
