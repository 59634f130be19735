"""Notices on their way: a worker, a database and the stand-in for GitHub."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.adapters.github.auth import Credentials
from homebot.app import notifying
from homebot.app.handle import Handler
from homebot.app.lanes import Later
from homebot.app.outside import Outside
from homebot.app.receive import Door
from homebot.app.steps import Steps
from homebot.core.notices import Notice
from homebot.sandbox.box import Box, Person
from homebot.store import deliveries, notices
from homebot.store.engine import writing
from tests.app.test_timers import MovedClock, outside_of
from tests.app.working import open_door, wait_until, working
from tests.nursery import sandbox

numbers = count(1)


@dataclass
class World:
    """A company with a governance repository of its own for each test."""

    box: Box
    outside: Outside
    door: Door
    clock: MovedClock
    dana: Person
    repository: str

    def put(self, *found: Notice) -> None:
        with writing(self.outside.engine) as connection:
            notices.put(connection, found, self.clock())

    def notice(self, key: str = "O9:overridden:0", **changes: Any) -> Notice:
        return replace(Notice(key, self.repository, "bob goes against gina", "Override O9"), **changes)

    def deliver(self) -> Later | None:
        return notifying.deliver(self.outside, Steps(self.outside.engine), f"{notifying.LANE}{self.repository}")

    def stored(self, key: str) -> notices.Stored:
        with self.outside.engine.connect() as connection:
            found = notices.find(connection, key)
        assert found is not None
        return found

    def titles(self) -> list[str]:
        return [one["title"] for one in self.dana.issues(self.repository, state="all")]


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Box, Credentials]]:
    with sandbox(tmp_path_factory.mktemp("notices")) as box:
        number, key = box.app("http://127.0.0.1:9/", "secret")
        box.control("webhook", paused=True)
        box.control("install", organisation="acme")
        yield box, Credentials(app_id=number, private_key=key)


@pytest.fixture
def world(github: tuple[Box, Credentials], database: sa.Engine, tmp_path: Path) -> World:
    box, credentials = github
    name, clock, door = f"governance{next(numbers)}", MovedClock(), open_door(database)
    box.repository("acme", name, {"README.md": "# governance\n"})
    outside = outside_of(database, tmp_path, clock, box.api_url, credentials)
    return World(box, outside, door, clock, box.person("dana", "acme"), f"acme/{name}")


def test_an_issue_then_a_comment_on_it_which_closes_it(world: World) -> None:
    first = world.notice()
    world.put(first)
    assert world.deliver() is None
    world.put(world.notice("O9:held:1", title="", body="It held.", upon=first.key, state="closed"))
    assert world.deliver() is None
    number = world.stored(first.key).github
    assert number == 1
    state = world.box.state(world.repository, number)
    assert ([one["body"].splitlines()[-1] for one in state["comments"]], state["state"]) == (["It held."], "closed")
    assert world.stored("O9:held:1").github == state["comments"][0]["id"]


def test_what_is_upon_an_issue_that_is_not_open_yet_waits_for_it(world: World) -> None:
    world.put(world.notice("a:held", title="", upon="b:overridden"), world.notice("b:overridden"))
    assert isinstance(world.deliver(), Later)
    assert world.deliver() is None
    assert len(world.box.state(world.repository, 1)["comments"]) == 1


@pytest.mark.parametrize("kind", ["status", "reset", "truncate"])
def test_what_is_written_and_not_remembered_is_not_written_again(kind: str, world: World) -> None:
    """As after a crash between the two."""
    world.put(world.notice(), world.notice("other", title="Another"))
    world.box.faults({"kind": kind, "method": "POST", "path": f"{world.repository}/issues$", "after": True})
    assert isinstance(world.deliver(), Later)
    assert world.stored("O9:overridden:0").written_at is None
    assert world.deliver() is None
    assert sorted(world.titles()) == ["Another", "Override O9"]


def test_what_github_refuses_is_given_up_and_holds_up_no_other(world: World) -> None:
    world.put(world.notice("a", title=" "), world.notice("b"))
    assert world.deliver() is None
    assert "422" in (world.stored("a").given_up or "")
    assert world.stored("b").github == 1


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_is_missing_is_given_up_after_a_while_only(status: int, world: World) -> None:
    world.put(world.notice())
    fault = {"kind": "status", "path": f"{world.repository}/issues", "status": status, "times": 2}
    world.box.faults(fault)
    assert isinstance(world.deliver(), Later)
    assert world.stored("O9:overridden:0").given_up is None
    world.clock.later += notifying.GRACE
    assert world.deliver() is None
    assert str(status) in (world.stored("O9:overridden:0").given_up or "")
    assert world.titles() == []


def test_time_in_which_nobody_tried_gives_nothing_up(world: World) -> None:
    """homebot was down for a week, and the first answer after that is a 403."""
    world.put(world.notice())
    world.clock.later += timedelta(days=7)
    world.box.faults({"kind": "status", "path": f"{world.repository}/issues", "status": 403, "times": 1})
    assert isinstance(world.deliver(), Later)
    assert world.deliver() is None
    assert world.stored("O9:overridden:0").github == 1


def test_what_was_given_up_is_taken_up_anew(world: World) -> None:
    world.put(world.notice())
    world.box.faults({"kind": "status", "path": f"{world.repository}/issues", "status": 403, "times": 2})
    world.deliver()
    assert notifying.wake(world.outside, world.door) == 1
    world.clock.later += notifying.GRACE
    world.deliver()
    assert world.stored("O9:overridden:0").given_up
    with writing(world.outside.engine) as connection:
        assert notices.numbers(connection) == (0, 1)
        assert notices.take_up(connection, world.clock()) == 1
        assert notices.numbers(connection) == (1, 0)
    assert notifying.wake(world.outside, world.door) == 1, "though it was awaited today"
    assert world.deliver() is None
    assert world.stored("O9:overridden:0").github == 1


def test_what_waits_holds_up_what_is_said_after_it_and_nothing_else(world: World) -> None:
    """The one opens the issue, the other closes it: in the other order it were open for ever."""
    world.put(world.notice())
    world.deliver()
    again, ends = world.notice("again", title="", number=1, state="open"), world.notice("ends", title="", number=1)
    world.put(again, replace(ends, state="closed"), world.notice("other"))
    world.box.faults({"kind": "status", "path": f"{world.repository}/issues/1/comments", "status": 403, "times": 1})
    assert isinstance(world.deliver(), Later)
    assert world.stored("ends").written_at is None
    assert world.stored("other").github == 2
    assert world.deliver() is None
    assert world.box.state(world.repository, 1)["state"] == "closed"


def test_many_that_cannot_be_written_hold_up_no_other(world: World) -> None:
    stuck = [world.notice(f"a{number:02}", title="", number=900 + number) for number in range(notifying.MOST - 1)]
    world.put(*stuck, *(world.notice(f"b{number:02}") for number in range(notifying.MOST + 1)))
    assert world.deliver() == Later(1.0, "there are more notices")
    assert isinstance(world.deliver(), Later)
    assert len(world.titles()) == notifying.MOST + 1


def test_a_repository_that_is_not_there_is_given_up_after_a_while(world: World) -> None:
    world.repository = "nobody/nothing"
    world.put(world.notice(), world.notice("upon", upon="O9:overridden:0"))
    assert isinstance(world.deliver(), Later)
    world.clock.later += notifying.GRACE
    assert world.deliver() is None
    assert world.stored("upon").given_up
    assert world.deliver() is None, "nothing is left"


def test_what_is_upon_one_that_was_given_up_is_too(world: World) -> None:
    world.put(world.notice("a", title=" "), world.notice("b", upon="a"))
    world.deliver()
    world.deliver()
    assert world.stored("b").given_up == "the issue that it belongs to was never opened"


def test_github_down_or_limited_is_waited_for(world: World) -> None:
    world.put(world.notice())
    world.box.faults(
        {"kind": "status", "path": f"{world.repository}/issues", "status": 429, "headers": {"Retry-After": "77"}}
    )
    later = world.deliver()
    assert later is not None
    assert later.seconds == 77.0
    world.clock.later += timedelta(days=2)
    assert world.deliver() is None
    assert world.stored("O9:overridden:0").github == 1


def test_many_are_written_some_at_a_time(world: World) -> None:
    world.put(*(world.notice(f"n{number:02}", title=f"Notice {number}") for number in range(notifying.MOST + 1)))
    assert world.deliver() == Later(1.0, "there are more notices")
    assert world.deliver() is None
    assert len(world.titles()) == notifying.MOST + 1


def test_a_worker_is_woken_for_each_repository_once(world: World) -> None:
    """One that cannot be written to holds up no other."""
    world.put(world.notice("elsewhere", repository="nobody/nothing"), world.notice())
    assert notifying.wake(world.outside, world.door) == 2
    assert notifying.wake(world.outside, world.door) == 0, "they are awaited already"
    handle = notifying.before(world.outside, Handler(world.outside, world.door).handle)
    with world.outside.analysis, working(world.outside.engine, handle):
        wait_until(lambda: world.stored("O9:overridden:0").github == 1, "the notice stands")
        wait_until(lambda: _reasons(world) != [], "the other waits")
    assert world.stored("elsewhere").given_up is None
    world.put(world.notice("next"))
    assert notifying.wake(world.outside, world.door) >= 1


def _reasons(world: World) -> list[str]:
    with world.outside.engine.connect() as connection:
        return [one.reason or "" for one in deliveries.recent(connection, "received", 5)]
