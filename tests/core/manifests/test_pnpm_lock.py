"""pnpm's lock file as pnpm 7, 8 and 9 wrote it."""

import pytest

from tests.core.manifests.reading import golden, problems, read, rows


@pytest.mark.parametrize(
    ("folder", "lines"),
    [("pnpm7", (11, 12, 14, 21, 22)), ("pnpm8", (13, 16, 20, 26, 29)), ("pnpm9", (13, 16, 20, 26, 29))],
)
def test_a_workspace_as_pnpm_wrote_it(folder: str, lines: tuple[int, ...]) -> None:
    found = golden(f"{folder}/pnpm-lock.yaml")
    assert problems(found) == []
    assert rows(found) == [
        ("npm/is-odd", "3.0.1", "3.0.1", "runtime", True, lines[0]),
        ("npm/left-pad", "1.3.0", "1.3.0", "runtime", True, lines[1]),
        ("npm/is-number", "7.0.0", "7.0.0", "development", True, lines[2]),
        ("npm/is-number", "6.0.0", "6.0.0", "runtime", True, lines[3]),
        ("npm/ms", "2.1.2", "2.1.2", "runtime", True, lines[4]),
    ]


@pytest.mark.parametrize(
    ("version", "name", "exact"),
    [
        ("1.2.3", "x", "1.2.3"),
        ("1.2.3(react@18.0.0)(vue@3.0.0)", "x", "1.2.3"),
        ("1.2.3_react@18.0.0", "x", "1.2.3"),
        ("/@acme/y@1.2.3(z@1.0.0)", "%40acme/y", "1.2.3"),
        ("'@acme/y@1.2.3'", "%40acme/y", "1.2.3"),
        ("/@acme/y/1.2.3", "%40acme/y", "1.2.3"),
        ("link:../x", "x", ""),
        ("file:../x.tgz", "x", ""),
        ("https://codeload.github.com/acme/x/tar.gz/abcdef", "x", ""),
        ("github.com/acme/x/abcdef", "x", ""),
    ],
)
def test_a_single_project_and_every_way_of_resolving(version: str, name: str, exact: str) -> None:
    text = f"lockfileVersion: '6.0'\ndependencies:\n  x:\n    specifier: '1'\n    version: {version}\n"
    assert rows(read("pnpm-lock.yaml", text)) == [(f"npm/{name}", exact, exact, "runtime", True, 5)]


def test_packages_that_only_others_need() -> None:
    text = "lockfileVersion: '6.0'\npackages:\n  /@acme/a@1.0.0(b@1.0.0):\n    dev: true\n  /b/2.0.0:\n    dev: false\n"
    assert rows(read("pnpm-lock.yaml", text)) == [
        ("npm/%40acme/a", "1.0.0", "1.0.0", "development", False, 3),
        ("npm/b", "2.0.0", "2.0.0", "runtime", False, 5),
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1", 1, "it is no lock file of pnpm"),
        ("- a", 1, "expected a mapping, found a list"),
        ("lockfileVersion: 6\nimporters:\n  .:\n    dependencies: [x]", 4, "expected a mapping, found a list"),
        ("lockfileVersion: 6\ndependencies:\n  x: [1]", 3, "expected text, found a list"),
        ("lockfileVersion: 6\ndependencies:\n  a: 1.0.0\n  a: 2.0.0", 4, "twice"),
        ("lockfileVersion: 6\npackages:\n  what: {}", 3, "is no package of this lock file"),
        ("a: &a [x]\nb: [*a, *c]", 2, "has no anchor before it"),
        ("x: [\n", 2, "not YAML"),
        ("x: !!python/object:os.system {}", 1, "tag"),
        ("[" * 100, 1, "nested more than 32 levels deep"),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, line: int, reason: str) -> None:
    found = problems(read("pnpm-lock.yaml", text))
    assert found[0][0] == line
    assert reason in found[0][1]
