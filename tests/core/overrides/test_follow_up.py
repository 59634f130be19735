"""What became of an override: who says so, when, and the clock that asks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from homebot.core.overrides.lapse import lapse
from homebot.core.register.record import after, fold
from tests import build
from tests.core.commands.world import say
from tests.core.overrides.records import (
    GOVERNED,
    bypassed,
    decision,
    entry_of,
    known,
    merged,
    overridden,
    then,
)

OVER = build.NOW + timedelta(days=31)
REGRETTED = '/homebot recommend O8 regretted because="two rollbacks in a month"'
PASSED = '/homebot recommend O9 moot because="the branch was reverted at once"'


@pytest.mark.parametrize("outcome", ["held", "regretted", "moot"])
def test_the_bar_raiser_says_what_became_of_it(outcome: str) -> None:
    line = f'/homebot recommend O8 {outcome.upper()} because="two rollbacks in a month"'
    record = then(merged(overridden()), "came-due", days=31)
    answer = say(line, known(record, actor="gina", now=OVER))
    found = after(record, entry_of(answer))
    assert (found.state, found.final, found.due) == (outcome, True, None)
    assert f"**O8** is `{outcome}`" in answer.reply


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('/homebot recommend O8 for because="two rollbacks in a month"', "`held`, `regretted` or `moot`"),
        ('/homebot recommend O8 because="two rollbacks in a month"', "`held`, `regretted` or `moot`"),
        ("/homebot recommend O8 held", "The reason is missing"),
        ('/homebot recommend O8 held because="fine"', "tells nobody why"),
        ('/homebot recommend O8 held because="two quiet months" until=2026-12-01', "`until` says nothing"),
    ],
)
def test_what_is_not_said_well_is_refused_with_the_right_form(line: str, why: str) -> None:
    answer = say(line, known(merged(overridden()), actor="gina", now=OVER))
    assert (answer.refused, answer.acts) == (True, ())
    assert why in answer.reply
    assert "The form is `/homebot recommend O9 held|regretted|moot" in answer.reply


@pytest.mark.parametrize("line", [REGRETTED, PASSED])
def test_a_bar_raiser_of_a_team_that_had_a_part_leaves_it_to_another(line: str) -> None:
    several = replace(GOVERNED, bar_raisers={"architecture": ("gina", "bea", "al")})
    alone = replace(GOVERNED, bar_raisers={"architecture": ("bea",)})
    records = (merged(overridden()), bypassed())
    for actor in ("bea", "al"):
        answer = say(line, known(*records, actor=actor, directory=several, now=OVER))
        assert "in a team that has a part" in answer.reply
    assert not say(line, known(*records, actor="gina", directory=several, now=OVER)).refused
    assert not say(line, known(*records, actor="bea", directory=alone, now=OVER)).refused, "nobody else is left"


@pytest.mark.parametrize("actor", ["bob", "alice", "bea", "dana", "ines", "stranger"])
def test_nobody_else_may(actor: str) -> None:
    directory = replace(GOVERNED, bar_raisers={"architecture": ("gina",), "security": ("ines",)})
    answer = say(REGRETTED, known(merged(overridden()), actor=actor, directory=directory, now=OVER))
    assert (answer.refused, answer.acts) == (True, ())


def test_that_it_held_is_said_on_the_day_and_what_went_wrong_at_once() -> None:
    record = merged(overridden())
    early = known(record, actor="gina", now=build.NOW + timedelta(days=3))
    assert "not before" in say('/homebot recommend O8 held because="two quiet days"', early).reply
    assert not say(REGRETTED, early).refused


def test_nothing_comes_of_what_is_not_merged() -> None:
    assert "not merged yet" in say(REGRETTED, known(overridden(), actor="gina", now=OVER)).reply


def test_what_is_not_merged_by_its_day_falls_once_homebot_would_have_heard_of_it() -> None:
    record = overridden()
    assert record.due is not None
    assert lapse(record, (), record.due + timedelta(days=2), GOVERNED) is None
    entry = lapse(record, (), record.due + timedelta(days=3), GOVERNED)
    assert entry is not None
    found = after(record, entry)
    assert (found.state, entry.because) == ("fallen", "it was not merged by 2026-12-23, the day of its follow-up")


def test_nothing_more_can_be_said_to_what_has_an_outcome() -> None:
    assert "O8 is held" in say(REGRETTED, known(then(merged(overridden()), "held"), actor="gina", now=OVER)).reply


@pytest.mark.parametrize(
    ("actor", "may"),
    [("gina", True), ("dana", True), ("ceo", True), ("root", False), ("alice", False), ("bob", False), ("bea", False)],
)
def test_of_a_merge_past_the_rules_any_bar_raiser_or_manager_who_had_no_part_in_it(actor: str, may: bool) -> None:
    assert say(PASSED, known(bypassed(), actor=actor)).refused is not may


def test_who_merged_does_not_judge_it_whatever_they_are() -> None:
    directory = replace(GOVERNED, bar_raisers={"architecture": ("root",)})
    assert "You have a part" in say(PASSED, known(bypassed(), actor="root", directory=directory)).reply


def test_where_no_bar_raiser_of_the_kind_is_left_a_manager_says_it() -> None:
    directory = replace(GOVERNED, bar_raisers={"security": ("ines",)})
    assert not say(REGRETTED, known(merged(overridden()), actor="dana", directory=directory, now=OVER)).refused
    assert "a manager, as nobody of the kind is left" in (
        say(REGRETTED, known(merged(overridden()), actor="ines", directory=directory, now=OVER)).reply
    )


def test_its_day_comes_once() -> None:
    record = merged(overridden())
    assert record.due is not None
    assert lapse(record, (), record.due - timedelta(seconds=1), GOVERNED) is None
    entry = lapse(record, (), record.due, GOVERNED)
    assert entry is not None
    due = after(record, entry)
    assert (due.state, due.wakes_at) == ("due", None)
    assert lapse(due, (), record.due + timedelta(days=9), GOVERNED) is None
    assert fold([*record.entries, entry]) == due
    assert lapse(then(record, "moot"), (), OVER, GOVERNED) is None


def test_an_override_of_another_decision_is_not_meant() -> None:
    assert say(REGRETTED, known(decision(), actor="gina")).refused
