"""`kill -9` between the writing of a notice and the memory of it: it stands once, whenever the process dies."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from homebot.cli.demo import company
from homebot.core.notices import Notice
from homebot.sandbox.box import Person
from homebot.store import notices
from homebot.store.engine import open_engine, writing
from tests.crash.test_kill import PATIENCE_SECONDS, Server
from tests.nursery import sandbox

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]
GOVERNANCE = f"{company.ORGANISATION}/governance"


def titles(dana: Person) -> list[str]:
    return [str(one["title"]) for one in dana.issues(GOVERNANCE, state="all")]


def until(holds: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < ends, f"waited in vain: {what}"
        time.sleep(0.1)


@pytest.mark.parametrize("kind", ["slow", "status"], ids=["killed while it waits", "killed after a lost answer"])
def test_a_notice_is_written_once_though_the_worker_is_killed_before_it_remembers(
    kind: str, tmp_path: Path, ready_sqlite_url: str
) -> None:
    with sandbox(tmp_path / "github") as box:
        dana = box.person("dana", company.ORGANISATION)
        box.repository(company.ORGANISATION, "governance", {"README.md": "# governance\n"})
        server = Server(box, tmp_path, ready_sqlite_url)
        engine = open_engine(ready_sqlite_url)
        with writing(engine) as connection:
            notice = Notice("O9:opened", GOVERNANCE, "bob goes against gina", "Override O9")
            notices.put(connection, [notice], datetime.now(UTC))
        fault = {"kind": kind, "method": "POST", "path": f"{GOVERNANCE}/issues$", "after": True, "seconds": 20.0}
        box.faults(fault)
        try:
            server.start(wait=True)
            until(lambda: titles(dana), "the issue stands")
            server.kill()
            with engine.connect() as connection:
                found = notices.find(connection, notice.key)
                assert found is not None
                assert found.written_at is None, "it was not remembered"
            server.start(wait=True)
            until(lambda: _is_written(engine, notice.key), "it is remembered")
        finally:
            server.kill()
            engine.dispose()
        assert titles(dana) == ["Override O9"]


def _is_written(engine: sa.Engine, key: str) -> bool:
    with engine.connect() as connection:
        found = notices.find(connection, key)
    return found is not None and found.written_at is not None
