import fnmatch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.paths import PathTable, matches

SEGMENTS = st.sampled_from(["a", "b", "ab", "*", "a*", "?", "**", "*a*b", "*b*", "a?*"])
PATTERNS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "abc", "aabab"]), min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("pattern", "path", "covers"),
    [
        ("**", "a/b.py", True),
        ("*.py", "a/b/c.py", True),
        ("*.py", "c.pyc", False),
        ("/*.py", "c.py", True),
        ("/*.py", "a/c.py", False),
        ("a/*.py", "a/c.py", True),
        ("a/*.py", "a/b/c.py", False),
        ("a/*.py", "x/a/c.py", False),
        ("a/**/c.py", "a/c.py", True),
        ("a/**/c.py", "a/x/y/c.py", True),
        ("**/c.py", "c.py", True),
        ("a/**", "a/b", True),
        ("a/**", "a", False),
        ("docs", "docs/x/y.md", True),
        ("docs", "a/docs/y.md", True),
        ("docs/", "docs/y.md", True),
        ("docs/", "docs", False),
        ("/docs", "a/docs/y.md", False),
        ("?.py", "a.py", True),
        ("?.py", "ab.py", False),
        ("a.b", "axb", False),
        ("*", ".hidden/file", True),
        ("[ab].py", "a.py", False),
        ("*.py", "a\nb.py", True),
    ],
)
def test_a_pattern_covers_as_gitignore_would(pattern: str, path: str, covers: bool) -> None:
    assert matches(pattern, path) is covers


def covered(pattern: list[str], path: list[str], folder_only: bool) -> bool:
    """The plain reference: segment by segment; what is left of the path lies in the folder that was named."""
    if not pattern:
        return bool(path) or not folder_only
    head, rest = pattern[0], pattern[1:]
    if head == "**":
        if not rest:
            return len(path) > folder_only
        return any(covered(rest, path[skip:], folder_only) for skip in range(len(path) + 1))
    return bool(path) and fnmatch.fnmatchcase(path[0], head) and covered(rest, path[1:], folder_only)


def reference(pattern: str, path: str) -> bool:
    anchored = "/" in pattern.rstrip("/")
    parts = pattern.strip("/").split("/")
    return covered(parts if anchored else ["**", *parts], path.split("/"), pattern.endswith("/"))


@settings(deadline=None)
@given(st.lists(PATTERNS, max_size=5), st.lists(PATHS, min_size=1, max_size=5))
def test_a_table_is_the_last_pattern_that_covers(patterns: list[str], paths: list[str]) -> None:
    table = PathTable(list(zip(patterns, range(len(patterns)), strict=True)))
    for path in (*paths, *paths):
        expected = [number for number, pattern in enumerate(patterns) if reference(pattern, path)]
        assert table.match(path) == (expected[-1] if expected else None)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 40 + "*z", "a" * 400),
        ("*a" * 40 + "z", "a" * 400),
        ("**/a/" * 40 + "z", "a/" * 400 + "y"),
        ("**/*a*/" * 40 + "z", "a/" * 400 + "y"),
        ("**/" * 40 + "x", "a/" * 400 + "y"),
        ("*" * 1000 + "x", "a" * 400),
    ],
)
def test_no_pattern_of_many_stars_explodes(pattern: str, path: str) -> None:
    """Tried in every combination, these would outlast the universe; the time limit is there to end the run."""
    assert not matches(pattern, path)
