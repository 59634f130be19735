"""What a pull request's comment says of agreements."""

from datetime import timedelta
from typing import Any

import pytest

from homebot.core.agreements.lines import lines
from tests import build
from tests.core.agreements.records import agreement, decided, under

LARGE = (build.file(added=400, deleted=0),)


def told(snapshot: Any) -> str:
    return "\n".join(lines(snapshot, decided(snapshot)))


def test_it_says_as_of_which_day_the_standards_are() -> None:
    assert told(under(agreement())) == (
        "Made under agreement A12 (agreed): `checkout` in `ledgerd`, agreed by `bob` on 2026-11-18."
        " The standards of 2026-11-18 are pinned until 2027-02-16; only floors are those of today."
    )


def test_after_90_days_it_says_that_those_of_today_count() -> None:
    old = agreement(at=build.NOW - timedelta(days=91))
    assert "Its standards of 2026-08-24 held for 90 days; those of today count now." in told(under(old))


def test_of_two_the_first_pins() -> None:
    found = told(under(agreement(), agreement(14), body="Agreement: A12\nAgreement: A14\n"))
    assert "The standards are those of A12." in found


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (agreement(team="video"), "it is with `video`, of which the author is not"),
        (agreement(service="other"), "it is for `other`, which this change does not touch"),
        (agreement(act="declined"), "it is declined"),
        (agreement(13), "there is no such agreement"),
    ],
)
def test_what_counts_for_nothing_is_not_passed_over(record: Any, why: str) -> None:
    assert f"`Agreement: A12` in the description counts for nothing: {why}." in told(under(record))


def test_a_larger_change_without_one_hears_how_to_get_it() -> None:
    found = told(build.snapshot(files=LARGE))
    assert "No agreement covers this change of `ledgerd`" in found
    assert "`/homebot agree`" in found
    assert told(build.snapshot()) == ""
    assert told(build.snapshot(files=LARGE, state="merged", merged_at=build.NOW)) == ""
    assert "No agreement covers" not in told(under(agreement(), files=LARGE))
