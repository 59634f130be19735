"""Whatever a stranger writes can be read and does nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.core.render.escape import code, mention, plain, visible
from tests.core.render.reading import Page

SHARP = [
    "@acme/payments",
    "fixes #1",
    "closes acme/x#2",
    "GH-12",
    "deadbeefcafe",
    "https://evil.example/a",
    "www.evil.example",
    "a@b.example",
    "<!-- homebot:pull -->",
    "-->",
    "<img src=x onerror=y>",
    "![x](y)",
    "[x](y)",
    "|",
    "a | b",
    "`",
    "``",
    "```\n",
    "\r\n\r\n# big",
    "- item",
    "1. item",
    "</details>",
    "\\|",
    "&#64;x",
    "*b*",
    "_i_",
    "~~",
    ":tada:",
    "\u202e",
    "\x00",
    "\ud800",
    "<!",
    "[ ]",
    "   ",
    "=== ",
    "x`|`y",
    "\\",
    "\\`",
    "&lt;",
    "JIRA-12",
]
hostile = st.lists(st.one_of(st.sampled_from(SHARP), st.text(max_size=8), st.just(" ")), max_size=12).map("".join)


def in_every_place(safe: str) -> str:
    cell = safe.replace("|", "\\|")
    return f"{safe}\n\nwords {safe} words\n\n- {safe}\n\n| a | b |\n|---|---|\n| {cell} | {safe and cell} |\n"


@settings(deadline=None)
@given(hostile)
def test_nothing_of_a_strangers_text_acts_outside_code(text: str) -> None:
    for safe in (code(text), plain(text)):
        page = Page(in_every_place(safe))
        assert page.acts == []
        assert set(page.tags) <= {"p", "code", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
        assert page.comments == []
        assert page.rows == [2, 2]


@settings(deadline=None)
@given(hostile)
def test_a_code_span_shows_exactly_the_visible_text(text: str) -> None:
    shown = visible(text)
    page = Page(f"before {code(text)} after")
    assert page.spans == [shown or "(empty)"]
    assert page.prose.split() == ["before", "after"]


@settings(deadline=None)
@given(hostile, st.integers(5, 60))
def test_length_is_capped(text: str, limit: int) -> None:
    assert len(visible(text, limit)) <= limit
    assert len(plain(text, limit)) <= 12 * limit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain.py", "plain.py"),
        ("two\nlines", "two\\x0alines"),
        ("pay\u202etxt.exe", "pay\\u202etxt.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("<!-- homebot:pull -->", "\\x3c!-- homebot:pull --\\x3e"),
        ("\udcff", "\\udcff"),
        ("x" * 200, "x" * 119 + "…"),
        ("Überweisung", "Überweisung"),
    ],
)
def test_what_is_hidden_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Refunds settle within a minute.", "Refunds settle within a minute."),
        ("it's a well-known rule (really), 10 of 12", "it's a well-known rule (really), 10 of 12"),
        ("fixes #12 for @bob", "fixes `#12` for `@bob`"),
        ("`settle()`, in ledger/close.py:41: split it", "`settle()`, in `ledger/close.py:41:` split it"),
        ("see https://evil.example now", "see `https://evil.example` now"),
        ("reverts deadbeef", "reverts `deadbeef`"),
        ("1. first", "`1.` first"),
        ("one\n\n# two", "one `#` two"),
        ("", "`(empty)`"),
        (" \n ", "`(empty)`"),
    ],
)
def test_prose_stays_readable(text: str, safe: str) -> None:
    assert plain(text) == safe


def test_only_a_login_is_mentioned() -> None:
    assert mention("carol") == "@carol"
    assert mention("carol-x_acme") == "@carol-x_acme"
    assert mention("acme/payments") == "`acme/payments`"
    assert mention("a\nb") == "`a\\x0ab`"
