"""CODEOWNERS to GitHub's letter: what each pattern covers, which rule has the say, and what is refused."""

import pytest

from homebot.core.paths import MAX_PATTERN, PathTable, fault, matches
from tests.core.codeowners_cases import CASES, TABLE, Case

EXAMPLE = [
    ("*", "@global"),
    ("*.js", "@js"),
    ("/build/logs/", "@doctocat"),
    ("docs/*", "docs@example.com"),
    ("apps/", "@octocat"),
    ("/docs/", "@doctocat"),
    ("/scripts/", "@both"),
    ("**/logs", "@octocat"),
    ("/apps/", "@octocat"),
    ("/apps/github", ""),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.pattern} {case.path}")
def test_a_pattern_covers_what_github_says(case: Case) -> None:
    assert matches(case.pattern, case.path, "codeowners") is case.covered


def test_the_table_is_as_long_as_it_should_be_and_says_nothing_twice() -> None:
    assert len(CASES) >= 150
    assert len({(case.pattern, case.path) for case in CASES}) == len(CASES)


def test_every_pattern_at_once_is_as_good_as_one_by_one() -> None:
    """One table of all patterns; each path falls to the last pattern that covers it."""
    patterns = [line.pattern for line in TABLE]
    table = PathTable([(pattern, pattern) for pattern in patterns], "codeowners")
    for path in {case.path for case in CASES}:
        alone = [number for number, pattern in enumerate(patterns) if matches(pattern, path, "codeowners")]
        assert table.index(path) == (alone[-1] if alone else None)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("README.md", "@global"),
        ("web/app.js", "@js"),
        ("build/logs/today.txt", "@octocat"),
        ("build/today.txt", "@global"),
        ("docs/a.md", "@doctocat"),
        ("docs/a/b.js", "@doctocat"),
        ("scripts/x", "@both"),
        ("scripts/logs/x", "@octocat"),
        ("web/apps/x.js", "@octocat"),
        ("apps/x", "@octocat"),
        ("apps/github/x", ""),
        ("apps/github", ""),
    ],
)
def test_the_last_rule_that_matches_has_the_say_and_one_without_owners_takes_them_away(path: str, owner: str) -> None:
    assert PathTable(EXAMPLE, "codeowners").match(path) == owner


def test_a_dialect_is_chosen_and_makes_a_difference() -> None:
    assert not matches("docs/*", "docs/a/b.md", "codeowners")
    assert matches("docs/*", "docs/a/b.md", "gitignore")
    assert matches(r"a\ b", "a b", "codeowners")
    assert matches(r"a\ b", r"a\ b", "gitignore")


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("!*.md", "no negation"),
        (r"\#x", "cannot start with #"),
        ("#x", "cannot start with #"),
        ("*.[ch]", "no character ranges"),
        ("a]", "no character ranges"),
        (r"\[id]", "no character ranges"),
        ("/a/***/b", "three or more stars"),
        ("/a\\", "ends in a backslash"),
        ("a\\\\\\", "ends in a backslash"),
        ("/", "never matches"),
        ("", "never matches"),
        ("a\0b", "null character"),
        ("a" * (MAX_PATTERN + 1), f"{MAX_PATTERN + 1} characters"),
    ],
)
def test_what_github_refuses_is_named(pattern: str, message: str) -> None:
    found = fault(pattern, "codeowners")
    assert found is not None
    assert message in found.message
    assert found.fix


@pytest.mark.parametrize(
    "pattern", ["*", r"a\ b", r"\[id\]", r"a\\", "**", "/a/**/b?", r"\!a", "a!b", "a" * MAX_PATTERN]
)
def test_what_github_takes_is_fine(pattern: str) -> None:
    assert fault(pattern, "codeowners") is None


def test_brackets_stand_for_themselves_when_they_are_asked_all_the_same() -> None:
    """GitHub marks such a line as an error; files like these are written, so a reader that keeps them gets sense."""
    assert matches("/app/[id]/page.tsx", "app/[id]/page.tsx", "codeowners")
    assert not matches("/app/[id]/page.tsx", "app/i/page.tsx", "codeowners")
