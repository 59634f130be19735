"""What is a command in a comment, what is not, and how its arguments are read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from homebot.core.commands.parse import MAX_COMMANDS, MAX_LINE, Call, Refusal, parse


def calls(body: str) -> list[Call]:
    return [found for found in parse(body) if isinstance(found, Call)]


@pytest.mark.parametrize(
    ("line", "verb", "words", "named"),
    [
        ("/homebot", "help", (), ()),
        ("/homebot   ", "help", (), ()),
        ("/homebot why", "why", (), ()),
        ("/homebot\twhy", "why", (), ()),
        ("/homebot WHY", "why", (), ()),
        ("/homebot assign @Carol @dave", "assign", ("@Carol", "@dave"), ()),
        ("/homebot absent until 2026-12-01", "absent", ("until", "2026-12-01"), ()),
        ("/homebot absent until=2026-12-01", "absent", (), (("until", "2026-12-01"),)),
        ('/homebot hold because="a b" x=', "hold", (), (("because", "a b"), ("x", ""))),
        (r'/homebot hold because="say \"no\" \\ \n"', "hold", (), (("because", r'say "no" \ \n'),)),
        ("/homebot hold because=“a b”", "hold", (), (("because", "a b"),)),
        ('/homebot owners "a b=c.py"', "owners", ("a b=c.py",), ()),
        ("/homebot owners src/a=b.py", "owners", ("src/a=b.py",), ()),
        ("/homebot evidence 3 Data=https://x.example/?q=1", "evidence", ("3",), (("data", "https://x.example/?q=1"),)),
        ("/homebot hold é ü", "hold", ("é", "ü"), ()),
    ],
)
def test_arguments(line: str, verb: str, words: tuple[str, ...], named: tuple[tuple[str, str], ...]) -> None:
    assert calls(line) == [Call(verb, words, named, 1, line.rstrip())]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('/homebot hold because="a', "never closed"),
        (r'/homebot hold because="a\"', "never closed"),
        ('/homebot hold "a"b', "put a space"),
        ("/homebot hold a=1 A=2", "given twice"),
        ("/homebot because=x", "verb is missing"),
        ("/homebot " + "x" * MAX_LINE, "at most"),
    ],
)
def test_what_cannot_be_read_says_why(line: str, reason: str) -> None:
    (found,) = parse(line)
    assert isinstance(found, Refusal)
    assert reason in found.reason
    assert len(found.text) <= MAX_LINE


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("thanks!\r\n/homebot why\r\n\r\n/homebot back", [2, 4]),
        ("a\r/homebot why", [2]),
        ("- item\n/homebot why", [2]),
        ("```\n/homebot a\n```\n/homebot why", [4]),
        ("~~~ py\n```\n/homebot a\n~~~\n/homebot why", [5]),
        ("````\n```\n/homebot a\n````\n/homebot why", [5]),
        ("``` a`b\n/homebot why", [2]),
        ("> said\n\n/homebot why", [3]),
        ("<!-- hint -->\n/homebot why", [2]),
        ("a <!-- b\n\n/homebot why", [3]),
        ("an unclosed ` tick\n/homebot why", [2]),
        ("escaped \\` tick\n/homebot why\n`x", [2]),
        ("`code` and\n/homebot why", [2]),
        ("<pre>x</pre>\n/homebot why", [2]),
        ("<details>\n\n/homebot why\n\n</details>", [3]),
    ],
)
def test_spoken_lines_are_commands(body: str, lines: list[int]) -> None:
    assert [call.line for call in calls(body)] == lines


@pytest.mark.parametrize(
    "body",
    [
        "",
        "please say /homebot why",
        " /homebot why",
        "    /homebot why",
        "\t/homebot why",
        "/homebots why",
        "/homebot-x why",
        "/Homebot why",
        "`/homebot why`",
        "> /homebot why",
        "> said\n/homebot why",
        "> said\nand more\n/homebot why",
        "```\n/homebot why",
        "```sh\n/homebot why\n```",
        "```\n/homebot why\n``\n",
        "   ~~~\n/homebot why\n   ~~~",
        "```\n/homebot why\n``` x\n/homebot back",
        "<!--\n\n/homebot why\n\n-->",
        "<!--\n/homebot why",
        "text <!--\n/homebot why\n-->",
        "`a\n/homebot why\nb`",
        "``a`\n/homebot why\nb``",
        "<pre>\n\n/homebot why\n</pre>",
        "<CODE>\n/homebot why\n</code>",
        "<blockquote>\n\n/homebot why\n\n</blockquote>",
        "\u200b/homebot why",
        "\u2028/homebot why",
    ],
)
def test_what_is_not_spoken_is_no_command(body: str) -> None:
    assert parse(body) == ()


def test_at_most_twenty_commands_are_read_and_the_rest_is_named() -> None:
    found = parse("/homebot why\n" * (MAX_COMMANDS + 5))
    assert len(found) == MAX_COMMANDS + 1
    last = found[-1]
    assert isinstance(last, Refusal)
    assert last.line == MAX_COMMANDS + 1
    assert "4 after it" in last.reason


HOSTILE = ["`", "`a ", "``", "<!--", "-->", "\\", "\\`", "/homebot ", "/homebot\n", '"', "> ", "```\n", "<pre", "\r",
           " ", "a=", 'a="']  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_long_hostile_comments_are_read(unit: str) -> None:
    body = unit * (60_000 // len(unit))
    for text in (body, "/homebot hold " + body, "x\n" + body + "\n/homebot why"):
        assert len(parse(text)) <= MAX_COMMANDS + 1


PIECES = st.sampled_from([
    "```", "~~~", "````", "> quote", ">", "text", "", "`", "a `b", "``", "<!--", "-->", "a <!-- b", "x -->", "    deep",
    "- item", "<pre>", "x</pre>", "\\`", "# head", "``` info", "> ```", "1. one", "***",
])  # fmt: skip


@st.composite
def comments(draw: st.DrawFn) -> str:
    lines = draw(st.lists(PIECES | st.none(), max_size=14))
    return "\n".join(f"/homebot w{place}" if line is None else line for place, line in enumerate(lines))


def spoken(tokens: list[Token]) -> str:
    """The text a reader sees as said: not in code, quotes or HTML."""
    depth, said = 0, []
    for token in tokens:
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "inline" and depth == 0:
            said += [child.content for child in token.children or [] if child.type == "text"]
    return "\n".join(said)


@settings(deadline=None)
@given(comments())
def test_a_command_is_always_something_markdown_shows_as_said(body: str) -> None:
    said = spoken(MarkdownIt("commonmark").parse(body)).split("\n")
    for call in calls(body):
        assert call.text in said


@settings(deadline=None)
@given(st.text(st.sampled_from('/homebot wy="\\`<!->\n\r\t“”=~') | st.characters(), max_size=200))
def test_nothing_raises_and_each_line_answers_once(body: str) -> None:
    found = parse(body)
    assert len({one.line for one in found}) == len(found)
    assert all(one.text.startswith("/homebot") for one in found)


@settings(deadline=None)
@given(st.text(max_size=60).filter(lambda text: "\n" not in text and "\r" not in text))
def test_a_quoted_value_comes_back_whole(value: str) -> None:
    escaped = value
    for mark in '\\"“”':
        escaped = escaped.replace(mark, "\\" + mark)
    (call,) = calls(f'/homebot hold because="{escaped}"')
    assert call.get("because") == value
