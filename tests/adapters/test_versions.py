"""Versions, each compared as its ecosystem does; what is none is said to be none."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.versions import at_least, in_order, is_version


@pytest.mark.parametrize(
    ("package", "lower", "higher"),
    [
        ("pkg:pypi/x", "1.9", "1.10"),
        ("pkg:pypi/x", "1.2.0rc1", "1.2.0"),
        ("pkg:pypi/x", "1.2.0.dev3", "1.2.0a1"),
        ("pkg:pypi/x", "1.2.0", "1.2.0.post1"),
        ("pkg:pypi/x", "2024.1", "1!1.0"),
        ("pkg:npm/x", "1.2.0-rc.2", "1.2.0-rc.10"),
        ("pkg:npm/x", "1.2.0-rc.10", "v1.2.0"),
        ("pkg:golang/x", "v0.0.0-20200101000000-abcdef123456", "v0.1.0"),
        ("pkg:golang/x", "v1.2.0", "v1.2.1-0.20200101000000-abcdef123456"),
        ("pkg:maven/x/y", "1.0-SNAPSHOT", "1.0"),
        ("pkg:maven/x/y", "1.0-alpha-1", "1.0-beta-1"),
        ("pkg:gem/x", "1.0.0.pre1", "1.0.0"),
        ("pkg:cargo/x", "0.9.9", "0.10.0"),
        ("pkg:nuget/x", "1.2.3-beta", "1.2.3"),
        ("pkg:docker/x", "1.2.0-alpine3.19", "1.10.0-alpine"),
        ("pkg:docker/x", "1.2.0-rc.1", "1.2.0"),
        ("pkg:helm/x", "0.1.0", "0.2.0"),
        ("pkg:githubactions/x/y", "v1.2.0", "v2.0.0"),
        ("pkg:nobody-knows/x", "1.2", "1.10"),
    ],
)
def test_ecosystems_compare_in_their_own_way(package: str, lower: str, higher: str) -> None:
    assert at_least(package, higher, lower) is True
    assert at_least(package, lower, higher) is False
    assert at_least(package, lower, lower) is True
    assert in_order(package, [higher, lower, higher]) == (lower, higher)


@pytest.mark.parametrize(
    ("package", "one", "other"),
    [
        ("pkg:pypi/x", "1.2", "1.2.0"),
        ("pkg:npm/x", "v1.2.0", "1.2.0"),
        ("pkg:golang/x", "v1.2.0+incompatible", "v1.2.0"),
        ("pkg:docker/x", "1.2.0-alpine", "1.2.0-slim"),
    ],
)
def test_some_versions_are_the_same(package: str, one: str, other: str) -> None:
    assert at_least(package, one, other) is True
    assert at_least(package, other, one) is True


@pytest.mark.parametrize("package", ["pkg:pypi/x", "pkg:npm/x", "pkg:maven/x/y", "pkg:golang/x", "pkg:docker/x"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "latest",
        "main",
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        "9" * 30,
        "1." * 80,
        "../1.0",
        "1.0\n2.0",
        "${v}",
    ],
)
def test_what_is_no_version_is_none(package: str, text: str) -> None:
    assert not is_version(package, text)
    assert at_least(package, text, "1.0.0") is None
    assert at_least(package, "1.0.0", text) is None or text == ""


def test_a_release_without_a_number_is_held_by_everything() -> None:
    assert at_least("pkg:pypi/x", "", "") is True
    assert at_least("pkg:pypi/x", "1.0", "") is True


KINDS = st.sampled_from(
    ["pypi", "npm", "maven", "golang", "gem", "cargo", "nuget", "composer", "docker", "deb", "apk", "x"]
)


@given(KINDS, st.text(max_size=120), st.text(max_size=120))
def test_no_text_raises(kind: str, one: str, other: str) -> None:
    assert at_least(f"pkg:{kind}/x", one, other) in (True, False, None)


@given(KINDS, st.lists(st.from_regex(r"v?\d{1,3}(\.\d{1,3}){0,2}(-?(rc|alpha|b)\.?\d)?", fullmatch=True), max_size=6))
def test_the_order_is_one(kind: str, texts: list[str]) -> None:
    package = f"pkg:{kind}/x"
    ordered = in_order(package, texts)
    assert set(ordered) == {text for text in texts if is_version(package, text)}
    assert all(at_least(package, later, earlier) for earlier, later in itertools.pairwise(ordered))
