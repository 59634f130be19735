"""Which files are manifests, and which packages a stranger's manifest names."""

import pytest

from homebot.core.manifests import format_of
from tests.core.manifests.reading import read


def names(path: str, data: bytes) -> set[str]:
    return {package.removeprefix("pkg:pypi/") for package in read(path, data).packages}


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
