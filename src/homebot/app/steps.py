"""The two kinds of steps a workflow consists of. What a step returned is remembered and not done again after a crash.

A *transaction* writes homebot's tables and is committed together with the engine's memory of it: exactly once.
A plain *step* talks to the outside and may happen twice when the process dies in the middle: it names a state and
looks before it writes.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec, TypeVar

import sqlalchemy as sa
from dbos import DBOS, SQLAlchemyDatasource
from dbos._datasource import (
    IsolationLevel,
    _still_owns,
)  # no public door; DBOS is pinned, tests/app/test_liveness.py holds it to this

from homebot.store.engine import take_write_lock

COMPUTING_THREADS = 2

P = ParamSpec("P")
R = TypeVar("R")


class Superseded(BaseException):
    """Another worker has taken this workflow over, believing this one dead. Nothing more may be written.

    Not an `Exception`, so that no handler of errors mistakes it for one.
    """


class Turns:
    """Lets few threads compute at a time, while many wait for the outside.

    Python computes in one thread at a time anyway. Were sixteen to compete for it, each would wait fifteen times as
    long with its locks held, and webhooks that come in meanwhile would wait with them.
    """

    def __init__(self, number: int) -> None:
        self._free = threading.BoundedSemaphore(number)
        self._mine = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """One turn, for the length of a block."""
        with self._free:
            self._mine.taken = True
            try:
                yield
            finally:
                self._mine.taken = False

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Gives this thread's turn, if it has one, to another for the length of a block."""
        if not getattr(self._mine, "taken", False):
            yield
            return
        self._mine.taken = False
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()
            self._mine.taken = True


@dataclass(frozen=True, slots=True)
class Remembered(Generic[R]):
    """The result of a transaction; `before` when an earlier execution of the workflow did it."""

    result: R
    before: bool


class Steps:
    """Runs steps on one database. Outside a workflow both kinds simply run.

    Results must be plain, picklable values: they are read back by a later release too.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._isolation: IsolationLevel = "SERIALIZABLE" if engine.dialect.name == "sqlite" else "READ COMMITTED"
        self._at_work = Turns(COMPUTING_THREADS)
        self._source = SQLAlchemyDatasource.create(engine.url.render_as_string(), engine=engine)

    def transaction(
        self, name: str, work: Callable[Concatenate[sa.Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`work(connection, ...)` in one transaction, exactly once per workflow; retried while the database is down."""

        def run() -> R:
            connection = self._source.sql_session().connection()
            take_write_lock(connection)
            return work(connection, *args, **kwargs)

        return self._source.run_tx_step({"name": name, "isolation_level": self._isolation}, run)

    def remembered(
        self, name: str, work: Callable[Concatenate[sa.Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> "Remembered[R]":
        """A transaction, and whether it was done before this execution of the workflow began."""
        done_here = False

        def run(connection: sa.Connection) -> R:
            nonlocal done_here
            done_here = True
            return work(connection, *args, **kwargs)

        result = self.transaction(name, run)
        return Remembered(result, before=not done_here)

    def step(self, name: str, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`work(...)`, at least once per workflow; its result, or its exception, is remembered."""

        def run() -> R:
            with self.outside():
                return work(*args, **kwargs)

        return DBOS.run_step({"name": name}, run)

    def outside(self) -> AbstractContextManager[None]:
        """While a thread waits for the outside here, another computes in its place: see `Turns`."""
        return self._at_work.paused()

    def at_work(self) -> AbstractContextManager[None]:
        """While a thread computes here, few others do: see `Turns`."""
        return self._at_work.taken()

    def still_mine(self) -> bool:
        """Whether this execution still owns its workflow. Ask before each write to GitHub: one read by key."""
        workflow = DBOS.workflow_id
        return workflow is None or _still_owns(workflow)

    def insist(self) -> None:
        """Raises:
        Superseded: when this execution no longer owns its workflow.
        """
        if not self.still_mine():
            raise Superseded(f"workflow {DBOS.workflow_id} was taken over by another worker")
