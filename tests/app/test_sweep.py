"""The sweep over waits that ended: whom it wakes, how many at a time, and once."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.adapters.config import Configuration
from homebot.adapters.github.auth import Credentials
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.timers import MOST, wake_due
from homebot.core.facts import PullId
from homebot.core.waits import LastTurn
from homebot.store import turns
from homebot.store.engine import writing
from homebot.store.tables import deliveries as delivery_table
from homebot.store.tables import turns as turn_table
from tests.app.test_timers import FILES, MovedClock, outside_of
from tests.app.working import clock, open_door


class TestTheSweep:
    @pytest.fixture
    def room(self, database: sa.Engine, tmp_path: Path) -> tuple[Outside, Door]:
        """A door behind which nobody works yet."""
        door = open_door(database)
        outside = outside_of(database, tmp_path, MovedClock(), "http://127.0.0.1:9", Credentials(token="t"))
        return outside, door

    def due(self, outside: Outside, number: int, ago: timedelta) -> None:
        with writing(outside.engine) as connection:
            turn = LastTurn("reviewer", clock())
            turns.keep(connection, PullId("acme", "ledgerd", number), turn, clock() - ago)

    def woken(self, outside: Outside) -> list[int]:
        with outside.engine.connect() as connection:
            return list(connection.execute(sa.select(delivery_table.c.number).order_by(delivery_table.c.seq)).scalars())

    def test_it_wakes_so_many_the_longest_waiting_first_and_the_rest_next_time(
        self, room: tuple[Outside, Door]
    ) -> None:
        outside, door = room
        for number in range(1, 51):
            self.due(outside, number, timedelta(hours=number))
        assert wake_due(outside, door) == MOST == 30
        assert self.woken(outside) == list(range(50, 20, -1))
        assert wake_due(outside, door) == 20
        assert self.woken(outside) == list(range(50, 0, -1))
        assert wake_due(outside, door) == 0

    def test_two_at_once_double_nothing(self, room: tuple[Outside, Door]) -> None:
        outside, door = room
        for number in range(1, 11):
            self.due(outside, number, timedelta(hours=1))
        both = [threading.Thread(target=wake_due, args=(outside, door)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(self.woken(outside)) == list(range(1, 11))

    def test_whoever_died_between_the_two_writes_doubles_nothing(self, room: tuple[Outside, Door]) -> None:
        outside, door = room
        self.due(outside, 1, timedelta(hours=1))
        with outside.engine.connect() as connection:
            [one] = turns.due(connection, clock(), 1)
        wake_due(outside, door)
        with writing(outside.engine) as connection:  # as if the second write had never come about
            connection.execute(sa.update(turn_table).values(due_at=one.due_at, looks=one.looks))
        assert wake_due(outside, door) == 1
        assert self.woken(outside) == [1]

    def test_who_hastens_once_it_is_woken_has_it_looked_at_once_more(self, room: tuple[Outside, Door]) -> None:
        outside, door = room
        self.due(outside, 1, timedelta(hours=1))
        hastened: list[int] = []

        def hasten(*_connection: object) -> None:
            if hastened:
                return
            hastened.append(0)  # its own transactions end here too
            if self.woken(outside) == []:
                hastened.clear()
                return
            with writing(outside.engine) as connection:
                hastened.append(turns.hasten(connection, clock() + timedelta(minutes=5)))

        sa.event.listen(outside.engine, "checkin", hasten)  # a transaction has ended
        wake_due(outside, door)
        sa.event.remove(outside.engine, "checkin", hasten)
        assert hastened == [0, 1]
        assert isinstance(outside.clock, MovedClock)
        outside.clock.later += timedelta(minutes=8)
        assert wake_due(outside, door) == 1

    def test_a_wait_that_ended_a_moment_ago_is_left_to_the_next(self, room: tuple[Outside, Door]) -> None:
        outside, door = room
        self.due(outside, 1, timedelta(seconds=30))
        assert wake_due(outside, door) == 0

    def test_names_that_read_alike_are_two_pull_requests(self, room: tuple[Outside, Door]) -> None:
        outside, door = room
        moment = outside.clock() - timedelta(hours=1)
        with writing(outside.engine) as connection:
            for owner, name in (("acme", "web-api"), ("acme-web", "api")):
                turns.keep(connection, PullId(owner, name, 7), LastTurn("reviewer", moment), moment)
        assert wake_due(outside, door) == 2
        assert self.woken(outside) == [7, 7]

    def test_another_configuration_wakes_what_is_open_a_few_at_a_time(self, room: tuple[Outside, Door]) -> None:
        outside, door = room
        for number in range(1, MOST + 11):
            self.due(outside, number, -timedelta(days=1))
        assert wake_due(outside, door) == 0
        files = [(name, text.replace("48h", "24h")) for name, text in FILES]
        changed = replace(outside, configuration=Configuration(files))
        assert wake_due(changed, door) == 0, "not in the same breath: who is being read now is looked at later"
        assert isinstance(outside.clock, MovedClock)
        outside.clock.later += timedelta(minutes=5)
        assert [wake_due(changed, door) for _ in range(3)] == [MOST, 10, 0]
        assert sorted(self.woken(outside)) == list(range(1, MOST + 11))
