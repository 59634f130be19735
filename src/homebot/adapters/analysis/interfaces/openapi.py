"""What an OpenAPI (or Swagger 2) document promises: operations with their parameters, bodies and responses, and schemas
with their properties. References within the document are followed; others count by what they are written as."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from homebot.core.nodes import Node
from homebot.core.public_surface.items import MAX_NAME

MAX_ITEMS = 20_000
MAX_FACETS = 200_000
MOST_DEPTH = 8
"""Levels of schemas within schemas, and of references to references, that are looked into."""
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_PARAMETER = re.compile(r"\{[^{}]*\}")

Item = dict[str, Any]


def surface(root: Node) -> list[Item]:
    """The items of a document, in order; none where it is another kind of document.

    Raises:
        ValueError: when it promises more than is looked at.
    """
    if root.kind != "mapping" or not (root.get("openapi") or root.get("swagger")):
        return []
    document = _Document(root)
    found: list[Item] = []
    for one in (*document.operations(), *document.schemas()):
        found.append(one)
        if len(found) > MAX_ITEMS:
            raise ValueError(f"it has more than {MAX_ITEMS} operations and schemas")
    return found


def _pairs(node: Node | None) -> Iterable[tuple[Node, Node]]:
    return node.pairs if node is not None and node.kind == "mapping" else ()


def _items(node: Node | None) -> Iterable[Node]:
    return node.items if node is not None and node.kind == "list" else ()


def _text(node: Node | None) -> str:
    return node.text if node is not None and node.is_scalar else ""


class _Document:
    def __init__(self, root: Node) -> None:
        self._root = root
        self._promised = 0
        self._found: dict[str, Node | None] = {}

    def operations(self) -> Iterator[Item]:
        """Each method of each path. What a path's parameter is called matters to nobody who calls it."""
        for path, node in _pairs(self._root.get("paths")):
            item = self._resolved(node)
            shared = tuple(_items(item.get("parameters")))
            for method, operation in _pairs(item):
                if method.text in _METHODS:
                    name = f"{method.text.upper()} {_PARAMETER.sub('{}', path.text)}"
                    yield self._item(name, "operation", method.place.line, self._operation(operation, shared))

    def schemas(self) -> Iterator[Item]:
        """Each schema that has a name."""
        components = self._root.get("components")
        named = components.get("schemas") if components is not None else self._root.get("definitions")
        for name, schema in _pairs(named):
            yield self._item(f"schema {name.text}", "schema", name.place.line, self._schema("", schema, MOST_DEPTH))

    def _item(self, name: str, kind: str, line: int, facets: Iterable[tuple[str, bool]]) -> Item:
        """`facets` are what it promises, and whether a user has to bring it."""
        if len(name) > MAX_NAME:
            raise ValueError(f"line {line}: it has a name of more than {MAX_NAME} characters")
        gives, needs = dict[str, None](), dict[str, None]()
        for facet, needed in facets:
            (needs if needed else gives)[facet] = None
            self._promised += 1
            if self._promised > MAX_FACETS:
                raise ValueError(f"it promises more than {MAX_FACETS} things")
        return {"name": name, "kind": kind, "line": line, "gives": list(gives), "needs": list(needs)}

    def _resolved(self, node: Node, depth: int = MOST_DEPTH) -> Node:
        """What a reference within the document leads to, else the node itself."""
        reference = node.get("$ref") if node.kind == "mapping" else None
        if reference is None or not reference.text.startswith("#/") or depth == 0:
            return node
        if reference.text not in self._found:
            self._found[reference.text] = self._at(reference.text[2:])
        found = self._found[reference.text]
        return node if found is None else self._resolved(found, depth - 1)

    def _at(self, pointer: str) -> Node | None:
        found: Node | None = self._root
        for part in pointer.split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if found is not None and found.kind == "mapping" else None
        return found

    def _operation(self, operation: Node, shared: tuple[Node, ...]) -> Iterator[tuple[str, bool]]:
        if operation.kind != "mapping":
            return
        for parameter in (*shared, *_items(operation.get("parameters"))):
            yield from self._parameter(self._resolved(parameter))
        body = operation.get("requestBody")
        if body is not None:
            body = self._resolved(body)
            yield "request body", _text(body.get("required")) == "true"
            yield from self._contents("request", body)
        for code, response in _pairs(operation.get("responses")):
            response = self._resolved(response)
            yield f"response {code.text}", False
            yield from self._contents(f"response {code.text}", response)

    def _parameter(self, parameter: Node) -> Iterator[tuple[str, bool]]:
        where, name = _text(parameter.get("in")), _text(parameter.get("name"))
        if where == "path":
            return
        what = f"{where} parameter {name}" if name else f"parameter {_text(parameter.get('$ref'))}"
        yield what, False
        if _text(parameter.get("required")) == "true":
            yield what, True
        schema = parameter.get("schema")
        if schema is not None:
            yield from self._schema(what, schema, 1)

    def _contents(self, what: str, of: Node) -> Iterator[tuple[str, bool]]:
        """The bodies of a request or a response: by media type, or Swagger's one."""
        for media, content in _pairs(of.get("content")):
            named = f"{what} as {media.text}"
            yield named, False
            schema = content.get("schema") if content.kind == "mapping" else None
            if schema is not None:
                yield from self._schema(named, schema, MOST_DEPTH)
        schema = of.get("schema")
        if schema is not None:
            yield from self._schema(what, schema, MOST_DEPTH)

    def _schema(self, what: str, schema: Node, depth: int) -> Iterator[tuple[str, bool]]:
        """What a schema says of its values. A named one counts by its name here: it is an item of its own."""
        if schema.kind != "mapping":
            return
        prefix = f"{what}: " if what else ""
        reference, kind = _text(schema.get("$ref")), _kinds(schema.get("type"))
        if reference:
            yield f"{prefix}{reference.rpartition('/')[2]}", False
        elif kind:
            yield f"{prefix}type {kind}", False
        yield from ((f"{prefix}value {_text(value)}", False) for value in _items(schema.get("enum")))
        for name in _items(schema.get("required")):
            yield f"{prefix}{_text(name)} always there", False
            yield f"{prefix}{_text(name)}", True
        if depth:
            yield from self._inside(what, schema, depth - 1)

    def _inside(self, what: str, schema: Node, depth: int) -> Iterator[tuple[str, bool]]:
        for name, inner in _pairs(schema.get("properties")):
            named = f"{what}.{name.text}" if what else name.text
            yield f"property {named}", False
            yield from self._schema(named, inner, depth)
        items = schema.get("items")
        if items is not None:
            yield from self._schema(f"{what}[]", items, depth)
        for word in ("allOf", "oneOf", "anyOf"):
            for inner in _items(schema.get(word)):
                yield from self._schema(what, inner, depth)


def _kinds(node: Node | None) -> str:
    """A type, or several in OpenAPI 3.1, whatever their order."""
    return _text(node) or " or ".join(sorted(_text(one) for one in _items(node)))
