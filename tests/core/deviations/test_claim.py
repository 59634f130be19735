"""Claims: what is written down, and the refusal of everything else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from homebot.core.deviations.terms import AUTHORS, EVIDENCE_BY, PULLS, STRENGTH
from homebot.core.directory import StandardSetting
from homebot.core.found import AnalysisError
from tests import build
from tests.core.commands.world import say, world
from tests.core.deviations.claims import CLAIM, DATA, Register, acts, broken, directory, other


def test_a_claim_takes_effect_at_once() -> None:
    register = Register()
    assert register.decided().standards_conclusion == "failure"
    found = register.say(CLAIM)
    assert acts(found) == ["claimed"]
    assert register.d1.state == "open"
    assert register.d1.team == "checkout"
    assert register.d1.home == "payments"
    assert register.d1.until == datetime(2027, 3, 31, 23, 59, 59, tzinfo=UTC)
    assert register.d1.due == datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC)
    scope = register.d1.scope
    assert (scope.service, scope.standard, scope.paths, scope.pull, scope.head) == (
        "ledgerd", "complexity", ("ledger/close.py",), "acme/ledgerd#7", build.HEAD,
    )  # fmt: skip
    facts = {name: register.d1.fact(name) for name in (STRENGTH, EVIDENCE_BY, PULLS, AUTHORS, "author", "title")}
    assert facts == {
        STRENGTH: "standard",
        EVIDENCE_BY: "2026-12-23",
        PULLS: "acme/ledgerd#7",
        AUTHORS: "alice",
        "author": "alice",
        "title": "Settle in the shopper's currency",
    }
    assert register.judged().outcome == "deviated"
    assert "deviated under D1 (until 2027-03-31)" in register.judged().summary
    assert register.decided().standards_conclusion == "neutral"
    assert "Evidence is due by 2026-12-23" in found.reply


def test_the_evidence_is_due_no_later_than_the_end() -> None:
    register = Register()
    register.say('/homebot deviate complexity because="gone by next week" until=2026-12-01')
    assert register.d1.due == register.d1.until


def test_a_claim_may_bring_its_data_along() -> None:
    register = Register()
    found = register.say(f"{CLAIM} {DATA} kind=benchmark")
    assert acts(found) == ["claimed", "evidenced"]
    assert register.d1.state == "evidenced"
    assert register.d1.due is None
    (shown,) = register.d1.evidence
    assert (shown.kind, shown.url, shown.digest) == ("benchmark", "https://ci.example/7", "a" * 64)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("deviate", "Name the one standard"),
        ("deviate complexity size", "Name the one standard"),
        ('deviate complexty because="the parser is generated" until=2027-03-31', "did you mean `complexity`?"),
        ('deviate @all because="the parser is generated" until=2027-03-31', "There is no standard `@all`"),
        ('deviate lint because="the parser is generated" until=2027-03-31', "is no standard of the services"),
        ('deviate size because="the parser is generated" until=2027-03-31', "There is nothing to deviate from"),
        ("deviate complexity until=2027-03-31", "The reason is missing"),
        ("deviate complexity because=urgent until=2027-03-31", "at least 3 words"),
        ('deviate complexity because="the parser is generated"', "The day is missing"),
        ('deviate complexity because="the parser is generated" until=2026-11-22', "is past"),
        ('deviate complexity because="the parser is generated" until=2027-05-23', "more than 180 days ahead"),
        ('deviate complexity because="the parser is generated" until=soon', "`soon` is no date"),
        (f"{CLAIM.removeprefix('/homebot ')} evidence-by=2027-04-01", "after the deviation ends"),
        (f"{CLAIM.removeprefix('/homebot ')} evidence-by=2026-11-01", "is past"),
        (f"{CLAIM.removeprefix('/homebot ')} service=cart", "does not touch `cart`; it touches `ledgerd`"),
        (f"{CLAIM.removeprefix('/homebot ')} till=2027-04-01", "`till` says nothing to homebot"),
        (f"{CLAIM.removeprefix('/homebot ')} data=https://ci.example/7", "The reason is missing: say why with `says="),
        (CLAIM.removeprefix("/homebot ") + ' data=nowhere says="a b c d"', "is no address"),
        (f"{CLAIM.removeprefix('/homebot ')} {DATA} kind=rumour", "`rumour` is no kind of evidence"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_whole(line: str, why: str) -> None:
    register = Register()
    found = register.say(f"/homebot {line}")
    assert found.refused
    assert found.acts == ()
    assert why in found.reply
    assert "The form is `/homebot deviate STANDARD" in found.reply
    assert "@" not in found.reply.replace("`@all`", "").partition("\n\n")[2]


@pytest.mark.parametrize(
    ("actor", "may"),
    [("alice", True), ("al", True), ("bob", True), ("bea", True), ("vera", False), ("gina", False), ("dana", False)],
)
def test_a_member_of_the_away_or_the_home_team_claims(actor: str, may: bool) -> None:
    register = Register()
    assert register.say(CLAIM, actor).refused is not may
    assert bool(register.records) is may
    if may:
        assert (register.d1.by, register.d1.team) == (actor, "checkout")


def test_a_change_at_home_is_a_deviation_of_the_home_team() -> None:
    register = Register()
    register.say(CLAIM, "bea", broken(author="bob"))
    assert register.d1.team == register.d1.home == "payments"
    assert register.judged(snapshot=broken()).outcome == "deviated", "the service deviates: whoever changes it"


def test_advice_blocks_nothing_so_there_is_nothing_to_deviate_from() -> None:
    assert "is advice here" in Register(directory("advice")).say(CLAIM).reply


def test_a_merged_pull_request_lets_nothing_more_through() -> None:
    found = Register().say(CLAIM, snapshot=broken(state="merged", merged_at=build.NOW))
    assert "The pull request is merged" in found.reply


def test_before_the_first_look_nothing_can_be_claimed() -> None:
    assert "has not judged this pull request yet" in say(CLAIM, world("bob", evaluated=False)).reply


def two_services() -> Register:
    services = (
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("refunds", "video", paths=("refunds/**",)),
    )
    return Register(directory(services=services))


BOTH = broken(
    files=(build.file(), build.file("refunds/pay.py"), build.file("tests/test_x.py")),
    functions=(build.function("settle", 4, 14), build.function("pay", 4, 15, path="refunds/pay.py")),
)


def test_of_several_services_one_is_named() -> None:
    register = two_services()
    assert "does not hold in `ledgerd` and `refunds`: say for which one" in register.say(CLAIM, snapshot=BOTH).reply
    register.say(f"{CLAIM} service=refunds", snapshot=BOTH)
    assert (register.d1.scope.service, register.d1.home) == ("refunds", "video")
    outcomes = {one.service: one.outcome for one in register.decided(BOTH).judgements if one.standard == "complexity"}
    assert outcomes == {"ledgerd": "fail", "refunds": "deviated"}
    assert register.decided(BOTH).standards_conclusion == "failure"


def test_who_is_at_home_in_one_service_does_not_speak_for_another() -> None:
    found = two_services().say(f"{CLAIM} service=refunds", "bob", BOTH)
    assert "`bob` is neither in `checkout` nor in `video`" in found.reply


def test_what_was_rejected_here_is_claimed_again_with_data_only() -> None:
    register = Register()
    register.say(CLAIM)
    register.say('/homebot reject D1 because="the parser is not generated"', "bob")
    found = register.say(CLAIM)
    assert found.refused
    assert "D1 was rejected here by `bob`: the parser is not generated" in found.reply
    assert not register.say(f"{CLAIM} {DATA}").refused


def test_very_many_files_are_the_whole_service() -> None:
    register = Register()
    files = [build.file(f"ledger/f{n}.py") for n in range(201)]
    functions = [build.function(f"f{n}", None, 20, path=f"ledger/f{n}.py") for n in range(201)]
    found = register.say(CLAIM, snapshot=broken(files=files, functions=functions))
    assert register.d1.scope.paths == ()
    assert "in the whole of `ledgerd`" in found.reply


def test_what_is_about_no_file_is_about_the_service() -> None:
    register = Register()
    found = register.say(
        '/homebot deviate description because="a bot writes these texts" until=2026-12-31', snapshot=broken(body="")
    )
    assert not found.refused, found.reply
    assert register.d1.scope.paths == ()
    assert register.judged("description", other(9, body="")).outcome == "deviated"


def test_a_file_that_could_not_be_judged_may_be_deviated_from_and_is_no_pass() -> None:
    unread = broken(functions=(), errors=(AnalysisError("ledger/close.py", "it cannot be parsed"),))
    register = Register()
    assert register.judged(snapshot=unread).outcome == "error"
    register.say(CLAIM, snapshot=unread)
    assert register.judged(snapshot=unread).outcome == "deviated"


def test_in_a_service_that_only_observes_it_is_kept_all_the_same() -> None:
    register = Register(directory(services=(build.service("ledgerd", "payments", mode="observe"),)))
    assert "Nothing blocks here anyway" in register.say(CLAIM).reply
    assert register.d1.state == "open"


def test_three_that_say_the_same_suggest_another_standard() -> None:
    register = Register()
    ended = []
    for number in (1, 2):
        register.say(CLAIM, snapshot=other(number))
        ended.append(replace(register.records[number], state="expired"))
        register.records = {one.number: one for one in ended}
    found = register.say(CLAIM, snapshot=other(3))
    assert "D1, D2 and D3 say much the same of `complexity`" in found.reply


def test_a_profile_without_the_standard() -> None:
    register = Register(directory(profiles={"default": (StandardSetting("size"),)}))
    assert "is no standard of the services this change touches; those that are: `size`" in register.say(CLAIM).reply
