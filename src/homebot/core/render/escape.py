"""Text that came from people, made harmless in GitHub's Markdown: it can be read and does nothing.

A code span is the base tool: GitHub neither mentions, links nor closes anything inside one (file names, titles, reasons
and names of all kinds go through here). Every function returns one line that is safe in a paragraph, a list item and,
through `homebot.core.render.table`, a table cell; never inside an HTML block, where Markdown is not read.
"""

import re
import unicodedata

_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_LOGIN = re.compile(r"[a-z0-9](?:-?[a-z0-9]){0,38}(?:_[a-z0-9]{1,10})?", re.IGNORECASE)
# A word that no filter of GitHub's takes for anything: letters, with an apostrophe or a hyphen between letters, a
# short number or a date; a bracket before it and punctuation after it. Everything else becomes a code span.
_WORD = re.compile(
    r"""[("'\u201c]?"""
    r"""(?:[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d{1,6}(?:\.\d{1,4})?%?|\d{4}-\d\d-\d\d|\d{1,4}/\d{1,4})"""
    r"""(?:['\u2019"\u201d)]|[.,;:!?](?!\.))*"""
)
_LIST_NUMBER = re.compile(r"\d+[.)]+")
_COMMIT = re.compile(r"[0-9a-f]{7,}", re.IGNORECASE)
_CLOSING = re.compile(r"[,.;:!?)]+(?=\s|$)")
# Only the simple form that homebot's own messages use: a general one takes cubic time on a name full of backticks.
BACKTICK = "\\x60"
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")


def visible(text: str, limit: int = 120) -> str:
    """The text on one line of at most `limit` characters, with nothing hidden in it.

    Control, bidirectional and zero-width characters and lone surrogates are written as backslash notation, so that a
    name reads as it is; the ends of HTML comments are broken, so that nobody can imitate a hidden marker.
    """
    shown = "".join(_shown(character) for character in text[: limit + 1])
    shown = shown.replace("<!--", "\\x3c!--").replace("-->", "--\\x3e")
    return shown if len(text) <= limit and len(shown) <= limit else shown[: limit - 1] + "…"


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character == " " or (category[0] not in "CZ" and character not in _INVISIBLE_LETTERS):
        return character
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def code(text: str, limit: int = 120) -> str:
    """The text as a code span, its fence longer than any run of backticks in it; an empty text reads `(empty)`."""
    shown = visible(text, limit)
    if not shown:
        return "`(empty)`"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    # Markdown takes one space off each end, but not off a span of nothing else.
    edged = bool(shown.strip()) and (shown[0] in " `" or shown[-1] in " `")
    return f"{fence} {shown} {fence}" if edged else f"{fence}{shown}{fence}"


def span(text: str, limit: int = 80) -> str:
    """A name within prose that `plain` writes out later: a code span that nothing in the name can end."""
    return f"`{visible(text, limit).replace('`', BACKTICK)}`"


def plain(text: str, limit: int = 400) -> str:
    """Prose as prose: harmless words stay, anything GitHub might act on (`@name`, `#12`, addresses, commit ids, tags,
    marks of Markdown) becomes a code span. Code spans in the text stay code spans. White space becomes one space."""
    shown = " ".join(text[: limit * 4].split())
    shown = shown if len(shown) <= limit else shown[: limit - 1] + "…"
    parts: list[str] = []
    at = 0
    for span in _SPAN.finditer(shown):
        parts += _words(shown[at : span.start()], limit, first=not parts)
        parts.append(code(span[1].strip() or span[1], limit))
        after = _CLOSING.match(shown, span.end())
        parts[-1] += after[0] if after else ""
        at = after.end() if after else span.end()
    return " ".join(parts + _words(shown[at:], limit, first=not parts)) or "`(empty)`"


def _words(text: str, limit: int, first: bool) -> list[str]:
    """Harmless words as they are, runs of others each in one code span."""
    parts: list[str] = []
    odd: list[str] = []
    for place, word in enumerate(text.split()):
        if _harmless(word) and not (first and place == 0 and _LIST_NUMBER.fullmatch(word)):
            parts += [code(" ".join(odd), limit)] if odd else []
            odd = []
            parts.append(word)
        else:
            odd.append(word)
    return parts + ([code(" ".join(odd), limit)] if odd else [])


def _harmless(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and not _COMMIT.search(word) and visible(word, len(word)) == word


def mention(login: str) -> str:
    """`@login`, which notifies this person; a name that cannot be a GitHub login becomes a code span."""
    return f"@{login}" if _LOGIN.fullmatch(login) and len(login) <= 60 else code(login)
