"""Reasons and days of decisions: what is taken, and the refusal of everything else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.commands.parse import Call, parse
from homebot.core.register.said import MOST_CHARACTERS, Unclear, day, end_of, reason

TODAY = date(2026, 11, 23)


def call(text: str) -> Call:
    (found,) = parse(f"/homebot deviate {text}")
    assert isinstance(found, Call)
    return found


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ('because="the parser is generated"', "the parser is generated"),
        ('because="  the   parser  is generated "', "the parser is generated"),
        ('because="généré par un outil"', "généré par un outil"),
    ],
)
def test_a_reason_is_kept_as_said(said: str, kept: str) -> None:
    assert reason(call(said)) == kept


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "The reason is missing"),
        ('because=""', "The reason is missing"),
        ('because="   "', "The reason is missing"),
        ("because=urgent", "at least 3 words"),
        ('because="urgent fix"', "at least 3 words"),
        ('because="a b c"', "10 characters"),
        ('because="... ... ..."', "at least 3 words"),
        ('because="urgent - - - - - - -"', "at least 3 words"),
        ('because="\u200b\u200b \u200b\u200b\u200b \u200b\u200b\u200b\u200b"', "at least 3 words"),
    ],
)
def test_what_tells_nobody_why_is_refused(said: str, why: str) -> None:
    with pytest.raises(Unclear, match=why):
        reason(call(said))


def test_a_reason_of_another_name() -> None:
    assert reason(call('says="p95 fell by 40 ms"'), "says") == "p95 fell by 40 ms"
    with pytest.raises(Unclear, match="says="):
        reason(call('because="p95 fell by 40 ms"'), "says")


@given(st.text(max_size=2_000))
def test_a_reason_is_on_one_line_and_bounded(text: str) -> None:
    said = Call("deviate", (), (("because", text),), 1, "")
    try:
        found = reason(said)
    except Unclear:
        return
    assert 10 <= len(found) <= MOST_CHARACTERS
    assert len(found.split()) >= 3
    assert "\n" not in found


@pytest.mark.parametrize("ahead", ["2026-11-23", "2026-11-24", "2027-05-22"])
def test_a_day_lasts_until_its_end(ahead: str) -> None:
    found = day(call(f"until={ahead}"), "until", TODAY, 180)
    assert found == end_of(date.fromisoformat(ahead))
    assert found.isoformat() == f"{ahead}T23:59:59+00:00"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "The day is missing: say `until=`"),
        ("until=", "is no date"),
        ("until=soon", "`soon` is no date"),
        ("until=2026-02-30", "is no date"),
        ("until=@gina", "is no date"),
        ("until=2026-11-22", "is past: today is 2026-11-23"),
        ("until=0001-01-01", "is past"),
        ("until=2027-05-23", "more than 180 days ahead. Name a day up to 2027-05-22"),
        ("until=9999-12-31", "more than 180 days ahead"),
    ],
)
def test_a_day_that_cannot_be_meant(said: str, why: str) -> None:
    with pytest.raises(Unclear) as refusal:
        day(call(said), "until", TODAY, 180)
    assert why in str(refusal.value)
