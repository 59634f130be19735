"""A warranty lived through: claimed by a label, taken up too late, resolved, opened again, and handed over with thanks;
and one that is accepted early with its list looked through. All of it is said and done on a stand-in for GitHub; the
time is the test's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from homebot.sandbox.box import Box
from homebot.store.credit_tables import adoptions, branches
from tests.end_to_end.later import Company, installed

LEDGERD, PLAYER = "acme/ledgerd", "acme/player"
ORG = """\
version: 1
entities:
  company: {}
  retail: {parent: company, managers: [dana]}
  media: {parent: company}
teams:
  payments: {entity: retail, members: [alice, bob], owners: [alice], since: 2020-01-01, github_team: acme/payments}
  checkout: {entity: retail, members: [carol, dave], owners: [carol], since: 2020-01-01}
  video: {entity: media, members: [erin, frank], owners: [erin], since: 2020-01-01}
governance_repository: acme/governance
"""
SERVICES = """\
version: 1
services:
  ledgerd:
    owner: payments
    repository: acme/ledgerd
    provides: ["pkg:pypi/acme-ledgerd-client"]
    since: 2020-01-01
    warranty_days: 30
  player: {owner: video, repository: acme/player, since: 2020-01-01}
"""
CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "homebot.yaml": "version: 1\n"}
PEOPLE = ("alice", "bob", "carol", "dave", "erin", "frank", "dana", "gus")
REPOSITORIES = {
    "ledgerd": {
        "pyproject.toml": '[project]\nname = "acme-ledgerd-client"\nversion = "1.0.0"\n',
        "ledger/close.py": "def settle(entries):\n    return entries\n",
    },
    "governance": {"README.md": "# governance\n"},
    "player": {"requirements.txt": "acme-ledgerd-client==1.0.0\n", "play.py": "SPEED = 1\n"},
}
BEGAN = datetime(2026, 4, 6, 9, tzinfo=UTC)
"""A Monday."""
FORM = """\
### Goal
Settle what belongs together at once.
### Headline
{headline}
### Service
ledgerd
### Beneficiaries
Everybody who settles in batches.
### Surface
settle_batch
### Rollout
At once.
### Contact
@carol
"""


def day(number: float) -> datetime:
    return BEGAN + timedelta(days=number)


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("warranty")
    with installed(folder, CATALOGUE, PEOPLE, {}, people_and_repositories) as found:
        found.people["mallory"] = found.box.person("mallory")
        yield found


def people_and_repositories(box: Box) -> None:
    """gus is in payments as GitHub has it, and not by the catalogue; mallory is of another company."""
    box.person("mallory")
    for name, files in REPOSITORIES.items():
        box.repository("acme", name, files, collaborators=["mallory"])
    box.control("team", organisation="acme", slug="payments", members=["gus"])
    box.tag(LEDGERD, "v1.0.0")


def agreed(acme: Company, headline: str, name: str) -> str:
    """carol of checkout proposes work, and alice of payments agrees; the issue."""
    issue = f"{LEDGERD}#{acme.people['carol'].open_issue(LEDGERD, headline, FORM.format(headline=headline))}"
    assert f"**{name} agreed**" in acme.said("alice", issue, "/homebot agree")
    return issue


def deployed(acme: Company) -> None:
    """What is merged runs in production, and the sweep has seen it."""
    acme.people["alice"].deploy(LEDGERD, "main")
    acme.quiet()
    acme.lapsed(acme.clock())


def told(acme: Company, place: str, words: str) -> str:
    """The first comment with these words, once it stands there."""
    acme.until(lambda: any(words in body for body in acme.comments(place)), f"{words} at {place}")
    return next(body for body in acme.comments(place) if words in body)


@pytest.fixture(scope="module")
def live(acme: Company) -> str:
    """Work of carol's in production, which video's player uses; the issue where it was agreed."""
    acme.clock.later = day(-1) - datetime.now(UTC)
    acme.box.clock(day(-1))
    with acme.working():
        acme.until(lambda: count(acme, branches) == 2, "every default branch was read")
        place = agreed(acme, "Batches settle in one call", "A1")
        code = "def settle_batch(entries):\n    return list(entries)\n"
        acme.merged(LEDGERD, "carol", {"ledger/batch.py": code}, "alice", "Agreement: A1\nSurface: settle_batch\n")
        acme.on(day(0))
        deployed(acme)
        assert "`checkout` stands by the work until 2026-05-06" in told(acme, place, "**A1 is live**")
        acme.box.tag(LEDGERD, "v1.1.0")
        acme.quiet()
        files = {
            "requirements.txt": "acme-ledgerd-client==1.1.0\n",
            "play.py": "from acme_ledgerd_client import settle_batch\n\n\ndef run(rows):\n    settle_batch(rows)\n",
        }
        acme.merged(PLAYER, "frank", files, "erin")
        acme.until(lambda: count(acme, adoptions) >= 2, "the use is seen")
    return place


def count(acme: Company, table: sa.Table) -> int:
    with acme.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_from_a_claim_to_the_thank_you(acme: Company, live: str) -> None:
    place, bob = live, acme.people["bob"]
    with acme.working():
        acme.on(day(3))
        number = bob.open_issue(LEDGERD, "Batches of one are lost", "Since A1.", labels=["warranty"])
        issue = f"{LEDGERD}#{number}"
        asked = told(acme, issue, "W2: a claim on the warranty of A1")
        # Thursday morning: the second working day ends on Monday.
        assert "@carol: please say by 2026-04-13 09:00 UTC" in asked
        acme.lapsed(day(8))
        late = told(acme, issue, "W2 was not acknowledged in time")
        assert "@dana: please see to it that somebody of `checkout` takes it up" in late
        taken = acme.said("dave", issue, '/homebot warranty W2 because="the last row is dropped, mending it"')
        assert "W2 is acknowledged: `dave` of `checkout` looks into it" in taken
        bob.edit_issue(LEDGERD, number, state="closed")
        told(acme, issue, "W2 is resolved: its issue was closed")
        acme.on(day(20))
        bob.edit_issue(LEDGERD, number, state="open")
        told(acme, issue, "W3: a claim on the warranty of A1")
        bob.edit_issue(LEDGERD, number, assignees=["dave"])
        acme.people["dave"].edit_issue(LEDGERD, number, assignees=[])
        acme.quiet()
        assert acme.decision("W3").state == "open"
        acme.people["dave"].edit_issue(LEDGERD, number, assignees=["dave"])
        told(acme, issue, "W3 is acknowledged: `dave` of `checkout` took this issue")
        acme.lapsed(day(30.1))
        told(acme, place, "The warranty of A1 goes on while W3 is open, until 2026-06-05 at the latest")
        acme.on(day(33))
        ended = acme.said("alice", issue, '/homebot warranty W3 resolved because="rows are whole in production now"')
        assert "The warranty of A1 went on for it and ends now" in ended
        acme.lapsed(day(33.1))
        assert "`payments` maintains the work now" in told(acme, place, "A1 is handed over:")
        thanks = told(acme, place, "Thank you, `checkout`.")
        assert "In use by 1 service: `player` of `video`." in thanks
        assert "@" not in thanks
    record = acme.decision("A1")
    assert [one.act for one in record.entries] == [
        "agreed", "linked", "merged", "live", "warranty-began", "extended", "claims-settled", "ended", "thanked",
    ]  # fmt: skip
    assert [acme.decision(name).state for name in ("W2", "W3")] == ["resolved", "resolved"]


def test_after_the_hand_over_it_is_told_whom_to_ask(acme: Company, live: str) -> None:
    with acme.working():
        acme.on(day(40))
        number = acme.people["bob"].open_issue(LEDGERD, "Batches again", "A1")
        acme.people["bob"].label(LEDGERD, number, "warranty")
        said = told(acme, f"{LEDGERD}#{number}", "No warranty runs for this.")
        assert "`payments` maintains the work now: ask that team. Its owners are `alice`." in said
        refused = acme.said("bob", f"{LEDGERD}#{number}", '/homebot warranty A1 because="one batch was lost again"')
        assert "A1 was handed over on 2026-05-09" in refused


def test_accepted_early_with_its_list_looked_through(acme: Company, live: str) -> None:
    with acme.working():
        acme.on(day(41))
        place = agreed(acme, "Statements by the hour", "A4")
        files = {
            "ledger/statement.py": "def by_the_hour(rows):\n    return rows\n",
            "tests/test_statement.py": "def test_by_the_hour():\n    assert True\n",
            "docs/runbooks/statements.md": "Run it again.\n",
        }
        acme.merged(LEDGERD, "carol", files, "alice", "Agreement: A4\n")
        deployed(acme)
        listed = acme.said("alice", place, "/homebot accept A4")
        assert "Not everything is checked" in listed
        # Seen in the change itself.
        assert "- ✅ `runbook`" in listed
        assert "- ✅ `tests`" in listed
        assert "- ⬜ `telemetry`" in listed
        checked = acme.said("dave", place, "/homebot warranty A4 done=docs,telemetry,flags-removed")
        assert "Left: `known-issues`" in checked
        theirs = acme.said("carol", place, "/homebot accept A4")
        assert "is for an owner of a Home Team" in theirs
        taken = acme.said("alice", place, '/homebot accept A4 because="no issue is known to us yet"')
        assert "A4 is handed over: `payments` maintains the work of `checkout` from now on" in taken
        assert "No other team's service is known to use it yet" in told(acme, place, "Thank you, `checkout`.")
    assert acme.decision("A4").state == "handed-over"


def test_a_label_of_an_issue_form_that_an_outsider_filled_in_claims_nothing(acme: Company, live: str) -> None:
    with acme.working():
        acme.on(day(50))
        agreed(acme, "Statements by the minute", "A5")
        acme.merged(LEDGERD, "carol", {"ledger/minute.py": "MINUTES = 1\n"}, "alice", "Agreement: A5\n")
        deployed(acme)
        number = acme.people["mallory"].open_issue(LEDGERD, "Mine is broken", labels=["warranty"])
        acme.quiet()
        assert acme.comments(f"{LEDGERD}#{number}") == []
        # Somebody of the organisation finds that it is one.
        acme.people["bob"].unlabel(LEDGERD, number, "warranty")
        acme.people["bob"].label(LEDGERD, number, "warranty")
        told(acme, f"{LEDGERD}#{number}", "W6: a claim on the warranty of A5")


def test_who_is_at_home_by_a_team_on_github_claims_on_an_issue(acme: Company, live: str) -> None:
    with acme.working():
        issue = f"{LEDGERD}#{acme.people['gus'].open_issue(LEDGERD, 'Minutes drift')}"
        refused = acme.said("frank", issue, '/homebot warranty A5 because="minutes drift by a second"')
        assert "`frank` is not, so nothing was changed" in refused
        claimed = acme.said("gus", issue, '/homebot warranty A5 because="minutes drift by a second"')
        assert "W7 is open: a claim on the warranty of A5" in claimed


def titled(acme: Company, title: str) -> list[dict[str, Any]]:
    """Issues in the governance repository, where the month's digests stand, too."""
    return [one for one in acme.people["dana"].issues("acme/governance") if one["title"] == title]


def test_what_takes_twice_its_length_is_the_managers(acme: Company, live: str) -> None:
    place = acme.decision("A5").place
    with acme.working():
        acme.lapsed(day(80.5))
        told(acme, place, "The warranty of A5 goes on while W6 and W7 are open")
        acme.lapsed(day(110.5))
        title = "A5: a warranty took twice its length"
        acme.until(lambda: titled(acme, title), "the managers have an issue")
        (issue,) = titled(acme, title)
        assert "@dana: please decide with both teams" in issue["body"]
        late = acme.said("bob", place, '/homebot warranty A5 because="minutes drift once again"')
        assert "The warranty of A5 is over" in late
        assert "ends now" not in acme.said("bob", place, '/homebot warranty W6 resolved because="it was another cause"')
        last = acme.said("alice", place, '/homebot warranty W7 refused because="a clock drifts by itself"')
        assert "went on for it and ends now" in last
        acme.lapsed(day(110.6))
        told(acme, place, "A5 is handed over:")
    assert [one.act for one in acme.decision("A5").entries[5:]] == [
        "extended", "overran", "claims-settled", "ended", "thanked",
    ]  # fmt: skip
