"""Away work from the form on an issue to production: agreed, its standards pinned, its pull requests linked, merged,
and live with a deployment or a release; and what is said to whoever may not."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.later import Company, installed

ORG = """\
version: 1
entities: {company: {}}
teams:
  payments: {entity: company, members: [alice, bob], owners: [alice], since: 2020-01-01}
  checkout: {entity: company, members: [carol, dave], owners: [carol], since: 2020-01-01}
  video: {entity: company, members: [erin], owners: [erin], since: 2020-01-01}
"""
SERVICES = """\
version: 1
services:
  ledgerd:
    owner: payments
    repository: acme/ledgerd
    mode: enforce
    profile: strict
    provides: ["pkg:pypi/acme-ledgerd-client"]
    since: 2020-01-01
  player: {owner: video, repository: acme/player, consumes: [ledgerd], since: 2020-01-01}
  streamer: {owner: video, repository: acme/streamer, provides: ["pkg:pypi/streamer"], since: 2020-01-01}
"""
STANDARDS = """\
version: 1
profiles:
  strict:
    size: {max_changed_lines: 200}
    complexity: {max: 10}
    required-checks: {contexts: [unit]}
"""
STRICTER = """\
version: 1
profiles:
  strict:
    size: {max_changed_lines: 5}
    complexity: {max: 1}
    licence: {spdx: [MIT], source: ["ledger/*.py"], strength: floor}
"""
CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "standards.yaml": STANDARDS, "homebot.yaml": "version: 1\n"}
PEOPLE = ("alice", "bob", "carol", "dave", "erin")
LEDGERD, PLAYER = "acme/ledgerd", "acme/player"
FORM = """\
### Goal

Exact refunds

### Headline

Refunds are right to the cent

### Service

ledgerd

### Beneficiaries

video, checkout

### Surface

settle_batch

### Rollout

Behind a flag, a tenth of the shops first

### Contact

dave
"""
REPOSITORIES = {
    "ledgerd": {"ledger/close.py": "def settle(rows):\n    return rows\n"},
    "player": {"play.py": "SPEED = 1\n"},
    "streamer": {"stream.py": "RATE = 1\n"},
}
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def code(name: str) -> str:
    """A module of more than fifty lines and complexity 3."""
    body = "".join(f"    rows.append({number})\n" for number in range(60))
    branches = "    if not rows:\n        return []\n    if len(rows) > 9:\n        return rows[:9]\n"
    return (
        f'# SPDX-License-Identifier: MIT\n"""What checkout needs."""\n\n\ndef {name}(rows):\n'
        f"{body}{branches}    return rows\n"
    )


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("agreements")
    with installed(folder, CATALOGUE, PEOPLE, REPOSITORIES) as found:
        found.on(START)
        yield found


def standards(acme: Company, number: int) -> tuple[str, str | None]:
    """The status and the conclusion of `homebot: standards`."""
    runs: list[dict[str, Any]] = acme.box.state(LEDGERD, number)["checks"]
    run = next(run for run in reversed(runs) if run["name"] == "homebot: standards")
    return run["status"], run["conclusion"]


def rechecked(acme: Company, number: int) -> tuple[str, str | None]:
    """The same after one more look: the first may have begun before the configuration changed."""
    acme.said("carol", f"{LEDGERD}#{number}", "/homebot recheck")
    acme.quiet()
    return standards(acme, number)


def issue(acme: Company, author: str, body: str = FORM) -> str:
    """An issue with the form filled in; its name."""
    return f"{LEDGERD}#{acme.people[author].open_issue(LEDGERD, 'Exact refunds', body)}"


def opened(acme: Company, author: str, name: str, body: str) -> int:
    """A pull request that adds a module, looked at."""
    acme.box.commit(LEDGERD, f"add-{name}", {f"ledger/{name}.py": code(name)}, author)
    number = acme.people[author].open_pull(LEDGERD, f"add-{name}", f"Add {name}", body)
    acme.quiet()
    return number


def merged(acme: Company, number: int) -> str:
    """alice approves and merges it; the merge commit."""
    acme.people["alice"].review(LEDGERD, number)
    found = acme.people["alice"].merge(LEDGERD, number)
    acme.quiet()
    return found


def test_from_the_form_to_production(acme: Company) -> None:
    config = Path(acme.settings.config)
    with acme.working():
        where = issue(acme, "dave")
        told = acme.said("bob", where, "/homebot agree")
        assert "is for an owner of a Home Team" in told
        told = acme.said("dave", where, "/homebot agree")
        assert "`dave` is not" in told
        told = acme.said("alice", where, "/homebot agree door=revolving")
        assert "A door is `one-way`" in told
        told = acme.said("alice", where, "/homebot agree")
        assert "**A1 agreed** by `alice`" in told
        assert "Agreement: A1" in told
        assert "2026-05-31" in told
        told = acme.said("alice", where, "/homebot agree")
        assert "It is agreed already: A1" in told
        told = acme.said("alice", where, '/homebot decline because="we have changed our minds"')
        assert "It is agreed already: A1" in told
        assert acme.decision("A1").state == "agreed"

        (config / "standards.yaml").write_text(STRICTER)
        acme.on(START + timedelta(days=10))
        linked = opened(acme, "carol", "settle_batch", "Agreement: A1\n")
        acme.until(lambda: rechecked(acme, linked) == ("in_progress", None), "the pinned check is waited for")
        head = acme.box.state(LEDGERD, linked)["head"]
        acme.box.ci(LEDGERD, head, "unit", "success")
        acme.until(lambda: standards(acme, linked) == ("completed", "success"), "pinned standards hold")
        comment = acme.box.state(LEDGERD, linked)["comments"][0]["body"]
        assert (
            "Made under agreement A1 (in-review): `checkout` in `ledgerd`, agreed by `alice` on 2026-03-02" in comment
        )
        unlinked = opened(acme, "carol", "other_thing", "Agreement: A99\n")
        acme.until(lambda: rechecked(acme, unlinked) == ("completed", "failure"), "those of today count")
        comment = acme.box.state(LEDGERD, unlinked)["comments"][0]["body"]
        assert "`Agreement: A99` in the description counts for nothing" in comment
        found = acme.decision("A1")
        assert (found.state, found.fact("pulls")) == ("in-review", f"{LEDGERD}#{linked}")

        acme.people["carol"].deploy(LEDGERD, "main")
        acme.quiet()
        oid = merged(acme, linked)
        found = acme.decision("A1")
        assert (found.state, found.fact("merge-oids")) == ("merged", oid)
        acme.on(START + timedelta(days=11))
        acme.people["carol"].deploy(LEDGERD, "main", "staging")
        acme.quiet()
        assert acme.decision("A1").state == "merged"
        acme.people["carol"].deploy(LEDGERD, "main", "prod-eu")
        acme.quiet()
        found = acme.decision("A1")
        told = acme.said("erin", where, "/homebot credit explain A1")
        acme.until(lambda: "A1 is live" in "".join(acme.comments(where)), "the issue hears that it is live")
    assert "- promised to `video`: it has not adopted it yet" in told
    assert "- of the surface there is `settle_batch`" in told
    assert "**Debt:**" in told
    assert found.state == "warranty"
    assert (found.fact("live-by"), found.fact("live-in")) == ("deployment", "prod-eu")
    assert found.fact("live-at")[:10] == "2026-03-13"
    assert json.loads(found.fact("pinned"))[0]["standard"] == "size"


def test_a_pull_request_that_is_closed_is_under_it_no_more(acme: Company) -> None:
    acme.on(START + timedelta(days=20))
    with acme.working():
        told = acme.said("alice", issue(acme, "carol"), "/homebot agree")
        name = told.partition("**")[2].split()[0]
        number = opened(acme, "carol", "first_try", f"Agreement: {name}\n")
        assert acme.decision(name).state == "in-review"
        acme.people["carol"].edit_pull(LEDGERD, number, state="closed")
        acme.quiet()
        found = acme.decision(name)
    assert (found.state, found.fact("pulls")) == ("agreed", "")


def test_a_deployment_that_is_told_of_before_the_merge_is_not_lost(acme: Company) -> None:
    acme.on(START + timedelta(days=30))
    with acme.working():
        name = acme.said("alice", issue(acme, "carol"), "/homebot agree").partition("**")[2].split()[0]
        number = opened(acme, "carol", "second_thing", f"Agreement: {name}\n")
        acme.box.control("webhook", paused=True)
        acme.people["alice"].review(LEDGERD, number)
        acme.people["alice"].merge(LEDGERD, number)
        acme.box.idle()
        acme.box.control("webhook", paused=False)
        acme.people["alice"].deploy(LEDGERD, "main")
        acme.quiet()
        acme.said("carol", f"{LEDGERD}#{number}", "/homebot recheck")
        acme.quiet()
        found = acme.decision(name)
    assert found.state == "warranty"
    assert found.fact("live-by") == "deployment"


def test_what_is_missing_is_named_and_a_proposal_is_declined_with_a_reason(acme: Company) -> None:
    acme.on(START + timedelta(days=40))
    with acme.working():
        short = issue(acme, "carol", FORM.partition("### Rollout")[0])
        told = acme.said("alice", short, "/homebot agree")
        assert "does not say `Rollout` and `Contact`" in told
        told = acme.said("alice", short, "/homebot decline because=no")
        assert "at least 3 words" in told
        told = acme.said("alice", short, '/homebot decline because="the ledger is frozen until May"')
        assert "declined** by `alice`" in told
        name = told.partition("**")[2].split()[0]
        assert acme.decision(name).state == "declined"
        assert "It was declined as" in acme.said("alice", short, "/homebot agree")
        nowhere = issue(acme, "carol", FORM.replace("ledgerd", "ledgerdd"))
        assert "Did you mean `ledgerd`?" in acme.said("alice", nowhere, "/homebot agree")
        assert "needs no agreement" in acme.said("alice", issue(acme, "bob"), "/homebot agree")


def test_a_service_that_neither_deploys_nor_releases_is_live_by_its_merge(acme: Company) -> None:
    acme.on(START + timedelta(days=50))
    with acme.working():
        told = acme.said("erin", issue(acme, "carol", FORM.replace("ledgerd", "player")), "/homebot agree")
        name = told.partition("**")[2].split()[0]
        pull = acme.merged(PLAYER, "carol", {"play.py": "SPEED = 2\n"}, "erin", f"Agreement: {name}\n")
        assert acme.decision(name).state == "merged"
        assert "No agreement covers" not in "".join(acme.comments(pull))
        acme.on(START + timedelta(days=63))
    with acme.working():
        assert acme.decision(name).state == "merged"
        acme.on(START + timedelta(days=65))
    with acme.working():
        acme.until(lambda: acme.decision(name).state == "warranty", "the warranty began")
    found = acme.decision(name)
    assert (found.fact("live-by"), found.fact("live-at")[:10]) == ("merge", "2026-04-21")
    assert found.due is not None
    assert found.due.date().isoformat() == "2026-05-21"


def test_a_service_without_deployments_is_live_by_its_release(acme: Company) -> None:
    acme.on(START + timedelta(days=70))
    with acme.working():
        told = acme.said("erin", issue(acme, "carol", FORM.replace("ledgerd", "streamer")), "/homebot agree")
        name = told.partition("**")[2].split()[0]
        acme.merged("acme/streamer", "carol", {"stream.py": "RATE = 2\n"}, "erin", f"Agreement: {name}\n")
        assert acme.decision(name).state == "merged"
        acme.on(START + timedelta(days=72))
        acme.people["erin"].release("acme/streamer", "v1.1.0")
        acme.quiet()
        found = acme.decision(name)
    assert (found.state, found.fact("live-by"), found.fact("live-in")) == ("warranty", "release", "1.1.0")
    assert found.fact("live-at")[:10] == "2026-05-13"
