"""Data, and the word of an owner: who may, what it leads to, and what it does not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from homebot.core.deviations.reading import Reading
from homebot.core.deviations.terms import UNREAD
from homebot.core.directory import StandardSetting
from homebot.core.facts import PullId
from tests import build
from tests.core.deviations.claims import CLAIM, DATA, GIVE, PEOPLE, Register, acts, broken, claimed, directory, other


def test_evidence_is_kept_with_the_hash_of_what_was_read() -> None:
    register = claimed()
    found = register.say(GIVE, "al")
    assert acts(found) == ["evidenced"]
    assert register.d1.state == "evidenced"
    assert register.d1.due is None
    (shown,) = register.d1.evidence
    assert (shown.kind, shown.says, shown.digest, shown.read_at) == (
        "benchmark", "p95 fell by 40 ms", "a" * 64, build.NOW,
    )  # fmt: skip
    assert "a" * 64 in found.reply


def test_evidence_that_could_not_be_read_counts_and_is_said_to_be_unread() -> None:
    register = claimed()
    register.read = (Reading("https://ci.example/7", unread="it answered 404"),)
    found = register.say(GIVE)
    assert not found.refused
    assert "It could not be read (it answered 404)" in found.reply
    assert register.d1.state == "evidenced"
    assert register.d1.evidence[0].digest == ""
    assert register.d1.fact(UNREAD) == "it answered 404"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/homebot evidence", "Name the deviation"),
        (f"/homebot evidence D9 {DATA}", "Name the deviation"),
        (f"/homebot evidence B1 {DATA}", "Name the deviation"),
        (f"/homebot evidence D1 D2 {DATA}", "One deviation at a time"),
        ('/homebot evidence D1 says="p95 fell by 40 ms"', "The data are missing"),
        ("/homebot evidence D1 data=https://ci.example/7", "The reason is missing: say why with `says="),
        ('/homebot evidence D1 data=https://ci.example/7 says="better"', "at least 3 words"),
        ('/homebot evidence D1 data=ftp://ci.example/7 says="p95 fell by 40 ms"', "is no address"),
        ('/homebot evidence D1 data=https://u:p@ci.example/7 says="p95 fell by 40 ms"', "is no address"),
        ('/homebot evidence D1 data=https:// says="p95 fell by 40 ms"', "is no address"),
        ('/homebot evidence D1 data="https://ci.example/7 8" says="p95 fell by 40 ms"', "is no address"),
        (f'/homebot evidence D1 data=https://ci.example/{"x" * 500} says="p95 fell by 40 ms"', "is no address"),
        (f"/homebot evidence D1 {DATA} until=2027-01-01", "`until` says nothing"),
    ],
)
def test_evidence_that_is_none_is_refused(line: str, why: str) -> None:
    register = claimed()
    found = register.say(line)
    assert found.refused
    assert why in found.reply
    assert register.d1.state == "open"


@pytest.mark.parametrize("actor", PEOPLE)
def test_who_gives_evidence(actor: str) -> None:
    assert claimed().say(GIVE, actor).refused is (actor not in ("alice", "al", "bob", "bea"))


@pytest.mark.parametrize("verb", ["accept D1", 'reject D1 because="the parser is written by hand"'])
@pytest.mark.parametrize("actor", PEOPLE)
def test_an_owner_of_the_service_decides(actor: str, verb: str) -> None:
    register = claimed()
    found = register.say(f"/homebot {verb}", actor)
    assert found.refused is (actor != "bob"), found.reply
    assert register.d1.state == ("open" if found.refused else "accepted" if "accept" in verb else "rejected")


@pytest.mark.parametrize("verb", ["accept D1", 'reject D1 because="the parser is written by hand"'])
@pytest.mark.parametrize("actor", PEOPLE)
def test_an_owner_of_the_standard_decides_on_a_floor(actor: str, verb: str) -> None:
    register = claimed("floor")
    found = register.say(f"/homebot {verb}", actor)
    may = {"gina"} if "accept" in verb else {"gina", "bob"}
    assert found.refused is (actor not in may), found.reply


def test_nobody_decides_on_their_own() -> None:
    register = Register()
    register.say(CLAIM, "bob")
    assert "`bob` claimed D1, or wrote what it is for" in register.say("/homebot accept D1", "bob").reply
    at_home = Register()
    at_home.say(CLAIM, "bea", broken(author="bob"))
    assert at_home.say("/homebot accept D1", "bob", broken(author="bob")).refused


def test_a_home_owner_in_the_team_that_deviates_leaves_it_to_another() -> None:
    teams = (build.team("payments", "bob", "bea"), build.team("checkout", "alice", "bob"))
    register = claimed(teams=teams)
    assert "`bob` is in `checkout`, which deviates" in register.say("/homebot accept D1", "bob").reply


def test_accepting_keeps_the_day_of_the_evidence() -> None:
    register = claimed()
    found = register.say("/homebot accept D1", "bob")
    assert "Its evidence stays due by 2026-12-23" in found.reply
    assert register.d1.due == datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC)
    assert register.judged().outcome == "deviated"
    register.sweep(31)
    assert register.d1.state == "overdue"
    assert register.judged().outcome == "fail"


def test_accepting_what_is_overdue_waives_the_evidence() -> None:
    register = claimed()
    register.sweep(31)
    found = register.say("/homebot accept D1", "bob")
    assert "It has no data." in found.reply
    assert register.d1.due is None
    assert register.judged().outcome == "deviated"


def test_a_rejected_one_excuses_nothing() -> None:
    register = claimed()
    assert "The reason is missing" in register.say("/homebot reject D1", "bob").reply
    found = register.say('/homebot reject D1 because="@all see #4"', "bob")
    assert "`@all` see `#4`" in found.reply
    assert register.judged().outcome == "fail"
    again = register.say("/homebot accept D1", "bob")
    assert "D1 is rejected; nothing can be said to it any more" in again.reply


def test_what_is_accepted_is_neither_accepted_again_nor_rejected() -> None:
    register = claimed()
    register.say("/homebot accept D1", "bob")
    assert "is accepted already" in register.say("/homebot accept D1", "bob").reply
    refused = register.say('/homebot reject D1 because="now I think otherwise"', "bob")
    assert "cannot be rejected any more" in refused.reply


def test_who_is_in_a_team_of_githubs_is_known_on_its_pull_request() -> None:
    teams = (
        build.team("payments", "bob", "bea", github_team="acme/payments"),
        build.team("checkout", "alice", "al"),
    )
    register = Register(directory("floor", owners=("ines",), teams=teams))
    register.say(CLAIM)
    assert "Say it on `acme/ledgerd#7`" in register.say("/homebot accept D1", "ines").reply
    inside = broken(members=(("payments", ("bob", "bea", "ines")),))
    assert "nobody lets their own team" in register.say("/homebot accept D1", "ines", inside).reply
    outside = broken(members=(("payments", ("bob", "bea")),))
    assert not register.say("/homebot accept D1", "ines", outside).refused


def test_overdue_evidence_blocks_the_next_change_of_the_team_under_the_standard() -> None:
    register = claimed()
    register.sweep(31)
    assert register.d1.state == "overdue"
    later = other(9)
    judged = register.judged(snapshot=later)
    assert judged.blocks
    assert "the evidence of D1 was due on 2026-12-23" in judged.summary
    refused = register.say(CLAIM, snapshot=later)
    assert refused.refused
    assert "The evidence of D1 was due on 2026-12-23" in refused.reply
    assert "`/homebot evidence D1 data=URL says=" in refused.reply
    register.say(GIVE, snapshot=later)
    assert register.judged(snapshot=later).outcome == "deviated"


def test_overdue_evidence_blocks_the_team_in_other_services_too_and_no_other_team() -> None:
    register = claimed()
    register.sweep(31)
    cart = build.service("cart", "video", "acme/cart")
    register.directory = directory(services=(build.service("ledgerd", "payments"), cart))
    there = broken(pull=PullId("acme", "cart", 3))
    assert "The evidence of D1 was due" in register.say(CLAIM, snapshot=there).reply
    assert not register.say(
        CLAIM, "vera", replace(there, conversation=build.conversation(pull=there.pull, author="vera"))
    ).refused


def test_another_standard_is_not_concerned() -> None:
    register = claimed()
    register.sweep(31)
    sizes = StandardSetting("size", options=(("max_changed_lines", 1),))
    register.directory = directory(profiles={"default": (StandardSetting("complexity"), sizes)})
    line = CLAIM.replace("complexity", "size").replace("2027-03-31", "2027-01-31")
    assert not register.say(line).refused


def test_a_committer_does_not_let_their_own_commit_go_below_a_floor() -> None:
    register = Register(directory("floor"))
    register.say(CLAIM)
    theirs = broken(committers=("gina",))
    found = register.say("/homebot accept D1", "gina", theirs)
    assert "A commit of the change is by `gina`" in found.reply
    assert not register.say("/homebot accept D1", "gina").refused


def test_a_deviation_that_meets_a_floor_elsewhere_is_decided_on_by_an_owner_of_the_standard() -> None:
    """It was claimed where the standard was none; what an agreement pinned makes it a floor on another pull request."""
    register = Register(directory())
    register.say(CLAIM)
    register.directory = directory("floor")
    assert not register.say(CLAIM.replace("generated", "still generated"), snapshot=other()).refused
    register.directory = directory()
    assert "is a floor, so an owner of the standard decides" in register.say("/homebot accept D1", "bob", other()).reply
    assert not register.say("/homebot accept D1", "gina", other()).refused


def test_an_owner_of_the_service_in_a_team_that_joined_leaves_it_to_another() -> None:
    teams = (build.team("payments", "bob", "bea"), build.team("checkout", "alice", "al"),
             build.team("video", "vera", "bob"))  # fmt: skip
    register = Register(directory(teams=teams))
    register.say(CLAIM)
    assert not register.say(CLAIM, "bea", other(author="vera")).refused
    assert "`bob` is in `video`, which deviates" in register.say("/homebot accept D1", "bob").reply
