from dataclasses import replace

import pytest

from homebot.core.credit import claims
from homebot.core.credit.adoptions import fold
from homebot.core.credit.awaited import Claimant
from homebot.core.credit.claims import Claim, Refused
from homebot.core.credit.events import ContributionReleased, DisputeClosed, Event, Part, concerns
from homebot.core.credit.figures import ClaimFigures
from homebot.core.speaker import Speaker
from tests.core.credit import facts
from tests.core.credit.facts import merged

RELEASED = ContributionReleased(
    "released:1", facts.OF, "ledgerd", "pkg:pypi/client", "1.4.0", "tag", "v1.4.0", "d" * 40, facts.day(1)
)
VERA = Claimant("vera", ("video",), ("video",), "7:1", facts.day(30))
VIC = Claimant("vic", (), ("video",), "8:1", facts.day(31))
BOB = Claimant("bob", ("payments",), ("payments",), "9:1", facts.day(32))
CARL = Claimant("carl", ("checkout",), ("checkout",), "10:1", facts.day(33))
ELIGIBLE = (("video", ""), ("ads", "its lifecycle is experimental, not production"))


def known(*events: Event, spoken: tuple[tuple[str, Speaker], ...] = (("3:1", Speaker("vera")),)) -> ClaimFigures:
    """What a claim rests on, of checkout's released work in payments' ledgerd."""
    return ClaimFigures((merged(), RELEASED, *events), spoken, ELIGIBLE)


def attest(figures: ClaimFigures, who: Claimant, team: str | None = None) -> Claim:
    return claims.attest(facts.OF, team, "the nightly job", figures, who)


def test_attested_and_seconded_is_used() -> None:
    said = attest(known(), VERA)
    events = (*known().events, *said.facts)
    seconded = claims.second(facts.OF, None, ClaimFigures(events, (("7:1", Speaker("vera")),), ELIGIBLE), VIC)
    mine = [one for one in (*said.facts, *seconded.facts) if concerns(one)[1] == "video"]
    (adoption,) = fold(merged(), "video", mine)
    assert (adoption.level, adoption.adopted_at) == ("attested", VIC.at)


@pytest.mark.parametrize(
    ("figures", "who", "team", "why"),
    [
        (ClaimFigures(), VERA, None, "knows no contribution"),
        (known(facts.voided(2)), VERA, None, "was undone"),
        (ClaimFigures((merged(),), (), ELIGIBLE, frozenset({"ledgerd"})), VERA, None, "not released yet"),
        (known(), VIC, None, "not yours to say"),
        (known(), VERA, "ads", "not yours to say"),
        (known(), BOB, None, "home or away team"),
        (known(), CARL, None, "home or away team"),
        (known(), Claimant("ann", ("ads",), ("ads",), "1:1", facts.day(3)), None, "lifecycle is experimental"),
        (known(), Claimant("ida", ("identity",), ("identity",), "1:1", facts.day(3)), None, "owns no service"),
        (known(), Claimant("both", ("ads", "video"), ("ads", "video"), "1:1", facts.day(3)), None, "say which"),
        (known(facts.attested(3)), VERA, None, "attests it already"),
        (known(facts.attested(3), facts.seconded(4)), VERA, None, "already"),
        (known(facts.carried(3), facts.used(4)), VERA, None, "uses `acme/ledgerd#7` already"),
    ],
)
def test_who_cannot_attest_is_told_why(figures: ClaimFigures, who: Claimant, team: str | None, why: str) -> None:
    with pytest.raises(Refused, match=why):
        attest(figures, who, team)


def test_a_member_of_the_away_team_cannot_speak_for_another_of_their_teams() -> None:
    both = Claimant("both", ("video",), ("video", "checkout"), "1:1", facts.day(3))
    with pytest.raises(Refused, match="home or away team"):
        attest(known(), both)


@pytest.mark.parametrize(
    ("attested_by", "seconded_by", "are_two"),
    [
        (Speaker("vera"), Speaker("vera"), False),
        (Speaker("vera"), Speaker("vic"), True),
        (Speaker("vera", 7), Speaker("vera-new", 7), False),
        (Speaker("vera", 7), Speaker("vera", 8), True),  # who took the login that vera gave up
        (Speaker("vera"), Speaker("vera", 7), False),
        (Speaker("vera", 7), Speaker("vera"), False),
        (Speaker("vera"), Speaker("vera-new", 7), True),  # an older word says no more than the login
    ],
)
def test_whoever_has_another_name_by_now_is_no_second_person(
    attested_by: Speaker, seconded_by: Speaker, are_two: bool
) -> None:
    figures = known(facts.attested(3), spoken=(("3:1", attested_by),))
    who = replace(VIC, login=seconded_by.login, id=seconded_by.id)
    if are_two:
        assert claims.second(facts.OF, None, figures, who).facts
        return
    with pytest.raises(Refused, match="attested it yourself"):
        claims.second(facts.OF, None, figures, who)


def test_what_releases_no_package_is_in_use_once_it_is_merged() -> None:
    assert attest(ClaimFigures((merged(),), (), ELIGIBLE), VERA).facts


def test_only_foreign_parts_are_attested() -> None:
    parts = (Part("ledgerd", "payments", "checkout", home=False), Part("player", "video", "checkout", home=False))
    figures = ClaimFigures((merged(parts=parts), RELEASED), (), ELIGIBLE)
    assert [getattr(one, "service", "") for one in attest(figures, VERA).facts] == ["ledgerd"]


TWO = (Part("ledgerd", "payments", "checkout", home=False), Part("player", "ads", "checkout", home=False))
"""A pull request to two services of different teams."""


def of_both(*events: Event, **more: tuple[tuple[str, str], ...]) -> ClaimFigures:
    """What a claim rests on, of a released pull request to two services."""
    released = (RELEASED, replace(RELEASED, key="released:2", service="player"))
    return ClaimFigures((merged(parts=TWO), *released, *events), (("3:1", Speaker("vera")),), ELIGIBLE, **more)


def test_what_is_not_released_is_not_attested() -> None:
    figures = ClaimFigures((merged(parts=TWO), RELEASED), (), ELIGIBLE, frozenset({"ledgerd", "player"}))
    assert [getattr(one, "service", "") for one in attest(figures, VERA).facts] == ["ledgerd"]


def test_nobody_seconds_a_use_of_their_own_work_and_somebody_else_still_can() -> None:
    words = (facts.attested(3), replace(facts.attested(3), key="attested:player", service="player"))
    mole = Claimant("mole", (), ("video", "ads"), "1:1", facts.day(5))
    claim = claims.second(facts.OF, None, of_both(*words), mole)
    assert [getattr(one, "service", "") for one in claim.facts] == ["ledgerd"]
    left = claims.second(facts.OF, None, of_both(*words, *claim.facts), VIC)
    assert [getattr(one, "service", "") for one in left.facts] == ["player"]
    with pytest.raises(Refused, match="second a use of their own work"):
        claims.second(facts.OF, None, of_both(words[1]), mole)


def test_who_is_of_two_teams_says_for_which() -> None:
    figures = known(facts.attested(3, "ads"), facts.attested(4))
    both = Claimant("both", ("ads", "video"), ("ads", "video"), "1:1", facts.day(5))
    (fact,) = claims.second(facts.OF, "video", figures, both).facts
    assert concerns(fact)[1] == "video"
    (fact,) = claims.withdraw(facts.OF, "video", "a mistake", figures, both).facts
    assert concerns(fact)[1] == "video"
    with pytest.raises(Refused, match="say which by `team=ads`"):
        claims.withdraw(facts.OF, None, "a mistake", figures, both)


@pytest.mark.parametrize("asked", [(), (("ledgerd", "payments"), ("player", "ads"))])
def test_a_home_answers_for_its_own_service_only(asked: tuple[tuple[str, str], ...]) -> None:
    ann = Claimant("ann", ("ads",), ("ads",), "1:1", facts.day(8))
    figures = of_both(facts.gone(5), asked=asked)
    with pytest.raises(Refused, match="yours to settle"):
        claims.settled(facts.OF, "it moved", figures, ann)
    with pytest.raises(Refused, match="nothing of yours"):
        claims.withdraw(facts.OF, None, "it is gone", figures, ann)
    assert claims.settled(facts.OF, "it moved", figures, BOB).facts


def test_whoever_owns_the_service_now_answers_for_a_home_that_is_no_more() -> None:
    figures = ClaimFigures((merged(), facts.gone(5)), asked=(("ledgerd", "ads"),))
    ann = Claimant("ann", ("ads",), ("ads",), "1:1", facts.day(8))
    (fact,) = claims.settled(facts.OF, "it moved", figures, ann).facts
    assert isinstance(fact, DisputeClosed)
    assert (fact.closes, fact.by_team) == (facts.gone(5).key, "ads")


def test_who_only_adopts_disputes_no_adoption_of_others() -> None:
    figures = known(facts.carried(1), facts.carried(1, "banner", "ads"))
    (fact,) = claims.dispute(facts.OF, "", "a test only", figures, VERA).facts
    assert concerns(fact)[1] == "video"
    with pytest.raises(Refused, match="you own none"):
        claims.dispute(facts.OF, "ads", "a test only", figures, VERA)


@pytest.mark.parametrize(
    ("figures", "who", "why"),
    [
        (known(), VIC, "No team of yours attests"),
        (known(facts.attested(3)), BOB, "No team of yours attests"),
        (known(facts.attested(3), facts.seconded(4)), VIC, "No team of yours attests"),
        (known(facts.attested(3), facts.withdrawn(4)), VIC, "No team of yours attests"),
        (known(facts.attested(3)), VERA, "You attested it yourself"),
        (known(facts.attested(3)), Claimant("mole", (), ("video", "payments"), "1:1", facts.day(5)), "home or away"),
    ],
)
def test_who_cannot_second_is_told_why(figures: ClaimFigures, who: Claimant, why: str) -> None:
    with pytest.raises(Refused, match=why):
        claims.second(facts.OF, None, figures, who)


@pytest.mark.parametrize(
    ("figures", "who", "kinds"),
    [
        (known(facts.carried(1), facts.used(2)), VERA, ["Withdrawn"]),
        (known(facts.attested(2)), VERA, ["Withdrawn"]),
        (known(facts.disputed(5)), BOB, ["DisputeClosed"]),
        (known(facts.gone(5)), BOB, ["ContributionVoided"]),
    ],
)
def test_what_is_ones_own_is_taken_back(figures: ClaimFigures, who: Claimant, kinds: list[str]) -> None:
    claim = claims.withdraw(facts.OF, None, "a mistake", figures, who)
    assert [type(one).__name__ for one in claim.facts] == kinds


@pytest.mark.parametrize(
    ("figures", "who"),
    [
        (known(), VERA),
        (known(), BOB),
        (known(facts.carried(1), facts.used(2)), VIC),
        (known(facts.carried(1), facts.used(2)), BOB),
        (known(facts.gone(5)), CARL),
        (known(facts.disputed(5)), CARL),
        (known(facts.gone(5), facts.closed(6, facts.gone(5).key)), BOB),
    ],
)
def test_what_is_not_ones_own_is_not(figures: ClaimFigures, who: Claimant) -> None:
    with pytest.raises(Refused, match="nothing of yours"):
        claims.withdraw(facts.OF, None, "no", figures, who)


@pytest.mark.parametrize("who", [VERA, BOB, CARL])
def test_home_away_and_consumer_may_dispute(who: Claimant) -> None:
    (fact,) = claims.dispute(facts.OF, "", "a test only", known(facts.carried(1)), who).facts
    adoptions = fold(merged(), "video", [facts.carried(1), fact])
    assert adoptions[0].held.startswith(f"disputed by {who.owns[0]}")


def test_nobody_else_may_and_only_what_there_is() -> None:
    ann = Claimant("ann", ("ads",), ("ads",), "1:1", facts.day(3))
    with pytest.raises(Refused, match="you own none"):
        claims.dispute(facts.OF, "", "no", known(facts.carried(1)), ann)
    with pytest.raises(Refused, match="Adopted by: `video`"):
        claims.dispute(facts.OF, "ads", "no", known(facts.carried(1)), BOB)


def test_a_dispute_is_settled_by_who_opened_it_and_a_question_by_home() -> None:
    figures = known(facts.carried(1), facts.used(2), facts.disputed(5), facts.gone(6))
    claim = claims.settled(facts.OF, "it moved", figures, BOB)
    held = [one.held for one in fold(merged(), "video", [*figures.events[2:], *claim.facts])]
    assert held == ["", ""]
    with pytest.raises(Refused, match="yours to settle"):
        claims.settled(facts.OF, "no", figures, VERA)


def test_keys_name_the_command_so_that_twice_is_once() -> None:
    assert [one.key for one in attest(known(), VERA).facts] == [one.key for one in attest(known(), VERA).facts]
