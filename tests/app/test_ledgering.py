"""Merges are recorded as they are heard of, and that is in no certain order."""

from itertools import permutations

import pytest
import sqlalchemy as sa

from homebot.app.credit_explained import contribution
from homebot.app.ledgering import append_merge
from homebot.core.credit.figures import ContributionFigures
from homebot.core.facts import PullId, Snapshot
from homebot.core.recognise import recognise
from homebot.store.engine import writing
from tests import build
from tests.core.credit import facts

DIRECTORY = build.directory(
    services=(
        build.service("ledgerd", "payments", paths=("ledger/**",)),
        build.service("books", "payments", paths=("books/**",)),
    )
)


def pull(number: int, day: int, *paths: str, title: str = "Add it", body: str = "") -> Snapshot:
    return build.snapshot(
        pull=PullId("acme", "ledgerd", number),
        state="merged",
        merged_at=facts.day(day),
        title=title,
        body=body,
        files=tuple(build.file(path) for path in paths),
    )


CHANGE = pull(7, 1, "ledger/a.py", "books/a.py")
REVERT = pull(9, 2, "books/a.py", title='Revert "Add it"', body="Reverts acme/ledgerd#7")
EARLY = pull(5, 0, "ledger/a.py", title='Revert "Add it"', body="Reverts #7")
"""Whoever writes this before #7 is merged has undone nothing of it."""


@pytest.mark.parametrize("order", list(permutations((CHANGE, REVERT, EARLY))))
def test_a_revert_counts_whichever_is_heard_of_first(database: sa.Engine, order: tuple[Snapshot, ...]) -> None:
    with writing(database) as connection:
        for snapshot in (*order, *order):
            append_merge(connection, snapshot, recognise(snapshot, DIRECTORY), DIRECTORY)
        found = contribution(connection, "acme/ledgerd#7")
    assert isinstance(found, ContributionFigures)
    assert {part.service: part.void for part in found.listed.parts} == {"ledgerd": False, "books": True}


def test_who_is_said_to_have_undone_it_did(database: sa.Engine) -> None:
    whole = pull(9, 2, "ledger/a.py", "books/a.py", title='Revert "Add it"', body="Reverts acme/ledgerd#7")
    with writing(database) as connection:
        for snapshot in (EARLY, CHANGE, whole):
            append_merge(connection, snapshot, recognise(snapshot, DIRECTORY), DIRECTORY)
        found = contribution(connection, "acme/ledgerd#7")
    assert isinstance(found, ContributionFigures)
    assert (found.listed.void, found.void_by) == (True, "acme/ledgerd#9")
