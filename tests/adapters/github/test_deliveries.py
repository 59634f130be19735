"""GitHub's log of deliveries, and what changed while nobody looked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from homebot.adapters.github.client import Client, GitHub
from homebot.adapters.github.deliveries import Changed, FailedDelivery, changed, failed_deliveries, redeliver
from homebot.adapters.github.outcomes import Gone
from homebot.core.facts import PullId
from tests.adapters.github.company import Company
from tests.adapters.github.wire import Reply, Seen, Wire

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def entry(number: int, guid: str, status: int, minutes_ago: int = 0) -> dict[str, Any]:
    """An entry of the log."""
    at = NOON - timedelta(minutes=minutes_ago)
    return {"id": number, "guid": guid, "status_code": status, "delivered_at": f"{at:%Y-%m-%dT%H:%M:%S.5Z}"}


def failed(wire: Wire, github: GitHub, *entries: dict[str, Any], since: datetime = LONG_AGO) -> list[tuple[int, str]]:
    """Which deliveries failed, by number and guid, when the log says this."""
    wire.on("GET", "/app/hook/deliveries", Reply(200, list(entries)))
    return [(one.id, one.guid) for one in failed_deliveries(github.as_app(), since)]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        pytest.param([], [], id="empty"),
        pytest.param([entry(1, "a", 202)], [], id="went well"),
        pytest.param([entry(1, "a", 502)], [(1, "a")], id="failed"),
        pytest.param([entry(1, "a", 0)], [(1, "a")], id="nobody answered"),
        pytest.param([{**entry(1, "a", 0), "status_code": None}], [(1, "a")], id="no status"),
        pytest.param([entry(2, "a", 202), entry(1, "a", 502, 5)], [], id="mended since"),
        pytest.param([entry(2, "a", 500), entry(1, "a", 202, 5)], [], id="went well once"),
        pytest.param([entry(2, "a", 500), entry(1, "a", 502, 5)], [(2, "a")], id="the newest attempt"),
        pytest.param([entry(2, "b", 500), entry(1, "a", 502, 5)], [(1, "a"), (2, "b")], id="the oldest first"),
    ],
)
def test_failed_is_what_never_went_well(
    entries: list[dict[str, Any]], found: list[tuple[int, str]], wire: Wire, github: GitHub
) -> None:
    assert failed(wire, github, *entries) == found


def test_the_log_is_read_back_to_a_moment_and_no_further(wire: Wire, github: GitHub) -> None:
    def page(seen: Seen) -> Reply:
        number = int(seen.query.get("cursor", "0"))
        following = {"Link": f'<{wire.url}/app/hook/deliveries?per_page=100&cursor={number + 1}>; rel="next"'}
        return Reply(200, [entry(100 - number, f"guid{number}", 500, 10 * number)], following)

    wire.on("GET", "/app/hook/deliveries", page)
    found = failed_deliveries(github.as_app(), NOON - timedelta(minutes=30))
    assert [one.guid for one in found] == ["guid3", "guid2", "guid1", "guid0"]
    assert len(wire.calls("/app/hook/deliveries")) == 5


def test_a_log_without_end_is_read_for_a_hundred_pages(wire: Wire, github: GitHub) -> None:
    following = {"Link": f'<{wire.url}/app/hook/deliveries?cursor=1>; rel="next"'}
    wire.on("GET", "/app/hook/deliveries", Reply(200, [entry(1, "a", 500)], following))
    assert len(failed_deliveries(github.as_app(), LONG_AGO)) == 1
    assert len(wire.calls("/app/hook/deliveries")) == 100


def test_what_was_sent_to_nobody_is_found_and_sent_again_under_its_name(company: Company) -> None:
    """The stand-in's webhooks are paused: everything is in the log as failed."""
    company.pull()
    company.box.idle()
    app = company.github().as_app()
    before = failed_deliveries(app, LONG_AGO)
    redeliver(app, before[-1])
    company.box.idle()
    after = failed_deliveries(app, LONG_AGO)
    assert before
    assert {one.guid for one in after} == {one.guid for one in before}
    assert after[-1].id != before[-1].id


def test_a_delivery_that_the_log_forgot_is_gone(github: GitHub) -> None:
    with pytest.raises(Gone):
        redeliver(github.as_app(), FailedDelivery(9, "a", NOON))


def test_pull_requests_that_changed_are_told_the_newest_first(company: Company) -> None:
    one = company.pull()
    repository = one.repository
    company.box.commit(repository, "other", {"b.py": "b = 1\n"}, author="carol")
    other = company.carol.open_pull(repository, "other", "Another")
    company.alice.merge(repository, one.number)
    with company.github().job(repository) as client:
        said = changed(client, repository, LONG_AGO)
        none = changed(client, repository, datetime(2100, 1, 1, tzinfo=UTC)).pulls
    found = said.pulls
    assert said.tip == company.box.state(repository, one.number)["merged"]
    assert (said.kilobytes is not None, said.archived, said.fork) == (True, False, False)
    assert {pull.pull for pull in found} == {one, PullId(one.owner, one.name, other)}
    assert [pull.updated_at for pull in found] == sorted((pull.updated_at for pull in found), reverse=True)
    assert none == ()


def test_changes_are_read_page_by_page_back_to_a_moment(wire: Wire, client: Client) -> None:
    def page(seen: Seen) -> Reply:
        first = int(seen.body["variables"]["after"] or 0)
        nodes = [
            {"number": 1000 - first - n, "updatedAt": f"{NOON - timedelta(minutes=first + n):%Y-%m-%dT%H:%M:%SZ}"}
            for n in range(100)
        ]
        info = {"hasNextPage": True, "endCursor": str(first + 100)}
        return Reply(200, {"data": {"repository": {"pullRequests": {"nodes": [None, *nodes], "pageInfo": info}}}})

    wire.on_query(page)
    assert len(changed(client, "acme/ledgerd", NOON - timedelta(minutes=250)).pulls) == 251
    assert len(wire.calls("/api/graphql")) == 3
    assert len(changed(client, "acme/ledgerd", LONG_AGO).pulls) == 1000


def test_a_repository_that_homebot_may_not_see_changed_nothing(wire: Wire, client: Client) -> None:
    errors = [{"type": "NOT_FOUND", "message": "Could not resolve to a Repository"}]
    wire.on_query(Reply(200, {"data": {"repository": None}, "errors": errors}))
    assert changed(client, "acme/ledgerd", LONG_AGO) == Changed(())
