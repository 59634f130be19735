"""What requirements say of versions, compared with those who define them where they are at hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from homebot.core.manifests import bounds
from homebot.core.manifests.bounds import Bound

# What `semver.minVersion` of npm's own semver says of each range; nothing for those that admit 0.0.0.
NPM = [
    ("1.2.3", Bound("1.2.3", "1.2.3")),
    ("=1.2.3", Bound("1.2.3", "1.2.3")),
    ("v1.2.3", Bound("1.2.3", "1.2.3")),
    ("1.2.3-rc.1", Bound("1.2.3-rc.1", "1.2.3-rc.1")),
    ("^1.2.3", Bound("", "1.2.3")),
    ("^1.2", Bound("", "1.2.0")),
    ("^0.0.3", Bound("", "0.0.3")),
    ("^1.2.3-beta.1", Bound("", "1.2.3-beta.1")),
    ("~1.2", Bound("", "1.2.0")),
    ("~>1.2", Bound("", "1.2.0")),
    ("~ 1.2.3", Bound("", "1.2.3")),
    (">=1.2.3 <2", Bound("", "1.2.3")),
    (">= 1.2.3 < 2", Bound("", "1.2.3")),
    ("1.2.3 - 2.0", Bound("", "1.2.3")),
    ("1.2 - 2", Bound("", "1.2.0")),
    ("1.x", Bound("", "1.0.0")),
    ("1.2.*", Bound("", "1.2.0")),
    ("1", Bound("", "1.0.0")),
    ("^1 || ^2", Bound("", "1.0.0")),
    (">=2 || ^1.5", Bound("", "1.5.0")),
    ("1 || *", Bound()),
    ("<1.0.0 || >=2.0.0", Bound()),
    ("<=2.1", Bound()),
    ("*", Bound()),
    ("", Bound()),
    ("latest", Bound()),
]


@pytest.mark.parametrize(("text", "bound"), NPM)
def test_npm(text: str, bound: Bound) -> None:
    assert bounds.npm(text) == bound


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("1.2", Bound("", "1.2.0")),
        ("1.2.3", Bound("", "1.2.3")),
        ("=1.2.3", Bound("1.2.3", "1.2.3")),
        ("=1.2", Bound("", "1.2.0")),
        (">=1.2, <1.5", Bound("", "1.2.0")),
        ("~0.3", Bound("", "0.3.0")),
        ("*", Bound()),
        ("1.*", Bound("", "1.0.0")),
    ],
)
def test_cargo(text: str, bound: Bound) -> None:
    assert bounds.cargo(text) == bound


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("~> 1.2", Bound("", "1.2")),
        (">= 1, < 3", Bound("", "1")),
        ("= 1.2", Bound("1.2", "1.2")),
        ("1.2.rc1", Bound("1.2.rc1", "1.2.rc1")),
        ("< 3", Bound()),
        ("!= 3", Bound()),
    ],
)
def test_gem(text: str, bound: Bound) -> None:
    assert bounds.gem(text) == bound


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("1.2", Bound("1.2", "1.2")),
        ("[1.2]", Bound("1.2", "1.2")),
        ("[1.2,2.0)", Bound("", "1.2")),
        ("(1.2,)", Bound("", "1.2")),
        ("(,1.0],[1.2,)", Bound()),
        ("[1.5,2),[1.2,1.3)", Bound("", "1.2")),
        ("(,2)", Bound()),
        ("", Bound()),
    ],
)
def test_maven(text: str, bound: Bound) -> None:
    assert bounds.maven(text) == bound


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("^1.2", Bound("", "1.2")),
        ("1.2", Bound("1.2", "1.2")),
        ("==1.2.3", Bound("1.2.3", "1.2.3")),
        (">=1,<2", Bound("", "1")),
        ("1.*", Bound("", "1")),
        ("^1 || ^2", Bound("", "1")),
        ("*", Bound()),
    ],
)
def test_poetry(text: str, bound: Bound) -> None:
    assert bounds.poetry(text) == bound


NUMBERS = st.lists(st.integers(0, 12), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
RELEASES = st.tuples(NUMBERS, st.sampled_from(["", "", "rc1", "b2", "a1"])).map("".join)
CLAUSES = st.tuples(st.sampled_from(["==", ">=", ">", "<", "<=", "!=", "~="]), RELEASES).filter(
    lambda clause: clause[0] != "~=" or "." in clause[1]
)


@given(st.lists(CLAUSES.map("".join), max_size=3).map(",".join), RELEASES)
def test_no_version_that_packaging_admits_is_below_the_bound(specifiers: str, version: str) -> None:
    bound = bounds.pep440(specifiers)
    if SpecifierSet(specifiers).contains(version, prereleases=True):
        assert not bound.at_least or Version(bound.at_least) <= Version(version)
        assert not bound.version or Version(bound.version) == Version(version)


@given(RELEASES, RELEASES)
def test_the_order_of_releases_is_packagings(one: str, other: str) -> None:
    first, second = Version(one), Version(other)
    if first != second:
        assert (bounds.order(one) < bounds.order(other)) == (first < second)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.9", "1.10"),
        ("v1.2.3", "v1.2.4"),
        ("1.0.0-beta.2", "1.0.0"),
        ("1.0.0-rc.1", "1.0.0-rc.2"),
        ("0.0b2", "0rc1"),
        ("1.0.dev3", "1.0a1"),
        ("1.0", "1.0.post1"),
        ("1.0", "1.0.1"),
        ("", "0.1"),
    ],
)
def test_the_order_of_other_versions(older: str, newer: str) -> None:
    assert bounds.order(older) < bounds.order(newer)


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    for read in (bounds.pep440, bounds.poetry, bounds.npm, bounds.cargo, bounds.gem, bounds.maven):
        read(text)
    bounds.order(text)
