"""CODEOWNERS: which rules a file has, which lines GitHub skips, and that no bytes upset the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.core.catalogues.codeowners import (
    MOST_BYTES,
    MOST_LINES,
    MOST_OWNERS,
    PLACES,
    CodeownersFile,
    owner_of,
    read,
)
from homebot.core.catalogues.faults import MOST_FAULTS
from homebot.core.ownership import Owner
from homebot.core.paths import MAX_PATTERN

FILE = ".github/CODEOWNERS"


def rules(content: bytes | str) -> list[tuple[str, ...]]:
    """Pattern and owners of each rule."""
    found = of(content)
    return [(rule.pattern, *map(str, rule.owners)) for rule in found.rules]


def of(content: bytes | str) -> CodeownersFile:
    return read(FILE, content if isinstance(content, bytes) else content.encode())


def faults(content: bytes | str) -> list[str]:
    """Places without the file's name, and messages."""
    return [f"{fault.place.line}:{fault.place.column}: {fault.message}" for fault in of(content).faults]


# GitHub's own example, from "About code owners".
EXAMPLE = """\
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
/apps/github @doctocat
"""


def test_the_example_of_githubs_documentation() -> None:
    assert faults(EXAMPLE) == []
    assert rules(EXAMPLE) == [
        ("*", "@global-owner1", "@global-owner2"),
        ("*.js", "@js-owner"),
        ("*.go", "docs@example.com"),
        ("*.txt", "@octo-org/octocats"),
        ("/build/logs/", "@doctocat"),
        ("docs/*", "docs@example.com"),
        ("apps/", "@octocat"),
        ("/docs/", "@doctocat"),
        ("/scripts/", "@doctocat", "@octocat"),
        ("**/logs", "@octocat"),
        ("/apps/", "@octocat"),
        ("/apps/github",),
        ("/apps/github", "@doctocat"),
    ]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("* @a", ("*", "@a")),
        ("*\t@a\t \t@b", ("*", "@a", "@b")),
        ("  * @a  ", ("*", "@a")),
        ("* @a\r", ("*", "@a")),
        ("* @Alice @ALICE @Acme/Core", ("*", "@alice", "@acme/core")),
        ("* Some.Body@Example.com", ("*", "Some.Body@Example.com")),
        ("* @emu_acme", ("*", "@emu_acme")),
        ("/apps/github", ("/apps/github",)),
        ("/apps/github # nobody's", ("/apps/github",)),
        ("* @a # @b", ("*", "@a")),
        ("* @a #@b", ("*", "@a")),
        ("c#/ @a", ("c#/", "@a")),
        (r"read\ me.md @a", (r"read\ me.md", "@a")),
        (r"a\\ @a", (r"a\\", "@a")),
        ("größe/ @a", ("größe/", "@a")),
        ("a,b;c @a", ("a,b;c", "@a")),
    ],
)
def test_a_line_is_a_rule(line: str, rule: tuple[str, ...]) -> None:
    assert faults(line) == []
    assert rules(line) == [rule]


@pytest.mark.parametrize("line", ["", " ", "\t", "\r", "#", "# * @a", "   # * @a", "#!x"])
def test_a_line_is_none(line: str) -> None:
    assert faults(line) == []
    assert rules(line) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("!docs/ @a", "2:1: "),
        ("  !docs/ @a", "2:3: "),
        ("docs/[a-z]* @a", "2:1: "),
        (r"\#x @a", "2:1: "),
        ("x\0y @a", "2:1: "),
        ("x" * (MAX_PATTERN + 1) + " @a", "2:1: "),
        ("* alice", '2:3: the line is skipped, as GitHub does: "alice" is no owner'),
        ("* @a bob", '2:6: the line is skipped, as GitHub does: "bob" is no owner'),
        ("read me.md @a", '2:6: the line is skipped, as GitHub does: "me.md" is no owner'),
        ("* @a, @b", '2:3: the line is skipped, as GitHub does: "@a," is no owner'),
        ("* @a#b", '2:3: the line is skipped, as GitHub does: "@a#b" is no owner'),
        ("* @", '2:3: the line is skipped, as GitHub does: "@" is no owner'),
        ("* @acme/", '2:3: the line is skipped, as GitHub does: "@acme/" is no owner'),
        ("* @acme/a/b", '2:3: the line is skipped, as GitHub does: "@acme/a/b" is no owner'),
        ("* @" + "a" * 40, '2:3: the line is skipped, as GitHub does: "@aaa'),
        ("* a@b", '2:3: the line is skipped, as GitHub does: "a@b" is no owner'),
        ("* @a\u00a0@b", r'2:3: the line is skipped, as GitHub does: "@a\xa0@b" is no owner'),
        ("* @a\x0b@b", r'2:3: the line is skipped, as GitHub does: "@a\x0b@b" is no owner'),
        ("* @\u0430lice", '2:3: the line is skipped, as GitHub does: "@\u0430lice" is no owner'),
        ("* \u202e@a", r'2:3: the line is skipped, as GitHub does: "\u202e@a" is no owner'),
    ],
)
def test_a_line_that_github_skips_is_said_and_the_others_count(line: str, fault: str) -> None:
    content = f"* @before\n{line}\n/x @after\n"
    assert rules(content) == [("*", "@before"), ("/x", "@after")]
    (found,) = faults(content)
    assert found.startswith(fault)


def test_what_is_wrong_reads_well() -> None:
    content = "!docs @a\n* alice\n"
    assert [str(fault.place) + ": " + fault.message + "; " + fault.fix for fault in of(content).faults] == [
        f'{FILE}:1:1: the line is skipped, as GitHub does: "!docs": CODEOWNERS has no negation with !;'
        " give the path a later rule of its own, without owners",
        f'{FILE}:2:3: the line is skipped, as GitHub does: "alice" is no owner;'
        " write @user, @organisation/team or an e-mail address; a space in a path needs a backslash before it",
    ]


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_part_of_a_rule() -> None:
    assert rules(b"\xef\xbb\xbf* @a\r\n/x @b\r\n") == [("*", "@a"), ("/x", "@b")]


def test_bytes_that_are_not_utf8_cost_their_line() -> None:
    content = "# Größe\n* @a\n/größe/ @b\n/x @größe\n/y @c # größe\n".encode("latin-1")
    assert rules(content) == [("*", "@a"), ("/y", "@c")]
    assert [fault[:4] for fault in faults(content)] == ["3:1:", "4:4:"]


def test_columns_count_characters() -> None:
    assert faults("größe/ bob") == [faults("grosse/ bob")[0].replace("1:9", "1:8")]


def test_places_are_where_the_patterns_stand() -> None:
    assert [str(rule.place) for rule in of("\n# x\n  * @a\n/x\n").rules] == [f"{FILE}:3:3", f"{FILE}:4:1"]


def test_the_three_places_in_githubs_order() -> None:
    assert PLACES == (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


def test_a_file_over_three_megabytes_is_ignored_whole() -> None:
    line = b"* @a\n"
    fits = line + b"#" * (MOST_BYTES - len(line))
    assert rules(fits) == [("*", "@a")]
    assert rules(fits + b"#") == []
    assert faults(fits + b"#") == [
        f"1:1: the file has {MOST_BYTES + 1} bytes; over 3 MB GitHub ignores it whole, and nobody owns anything by it"
    ]


def test_of_too_many_lines_the_last_are_read() -> None:
    content = "/a @a\n" + "\n" * MOST_LINES + "/b @b"
    assert rules(content) == [("/b", "@b")]
    assert faults(content) == [f"3:1: {MOST_LINES + 2} lines; only the last {MOST_LINES} are read"]


def test_of_a_hundred_thousand_owners_the_first_are_used() -> None:
    content = "* " + " ".join(f"@user{number}" for number in range(100_000))
    assert len(rules(content)[0]) == 1 + MOST_OWNERS
    assert faults(content) == [f"1:793: more than {MOST_OWNERS} owners; the first {MOST_OWNERS} are used"]


@pytest.mark.parametrize(
    "line", ["x" * (1 << 20), "* @" + "x" * (1 << 20), "* x@" + "a." * (1 << 19), "\\" * (1 << 20)]
)
def test_a_line_of_a_megabyte_is_one_fault(line: str) -> None:
    content = f"{line}\n/x @a\n"
    assert rules(content) == [("/x", "@a")]
    (found,) = faults(content)
    assert len(found) < 300


def test_a_hundred_faults_are_told_and_the_rest_counted() -> None:
    found = faults("!x @a\n" * 1000)
    assert len(found) == MOST_FAULTS + 1
    assert found[-1] == "100:1: and 900 more faults in this file"


@pytest.mark.parametrize(
    ("word", "owner"),
    [
        ("@Alice", Owner("user", "alice")),
        ("@acme/Core-Team", Owner("team", "acme/core-team")),
        ("A@b.example", Owner("email", "A@b.example")),
        ("a+b@c.d.example", Owner("email", "a+b@c.d.example")),
        ("alice", None),
        ("", None),
        ("@dependabot[bot]", None),
    ],
)
def test_an_owner(word: str, owner: Owner | None) -> None:
    assert owner_of(word) == owner


PARTS = st.sampled_from([b"*", b" ", b"@a", b"#", b"\\", b"\n", b"\r", b"!", b"[", b"\0", b"\xff", b"/", b"x", b"@a/b"])


@given(st.one_of(st.binary(max_size=500), st.lists(PARTS, max_size=60).map(b"".join)))
def test_any_bytes_are_read_line_by_line(content: bytes) -> None:
    found = read(FILE, content)
    lines = content.split(b"\n")
    assert len(found.rules) + len(found.faults) <= len(lines)
    assert all(0 < place.line <= len(lines) for place in [entry.place for entry in (*found.rules, *found.faults)])
    apart = [rule[0] for line in lines for rule in rules(line)]
    if not content.startswith(b"\xef\xbb\xbf") and b"\n\xef\xbb\xbf" not in content:
        assert [rule.pattern for rule in found.rules] == apart
