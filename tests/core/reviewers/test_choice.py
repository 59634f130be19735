"""Who is asked and why not the others (SPEC 7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from homebot.core.decision import ReviewChoice
from homebot.core.directory import Directory, Place, ReviewRule
from homebot.core.facts import Observed, Person, RequestEvent
from homebot.core.ownership import Owner, PathOwners
from homebot.core.policy import decide
from tests import build

FILES = ("ledger/close.py",)
PAYMENTS = ("bob", "bea")
TOMORROW = datetime(2026, 11, 24, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


def choice(directory: Directory | None = None, **facts: Any) -> ReviewChoice:
    return decide(build.snapshot(**facts), directory or build.directory(), "1").choice


def reasons(found: ReviewChoice) -> dict[str, str]:
    return {candidate.login: candidate.reason for candidate in found.trail}


def asked(login: str, by: str, removed: bool = False) -> RequestEvent:
    return RequestEvent(login, by, removed, build.NOW - timedelta(minutes=5))


def requested(*logins: str, by: str = "carol") -> dict[str, Any]:
    return {"observed": Observed(requested=logins), "requests": tuple(asked(login, by) for login in logins)}


def persons(**of_bob: Any) -> tuple[Person, ...]:
    return (Person("bob", **of_bob), Person("bea", open_requests=3))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"people": persons(absent_until=DECEMBER)}, "absent until 2026-12-01"),
        ({"people": persons(open_requests=5)}, "at capacity 5/5"),
        ({"people": persons(limit=0)}, "at capacity 0/0"),
        ({"people": persons(has_access=False)}, "no access"),
        ({"people": persons(busy=True)}, "busy, says their GitHub status"),
        ({"people": persons(), "committers": ("bob",)}, "committer"),
        ({"people": persons(), "requests": (asked("bob", "carol", removed=True),)}, "removed by carol"),
        ({"people": persons(), "unassigned": (("bob", "alice"),)}, "removed by alice"),
        ({"people": persons(open_requests=4)}, "covered already"),
    ],
)
def test_who_cannot_be_asked_is_passed_over_with_the_reason(facts: dict[str, Any], reason: str) -> None:
    found = choice(**facts)
    assert (found.request, reasons(found)["bob"]) == (("bea",), reason)


def test_among_equals_those_go_first_whose_team_works_today() -> None:
    rule = PathOwners("CODEOWNERS", Place("CODEOWNERS", 1), (Owner("user", "hine"), Owner("user", "vera")), FILES)
    south = build.team("south", "hine", timezone="Pacific/Auckland", holidays=(build.NOW.date(),))
    teams = (*build.directory().teams.values(), south)
    people = (Person("hine"), Person("vera", open_requests=4), Person("bob"), Person("bea"))
    works, rests = (
        choice(build.directory(teams), people=people, path_owners=(rule,), at=at)
        for at in (build.NOW + timedelta(days=1), build.NOW)
    )
    assert "hine" in works.request
    assert "vera" in rests.request
    (vera,) = [one for one in rests.trail if one.login == "vera"]
    assert vera.reason == "their team works today"


def test_an_author_at_home_elsewhere_is_never_asked() -> None:
    both = (build.service("a", "payments", paths=("a/**",)), build.service("b", "video", paths=("b/**",)))
    found = choice(build.directory(services=both), author="bob", files=(build.file("a/x.py"), build.file("b/x.py")))
    assert "bob" not in found.request
    assert set(found.request) < {"vera", "vic"}


@pytest.mark.parametrize(
    "facts",
    [
        {"draft": True},
        {"state": "closed"},
        {"state": "merged", "merged_at": build.NOW},
        {"author": "bob"},
        {"reviews": (build.review(),)},
    ],
)
def test_nobody_is_asked(facts: dict[str, Any]) -> None:
    assert choice(**facts).request == ()


def test_nobody_is_asked_for_an_observed_service() -> None:
    assert choice(build.directory(services=(build.service("ledgerd", "payments", mode="observe"),))).request == ()


def test_an_absence_that_is_over_is_none() -> None:
    assert choice(people=(Person("bob", absent_until=build.NOW), Person("bea", open_requests=1))).request == ("bob",)


@pytest.mark.parametrize(
    ("people", "first"),
    [
        ((Person("bob", open_requests=1), Person("bea", open_requests=2)), "bob"),
        ((Person("bob", last_asked=build.NOW), Person("bea", last_asked=DECEMBER)), "bob"),
        ((Person("bob"), Person("bea", last_asked=build.NOW)), "bob"),
        ((Person("bob", knowledge=1), Person("bea")), "bob"),
        ((Person("bob", knowledge=900, open_requests=1), Person("bea", knowledge=100)), "bea"),
        ((Person("bob", knowledge=900, last_asked=build.NOW), Person("bea", knowledge=899)), "bob"),
        ((Person("bob"), Person("bea")), "bea"),
    ],
)
def test_among_equals_load_then_knowledge_then_the_last_time_then_a_draw(
    people: tuple[Person, ...], first: str
) -> None:
    assert choice(people=people).request == (first,)
    assert choice(people=people[::-1]).request == (first,)


@pytest.mark.parametrize(
    ("people", "because"),
    [
        (persons(), "least loaded"),
        ((Person("bob", knowledge=432), Person("bea", knowledge=431)), "knows 43% of the touched lines"),
        ((Person("bob"), Person("bea", last_asked=build.NOW)), "asked least recently"),
        ((Person("bea"), Person("bob", absent_until=DECEMBER)), "the only one who can be asked"),
        ((Person("bea"), Person("bob")), "drawn by lot among equals"),
    ],
)
def test_why_it_is_this_person_among_equals(people: tuple[Person, ...], because: str) -> None:
    found = choice(people=people)
    (chosen,) = (one for one in found.trail if one.chosen)
    assert (chosen.login, chosen.because, chosen.reason) == (found.request[0], because, because)


def test_why_it_was_this_person_is_said_as_long_as_they_are_asked() -> None:
    because = (("bob", "knows 43% of the touched lines"),)
    (bob,) = (one for one in choice(**requested("bob"), asked_because=because).trail if one.chosen)
    assert (bob.reason, bob.because) == ("asked already", because[0][1])
    assert all(not one.because for one in choice(asked_because=(("vic", "least loaded"),)).trail if not one.chosen)


def test_the_draw_is_not_always_the_same() -> None:
    people = tuple(Person(f"p{number}") for number in range(8))
    directory = build.directory(teams=(build.team("payments", *(person.login for person in people)),))
    drawn = {
        choice(directory, people=people, pull=replace(build.PULL, number=number)).request for number in range(1, 40)
    }
    assert len(drawn) == 8


def test_who_covers_much_that_is_done_already_is_no_better_than_who_covers_what_is_left() -> None:
    """A loop of prow's compares what a person adds with how much the last one covered in all."""
    names = [f"s{number}" for number in range(7)]
    of = {"wide": names[:5], "narrow": names[4:], "bob": names[:4]}
    teams = [build.team(name, *sorted(login for login, own in of.items() if name in own)) for name in names]
    services = [build.service(name, name, paths=(f"{name}/**",)) for name in names]
    files = tuple(build.file(f"{name}/x.py") for name in names)
    found = choice(
        build.directory(teams=teams, services=services),
        files=files,
        reviews=(build.review("bob"),),
        people=(Person("wide"), Person("narrow", open_requests=4)),
    )
    assert found.request == ("narrow",)


def test_who_approved_before_is_asked_before_others() -> None:
    fallen = (build.review("bob", oid=build.OLD_HEAD),)
    found = choice(people=(Person("bob", open_requests=3), Person("bea")), reviews=fallen)
    assert (found.request, found.trail[0].because) == (("bob",), "approved it before")


@pytest.mark.parametrize("by", ["carol", "homebot[bot]"])
def test_who_is_taken_off_by_command_is_released_and_the_next_is_asked(by: str) -> None:
    found = choice(**requested("bob", by=by), unassigned=(("bob", "alice"),))
    assert (found.keep, found.request, found.release) == ((), ("bea",), ("bob",))
    assert reasons(found)["bob"] == "removed by alice"


def test_who_is_asked_already_is_kept_and_covers() -> None:
    found = choice(**requested("bob"))
    assert (found.keep, found.request, found.release) == (("bob",), (), ())
    assert reasons(found)["bob"] == "asked already"


@pytest.mark.parametrize(("by", "warned"), [("carol", True), (build.VIEWER, False)])
def test_a_warning_is_for_people_whom_a_human_asked(by: str, warned: bool) -> None:
    found = choice(people=persons(absent_until=DECEMBER), **requested("bob", by=by))
    assert found.keep == ("bob",)
    assert found.warnings == (("bob was asked and is absent until 2026-12-01",) if warned else ())


def test_an_assigned_person_is_asked_with_a_warning_never_refused() -> None:
    found = choice(people=persons(open_requests=5), assigned=("bob",))
    assert found.request == ("bob",)
    assert found.warnings == ("bob was asked and is at capacity 5/5",)
    assert reasons(found)["bob"] == "assigned by command"


@pytest.mark.parametrize("state", ["APPROVED", "CHANGES_REQUESTED", "COMMENTED"])
def test_an_assigned_person_who_has_answered_is_not_asked_again(state: str) -> None:
    assert "bob" not in choice(assigned=("bob",), reviews=(build.review("bob", state),)).request


def test_an_objector_is_waited_for_and_not_asked_again() -> None:
    found = choice(reviews=(build.review("bob", "CHANGES_REQUESTED"),))
    assert found.request == ()
    assert reasons(found)["bob"] == "asked for changes; their word is awaited"


def test_a_fallen_approver_may_be_asked_again() -> None:
    assert choice(reviews=(build.review(oid=build.OLD_HEAD),), committers=("bea",)).request == ("bob",)


def test_only_homebots_own_request_is_taken_back() -> None:
    assert choice(**requested("vera", by=build.VIEWER)).release == ("vera",)
    assert choice(**requested("vera", by="carol")).release == ()
    reviewed = (build.review("vera", "COMMENTED"),)
    assert choice(reviews=reviewed, **requested("vera", by=build.VIEWER)).release == ()


def test_several_approvals_ask_several_people() -> None:
    service = build.service("ledgerd", "payments", review=ReviewRule(approvals=2))
    assert set(choice(build.directory(services=(service,))).request) == {"bob", "bea"}


def test_at_most_fifteen_with_those_who_are_asked_already() -> None:
    crowd = tuple(f"p{number:02}" for number in range(30))
    service = build.service("ledgerd", "payments", review=ReviewRule(approvals=20))
    directory = build.directory(teams=(build.team("payments", *crowd),), services=(service,))
    assert len(choice(directory).request) == 15
    found = choice(directory, **requested("p03", "p04"))
    assert len(found.request) + len(found.keep) == 15


class TestNobodyCanBeAsked:
    def test_the_teams_owner_is_named(self) -> None:
        found = choice(people=build.people(*PAYMENTS, absent_until=DECEMBER))
        assert found.request == ()
        assert found.stuck == ("nobody of payments can be asked for ledgerd (absent until 2026-12-01)",)
        assert found.call_on == ("bob",)

    def test_without_an_owner_those_of_the_sibling_teams_are_named_but_not_the_author(self) -> None:
        ownerless = replace(build.team("payments", "bob"), owners=())
        teams = (ownerless, build.team("checkout", "alice"), build.team("guests", "gil"))
        assert choice(build.directory(teams=teams), committers=("bob",)).call_on == ("gil", "dana")

    def test_without_siblings_the_managers_are_named(self) -> None:
        directory = build.directory(teams=(replace(build.team("payments", "bob"), owners=()),))
        assert choice(directory, author="mallory", committers=("bob",)).call_on == ("dana",)
