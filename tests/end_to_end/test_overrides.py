"""Overrides lived through, on a stand-in for GitHub, by a clock that the test moves: spoken out, seen in the governance
repository, followed up; and a merge past the rules."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from homebot.core.register.record import Record
from homebot.store import register
from tests.end_to_end.later import Company, installed

ORG = """\
version: 1
entities: {company: {managers: [carl]}, retail: {parent: company, managers: [dana]}, media: {parent: company}}
teams:
  payments: {entity: retail, members: [bob, bea], owners: [bob]}
  checkout: {entity: retail, members: [alice], owners: [alice]}
  video: {entity: media, members: [gina], owners: [gina]}
bar_raisers: {architecture: [gina]}
governance_repository: acme/governance
"""
SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, mode: enforce, profile: small}
"""
STANDARDS = "version: 1\nprofiles: {small: {size: {max_changed_lines: 20}}}\n"
CATALOGUE = {"org.yaml": ORG, "services.yaml": SERVICES, "standards.yaml": STANDARDS, "homebot.yaml": "version: 1\n"}
PEOPLE = ("alice", "bob", "bea", "gina", "dana", "carl", "root")
LEDGERD, GOVERNANCE = "acme/ledgerd", "acme/governance"
REPOSITORIES = {
    "ledgerd": {"ledger/close.py": "A = 1\n"},
    "governance": {"README.md": "# governance\n"},
}
START = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("overrides")
    with installed(folder, CATALOGUE, PEOPLE, REPOSITORIES, lambda box: box.clock(START)) as found:
        found.on(START)
        yield found


def opened(acme: Company, branch: str, lines: int = 3) -> str:
    """alice's pull request, looked at; its name."""
    code = "".join(f"{branch.upper()}_{number} = {number}\n" for number in range(lines))
    acme.box.commit(LEDGERD, branch, {f"ledger/{branch}.py": code}, "alice")
    number = acme.people["alice"].open_pull(LEDGERD, branch, f"Add {branch}")
    acme.quiet()
    return f"{LEDGERD}#{number}"


def opposed(acme: Company, pull: str) -> str:
    """bea asks for a bar raiser, and gina recommends against it; the decision's name."""
    acme.said("bea", pull, '/homebot raise architecture because="callers see this"')
    [record] = records(acme, "bar-raiser", pull)
    said = acme.said("gina", pull, f'/homebot recommend {record.name} against because="callers cannot roll back"')
    assert "you recommend against it" in said
    assert review(acme, pull)["status"] == "in_progress"
    return record.name


def review(acme: Company, pull: str) -> dict[str, Any]:
    """The newest `homebot: review` of the head."""
    acme.quiet()
    checks = acme.box.state(LEDGERD, int(pull.rpartition("#")[2]))["checks"]
    return [one for one in checks if one["name"] == "homebot: review"][-1]


def records(acme: Company, kind: str, pull: str) -> list[Record]:
    with acme.engine.connect() as connection:
        return [one for one in register.concerning(connection, [pull], ()) if one.kind == kind]


def comment(acme: Company, pull: str) -> str:
    """homebot's comment on a pull request."""
    state = acme.box.state(LEDGERD, int(pull.rpartition("#")[2]))
    return next(str(one["body"]) for one in state["comments"] if one["body"].startswith("<!-- homebot:pull"))


def issues(acme: Company, **chosen: str) -> list[dict[str, Any]]:
    """What stands in the governance repository, the newest first."""
    return acme.people["dana"].issues(GOVERNANCE, state="all", **chosen)


def digests(acme: Company, month: str) -> list[dict[str, Any]]:
    return [one for one in issues(acme, labels="homebot-digest") if one["title"].endswith(month)]


def comments(acme: Company, number: int) -> list[str]:
    return [str(one["body"]) for one in acme.box.state(GOVERNANCE, number)["comments"]]


def issue_of(acme: Company, name: str) -> dict[str, Any]:
    """The issue about an override, which stands there within seconds."""
    acme.until(lambda: any(one["title"].startswith(f"{name}:") for one in issues(acme)), f"an issue about {name}")
    return next(one for one in issues(acme) if one["title"].startswith(f"{name}:"))


def override(acme: Company, pull: str, branch: str) -> str:
    """bob goes against gina; the override's name."""
    against = opposed(acme, pull)
    until = f"{acme.clock() + timedelta(days=30):%Y-%m-%d}"
    reply = acme.said("bob", pull, f'/homebot override {against} because="{branch} is ours alone" follow-up={until}')
    [record] = records(acme, "override", pull)
    assert f"**{record.name}** goes against `{against}`" in reply
    return record.name


def test_an_override_from_its_reason_to_what_became_of_it(acme: Company) -> None:
    acme.on(START)
    with acme.working():
        pull = opened(acme, "doors")
        assert "The reason is missing" in acme.said(
            "bob", pull, f"/homebot override {opposed(acme, pull)} follow-up=2026-11-04"
        )
        assert records(acme, "override", pull) == []
    pull = over(acme)
    name = records(acme, "override", pull)[0].name
    issue = issue_of(acme, name)
    assert (issue["user"]["login"], issue["labels"][0]["name"]) == ("homebot[bot]", "homebot-override")
    assert "> keys is ours alone" in issue["body"]
    assert "For @dana and @carl to see." in issue["body"]
    assert f"/{LEDGERD}/pull/{pull.rpartition('#')[2]}" in issue["body"]

    acme.on(datetime(2026, 11, 9, 9, tzinfo=UTC))
    with acme.working():
        acme.until(
            lambda: any("@gina: what became of" in one for one in comments(acme, issue["number"])), "gina is asked"
        )
        place = f"{GOVERNANCE}#{issue['number']}"
        assert "is for" in acme.said("bea", place, f'/homebot recommend {name} regretted because="I told you so"')
        said = acme.said("gina", place, f'/homebot recommend {name} regretted because="two rollbacks in a month"')
        assert f"**{name}** is `regretted`: two rollbacks in a month" in said
        acme.until(lambda: acme.box.state(GOVERNANCE, issue["number"])["state"] == "closed", "the issue is closed")
    assert any(f"`{name}`: **regretted**: two rollbacks in a month. `gina` says so." in one
               for one in comments(acme, issue["number"]))  # fmt: skip
    [record] = records(acme, "override", pull)
    assert [entry.act for entry in record.entries] == ["overridden", "merged", "came-due", "regretted"]


def over(acme: Company) -> str:
    """A change that bob overrides gina for and merges."""
    with acme.working():
        pull = opened(acme, "keys")
        override(acme, pull, "keys")
        number = int(pull.rpartition("#")[2])
        acme.people["bob"].review(LEDGERD, number)
        assert review(acme, pull)["conclusion"] == "success"
        assert "`bob` goes against `B" in comment(acme, pull)
        acme.people["bob"].merge(LEDGERD, number)
        acme.quiet()
    return pull


def test_an_override_falls_with_the_content_it_covers(acme: Company) -> None:
    acme.on(datetime(2026, 11, 16, 9, tzinfo=UTC))
    with acme.working():
        pull = opened(acme, "locks")
        name = override(acme, pull, "locks")
        issue = issue_of(acme, name)
        acme.box.commit(LEDGERD, "main", {"ledger/close.py": "A = 2\n"}, "bea")
        acme.people["alice"].update_branch(LEDGERD, int(pull.rpartition("#")[2]))
        acme.quiet()
        assert records(acme, "override", pull)[0].state == "awaiting", "bringing it up to date changes nothing"
        acme.box.commit(LEDGERD, "locks", {"ledger/locks.py": "LOCKS = 9\n"}, "alice")
        acme.quiet()
        [record] = records(acme, "override", pull)
        assert (record.state, record.entries[-1].act) == ("fallen", "fallen")
        assert review(acme, pull)["status"] == "in_progress", "nothing stands against gina any more"
        acme.until(lambda: acme.box.state(GOVERNANCE, issue["number"])["state"] == "closed", "its issue is closed")
    assert "`ledger/locks.py` changed" in comments(acme, issue["number"])[-1]


def test_a_merge_past_the_rules_is_an_override_by_whoever_merged(acme: Company) -> None:
    acme.on(datetime(2026, 11, 18, 9, tzinfo=UTC))
    with acme.working():
        pull = opened(acme, "everything", lines=50)
        number = int(pull.rpartition("#")[2])
        acme.people["root"].merge(LEDGERD, number)
        acme.quiet()
        [record] = records(acme, "override", pull)
        assert (record.by, record.state, record.home, record.team) == ("root", "awaiting", "payments", "checkout")
        assert record.fact("bypass").splitlines() == [
            "`size` of `ledgerd`: fail, `50 changed lines, limit 20`",
            "1 of 1 approvals by `payments` for `ledgerd`",
        ]
        issue = issue_of(acme, record.name)
        assert "`root` merged" in issue["body"]
        acme.people["alice"].comment(LEDGERD, number, "/homebot recheck")
        acme.quiet()
        assert len(records(acme, "override", pull)) == 1
        reply = acme.said(
            "dana", pull, f'/homebot recommend {record.name} moot because="an incident, and it was undone"'
        )
        assert f"**{record.name}** is `moot`" in reply
        acme.until(lambda: acme.box.state(GOVERNANCE, issue["number"])["state"] == "closed", "its issue is closed")


def test_what_was_ready_is_merged_without_a_word(acme: Company) -> None:
    acme.on(datetime(2026, 11, 20, 9, tzinfo=UTC))
    with acme.working():
        pull = acme.merged(LEDGERD, "alice", {"ledger/ready.py": "READY = 1\n"}, "bea")
        assert records(acme, "override", pull) == []


def test_a_month_later_the_managers_read_it_all(acme: Company) -> None:
    acme.on(datetime(2026, 12, 2, 9, tzinfo=UTC))
    with acme.working():
        acme.until(lambda: len(digests(acme, "November 2026")) == 2, "company and retail have a digest")
    [retail] = [one for one in digests(acme, "November 2026") if one["title"] == "retail: exceptions of November 2026"]
    assert "**regretted**: two rollbacks in a month" in retail["body"]
    assert "#### Merged past the rules" in retail["body"]
    assert len(digests(acme, "October 2026")) == 2, "each month once"
