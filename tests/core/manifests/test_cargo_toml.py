"""`Cargo.toml`: the crate and what it asks for, by every table."""

import pytest

from tests.core.manifests.reading import problems, provided, read, rows

CRATE = """\
[package]
name = "Acme_shop"
version = "0.3.0"
edition = "2021"

[dependencies]
itoa = "1"
renamed = { package = "semver", version = "=1.0.4" }
maybe = { version = "2.1", optional = true }
shared.workspace = true
here = { path = "../here" }
tagged = { git = "https://github.com/acme/tagged", tag = "v1.2.0" }
[dependencies.long]
version = ">=1.2, <2"

[dev-dependencies]
ryu = "~1.0.5"
[build-dependencies]
cc = "*"
[target.'cfg(windows)'.dependencies]
winapi = "0.3"
[workspace.dependencies]
shared = "9"
"""


def test_a_crate() -> None:
    found = read("Cargo.toml", CRATE)
    assert provided(found) == [("cargo/Acme_shop", "0.3.0", 2)]
    assert rows(found) == [
        ("cargo/itoa", "", "1.0.0", "runtime", True, 7),
        ("cargo/semver", "1.0.4", "1.0.4", "runtime", True, 8),
        ("cargo/maybe", "", "2.1.0", "optional", True, 9),
        ("cargo/shared", "", "", "runtime", True, 10),
        ("cargo/here", "", "", "runtime", True, 11),
        ("cargo/tagged", "v1.2.0", "v1.2.0", "runtime", True, 12),
        ("cargo/long", "", "1.2.0", "runtime", True, 13),
        ("cargo/ryu", "", "1.0.5", "development", True, 17),
        ("cargo/cc", "", "", "build", True, 19),
        ("cargo/winapi", "", "0.3.0", "runtime", True, 21),
    ]
    assert problems(found) == []


def test_a_version_that_the_workspace_gives() -> None:
    found = read("Cargo.toml", '[package]\nname = "a"\nversion.workspace = true')
    assert provided(found) == [("cargo/a", "", 2)]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("package = 1", (1, "package: expected a mapping, found the number 1")),
        ("[dependencies]\na = [1]", (2, "dependencies.a: expected text, found a list")),
        ("[dependencies]\n'a/b' = '1'", (2, '"a/b" is no name of a package')),
        ("[target]\nx = 1", (2, "target.x: expected a mapping, found the number 1")),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("Cargo.toml", text)) == [problem]
