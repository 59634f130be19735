"""What answers about credit are read from, held against the plain meaning of each figure, for any contributions."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebot.core.credit.adoptions import Adoption
from homebot.core.credit.events import ContributionMerged, Part
from homebot.core.credit.figures import Counts
from homebot.core.credit.period import Period, period
from homebot.core.credit.subject import Subject
from homebot.store import adoptions, contributions, credit_figures

NOW = datetime(2026, 11, 28, tzinfo=UTC)
PAYMENTS = Subject("team", "payments", frozenset({"payments"}))
MEDIA = Subject("entity", "media", frozenset({"payments", "ads", "video"}))
LEDGERD = Subject("service", "ledgerd")
SERVICES = {"ledgerd": "payments", "banner": "ads", "rater": "identity"}
LIMIT = 3

Made = tuple[ContributionMerged, bool, bool]
"""A contribution, whether it was undone, and whether an adoption of it stands."""


@st.composite
def made(draw: st.DrawFn) -> list[Made]:
    """Some contributions of three years; in one hour often several, with one to three parts."""
    found: list[Made] = []
    for number in range(draw(st.integers(0, 8))):
        services = draw(st.lists(st.sampled_from(sorted(SERVICES)), min_size=1, max_size=3, unique=True))
        away = draw(st.sampled_from(["payments", "video", "search"]))
        parts = tuple(
            Part(name, SERVICES[name], None if away == SERVICES[name] else away, away == SERVICES[name])
            for name in services
        )
        at = NOW - timedelta(hours=draw(st.sampled_from([0, 1, 1500, 4000, 9000, 9001, 26_000])))
        pull = f"acme/mono#{number}"
        merged = ContributionMerged(f"merged:{pull}", pull, "A change", "away", parts, at, "m" * 40, "a" * 40)
        found.append((merged, draw(st.booleans()), draw(st.booleans())))
    return found


def of(subject: Subject, when: Period, all_made: list[Made]) -> list[Made]:
    def concerns(part: Part) -> bool:
        if subject.kind == "service":
            return part.service == subject.name
        return part.home_team in subject.teams or part.away_team in subject.teams

    return [one for one in all_made if when.holds(one[0].merged_at.date()) and any(map(concerns, one[0].parts))]


def keep(connection: sa.Connection, all_made: list[Made]) -> None:
    for merged, is_void, stands in all_made:
        contributions.put(connection, merged)
        if is_void:
            contributions.set_void(connection, merged.pull)
        part = merged.parts[0]
        found = Adoption(
            consumer="ads",
            of=merged.pull,
            service=part.service,
            kind="used",
            level="observed",
            home=part.home_team,
            away=part.away_team,
            consumer_service="banner",
            adopted_at=merged.merged_at,
            event=f"used:{merged.pull}",
            undone_at=None if stands else merged.merged_at,
        )
        adoptions.put(connection, found)


@pytest.mark.parametrize("subject", [PAYMENTS, MEDIA, LEDGERD], ids=lambda subject: subject.name)
@pytest.mark.parametrize("word", ["2026Q4", "trailing4", "all"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(all_made=made())
def test_the_newest_are_listed_and_each_counts_once(
    database: sa.Engine, subject: Subject, word: str, all_made: list[Made]
) -> None:
    when = period(word, NOW.date())
    assert when is not None
    theirs = of(subject, when, all_made)
    order = sorted(theirs, key=lambda one: (one[0].merged_at, one[0].pull), reverse=True)
    with database.connect() as connection:
        keep(connection, all_made)
        assert credit_figures.newest(connection, subject, when, NOW, LIMIT) == tuple(
            merged.pull for merged, *_ in order[:LIMIT]
        )
        assert credit_figures.counts(connection, subject, when) == Counts(
            len(theirs),
            sum(stands and not is_void for _, is_void, stands in theirs),
            sum(is_void for _, is_void, _ in theirs),
        )
        connection.rollback()
