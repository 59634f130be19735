"""Members from GitHub teams, as webhooks and GitHub tell of them: nested, changed, hidden, renamed, very large."""

from collections.abc import Iterator
from typing import Any

import pytest

from homebot.cli.demo import company
from homebot.sandbox.box import Person
from tests.end_to_end.serving import REVIEW, Served, checks, comments, replies, serving

ORG = """\
version: 1
entities: {company: {}}
teams:
  payments: {entity: company, github_team: acme/payments}
  vault: {entity: company, github_team: acme/vault}
  moved: {entity: company, github_team: acme/moved}
  everybody: {entity: company, github_team: acme/everybody}
  guests: {entity: company, members: [carol]}
"""
SERVICES = "version: 1\nservices:\n" + "".join(
    f"  {name}: {{owner: {owner}, repository: acme/{name}, mode: enforce}}\n"
    for name, owner in (("pay", "payments"), ("safe", "vault"), ("van", "moved"), ("lobby", "everybody"))
)
APPROVED = ("completed", "success")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    repositories = {name: {"README.md": f"# {name}\n"} for name in ("pay", "safe", "van", "lobby")}
    catalogue = {"org.yaml": ORG, "services.yaml": SERVICES}
    with serving(tmp_path_factory.mktemp("teams"), catalogue, repositories=repositories) as found:
        yield found


def team(served: Served, slug: str, *members: str, **more: Any) -> None:
    """These are a team's members from now on; homebot has heard of it."""
    served.box.control("team", organisation="acme", slug=slug, members=members, **more)
    served.quiet()


def pull(served: Served, name: str, branch: str) -> int:
    """A pull request of carol's, its evaluation done."""
    served.box.commit(f"acme/{name}", branch, {f"{branch}.md": "new\n"}, "carol")
    number = served.people["carol"].open_pull(f"acme/{name}", branch, f"Add {branch}", company.GOOD_DESCRIPTION)
    served.until(number, lambda now: len(checks(now)) == 2 and comments(now), repository=f"acme/{name}")
    served.quiet()
    return number


def again(served: Served, name: str, number: int) -> dict[str, Any]:
    """What stands after one more evaluation."""
    comment = served.people["carol"].comment(f"acme/{name}", number, "/homebot recheck")
    served.until(number, lambda now: replies(now, comment), repository=f"acme/{name}")
    served.quiet()
    return served.box.state(f"acme/{name}", number)


def test_who_is_in_a_child_team_is_asked_and_their_approval_counts(served: Served) -> None:
    team(served, "payments")
    team(served, "squad", "bob", parent="payments")
    number = pull(served, "pay", "nested")
    assert served.box.state("acme/pay", number)["requested"] == ["bob"]
    served.people["bob"].review("acme/pay", number)
    served.until(number, lambda now: checks(now)[REVIEW] == APPROVED, repository="acme/pay")


@pytest.mark.parametrize("event", ["membership", "organization", "team"])
def test_what_an_event_tells_counts_at_the_next_evaluation(event: str, served: Served) -> None:
    team(served, "payments", "bob")
    team(served, "squad")
    number = pull(served, "pay", f"by-{event}")
    served.people["erin"].review("acme/pay", number)
    served.quiet()
    assert checks(served.box.state("acme/pay", number))[REVIEW] != APPROVED
    if event == "team":
        team(served, "annex", "erin")
        team(served, "annex", "erin", parent="payments")
    else:
        team(served, "payments", "bob", "erin")
    assert checks(again(served, "pay", number))[REVIEW] == APPROVED
    if event == "organization":
        served.box.control("leave-organisation", organisation="acme", login="erin")
    elif event == "membership":
        team(served, "payments", "bob")
    else:
        served.box.control("delete-team", organisation="acme", slug="annex")
    served.quiet()
    assert checks(again(served, "pay", number))[REVIEW] != APPROVED
    served.box.person("erin", "acme")


def test_a_secret_team_is_said_plainly_with_what_to_do(served: Served) -> None:
    team(served, "vault", "alice", secret=True)
    number = pull(served, "safe", "secret")
    said = "GitHub shows homebot no team `acme/vault`, so nobody in it is known."
    [comment] = comments(served.box.state("acme/safe", number))
    assert said in comment["body"]
    asked = served.people["carol"].comment("acme/safe", number, "/homebot why")
    state = served.until(number, lambda now: replies(now, asked), repository="acme/safe")
    assert said in replies(state, asked)[0]
    team(served, "vault", "alice", secret=False)
    [comment] = comments(again(served, "safe", number))
    assert said not in comment["body"]


def test_a_renamed_team_is_named_by_its_new_name(served: Served) -> None:
    team(served, "moved", "alice")
    number = pull(served, "van", "renamed")
    assert served.box.state("acme/van", number)["requested"] == ["alice"]
    served.box.control("rename-team", organisation="acme", slug="moved", to="movers")
    served.quiet()
    [comment] = comments(again(served, "van", number))
    assert "GitHub team `acme/moved` is called `acme/movers` now: write that" in comment["body"]


def test_a_team_of_three_thousand_costs_no_more_calls_than_a_small_one(served: Served) -> None:
    logins = [f"member{number:04}" for number in range(3000)]
    team(served, "everybody", *logins)
    served.box.calls(clear=True)
    number = pull(served, "lobby", "large")
    reads = [call["operation"] for call in served.calls() if call["kind"] == "graphql"]
    assert sorted(reads) == ["Access", "Conversation", "People"]
    state = served.box.state("acme/lobby", number)
    assert set(state["requested"]) <= set(logins)
    assert len(state["requested"]) == 1
    assert "`acme/everybody` has 3,000 people" in comments(state)[0]["body"]

    someone = served.box.person("member1500", "acme")
    served.box.calls(clear=True)
    someone.review("acme/lobby", number)
    served.until(number, lambda now: checks(now)[REVIEW] == APPROVED, repository="acme/lobby")
    served.quiet()
    reads = [call["operation"] for call in served.calls() if call["kind"] == "graphql"]
    assert sorted(reads) == ["Access", "Conversation", "People"]
    held: Person = served.box.person("member1700", "acme")
    comment = held.comment("acme/lobby", number, "/homebot hold because I was asleep")
    state = served.until(number, lambda now: replies(now, comment), repository="acme/lobby")
    assert "nothing was changed" not in replies(state, comment)[0]
