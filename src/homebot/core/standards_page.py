"""The page of standards, from what each standard says of itself."""

from dataclasses import fields
from inspect import cleandoc
from textwrap import dedent

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
    lines += [f"| `{field.name}` | {_value(getattr(default, field.name))} |" for field in fields(default)]
    return "\n".join([*lines, ""])


def _under(heading: str, text: str) -> str:
    """The indented paragraph under a heading."""
    after = text.partition(f"{heading}:\n")[2]
    return dedent(after.partition("\n\n")[0]).strip()


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value) or "none"
    return f"`{str(value).lower()}`"
