"""What a pull request's comment says of what was asked, and duplicated, on it."""

from dataclasses import replace

from homebot.core.escalations.lines import lines
from homebot.core.policy import decide
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import fold
from tests import build
from tests.core.escalations.made import DIRECTORY, HERE, escalation

DUPLICATED = Entry(
    "20", 20, "duplication", "duplicated", build.NOW, by="al", place=HERE, because="no <b>Japan</b> there",
    team="checkout", home="payments", scope=Scope(service="ledgerd"),
)  # fmt: skip


def test_what_was_said_here_is_shown_here_alone() -> None:
    elsewhere = replace(escalation(), place="acme/ledgerd#8", number=21)
    snapshot = build.snapshot(decisions=(escalation(), elsewhere, fold([DUPLICATED])))

    found = lines(snapshot, decide(snapshot, DIRECTORY, "1"))

    assert found == [
        "R13: a question about the roadmap of `payments`, asked by `checkout`, open since 2026-11-23: `/homebot"
        ' escalate R13 outcome=home-does|away-later|duplicate|declined because="..."` ends it',
        "U20: `checkout` builds again what `ledgerd` of `payments` does, because: no `<b>Japan</b>` there. It blocks"
        " nothing.",
    ]


def test_an_outcome_is_shown_in_words() -> None:
    snapshot = build.snapshot(decisions=(escalation("home-does"),))

    assert lines(snapshot, decide(snapshot, DIRECTORY, "1")) == [
        "R13: a question about the roadmap of `payments`, asked by `checkout`: `home-does`, the home team"
        " does it itself"
    ]


def test_a_duplication_changes_neither_check() -> None:
    plain = build.snapshot()
    with_it = build.snapshot(decisions=(fold([DUPLICATED]),))

    one, other = (decide(snapshot, DIRECTORY, "1") for snapshot in (plain, with_it))

    assert one == other
