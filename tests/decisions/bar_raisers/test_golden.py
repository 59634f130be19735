"""What people read of bar raisers' decisions, word for word; rewritten as in `tests.decisions.test_golden`."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from homebot.core.facts import Observed, RequestEvent, Snapshot
from tests import build
from tests.core.bar_raisers.company import (
    CODE,
    MIGRATION,
    answered,
    company,
    followed,
    migrating,
    plain,
    record,
    silent,
)
from tests.core.bar_raisers.saying import after
from tests.decisions.cases import Case
from tests.decisions.test_golden import shown

HERE = Path(__file__).parent
APPROVED = (build.review("bob"),)
SINCE = build.NOW - timedelta(hours=1)
OBSERVING = company(services=(build.service("ledgerd", "payments", mode="observe"),))
LOWER = 'door=two-way rollback="the old table stays a month" revisit=2026-12-24'


def asked(**changes: object) -> Snapshot:
    snapshot = followed(migrating(**{"reviews": APPROVED, **changes}))
    (one,) = record(snapshot).people
    requests = (RequestEvent(one, "homebot[bot]", False, SINCE),)
    talk = replace(snapshot.conversation, requests=requests, observed=Observed(requested=(one,)))
    return replace(snapshot, conversation=talk)


def newly_asked() -> Case:
    """Nobody is requested on GitHub yet; the home team's approval is missing, too."""
    return Case(followed(migrating(files=(*CODE, MIGRATION, build.file("ledger/auth/keys.py")))), company())


def waiting() -> Case:
    return Case(asked(), company())


def at_home() -> Case:
    return Case(followed(migrating(author="bob", reviews=())), company())


def opposed() -> Case:
    said = "callers cannot roll back, says @bob in #7"
    return Case(answered(asked(), "gina", "against", because=said), company())


def overridden() -> Case:
    """A home owner goes against it."""
    line = '/homebot override B1 because="we can restore it from the copy" follow-up=2026-12-10'
    return Case(after(answered(asked(), "gina", "against"), "bob", line), company())


def recommended() -> Case:
    return Case(answered(asked(), "gina", "for"), company())


def committed() -> Case:
    return Case(answered(asked(), "hugo", "committed"), company())


def succeeded() -> Case:
    return Case(followed(silent(asked(), datetime(2026, 11, 25, 10, tzinfo=UTC))), company())


def nobody_left() -> Case:
    """A one-way door that nobody answered: the owners and managers are named."""
    return Case(followed(migrating(reviews=APPROVED, raiser_loads=(("gina", 2), ("hugo", 2)))), company())


def nobody_left_two_way() -> Case:
    raised = after(plain(reviews=APPROVED), "bob", '/homebot raise architecture because="billing reads these rows"')
    for day in (26, 30):
        raised = silent(followed(raised), datetime(2026, 11, day, 10, tzinfo=UTC))
    return Case(followed(raised), company())


def kept_away() -> Case:
    """A two-way door whose bar raisers others keep busy: it waits all the same."""
    raised = after(plain(reviews=APPROVED), "bob", '/homebot raise architecture because="billing reads these rows"')
    return Case(followed(replace(raised, raiser_loads=(("gina", 2), ("hugo", 2)))), company())


def lowering() -> Case:
    return Case(after(asked(), "gina", f"/homebot raise B1 {LOWER}"), company())


def wordless() -> Case:
    snapshot = asked()
    talk = replace(snapshot.conversation, reviews=(*APPROVED, build.review("hugo", minutes=59)))
    return Case(replace(snapshot, conversation=talk), company())


def observed() -> Case:
    return Case(followed(migrating(), OBSERVING), OBSERVING)


def merged_undecided() -> Case:
    snapshot = asked()
    ended = {"state": "merged", "merged_at": build.NOW, "merged_by": "bob"}
    talk = replace(snapshot.conversation, **ended)  # type: ignore[arg-type]
    return Case(followed(replace(snapshot, conversation=talk)), company())


CASES: dict[str, Callable[[], Case]] = {
    case.__name__: case
    for case in (
        newly_asked, waiting, at_home, opposed, overridden, recommended, committed, succeeded, nobody_left,
        nobody_left_two_way, kept_away, lowering, wordless, observed, merged_undecided,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_pull_request_reads_as_it_was_agreed(name: str) -> None:
    text = shown(CASES[name]())
    file = HERE / f"{name}.md"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in HERE.glob("*.md")} == set(CASES)
