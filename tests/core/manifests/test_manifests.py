"""Which files are manifests, and which packages a stranger's manifest names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.manifests import format_of, formats
from homebot.core.manifests.manifest import MAX_BYTES, MAX_PACKAGES


def names(path: str, data: bytes) -> set[str]:
    found = format_of(path)
    assert found is not None
    return {package.removeprefix("pkg:pypi/") for package in found.packages(data).packages}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("requirements.txt", "requirements"),
        ("services/ads/requirements-dev.txt", "requirements"),
        ("requirements/base.txt", "requirements"),
        ("lib/requirements/base.txt", "requirements"),
        ("pyproject.toml", "pyproject"),
        ("a/b/pyproject.toml", "pyproject"),
    ],
)
def test_a_manifest_is_known_by_its_name(path: str, name: str) -> None:
    found = format_of(path)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "path", ["my-requirements.txt", "requirements.in", "pyproject.toml.bak", "base.txt", "x.py", ""]
)
def test_other_files_are_none(path: str) -> None:
    assert format_of(path) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("acme-ledgerd-client", {"acme-ledgerd-client"}),
        ("Acme_Ledgerd.Client==1.2", {"acme-ledgerd-client"}),
        ("\ufeffrequests", {"requests"}),
        ("requests[socks, security]>=2,<3 ; python_version > '3.8'", {"requests"}),
        ("requests (>=2)", {"requests"}),
        ("a==1 \\\n  --hash=sha256:abc \\\n  --hash=sha256:def\r\nb", {"a", "b"}),
        ("flask # the door\n#django\n  # sqlalchemy", {"flask"}),
        ("client @ https://example.org/client.whl", {"client"}),
        ("a \\\n# between\nb", {"a", "b"}),
        ("a==1\\", {"a"}),
        ("-r /etc/passwd\n-c other.txt\n-e .\n--index-url https://example.org\n-rfile", set()),
        ("https://example.org/a.whl\ngit+https://example.org/b#egg=b\n./local\n../up.whl\n/abs.whl", set()),
        ("-\n_x\n.a\n<!--\n@team\n\x00", set()),
        ("a b", set()),
    ],
)
def test_requirements_are_named_and_never_followed(line: str, expected: set[str]) -> None:
    assert names("requirements.txt", line.encode()) == expected


PYPROJECT = b"""
[project]
dependencies = ["Acme.Ledgerd_Client>=1", "https://example.org/x.whl", 7]
[project.optional-dependencies]
test = ["pytest"]
[dependency-groups]
dev = ["ruff", {include-group = "test"}]
[tool.poetry.dependencies]
python = "^3.11"
Flask = {version = "*"}
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.docs.dependencies]
sphinx = "*"
"""


def test_every_table_of_a_pyproject_counts() -> None:
    expected = {"acme-ledgerd-client", "pytest", "ruff", "flask", "black", "sphinx"}
    assert names("pyproject.toml", PYPROJECT) == expected


@pytest.mark.parametrize(
    "text", ["", "project = 1", "[project]\ndependencies = 'a'", "[tool]\npoetry = []", "dependency-groups = [1]"]
)
def test_tables_of_another_shape_name_nothing(text: str) -> None:
    assert names("pyproject.toml", text.encode()) == set()


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        ("pyproject.toml", b"[project", "not TOML"),
        ("pyproject.toml", b"a = '\xff'", "not UTF-8"),
        ("pyproject.toml", b"a = " + b"[" * 8_000, "nested too deeply"),
        ("pyproject.toml", b"a = " + b"1" * 5_000, "cannot be read"),
        ("pyproject.toml", b"#" * (MAX_BYTES + 1), "at most"),
        ("pyproject.toml", b"a" + b".a" * 100_000, "a line is longer"),
        ("requirements.txt", b"a\xff", "not UTF-8"),
        ("requirements.txt", b"a" * (MAX_BYTES + 1), "at most"),
        ("requirements.txt", b"\n".join(b"p%d" % n for n in range(MAX_PACKAGES + 1)), "the first"),
    ],
)
def test_what_cannot_be_read_says_why(path: str, data: bytes, reason: str) -> None:
    found = format_of(path)
    assert found is not None
    manifest = found.packages(data)
    assert manifest.problem is not None
    assert reason in manifest.problem
    assert len(manifest.packages) <= MAX_PACKAGES


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_raise(data: bytes) -> None:
    for known in formats():
        for package in known.packages(data).packages:
            assert package.startswith("pkg:pypi/")
            assert package == package.lower()
