"""`/homebot accept A12`: the home team takes the work over, with its list looked through."""

import pytest

from homebot.core.commands.answer import Answer, World
from homebot.core.register.facts import RegisterFacts
from homebot.core.register.record import Record, after
from homebot.core.warranty.checklist import ITEMS
from tests import build
from tests.core.commands.world import say, world
from tests.core.warranty.agreed import claim, days, entry, in_warranty, live, merged, record

AGREED = record(*in_warranty())
ALL = " ".join(item for item in ITEMS if item != "adr")
CHECKED = record(*in_warranty(checked=ALL))
WHY = 'because="runbook read, alarms tried"'
BOTH = build.directory(
    teams=[
        build.team("payments", "bob", "bea"),
        build.team("checkout", "alice", "al", "bob"),
        build.team("video", "vera"),
    ]
)


def accept(actor: str, *records: Record, words: str = "", known: World | None = None) -> Answer:
    here = known or world(actor)
    here = world(actor, here.directory, now=days(20), register=RegisterFacts(records, 30), evaluated=False)
    return say(f"/homebot accept A12 {words}".strip(), here)


@pytest.mark.parametrize("before", [record(*merged(checked=ALL)), record(*live(checked=ALL)), CHECKED])
def test_with_a_full_list_no_reason_is_asked_for(before: Record) -> None:
    found = accept("bob", before)
    (act,) = found.acts
    assert act.entry is not None
    assert after(before, act.entry).state == "handed-over"
    assert "`payments` maintains the work of `checkout` from now on" in found.reply


def test_what_is_left_is_listed_and_a_reason_takes_it_as_it_is() -> None:
    found = accept("bob", record(*in_warranty(checked="docs tests")))
    assert found.refused
    assert "- ✅ `docs`" in found.reply
    assert "- ⬜ `runbook`" in found.reply
    assert "adr" not in found.reply
    taken = accept("bob", record(*in_warranty(checked="docs tests")), words=WHY)
    (act,) = taken.acts
    assert act.entry is not None
    assert dict(act.entry.said)["unchecked"] == "runbook telemetry flags-removed known-issues"
    assert "taken as it is, without `runbook`" in taken.reply


def test_where_there_is_no_way_back_the_decision_has_its_record() -> None:
    one_way = record(*in_warranty(checked=ALL, door="one-way"))
    found = accept("bob", one_way)
    assert found.refused
    assert "- ⬜ `adr`" in found.reply
    assert not accept("bob", record(*in_warranty(checked=f"{ALL} adr", door="one-way"))).refused


@pytest.mark.parametrize(
    ("actor", "records", "words", "why"),
    [
        ("bea", (CHECKED,), "", "is for an owner of a Home Team"),
        ("alice", (CHECKED,), "", "is for an owner of a Home Team"),
        ("gina", (CHECKED,), "", "is for an owner of a Home Team"),
        ("bob", (CHECKED, record(claim(CHECKED))), "", "W20 is open: end it first"),
        (
            "bob",
            (
                record(
                    *merged()[:2],
                ),
            ),
            "",
            "A12 is in-review; what is merged",
        ),
        ("bob", (after(CHECKED, entry("ended", days(30))),), "", "A12 is handed-over"),
        ("bob", (CHECKED,), "now", "The form is"),
        ("bob", (CHECKED,), 'because="fine"', "tells nobody why"),
        ("bob", (AGREED,), 'because="fine"', "tells nobody why"),
    ],
)
def test_refused(actor: str, records: tuple[Record, ...], words: str, why: str) -> None:
    found = accept(actor, *records, words=words)
    assert found.refused
    assert found.acts == ()
    assert why in found.reply


def test_somebody_of_both_teams_does_not_accept_their_own_work() -> None:
    found = accept("bob", CHECKED, known=world("bob", BOTH))
    assert found.refused
    assert "is of the Away Team, too" in found.reply
