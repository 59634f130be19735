"""The entry that closes a quarter."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from homebot.core.credit.closes import Close, close_draft, close_of, digest
from homebot.core.credit.entries import Draft, canonical, drafted
from homebot.core.credit.parameters import Parameters
from tests.core.credit.drafts import settlement
from tests.core.credit.settled_example import TREE

CLOSE = Close("2026Q2", datetime(2026, 7, 15, tzinfo=UTC), 12, "d" * 64, Parameters(used_pool=7), TREE)


def test_it_reads_back_from_the_books() -> None:
    assert close_of(drafted(canonical(close_draft(CLOSE)))) == CLOSE


def test_it_is_named_after_its_quarter_and_has_no_lines() -> None:
    draft = close_draft(CLOSE)
    assert (draft.key, draft.kind, draft.quarter, draft.lines) == ("close:2026Q2", "close", "2026Q2", ())
    assert dict(draft.facts) | {"tree": "", "parameters": ""} == {
        "closed_at": "2026-07-15T00:00:00+00:00",
        "events": "12",
        "events_sha256": "d" * 64,
        "parameters": "",
        "tree": "",
    }


@pytest.mark.parametrize(
    "draft",
    [
        settlement(),
        replace(close_draft(CLOSE), facts=(("events", "x"),)),
        replace(close_draft(CLOSE), facts=(*close_draft(CLOSE).facts, ("tree", "[]"))),
        replace(close_draft(CLOSE), facts=(*close_draft(CLOSE).facts, ("parameters", "{"))),
    ],
)
def test_another_entry_is_refused(draft: Draft) -> None:
    with pytest.raises(ValueError):
        close_of(draft)


def test_the_digest_is_over_lines() -> None:
    assert digest(["a", "b"]) == hashlib.sha256(b"a\nb\n").hexdigest() != digest(["ab"])
