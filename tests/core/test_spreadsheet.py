"""CSV that a spreadsheet takes for text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.spreadsheet import LONGEST_TEXT, cell, rows

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "\uff1d1"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@given(st.text())
def test_no_cell_begins_a_formula_or_hides_anything(text: str) -> None:
    shown = cell(text)
    assert not shown.startswith(FORMULA)
    assert shown.isprintable()
    assert len(shown) <= LONGEST_TEXT * 10 + 4
    assert next(csv.reader(io.StringIO(rows([[shown, "next"]])))) == [shown, "next"]
