"""The stand-in's time is what a test says it is."""

from datetime import UTC, datetime
from pathlib import Path

from homebot.sandbox.box import running

APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)


def test_what_happens_happens_when_a_test_says(tmp_path: Path) -> None:
    with running(tmp_path) as box:
        alice = box.person("alice", "acme")
        box.repository("acme", "ledgerd", {"a.py": "a = 1\n"})
        box.clock(APRIL)
        box.commit("acme/ledgerd", "b", {"a.py": "a = 2\n"}, "alice")
        number = alice.open_pull("acme/ledgerd", "b", "B")
        box.clock(APRIL.replace(month=7))
        alice.merge("acme/ledgerd", number)
        shown = alice.call("GET", f"/repos/acme/ledgerd/pulls/{number}")
    assert (shown["created_at"][:13], shown["merged_at"][:13]) == ("2026-04-01T09", "2026-07-01T09")
