"""`homebot owners --consumers SERVICE`, from what was read of real repositories."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homebot.cli.owners import owners
from homebot.store import migrations
from homebot.store.engine import open_engine
from tests.app.graph_room import ORG, SERVICES, Room, room


@pytest.fixture
def acme(sqlite_url: str, tmp_path: Path) -> Iterator[Room]:
    engine = open_engine(sqlite_url)
    migrations.upgrade(engine)
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "org.yaml").write_text(ORG)
    (folder / "services.yaml").write_text(SERVICES)
    with room(tmp_path, engine) as found:
        yield found
    engine.dispose()


def ask(acme: Room, folder: Path, *arguments: str) -> Result:
    environment = {"HOMEBOT_DATABASE_URL": str(acme.engine.url), "HOMEBOT_CONFIG": str(folder / "config")}
    return CliRunner().invoke(owners, ["--consumers", *arguments], env=environment)


def test_who_depends_on_it_with_where_and_since_when(acme: Room, tmp_path: Path) -> None:
    oid = acme.push("player", {"requirements.txt": "flask\nacme-ledgerd-client==1.2.0\n"})
    acme.read("ledgerd", "player")
    told = ask(acme, tmp_path, "ledgerd")
    assert told.exit_code == 0, told.output
    [row] = [line for line in told.stdout.splitlines() if "acme/player" in line]
    for cell in ("player", "video", "1.2.0", "runtime", "acme/player:requirements.txt:2", oid[:12], "2026-04-01"):
        assert cell in row
    place = f"{tmp_path}/config/services.yaml:9:3"
    assert f"declared: player of video says consumes: ledgerd ({place})" in told.stdout.splitlines()
    assert "not read yet: acme/storefront" in told.stderr


def test_as_json_and_as_it_was_on_a_day(acme: Room, tmp_path: Path) -> None:
    acme.push("player", {"requirements.txt": "acme-ledgerd-client==1.2.0\n"})
    acme.read("player")
    acme.days(3)
    acme.push("player", {"requirements.txt": "acme-ledgerd-client>=1.3\n", "pyproject.toml": "[broken"})
    acme.read("player")

    def versions(*more: str) -> list[str]:
        answer = json.loads(ask(acme, tmp_path, "ledgerd", "--format", "json", *more).stdout)
        return [one["version"] or f"at least {one['at_least']}" for one in answer["consumers"]]

    assert versions() == ["at least 1.3"]
    assert versions("--date", "2026-04-03") == ["1.2.0"]
    assert versions("--date", "2026-03-31") == []
    answer = json.loads(ask(acme, tmp_path, "ledgerd", "--format", "json").stdout)
    assert [one["path"] for one in answer["troubles"]] == ["pyproject.toml"]
    assert [one["how"] for one in answer["declared"]] == ["consumes"]


def test_a_conflict_is_shown_and_exits_one(acme: Room, tmp_path: Path) -> None:
    own = '- name: {}\n  provides: ["pkg:npm/shared"]\n'
    acme.push("storefront", {".homebot.yml": own.format("storefront")})
    acme.push("player", {".homebot.yml": own.format("player")})
    acme.read("storefront", "player")
    told = ask(acme, tmp_path, "player")
    assert told.exit_code == 1
    assert "conflict: pkg:npm/shared is provided by storefront, player" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("ledgrd",), 'did you mean "ledgerd"?'), (("ledgerd", "a.py"), "give PATHs, or --consumers SERVICE")],
)
def test_wrong_use_says_how(acme: Room, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    told = ask(acme, tmp_path, *arguments)
    assert told.exit_code == 2
    assert said in told.stderr


def test_a_service_without_packages_says_so(acme: Room, tmp_path: Path) -> None:
    assert "player: it provides no package" in ask(acme, tmp_path, "player").stdout
