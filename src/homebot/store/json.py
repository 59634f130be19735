"""Frozen dataclasses as JSON text and back. ASCII only: a lone surrogate or a NUL from a stranger's text survives in
every database, which neither UTF-8 columns nor PostgreSQL's JSONB could promise."""

import json
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def encode(value: Any) -> str:
    """`value` (dataclasses, tuples, dates, plain values) as JSON; keys are sorted, so equal values are equal text."""
    plain = msgspec.to_builtins(value, str_keys=True)
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def decode(text: str, kind: type[T]) -> T:
    """The value `encode` wrote, as a `kind`; fields that are unknown by now are dropped, new ones take their defaults.

    Raises:
        msgspec.ValidationError: when the text holds something else.
    """
    return msgspec.convert(json.loads(text), kind, str_keys=True)
