"""What somebody else's standard must be to become one of ours: the same that the tests demand of each built-in one."""

import inspect
import re
from dataclasses import fields, is_dataclass
from typing import Any

from homebot.core.standards import STANDARDS
from homebot.core.standards_page import HEADINGS

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,7}")


def lacks(name: str, module: Any) -> str | None:
    """Why a module cannot be the standard `name`, in words for whoever wrote it; `None` when it can."""
    if not NAME.fullmatch(name) or len(name) > 50:
        return "its name is not one: lower case, digits and hyphens, such as no-wip"
    if name in STANDARDS:
        return "its name is taken"
    return _text(module) or _options(module) or _check(module)


def _text(module: Any) -> str | None:
    text = getattr(module, "__doc__", None) or ""
    lines = [line.strip() for line in inspect.cleandoc(text).splitlines()]
    missing = [heading for heading in HEADINGS if f"{heading}:" not in lines]
    if not text.strip():
        return f"it has no docstring; one with {', '.join(HEADINGS)} is needed"
    return f"its docstring has no heading {', '.join(f'“{heading}:”' for heading in missing)}" if missing else None


def _options(module: Any) -> str | None:
    options: Any = getattr(module, "Options", None)
    if not inspect.isclass(options) or not is_dataclass(options):
        return "it has no dataclass Options"
    if not options.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return "its Options are not frozen; write @dataclass(frozen=True)"
    try:
        hash(options())
    except Exception as error:
        return f"its Options cannot be made from their defaults and hashed ({type(error).__name__}: {error})"
    taken = {"strength", "owners"} & {field.name for field in fields(options)}
    return f"its Options have a field {min(taken)}, which the profile sets for every standard" if taken else None


def _check(module: Any) -> str | None:
    check = getattr(module, "check", None)
    if not callable(check):
        return "it has no function check(view, options)"
    try:
        inspect.signature(check).bind(None, None)
    except (TypeError, ValueError):
        return "its check does not take a view and options"
    return None
