"""What is found in real lines: figures, and that nothing of a credential leaves the child."""

import json
import os
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.secrets import secrets
from homebot.adapters.analysis.secrets.secrets import find_secrets
from homebot.adapters.git.added import AddedText, Additions
from homebot.core.found import Secrets
from homebot.store.json import encode
from tests.adapters.analysis.secrets.credentials import KINDS, Planted, planted

CLEAN_LINES = 100_000


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with analysers(2) as started:
        yield started.secrets


def added(texts: Iterable[tuple[str, str]]) -> Additions:
    files = (AddedText(name, tuple(enumerate(text.encode().split(b"\n"), 1))) for name, text in texts)
    return Additions(tuple(files))


def found(children: Children, name: str, text: str) -> list[tuple[int, str]]:
    return [(one.line, one.kind) for one in find_secrets(added([(name, text)]), children).found]


def missed(one: Planted, result: Secrets) -> bool:
    return not any((hit.path, hit.line) == (one.name, one.line) for hit in result.found)


def test_planted_credentials_are_found(children: Children, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = list(planted())
    results = [(one, find_secrets(added([(one.name, one.text)]), children)) for one in corpus]
    lost = [one for one, result in results if missed(one, result)]
    with capsys.disabled():
        kinds = ", ".join(f"{kind} {number}" for kind, number in Counter(one.kind for one in lost).items())
        print(f"\nsecrets: {len(corpus) - len(lost)} of {len(corpus)} credentials of {len(KINDS)} kinds; lost: {kinds}")
    assert len(corpus) >= 100
    assert len(KINDS) >= 20
    assert len(lost) <= len(corpus) * 0.05
    assert all(hit.line == one.line for one, result in results for hit in result.found), "only the line that holds it"


def _clean() -> list[tuple[str, str]]:
    """The first packages of the standard library's and our own tests' environment, each file whole, tests included."""
    standard = Path(sysconfig.get_paths()["stdlib"])
    installed = Path(sysconfig.get_paths()["purelib"])
    folders = [standard / "test", *(installed / name for name in ("requests", "urllib3", "flask", "dbos", "mypy"))]
    folders += [standard / name for name in ("http", "urllib", "email", "unittest", "asyncio", "xml")]
    files = [path for folder in folders for path in sorted(folder.glob("**/*.py"))[:150]]
    return [(str(path), path.read_bytes().decode("utf-8", "replace")) for path in files]


def test_clean_lines_are_left_alone(children: Children, capsys: pytest.CaptureFixture[str]) -> None:
    sources = _clean()
    lines = sum(text.count("\n") for _, text in sources)
    result = find_secrets(added(sources), children)
    with capsys.disabled():
        places = ", ".join(f"{Path(one.path).name}:{one.line} {one.kind}" for one in result.found)
        print(f"\nsecrets: {len(result.found)} findings in {lines:,} clean lines of {len(sources)} files {places}")
    assert lines >= CLEAN_LINES
    assert result.errors == ()
    assert len(result.found) <= 5 * lines // CLEAN_LINES


def test_nothing_of_a_credential_becomes_a_fact(children: Children) -> None:
    corpus = [one for one in planted(7) if one.kind not in ("private key",)]
    stored = encode(find_secrets(added([(one.name, one.text) for one in corpus]), children))
    pieces = {one.secret[start : start + 8] for one in corpus for start in range(len(one.secret) - 8)}
    assert not any(piece in stored for piece in pieces if "PRIVATE" not in piece)
    assert json.loads(stored)["found"]


TOKEN = next(one.secret for one in planted(3) if one.kind == "GitHub ghp")
PASSWORD = next(one.secret for one in planted(3) if one.kind == "hexadecimal")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", f'X = "{TOKEN}"  # pragma: allowlist secret'),
        ("a.py", f'password = "{PASSWORD}"  # pragma: allowlist secret'),
        ("a.py", f'X = connect("{TOKEN}")'),
        ("swagger/a.py", f'X = "{TOKEN}"'),
        ("swagger/a.py", f'password = "{PASSWORD}"'),
        ("yarn.lock", f'X = "{TOKEN}"'),
        ("style.css", f'X = "{TOKEN}"'),
        ("logo.png", TOKEN),
        (".secrets.baseline", TOKEN),
        ("a.py", f"id = '{TOKEN}'"),
        ("a.py", f"password = os.environ.get('PASSWORD', default_password='{PASSWORD}')"),
        ("a.min.js", "x" * 9000 + TOKEN + "y" * 9000),
        ("a.min.js", "x;" * 2040 + f'password="{PASSWORD}"' + "y;" * 9000),
        ("", TOKEN),
        ("a\n\udcff\x00.py", TOKEN),
        ("a.py", f"'\udcff\x00' + '{TOKEN}'"),
    ],
    ids=lambda value: value[:40].encode("ascii", "backslashreplace").decode(),
)
def test_no_comment_name_or_manner_hides_one(children: Children, name: str, line: str) -> None:
    text = AddedText(name, ((1, b"# pragma: allowlist nextline secret"), (2, line.encode("utf-8", "replace"))))
    assert [one.line for one in find_secrets(Additions((text,)), children).found] == [2]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", 'password = "password123"'),
        ("a.py", "password = get_password('x7F9aq2LpZ')"),
        ("a.py", 'token = os.environ["API_TOKEN_2"]'),
        ("a.py", "token = self.next_token2()"),
        ("a.yaml", "password: ${DB_PASSWORD_1}"),
        ("a.yaml", "password: {{ vault.db_1 }}"),
        ("a.yaml", "secretName: ledger-tls-2026"),
        ("a.yaml", "tokens: 1234567890"),
        ("a.py", 'KEY = "AKIAIOSFODNN7EXAMPLE"'),
        ("a.py", 'URL = "https://user:password1@example.com"'),
        ("a.py", 'URL = "postgresql://scott:tiger@localhost/test"'),
        ("a.md", "set `GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`"),
        ("yarn.lock", f'  resolved "https://r/x.tgz#token={PASSWORD}"'),
        ("a.py", f'digest = "{PASSWORD}"'),
        ("a.py", 'password = "correct horse battery staple 1"'),
    ],
)
def test_examples_and_references_are_none(children: Children, name: str, line: str) -> None:
    assert found(children, name, line) == []


@pytest.mark.parametrize(
    "line",
    [
        "://a:" * 400_000,
        "password=" * 200_000,
        "eyJ" * 500_000,
        "aws key key key " * 100_000,
        "x" * 3_000_000,
        "secret" + " " * 500_000 + "=",
        "token[['\"" * 100_000,
        "f(" * 200_000 + ")",
        "-_" * 500_000,
    ],
    ids=lambda line: line[:12],
)
def test_hostile_lines_end_and_cost_their_neighbours_nothing(children: Children, line: str) -> None:
    result = find_secrets(added([("a.py", line), ("b.py", f'X = "{TOKEN}"')]), children)
    assert [one.path for one in result.found] == ["b.py"]
    assert [error for error in result.errors if error.path != "a.py"] == []


def test_what_is_not_reached_in_time_is_an_error(children: Children) -> None:
    result = find_secrets(added([("a.py", TOKEN), ("b.py", TOKEN)]), children, budget_seconds=-1)
    assert result.found == ()
    assert [error.path for error in result.errors] == ["a.py", "b.py"]
    assert "in time" in result.errors[0].reason


def test_files_beyond_the_limit_are_errors(children: Children) -> None:
    result = find_secrets(Additions((), left_out=("z.py",)), children)
    assert [(error.path, "too large" in error.reason) for error in result.errors] == [("z.py", True)]


def test_a_flood_of_findings_is_cut_and_says_so(children: Children) -> None:
    result = find_secrets(added([("a.py", f"{TOKEN}\n" * 40_000)]), children)
    assert len(result.found) == secrets.MOST_FOUND
    assert [(error.path, "more than 1,000" in error.reason) for error in result.errors] == [("a.py", True)]


def test_a_part_that_kills_its_child_costs_only_itself(tmp_path: Path) -> None:
    bomb = tmp_path / "analyser.py"
    bomb.write_text(
        "import json, os\n"
        "def answer(question):\n"
        "    lines = json.loads(question)['lines']\n"
        "    if 'bomb' in str(lines): os.abort()\n"
        "    return json.dumps({'found': [[lines[0][0], 'K']], 'cut': False}).encode()\n"
    )
    long = "x" * 200_000
    with Children(bomb, 1, seconds=120.0) as children:
        result = find_secrets(added([("a.py", f"{long}\n{long}\nbomb\n"), ("b.py", "fine")]), children)
    assert [(one.path, one.line) for one in result.found] == [("a.py", 1), ("b.py", 1)]
    (error,) = result.errors
    assert error.path == "a.py"
    assert error.reason.startswith("from line 3 to 4: its analysis crashed")


def test_nonsense_is_an_error(tmp_path: Path) -> None:
    odd = tmp_path / "analyser.py"
    odd.write_text("def answer(question):\n    return b'{'\n")
    with Children(odd, 1, sys.executable, 120.0) as children:
        (error,) = find_secrets(added([("a.py", "x")]), children).errors
    assert error.reason == "its analysis answered nonsense"
    assert os.path.basename(error.path) == "a.py"
