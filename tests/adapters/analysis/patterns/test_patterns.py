"""Expressions over added lines and names, in a limited child."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from homebot.adapters.analysis.analysers import analysers
from homebot.adapters.analysis.children import Children
from homebot.adapters.analysis.patterns import patterns
from homebot.adapters.analysis.patterns import worker as patterns_worker
from homebot.adapters.analysis.patterns.patterns import MOST_ERRORS, MOST_FILES, MOST_IN_FILE, MOST_PLACES, find_matches
from homebot.adapters.git.added import AddedText, Additions
from homebot.core.found import Matches
from homebot.core.option_types import Expression
from homebot.core.standards.pattern import Options, Rule
from tests import build


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    with analysers(1, sys.executable) as found:
        yield found.patterns


def rule(pattern: str, **more: Any) -> Rule:
    return Rule(f"rule {pattern[:80]}", Expression(pattern), **more)


def file(path: str = "a.py", **facts: Any) -> build.FileChange:
    return build.file(path, **{"mode_after": "100644", "kind": "added", **facts})


def added(lines: dict[str, Sequence[bytes]], left_out: tuple[str, ...] = ()) -> Callable[[], Additions]:
    texts = tuple(AddedText(path, tuple(enumerate(content, 1))) for path, content in lines.items())
    return lambda: Additions(texts, left_out)


def never() -> Additions:
    raise AssertionError("nobody wants to know the added lines")


def match(children: Children, rules: Sequence[Rule], lines: dict[str, Sequence[bytes]], **more: Any) -> Matches:
    files = [file(path) for path in lines]
    (found,) = find_matches(files, [Options(tuple(rules))], added(lines), children, **more)
    return found


@pytest.mark.parametrize(
    ("pattern", "line", "is_match"),
    [
        (r"print\(", b"  print('x')", True),
        (r"^print", b"  print('x')", False),
        (r"(?i)todo\b", b"# Todo: x", True),
        (r"x$", b"x", True),
        (r"gr\p{L}n", "grün".encode(), True),
        (r"secret.*key", b"secret \xff\xfe key", True),
        (r"", b"", True),
        (r"\x00", b"a\0b", True),
        (r"(a*)*$", b"a" * 100_000 + b"b", True),
        (r"(x+x+)+y", b"x" * 100_000, False),
        (r"(.*)(.*)(.*)(.*)(.*)(.*)[^a]{5}$", b"a" * 100_000, False),
        (r"^(([a-z])+.)+[A-Z]([a-z])+$", b"a" * 100_000, False),
        (r"z$", b"z" * 10_000_000, True),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_lines_that_match(children: Children, pattern: str, line: bytes, is_match: bool) -> None:
    found = match(children, [rule(pattern)], {"a.py": [line]})
    assert found.places == ((("a.py", 1),) if is_match else ())
    assert (found.errors, found.cut, found.more) == ((), False, 0)


def test_lines_have_their_numbers(children: Children) -> None:
    found = match(children, [rule("x")], {"a.py": [b"x", b"y", b"x"], "b.py": [b"y"], "c.py": [b"y", b"x"]})
    assert found.places == (("a.py", 1), ("a.py", 3), ("c.py", 2))


def test_each_expression_is_looked_for_where_its_rules_say(children: Children) -> None:
    lines = {"a.py": [b"one"], "b.py": [b"one"], "docs/c.md": [b"one two"]}
    rules = [
        rule("one", paths=("*.py",), exempt=("b.py",)),
        rule("two"),
        rule("[.]md$", where="names"),
        rule("one", where="names"),
    ]
    files = [file("a.py"), file("b.py"), file("docs/c.md"), file("d.md", kind="modified", added=0)]
    found = find_matches(files, [Options((rules[0], rules[2])), Options((rules[1], rules[3]))], added(lines), children)
    assert {(one.pattern, one.where): one.places for one in found} == {
        ("one", "lines"): (("a.py", 1),),
        ("two", "lines"): (("docs/c.md", 1),),
        ("[.]md$", "names"): (("docs/c.md", 0),),
        ("one", "names"): (),
    }


def test_added_lines_are_read_only_when_a_rule_asks(children: Children) -> None:
    names = [rule("x", where="names")]
    assert find_matches([file("x.py")], [Options(tuple(names))], never, children)[0].places == (("x.py", 0),)
    docs = [rule("x", paths=("docs/**",))]
    assert find_matches([file("x.py")], [Options(tuple(docs))], never, children)[0].places == ()
    assert find_matches([file("x.py")], [Options()], never, children) == ()


def test_files_that_cannot_be_read_are_errors(children: Children) -> None:
    files = [file("a.py"), file("huge.py", added=None), file("left.py")]
    (found,) = find_matches(files, [Options((rule("x"),))], added({"a.py": [b"x"]}, ("left.py",)), children)
    assert found.places == (("a.py", 1),)
    assert found.errors == (
        ("huge.py", "it is too large, or not text"),
        ("left.py", "the change adds more text than is read"),
    )


def test_what_kills_the_child_costs_its_own_file_only(tmp_path: Path) -> None:
    """An analyser that dies of a word stands for an expression that a bug in the library trips over."""
    fatal = tmp_path / "fatal.py"
    worker = Path(patterns.__file__).with_name("worker.py")
    fatal.write_text(
        worker.read_text()
        + "\nimport os\n_answer = answer\n\ndef answer(question):\n"
        + "    if b'DIE' in question:\n        os._exit(3)\n    return _answer(question)\n"
    )
    lines = {"a.py": [b"x"], "b.py": [b"x DIE"], "c.py": [b"x"]}
    with Children(fatal, 1, seconds=120.0) as children:
        found = match(children, [rule("x")], lines)
    assert found.places == (("a.py", 1), ("c.py", 1))
    [(path, reason)] = found.errors
    assert path == "b.py"
    assert "status 3" in reason


def test_an_expression_that_cannot_be_compiled_is_an_error_of_every_file(children: Children) -> None:
    found = match(children, [rule("(")], {"a.py": [b"x"]})
    [(path, reason)] = found.errors
    assert path == "a.py"
    assert "not an expression of RE2" in reason


def test_without_time_nothing_is_looked_at(children: Children) -> None:
    found = match(children, [rule("x")], {"a.py": [b"x"]}, budget_seconds=-1.0)
    assert found.errors == (("a.py", "there was no time left for it"),)


def test_many_matches_are_cut_and_counted(children: Children) -> None:
    many = {f"f{number}.py": [b"x"] * 30 for number in range(200)}
    found = match(children, [rule("x")], many)
    whole = MOST_PLACES // MOST_IN_FILE
    assert len(found.places) == MOST_PLACES + 200 - whole
    assert found.more == 200 * 30 - len(found.places)
    assert not found.cut
    assert {path for path, _ in found.places} == set(many)


def test_more_files_than_are_told_of(children: Children) -> None:
    found = match(children, [rule("x")], {f"f{number}.py": [b"x"] for number in range(MOST_FILES + 1)})
    assert found.cut
    assert len(found.places) == MOST_FILES
    exactly = match(children, [rule("x")], {f"f{number}.py": [b"x"] for number in range(MOST_FILES)})
    assert not exactly.cut


def test_more_errors_than_are_told_of(children: Children) -> None:
    files = [file(f"f{number}.py") for number in range(MOST_ERRORS + 1)]
    (found,) = find_matches(files, [Options((rule("x"),))], added({}), children)
    assert (len(found.errors), found.cut) == (MOST_ERRORS, True)
    (found,) = find_matches(files[1:], [Options((rule("x"),))], added({}), children)
    assert (len(found.errors), found.cut) == (MOST_ERRORS, False)


PIECES = (
    "a", "b", ".", r"\s", r"\b", r"\B", "^", "$", "[^a]", "(?i)A", "(?s).", "(?U)a*", "a*", "(a|^b)", "", "(?-m)$",
    r"\z", r"\A", r"\Qa\E", "x?", "(?m:^)", r"\W", "(?-s:.)",
)  # fmt: skip
LINES = st.lists(st.text("abA \t\r\x0b\u2028é", max_size=4), max_size=5)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=4).map("".join), LINES)
def test_a_look_at_the_whole_text_misses_no_line(pattern: str, lines: list[str]) -> None:
    numbered = list(enumerate(lines, 1))
    one_by_one = [number for number, line in numbered if re2.compile(pattern).search(line) is not None]
    assert patterns_worker.search(pattern, numbered, "\n".join(lines), 99) == (one_by_one, 0)
