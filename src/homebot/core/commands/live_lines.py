"""Which lines of a comment are spoken, as Markdown reads them: not code, not quoted, not hidden.

One pass over the lines, linear in the comment's length. Where Markdown is subtle this errs towards "not spoken":
a line right after a quoted one belongs to the quote until a blank line, as GitHub shows it. Lists are not followed: a
block of code in one is closed by its own mark, not by the list's end.
"""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})(.*)")
_QUOTE = re.compile(r" {0,3}>")
_BLOCK = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)]|#{1,6}|=+|[-*_ ]+)(?:\s|$)")
_COMMENT = re.compile(r" {0,3}<!--")
_RAW = re.compile(r" {0,3}<(pre|script|style|textarea|code|blockquote)(?=[\s>]|$)", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = re.compile(r"\\+|`+|<!--|-->")

Line = tuple[int, str]


def live_lines(body: str) -> Iterator[Line]:
    """The spoken lines with their one-based numbers, in order."""
    paragraph: list[Line] = []
    until: re.Pattern[str] | None = None
    quoted = False
    for number, line in enumerate(_LINE_END.split(body), start=1):
        if until is not None:
            until = None if until.search(line) else until
            continue
        opened = _opens(line)
        ends = not line.strip() or _QUOTE.match(line) or opened is not None
        if ends:
            yield from _outside_spans(paragraph)
            paragraph = []
            quoted = _QUOTE.match(line) is not None
            until = opened
        elif not quoted:
            paragraph.append((number, line))
    yield from _outside_spans(paragraph)


def _opens(line: str) -> re.Pattern[str] | None:
    """For a line that opens a block of code or hidden text, the pattern of the line that closes it.

    A block that opens and closes on one line gives a pattern that closes at once.
    """
    fence = _FENCE.match(line)
    if fence and not ("`" in fence[2] and "`" in fence[3]):
        # In a list, a mark further left than the opening one opens a block of its own.
        return re.compile(rf"^ {{{len(fence[1])},3}}{fence[2][0]}{{{len(fence[2])},}}[ \t]*$")
    if _COMMENT.match(line):
        return None if "-->" in line else re.compile("-->")
    raw = _RAW.match(line)
    if raw and f"</{raw[1].lower()}>" not in line.lower():
        return re.compile(rf"</{raw[1]}>", re.IGNORECASE)
    return None


def _outside_spans(paragraph: list[Line]) -> Iterator[Line]:
    """The lines of a paragraph that do not begin inside a code span or a comment that began on a line before.

    Where one block ends inside a paragraph (at a list item, a heading, a rule) depends on what came before; a line is
    taken for spoken only if it is so with the paragraph in one piece and in blocks.
    """
    blocks: list[list[Line]] = [[]]
    for line in paragraph:
        if _BLOCK.match(line[1]):
            blocks.append([])
        blocks[-1].append(line)
    hidden = _hidden(paragraph) | {number for block in blocks for number in _hidden(block)}
    yield from (line for line in paragraph if line[0] not in hidden)


def _hidden(lines: list[Line]) -> set[int]:
    """The numbers of the lines that begin inside a span."""
    spans = _spans("\n".join(line for _, line in lines))
    hidden: set[int] = set()
    at = 0
    span = next(spans, None)
    for number, line in lines:
        while span is not None and span[1] <= at:
            span = next(spans, None)
        if span is not None and span[0] < at:
            hidden.add(number)
        at += len(line) + 1
    return hidden


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each code span and hidden comment in a paragraph, in order.

    Closing marks are looked up from the right, so that unclosed ones cost nothing. A backslash keeps a mark from
    opening, never from closing: inside code it is only a backslash.
    """
    marks = list(_MARK.finditer(text))
    closes: dict[str, list[int]] = {}
    for place in range(len(marks) - 1, -1, -1):
        closes.setdefault(marks[place][0], []).append(place)
    done = -1
    for place, mark in enumerate(marks):
        if place <= done or mark[0] == "-->" or mark[0][0] == "\\" or _escaped(marks, place):
            continue
        waiting = closes.get("-->" if mark[0] == "<!--" else mark[0], [])
        while waiting and waiting[-1] <= place:
            waiting.pop()
        if waiting:
            done = waiting[-1]
            yield mark.start(), marks[done].end()


def _escaped(marks: list[re.Match[str]], place: int) -> bool:
    if place == 0 or marks[place - 1].end() != marks[place].start():
        return False
    return marks[place - 1][0][0] == "\\" and len(marks[place - 1][0]) % 2 == 1
