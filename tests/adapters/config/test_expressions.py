"""Filters of OWNERS files: what RE2 takes, and that no expression costs much."""

import pytest

from homebot.adapters.config.expressions import LONGEST, expression


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        (r"\.go$", "a/b.go", True),
        (r"\.go$", "a/b.golang", False),
        ("b", "abc", True),
        ("^b", "abc", False),
        ("(?i)README", "docs/readme.md", True),
        (r"\p{Greek}", "\u03b1", True),
        ("a.b", "a\udcffb", True),
        ("", "x", True),
        ("(x+x+)+y", "x" * 4096, False),
        ("(.*)*" * 40 + "y", "x" * 4096, False),
    ],
)
def test_an_expression_is_looked_for_anywhere_in_the_path(pattern: str, path: str, found: bool) -> None:
    search = expression(pattern)
    assert not isinstance(search, str)
    assert search(path) is found


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "missing )"),
        (r"(a)\1", "invalid escape sequence"),
        ("a{1001}", "invalid repetition size"),
        (r"(\pL{0,30}){0,30}x", "pattern too large"),
        ("a" * (LONGEST + 1), f"{LONGEST + 1} characters; at most {LONGEST} are read"),
        ("\ud800", "half a character"),
    ],
)
def test_what_is_no_expression_says_why(pattern: str, reason: str) -> None:
    found = expression(pattern)
    assert isinstance(found, str)
    assert reason in found
