"""Agreements that a description names, and the team of whoever wrote it, as GitHub's own page sends lines."""

import pytest

from homebot.core.agreements.named import named
from homebot.core.recognise import away_team


@pytest.mark.parametrize("end", ["\n", "\r\n", " \r\n", ""])
def test_a_line_ends_as_it_ends_on_githubs_page(end: str) -> None:
    assert named(f"Why.{end or chr(10)}Agreement: A12{end}") == (12,)
    assert away_team(f"Team: checkout{end}", ("video", "checkout"), ()) == "checkout"


@pytest.mark.parametrize("text", ["Agreement: A12 or so", "an Agreement: A12", "Agreement: A0", "> Agreement: A12"])
def test_other_lines_name_none(text: str) -> None:
    assert named(text) == ()
