from datetime import timedelta

import sqlalchemy as sa

from homebot.core.directory import StandardSetting
from homebot.core.facts import PullId, Snapshot
from homebot.core.policy import decide
from homebot.core.waits import LastTurn
from homebot.store import evaluations, migrations, tables, turns
from homebot.store.engine import open_engine, writing
from homebot.store.evaluations import Evaluation
from tests.build import HEAD, NOW, OLD_HEAD, PULL, directory, snapshot


def test_an_evaluation_comes_back_whole_and_as_of_its_day(database: sa.Engine) -> None:
    facts = snapshot()
    decision = decide(facts, directory(), "0.1.0")
    first = Evaluation("d1", NOW, facts, decision, "d1")
    second = Evaluation("d2", NOW + timedelta(days=1), facts, decision)
    with writing(database) as connection:
        assert evaluations.latest(connection, PULL) is None
        assert evaluations.record(connection, first)
        assert evaluations.record(connection, second)
        assert not evaluations.record(connection, Evaluation("d1", NOW + timedelta(days=9), facts, decision))
        assert evaluations.latest(connection, PULL) == second
        assert evaluations.latest(connection, PULL, NOW + timedelta(hours=1)) == first
        assert evaluations.latest(connection, PULL, NOW - timedelta(hours=1)) is None
        assert evaluations.last_looked(connection, "acme/ledgerd") == {PULL.number: NOW + timedelta(days=1)}
        assert evaluations.last_looked(connection, "acme/ledger") == {}
        assert evaluations.count(connection) == 2
        evaluations.delivered(connection, "d2", NOW + timedelta(days=1, minutes=1))
        latest = evaluations.latest(connection, PULL)
        assert latest is not None
        assert latest.delivered_at == NOW + timedelta(days=1, minutes=1)
        assert evaluations.forget(connection, NOW + timedelta(days=9)) == 1
        assert evaluations.latest(connection, PULL) == latest


def test_which_pull_requests_have_a_commit_as_their_head(database: sa.Engine) -> None:
    moved, elsewhere = PullId("acme", "ledgerd", 8), PullId("acme", "ledgerd2", 7)
    heads = ((PULL, OLD_HEAD), (PULL, HEAD), (moved, HEAD), (moved, OLD_HEAD), (elsewhere, HEAD))
    with writing(database) as connection:
        for number, (pull, head) in enumerate(heads):
            facts = snapshot(pull=pull, head_oid=head)
            made = Evaluation(f"d{number}", NOW + timedelta(minutes=number), facts, decide(facts, directory(), "1"))
            evaluations.record(connection, made)
        found = [one.pull for one in evaluations.at_head(connection, "acme/ledgerd", HEAD)]
        assert found == [PULL]
        assert [one.pull for one in evaluations.at_head(connection, "acme/ledgerd", OLD_HEAD)] == [moved]
        assert evaluations.at_head(connection, "acme/ledgerd", "9" * 40) == ()


def test_a_check_without_a_conclusion_is_stored_by_its_status(database: sa.Engine) -> None:
    profiles = {"default": (StandardSetting("required-checks", options=(("contexts", ("test",)),)),)}
    facts = snapshot()
    waiting = Evaluation("d1", NOW, facts, decide(facts, directory(profiles=profiles), "1"))
    with writing(database) as connection:
        assert evaluations.record(connection, waiting)
        assert evaluations.latest(connection, PULL) == waiting
        stored = connection.exec_driver_sql("SELECT standards_conclusion FROM evaluations").scalar()
    assert stored == "in_progress"


def looked(connection: sa.Connection, key: str, known: Snapshot) -> None:
    """A pull request was evaluated."""
    evaluations.record(connection, Evaluation(key, NOW, known, decide(known, directory(), "1")))
    ended = known.conversation.state != "open"
    turns.keep(connection, known.pull, LastTurn("ended" if ended else "reviewer", NOW), None)


def test_however_much_was_merged_since_what_is_open_is_found(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    migrations.upgrade(engine)
    closed = snapshot(state="merged", merged_at=NOW)
    with writing(engine) as connection:
        looked(connection, "open", snapshot(pull=PullId("acme", "ledgerd", 1)))
        looked(connection, "merged", closed)
        merged = connection.execute(sa.select(tables.evaluations).where(tables.evaluations.c.key == "merged")).one()
        row = {name: value for name, value in merged._mapping.items() if name != "id"}
        rows = [row | {"key": f"m{number}", "pull": f"acme/ledgerd#{number}"} for number in range(10, 5_100)]
        connection.execute(sa.insert(tables.evaluations), rows)
        found, left = evaluations.newest_open(connection)
    assert ([one.pull.number for one in found], left) == ([1], 0)
    engine.dispose()


def test_open_pull_requests_by_their_newest_snapshots(database: sa.Engine) -> None:
    one, other, merged, elsewhere = (PullId("acme", name, number) for name, number in
                                     (("ledgerd", 1), ("ledgerd", 2), ("ledgerd", 3), ("cart", 1)))  # fmt: skip
    told = 'a title with "state":"open" in it'
    facts = [
        snapshot(pull=one, head_oid=OLD_HEAD),
        snapshot(pull=merged),
        snapshot(pull=elsewhere),
        snapshot(pull=one, head_oid=HEAD),
        snapshot(pull=merged, state="merged", merged_at=NOW, title=told, body='"state":"open"'),
        snapshot(pull=other, body="x" * (2 << 20)),
    ]
    with writing(database) as connection:
        assert evaluations.newest_open(connection, "acme/ledgerd") == ((), 0)
        for number, known in enumerate(facts):
            looked(connection, f"d{number}", known)
        assert evaluations.newest_open(connection, "acme/ledgerd") == ((facts[3],), 1), "one is too large"
        assert evaluations.newest_open(connection) == ((facts[3], facts[2]), 1)
        assert evaluations.newest_open(connection, most=1) == ((facts[3],), 2)
        assert evaluations.newest_open(connection, "acme/ledger") == ((), 0)
        connection.exec_driver_sql("UPDATE evaluations SET snapshot = '{\"state\":\"open\"}' WHERE key = 'd2'")
        assert evaluations.newest_open(connection, "acme/cart") == ((), 1), "of another version"


def test_the_head_that_was_shown_is_that_of_what_stood_on_github_then(database: sa.Engine) -> None:
    def shown(minutes: float) -> str:
        with database.connect() as connection:
            return evaluations.head_shown(connection, str(PULL), NOW + timedelta(minutes=minutes))

    with writing(database) as connection:
        for number, head in enumerate((OLD_HEAD, HEAD)):
            facts = snapshot(head_oid=head)
            at = NOW + timedelta(minutes=10 * number)
            evaluations.record(connection, Evaluation(f"d{number}", at, facts, decide(facts, directory(), "1")))
        evaluations.delivered(connection, "d0", NOW + timedelta(minutes=1))
    assert [shown(0), shown(1), shown(10), shown(99)] == ["", OLD_HEAD, OLD_HEAD, OLD_HEAD]
    with writing(database) as connection:
        evaluations.delivered(connection, "d1", NOW + timedelta(minutes=12))
    assert [shown(11), shown(12)] == [OLD_HEAD, HEAD]
