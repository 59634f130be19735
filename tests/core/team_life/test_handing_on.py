"""What is open is handed on by name when a team ends or a service is another's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.directory import Directory, Succession, Temporary
from homebot.core.register.entries import Entry, Kind, Scope
from homebot.core.register.notices import NOTICES
from homebot.core.register.record import Record, after, fold
from homebot.core.register.table import TABLE
from homebot.core.team_life.handing_on import KINDS, handed_on, told
from homebot.core.team_life.nobody import nobody_stands_for
from tests import build

DAY = build.NOW.date()
ENDED = DAY - timedelta(days=1)
STEP = Succession(DAY, "checkout", "till")
BEGINS: dict[Kind, str] = {
    "deviation": "claimed",
    "override": "overridden",
    "agreement": "agreed",
    "claim": "claimed",
    "escalation": "escalated",
}


def catalogue(*steps: Succession, **changes: Any) -> Directory:
    """checkout ended; till and payments are there."""
    teams = (
        build.team("checkout", "alice", until=ENDED, **changes),
        build.team("till", "tess", "tom"),
        build.team("payments", "bob", until=None),
        build.team("core", "cleo"),
    )
    return build.directory(teams=teams, successions=steps, governance_repository="acme/governance")


def record(kind: Kind = "deviation", **changes: Any) -> Record:
    entry = Entry(
        "1", 1, kind, BEGINS[kind], build.NOW, by="alice", place="acme/ledgerd#7", because="a reason there is",
        team="checkout", home="payments", scope=Scope(service="ledgerd"), due=build.NOW + timedelta(days=9),
        people=("alice",), said=(("governance", "acme/governance"), ("repository", "acme/governance")),
    )  # fmt: skip
    return fold([replace(entry, **changes)])


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_goes_to_the_heir_and_stays_what_it_is(kind: Kind) -> None:
    before = record(kind)

    entry = handed_on(before, catalogue(STEP), build.NOW)

    assert entry is not None
    now = after(before, entry)
    people = ("tess",) if kind in ("agreement", "claim") else ("alice",)
    assert (now.state, now.due) == (before.state, before.due)
    assert (now.team, now.home, now.people) == ("till", "payments", people)
    assert len(told(before, entry, catalogue(STEP))) == (0 if kind == "override" else 1)
    assert NOTICES[kind](now, entry, catalogue(STEP)) == ()  # no kind says anything of it besides
    assert (now.fact("from"), entry.because) == ("checkout", f"checkout handed on to till on {DAY}")
    assert handed_on(now, catalogue(STEP), build.NOW) is None


def test_a_service_that_is_handed_on_brings_its_decisions_to_its_new_home() -> None:
    before = record(team="core")

    entry = handed_on(before, catalogue(Succession(DAY, "payments", "till", "ledgerd")), build.NOW)

    assert entry is not None
    now = after(before, entry)
    assert (now.team, now.home, now.people) == ("core", "till", ("alice",))
    assert entry.because == "ledgerd is till's"
    assert told(before, entry, catalogue()) == ()


@given(st.sampled_from([(one.kind, state) for one in TABLE for state in one.before if state]))
def test_whatever_is_handed_on_the_register_takes(of: tuple[Kind, str]) -> None:
    kind, state = of
    if kind not in BEGINS:
        return
    before = replace(record(kind), state=state)

    entry = handed_on(before, catalogue(STEP), build.NOW)

    assert entry is None or after(before, entry).state == state


def test_a_proposal_and_what_was_declined_are_handed_on_too() -> None:
    for act in ("proposed", "declined"):
        entry = handed_on(record("agreement", act=act), catalogue(STEP), build.NOW)
        assert entry is not None
        assert entry.team == "till"


def test_what_is_settled_stays_where_it_is() -> None:
    done = after(record(), Entry("2", 1, "deviation", "rejected", build.NOW))

    assert handed_on(done, catalogue(STEP), build.NOW) is None


def test_without_an_heir_it_is_nobodys_and_stays() -> None:
    assert handed_on(record(), catalogue(), build.NOW) is None


def test_a_temporary_team_is_stood_for_by_its_sponsor() -> None:
    entry = handed_on(record(), catalogue(temporary=Temporary(ENDED, "core")), build.NOW)

    assert entry is not None
    assert entry.team == "core"


def test_the_new_owners_are_told_once_where_it_was_said() -> None:
    before = record("claim")
    entry = handed_on(before, catalogue(STEP), build.NOW)
    assert entry is not None

    (notice,) = told(before, entry, catalogue(STEP))

    assert (notice.repository, notice.number) == ("acme/ledgerd", 7)
    assert notice.body == (
        f"W1 (claim, `open`) was `checkout`'s and is `till`'s now: checkout handed on to till on {DAY}. @tess: it is"
        " yours to see through."
    )


def test_whom_nobody_stands_for_is_said_with_what_mends_it() -> None:
    notice = nobody_stands_for("checkout", [record(), record("claim")], catalogue())

    assert (notice.key, notice.repository) == ("nobody:checkout", "acme/governance")
    assert notice.title == "Nobody stands for checkout, which ended"
    assert notice.body == (
        "`checkout` ended on 2026-11-22 (`org.yaml:5:1`), and nobody is named to stand for what it left open:\n\n"
        "- D1, deviation `open` on `ledgerd`, since 2026-11-23 (`acme/ledgerd#7`)\n"
        "- W1, claim `open` on `ledgerd`, since 2026-11-23 (`acme/ledgerd#7`)\n\n"
        "Name a team in `org.yaml`; homebot hands everything on by itself then.\n\n"
        "```yaml\nsuccession:\n  - {on: 2026-11-23, from: checkout, to: TEAM}\n```"
    )


def test_a_team_that_was_deleted_is_to_be_named_again() -> None:
    notice = nobody_stands_for("gone", [record(place="acme/shop#1")], replace(catalogue(), governance_repository=None))

    assert notice.repository == "acme/shop"
    assert "`gone` is no longer in `org.yaml`" in notice.body
    assert "# and gone itself again, with `until:` its last day" in notice.body
