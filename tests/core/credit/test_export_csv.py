"""The books as CSV, and what a spreadsheet makes of it."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from homebot.core.credit.entries import Draft, chained
from homebot.core.credit.export_csv import COLUMNS, to_csv
from tests.core.credit.drafts import DRAFTS, settlement


def rows(*drafts: Draft) -> list[dict[str, str]]:
    """The file as a program reads it."""
    text = "".join(to_csv(chained(drafts)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_there_is_a_row_for_each_line() -> None:
    minted, earned = rows(settlement())
    assert minted | {"hash": ""} == dict(
        zip(
            COLUMNS,
            (
                *("1", "2026Q2:ads:payments", "settlement", "2026Q2", "2026-07-15T04:05:06.000789+00:00", "ads"),
                *("payments", "minted", "ads", "-1000", "carried", "sum", "", ""),
            ),
            strict=True,
        )
    )
    assert (earned["account"], earned["team"], earned["milli_credits"]) == ("earned", "payments", "1000")
    assert len(earned["hash"]) == 64


def test_an_entry_without_lines_has_a_row() -> None:
    (row,) = rows(DRAFTS[3])
    assert (row["key"], row["entry"], row["account"], row["milli_credits"]) == ("close:2026Q3", "close", "", "")


def test_empty_books_have_a_header() -> None:
    assert "".join(to_csv(())) == ",".join(COLUMNS) + "\r\n"


def test_amounts_sum_to_zero() -> None:
    assert sum(int(row["milli_credits"] or 0) for row in rows(*DRAFTS)) == 0


def test_a_formula_is_text() -> None:
    for start in "=+-@\t\r\n'\uff1d":
        (row, _) = rows(settlement(home=f"{start}1+1"))
        assert row["home"].startswith(("'", "\\"))


@given(st.text(max_size=60))
def test_no_text_of_a_stranger_begins_like_a_formula_or_spans_lines(text: str) -> None:
    found = rows(settlement(consumer=text, home=text, because=text, key=text, quarter=text))
    assert len(found) == 2
    for name in ("key", "quarter", "consumer", "home", "team", "because"):
        assert not found[0][name].startswith(
            ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
        )
        assert "\n" not in found[0][name]
