import pytest

from homebot.core.paths import MAX_PATTERN, PathTable, Survey, fault, matches, matches_any


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


def test_a_table_answers_with_value_or_number_for_one_path_or_many() -> None:
    table = PathTable([("src/", "code"), ("*.md", "docs"), ("/src/gen/", None)])
    assert table.match("src/a.py") == "code"
    assert table.match("src/a.md") == "docs"
    assert table.match("Makefile") is None
    assert table.index("src/a.md") == 1
    assert table.index("src/gen/a.md") == 2
    assert table.index("Makefile") is None
    assert table.match_all(["Makefile", "x/src/a", "src/gen/a.md", "a.md"]) == [None, "code", None, "docs"]
    assert table.match_all([]) == []


def test_a_table_without_rules_knows_nothing() -> None:
    assert PathTable[str]([]).match("a/b") is None
    assert PathTable[str]([]).survey(["a/b"]) == Survey((), ())


def test_one_of_many_patterns() -> None:
    assert matches_any(["*.py", "docs/"], "docs/a")
    assert not matches_any(["*.py", "docs/"], "src/a.c")
    assert not matches_any([], "src/a.c")


def test_a_pattern_that_is_too_long_matches_nothing_and_is_said_to_be_at_fault() -> None:
    longest = "a" * MAX_PATTERN
    assert matches(longest, longest)
    assert fault(longest, "gitignore") is None
    assert not matches(longest + "*", longest)
    found = fault(longest + "*", "gitignore")
    assert found is not None
    assert found.message == "the pattern has 1025 characters, at most 1024 are read"


@pytest.mark.parametrize("pattern", ["!a", "[ab]", "#a", "***", "a\\"])
def test_signs_without_a_meaning_are_no_fault_in_our_own_files(pattern: str) -> None:
    assert fault(pattern, "gitignore") is None


def test_rules_that_are_of_no_use_for_a_list_of_paths() -> None:
    rules = ["*", "/gone/", "*.js", "/web/", "/web/old.js", "web/**", "no/such/*.py", "x" * 2000, "/web/*/deep/*.c"]
    paths = ["README.md", "web/a.js", "web/b/c.css", "lib/x.js", "web/b/deep/y.c"]
    assert PathTable([(rule, None) for rule in rules]).survey(paths) == Survey(unmatched=(1, 4, 6, 7), shadowed=(3,))
    assert PathTable([(rule, None) for rule in rules]).survey([]) == Survey(tuple(range(len(rules))), ())


def test_the_same_pattern_twice_leaves_the_first_without_the_last_word() -> None:
    assert PathTable([("/a/", 1), ("/a/", 2)]).survey(["a/b"]) == Survey((), (0,))


def test_what_a_table_remembers_is_bounded_and_forgetting_changes_nothing() -> None:
    rules = [(f"/d{number}/", number) for number in range(50)] + [("*.c", 50)]
    paths = [f"d{number % 60}/{number % 7}/f{number}{'.c' if number % 3 else ''}" for number in range(500)]
    assert PathTable(rules, remembered=10).match_all(paths) == PathTable(rules).match_all(paths)
