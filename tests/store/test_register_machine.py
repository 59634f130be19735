"""Whatever is done to the register in whatever order: entries never change, the view is their fold, no state is outside
the table."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from homebot.core.register.entries import Entry, Kind
from homebot.core.register.record import Impossible, fold
from homebot.core.register.table import states
from homebot.store import migrations, register, register_view
from homebot.store.engine import open_engine, writing
from homebot.store.register_tables import register_entries, register_records
from tests.core.register.walks import KINDS, acts, entries, possible

_FOLDER = tempfile.TemporaryDirectory(prefix="homebot-register-")
_TABLES = Path(_FOLDER.name) / "empty.sqlite"


def empty() -> Path:
    """A database with all tables, made once."""
    if not _TABLES.exists():
        engine = open_engine(f"sqlite:///{_TABLES}")
        migrations.upgrade(engine)
        engine.dispose()
    return _TABLES


class Register(RuleBasedStateMachine):
    """The register beside a list of what it took."""

    @initialize()
    def begin(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="homebot-register-")
        path = shutil.copyfile(empty(), Path(self._folder.name) / "register.sqlite")
        self._engine = open_engine(f"sqlite:///{path}")
        self._taken: list[Entry] = []
        self._tries = 0

    def teardown(self) -> None:
        if hasattr(self, "_engine"):
            self._engine.dispose()
            self._folder.cleanup()

    def _of(self, number: int) -> list[Entry]:
        return [entry for entry in self._taken if entry.number == number]

    def _say(self, entry: Entry) -> None:
        """Whatever the table has is taken, and nothing else."""
        so_far = self._of(entry.number)
        state = fold(so_far).state if so_far else ""
        same = not so_far or so_far[0].kind == entry.kind
        may = same and possible(entry.kind, state, {one.act for one in so_far}, entry.act)
        try:
            with writing(self._engine) as connection:
                record = register.append(connection, entry)
        except Impossible:
            assert not may
            return
        assert may
        self._taken.append(entry)
        assert record == fold(self._of(entry.number))

    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def something_is_decided(self, data: st.DataObject, kind: Kind) -> None:
        with writing(self._engine) as connection:
            number = register.next_number(connection)
        assert number == max((entry.number for entry in self._taken), default=0) + 1
        self._act(data, number, kind)

    @precondition(lambda self: self._taken)
    @rule(data=st.data())
    def something_is_done_to_it(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self._taken))
        self._act(data, one.number, one.kind)

    @precondition(lambda self: self._taken)
    @rule(data=st.data(), kind=st.sampled_from(KINDS))
    def somebody_takes_it_for_something_else(self, data: st.DataObject, kind: Kind) -> None:
        self._act(data, data.draw(st.sampled_from(self._taken)).number, kind)

    def _act(self, data: st.DataObject, number: int, kind: Kind) -> None:
        self._tries += 1
        so_far = self._of(number)
        found = data.draw(entries(number, kind, acts(kind, fold(so_far).state if so_far else "")))
        self._say(replace(found, key=f"try:{self._tries}"))

    @precondition(lambda self: self._taken)
    @rule(data=st.data())
    def it_is_said_twice(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self._taken))
        with writing(self._engine) as connection:
            assert register.append(connection, replace(entry, because="altered")) is None

    @precondition(lambda self: self._taken)
    @rule(statement=st.sampled_from(["UPDATE register_entries SET body = 'x'", "DELETE FROM register_entries"]))
    def somebody_tampers_with_it(self, statement: str) -> None:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), writing(self._engine) as connection:
            connection.exec_driver_sql(statement)

    @rule()
    def the_view_is_made_anew(self) -> None:
        with writing(self._engine) as connection:
            assert register_view.rebuild(connection) == len({entry.number for entry in self._taken})

    @invariant()
    def entries_are_as_they_were_and_the_view_is_their_fold(self) -> None:
        if not hasattr(self, "_engine"):
            return
        with self._engine.connect() as connection:
            found = register_view.verify(connection)
            keys = connection.execute(sa.select(register_entries.c.key).order_by(register_entries.c.seq)).scalars()
            assert list(keys) == [entry.key for entry in self._taken]
            numbers = sorted({entry.number for entry in self._taken})
            assert register.numbered(connection, numbers) == tuple(fold(self._of(number)) for number in numbers)
            rows = connection.execute(sa.select(register_records.c.kind, register_records.c.state)).all()
        assert (found.problem, found.decisions, found.entries) == ("", len(numbers), len(self._taken))
        assert all(state in states(kind) for kind, state in rows)


TestRegister = Register.TestCase
TestRegister.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
