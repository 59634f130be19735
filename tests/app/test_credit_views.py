import random
import threading
from dataclasses import replace

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homebot.app import credit_views
from homebot.app.credit_listed import listed
from homebot.app.ledgering import append
from homebot.core.credit.events import ContributionReleased, Event, Part
from homebot.core.credit.figures import Counts
from homebot.core.credit.period import Period
from homebot.core.credit.subject import Subject
from homebot.store import adoptions, ledger
from homebot.store.credit_figures import counts
from homebot.store.credit_tables import adoptions as adoption_table
from homebot.store.credit_tables import contributions, releases
from homebot.store.engine import writing
from tests.core.credit import facts
from tests.core.credit.facts import merged

OTHER = "acme/ledgerd#8"
PULLS = (facts.OF, OTHER)


def views(connection: sa.Connection) -> list[list[tuple[object, ...]]]:
    """All rows of the views."""
    return [
        sorted(tuple(row) for row in connection.execute(sa.select(table)).all())
        for table in (contributions, adoption_table, releases)
    ]


def released(at: int, of: str = facts.OF, version: str = "1.4.0") -> ContributionReleased:
    return ContributionReleased(
        f"released:{of}@{at}", of, "ledgerd", "pkg:pypi/client", version, "tag", f"v{version}", "d" * 40, facts.day(at)
    )


def test_a_fact_is_followed_by_what_it_means(database: sa.Engine) -> None:
    with writing(database) as connection:
        for event in (merged(), released(1), facts.carried(2), facts.used(3)):
            assert append(connection, event)
            assert not append(connection, event)
        kept = adoptions.of_contribution(connection, facts.OF)
    assert [(one.adoption.kind, one.adoption.level, one.settled_in) for one in kept] == [
        ("carried", "carried", None),
        ("used", "observed", None),
    ]


def test_facts_that_come_before_their_contribution_count_when_it_comes(database: sa.Engine) -> None:
    with writing(database) as connection:
        for event in (facts.carried(2), released(1), facts.voided(9), merged()):
            append(connection, event)
        (kept,) = adoptions.of_contribution(connection, facts.OF)
        row = connection.execute(sa.select(contributions.c.released, contributions.c.void)).one()
    assert kept.adoption.undone_at == facts.day(9)
    assert tuple(row) == (True, True)


def test_what_is_undone_in_one_service_stands_in_the_other(database: sa.Engine) -> None:
    parts = (*merged().parts, Part("books", "payments", "checkout", home=False))
    elsewhere = replace(facts.carried(3), key="carried:books", service="books")
    with writing(database) as connection:
        for event in (merged(parts=parts), facts.carried(2), elsewhere, replace(facts.voided(9), services=("books",))):
            append(connection, event)
        before = views(connection)
        kept = adoptions.of_contribution(connection, facts.OF)
        rows = connection.execute(sa.select(contributions.c.service, contributions.c.void)).all()
        (found,) = listed(connection, [facts.OF])
        counted = counts(connection, Subject("team", "payments", frozenset({"payments"})), Period("all", None))
        credit_views.rebuild(connection)
        assert views(connection) == before
    assert {one.adoption.service: one.adoption.undone_at for one in kept} == {"ledgerd": None, "books": facts.day(9)}
    assert dict(map(tuple, rows)) == {"ledgerd": False, "books": True}
    assert counted == Counts(merged=1, adopted=1, void=0)
    assert (found.void, [part.void for part in found.parts]) == (False, [True, False])


def test_the_earliest_release_counts_whichever_comes_first(database: sa.Engine) -> None:
    with writing(database) as connection:
        for event in (merged(), released(5, version="1.5.0"), released(1), released(7, version="1.6.0")):
            append(connection, event)
        assert connection.execute(sa.select(releases.c.version)).scalars().all() == ["1.4.0"]


def test_a_confirmed_batch_frees_its_adoptions(database: sa.Engine) -> None:
    with writing(database) as connection:
        for event in (merged(batch="b1"), facts.carried(2)):
            append(connection, event)
        assert adoptions.of_contribution(connection, facts.OF)[0].adoption.held
        append(connection, facts.confirmed(9, "b1"))
        assert adoptions.of_contribution(connection, facts.OF)[0].adoption.held == ""


def test_what_was_settled_stays_so_when_a_later_fact_comes(database: sa.Engine) -> None:
    with writing(database) as connection:
        append(connection, merged())
        append(connection, facts.carried(2))
        adoptions.mark_settled(connection, "video", ["carried ledgerd acme/ledgerd#7"], "2026Q2")
        append(connection, facts.dropped(70))
        (kept,) = adoptions.of_contribution(connection, facts.OF)
    assert (kept.settled_in, kept.adoption.undone_at) == ("2026Q2", facts.day(70))


def test_what_ends_an_adoption_ends_it_though_the_clock_was_set_back(database: sa.Engine) -> None:
    with writing(database) as connection:
        for event in (merged(), facts.carried(9), facts.dropped(5), facts.attested(9), facts.seconded(9)):
            append(connection, event)
        append(connection, facts.withdrawn(3))
        kept = adoptions.of_contribution(connection, facts.OF)
        assert [(one.adoption.undone_at or facts.day(0)).date() for one in kept] == [facts.day(9).date()] * 2
        followed = views(connection)
        credit_views.rebuild(connection)
        assert views(connection) == followed


def test_a_second_persons_word_follows_the_first_though_the_clock_was_set_back(database: sa.Engine) -> None:
    with writing(database) as connection:
        for event in (merged(), facts.attested(5), facts.withdrawn(9), facts.attested(3), facts.seconded(2)):
            append(connection, event)
        (kept,) = adoptions.of_contribution(connection, facts.OF)
    assert (kept.adoption.level, kept.adoption.undone_at) == ("attested", None)


def test_views_are_made_anew_where_an_older_version_left_none(database: sa.Engine) -> None:
    with writing(database) as connection:
        append(connection, merged())
        append(connection, facts.carried(2))
        before = views(connection)
        connection.execute(sa.delete(contributions))
        connection.execute(sa.delete(adoption_table))
        credit_views.rebuild_if_missing(connection)
        assert views(connection) == before


days, pulls, teams = (
    st.integers(1, 40),
    st.sampled_from(PULLS),
    st.sampled_from(["video", "ads", "checkout", "payments"]),
)
some_facts = st.one_of(
    st.builds(facts.carried, days, st.sampled_from(["player", "till2"]), teams, pulls),
    st.builds(facts.dropped, days, st.sampled_from(["player", "till2"]), teams, pulls),
    st.builds(facts.used, days, st.just("player"), teams, pulls),
    st.builds(facts.attested, days, teams, pulls),
    st.builds(facts.seconded, days, teams, pulls),
    st.builds(facts.withdrawn, days, teams, pulls),
    st.builds(facts.disputed, days, st.one_of(st.just(""), teams), pulls),
    st.builds(facts.gone, days, pulls),
    st.builds(facts.voided, days, pulls),
    st.builds(released, days, pulls, st.sampled_from(["1.4.0", "1.5.0"])),
    st.builds(facts.confirmed, days, st.just("b1")),
)


@given(st.lists(some_facts, max_size=16), st.integers(0, 1 << 30))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_following_each_fact_is_as_good_as_making_all_anew(database: sa.Engine, events: list[Event], seed: int) -> None:
    shuffled = [merged(), merged(8, batch="b1"), *events]
    random.Random(seed).shuffle(shuffled)
    with database.connect() as connection:
        for event in shuffled:
            append(connection, event)
        followed = views(connection)
        assert credit_views.rebuild(connection) == 2
        assert views(connection) == followed
        assert len(ledger.events(connection)) == len({event.key for event in shuffled})
        connection.rollback()


def test_writers_of_one_contribution_miss_no_fact(database: sa.Engine) -> None:
    count = 3
    with writing(database) as connection:
        append(connection, merged())
    start = threading.Barrier(count)

    def write(number: int) -> None:
        start.wait()
        with writing(database) as connection:
            append(connection, facts.carried(number, f"service{number}"))
            append(connection, facts.dropped(number + 20, f"service{number}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, count + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connect() as connection:
        (kept,) = adoptions.of_contribution(connection, facts.OF)
    assert kept.adoption.undone_at is not None
    assert kept.adoption.undone_at.date() == facts.day(20 + count).date()
