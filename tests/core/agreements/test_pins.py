"""The goalposts of an agreement do not move, floors excepted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.agreements.kept_settings import decode, encode
from homebot.core.agreements.pins import kept_of, with_floors
from homebot.core.directory import StandardSetting, Strength
from homebot.core.option_types import Expression
from homebot.core.standards import STANDARDS
from homebot.core.standards.pattern import Rule
from homebot.core.wanted import wanted
from tests import build
from tests.core.agreements.records import AGREED, agreement, decided, then, under

LENIENT, STRICT = build.profile(size={"max_changed_lines": 800}), build.profile(size={"max_changed_lines": 5})
STRICT_TODAY = build.directory(profiles={"default": STRICT})


def size(snapshot: Any, directory: Any = STRICT_TODAY) -> str:
    """The outcome of the standard that became stricter."""
    return next(one.outcome for one in decided(snapshot, directory).judgements if one.standard == "size")


def test_what_became_stricter_since_does_not_count() -> None:
    assert size(under()) == "fail"
    assert size(under(agreement(settings=LENIENT))) == "pass"


def test_what_became_more_lenient_does_not_either() -> None:
    lenient_today = build.directory(profiles={"default": LENIENT})
    assert size(under(agreement(settings=STRICT)), lenient_today) == "fail"


@pytest.mark.parametrize(
    ("record", "body"),
    [
        (agreement(settings=LENIENT), "Agreement: A13\n"),
        (agreement(settings=LENIENT), ""),
        (agreement(settings=LENIENT, team="video"), "Agreement: A12\n"),
        (agreement(settings=LENIENT, service="other"), "Agreement: A12\n"),
        (agreement(settings=LENIENT, act="declined"), "Agreement: A12\n"),
        (agreement(settings=LENIENT, at=build.NOW - timedelta(days=91)), "Agreement: A12\n"),
    ],
    ids=["another number", "not named", "another team", "another service", "declined", "over 90 days"],
)
def test_an_agreement_that_does_not_hold_pins_nothing(record: Any, body: str) -> None:
    assert size(under(record, body=body)) == "fail"


def test_one_made_on_the_pull_request_itself_holds_without_being_named() -> None:
    assert size(under(agreement(settings=LENIENT, place=str(build.PULL)), body="")) == "pass"


def test_what_was_merged_within_the_90_days_stays_judged_so() -> None:
    merged = {"state": "merged", "merged_at": AGREED + timedelta(days=1)}
    later = replace(under(agreement(settings=LENIENT), **merged), at=AGREED + timedelta(days=200))
    assert size(later) == "pass"


def test_home_work_is_under_no_agreement() -> None:
    at_home = under(agreement(settings=LENIENT, team="payments"), author="bea")
    assert size(at_home) == "fail"


def setting(standard: str, strength: Strength = "standard", **options: Any) -> StandardSetting:
    return StandardSetting(standard, strength, tuple(options.items()))


KEPT = (setting("size", max_changed_lines=800), setting("secrets", "floor"), setting("licence", "floor", spdx=("MIT",)))


@pytest.mark.parametrize(
    ("today", "holds"),
    [
        (KEPT, KEPT),
        ((), (KEPT[0],)),
        ((setting("size", max_changed_lines=5),), (KEPT[0],)),
        ((setting("size", "floor", max_changed_lines=5),), (setting("size", "floor", max_changed_lines=5),)),
        ((setting("docs"),), (KEPT[0],)),
        ((setting("docs", "floor"),), (setting("docs", "floor"), KEPT[0])),
        ((setting("secrets"),), (setting("secrets"), KEPT[0])),
        ((setting("licence", "floor", spdx=("ISC",)),), (setting("licence", "floor", spdx=("ISC",)), KEPT[0])),
    ],
    ids=["same", "all gone", "stricter", "now a floor", "new", "new floor", "floor no more", "floor changed"],
)
def test_floors_are_those_of_today(today: tuple[StandardSetting, ...], holds: tuple[StandardSetting, ...]) -> None:
    assert with_floors(KEPT, today) == holds


settings = st.lists(
    st.builds(StandardSetting, st.sampled_from(sorted(STANDARDS)), st.sampled_from(["floor", "standard", "advice"])),
    max_size=6,
    unique_by=lambda one: one.standard,
).map(tuple)


@given(settings, settings)
def test_every_floor_of_today_holds_and_no_standard_twice(
    kept: tuple[StandardSetting, ...], today: tuple[StandardSetting, ...]
) -> None:
    found = with_floors(kept, today)
    names = [one.standard for one in found]
    assert len(set(names)) == len(names)
    assert {one for one in today if one.strength == "floor"} <= set(found)
    assert {one for one in found if one.strength == "floor"} <= set(today)


RICH = (
    setting("complexity", max=7, ratchet=False, cognitive_max=12, languages=(("go", 15),)),
    setting("pattern", "advice", rules=(Rule("no-print", Expression("print"), paths=("src/**",)),)),
    setting("licence", spdx=("MIT", "Apache-2.0"), source=("src/**",)),
    setting("tests", "floor"),
)


def test_settings_are_kept_as_they_are() -> None:
    assert decode(encode(RICH)) == RICH


def test_what_is_not_understood_any_more_is_left_out() -> None:
    kept = encode((*RICH, StandardSetting("no-such"), setting("size", bytes=3), setting("docs", public="a")))
    assert decode(kept) == RICH
    assert decode("") == ()


def test_what_was_kept_and_is_not_understood_is_held_to_as_today() -> None:
    """An upgrade of homebot renames an option: the standard were not looked at for 90 days."""
    renamed = (StandardSetting("size", "standard", (("most_lines", 800),)),)
    assert size(under(agreement(settings=renamed))) == "fail"
    new_since = (setting("secrets"),)
    assert all(one.standard != "size" for one in decided(under(agreement(settings=new_since)), STRICT_TODAY).judgements)


def test_pinned_standards_ask_for_their_facts() -> None:
    coverage = setting("lint")
    pinned = kept_of([agreement(settings=(coverage,))], build.NOW)
    assert wanted(build.directory(), "acme/ledgerd", pinned).any_of("lint")
    assert not wanted(build.directory(), "acme/ledgerd").any_of("lint")
    assert kept_of([agreement(settings=(coverage,))], build.NOW + timedelta(days=90)) == ()
    assert kept_of([then(agreement(settings=(coverage,)), "linked")], build.NOW) == (coverage,)
    assert kept_of([agreement(settings=(coverage,), act="declined")], build.NOW) == ()
