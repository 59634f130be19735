"""The page of standards, from what each standard says of itself."""

from dataclasses import MISSING, fields, is_dataclass
from inspect import cleandoc
from textwrap import dedent
from typing import Any, get_args, get_type_hints

from homebot.core.standards import STANDARDS, strength_of

HEADINGS = ("Checks", "Why", "Passes", "Fails", "To fix")
_HEAD = """# Standards

<!-- Written by homebot.core.standards_page; a test compares. -->

Only what a change adds or touches is judged. Profiles in `standards.yaml` say which standards a service is held to,
with which options and how strongly; a standard that cannot judge a file says so, and that is never a pass.
"""


def page() -> str:
    """`docs/standards.md`."""
    return "\n".join([_HEAD, *(_section(name) for name in STANDARDS)])


def _section(name: str) -> str:
    title, _, rest = cleandoc(STANDARDS[name].__doc__).partition("\n")
    lines = [f"## `{name}`", "", title, ""]
    for heading in HEADINGS:
        lines += [f"**{heading}.** {_under(heading, rest)}", ""]
    if strength_of(name) != "standard":
        lines += [f"Strength `{strength_of(name)}`, unless a profile says otherwise.", ""]
    if not fields(STANDARDS[name].Options):
        return "\n".join([*lines, "It has no options.", ""])
    lines += ["| option | default |", "|---|---|"]
    default = STANDARDS[name].Options()
    for field in fields(default):
        lines.append(f"| `{field.name}` | {_value(getattr(default, field.name))} |")
        lines += _inside(STANDARDS[name].Options, field.name)
    return "\n".join([*lines, ""])


def _inside(options: type[Any], name: str) -> list[str]:
    """The keys of the mappings that an option lists."""
    kinds = [kind for kind in get_args(get_type_hints(options)[name]) if is_dataclass(kind)]
    return [
        f"| `{name}[].{field.name}` | {'needed' if field.default is MISSING else _value(field.default)} |"
        for kind in kinds
        for field in fields(kind)
    ]


def _under(heading: str, text: str) -> str:
    """The indented paragraph under a heading."""
    after = text.partition(f"{heading}:\n")[2]
    return dedent(after.partition("\n\n")[0]).strip()


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value) or "none"
    return f"`{str(value).lower()}`" if value != "" else "none"
