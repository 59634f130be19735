# ruff: noqa: E501  a table of messages reads best with one case on a line
"""Hostile and broken YAML: refused with a place, within limits, and never by a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.config import load_texts
from tests.adapters.config.company import ORG, problems

BROKEN = [
    ("", "1:1: the file is empty; begin it with \"version: 1\""),
    ("# only a comment\n", "1:1: the file is empty; begin it with \"version: 1\""),
    ("- 1\n", "1:1: expected a mapping of keys to values, found a list"),
    ("a: 1\n---\nb: 2\n", "2:1: a second document begins here; keep one document in a file, remove the ---"),
    ("a:\n\tb: 1\n", "2:1: not YAML: found character '\\t' that cannot start any token; indent with spaces, never with tabs"),
    ("a: b: c\n", "1:5: not YAML: mapping values are not allowed here; put text that holds a colon or begins with a sign in quotes"),
    ("a: [1, 2\nb: 3\n", "2:2: not YAML: expected ',' or ']', but got ':'; while parsing a flow sequence that begins on line 1"),
    ("a: !!python/object/apply:os.system [id]\n", '1:4: the tag "tag:yaml.org,2002:python/object/apply:os.system" is not allowed; write the value without a tag'),
    ("a: *b\n", '1:4: the alias "*b" has no anchor before it; write &b first'),
    ("a: &b [*b]\n", '1:8: the alias "*b" has no anchor before it; write &b first'),
    ("a: b\x07\n", "1:5: a character that YAML does not allow, U+0007; remove it"),
    ("a: \ud800\n", "1:4: a character that YAML does not allow, U+D800; remove it"),
    ('a: "\\ud800"\n', "1:4: an escape that is half a character; write the character itself"),
    ('a: "\\UFFFFFFFF"\n', "1:1: not YAML: "),
    ("[" * 100_000, "1:33: nested more than 32 levels deep; nothing here needs so many"),
    ("- " * 100_000, "1:65: nested more than 32 levels deep; nothing here needs so many"),
    ("{a: " * 100_000, "1:129: nested more than 32 levels deep; nothing here needs so many"),
    ("a: '" + "x" * (1 << 20) + "'\n", "1:1: the file is over 1 MiB; split the company, or remove what is not catalogue"),
    ("a: '" + "é" * (1 << 19) + "'\n", "1:1: the file is over 1 MiB; split the company, or remove what is not catalogue"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BROKEN, ids=[repr(text[:20]) for text, _ in BROKEN])
def test_broken_files_have_a_place(text: str, message: str) -> None:
    found = [problem for problem in problems(services=text) if "services.yaml" in problem]

    assert found[0].startswith(f"config/services.yaml:{message}")


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_an_alias_bomb_does_not_go_off() -> None:
    found = problems(services=bomb(levels=20, width=9))

    assert found == [
        "config/services.yaml:7:5: more than 200000 values; an alias counts with all it stands for",
    ]


def test_aliases_may_be_used_in_measure() -> None:
    assert problems(ORG + "  video: {entity: retail, members: &v [erin], owners: *v}\n") == []


def test_aliases_do_not_deepen_what_is_nested() -> None:
    nest = "a: &a " + "[" * 20 + "]" * 20 + "\nb: " + "[" * 20 + "*a" + "]" * 20
    assert "nested more than 32 levels deep" in problems(services=nest)[0]


def test_a_long_list_of_problems_is_cut_with_a_count() -> None:
    services = "version: 1\nservices:\n" + "".join(f"  s{number}: {{}}\n" for number in range(1000))

    found = problems(services=services)

    assert len(found) == 1001
    assert found[-1].endswith("and 1000 more problems; mend these first")


PIECES = [
    "version: 1\n", "teams:", "services:", "entities:", "succession:", "- ", "[", "]", "{", "}", "a", "&a", "*a", "!!", "!",
    ":", ",", "'", '"', "\\U", "|", ">", "?", "---\n", "...", "%YAML", "<<", "2026-02-30", "1e9", "null", "~", "#", "@", "x[bot]",
]  # fmt: skip
SPACES = ["\n", "\n  ", " ", ": ", "- ", "|\n", "\t", "\x85", "\u2028", "\ufeff", "\x00"]
YAML_ISH = st.lists(st.sampled_from(PIECES + SPACES), max_size=40).map("".join)


@given(st.one_of(st.text(max_size=200), YAML_ISH, YAML_ISH.map(lambda text: "version: 1\nteams:\n  x: " + text)))
def test_any_text_gives_a_directory_or_problems(text: str) -> None:
    loaded = load_texts([("org.yaml", text), ("services.yaml", text), ("standards.yaml", text), ("homebot.yaml", text)])

    assert (loaded.directory is None) == bool(loaded.problems)
    for problem in loaded.problems:
        assert str(problem).isprintable(), str(problem)
        assert problem.place.line >= 1
        assert problem.place.column >= 1
