"""GitHub's own descriptions, held against every request and every answer.

`contract/` holds projections of GitHub's OpenAPI description and GraphQL schema, made by `tools/refresh_schemas.py`.
What a schema demands and the stand-in does not care about is filled in with the plainest value that is allowed, so that
clients meet whole objects.
"""

import gzip
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

HERE = Path(__file__).parent / "contract"
ROOT = "urn:github"
DEPTH = 6
PLAIN: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}
FORMATS = {"uri": "https://example.invalid/", "date-time": "2026-01-01T00:00:00Z", "email": "nobody@example.invalid"}


class Operation:
    """One REST operation of GitHub's."""

    def __init__(self, description: dict[str, Any], number: int) -> None:
        self.method = str(description["method"])
        self.path = str(description["path"])
        self.description = description
        self.pattern = re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(self.path)))
        self.pointer = f"{ROOT}#/operations/{number}"


class Contract:
    """The checks. Compiled on first use."""

    def __init__(self) -> None:
        self._document = json.loads(gzip.decompress((HERE / "rest.json.gz").read_bytes()))
        resource: Resource[Any] = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(ROOT, resource)
        self.operations = [Operation(one, number) for number, one in enumerate(self._document["operations"])]
        self.graphql: GraphQLSchema = build_schema(gzip.decompress((HERE / "schema.graphql.gz").read_bytes()).decode())
        # GitHub's schema breaks rules of its own specification; it is what clients meet all the same.
        self._validator = lru_cache(maxsize=256)(self._compiled)

    def find(self, method: str, path: str) -> Operation | None:
        """The operation for a path without its prefix; the most literal template wins."""
        found = [one for one in self.operations if one.method == method and one.pattern.fullmatch(path)]
        return min(found, key=lambda one: one.path.count("{"), default=None)

    def request_errors(self, operation: Operation, query: dict[str, str], body: Any) -> list[str]:
        """What is wrong with a request: parameters of the wrong type, a body that is not as described."""
        errors = []
        for number, parameter in enumerate(operation.description["parameters"]):
            if parameter["in"] == "query" and parameter["name"] in query:
                value = _typed(query[parameter["name"]], self._resolved(parameter["schema"]))
                errors += self._errors(f"{operation.pointer}/parameters/{number}/schema", value)
        if operation.description["body"] is not None and (body is not None or operation.description["body_required"]):
            errors += self._errors(f"{operation.pointer}/body", body if body is not None else {})
        return errors

    def answer_errors(self, operation: Operation, status: int, body: Any) -> list[str]:
        """What is wrong with an answer: a status GitHub does not give here, or a body that is not as described."""
        answers = operation.description["answers"]
        if str(status) not in answers:
            # Errors every operation can give are not listed with each of them.
            return [] if status in (400, 401, 403, 404, 422, 429, 500) else [f"status {status} is not described"]
        if answers[str(status)] is None or status in (204, 304):
            return []
        return self._errors(f"{operation.pointer}/answers/{status}", body)

    def complete(self, operation: Operation, status: int, body: Any) -> Any:
        """The body with what its schema demands beyond it."""
        schema = operation.description["answers"].get(str(status))
        return body if schema is None else self._complete(schema, body, DEPTH)

    def _complete(self, schema: dict[str, Any], value: Any, depth: int) -> Any:
        schema = self._resolved(schema)
        if isinstance(value, list) and "items" in schema:
            return [self._complete(schema["items"], item, depth) for item in value]
        if not isinstance(value, dict) or depth == 0:
            return value
        properties: dict[str, Any] = {}
        required: list[str] = []
        for part in self._parts(schema):
            properties |= part.get("properties", {})
            required += part.get("required", [])
        whole = {key: self._complete(properties.get(key, {}), inner, depth - 1) for key, inner in value.items()}
        for name in required:
            if name not in whole:
                whole[name] = self._plainest(properties.get(name, {}), depth - 1)
        return whole

    def _parts(self, schema: dict[str, Any]) -> list[dict[str, Any]]:
        """The schema and what it is composed of; of alternatives, the first that describes an object."""
        parts = [schema]
        for inner in schema.get("allOf", []):
            parts += self._parts(self._resolved(inner))
        for inner in schema.get("anyOf", schema.get("oneOf", [])):
            resolved = self._resolved(inner)
            if "properties" in resolved or "allOf" in resolved:
                parts += self._parts(resolved)
                break
        return parts

    def _plainest(self, schema: dict[str, Any], depth: int) -> Any:
        schema = self._resolved(schema)
        choices = schema.get("anyOf", schema.get("oneOf", []))
        if {"type": "null"} in choices:
            return None
        if "enum" in schema:
            return schema["enum"][0]
        if choices:
            return self._plainest(choices[0], depth)
        kind = schema.get("type", "object" if "properties" in schema or "allOf" in schema else "string")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            return self._complete(schema, {}, max(depth, 1))
        return FORMATS.get(schema.get("format", ""), PLAIN[kind]) if kind == "string" else PLAIN[kind]

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def _errors(self, pointer: str, value: Any) -> list[str]:
        return [f"{error.json_path}: {error.message[:200]}" for error in self._validator(pointer).iter_errors(value)][
            :5
        ]

    def _compiled(self, pointer: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": pointer}, registry=self._registry)


def _typed(text: str, schema: dict[str, Any]) -> Any:
    """A query parameter's text as the type its schema names."""
    if schema.get("type") in ("integer", "number"):
        try:
            return int(text)
        except ValueError:
            return text
    if schema.get("type") == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return text
