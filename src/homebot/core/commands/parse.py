"""Commands in a comment: `/homebot VERB ...`, one per line, at the start of a line, spoken (see `live_lines`).

Arguments are words or `key=value` / `key="with spaces"`; inside quotes a backslash escapes a quote or a backslash.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.commands.live_lines import live_lines

MAX_COMMANDS = 20
MAX_LINE = 2_000

_COMMAND = re.compile(r"/homebot(?=\s|$)")
_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,39})=")
_QUOTED = re.compile(r'["“”]((?:[^"“”\\]++|\\.)*)["“”]')
_BARE = re.compile(r"\S*")
_ESCAPE = re.compile(r'\\(["“”\\])')


@dataclass(frozen=True, slots=True)
class Call:
    """A command as said: the verb in lower case, its words, its named arguments (names in lower case).

    `line` is the one-based line of the comment; with the comment's id it names the command once and for all.
    """

    verb: str
    words: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    line: int
    text: str

    def get(self, name: str) -> str | None:
        """The named argument, or `None` where it was not given."""
        return dict(self.named).get(name)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command line that cannot be read, why, and the right form."""

    line: int
    text: str
    reason: str


def parse(body: str) -> tuple[Call | Refusal, ...]:
    """The commands of a comment in order, at most `MAX_COMMANDS`; when there are more, a last refusal says so."""
    found = [(number, line) for number, line in live_lines(body) if _COMMAND.match(line)]
    read = [_read(number, line.rstrip()) for number, line in found[:MAX_COMMANDS]]
    left = len(found) - MAX_COMMANDS
    if left > 0:
        number, text = found[MAX_COMMANDS]
        reason = (
            f"homebot reads {MAX_COMMANDS} commands in one comment; this one"
            f"{f' and {left - 1} after it were' if left > 1 else ' was'} left out. Say it again in a new comment."
        )
        read.append(Refusal(number, text.rstrip()[:MAX_LINE], reason))
    return tuple(read)


class _Unreadable(Exception):
    """Why the rest of a line cannot be read."""


def _read(number: int, text: str) -> Call | Refusal:
    if len(text) > MAX_LINE:
        reason = f"The line has {len(text)} characters; a command has at most {MAX_LINE}."
        return Refusal(number, text[:MAX_LINE], reason)
    words: list[str] = []
    named: dict[str, str] = {}
    try:
        for key, value in _arguments(text, len("/homebot")):
            if key is None:
                words.append(value)
            elif key in named:
                raise _Unreadable(f"`{key}=` is given twice; give it once.")
            else:
                named[key] = value
    except _Unreadable as error:
        return Refusal(number, text, str(error))
    if not words and named:
        return Refusal(
            number, text, "The verb is missing. A command reads `/homebot VERB ...`; `/homebot help` lists them."
        )
    verb = words[0].lower() if words else "help"
    return Call(verb, tuple(words[1:]), tuple(named.items()), number, text)


def _arguments(text: str, at: int) -> Iterator[tuple[str | None, str]]:
    """(name, value) of each argument; the name of a word is `None`. Raises `_Unreadable`."""
    while (at := _end(_SPACE, text, at)) < len(text):
        key = _KEY.match(text, at)
        at = key.end() if key else at
        if at < len(text) and text[at] in '"“”':
            quoted = _QUOTED.match(text, at)
            if quoted is None:
                raise _Unreadable('A quote is opened and never closed; write `key="with spaces"` on one line.')
            at = quoted.end()
            if at < len(text) and not text[at].isspace():
                raise _Unreadable("A closing quote is followed by more text; put a space between arguments.")
            value = _ESCAPE.sub(r"\1", quoted[1])
        else:
            end = _end(_BARE, text, at)
            value, at = text[at:end], end
        yield (key[1].lower() if key else None), value


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
