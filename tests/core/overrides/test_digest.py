"""What a manager sees of a month, as golden files; and what nobody sees."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from homebot.core.overrides.digest import LateReviews, MonthFacts, digest
from homebot.core.overrides.months import Month, last_month, month_in
from tests.core.overrides.month import DIRECTORY, OCTOBER, RECORDS, made

HERE = Path(__file__).parent
MONTH = Month(2026, 10)


@pytest.mark.parametrize("entity", ["company", "retail", "media"])
def test_a_month_reads_as_in_its_golden_file(entity: str) -> None:
    golden = HERE / f"digest_{entity}.md"
    found = digest(entity, MONTH, OCTOBER, DIRECTORY) + "\n"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        golden.write_text(found)
    assert found == golden.read_text()


def test_the_month_after_shows_what_became_of_it() -> None:
    november = digest("retail", Month(2026, 11), OCTOBER, DIRECTORY)
    assert "because `@all` callers are ours. Then: **regretted**: two rollbacks." in november
    assert "too late for October" in november
    assert "`A9`" not in november, "handed over the month before"


def test_a_month_without_anything_is_not_told() -> None:
    assert digest("media", Month(2026, 9), OCTOBER, DIRECTORY) == ""
    assert digest("company", MONTH, MonthFacts(reviews=(LateReviews("ledgerd", "payments", 0, 9),)), DIRECTORY) == ""
    assert digest("company", MONTH, MonthFacts(reviews=(LateReviews("ledgerd", "payments", 1, 9),)), DIRECTORY)


def test_no_person_is_named() -> None:
    """Who said it, whose word it was, and who merged are read where it was done."""
    for entity in DIRECTORY.entities:
        text = digest(entity, MONTH, OCTOBER, DIRECTORY)
        assert "somebody" not in text
        assert "gina" not in text


def test_services_and_decisions_are_in_the_order_of_their_names_however_they_come() -> None:
    backwards = MonthFacts(RECORDS, tuple(reversed(OCTOBER.reviews)))
    assert digest("company", MONTH, backwards, DIRECTORY) == digest("company", MONTH, OCTOBER, DIRECTORY)
    rows = [line for line in digest("company", MONTH, OCTOBER, DIRECTORY).splitlines() if line.startswith("| `")]
    assert rows == sorted(rows)


def test_a_long_month_is_cut_with_a_count() -> None:
    many = tuple(made(number, "duplication", "shop", ("duplicated", 10, 1, "for a year")) for number in range(1, 41))
    assert "… and 10 more." in digest("retail", MONTH, MonthFacts(many), DIRECTORY)


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-10", MONTH), ("2026-1", None), ("2026-13", None), ("26-10", None), ("2026-10-01", None), ("", None)],
)
def test_a_month_is_read_by_its_name(text: str, month: Month | None) -> None:
    assert month_in(text) == month
    assert month is None or str(month) == text


@pytest.mark.parametrize(
    ("moment", "name", "ends"),
    [
        (datetime(2026, 11, 1, tzinfo=UTC), "2026-10", datetime(2026, 11, 1, tzinfo=UTC)),
        (datetime(2027, 1, 31, tzinfo=UTC), "2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2026, 3, 31, tzinfo=UTC), "2026-02", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_the_month_before(moment: datetime, name: str, ends: datetime) -> None:
    found = last_month(moment)
    assert (str(found), found.end) == (name, ends)
    assert found.start < found.end <= moment
