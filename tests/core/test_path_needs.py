"""Owners of paths approve beside the service's team; where they cannot, the team's word is enough (SPEC 7)."""

from typing import Any

import pytest

from homebot.core.decision import Decision, Need
from homebot.core.directory import Directory, Place, ReviewRule
from homebot.core.facts import Observed, Person, RequestEvent
from homebot.core.ownership import Owner, PathOwners
from homebot.core.policy import decide
from tests import build

CORE = ("acme/core", ("kim", "lou"))
SEEING = build.people("bob", "bea", "kim", "lou", "zoe")
LEDGER, TESTS = "ledger/close.py", "tests/test_close.py"


def owner(text: str) -> Owner:
    kind: Any = "email" if "." in text else "team" if "/" in text else "user"
    return Owner(kind, text)


def rule(line: int, *owners: str, paths: tuple[str, ...] = (LEDGER,), source: Any = "CODEOWNERS") -> PathOwners:
    return PathOwners(source, Place(".github/CODEOWNERS", line), tuple(map(owner, owners)), paths)


def decided(*rules: PathOwners, directory: Directory | None = None, **facts: Any) -> Decision:
    given = {"people": SEEING, "github_teams": (CORE,), "path_owners": rules, **facts}
    return decide(build.snapshot(**given), directory or build.directory(), "1")


def of_paths(decision: Decision) -> list[Need]:
    return [need for need in decision.needs if need.source is not None]


def test_one_of_a_paths_owners_approves_beside_the_team() -> None:
    decision = decided(rule(3, "kim", "lou"))
    team, path = decision.needs
    assert (team.source, team.eligible) == (None, ("bea", "bob"))
    assert (path.service, path.source, path.place) == ("ledgerd", "CODEOWNERS", Place(".github/CODEOWNERS", 3))
    assert (path.approvals, path.eligible, path.owners) == (1, ("kim", "lou"), ("@kim", "@lou"))
    assert (path.paths, path.path_count) == ((LEDGER,), 1)
    assert len(decision.choice.request) == 2
    assert set(decision.choice.request) & {"kim", "lou"}


@pytest.mark.parametrize(
    ("approvers", "status"),
    [
        (("bob",), "in_progress"),
        (("kim",), "in_progress"),
        (("bob", "kim"), "completed"),
        (("bea", "lou"), "completed"),
    ],
)
def test_both_have_to_approve(approvers: tuple[str, ...], status: str) -> None:
    reviews = tuple(build.review(login) for login in approvers)
    assert decided(rule(3, "acme/core"), reviews=reviews).review_status == status


def test_one_approval_serves_both_where_a_person_is_both() -> None:
    decision = decided(rule(3, "bob", "kim"))
    assert decision.choice.request == ("bob",)
    assert decided(rule(3, "bob", "kim"), reviews=(build.review("bob"),)).review_status == "completed"


def test_an_owners_objection_is_waited_for() -> None:
    reviews = (build.review("bob"), build.review("kim", "CHANGES_REQUESTED"))
    decision = decided(rule(3, "kim"), reviews=reviews)
    assert (decision.review_status, decision.turn.party) == ("in_progress", "author")


@pytest.mark.parametrize("owners", [("bob", "bea"), ("bob", "bea", "kim"), ("acme/payments",)])
def test_owners_among_whom_the_whole_team_is_ask_for_nothing_more(owners: tuple[str, ...]) -> None:
    teams = (CORE, ("acme/payments", ("bob", "bea")))
    assert of_paths(decided(rule(1, *owners), github_teams=teams)) == []


def test_rules_for_the_same_people_are_one_need() -> None:
    rules = (rule(3, "kim", "lou"), rule(7, "acme/core", paths=(TESTS,)))
    (need,) = of_paths(decided(*rules))
    assert (need.paths, need.path_count, need.owners) == ((LEDGER, TESTS), 2, ("@kim", "@lou", "@acme/core"))


@pytest.mark.parametrize("rules", [(), (rule(3),), (rule(3, "kim", paths=("elsewhere.py",)),)])
def test_no_owner_no_need(rules: tuple[PathOwners, ...]) -> None:
    decision = decided(*rules)
    assert (of_paths(decision), decision.needs[0].notes) == ([], ())


def test_a_change_at_home_asks_no_owner_of_a_path() -> None:
    assert decided(rule(3, "kim"), author="bob").needs == ()


@pytest.mark.parametrize(
    ("owners", "facts", "why"),
    [
        (("alice",), {}, "@alice is the author"),
        (("kim",), {"committers": ("kim",)}, "@kim is a committer"),
        (("nobody-knows",), {}, "@nobody-knows is unknown, or has no access"),
        (("kim",), {"people": (*build.people("bob", "bea"), Person("kim", has_access=False))}, "or has no access"),
        (("acme/secret",), {}, "@acme/secret is unknown, or not to be seen by homebot"),
        (("acme/core",), {"committers": ("kim", "lou")}, "@acme/core has nobody who could"),
        (("kim@acme.example",), {}, "kim@acme.example is an address"),
    ],
)
def test_where_no_owner_can_approve_the_team_stands_in_and_it_is_said(
    owners: tuple[str, ...], facts: dict[str, Any], why: str
) -> None:
    decision = decided(rule(3, *owners), **facts)
    (need,) = decision.needs
    (note,) = need.notes
    assert note.startswith("nobody whom .github/CODEOWNERS:3 names can approve")
    assert why in note
    assert "an approval of payments counts instead" in note
    reviews = (build.review("bob"),)
    assert decided(rule(3, *owners), reviews=reviews, **facts).review_status == "completed"


def test_an_unknown_owner_beside_a_known_one_is_never_asked() -> None:
    decision = decided(rule(3, "ghost-of-old", "kim"))
    assert "ghost-of-old" not in decision.choice.request
    reasons = {one.login: one.reason for one in decision.choice.trail}
    assert reasons["ghost-of-old"] == "no access"


def test_many_groups_of_owners_and_many_ghosts_are_cut_and_said() -> None:
    files = tuple(build.file(f"ledger/f{number}.py") for number in range(120))
    people = tuple(Person(f"o{number}") for number in range(60))
    rules = [rule(n, f"o{n}", paths=(f"ledger/f{n}.py",)) for n in range(60)]
    rules += [rule(n, f"ghost{n}", paths=(f"ledger/f{n}.py",)) for n in range(60, 120)]
    decision = decided(*rules, files=files, people=(*SEEING, *people))
    assert len(of_paths(decision)) == 50
    assert decision.needs[0].notes[-1] == "and 58 more rules whose owners cannot"
    assert len(decision.choice.request) == 15


def test_a_path_whose_owners_cannot_be_asked_is_no_sentence_of_ours() -> None:
    name = "ledger/x and nobody has to approve it"
    away = (*build.people("bob"), Person("kim", absent_until=build.NOW.replace(month=12)))
    decision = decided(rule(3, "kim", paths=(name,)), files=(build.file(name),), people=away)
    assert decision.choice.stuck == (f"no owner of `{name}` can be asked for ledgerd (absent until 2026-12-23)",)


class TestALoneOwner:
    """Who wrote the change is the only one of the service's team."""

    DIRECTORY = build.directory(
        teams=(
            build.team("payments", "bob"),
            build.team("checkout", "alice"),
            build.team("guests", "gil"),
            build.team("video", "vera", entity="media"),
        )
    )

    def lone(self, **facts: Any) -> Decision:
        """bob's commit in alice's pull request."""
        return decided(directory=self.DIRECTORY, **{"committers": ("bob",), "people": build.people("bob"), **facts})

    def test_the_owners_beside_and_above_are_named_and_count(self) -> None:
        decision = self.lone()
        (need,) = decision.needs
        assert (need.eligible, need.stand_ins, need.excluded) == (("dana", "gil"), ("gil", "dana"), ("bob",))
        assert (decision.choice.request, decision.choice.call_on) == ((), ("gil", "dana"))
        assert decision.turn.people == ("gil", "dana")
        assert self.lone(reviews=(build.review("dana"),)).review_status == "completed"

    def test_nobody_stands_in_who_wrote_something_of_the_change(self) -> None:
        assert self.lone(committers=("bob", "gil")).needs[0].stand_ins == ("dana",)

    def test_nobody_stands_in_who_is_of_the_authors_own_team(self) -> None:
        """A commit under bob's address costs its author nothing: their colleagues do not gain a say by it."""
        teams = (build.team("payments", "bob"), build.team("checkout", "alice", "al"), build.team("guests", "gil"))
        decision = decided(
            directory=build.directory(teams=teams),
            author="al",
            committers=("bob",),
            people=build.people("bob", "alice"),
            reviews=(build.review("alice"),),
        )
        assert decision.needs[0].stand_ins == ("gil", "dana")
        assert decision.review_status == "in_progress"

    def test_nobody_stands_in_who_was_an_owner_of_a_team_that_is_no_more(self) -> None:
        over = build.day("2026-10-31")
        teams = (
            build.team("payments", "bob"),
            build.team("guests", "gil", until=over),
            build.team("checkout", "alice"),
        )
        decision = decided(directory=build.directory(teams=teams), committers=("bob",), people=build.people("bob"))
        assert (decision.needs[0].stand_ins, decision.choice.call_on) == (("dana",), ("dana",))

    def test_nobody_stands_in_for_a_team_that_can(self) -> None:
        assert self.lone(committers=()).needs[0].stand_ins == ()
        absent = (Person("bob", absent_until=build.NOW.replace(month=12)),)
        assert self.lone(committers=(), people=absent).needs[0].stand_ins == ()

    def test_a_team_with_too_few_people_is_helped_out(self) -> None:
        service = build.service("ledgerd", "payments", review=ReviewRule(approvals=2))
        directory = build.directory(teams=self.DIRECTORY.teams.values(), services=(service,))
        decision = decided(directory=directory, people=build.people("bob"))
        assert (decision.choice.request, decision.choice.call_on) == (("bob",), ("gil", "dana"))
        both = (build.review("bob"), build.review("gil"))
        assert decided(directory=directory, people=build.people("bob"), reviews=both).review_status == "completed"

    def test_one_who_is_asked_by_hand_is_not_called_again(self) -> None:
        asked = {
            "observed": Observed(requested=("gil",)),
            "requests": (RequestEvent("gil", "alice", False, build.NOW),),
        }
        found = self.lone(**asked).choice
        assert (found.call_on, found.stuck, found.keep) == ((), (), ("gil",))
