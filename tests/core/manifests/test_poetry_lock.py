"""`poetry.lock`: groups of Poetry 2, categories of Poetry 1."""

import pytest

from tests.core.manifests.reading import problems, read, rows

LOCK = """\
[[package]]
name = "certifi"
version = "2024.1.1"
optional = false
groups = ["main"]

[[package]]
name = "HTTPCore"
version = "1.0.9"
optional = false
groups = ["main", "dev"]

[package.dependencies]
Certifi = "*"

[[package]]
name = "pytest"
version = "8.0"
optional = false
groups = ["dev"]

[[package]]
name = "sniffio"
version = "1.3.1"
optional = true
groups = ["main"]

[[package]]
name = "old"
version = "1"
category = "dev"

[metadata]
lock-version = "2.1"
"""


def test_groups_categories_and_what_no_other_package_asks_for() -> None:
    found = read("poetry.lock", LOCK)
    assert problems(found) == []
    assert [(row[0], row[1], *row[3:]) for row in rows(found)] == [
        ("pypi/certifi", "2024.1.1", "runtime", False, 2),
        ("pypi/httpcore", "1.0.9", "runtime", True, 8),
        ("pypi/pytest", "8.0", "development", True, 17),
        ("pypi/sniffio", "1.3.1", "optional", True, 23),
        ("pypi/old", "1", "development", True, 29),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[package]]\nversion = '1'", (1, "a package without a name")),
        ("[[package]]\nname = 'a'\ndependencies = 1", (3, "dependencies: expected a mapping, found the number 1")),
        ("[[package]]\nname = 'a'\ngroups = 1", (3, "groups: expected a list, found the number 1")),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("poetry.lock", text)) == [problem]
