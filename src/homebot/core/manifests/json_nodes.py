"""JSON as nodes with places, as YAML is read: `json` says whether it is JSON, and knows no places itself."""

import json
import re

from homebot.core.directory import Place
from homebot.core.manifests.found import text_of
from homebot.core.manifests.manifest import Problem
from homebot.core.nodes import Kind, Node

MOST_DEPTH = 100
MOST_NODES = 3_000_000

# Possessive, so that a long string needs no memory to go back.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*"|[\[\]{}]|[^\s"\[\]{},:]+|\n')
_WORDS: dict[str, Kind] = {"null": "nothing", "true": "boolean", "false": "boolean"}


def read(data: bytes) -> Node | Problem:
    """The root of the document. Keys that are there twice are kept, for whoever reads it to say so."""
    text = text_of(data)
    if isinstance(text, Problem):
        return text
    try:
        json.loads(text, parse_int=len, parse_float=len)
    except json.JSONDecodeError as error:
        return Problem(f"it is not JSON: {error.msg}", error.lineno, error.colno)
    except RecursionError:
        return Problem(f"it is nested more than {MOST_DEPTH} levels deep", 1)
    return _built(text)


def _built(text: str) -> Node | Problem:
    """The tree of what is known to be JSON, without recursion."""
    line, start, count = 1, 0, 0
    open_: list[tuple[Place, list[Node]]] = [(Place("", 1), [])]
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark == "\n":
            line, start = line + 1, token.end()
            continue
        if mark in "]}":
            place, children = open_.pop()
            open_[-1][1].append(_closed(mark, place, children))
            continue
        place = Place("", line, token.start() - start + 1)
        count += 1
        if mark in "[{":
            open_.append((place, []))
        else:
            open_[-1][1].append(_scalar(mark, place))
        if len(open_) > MOST_DEPTH + 1:
            return Problem(f"it is nested more than {MOST_DEPTH} levels deep", place.line, place.column)
        if count > MOST_NODES:
            return Problem(f"it has more than {MOST_NODES} values", place.line, place.column)
    return open_[0][1][0]


def _closed(mark: str, place: Place, children: list[Node]) -> Node:
    if mark == "]":
        return Node("list", place, items=tuple(children))
    return Node("mapping", place, pairs=tuple(zip(children[::2], children[1::2], strict=True)))


def _scalar(mark: str, place: Place) -> Node:
    if mark[0] != '"':
        return Node(_WORDS.get(mark, "number"), place, mark)
    text = str(json.loads(mark, strict=False)) if "\\" in mark else mark[1:-1]
    # Half of a character can be escaped in JSON, and nowhere be written.
    return Node("text", place, text.encode("utf-8", "replace").decode() if "\\u" in mark else text)
