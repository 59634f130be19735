"""Which merged pull requests undo an earlier one, and which only say so."""

from typing import Any

import pytest

from homebot.core.credit.events import ContributionMerged
from homebot.core.credit.reverts import voided
from homebot.core.facts import CommitFacts, PullId
from homebot.core.recognise import recognise
from tests import build
from tests.core.credit.ledger import DIRECTORY, merged

KNOWN = (merged(7, merge_oid="7" * 40), merged(8, merge_oid="8" * 40))
REVERT = 'Revert "Change 7"'


def revert(known: tuple[ContributionMerged, ...] = KNOWN, **changes: Any) -> list[str]:
    facts = {"pull": PullId("acme", "ledgerd", 9), "state": "merged", "merged_at": build.NOW, **changes}
    snapshot = build.snapshot(**facts)
    found = voided(snapshot, recognise(snapshot, DIRECTORY), known)
    assert all(one.key == f"voided:{one.of}:by:{one.by}" for one in found)
    return [one.of for one in found]


def commit(message: str) -> tuple[CommitFacts, ...]:
    return (CommitFacts("f" * 40, "a@x", "a@x", message),)


@pytest.mark.parametrize(
    ("changes", "undone"),
    [
        ({"title": REVERT, "body": "Reverts acme/ledgerd#7"}, ["acme/ledgerd#7"]),
        ({"title": REVERT, "body": "Reverts #7\r\n\r\nit broke"}, ["acme/ledgerd#7"]),
        ({"title": REVERT, "body": "Reverts Acme/Ledgerd#7.\nReverts #8"}, ["acme/ledgerd#7", "acme/ledgerd#8"]),
        ({"commits": commit(f"Undo\n\nThis reverts commit {'8' * 40}.")}, ["acme/ledgerd#8"]),
        ({"body": f"This reverts commit {'7' * 40}."}, ["acme/ledgerd#7"]),
        # What git writes of a merge commit, and GitHub's button in the commit of its pull request.
        (
            {
                "commits": commit(
                    f'Revert "x"\n\nThis reverts commit {"8" * 40}, reversing\nchanges made to {"1" * 40}.'
                )
            },
            ["acme/ledgerd#8"],
        ),
    ],
)
def test_githubs_and_gits_words_are_understood(changes: dict[str, Any], undone: list[str]) -> None:
    assert revert(**changes) == undone


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Tidy up", "body": "Reverts #7"},
        {"title": 'Reapply "Change 7"', "body": "Reverts acme/ledgerd#7"},
        {"title": REVERT, "body": "It Reverts #7"},
        {"title": REVERT, "body": "Reverts acme/other#7"},
        {"title": REVERT, "body": "Reverts #70"},
        {"commits": commit(f"This reverts commit {'7' * 12}.")},
        {"commits": commit(f"not: This reverts commit {'7' * 40}.")},
        {"title": REVERT, "body": "Reverts #7", "state": "closed", "merged_at": None},
        {"title": REVERT, "body": "Reverts #7", "base_ref": "release-1"},
        {"title": REVERT, "body": "Reverts #7", "pull": PullId("acme", "till", 9)},
        {"title": REVERT, "body": "Reverts #9", "known": (merged(9),)},
        {"title": REVERT, "body": "Reverts #7", "known": (merged(7, on="2026-11-24"),)},
        {"title": REVERT, "body": "Reverts #7", "known": (merged(7, parts=()),)},
    ],
)
def test_words_alone_undo_nothing(changes: dict[str, Any]) -> None:
    assert revert(**changes) == []
