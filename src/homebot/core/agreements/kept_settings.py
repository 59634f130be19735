"""Settings of standards as text, so that an agreement keeps those of its day, and as settings again."""

import json
import types
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, is_dataclass
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from homebot.core.directory import StandardSetting, Strength
from homebot.core.standards import STANDARDS, options_of


def encode(settings: Iterable[StandardSetting]) -> str:
    """The settings as JSON, without the places where they are written."""
    found = [
        {"standard": one.standard, "strength": one.strength, "options": {name: _plain(v) for name, v in one.options}}
        for one in settings
    ]
    return json.dumps(found, ensure_ascii=True, separators=(",", ":"))


def decode(text: str) -> tuple[StandardSetting, ...]:
    """What `encode` wrote. Left out are standards that are not installed any more, and options that no version of
    today understands: of these today's settings are all there is."""
    return tuple(_settings(json.loads(text))) if text else ()


def unreadable(text: str) -> frozenset[str]:
    """The standards of which `decode` left out what was kept though they are installed: another version of homebot has
    other options."""
    kept = json.loads(text) if text else []
    return frozenset(str(one["standard"]) for one in kept if one["standard"] in STANDARDS and _setting(one) is None)


def _settings(found: list[dict[str, Any]]) -> Iterator[StandardSetting]:
    for one in found:
        setting = _setting(one)
        if setting is not None:
            yield setting


def _setting(one: dict[str, Any]) -> StandardSetting | None:
    standard = str(one["standard"])
    if standard not in STANDARDS:
        return None
    hints = get_type_hints(STANDARDS[standard].Options, include_extras=True)
    try:
        options = tuple((name, _typed(hints[name], value)) for name, value in one["options"].items())
        options_of(standard, options)
    except (KeyError, TypeError, ValueError):
        return None
    return StandardSetting(standard, cast(Strength, one["strength"]), options)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in asdict(value).items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _typed(hint: Any, value: Any) -> Any:
    """A value as the type of its option has it: tuples for lists, dataclasses for mappings."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Annotated, Union, types.UnionType):
        # Of what may be left out, `None` is the other type.
        return None if value is None else _typed(arguments[0], value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _mapping(hint, value)
    if origin is tuple:
        return _several(arguments, value)
    return value if origin is Literal or hint is float else _checked(hint, value)


def _mapping(kind: type[Any], value: Any) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    return kind(**{one.name: _typed(hints[one.name], value[one.name]) for one in fields(kind) if one.name in value})


def _several(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """Any number of one type, or one of each."""
    _checked(list, value)
    parts = (kinds[0],) * len(value) if kinds[1:] == (...,) else kinds
    return tuple(_typed(part, one) for part, one in zip(parts, value, strict=True))


def _checked(hint: Any, value: Any) -> Any:
    """A plain value, if it is one of the type's."""
    kind = getattr(hint, "__supertype__", hint)
    if isinstance(kind, type) and not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
