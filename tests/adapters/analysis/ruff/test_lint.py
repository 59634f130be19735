"""ruff over real commits: whose configuration holds, what is new, and what a stranger cannot do."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from homebot.adapters.analysis.ruff.lint import find_lint
from homebot.adapters.analysis.ruff.ruff import Budget, Ruff
from homebot.adapters.git.added import read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch, pull_head
from homebot.core.found import Lint
from tests.adapters.git.remote import Content, Remote

MAIN = "refs/heads/main"
HEAD = "refs/pull/1/head"
SELECT = b'[lint]\nselect = ["F401", "E501", "I001", "T201", "S105"]\n'
LONG = b"x = '" + b"y" * 100 + b"'\n"


class Repository:
    """A repository that is changed once, looked at by `ruff`."""

    def __init__(self, folder: Path, mirror: Mirror) -> None:
        self.remote = Remote(folder / "remote" / "ledgerd.git")
        self.mirror = mirror
        self.ruff = Ruff(2)
        self.budget = 90.0
        self.scratch: Path | None = None

    def lint(self, before: Mapping[bytes, Content], after: Mapping[bytes, Content]) -> Lint:
        base = self.remote.commit(MAIN, before or {b"README": b"\n"})
        head = self.remote.commit(HEAD, after, parent=base)
        self.mirror.fetch(self.remote.url, None, [branch("main", base), pull_head(1, head)])
        files = read_change(self.mirror, base, head).files
        additions = read_additions(self.mirror, base, head, files)
        return find_lint(self.mirror, base, files, additions, self.ruff, self.budget, self.scratch)

    def found(self, before: Mapping[bytes, Content], after: Mapping[bytes, Content]) -> list[tuple[str, int, str]]:
        lint = self.lint(before, after)
        assert (lint.errors, lint.refused) == ((), None)
        return [(one.path, one.line, one.code) for one in lint.found]


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with Mirrors(tmp_path / "mirrors", max_bytes=1 << 30).open("acme", "ledgerd") as mirror:
        yield Repository(tmp_path, mirror)


def test_new_findings_on_added_lines_with_their_places(repository: Repository) -> None:
    before = {b"a.py": b"import os\n\n\ndef f():\n    return 1\n"}
    lint = repository.lint(before, {b"a.py": b"import os\nimport sys\n\n\ndef f():\n    return 1\n"})
    (one,) = lint.found
    assert (one.path, one.line, one.end_line, one.code) == ("a.py", 2, 2, "F401")
    assert one.message == "`sys` imported but unused"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Old findings stay with what they are about.
        ({b"a.py": LONG}, {b"a.py": b"Z = 1\n\n" + LONG}, []),
        ({b"a.py": LONG}, {b"a.py": LONG + b"Z = 1\n" + LONG}, [("a.py", 3, "E501")]),
        ({b"a.py": LONG + b"A = 1\n"}, {b"a.py": b"A = 1\n" + LONG}, []),
        ({b"a.py": LONG}, {b"a.py": b"if A:\n    " + LONG}, []),
        ({b"a.py": LONG}, {b"a.py": None, b"sub/b.py": b"Z = 1\n" + LONG}, []),
        ({b"a.py": LONG}, {b"a.py": b"A = 1\n", b"b.py": LONG + LONG}, [("b.py", 2, "E501")]),
        ({b"a.py": LONG}, {b"a.py": LONG, b"b.py": LONG}, [("b.py", 1, "E501")]),
        # Deleting brings nothing.
        ({b"a.py": b"import os\nprint(os)\n"}, {b"a.py": b"import os\n"}, []),
        # A block that reaches over an added line.
        (
            {b"a.py": b"import os\n\nprint(os, re)\n"},
            {b"a.py": b"import os\nimport re, ab\n\nprint(os, re, ab)\n"},
            None,
        ),
        ({}, {b"a.pyi": b"import os\n"}, [("a.pyi", 1, "F401")]),
        ({}, {b"a.txt": b"import os\n", b"b.py": ("120000", b"a.txt"), b"c.py": ("160000", b"1" * 40)}, []),
        ({b".gitattributes": b"gen/** linguist-generated\n"}, {b"gen/a.py": b"import os\n"}, []),
        ({}, {b".gitattributes": b"* linguist-generated\n", b"a.py": b"import os\n"}, [("a.py", 1, "F401")]),
    ],
)
def test_only_what_is_new_is_charged(
    repository: Repository,
    before: dict[bytes, Content],
    after: dict[bytes, Content],
    expected: list[tuple[str, int, str]] | None,
) -> None:
    found = repository.found({b"ruff.toml": SELECT, **before}, after)
    if expected is None:
        assert [(line, code) for _, line, code in found] == [(2, "I001"), (4, "T201")]
    else:
        assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        b"import os  # noqa\n",
        b"import os  # noqa: F401\n",
        b"# ruff: noqa\nimport os\n",
        b"# ruff: noqa: F401\nimport os\n",
        b"# flake8: noqa\nimport os\n",
        b"# ruff: ignore[F401]\nimport os\n",
        b"# ruff: file-ignore[F401]\nimport os\n",
        b"# ruff: disable[F401]\nimport os\n# ruff: enable[F401]\n",
        b"\r\rimport os\r\n",
        b"\xef\xbb\xbfimport os\n",
        b"# -*- coding: latin-1 -*-\nimport os\n",
    ],
)
def test_no_comment_or_encoding_helps(repository: Repository, text: bytes) -> None:
    found = repository.found({}, {b"a.py": text})
    assert [code for _, _, code in found] == ["F401"]
    ((_, line, _),) = found
    assert b"import os" in text.split(b"\n")[line - 1]


def test_lone_carriage_returns_do_not_shift_findings_off_added_lines(repository: Repository) -> None:
    found = repository.found({b"a.py": b"A = 1\nB = 2\n"}, {b"a.py": b"A = 1\n'''\r\r\r\r'''\nimport os\nB = 2\n"})
    assert ("a.py", 3, "F401") in found


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
    ("text", "reason"),
    [
        (b"x = " + b"1+" * 20_000 + b"1\n", "crashed"),
        (b"x = (\n", "cannot be read as Python"),
        (b"print 'two'\n", "cannot be read as Python"),
        (b"x = '\xff'\n", "cannot be read as Python"),
        (b"#" * (1024 * 1024 + 1), "bytes"),
        (b"x = 1\0\n", "binary"),
        (b"import os;" * 90_000, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:12]),
)
def test_a_file_that_ruff_does_not_survive_costs_only_itself(repository: Repository, text: bytes, reason: str) -> None:
    others = {b"n%d.py" % number: b"import os\n" for number in range(5)}
    lint = repository.lint({}, {b"bad.py": text, **others})
    assert lint.refused is None
    assert sorted({one.path for one in lint.found} - {"bad.py"}) == [f"n{number}.py" for number in range(5)]
    assert [error.path for error in lint.errors] == ["bad.py"]
    assert reason in lint.errors[0].reason


@pytest.mark.parametrize(
    "configuration", [b"lint.ignore = ['E']", b"lint.select = []", b"lint.per-file-ignores = {'*' = ['ALL']}"]
)
def test_no_configuration_lets_what_is_not_read_pass(repository: Repository, configuration: bytes) -> None:
    lint = repository.lint({b"ruff.toml": configuration}, {b"a.py": b"x = '\xff'\n"})
    assert [error.path for error in lint.errors] == ["a.py"]


def test_several_culprits_are_told_apart(repository: Repository) -> None:
    deep = b"x = " + b"1+" * 20_000 + b"1\n"
    files: dict[bytes, Content] = {b"f%02d.py" % number: b"import os\n" for number in range(12)}
    lint = repository.lint({}, {**files, b"f03.py": deep, b"f10.py": deep})
    assert [error.path for error in lint.errors] == ["f03.py", "f10.py"]
    assert len(lint.found) == 10


def test_a_base_that_ruff_does_not_survive_is_an_error_of_that_file(repository: Repository) -> None:
    deep = b"x = " + b"1+" * 20_000 + b"1\n"
    before = {b"a.py": deep, b"b.py": b"x = 1\n", b"c.py": b"#" * (1024 * 1024 + 1)}
    lint = repository.lint(before, dict.fromkeys(before, b"import os\n"))
    assert [one.path for one in lint.found] == ["b.py"]
    assert [(error.path, "at the base" in error.reason) for error in lint.errors] == [("a.py", True), ("c.py", True)]


def test_a_base_that_cannot_be_read_forgives_nothing(repository: Repository) -> None:
    assert repository.found({b"a.py": b"print 'two'\n"}, {b"a.py": b"import os\n"}) == [("a.py", 1, "F401")]


@pytest.mark.parametrize(
    "name",
    [
        b"--fix.py",
        b"-",
        b"@args.py",
        b"a b.py",
        b"a\nb.py",
        b"\xff\xfe.py",
        b"[x]*?.py",
        "ü\u202e.py".encode(),
        b"\\..\\x.py",
        b"d/" * 60 + b"x.py",
        b"x" * 252 + b".py",
    ],
)
def test_names_of_any_bytes(repository: Repository, name: bytes) -> None:
    found = repository.found({}, {name: b"import os\n", b"b.py": b"import os\n"})
    expected = 2 if name.endswith(b".py") else 1
    assert len(found) == expected


@pytest.mark.parametrize(
    ("before", "name", "reason"),
    [
        ({b"ruff.toml": b""}, b"ruff.toml/a.py", "taken by another file"),
        ({}, b"d/" * 2000 + b"a.py", "too long"),
    ],
)
def test_names_that_no_file_can_have_here_are_errors(
    repository: Repository, before: dict[bytes, Content], name: bytes, reason: str
) -> None:
    gone: dict[bytes, Content] = dict.fromkeys(before)
    lint = repository.lint(before, {**gone, name: b"import os\n", b"b.py": b"import os\n"})
    assert [one.path for one in lint.found] == ["b.py"]
    (error,) = lint.errors
    assert (error.path, reason in error.reason) == (name.decode(), True)


def test_what_is_not_reached_in_time_is_an_error(repository: Repository) -> None:
    repository.budget = -1
    lint = repository.lint({}, {b"a.py": b"import os\n"})
    assert [(error.path, error.reason) for error in lint.errors] == [("a.py", "ruff did not get to it in time")]


def command_of(child: psutil.Process) -> str:
    try:
        return " ".join(child.cmdline())
    except psutil.NoSuchProcess:  # another's, that ended between the listing and the look
        return ""


def test_a_run_that_takes_too_long_is_an_error_and_leaves_nothing(repository: Repository) -> None:
    repository.budget = 0.001
    lint = repository.lint({}, {b"a.py": b"import os\n", b"b.py": b"import os\n"})
    assert {error.path for error in lint.errors} == {"a.py", "b.py"}
    assert lint.refused is None
    assert not [child for child in psutil.Process().children() if "ruff" in command_of(child)]


def test_a_hang_leaves_time_for_others() -> None:
    """Each run has half of what is left of its question's time, and the last second whole."""
    assert [Budget(left).share for left in (10.0, 5.0, 1.5, 0.5)] == [5.0, 2.5, 1.0, 0.5]


def test_a_flood_of_findings_is_cut_and_says_so(repository: Repository) -> None:
    lint = repository.lint({b"ruff.toml": SELECT}, {b"a.py": b"print(1)\n" * 1500})
    assert len(lint.found) == 1000
    assert [(error.path, "more than 1,000" in error.reason) for error in lint.errors] == [("a.py", True)]


def test_a_message_quotes_no_strings_of_the_source(repository: Repository) -> None:
    before = {b"ruff.toml": b"lint.select = ['SIM', 'UP', 'C4', 'PT', 'RUF', 'B']\n"}
    value = "q7Zp3kXv9LmW2sTf"
    text = f"if A:\n    b = '{value}'\nelse:\n    b = 'other-{value}'\nc = '{value} %s' % A\nd = dict(a='{value}')\n"
    lint = repository.lint(before, {b"a.py": text.encode()})
    assert lint.found
    assert not [one for one in lint.found if value[:10] in one.message]


def test_ruff_knows_nothing_of_us(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by the environment nor by a configuration further up."""
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "concise")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "ruff").mkdir()
    (tmp_path / "ruff" / "ruff.toml").write_text("lint.select = []\n")
    repository.scratch = tmp_path
    (tmp_path / "ruff.toml").write_text("lint.select = []\n")
    assert repository.found({}, {b"a.py": b"import os\n"}) == [("a.py", 1, "F401")]
    assert not [name for name in os.listdir(tmp_path) if name.startswith("homebot-lint-")]
