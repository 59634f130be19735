"""XML as nodes, within limits and without document types."""

import pytest

from homebot.core.manifests import xml_nodes
from homebot.core.manifests.manifest import Problem
from tests.core.manifests.reading import place


def test_elements_attributes_and_text_with_places() -> None:
    found = xml_nodes.read(b'<x:a xmlns:x="y" id="1">\n <b> hi </b>\n <b/><c><![CDATA[<d>]]></c></x:a>')
    assert not isinstance(found, Problem)
    name, root = found
    assert name == "a"
    assert [(key.text, value.kind, value.text, place(value.place)) for key, value in root.pairs] == [
        ("@x", "text", "y", (1, 1)),
        ("@id", "text", "1", (1, 1)),
        ("b", "text", "hi", (2, 2)),
        ("b", "nothing", "", (3, 2)),
        ("c", "text", "<d>", (3, 6)),
    ]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 1, "no element found"),
        (b"<a>\n</b>", 2, "mismatched tag"),
        (b"<!DOCTYPE a><a/>", 1, "document type"),
        (b"\n<!DOCTYPE a [ <!ENTITY b SYSTEM 'file:///etc/passwd'> ]><a>&b;</a>", 2, "document type"),
        (b"<a>" * 200, 1, "nested more than 100 levels deep"),
        (b"<a>\n" + b"x" * 200_000 + b"</a>", 2, "more than 100000 characters"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', 1, "encoding"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', 1, "encoding"),
        (b"<a>\n\xff</a>", 2, "not well-formed"),
    ],
)
def test_what_is_not_taken_says_where(data: bytes, line: int, reason: str) -> None:
    problem = xml_nodes.read(data)
    assert isinstance(problem, Problem)
    assert reason in problem.text
    assert problem.line == line
