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

ELSEWHERE = build.function("refund", 4, 14, path="ledger/refund.py")
REFUND = (build.file("ledger/refund.py"), build.file("tests/test_refund.py"))


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


def test_more_of_the_same_widens_it_and_keeps_its_dates() -> None:
    register = Register()
    register.say(CLAIM)
    again = register.say(CLAIM)
    assert again.refused
    assert "D1 covers this already, until 2027-03-31" in again.reply
    more = other(8, files=REFUND, functions=(ELSEWHERE,))
    assert register.judged(snapshot=more).outcome == "fail"
    assert "D1 covers 0 of 1" in register.judged(snapshot=more).summary
    register.now = datetime(2026, 12, 1, tzinfo=UTC)
    found = register.say('/homebot deviate complexity because="refunds are generated too" until=2027-05-01', "al", more)
    assert acts(found) == ["widened"]
    assert "Its dates stay: until 2027-03-31, whatever this command says" in found.reply
    assert len(register.records) == 1
    assert register.d1.scope.paths == ("ledger/close.py", "ledger/refund.py")
    assert (register.d1.due, register.d1.state) == (datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC), "open")
    assert register.d1.fact(PULLS).split() == ["acme/ledgerd#7", "acme/ledgerd#8"]
    assert register.judged(snapshot=more).outcome == "deviated"


def test_what_an_owner_accepted_is_decided_anew_when_it_is_widened() -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    register.say("/homebot accept D1", "bob")
    assert register.d1.state == "accepted"
    register.say(CLAIM, snapshot=broken(files=(*REFUND, build.file()), functions=(build.function(), ELSEWHERE)))
    assert register.d1.state == "evidenced"


def test_accepted_without_data_and_widened_its_data_are_due_again() -> None:
    register = Register()
    register.say(CLAIM)
    register.say("/homebot accept D1", "bob")
    found = register.say(CLAIM, snapshot=other(8, files=REFUND, functions=(ELSEWHERE,)))
    assert acts(found) == ["reopened"]
    assert register.d1.state == "open"
    assert register.d1.due is not None


def test_another_teams_deviation_is_named_and_the_home_team_may_widen_it() -> None:
    register = Register()
    register.say(CLAIM)
    theirs = other(8, author="vera")
    refused = register.say(CLAIM, "vera", theirs)
    assert refused.refused
    assert "D1 of `checkout` is open on `complexity` of `ledgerd`" in refused.reply
    assert register.judged(snapshot=theirs).outcome == "fail"
    found = register.say(CLAIM, "bea", theirs)
    assert acts(found) == ["widened"]
    assert "for `video` too" in found.reply
    assert register.judged(snapshot=theirs).outcome == "deviated"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("until=2027-09-01", "can be renewed from 2027-03-01 on"),
        ("until=2027-03-30", "name a later day"),
        ("until=2027-09-30", "more than 180 days ahead"),
        ('until=2027-08-01 data=https://ci.example/7 says="the same as before"', "rests on these data already"),
    ],
)
def test_a_renewal_that_cannot_be(line: str, why: str) -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    if "from 2027" not in why:
        register.now = datetime(2027, 3, 15, tzinfo=UTC)
    data = "" if "data=" in line else 'data=https://ci.example/8 says="and it still holds"'
    found = register.say(f'/homebot deviate complexity because="it is still needed" {line} {data}')
    assert found.refused, found.reply
    assert why in found.reply


def test_near_its_end_it_is_renewed_once_with_new_data() -> None:
    register = Register()
    register.say(f"{CLAIM} {DATA}")
    register.now = datetime(2027, 3, 15, tzinfo=UTC)
    line = '/homebot deviate complexity because="it is still needed" until=2027-08-01'
    merged = broken(state="merged", merged_at=build.NOW)
    found = register.say(f'{line} data=https://ci.example/8 says="and it still holds"', snapshot=merged)
    assert acts(found) == ["renewed"]
    assert f"{register.d1.until:%Y-%m-%d}" == "2027-08-01"
    assert len(register.d1.evidence) == 2
    register.now = datetime(2027, 7, 20, tzinfo=UTC)
    again = register.say(
        '/homebot deviate complexity because="it is still needed" until=2027-12-01'
        ' data=https://ci.example/9 says="and it holds yet"'
    )
    assert "was renewed before, and that can be once only" in again.reply


def test_data_for_one_that_has_none_are_given_as_evidence() -> None:
    register = Register()
    register.say(CLAIM)
    assert "`/homebot evidence D1 data=URL" in register.say(f"{CLAIM} {DATA}").reply


def test_what_has_ended_gives_way_to_a_new_one_though_nobody_wrote_its_end_down() -> None:
    register = Register()
    register.say(f'/homebot deviate complexity because="gone by next week" until=2026-12-01 {DATA}')
    register.now = datetime(2026, 12, 2, tzinfo=UTC)
    found = register.say(CLAIM)
    assert acts(found) == ["expired", "claimed"]
    assert [one.state for one in register.records.values()] == ["expired", "open"]


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
