"""JSON as nodes: what `json` says, with places."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.manifests import json_nodes
from homebot.core.manifests.manifest import Problem
from homebot.core.nodes import Node
from tests.core.manifests.reading import place

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def value(node: Node) -> Any:
    match node.kind:
        case "list":
            return [value(item) for item in node.items]
        case "mapping":
            return {key.text: value(item) for key, item in node.pairs}
        case "text":
            return node.text
        case _:
            return json.loads(node.text)


@settings(deadline=None)
@given(JSON, st.sampled_from([None, 0, 3]), st.booleans())
def test_a_document_is_what_json_says(document: Any, indent: int | None, ascii_only: bool) -> None:
    node = json_nodes.read(json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode())
    assert isinstance(node, Node)
    assert value(node) == document


def test_places_are_those_of_the_file() -> None:
    root = json_nodes.read(b'\xef\xbb\xbf{\n  "a": [1,\n    {"b": "x\\n"}],\n  "b": null, "b": true}')
    assert isinstance(root, Node)
    assert [(key.text, place(key.place), place(item.place)) for key, item in root.pairs] == [
        ("a", (2, 3), (2, 8)),
        ("b", (4, 3), (4, 8)),
        ("b", (4, 14), (4, 19)),
    ]
    assert place(root.pairs[0][1].items[1].pairs[0][1].place) == (3, 11)


@pytest.mark.parametrize(
    ("data", "line", "column", "reason"),
    [
        (b"", 1, 1, "it is not JSON: Expecting value"),
        (b'{\n "a": 1,\n}', 3, 1, "it is not JSON: Expecting property name"),
        (b'{"a": 1}\n{', 2, 1, "it is not JSON: Extra data"),
        (b'{"a": "\xff"}', 1, 8, "the byte 0xff is not UTF-8"),
        (b"[" * 101 + b"]" * 101, 1, 101, "nested more than 100 levels deep"),
        (b"[" * 100_000, 1, 0, "nested more than 100 levels deep"),
    ],
)
def test_what_is_no_json_says_where(data: bytes, line: int, column: int, reason: str) -> None:
    problem = json_nodes.read(data)
    assert isinstance(problem, Problem)
    assert reason in problem.text
    assert (problem.line, problem.column) == (line, column)


def test_half_a_character_cannot_hurt() -> None:
    node = json_nodes.read(b'"\\ud800x"')
    assert isinstance(node, Node)
    node.text.encode()
