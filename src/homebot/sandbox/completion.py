"""What GitHub's description of an answer demands and the stand-in does not know: filled in with the plainest value that
is allowed, so that clients meet whole objects.

A schema is read once and becomes a plan; an answer is then completed by walking it beside its plan.
"""

from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]
PLAIN: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}
FORMATS = {"uri": "https://example.invalid/", "date-time": "2026-01-01T00:00:00Z", "email": "nobody@example.invalid"}


@dataclass(slots=True)
class Plan:
    """What an object gets where it has not got it, and the plans of what it or a list holds."""

    missing: dict[str, Any] = field(default_factory=dict)
    inner: "dict[str, Plan]" = field(default_factory=dict)
    items: "Plan | None" = None


class Completion:
    """The plans of one document's schemas, made on first use."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self._schemas = schemas
        self._plans: dict[int, Plan] = {}

    def whole(self, schema: Schema, body: Any, guessed: set[str]) -> Any:
        """The body with what its schema demands beyond it; its places are added to `guessed`, as `$.owner.id`. What is
        there stays as it is, right or wrong."""
        return _completed(self._plan(schema), body, "$", guessed)

    def resolved(self, schema: Schema) -> Schema:
        """What a reference refers to."""
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def _plan(self, schema: Schema) -> Plan:
        schema = self.resolved(schema)
        if id(schema) in self._plans:  # schemas live as long as their document: an id is never another's
            return self._plans[id(schema)]
        plan = self._plans[id(schema)] = Plan()
        if "items" in schema:
            plan.items = self._plan(schema["items"])
        properties, required = self._described(schema)
        plan.inner = {name: self._plan(one) for name, one in properties.items()}
        plan.missing = {name: self._plainest(properties.get(name, {})) for name in required}
        return plan

    def _described(self, schema: Schema) -> tuple[dict[str, Schema], list[str]]:
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for part in self._parts(schema):
            properties |= part.get("properties", {})
            required += part.get("required", [])
        return properties, required

    def _parts(self, schema: Schema) -> list[Schema]:
        """The schema and what it is composed of; of alternatives, the first that describes an object."""
        parts = [schema]
        for inner in schema.get("allOf", []):
            parts += self._parts(self.resolved(inner))
        for inner in _choices(schema):
            resolved = self.resolved(inner)
            if "properties" in resolved or "allOf" in resolved:
                parts += self._parts(resolved)
                break
        return parts

    def _plainest(self, schema: Schema) -> Any:
        schema = self.resolved(schema)
        choices = _choices(schema)
        if {"type": "null"} in choices:
            return None
        if "enum" in schema:
            return schema["enum"][0]
        if choices:
            return self._plainest(choices[0])
        kind = schema.get("type", "object" if "properties" in schema or "allOf" in schema else "string")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            properties, required = self._described(schema)
            return {name: self._plainest(properties.get(name, {})) for name in required}
        return FORMATS.get(schema.get("format", ""), PLAIN[kind]) if kind == "string" else PLAIN[kind]


def _choices(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    return found


def _completed(plan: Plan, value: Any, place: str, guessed: set[str]) -> Any:
    if isinstance(value, list):
        items = plan.items
        return value if items is None else [_completed(items, item, f"{place}[]", guessed) for item in value]
    if not isinstance(value, dict):
        return value
    whole = plan.missing | value
    if len(whole) > len(value):
        guessed.update(f"{place}.{name}" for name in plan.missing if name not in value)
    for name, inner in value.items():
        if isinstance(inner, (dict, list)) and name in plan.inner:
            whole[name] = _completed(plan.inner[name], inner, f"{place}.{name}", guessed)
    return whole
