"""The description says what for.

Checks:
    The pull request's description. It must have the `sections` that are set (a heading, or a line that begins with the
    name and a colon). An away pull request also says `Goal:` and `Headline:`, each with something behind it.

Why:
    The Home Team decides faster when it knows what the Away Team wants to reach, in one sentence that a customer would
    understand.

Passes:
    Every required section is there and not empty.

Fails:
    One is missing or empty, or holds nothing but an HTML comment of the template.

To fix:
    Edit the description; homebot looks again by itself.
"""

import re
from dataclasses import dataclass

from homebot.core.findings import Finding, Report
from homebot.core.standards_view import View

AWAY_SECTIONS = ("Goal", "Headline")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HINTS = {
    "goal": "add a line `Goal: what you want to reach, and why here`",
    "headline": "add a line `Headline: one sentence a customer would understand`",
}


@dataclass(frozen=True, slots=True)
class Options:
    """`sections` are names of sections every description has; `away_sections` those of an away pull request."""

    sections: tuple[str, ...] = ()
    away_sections: tuple[str, ...] = AWAY_SECTIONS


def check(view: View, options: Options) -> Report:
    """Looks for each required section."""
    wanted = dict.fromkeys((*options.sections, *(options.away_sections if view.away else ())))
    if not wanted or not view.files:
        return Report(applicable=False, summary="no section is required")
    present = sections(view.snapshot.conversation.body)
    missing = [name for name in wanted if not present.get(name.casefold())]
    findings = tuple(
        Finding(f"the description has no `{name}:`", _HINTS.get(name.casefold(), f"add a section `{name}`"))
        for name in missing
    )
    said = f"{', '.join(wanted)} given" if not missing else f"{', '.join(missing)} missing"
    return Report(applicable=True, summary=said, findings=findings)


def sections(text: str) -> dict[str, str]:
    """What stands under each heading, or behind each `Name:` at the start of a line; names in lower case."""
    found: dict[str, list[str]] = {}
    current: str | None = None
    for line in _COMMENT.sub("", text).splitlines():
        stripped = line.strip()
        name, colon, rest = stripped.lstrip("#*_ ").partition(":")
        is_heading = stripped.startswith("#")
        if is_heading or (colon and re.fullmatch(r"[A-Za-z][A-Za-z -]{0,39}", name.strip("*_ "))):
            current = name.strip("*_: ").casefold()
            found.setdefault(current, []).append(rest.strip("*_ "))
        elif current is not None:
            found[current].append(stripped)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}
