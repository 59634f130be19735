"""GitHub's own descriptions, held against every request and every answer.

`contract/` holds projections of GitHub's OpenAPI descriptions (REST API, webhooks) and of its GraphQL schema, made by
`tools/refresh_schemas.py`.
"""

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema
from jsonschema_rs import Draft202012Validator, Registry

from homebot.sandbox.completion import Completion

HERE = Path(__file__).parent / "contract"
ROOT = "urn:github"
WEBHOOKS = "urn:github:webhooks"
MOST_ERRORS = 5


class Operation:
    """One REST operation of GitHub's."""

    def __init__(self, description: dict[str, Any], number: int) -> None:
        self.method = str(description["method"])
        self.path = str(description["path"])
        self.description = description
        whole = re.escape(self.path).replace(r"\{path\}", "(.+)")  # the one part that may hold slashes
        self.pattern = re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", whole))
        self.pointer = f"{ROOT}#/operations/{number}"


@dataclass(frozen=True)
class Descriptions:
    """GitHub's own: of its REST API, of its webhooks, and its GraphQL schema."""

    rest: dict[str, Any]
    hooks: dict[str, Any]
    graphql: GraphQLSchema


@cache
def descriptions() -> Descriptions:
    """Read once in a process, and in those that fork from it afterwards."""
    rest, hooks, graphql = (
        gzip.decompress((HERE / name).read_bytes())
        for name in ("rest.json.gz", "webhooks.json.gz", "schema.graphql.gz")
    )
    # GitHub's schema breaks rules of its own specification; it is what clients meet all the same.
    return Descriptions(json.loads(rest), json.loads(hooks), build_schema(graphql.decode()))


class Contract:
    """The checks. Compiled on first use."""

    def __init__(self) -> None:
        known = descriptions()
        self._completion = Completion(known.rest["components"]["schemas"])
        self._hooks = frozenset(known.hooks["payloads"])
        self._registry = Registry([(ROOT, known.rest), (WEBHOOKS, known.hooks)])
        self._validator = lru_cache(maxsize=256)(self._compiled)
        self.guessed: dict[Operation, set[str]] = {}
        self.operations = [Operation(one, number) for number, one in enumerate(known.rest["operations"])]
        self._by_shape: dict[tuple[str, int], list[Operation]] = {}
        for one in sorted(self.operations, key=lambda one: one.path.count("{")):
            self._by_shape.setdefault((one.method, one.path.count("/")), []).append(one)
        self._deep = [one for one in self.operations if one.path.endswith("{path}")]
        self.graphql = known.graphql

    def find(self, method: str, path: str) -> Operation | None:
        """The operation for a path without its prefix; the most literal template wins."""
        likely = self._by_shape.get((method, path.count("/")), ())
        deep = [one for one in self._deep if one.method == method]
        return next((one for one in (*likely, *deep) if one.pattern.fullmatch(path)), None)

    def request_errors(self, operation: Operation, query: dict[str, str], body: Any) -> list[str]:
        """What is wrong with a request: parameters of the wrong type, a body that is not as described."""
        errors = []
        for number, parameter in enumerate(operation.description["parameters"]):
            if parameter["in"] == "query" and parameter["name"] in query:
                value = _typed(query[parameter["name"]], self._completion.resolved(parameter["schema"]))
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

    def webhook_errors(self, event: str, payload: dict[str, Any]) -> list[str]:
        """What is wrong with a webhook's payload; nothing for an event whose description is not kept here."""
        name = f"{event}.{payload['action']}" if "action" in payload else event
        return self._errors(f"{WEBHOOKS}#/payloads/{name}", payload) if name in self._hooks else []

    def complete(self, operation: Operation, status: int, body: Any) -> Any:
        """The body with what its schema demands beyond it (see `completion`)."""
        schema = operation.description["answers"].get(str(status))
        if schema is None:
            return body
        return self._completion.whole(schema, body, self.guessed.setdefault(operation, set()))

    def _errors(self, pointer: str, value: Any) -> list[str]:
        validator = self._validator(pointer)
        if validator.is_valid(value):
            return []
        found = [f"{_place(error.instance_path)}: {error.message[:200]}" for error in validator.iter_errors(value)]
        return found[:MOST_ERRORS]

    def _compiled(self, pointer: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": pointer}, registry=self._registry)


def _place(path: list[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


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
