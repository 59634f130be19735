"""The rules R1 to R6, one by one, and SPEC 10's example."""

from typing import Any

import pytest

from homebot.core.credit.parameters import Parameters
from homebot.core.credit.settle import Level, Posting, Use, settle
from tests.core.credit.settled_example import USES

DEFAULTS = Parameters()


def use(
    consumer: str = "ads",
    away: str | None = "video",
    level: Level = "observed",
    home: str = "payments",
    contribution: str | None = "i1",
    service: str = "ledgerd",
) -> Use:
    """ads uses video's work in payments' ledgerd."""
    return Use(consumer, service, home, contribution, away, level)


def earned(*uses: Use, **figures: int) -> dict[str, int]:
    """What each team earns for use, the carried pool aside."""
    found: dict[str, int] = {}
    for posting in settle(uses, Parameters(**{"carried_pool": 0, **figures})):
        found[posting.earner] = found.get(posting.earner, 0) + posting.amount
    return found


def minted(*uses: Use, **figures: int) -> dict[str, int]:
    """What each home team's services made the consumers mint for use."""
    found: dict[str, int] = {}
    for posting in settle(uses, Parameters(**{"carried_pool": 0, **figures})):
        found[posting.home] = found.get(posting.home, 0) + posting.amount
    return found


def test_nothing_comes_of_nothing() -> None:
    assert settle((), DEFAULTS) == ()


def test_the_example_of_the_contract() -> None:
    postings = settle(USES, DEFAULTS)
    by_earner: dict[str, int] = {}
    for posting in postings:
        by_earner[posting.earner] = by_earner.get(posting.earner, 0) + posting.amount
    assert by_earner == {"payments": 26_500, "checkout": 10_000, "video": 2500}
    assert sum(posting.amount for posting in postings) == 39_000


class TestR1NobodyIsCreditedForTheirOwnConsumption:
    def test_the_part_of_who_uses_their_own_work_is_not_minted(self) -> None:
        assert earned(use("video", "video")) == {"payments": 5000}

    def test_nor_given_to_anybody_else(self) -> None:
        assert earned(use("video", "video"), use("video", "ads", contribution="i2")) == {"payments": 5000, "ads": 2500}

    def test_home_does_not_adopt_its_own_service(self) -> None:
        assert settle([use("payments", "video"), use("payments", None, "carried")], DEFAULTS) == ()


class TestR2WhoIsCarriedEarnsThePoolOnce:
    @pytest.mark.parametrize("level", ["carried", "observed", "attested"])
    def test_by_any_adoption(self, level: Level) -> None:
        found = [posting for posting in settle([use(level=level)], DEFAULTS) if posting.kind == "carried"]
        assert found == [Posting("ads", "payments", "payments", "carried", 1000, "R2 carried_pool")]

    def test_however_many_there_are(self) -> None:
        many = [
            use(level="carried", contribution=None),
            use(level="carried", service="invoices", contribution=None),
            use(level="carried", contribution="i2"),
        ]
        assert settle(many, DEFAULTS) == settle(many[:1], DEFAULTS)

    def test_from_each_consumer_for_each_home(self) -> None:
        pairs = [use("ads"), use("checkout"), use("ads", home="identity", service="login")]
        found = [posting for posting in settle(pairs, DEFAULTS) if posting.kind == "carried"]
        assert [(posting.consumer, posting.home, posting.amount) for posting in found] == [
            ("ads", "identity", 1000),
            ("ads", "payments", 1000),
            ("checkout", "payments", 1000),
        ]


class TestR3ThePoolIsDividedEquallyOverTheTeamsWhoseWorkIsUsed:
    @pytest.mark.parametrize(
        ("workers", "pool", "expected"),
        [
            pytest.param([None], 10_000, {"payments": 10_000}, id="home's own alone"),
            pytest.param([None, "video"], 10_000, {"payments": 7500, "video": 2500}, id="home's own and another's"),
            pytest.param(
                ["a", "b", "c"], 10_000, {"a": 1667, "b": 1666, "c": 1666, "payments": 5001}, id="what is left: by name"
            ),
            pytest.param(["c", "a"], 3, {"a": 1, "payments": 2}, id="whoever comes first"),
            pytest.param([None, "a", "z"], 2, {"payments": 2}, id="the names of home and away alike"),
            pytest.param(["a", "b", "c"], 1, {"payments": 1}, id="less than one each"),
            pytest.param(["a"], 0, {}, id="no pool"),
        ],
    )
    def test_equally(self, workers: list[str | None], pool: int, expected: dict[str, int]) -> None:
        uses = [use(away=away, contribution=f"i{number}") for number, away in enumerate(workers)]
        assert earned(*uses, used_pool=pool) == expected

    def test_what_is_only_carried_has_no_part_in_it(self) -> None:
        assert earned(use(), use(away="identity", level="carried", contribution="i2")) == earned(use())

    def test_the_home_team_as_away_team_is_home(self) -> None:
        assert earned(use(away="payments"), use(away=None, contribution="i2")) == {"payments": 10_000}

    def test_the_rule_says_which_part(self) -> None:
        rules = [posting.rule for posting in settle([use(), use(away=None, contribution="i2")], DEFAULTS)]
        assert rules == [
            "R2 carried_pool",
            "R3 1 of 2 buckets (video), R6 home's half",
            "R3 1 of 2 buckets (payments), R6 own work",
            "R3 1 of 2 buckets (video), R6 away's half",
        ]


HOMES = ("payments", "identity", "checkout")


def of_homes(level: Level, homes: tuple[str, ...] = HOMES, **changes: Any) -> list[Use]:
    """ads uses the own work of these home teams."""
    return [use(away=None, level=level, home=home, service=f"of-{home}", **changes) for home in homes]


class TestR4WhatOnlyPeopleSayIsCapped:
    def test_over_all_homes_together_rounded_down(self) -> None:
        assert minted(*of_homes("attested")) == dict.fromkeys(HOMES, 6666)

    def test_not_at_the_cap(self) -> None:
        assert minted(*of_homes("attested", HOMES[:2])) == dict.fromkeys(HOMES[:2], 10_000)
        assert not any("R4" in posting.rule for posting in settle(of_homes("attested", HOMES[:2]), DEFAULTS))

    def test_what_was_observed_is_left_alone(self) -> None:
        uses = [*of_homes("attested"), use(away=None, home="video", service="player")]
        assert minted(*uses) == {**dict.fromkeys(HOMES, 6666), "video": 10_000}

    def test_one_observed_use_in_a_bucket_frees_it(self) -> None:
        uses = [*of_homes("attested"), *of_homes("observed", ("payments",), contribution="i2")]
        assert minted(*uses) == {"payments": 10_000, "identity": 10_000, "checkout": 10_000}

    def test_the_stronger_level_of_an_adoption_counts(self) -> None:
        uses = [*of_homes("attested"), *of_homes("carried"), *of_homes("observed")]
        assert minted(*uses) == minted(*of_homes("observed"))

    def test_the_rule_says_so(self) -> None:
        (rule,) = {posting.rule for posting in settle(of_homes("attested"), DEFAULTS) if posting.home == "payments"} - {
            "R2 carried_pool"
        }
        assert rule == "R3 the only bucket (payments), R4 attested_cap 20000 of 30000, R6 own work"


class TestR5WhatAConsumerMintsForUseIsCapped:
    SIX = tuple(f"home-{number}" for number in range(6))

    def test_over_all_homes_together_rounded_down(self) -> None:
        assert minted(*of_homes("observed", self.SIX)) == dict.fromkeys(self.SIX, 8333)

    def test_the_carried_pool_comes_on_top(self) -> None:
        found = [posting.amount for posting in settle(of_homes("observed", self.SIX), DEFAULTS)]
        assert sorted(found) == [1000] * 6 + [8333] * 6

    def test_after_what_people_only_say_was_capped(self) -> None:
        uses = [*of_homes("attested"), *of_homes("observed", self.SIX[:4])]
        assert sum(minted(*uses).values()) == 3 * (6666 * 50_000 // 59_998) + 4 * (10_000 * 50_000 // 59_998)

    def test_each_consumer_on_its_own(self) -> None:
        uses = [*of_homes("observed", self.SIX), *of_homes("observed", self.SIX, consumer="video")]
        assert minted(*uses) == dict.fromkeys(self.SIX, 2 * 8333)

    def test_the_rule_says_so(self) -> None:
        assert {posting.rule.split(", ")[1] for posting in settle(of_homes("observed", self.SIX), DEFAULTS)[1::2]} == {
            "R5 consumer_cap 50000 of 60000"
        }


class TestR6HomeKeepsHalfOfWhatOthersWorkEarns:
    @pytest.mark.parametrize(("pool", "home", "away"), [(10_000, 5000, 5000), (9999, 5000, 4999), (1, 1, 0)])
    def test_rounded_up(self, pool: int, home: int, away: int) -> None:
        expected = {"payments": home, "video": away}
        assert earned(use(), used_pool=pool) == {team: amount for team, amount in expected.items() if amount}

    def test_all_of_its_own(self) -> None:
        assert earned(use(away=None)) == {"payments": 10_000}
