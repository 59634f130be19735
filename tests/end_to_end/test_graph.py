"""Pushes, tags and releases through webhooks: the graph fills by itself, a merge is released, and its consumer carries
it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from homebot.app.credit_views import read
from homebot.cli.demo import company
from homebot.core.credit.events import Carried, ContributionReleased, Dropped, Event
from homebot.store import ledger
from homebot.store.engine import open_engine
from tests.app.working import wait_until
from tests.end_to_end.serving import REPOSITORY, Served, comments, serving

SERVICES = company.SERVICES.replace("    owner:", "    since: 2024-01-01\n    owner:")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    catalogue = {**company.CATALOGUE, "services.yaml": SERVICES}
    with serving(tmp_path_factory.mktemp("graph"), catalogue) as found:
        found.reconciled()
        yield found


def consumers(served: Served) -> list[dict[str, Any]]:
    told = served.run("owners", "--consumers", "ledgerd", "--format", "json")
    return list(json.loads(told.stdout)["consumers"])


def facts(served: Served, kind: type[Event]) -> list[Any]:
    engine = open_engine(f"sqlite:///{served.environment['HOMEBOT_STATE_DIR']}/homebot.sqlite")
    with engine.connect() as connection:
        found = [read(one) for one in ledger.events(connection)]
    engine.dispose()
    return [one for one in found if isinstance(one, kind)]


def until(holds: Callable[[], bool], what: str) -> None:
    wait_until(holds, what)


def test_what_was_there_at_installation_is_read_by_itself(served: Served) -> None:
    until(lambda: bool(consumers(served)), "the first reading")
    [one] = consumers(served)
    assert (one["service"], one["team"], one["at_least"], one["line"]) == ("player", "video", "1.2", 1)


def test_from_a_merge_over_its_release_to_who_carries_it(served: Served) -> None:
    served.box.tag(REPOSITORY, "v1.0.0")
    number = served.away_pull("released")
    served.until(number, comments)
    served.people["bob"].merge(REPOSITORY, number)
    served.until(number, lambda now: "**Merged" in comments(now)[0]["body"])
    served.quiet()
    assert facts(served, ContributionReleased) == []
    served.people["bob"].release(REPOSITORY, "v1.3.0")
    until(lambda: bool(facts(served, ContributionReleased)), "a first release")
    [released] = facts(served, ContributionReleased)
    assert (released.of, released.version, released.name) == (f"{REPOSITORY}#{number}", "1.3.0", "v1.3.0")
    assert facts(served, Carried) == []
    served.box.commit("acme/player", "main", {"requirements.txt": "acme-ledgerd-client==1.3.1\n"}, "erin")
    until(lambda: bool(facts(served, Carried)), "somebody carries it")
    [carried] = facts(served, Carried)
    assert (carried.consumer, carried.consumer_service, carried.evidence.version) == ("video", "player", "1.3.1")


def test_many_pushes_are_few_readings(served: Served) -> None:
    served.quiet()
    served.box.calls(clear=True)
    for index in range(12):
        served.box.commit("acme/player", "main", {"README.md": f"# {index}\n"}, "erin")
    served.quiet()
    fetched = [call for call in served.box.calls() if call["kind"] == "git" and call["path"].endswith("info/refs")]
    assert 1 <= len(fetched) < 12


def test_what_was_pushed_while_homebot_was_away_is_read_by_reconciliation(served: Served) -> None:
    served.box.control("webhook", paused=True)
    served.box.commit("acme/player", "main", {"requirements.txt": "acme-ledgerd-client==1.2.9\n"}, "erin")
    served.box.idle()
    served.box.control("webhook", paused=False)
    assert served.run("reconcile").returncode == 0
    until(lambda: bool(facts(served, Dropped)), "it was dropped")
    assert facts(served, Dropped)[0].because == "player resolves pkg:pypi/acme-ledgerd-client 1.2.9, below 1.3.0"
