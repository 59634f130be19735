"""Lines of a pull request's description that say something under a name: `Experiment: https://...`."""

import re
from collections.abc import Iterator
from itertools import islice

MOST_LINES = 1_000
"""Of one name that are looked at."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINE = re.compile(r" {0,3}(?:[-*+] {1,3})?\*{0,2}([A-Za-z][A-Za-z-]{0,39})\*{0,2}[ \t]*:\*{0,2}(?:[ \t]+(.*))?")


def said(description: str, name: str) -> tuple[str, ...]:
    """What stands behind each `name:` at the start of a line, in order; a list's mark and bold print do not matter.
    What a template hides in an HTML comment, or somebody shows in a block of code, is not said."""
    lines = (_LINE.fullmatch(line) for line in _prose(_COMMENT.sub("", description)))
    found = ((line[2] or "").strip() for line in lines if line is not None and line[1].casefold() == name.casefold())
    return tuple(islice(found, MOST_LINES))


def _prose(text: str) -> Iterator[str]:
    """The lines that stand in no block of code."""
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark is None:
            if not fence:
                yield line
        elif not fence or mark[1].startswith(fence):
            fence = "" if fence else mark[1]
