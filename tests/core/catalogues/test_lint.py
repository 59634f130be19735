"""Lint of ownership files: what is said of owners and rules, and what an edit is charged with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.config.expressions import expression
from homebot.adapters.config.yaml_source import documents
from homebot.core.catalogues import owners_files
from homebot.core.catalogues.codeowners import MOST_BYTES, owner_of, read
from homebot.core.catalogues.faults import MOST_FAULTS
from homebot.core.catalogues.lint import Known, Standing, brought_in, introduced, lint, lint_owners, lonely
from homebot.core.ownership import Fault, Owner
from tests import build

PATHS = ("README.md", "docs/a.md", "docs/api/b.md", "src/main.py", "src/web/app.js")


def owner(word: str) -> Owner:
    found = owner_of(word)
    assert found is not None
    return found


def known(members: dict[str, tuple[str, ...]] | None = None, **standing: Standing) -> Known:
    """`acme__core` stands for @acme/core."""
    return Known(
        {owner("@" + name.replace("__", "/")): value for name, value in standing.items()},
        {owner(team): people for team, people in (members or {}).items()},
    )


def told(faults: tuple[Fault, ...]) -> list[str]:
    return [f"{fault.place.line}:{fault.place.column}: {fault.message}; {fault.fix}" for fault in faults]


def found(text: str, facts: Known = Known(), paths: tuple[str, ...] | None = PATHS) -> list[str]:  # noqa: B008  a value
    return told(tuple(complaint.fault for complaint in lint(read("CODEOWNERS", text.encode()), facts, paths)))


@pytest.mark.parametrize(
    ("standing", "message"),
    [
        ("gone", '1:1: @acme/core, named for "*": GitHub knows nobody of that name; name who took over'),
        (
            "missing",
            '1:1: @acme/core, named for "*": the organisation has no such team; name a team that exists',
        ),
        (
            "hidden",
            '1:1: @acme/core, named for "*": homebot sees no such team: it is secret, or does not exist;'
            " make it visible, or name its people",
        ),
        (
            "no access",
            '1:1: @acme/core, named for "*": has no write access to this repository, so GitHub does not ask it;'
            " give write access, or name somebody who has it",
        ),
    ],
)
def test_owners_who_cannot_answer_are_told_apart(standing: Standing, message: str) -> None:
    assert found("* @acme/core @bob\n", known(acme__core=standing, bob="fine")) == [message]


def test_of_an_owner_that_was_not_looked_up_nothing_is_said() -> None:
    assert found("* @acme/core @bob docs@example.com\n") == []


def test_rules_of_no_use() -> None:
    text = "*.go @a @b\n*.md @a @b\nsrc/ @a @b\n/src @a @b\ndocs/ @a @b\nREADME.md @a @b\n"
    assert found(text) == [
        '1:1: the rule "*.go" matches no file of this repository; mend the pattern, or take the rule out',
        '2:1: the rule "*.md" never counts: later rules win every file it matches; move it down, or take it out',
        '3:1: the rule "src/" never counts: later rules win every file it matches; move it down, or take it out',
    ]
    assert found(text, paths=None) == []


@pytest.mark.parametrize(
    ("text", "members", "message"),
    [
        ("* @a\n", {}, '1:1: the rule "*" leaves 5 files to @a alone'),
        ("* @a @b\nsrc/ @a\n", {}, '2:1: the rule "src/" leaves 2 files to @a alone'),
        ("* x@y.example\n", {}, '1:1: the rule "*" leaves 5 files to x@y.example alone'),
        ("* @a @acme/core\n/README.md @a @b\n", {"@acme/core": ("a",)}, '1:1: the rule "*" leaves 4 files to @a alone'),
        ("* @a @b\n/README.md @acme/core\n", {"@acme/core": ("z",)}, '2:1: the rule "/README.md" leaves 1 file to @z'),
        ("* @acme/core\n", {"@acme/core": ("a", "b")}, None),
        ("* @acme/core\n", {"@acme/core": ()}, None),
        ("* @acme/core\n", {}, None),
        ("* @a @acme/core\n", {}, None),
        ("* @a @b\n", {}, None),
        ("*\n", {}, None),
    ],
)
def test_files_that_hang_on_one_person(text: str, members: dict[str, tuple[str, ...]], message: str | None) -> None:
    said = found(text, known(members))
    assert len(said) == (message is not None)
    assert message is None or said[0].startswith(message)


def test_what_the_reading_found_is_among_it_in_the_order_of_the_file() -> None:
    said = found("*.go @a\n!x @a\n* bob\n* @gone @b\n", known(gone="gone"))
    assert [message.split(": ")[0] for message in said] == ["1:1", "2:1", "3:3", "4:1"]


def charged(before: str, after: str, facts: Known = Known()) -> list[str]:  # noqa: B008  a value
    old, new = (lint(read("CODEOWNERS", text.encode()), facts, PATHS) for text in (before, after))
    return told(introduced(old, new))


FACTS = known(gone="gone", away="no access")


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("* @gone @b\n", "* @gone @b\n", []),
        ("* @gone @b\n", "# a comment\n\n*   @b @gone\n", []),
        ("* @gone @b\n", "* @a @b\n", []),
        ("* @a @b\n", "* @gone @b\n", [1]),
        ("* @gone @b\n", "* @gone @away @b\n", [1]),
        ("* @gone @b\n", "* @gone @b\n/docs/ @gone @b\n", [2]),
        # The same rule a second time: the file has one fault of the kind more.
        ("* @gone @b\n", "* @gone @b\n* @gone @b\n", [1, 2]),
        ("* @a\n", "* @a\n/docs/ @b @c\n", []),
        ("* @a\n", "* @c\n", [1]),
        ("* @a @b\n", "* @a @b\n!x @a\nnope @a @b\n", [2, 3]),
        ("!x @a\n", "# moved\n!x @a\n", []),
        ("src/ @a @b\n", "src/ @a @b\n* @c @d\n", [1]),
        ("", "", []),
    ],
)
def test_only_what_an_edit_brings_in_is_charged(before: str, after: str, lines: list[int]) -> None:
    assert [int(message.split(":")[0]) for message in charged(before, after, FACTS)] == lines


def test_a_file_that_grows_too_large_is_charged_and_one_that_was_is_not() -> None:
    small, large = "* @a @b\n", "* @a @b\n" + "#" * MOST_BYTES
    assert "GitHub ignores it whole" in charged(small, large)[0]
    assert charged(large, large) == []
    assert charged(large, small) == []


def test_what_is_charged_has_an_end_and_it_is_said() -> None:
    said = charged("", "".join(f"/no/{number} @a @b\n" for number in range(500)))
    assert len(said) == MOST_FAULTS + 1
    assert said[-1].startswith("100:1: and 400 more faults")


LINES = st.lists(st.sampled_from(["* @a", "src/ @gone @b", "!x @a", "docs/ @away", "# x", "", "nope @b", "*.md"]))


@given(LINES, LINES)
def test_an_edit_is_never_charged_with_what_stays(before: list[str], after: list[str]) -> None:
    assert charged("\n".join(after), "\n".join(after), FACTS) == []
    assert len(charged("\n".join(before), "\n".join(after), FACTS)) <= len(found("\n".join(after), FACTS))


def test_owners_files_are_looked_at_too() -> None:
    text = "approvers: [gone, core]\nreviewers: [bob]\napprover: [x]\n"
    file = owners_files.read(documents("a/OWNERS", text.encode()), "a", expression)
    aliases = owners_files.Aliases({"core": ("away", "carol")})
    said = [complaint.fault for complaint in lint_owners(file, aliases, FACTS)]
    assert [f"{fault.place}: {fault.message}" for fault in said] == [
        'a/OWNERS:1:13: @gone, named for ".*" of "a/OWNERS": GitHub knows nobody of that name',
        'a/OWNERS:1:19: @away, named for ".*" of "a/OWNERS": has no write access to this repository,'
        " so GitHub does not ask it",
        'a/OWNERS:3:1: unknown key "approver"',
    ]


@pytest.mark.parametrize(
    ("members", "github_team", "expected"),
    [
        (("ann", "ben"), None, []),
        (("ann",), "acme/solo", []),
        (("ann",), None, ['the team "solo" is ann alone, and "cart" hangs on it']),
    ],
)
def test_a_team_of_one_person_that_owns_services(
    members: tuple[str, ...], github_team: str | None, expected: list[str]
) -> None:
    teams = (build.team("solo", *members, github_team=github_team), build.team("idle", "cy"))
    directory = build.directory(teams=teams, services=(build.service("cart", "solo"),))
    assert [complaint.fault.message for complaint in lonely(directory)] == expected


def test_services_of_one_person_are_counted() -> None:
    services = tuple(build.service(name, "solo") for name in ("cart", "bill", "mail"))
    (complaint,) = lonely(build.directory(teams=(build.team("solo", "ann"),), services=services))
    assert complaint.fault.message == 'the team "solo" is ann alone, and 3 services hang on it'


def test_whom_an_edit_brings_in() -> None:
    before = read("CODEOWNERS", b"*.py @ann\n/docs/ @acme/core\n")
    after = read("CODEOWNERS", b"/docs/ @acme/core\n*.py @ann @ben\n/src/ @ann\n")
    assert brought_in(before, after) == (owner("@ann"), owner("@ben"))
    assert brought_in(before, None) == ()
    assert brought_in(None, before) == (owner("@ann"), owner("@acme/core"))
