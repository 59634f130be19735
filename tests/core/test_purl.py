"""Package URLs in one spelling, compared with the specification's own library."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from homebot.core.purl import canonical, parsed, purl


@pytest.mark.parametrize(
    ("written", "expected", "version"),
    [
        ("pkg:npm/%40acme/x@1.0", "pkg:npm/%40acme/x", "1.0"),
        ("pkg:npm/@acme/x@1.0", "pkg:npm/%40acme/x", "1.0"),
        ("pkg:npm/@acme/x", "pkg:npm/%40acme/x", ""),
        ("PKG:npm/x", None, ""),
        ("pkg:NPM/X@1", "pkg:npm/x", "1"),
        ("pkg://npm/x@1", "pkg:npm/x", "1"),
        ("pkg:pypi/A_b.C@1%2Bx", "pkg:pypi/a-b-c", "1+x"),
        ("pkg:maven/com.acme/A@1?type=jar#x/y", "pkg:maven/com.acme/A", "1"),
        ("pkg:docker/acme/base@1?repository_url=ghcr.io", "pkg:docker/ghcr.io/acme/base", "1"),
        ("pkg:docker/library/python", "pkg:docker/python", ""),
        ("pkg:docker/docker.io/acme/base", "pkg:docker/acme/base", ""),
        ("pkg:golang/github.com/Acme/x/v2@v2.0.1", "pkg:golang/github.com/acme/x/v2", "v2.0.1"),
        ("pkg:github/Acme/X@abc", "pkg:github/acme/x", "abc"),
        ("pkg:npm/a/b", None, ""),
        ("pkg:npm/", None, ""),
        ("pkg:npm/../../x", None, ""),
        ("pkg:maven/x", None, ""),
        ("npm/x", None, ""),
        ("pkg:npm/<script>", None, ""),
        ("", None, ""),
    ],
)
def test_spellings(written: str, expected: str | None, version: str) -> None:
    assert parsed(written)[0] == expected
    assert canonical(written) == expected
    assert expected is None or parsed(written)[1] == version


NAME = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9_-]{0,18}[A-Za-z0-9])?", fullmatch=True)
TYPES = st.sampled_from(["npm", "pypi", "maven", "cargo", "gem", "github", "helm"])


@given(TYPES, NAME, NAME)
def test_names_are_spelt_as_the_specifications_library_does(kind: str, space: str, name: str) -> None:
    namespace = {"npm": f"@{space}", "maven": space, "github": space}.get(kind)
    ours = purl(kind, f"{namespace}/{name}" if namespace else name)
    # npm's scopes are in lower case as its names are; the library leaves them.
    theirs = PackageURL(kind, namespace.lower() if namespace and kind == "npm" else namespace, name)
    # The library turns _ to -, as the specification says; PyPI, by PEP 503, takes rows of them for one as well.
    if kind != "pypi" or "--" not in name.replace("_", "-"):
        assert ours == theirs.to_string()


@given(st.text(max_size=60) | st.from_regex(r"pkg:[a-z]{1,8}/[^\s]{1,40}", fullmatch=True))
def test_no_text_raises_and_a_spelling_stays(text: str) -> None:
    once = canonical(text)
    assert once is None or canonical(once) == once
