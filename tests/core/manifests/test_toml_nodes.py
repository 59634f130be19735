"""TOML as nodes: what tomllib says, with places."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.manifests import toml_nodes
from homebot.core.manifests.manifest import Problem
from homebot.core.nodes import Node
from tests.core.manifests.reading import GOLDEN, place

DOCUMENT = """\
title = "x \\u00e9" # "comment"
b.c."d e" = [1, 2.5, 1979-05-27 07:32:00, {x = [], "y" = {}}, '''
it"s [not] = a #table''', \"\"\"a\\
   b\"\"\"\"]
[[package]]
name = 'a'
deps = [
  "x", # hi ]
  {name = "y", v.w = [1, 2.0]},
]
[package.meta]
z = true
[[package]]
name = "b"
[x . "y"]
k = ''
[[package.files]]
f = 1
[[package.files]]
f = 0x1F
"""


def plain(node: Node) -> Any:
    if node.kind == "list":
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.pairs} if node.kind == "mapping" else node.text


def same(ours: Any, theirs: Any) -> bool:
    """Whether structure and strings are the same; how a number is written is not compared."""
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and ours.keys() == theirs.keys() and all(same(ours[k], theirs[k]) for k in theirs)
    return bool(ours == theirs) if isinstance(theirs, str) else isinstance(ours, str)


def agrees(text: str) -> bool:
    node = toml_nodes.read(text.encode())
    assert isinstance(node, Node)
    return same(plain(node), tomllib.loads(text))


def test_a_document_is_what_tomllib_says() -> None:
    assert agrees(DOCUMENT)


@pytest.mark.parametrize("path", [*sorted(GOLDEN.rglob("*.toml")), *sorted(GOLDEN.rglob("uv.lock"))])
def test_real_files_are_what_tomllib_says(path: Path) -> None:
    assert agrees(path.read_text("utf-8"))


KEYS = st.sampled_from(["a", "b", '"c d"', "'e.f'", "a.b", "x.y.z"])
SCALARS = st.sampled_from(
    ["1", "-2.5e3", "true", '"a#b"', "'c]d'", '"\\t\\""', "2020-01-01", "1979-05-27T07:32:00Z", '"""m\nn"""', "''"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[\n " + ", # c\n".join(items) + "]")
        | st.lists(inner, max_size=2).map(
            lambda items: "{" + ", ".join(f"k{n} = {i}" for n, i in enumerate(items)) + "}"
        )
    ),
    max_leaves=6,
)
HEADERS = KEYS.map(lambda key: f"[{key}]") | KEYS.map(lambda key: f"[[{key}]]")
LINES = st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}") | HEADERS


@settings(deadline=None, max_examples=300)
@given(st.lists(LINES, max_size=12))
def test_what_tomllib_accepts_is_read_the_same(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert isinstance(toml_nodes.read(text.encode()), Problem)
    else:
        assert agrees(text)


def test_places_are_those_of_the_file() -> None:
    root = toml_nodes.read(DOCUMENT.encode())
    assert isinstance(root, Node)
    package = root.get("package")
    assert package is not None
    first, second = package.items
    name, deps, files = first.get("name"), first.get("deps"), second.get("files")
    assert name is not None
    assert deps is not None
    assert files is not None
    assert [place(node.place) for node in (first, name, *deps.items)] == [(5, 1), (6, 8), (8, 3), (9, 3)]
    assert [place(item.place) for item in files.items] == [(17, 1), (19, 1)]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"[project", 1, "not TOML"),
        (b"a = 1\n\nb = ]", 3, "not TOML"),
        (b"a = 1\na = 2", 2, "not TOML"),
        (b"a = '\xff'", 1, "the byte 0xff is not UTF-8"),
        (b"a = " + b"[" * 8_000, 1, "nested too deeply"),
        (b"a = " + b"[" * 60 + b"]" * 60, 1, "nested more than 50 levels deep"),
        (b"x = 1\n" + b".".join([b"a"] * 60) + b" = 1", 2, "nested more than 50 levels deep"),
        (b"a = " + b"1" * 5_000, 1, "cannot be read"),
        (b"x = 1\na" + b".a" * 100_000, 2, "a line of 200001 bytes"),
    ],
)
def test_what_is_no_toml_says_where(data: bytes, line: int, reason: str) -> None:
    problem = toml_nodes.read(data)
    assert isinstance(problem, Problem)
    assert reason in problem.text
    assert problem.line == line
