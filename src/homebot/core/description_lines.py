"""Lines of a pull request's description that say something under a name: `Experiment: https://...`."""

import re

LEAST_WORDS = 3
LEAST_CHARACTERS = 10
MOST_LINES = 1_000
"""Of one name that are looked at."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINE = re.compile(r" {0,3}(?:[-*+] {1,3})?\*{0,2}([A-Za-z][A-Za-z-]{0,39})\*{0,2}[ \t]*:\*{0,2}(?:[ \t]+(.*))?")


def said(description: str, name: str) -> tuple[str, ...]:
    """What stands behind each `name:` at the start of a line, in order; a list's mark and bold print do not matter.
    What a template hides in an HTML comment, or somebody shows in a block of code, is not said."""
    wanted, fence, found = name.casefold(), "", list[str]()
    for line in _COMMENT.sub("", description).splitlines():
        if (mark := _FENCE.match(line)) is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (written := _LINE.fullmatch(line)) is not None and written[1].casefold() == wanted:
            found.append((written[2] or "").strip())
            if len(found) == MOST_LINES:
                break
    return tuple(found)


def says_why(text: str) -> bool:
    """Whether a reason is one: a word or two tell nobody why."""
    words = [word for word in text.split() if any(letter.isalnum() for letter in word)]
    return len(words) >= LEAST_WORDS and sum(map(len, words)) + len(words) - 1 >= LEAST_CHARACTERS
