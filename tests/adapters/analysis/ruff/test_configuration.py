"""Whose configuration of ruff holds, and what is said of one that it cannot use."""

import pytest

from tests.adapters.analysis.ruff.conftest import Repository
from tests.adapters.analysis.ruff.test_lint import SELECT
from tests.adapters.git.remote import Content


def test_the_base_s_configuration_holds_and_the_head_s_does_not(repository: Repository) -> None:
    after = {
        b"ruff.toml": b"[lint]\nselect = []\n",
        b"pkg/ruff.toml": b"exclude = ['*']\n",
        b"pkg/a.py": b"import os\n",
    }
    assert repository.found({b"ruff.toml": SELECT}, after) == [("pkg/a.py", 1, "F401")]
    assert repository.found({}, after) == [("pkg/a.py", 1, "F401")]


@pytest.mark.parametrize(
    ("configuration", "path", "codes"),
    [
        ({b"ruff.toml": b"lint.select = ['T201']\n"}, b"a/b.py", ["T201"]),
        ({b".ruff.toml": b"lint.select = ['T201']\n"}, b"a/b.py", ["T201"]),
        ({b"pyproject.toml": b"[tool.ruff.lint]\nselect = ['T201']\n"}, b"a/b.py", ["T201"]),
        ({b"pyproject.toml": b"[tool.other]\nruff = 1\n"}, b"a/b.py", ["F401"]),
        ({b"ruff.toml": b"lint.select = ['T201']\n", b"a/ruff.toml": b"lint.select = ['E501']\n"}, b"a/b.py", ["E501"]),
        (
            {b"conf/base.toml": b"lint.select = ['T201']\n", b"a/ruff.toml": b"extend = '../conf/base.toml'\n"},
            b"a/b.py",
            ["T201"],
        ),
        ({b"ruff.toml": b"lint.select = ['T201']\n[lint.per-file-ignores]\n'a/*' = ['T201']\n"}, b"a/b.py", []),
        ({b"ruff.toml": b"exclude = ['a']\n"}, b"a/b.py", []),
        ({b"ruff.toml": b"include = ['src/**']\n"}, b"a/b.py", []),
        ({b"ruff.toml": b"lint.select = ['T201']\nfix = true\nfix-only = true\n"}, b"a/b.py", ["T201"]),
        ({b"ruff.toml": b"lint.select = ['T201']\noutput-format = 'concise'\n"}, b"a/b.py", ["T201"]),
        ({b"ruff.toml": b"lint.select = ['T201']\ncache-dir = '/nowhere'\n"}, b"a/b.py", ["T201"]),
        ({b"ruff.toml": b"lint.select = ['INP001']\n", b"a/__init__.py": b""}, b"a/b.py", []),
        ({b"ruff.toml": b"lint.select = ['INP001']\n"}, b"a/b.py", ["INP001"]),
        ({b"ruff.toml": b"lint.select = ['T201']\n", b".gitignore": b"a/\n"}, b"a/b.py", ["T201"]),
        ({b"ruff.toml": b"lint.select = ['T201']\n"}, b".github/b.py", ["T201"]),
    ],
)
def test_configuration_is_found_as_ruff_finds_it(
    repository: Repository, configuration: dict[bytes, Content], path: bytes, codes: list[str]
) -> None:
    text = b"import os\n\nprint('" + b"x " * 50 + b"')\n"
    assert [code for _, _, code in repository.found(configuration, {path: text})] == codes


def test_the_project_s_own_modules_are_known(repository: Repository) -> None:
    before = {b"ruff.toml": b"lint.select = ['I001']\n", b"src/ledger/__init__.py": b"", b"src/ledger/close.py": b""}
    text = b"import abc\n\nimport requests\n\nfrom ledger import close\n\nprint(abc, requests, close)\n"
    assert repository.found(before, {b"tests/test_a.py": text}) == []


@pytest.mark.parametrize(
    ("configuration", "words"),
    [
        ({b"ruff.toml": b"nonsense = 1\n"}, ["ruff.toml", "nonsense"]),
        ({b"ruff.toml": b"= 1\n"}, ["ruff.toml"]),
        ({b"pyproject.toml": b"[tool.ruff\n"}, ["pyproject.toml"]),
        ({b"ruff.toml": b"required-version = '>=99'\n"}, [">=99"]),
        ({b"ruff.toml": b"lint.select = ['NOPE1']\n"}, ["NOPE1"]),
        ({b"ruff.toml": b"extend = '/etc/passwd'\n"}, ["/etc/passwd", "not in the repository"]),
        ({b"ruff.toml": b"extend = '~/ruff.toml'\n"}, ["not in the repository"]),
        ({b"ruff.toml": b"extend = '$HOME/ruff.toml'\n"}, ["not in the repository"]),
        ({b"a/ruff.toml": b"extend = '../../../x.toml'\n"}, ["a/ruff.toml", "not in the repository"]),
        ({b"ruff.toml": b"extend = 'missing.toml'\n"}, ["missing.toml"]),
        ({b"ruff.toml": b"# " + b"x" * (1 << 20)}, ["bytes"]),
        (
            {
                b"ruff.toml": b"extend = '0.toml'\n",
                **{b"%d.toml" % n: b"extend = '%d.toml'" % (n + 1) for n in range(30)},
            },
            ["more than 16"],
        ),
    ],
)
def test_a_configuration_that_ruff_cannot_use_is_told(
    repository: Repository, configuration: dict[bytes, Content], words: list[str]
) -> None:
    lint = repository.lint(configuration, {b"a/b.py": b"import os\n"})
    assert lint.found == ()
    assert all(word in (lint.refused or "") for word in words), lint.refused
    assert "homebot-lint-" not in (lint.refused or ""), "no path of this machine"


@pytest.mark.parametrize(
    "configuration", [b"lint.ignore = ['E']", b"lint.select = []", b"lint.per-file-ignores = {'*' = ['ALL']}"]
)
def test_no_configuration_lets_what_is_not_read_pass(repository: Repository, configuration: bytes) -> None:
    lint = repository.lint({b"ruff.toml": configuration}, {b"a.py": b"x = '\xff'\n"})
    assert [error.path for error in lint.errors] == ["a.py"]
