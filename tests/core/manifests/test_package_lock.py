"""npm's lock file as npm 11 wrote it in its three versions."""

import json

import pytest

from tests.core.manifests.reading import golden, problems, read, rows


@pytest.mark.parametrize("folder", ["npm2", "npm3"])
def test_versions_2_and_3_say_what_is_direct(folder: str) -> None:
    found = golden(f"{folder}/package-lock.json")
    assert problems(found) == []
    assert rows(found) == [
        ("npm/%40acme/a", "1.0.0", "1.0.0", "runtime", False, 21),
        ("npm/is-number", "7.0.0", "7.0.0", "development", True, 25),
        ("npm/is-odd", "3.0.1", "3.0.1", "runtime", True, 34),
        ("npm/is-number", "6.0.0", "6.0.0", "runtime", False, 45),
        ("npm/left-pad", "1.3.0", "1.3.0", "runtime", True, 53),
        ("npm/ms", "2.1.2", "2.1.2", "runtime", True, 59),
        ("npm/is-number", "6.0.0", "6.0.0", "runtime", True, 72),
    ]


def test_version_1_knows_what_nothing_else_requires() -> None:
    assert sorted(rows(golden("npm1/package-lock.json"))) == [
        ("npm/%40acme/a", "", "", "runtime", True, 7),
        ("npm/is-number", "6.0.0", "6.0.0", "runtime", False, 14),
        ("npm/is-number", "6.0.0", "6.0.0", "runtime", False, 32),
        ("npm/is-number", "7.0.0", "7.0.0", "development", False, 20),
        ("npm/is-odd", "3.0.1", "3.0.1", "runtime", True, 25),
        ("npm/left-pad", "1.3.0", "1.3.0", "runtime", True, 38),
        ("npm/ms", "2.1.2", "2.1.2", "runtime", False, 42),
    ]


def test_the_strongest_scope_counts() -> None:
    root = {"devDependencies": {"a": "1"}, "dependencies": {"a": "1"}, "optionalDependencies": {"b": "1"}}
    packages = {"": root, "node_modules/a": {"version": "1.0.0", "dev": True}, "node_modules/b": {"version": "1.0.0"}}
    found = read("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages}))
    assert [(row[0], row[3]) for row in rows(found)] == [("npm/a", "runtime"), ("npm/b", "optional")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{}", (1, "it is no lock file of npm: it has no lockfileVersion")),
        ('{"packages": []}', (1, "packages: expected a mapping, found a list")),
        ('{"packages":\n{"node_modules/a": 1}}', (2, "node_modules/a: expected a mapping, found the number 1")),
        ('{"packages": {"node_modules/a":\n{"version": "a b"}}}', (1, '"a b" is no version')),
        (
            '{"dependencies":\n{"a": {"version": "1", "dependencies": 1}}}',
            (2, "dependencies: expected a mapping, found the number 1"),
        ),
        (
            '{"packages": {"node_modules/a": {"link": true, "resolved": []}}}',
            (1, "resolved: expected text, found a list"),
        ),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("package-lock.json", text)) == [problem]


def test_endless_nesting_is_a_problem() -> None:
    text = '{"dependencies": {"a": ' * 5_000 + "1" + "}}" * 5_000
    assert problems(read("package-lock.json", text)) == [(1, "it is nested more than 100 levels deep")]
