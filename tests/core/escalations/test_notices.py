"""The issue of a question about the roadmap, word for word, and what is said below it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from homebot.core.escalations.clock import reminder
from homebot.core.escalations.lapse import lapse
from homebot.core.escalations.notices import key, notices, of_key
from homebot.core.notices import Notice
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, after, fold
from tests import build
from tests.core.escalations.made import DIRECTORY, GOALS, escalation

MOST = 65_536


def told(record: Record) -> Notice:
    (notice,) = notices(record, record.entries[-1], DIRECTORY)
    return notice


def test_the_issue_has_both_goals_and_says_how_it_ends() -> None:
    notice = told(escalation())

    assert (notice.repository, notice.number, notice.labels) == ("acme/governance", 0, ("roadmap",))
    assert notice.title == "R13: checkout needs a change in ledgerd that payments declined"
    assert notice.body == (
        "`checkout` proposed to change `ledgerd`, which `payments` owns, and was declined (A12, `acme/ledgerd#7`). So"
        " it is a question about the roadmap of both.\n\n"
        "|  | goal |\n| --- | --- |\n"
        "| this change | refunds in `@yen` |\n"
        "| `checkout` (away) | not given; `goals:` in `org.yaml` links them |\n"
        f"| `payments` (home) | `{GOALS}` |\n\n"
        "**Why it matters, by `alice`:** refunds in Japan wait for `<b>this</b> #4`\n\n"
        "@bob, @alice, @dana and @ceo: please decide it together.\n\n"
        "A manager of the two teams or an owner of `payments` gives it an outcome, here or anywhere: `/homebot escalate"
        ' R13 outcome=home-does|away-later|duplicate|declined because="..."`.\n\n'
        "| outcome | means |\n| --- | --- |\n"
        "| `home-does` | the home team does it itself |\n"
        "| `away-later` | the away team does it later: a new agreement begins it |\n"
        "| `duplicate` | the away team builds its own: `/homebot duplicate SERVICE` records that, and it blocks"
        " nothing |\n"
        "| `declined` | it is not done |"
    )


def test_time_brings_it_to_mind_again_and_again_while_it_is_open() -> None:
    record = escalation()
    assert lapse(record, (), build.NOW + timedelta(days=13), DIRECTORY) is None
    for day in (14, 28, 42):
        entry = lapse(record, (), build.NOW + timedelta(days=day), DIRECTORY)
        assert entry is not None
        assert entry.act == "reminded"
        record = after(record, entry)
        assert record.due == build.NOW + timedelta(days=day + 14)
        notice = told(record)
        assert (notice.upon, notice.state, notice.title) == (key(record), "open", "")
        assert notice.body.startswith("R13 is open since 2026-11-23, and has no outcome yet.")
        assert "@" not in notice.body  # they were asked; nobody is called twice
    assert len({entry.key for entry in record.entries}) == 4


def test_closed_without_an_outcome_it_is_opened_again() -> None:
    record = escalation()
    record = after(record, reminder(record, build.NOW, DIRECTORY, "delivery:1"))

    notice = told(record)

    assert (notice.upon, notice.state) == ("escalation:13", "open")
    assert notice.body.startswith("This was closed without an outcome, so R13 is open again")
    later = after(record, reminder(record, build.NOW, DIRECTORY))
    assert told(later).body.startswith("R13 is open since")


@pytest.mark.parametrize("outcome", ["home-does", "away-later", "duplicate", "declined"])
def test_the_outcome_closes_it(outcome: str) -> None:
    notice = told(escalation(outcome))

    assert (notice.upon, notice.state) == ("escalation:13", "closed")
    assert notice.body.startswith(f"**Outcome `{outcome}`:** ")
    assert notice.body.endswith("`dana` decided, because: we do it in spring")


def test_what_is_settled_time_leaves_alone() -> None:
    assert lapse(escalation("declined"), (), build.NOW + timedelta(days=400), DIRECTORY) is None


def test_a_duplication_makes_nothing_known_elsewhere() -> None:
    entry = Entry("1", 1, "duplication", "duplicated", build.NOW, scope=Scope(service="ledgerd"), team="checkout")

    assert notices(fold([entry]), entry, DIRECTORY) == ()


@pytest.mark.parametrize(
    ("text", "expected"), [("escalation:13", 13), ("escalation:", None), ("override:13", None), ("escalation:x", None)]
)
def test_the_issue_is_found_by_its_key(text: str, expected: int | None) -> None:
    assert of_key(text) == expected


def test_the_longest_texts_fit_in_an_issue() -> None:
    long = "<@x> `" * 2000
    entry, many = escalation().entries[0], tuple(f"manager-{number}" for number in range(200))
    said = (("goal", long[:2000]), *entry.said[1:])
    record = fold([replace(entry, because=long[:1000], people=many, said=said)])

    assert len(told(record).body) < MOST
