from datetime import timedelta

import sqlalchemy as sa

from homebot.core.policy import decide
from homebot.store import evaluations
from homebot.store.engine import writing
from homebot.store.evaluations import Evaluation
from tests.build import NOW, PULL, directory, snapshot


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
