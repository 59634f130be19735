"""Who can adopt: an old, living service of another team, in a repository of its own."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.credit.eligible import ConsumerFacts, eligible
from homebot.core.credit.parameters import Parameters
from tests import build

DAY = date(2026, 5, 1)
SHOP = build.service("shop", "checkout", repository="acme/shop")
FACTS = ConsumerFacts("checkout", "payments", "acme/ledgerd", known_since=date(2026, 1, 1), fork=False)


@pytest.mark.parametrize(
    ("service", "facts", "why_not"),
    [
        ({}, {}, ""),
        ({}, {"known_since": DAY - timedelta(days=90)}, ""),
        ({}, {"known_since": DAY - timedelta(days=89)}, "it is in the catalogue since 2026-02-01: 89 of 90 days"),
        ({}, {"known_since": DAY + timedelta(days=9)}, "it is in the catalogue since 2026-05-10: 0 of 90 days"),
        ({}, {"known_since": None}, "it is not known since when it is in the catalogue: 90 days are needed"),
        ({"since": date(2000, 1, 1)}, {"known_since": DAY}, "it is in the catalogue since 2026-05-01: 0 of 90 days"),
        ({"lifecycle": "experimental"}, {}, "its lifecycle is experimental, not production"),
        ({"lifecycle": "deprecated"}, {}, "its lifecycle is deprecated, not production"),
        ({}, {"archived": True}, "its repository is archived"),
        ({}, {"fork": True}, "its repository is a fork, and GitHub does not say of what"),
        ({}, {"fork": None}, "GitHub has not yet said whether its repository is a fork"),
        ({}, {"fork": True, "forked_from": ("else/shop",)}, ""),
        (
            {},
            {"fork": True, "forked_from": ("acme/between", "acme/ledgerd")},
            "its repository is a fork of the home repository",
        ),
        ({}, {"team": "payments"}, "its team is the home team"),
        # Two services of one repository are no forks of each other, whatever the repository was forked from.
        (
            {"repository": "acme/ledgerd"},
            {"fork": True, "forked_from": ("upstream/ledgerd",)},
            "",
        ),
    ],
)
def test_why_a_service_cannot_adopt(service: dict[str, Any], facts: dict[str, Any], why_not: str) -> None:
    assert eligible(replace(SHOP, **service), replace(FACTS, **facts), DAY, Parameters()) == why_not


@given(needed=st.integers(0, 400), old=st.integers(-400, 800))
def test_the_days_are_a_parameter(needed: int, old: int) -> None:
    facts = replace(FACTS, known_since=DAY - timedelta(days=old))
    assert (eligible(SHOP, facts, DAY, Parameters(eligible_days=needed)) == "") is (old >= needed)
