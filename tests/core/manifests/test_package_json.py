"""`package.json`: the package itself, what it asks for, in every manner of asking."""

import json

import pytest

from tests.core.manifests.reading import golden, problems, provided, read, rows


@pytest.mark.parametrize(
    ("wanted", "name", "version", "at_least"),
    [
        ("^1.2.3", "x", "", "1.2.3"),
        ("1.2.3", "x", "1.2.3", "1.2.3"),
        ("npm:@acme/y@~1.2", "%40acme/y", "", "1.2.0"),
        ("npm:z", "z", "", ""),
        ("workspace:*", "x", "", ""),
        ("workspace:^1.2.0", "x", "", "1.2.0"),
        ("file:../x", "x", "", ""),
        ("github:acme/x#v1.2.3", "x", "v1.2.3", "v1.2.3"),
        ("github:acme/x#main", "x", "", ""),
        ("git+ssh://git@github.com/acme/x.git#semver:^1.2", "x", "", "1.2.0"),
        ("https://example.org/x-1.2.3.tgz", "x", "", ""),
        ("acme/x#1.2.3", "x", "1.2.3", "1.2.3"),
        ("catalog:", "x", "", ""),
        ("latest", "x", "", ""),
    ],
)
def test_versions(wanted: str, name: str, version: str, at_least: str) -> None:
    manifest = read("package.json", json.dumps({"dependencies": {"x": wanted}}))
    assert rows(manifest) == [(f"npm/{name}", version, at_least, "runtime", True, 1)]


def test_scopes_and_lines() -> None:
    text = """{
  "name": "@Acme/Shop", "version": "1.0.0",
  "dependencies": {"a": "1.0.0",
    "maybe": "2.0.0"},
  "devDependencies": {"b": "1.0.0"},
  "optionalDependencies": {"maybe": "2.0.0"},
  "peerDependencies": {"c": "1.0.0", "d": "1.0.0"},
  "peerDependenciesMeta": {"d": {"optional": true}}
}"""
    manifest = read("package.json", text)
    assert provided(manifest) == [("npm/%40acme/shop", "1.0.0", 2)]
    assert [(row[0], row[3], row[5]) for row in rows(manifest)] == [
        ("npm/a", "runtime", 3),
        ("npm/maybe", "optional", 4),
        ("npm/c", "runtime", 7),
        ("npm/d", "optional", 7),
        ("npm/maybe", "optional", 6),
        ("npm/b", "development", 5),
    ]
    assert problems(manifest) == []


def test_the_golden_file() -> None:
    manifest = golden("npm3/package.json")
    assert provided(manifest) == [("npm/%40acme/shop", "2.1.0", 2)]
    assert [row[0] for row in rows(manifest)] == ["npm/is-odd", "npm/left-pad", "npm/is-number"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", (1, "the file: expected a mapping, found a list")),
        ('{"dependencies": ["a"]}', (1, "dependencies: expected a mapping, found a list")),
        ('{"dependencies": {"a":\n {}}}', (2, "dependencies.a: expected text, found a mapping")),
        ('{"dependencies":\n{"../a": "1"}}', (2, '"../a" is no name of a package')),
        ('{"dependencies": {"@x": "1"}}', (1, '"@x" is no name of a package')),
        ('{"dependencies":\n{"a": "1",\n"a": "2"}}', (3, '"a" is there twice; the last one counts')),
        ("name: x", (1, "it is not JSON: Expecting value")),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("package.json", text)) == [problem]
