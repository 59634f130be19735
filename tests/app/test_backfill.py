"""A company's past brought into its ledger: from a stand-in for GitHub, with real git."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from homebot.app import credit_views
from homebot.app.backfill import Plan, Written, catalogue, confirm, plan, write
from homebot.app.closing import close_due, note_parameters
from homebot.app.recomputing import recompute
from homebot.core.credit.events import BatchConfirmed, Carried, ContributionMerged, ContributionReleased
from homebot.core.credit.parameters import Parameters
from homebot.core.credit.past import NO_PULL
from homebot.core.credit.rollup import tree_of
from homebot.store import adoptions, books, contributions
from homebot.store.engine import open_engine, writing
from tests.app.graph_room import Room, room

SINCE = date(2020, 1, 1)
NOW = datetime(2090, 2, 1, tzinfo=UTC)
ONE, TWO, THREE = (f"acme/ledgerd#{number}" for number in (1, 2, 3))


@pytest.fixture(params=["sqlite", "postgres"])
def acme(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Room]:
    """Two merges and their releases, one of them undone later, a push, and two who use the package."""
    engine = open_engine(request.getfixturevalue(f"ready_{request.param}_url"))
    with room(tmp_path, engine) as made:
        made.now = NOW
        for login in ("carol", "erin"):
            made.box.person(login, "acme")
        said = "Add it (#1)\n\nSurface: settle_batch, old_word, nowhere"
        commit(made, {"a.py": "old_word = 1\n"}, "alice", "pushed")
        commit(made, {"a.py": "old_word = 1\ndef settle_batch(): pass\n"}, "carol", said)
        made.box.tag("acme/ledgerd", "v1.0.0")
        commit(made, {"b.py": "b = 1\n"}, "alice", "Our own (#2)")
        made.box.tag("acme/ledgerd", "v1.1.0")
        commit(made, {"c.py": "c = 1\n"}, "erin", "A mistake (#3)")
        commit(made, {"c.py": None}, "alice", 'Revert "A mistake" (#4)\n\nReverts acme/ledgerd#3')
        made.push("storefront", {"requirements.txt": "acme-ledgerd-client==1.0.0\n"})
        made.push("player", {"requirements.txt": "acme-ledgerd-client==1.1.0\n"})
        yield made
    engine.dispose()


def commit(acme: Room, files: dict[str, str | None], author: str, message: str) -> str:
    email = f"12+{author}@users.noreply.github.com"
    return acme.box.commit("acme/ledgerd", "main", files, author, message=message, email=email)  # type: ignore[arg-type]


def planned(acme: Room, *repositories: str) -> Plan:
    return plan(acme.outside, catalogue(acme.outside), SINCE, repositories or ("acme/ledgerd", "acme/player"))


def written(acme: Room) -> Written:
    return write(acme.outside, planned(acme))


def held(acme: Room, of: str) -> dict[str, str]:
    with acme.engine.connect() as connection:
        return {one.adoption.consumer: one.adoption.held for one in adoptions.of_contribution(connection, of)}


def test_a_plan_tells_what_it_found_and_writes_nothing(acme: Room) -> None:
    found = planned(acme)
    assert [event.pull for event in found.contributions] == [ONE, TWO, THREE, "acme/ledgerd#4"]
    (ledgerd, player) = found.repositories
    assert [(event.of, event.by) for event in ledgerd.voids] == [(THREE, "acme/ledgerd#4")]
    assert dict(ledgerd.skipped)[NO_PULL] == 2
    assert (player.contributions, found.known, found.unread) == ((), 0, ())
    assert acme.facts(ContributionMerged) == []


def test_merges_become_contributions_of_their_day_with_the_words_that_were_new(acme: Room) -> None:
    assert written(acme).merged == 4
    one, two, three, _ = acme.facts(ContributionMerged)
    assert isinstance(one, ContributionMerged)
    assert isinstance(two, ContributionMerged)
    assert isinstance(three, ContributionMerged)
    assert (one.result, one.parts[0].home_team, one.parts[0].away_team) == ("away", "payments", "checkout")
    assert (one.surface, one.old_surface, one.unproven_surface) == (
        ("settle_batch", "old_word"), ("old_word",), ("nowhere",)
    )  # fmt: skip
    assert (two.result, two.parts[0].home) == ("home", True)
    assert three.parts[0].away_team == "video"
    assert len({one.batch, two.batch, three.batch}) == 1


def test_first_releases_are_told_by_tags_on_the_day_of_their_commits(acme: Room) -> None:
    assert written(acme).released == 2
    assert sorted((of, version) for of, _, version, _ in acme.released) == [("1", "1.0.0"), ("2", "1.1.0")]
    merged = {one.pull: one.merged_at for one in acme.facts(ContributionMerged) if isinstance(one, ContributionMerged)}
    for one in acme.facts(ContributionReleased):
        assert isinstance(one, ContributionReleased)
        assert one.at == merged[one.of]


def test_twice_adds_nothing_and_what_is_known_is_left_alone(acme: Room) -> None:
    acme.merged(2, "f" * 40)
    assert written(acme).merged == 3
    again = planned(acme)
    assert (again.contributions, again.known) == ((), 4)
    assert write(acme.outside, again) == Written(0, 0, 0)
    known = {one.pull: one.batch for one in acme.facts(ContributionMerged) if isinstance(one, ContributionMerged)}
    assert known[TWO] == ""


def test_adoptions_are_those_of_today_and_nothing_of_them_vests_before_a_human_says_so(acme: Room) -> None:
    with writing(acme.engine) as connection:
        note_parameters(connection, Parameters(), NOW)
    acme.read("storefront", "player")
    batch = planned(acme).batch
    written(acme)
    assert {(one.consumer_service, one.of) for one in acme.facts(Carried) if isinstance(one, Carried)} == {
        ("storefront", ONE),
        ("player", ONE),
        ("player", TWO),
    }
    assert {one.at for one in acme.facts(Carried)} == {NOW}
    assert all(batch in said for said in held(acme, ONE).values())
    closing = NOW + timedelta(days=90)
    with writing(acme.engine) as connection:
        assert close_due(connection, tree_of(acme.outside.configuration.current()), closing) is not None
        assert [entry.draft.kind for entry in books.entries(connection)] == ["close"]
    assert confirm(acme.engine, batch, closing)
    assert not confirm(acme.engine, batch, closing)
    assert len(acme.facts(BatchConfirmed)) == 1
    assert held(acme, ONE) == {"checkout": "", "video": ""}
    with writing(acme.engine) as connection:
        assert close_due(connection, tree_of(acme.outside.configuration.current()), closing + timedelta(days=95))
        kinds = [entry.draft.kind for entry in books.entries(connection)]
        again = recompute(connection, None)
    assert sorted(kinds) == ["close", "close", "settlement", "settlement"]
    assert (again.entries, again.differ) == (4, 0)


def test_a_batch_that_somebody_confirmed_never_holds_more(acme: Room) -> None:
    first = planned(acme)
    write(acme.outside, first)
    confirm(acme.engine, first.batch, NOW)
    commit(acme, {"e.py": "e = 1\n"}, "carol", "More (#9)")
    later = planned(acme)
    assert [event.pull for event in later.contributions] == ["acme/ledgerd#9"]
    assert later.batch != first.batch
    write(acme.outside, later)
    with acme.engine.connect() as connection:
        assert contributions.unconfirmed(connection) == (later.batch,)
        (one,) = contributions.batch_sums(connection, first.batch)
    assert (one.service, one.merged, one.away, one.void, one.released) == ("ledgerd", 4, 2, 1, 2)


def test_the_views_are_the_same_made_anew(acme: Room) -> None:
    acme.read("storefront", "player")
    written(acme)
    before = [held(acme, of) for of in (ONE, TWO, THREE)]
    with writing(acme.engine) as connection:
        credit_views.rebuild(connection)
    assert [held(acme, of) for of in (ONE, TWO, THREE)] == before


def test_a_repository_that_cannot_be_read_is_said_and_the_others_go_on(acme: Room) -> None:
    acme.box.control("rename", repository="acme/player", gone=True, to="")
    found = planned(acme)
    assert len(found.contributions) == 4
    assert [name for name, _ in found.unread] == ["acme/player"]


def test_history_that_was_written_anew_leaves_what_is_known(acme: Room) -> None:
    written(acme)
    commit(acme, {"z.py": "z = 1\n"}, "erin", "Add it, anew (#1)")
    assert planned(acme).contributions == ()
