"""Declined away work that becomes a question about the roadmap, and gets an outcome; a service that is built again,
which changes no check; and what a team left open, handed on by name when it has ended. On a stand-in for GitHub, by the
test's clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from homebot.core.register.record import Record
from homebot.store import register
from tests.end_to_end.later import Company, installed

ORG = """\
version: 1
entities:
  company: {managers: [ceo]}
  retail: {parent: company, managers: [dana]}
  media: {parent: company, managers: [max]}
teams:
  payments: {entity: retail, members: [alice, bob], owners: [alice], since: 2020-01-01, goals: "https://wiki.example/p"}
  checkout: {entity: retail, members: [carol, dave], owners: [carol], since: 2020-01-01}
  video: {entity: media, members: [erin], owners: [erin], since: 2020-01-01}
governance_repository: acme/governance
"""
ENDED = ORG.replace("owners: [carol], since: 2020-01-01", "owners: [carol], since: 2020-01-01, until: 2026-04-30") + (
    "succession:\n  - {on: 2026-05-01, from: checkout, to: video, because: one team from now on}\n"
)
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, mode: enforce, profile: bare, since: 2020-01-01}
"""
STANDARDS = "version: 1\nprofiles: {bare: {size: {max_changed_lines: 200}}}\n"
CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "standards.yaml": STANDARDS, "homebot.yaml": "version: 1\n"}
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "dana", "max", "ceo")
LEDGERD, GOVERNANCE = "acme/ledgerd", "acme/governance"
FORM = """\
### Goal

Exact refunds

### Headline

Refunds are right to the cent

### Service

ledgerd

### Beneficiaries

checkout

### Surface

settle_batch

### Rollout

At once

### Contact

dave
"""
REPOSITORIES = {
    "ledgerd": {"ledger/close.py": "def settle(rows):\n    return rows\n"},
    "governance": {"README.md": "# governance\n"},
}
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday."""


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("escalation")
    with installed(folder, CATALOGUE, PEOPLE, REPOSITORIES) as found:
        found.on(START)
        yield found


def roadmap(acme: Company) -> dict[str, Any]:
    """The one issue in the governance repository that asks about a roadmap."""
    (found,) = acme.people["ceo"].issues(GOVERNANCE, state="all", labels="roadmap")
    return found


def said_below(acme: Company, number: int) -> list[str]:
    return [str(one["body"]) for one in acme.box.state(GOVERNANCE, number)["comments"]]


def at(acme: Company, days: int) -> None:
    acme.on(START + timedelta(days=days))


def test_declined_work_is_asked_about_and_reminded_of_and_gets_an_outcome(acme: Company) -> None:
    with acme.working():
        number = acme.people["dave"].open_issue(LEDGERD, "Exact refunds", FORM)
        where = f"{LEDGERD}#{number}"
        told = acme.said("dave", where, '/homebot escalate because="refunds in Japan wait for it"')
        assert "`/homebot escalate` is for" in told  # nothing was declined: nobody is its away team yet
        told = acme.said("alice", where, '/homebot decline because="the ledger is frozen until May"')
        agreement = told.partition("**")[2].split()[0]
        told = acme.said("erin", where, '/homebot escalate because="refunds in Japan wait for it"')
        assert "is for a member of the Away Team" in told
        told = acme.said("dave", where, "/homebot escalate")
        assert "The reason is missing" in told
        told = acme.said("dave", where, '/homebot escalate because="refunds in Japan wait for it"')
        assert f"{agreement} is a question about the roadmap now" in told
        assert "`alice`, `carol`, `dana` and `ceo`" in told
        name = told.rpartition("/homebot escalate ")[2].split()[0]
        assert (acme.decision(agreement).state, acme.decision(name).state) == ("escalated", "open")
        assert "was escalated already" in acme.said(
            "dave", where, f'/homebot escalate {agreement} because="I say it again"'
        )

    at(acme, 1)
    with acme.working():
        acme.until(lambda: acme.people["ceo"].issues(GOVERNANCE, state="all", labels="roadmap"), "the issue stands")
    issue = roadmap(acme)
    assert issue["title"] == f"{name}: checkout needs a change in ledgerd that payments declined"
    assert "| this change | Exact refunds |" in issue["body"]
    assert "| `payments` (home) | `https://wiki.example/p` |" in issue["body"]
    assert "@alice, @carol, @dana and @ceo: please decide it together." in issue["body"]

    at(acme, 15)
    with acme.working():
        acme.until(lambda: said_below(acme, issue["number"]), "a reminder")
    (reminder,) = said_below(acme, issue["number"])
    assert f"{name} is open since 2026-03-02, and has no outcome yet." in reminder
    due = acme.decision(name).due
    assert due is not None
    assert due.date() == (START + timedelta(days=29)).date()

    there = f"{GOVERNANCE}#{issue['number']}"
    with acme.working():
        acme.people["ceo"].edit_issue(GOVERNANCE, issue["number"], state="closed")
        acme.quiet()
        acme.until(lambda: roadmap(acme)["state"] == "open", "it is opened again: it has no outcome")
        acme.until(lambda: len(said_below(acme, issue["number"])) == 2, "what is missing is said")
        assert "closed without an outcome" in said_below(acme, issue["number"])[-1]
        told = acme.said("max", there, f'/homebot escalate {name} outcome=home-does because="somebody has to"')
        assert "`max` is not" in told
        told = acme.said("dana", there, f"/homebot escalate {name} outcome=homedoes")
        assert "Did you mean `outcome=home-does`?" in told
        told = acme.said(
            "dana", there, f'/homebot escalate {name} outcome=home-does because="it pays for the whole year"'
        )
        assert f"{name} ends with `home-does`" in told

    at(acme, 16)
    with acme.working():
        acme.until(lambda: roadmap(acme)["state"] == "closed", "the issue is closed")
    assert acme.decision(name).fact("outcome") == "home-does"
    assert "`dana` decided, because: it pays for the whole year" in said_below(acme, issue["number"])[-1]


def checks(acme: Company, number: int) -> list[tuple[str, str, str | None]]:
    return [(run["name"], run["status"], run["conclusion"]) for run in acme.box.state(LEDGERD, number)["checks"]]


def opened(acme: Company, author: str, name: str, lines: int = 2) -> int:
    """A pull request that adds a module of so many lines, looked at."""
    text = "".join(f"FEE_{number} = {number}\n" for number in range(lines))
    acme.box.commit(LEDGERD, f"add-{name}", {f"ledger/{name}.py": text}, author)
    number = acme.people[author].open_pull(LEDGERD, f"add-{name}", f"Add {name}", "")
    acme.quiet()
    return number


def test_a_service_that_is_built_again_changes_no_check(acme: Company) -> None:
    at(acme, 20)
    with acme.working():
        number = opened(acme, "carol", "refunds")
        before = checks(acme, number)
        told = acme.said("carol", f"{LEDGERD}#{number}", '/homebot duplicate ledgrd because="it does not run in Japan"')
        assert "Did you mean `ledgerd`?" in told
        told = acme.said(
            "carol", f"{LEDGERD}#{number}", '/homebot duplicate ledgerd because="it does not run in Japan"'
        )
        assert "`checkout` builds again what `ledgerd` of `payments` does" in told
        acme.said("carol", f"{LEDGERD}#{number}", "/homebot recheck")
        acme.quiet()
        assert checks(acme, number) == before
    found = acme.decision(told.rpartition("is recorded")[0].split()[-1])
    assert (found.kind, found.state, found.team, found.home) == ("duplication", "recorded", "checkout", "payments")


def test_what_an_ended_team_left_open_is_handed_on_by_name(acme: Company) -> None:
    at(acme, 21)
    with acme.working():
        number = opened(acme, "dave", "late_fees", lines=250)
        where = f"{LEDGERD}#{number}"
        told = acme.said("dave", where, '/homebot deviate size because="the release is on Friday" until=2026-09-01')
        name = _deviation(acme, where).name
        assert name in told
        evidence = '/homebot evidence {} data=https://wiki.example/measured says="measured on all shops" kind=benchmark'
        told = acme.said("dave", where, evidence.format(name))
    made = _deviation(acme, where)

    (Path(acme.settings.config) / "org.yaml").write_text(ENDED)
    at(acme, 30)
    with acme.working():
        acme.quiet()
    assert acme.decision(name).team == "checkout"  # its last day is to come

    at(acme, 61)
    with acme.working():
        acme.until(lambda: acme.decision(name).team == "video", "the deviation is handed on")
        acme.until(lambda: _handed_on(acme, number), "its new owners are told")
        told = acme.said("erin", f"{LEDGERD}#{number}", "/homebot credit video")
    found = acme.decision(name)
    assert (found.state, found.home, found.until, found.due) == (made.state, "payments", made.until, made.due)
    assert found.entries[-1].because == "checkout handed on to video on 2026-05-01"
    (comment,) = _handed_on(acme, number)
    assert f"{name} (deviation, `{made.state}`) was `checkout`'s and is `video`'s now" in comment
    assert "@erin" in comment
    assert "open deviations 1, of which 0 lack evidence" in told


def _deviation(acme: Company, place: str) -> Record:
    with acme.engine.connect() as connection:
        (found,) = (one for one in register.concerning(connection, [place], []) if one.kind == "deviation")
    return found


def _handed_on(acme: Company, number: int) -> list[str]:
    comments = acme.box.state(LEDGERD, number)["comments"]
    return [str(one["body"]) for one in comments if "yours to see through" in one["body"]]
