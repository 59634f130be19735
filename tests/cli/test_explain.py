"""`homebot explain`: a standard, and who deviates from it where there is a register to ask."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from homebot.cli.clock import now
from homebot.cli.explain import explain
from homebot.core.register.entries import Entry, Evidence, Scope
from homebot.store import register
from homebot.store.engine import open_engine, writing


def explained(address: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setenv("HOMEBOT_DATABASE_URL", address)
    return CliRunner().invoke(explain, ["size"])


def claims(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        for number in (1, 2, 3):
            scope = Scope(service="ledgerd", standard="size", pull=f"acme/ledgerd#{number}")
            because = "a rename over the whole \x1b[31mtree"
            said = (("pulls", f"acme/ledgerd#{number}"),)
            entry = Entry(
                f"c{number}", number, "deviation", "claimed", now(), "alice", because=because, team="checkout",
                scope=scope, until=now(), said=said, place=f"acme/ledgerd#{number}",
            )  # fmt: skip
            register.append(connection, entry)
        shown = Evidence("benchmark", "https://ci.example/7", "it is faster")
        register.append(connection, Entry("e", 3, "deviation", "evidenced", now(), "alice", evidence=shown))


def test_it_lists_the_deviations(ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(ready_sqlite_url)
    claims(engine)
    engine.dispose()
    found = explained(ready_sqlite_url, monkeypatch)
    assert found.exit_code == 0
    lines = [line.strip() for line in found.stdout.partition("Deviations:\n")[2].splitlines()]
    day = f"{now():%Y-%m-%d}"
    assert lines[0] == (
        f"D3 evidenced, ledgerd (checkout), until {day}: a rename over the whole \\x1b[31mtree"
        " [benchmark https://ci.example/7]"
    )
    assert lines[2].startswith("D1 open, ledgerd (checkout)")
    assert lines[2].endswith("[no evidence]")
    assert "D1, D2 and D3 say much the same of size" in lines[3]


def test_without_deviations_nothing_is_said_of_them(ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Deviations" not in explained(ready_sqlite_url, monkeypatch).stdout


def test_without_a_database_it_explains_all_the_same_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "none.sqlite"
    found = explained(f"sqlite:///{file}", monkeypatch)
    assert (found.exit_code, found.stderr) == (0, "")
    assert "Strength, unless a profile says otherwise" in found.stdout
    assert not file.exists()


def test_a_database_that_cannot_be_asked_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.sqlite").write_text("no database at all")
    found = explained(f"sqlite:///{tmp_path / 'broken.sqlite'}", monkeypatch)
    assert found.exit_code == 0
    assert "Strength, unless a profile says otherwise" in found.stdout
    assert "the register of deviations could not be asked" in found.stderr
