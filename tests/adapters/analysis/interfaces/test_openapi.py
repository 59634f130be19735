"""What OpenAPI documents promise, read in the limited child."""

import json

import pytest

from homebot.adapters.analysis.interfaces.reader import InterfaceReader
from homebot.core.public_surface.items import MAX_DOCUMENT
from tests.adapters.analysis.interfaces.breaking import broken, read

WHOLE = """\
openapi: 3.0.3
paths:
  /accounts/{id}:
    parameters:
      - {in: path, name: id, required: true}
      - $ref: '#/components/parameters/Limit'
    get:
      parameters: [{in: query, name: page, required: true, schema: {type: integer}}]
      responses:
        200:
          content:
            application/json: {schema: {$ref: '#/components/schemas/Account'}}
        404: {$ref: '#/components/responses/Missing'}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [cents]
              properties: {cents: {type: integer}, note: {type: string, enum: [a, b]}}
      responses: {default: {description: done}}
components:
  parameters:
    Limit: {in: query, name: limit}
  responses:
    Missing: {description: none such}
  schemas:
    Account:
      type: object
      required: [id]
      properties:
        id: {type: string}
        owner: {type: object, properties: {name: {type: string}}}
        tags: {type: array, items: {type: string}}
"""


def test_a_whole_document(reader: InterfaceReader) -> None:
    found = read(reader, "Y", WHOLE)
    assert found.error is None
    get, post, account = found.items
    assert (get.name, get.kind, get.line) == ("GET /accounts/{}", "operation", 7)
    assert get.gives == (
        "query parameter limit",
        "query parameter page",
        "query parameter page: type integer",
        "response 200",
        "response 200 as application/json",
        "response 200 as application/json: Account",
        "response 404",
    )
    assert get.needs == ("query parameter page",)
    assert (post.name, post.line) == ("POST /accounts/{}", 14)
    assert set(post.needs) == {"request body", "request as application/json: cents"}
    assert "property request as application/json.note" in post.gives
    assert "request as application/json.note: value b" in post.gives
    assert (account.name, account.kind, account.line) == ("schema Account", "schema", 30)
    assert account.gives == (
        "type object",
        "id always there",
        "property id",
        "id: type string",
        "property owner",
        "owner: type object",
        "property owner.name",
        "owner.name: type string",
        "property tags",
        "tags: type array",
        "tags[]: type string",
    )


def test_json_says_the_same_as_yaml(reader: InterfaceReader) -> None:
    text = json.dumps({"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {}}}}}})
    (one,) = read(reader, "J", text).items
    assert read(reader, "Y", text).items == (one,)
    assert (one.name, one.gives) == ("GET /a", ("response 200",))


def test_swagger_two(reader: InterfaceReader) -> None:
    text = """\
swagger: '2.0'
paths:
  /a:
    put:
      parameters: [{in: body, name: it, required: true, schema: {$ref: '#/definitions/It'}}]
      responses: {'200': {schema: {$ref: '#/definitions/It'}}}
definitions: {It: {type: object}}
"""
    put, it = read(reader, "Y", text).items
    assert put.gives == ("body parameter it", "body parameter it: It", "response 200", "response 200: It")
    assert put.needs == ("body parameter it",)
    assert it.name == "schema It"


@pytest.mark.parametrize("text", ["a: 1", "[]", "", "openapi:", "- openapi: 3", "openapi: 3.0.0", "apiVersion: v1"])
def test_other_documents_promise_nothing(reader: InterfaceReader, text: str) -> None:
    found = read(reader, "Y", text)
    assert (found.items, found.error) == ((), None)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{id}", "{account}", []),
        ("name: limit", "name: limit, schema: {type: integer}", []),
        ("        404:", "        500: {description: oh}\n        404:", []),
        ("        tags:", "        more: {type: string}\n        tags:", []),
        ("required: true, schema: {type: integer}", "schema: {type: integer}", []),
        ("  /accounts/{id}:", "  /books/{id}:", [("GET /accounts/{}", "removed"), ("POST /accounts/{}", "removed")]),
        ("    post:", "    put:", [("POST /accounts/{}", "removed")]),
        (
            "        404: {$ref: '#/components/responses/Missing'}\n",
            "",
            [("GET /accounts/{}", "no longer: response 404")],
        ),
        ("name: limit", "name: most", None),
        ("name: limit", "name: limit, required: true", None),
        ("application/json: {schema", "text/plain: {schema", [("GET /accounts/{}", "changed")]),
        ("schemas/Account'", "schemas/Other'", [("GET /accounts/{}", "changed")]),
        ("required: [cents]", "required: [cents, note]", [("POST /accounts/{}", "changed")]),
        ("enum: [a, b]", "enum: [a]", [("POST /accounts/{}", "changed")]),
        ("    Account:", "    Book:", [("schema Account", "removed")]),
        ("      required: [id]\n", "", [("schema Account", "no longer: id always there")]),
        ("required: [id]", "required: [id, owner]", [("schema Account", "newly needed: owner")]),
        (
            "        id: {type: string}",
            "        id: {type: integer}",
            [("schema Account", "no longer: id: type string")],
        ),
        ("properties: {name: {type: string}}", "properties: {}", [("schema Account", "changed")]),
        ("openapi: 3.0.3", "other: 1", [("GET /accounts/{}", "removed")]),
    ],
)
def test_what_breaks(reader: InterfaceReader, old: str, new: str, expected: list[tuple[str, str]] | None) -> None:
    assert old in WHOLE
    found = broken(reader, "Y", WHOLE, WHOLE.replace(old, new))
    if expected is None:
        assert {name for name, _, _ in found} == {"GET /accounts/{}", "POST /accounts/{}"}
    elif not expected:
        assert found == []
    else:
        for name, what in expected:
            assert any((name == one[0] and what in one[1:]) or what in one[2] for one in found), found


def multiplied() -> str:
    """Parameters that are written once and count for every path."""
    parameters = {f"p{number}": {"in": "query", "name": f"n{number}"} for number in range(900)}
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in parameters]
    paths: dict[str, object] = {f"/{number}": {"$ref": "#/paths/~1first"} for number in range(5_000)}
    first = {"parameters": shared, "get": {}}
    return json.dumps({"openapi": "3", "components": {"parameters": parameters}, "paths": {"/first": first, **paths}})


def bomb() -> str:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "openapi: 3.0.0\n" + "\n".join(lines)


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("Y", bomb(), "more than 500000 values"),
        ("Y", "openapi: " + "[" * 5000, "nesting depth"),
        ("Y", "openapi:\n" + "\n".join(" " * n + "a:" for n in range(1, 80)), "nested more than 64 levels deep"),
        ("J", '{"openapi":' + "[" * 500_000, "line 1: it is"),
        ("Y", "a: [", "line 2: not YAML"),
        ("Y", "a: \u2028b: &", "line"),
        ("J", "{", "it is not JSON"),
        ("Y", "openapi: 3\npaths:\n  ? /" + "a." * 100_000 + "\n  : get: {}", "line 4: it has a name of more than 500"),
        ("Y", b"\xff", "the byte 0xff is not UTF-8"),
        ("Y", b"a: \0", "U+0000"),
        ("J", b'{"a\x01": 1}', "it is not JSON"),
        (
            "J",
            json.dumps({"openapi": "3", "paths": {f"/{n}": {"get": {}} for n in range(20_001)}}),
            "more than 20000 operations",
        ),
        ("J", multiplied(), "it promises more than 200000 things"),
    ],
)
def test_what_cannot_be_read_has_a_reason(reader: InterfaceReader, kind: str, text: str | bytes, reason: str) -> None:
    found = read(reader, kind, text)
    assert found.items == ()
    assert found.error is not None
    assert reason in found.error


def test_references_in_a_circle_end(reader: InterfaceReader) -> None:
    text = """\
openapi: 3.0.0
paths: {/a: {get: {parameters: [{$ref: '#/components/parameters/A'}], responses: {200: {$ref: '#/nowhere'}}}}}
components:
  parameters: {A: {$ref: '#/components/parameters/B'}, B: {$ref: '#/components/parameters/A'}}
  schemas: {A: {properties: {a: {$ref: '#/components/schemas/A'}}, allOf: [{$ref: 'other.yaml#/B'}]}}
"""
    operation, schema = read(reader, "Y", text).items
    assert operation.gives == ("parameter #/components/parameters/A", "response 200")
    assert schema.gives == ("property a", "a: A", "B")


def test_a_file_that_is_too_large_is_not_asked_about(reader: InterfaceReader) -> None:
    (found,) = reader.read("Y", ["large"], lambda _: 50 * 2**20)
    assert found.error == f"it has 52,428,800 bytes; files up to {MAX_DOCUMENT:,} are read"
