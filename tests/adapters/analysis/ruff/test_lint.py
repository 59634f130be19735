"""ruff over real commits: what is new, and what a stranger cannot do."""

import os
from pathlib import Path

import psutil
import pytest

from homebot.adapters.analysis.ruff.ruff import Budget
from tests.adapters.analysis.ruff.conftest import Repository
from tests.adapters.git.remote import Content

SELECT = b'[lint]\nselect = ["F401", "E501", "I001", "T201", "S105"]\n'
LONG = b"x = '" + b"y" * 100 + b"'\n"


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
