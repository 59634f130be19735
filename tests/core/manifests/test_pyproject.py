"""`pyproject.toml`: every table that names packages, and what is wrong in it."""

import pytest

from tests.core.manifests.reading import names, problems, provided, read, rows

PROJECT = """\
[project]
name = "Acme.Shop"
version = "2.0"
dependencies = [
  "Acme.Ledgerd_Client>=1,<2",  # the books
  "https://example.org/x.whl",
  'flask == 3.0.1 ; python_version > "3"',
]
[project.optional-dependencies]
test = ["pytest", "acme-shop[all]"]
[dependency-groups]
dev = ["ruff~=0.5", {include-group = "test"}]
[build-system]
requires = ["setuptools>=77"]
[tool.uv]
dev-dependencies = ["mypy"]
"""

POETRY = """\
[tool.poetry]
name = "shop"
version = "1.2.0"
[tool.poetry.dependencies]
python = "^3.11"
Flask = {version = "^3.0", optional = true}
exact = "1.2.3"
wild = "2.*"
either = "^1.5 || ^2.0"
any = "*"
here = {path = "../here"}
many = [{version = ">=1", python = "<3.12"}, {version = ">=2", python = ">=3.12"}]
tagged = {git = "https://github.com/acme/tagged", tag = "v1.2.0"}
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.docs.dependencies]
sphinx = "~7.1"
"""


def test_a_project_and_its_tables() -> None:
    manifest = read("pyproject.toml", PROJECT)
    assert provided(manifest) == [("pypi/acme-shop", "2.0", 2)]
    assert rows(manifest) == [
        ("pypi/acme-ledgerd-client", "", "1", "runtime", True, 5),
        ("pypi/flask", "3.0.1", "3.0.1", "runtime", True, 7),
        ("pypi/pytest", "", "", "optional", True, 10),
        ("pypi/ruff", "", "0.5", "development", True, 12),
        ("pypi/setuptools", "", "77", "build", True, 14),
        ("pypi/mypy", "", "", "development", True, 16),
    ]
    assert problems(manifest) == []


def test_poetrys_tables() -> None:
    manifest = read("pyproject.toml", POETRY)
    assert provided(manifest) == [("pypi/shop", "1.2.0", 2)]
    assert rows(manifest) == [
        ("pypi/flask", "", "3.0", "optional", True, 6),
        ("pypi/exact", "1.2.3", "1.2.3", "runtime", True, 7),
        ("pypi/wild", "", "2", "runtime", True, 8),
        ("pypi/either", "", "1.5", "runtime", True, 9),
        ("pypi/any", "", "", "runtime", True, 10),
        ("pypi/here", "", "", "runtime", True, 11),
        ("pypi/many", "", "1", "runtime", True, 12),
        ("pypi/many", "", "2", "runtime", True, 12),
        ("pypi/tagged", "v1.2.0", "v1.2.0", "runtime", True, 13),
        ("pypi/black", "", "", "development", True, 15),
        ("pypi/sphinx", "", "7.1", "development", True, 17),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("project = 1", (1, "project: expected a mapping, found the number 1")),
        ("[project]\ndependencies = 'a'", (2, 'project.dependencies: expected a list, found text "a"')),
        ("[project]\ndependencies = ['a', 7]", (2, "project.dependencies: expected text, found the number 7")),
        ("[project]\ndependencies = ['a b']", (2, '"a b" is no requirement')),
        ("[tool]\npoetry = []", (2, "tool.poetry: expected a mapping, found a list")),
        ("dependency-groups = [1]", (1, "dependency-groups: expected a mapping, found a list")),
        ("[project]\nname = 'a'\ndependencies = ['A>=1']", (3, "pkg:pypi/a depends on itself")),
        ("[project]\nname = '../x'", (2, '"../x" is no name of a package')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("pyproject.toml", text)) == [problem]


def test_the_rest_of_a_file_with_problems_counts() -> None:
    assert names(read("pyproject.toml", "[project]\ndependencies = [7, 'a', '!', 'b']")) == ["a", "b"]
