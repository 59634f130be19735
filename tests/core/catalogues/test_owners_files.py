"""OWNERS and OWNERS_ALIASES: what they say of a path, as Prow answers, and what is wrong in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homebot.adapters.config.expressions import expression
from homebot.adapters.config.yaml_source import documents
from homebot.core.catalogues.owners_files import (
    MOST_ALIASES,
    MOST_FILTERS,
    MOST_PEOPLE,
    Aliases,
    Layer,
    OwnersFile,
    owners_of,
    read,
    read_aliases,
)
from homebot.core.ownership import Fault


def of(text: str | bytes, folder: str = "") -> OwnersFile:
    file = f"{folder}/OWNERS".lstrip("/")
    return read(documents(file, text if isinstance(text, bytes) else text.encode()), folder, expression)


def aliases_of(text: str | bytes) -> Aliases:
    return read_aliases(documents("OWNERS_ALIASES", text if isinstance(text, bytes) else text.encode()))


def told(faults: tuple[Fault, ...]) -> list[str]:
    return [f"{fault.place}: {fault.message}" + (f"; {fault.fix}" if fault.fix else "") for fault in faults]


def owned(path: str, files: dict[str, str], aliases: str = "") -> tuple[list[str], list[str]]:
    """Approvers and reviewers of a path, each a folder and its people."""
    read_files = {folder: of(text, folder) for folder, text in files.items()}
    assert [told(file.faults) for file in read_files.values() if file.faults] == []
    found = owners_of(path, read_files, aliases_of(aliases))
    return shown(found.approvers), shown(found.reviewers)


def shown(layers: tuple[Layer, ...]) -> list[str]:
    return [f"{layer.folder}: {' '.join(map(str, layer.owners))}" for layer in layers]


ROOT = "approvers: [root]\nreviewers: [root-reviewer]\n"


@pytest.mark.parametrize(
    ("path", "files", "approvers", "reviewers"),
    [
        ("a/b/c.go", {"": ROOT}, [": @root"], [": @root-reviewer"]),
        ("c.go", {"": ROOT}, [": @root"], [": @root-reviewer"]),
        ("a/b/c.go", {"a": "approvers: [x]"}, ["a: @x"], []),
        ("ab/c.go", {"a": "approvers: [x]"}, [], []),
        ("a/b/c.go", {"": ROOT, "a": "approvers: [x]"}, ["a: @x", ": @root"], [": @root-reviewer"]),
        ("a/b/c.go", {"": ROOT, "a/b": "reviewers: [x]"}, [": @root"], ["a/b: @x", ": @root-reviewer"]),
        # The people of one file come sorted and each once.
        ("c.go", {"": "approvers: [Zoe, adam, '@ZOE']"}, [": @adam @zoe"], []),
        # A file with options alone says nothing of people, and then nothing ends either.
        ("a/c.go", {"": ROOT, "a": "options: {no_parent_owners: true}"}, [": @root"], [": @root-reviewer"]),
        (
            "a/c.go",
            {"": ROOT, "a": "approvers: [x]\noptions: {no_parent_owners: true}"},
            ["a: @x"],
            [": @root-reviewer"],
        ),
        # Whoever was found further down counts: the search ends where the option stands.
        (
            "a/b/c.go",
            {"": ROOT, "a": "options: {no_parent_owners: true}", "a/b": "approvers: [x]\nreviewers: [y]"},
            ["a/b: @x"],
            ["a/b: @y"],
        ),
        ("a/c.go", {"": ROOT, "a": "approvers: [x]\noptions: {no_parent_owners: false}"}, ["a: @x", ": @root"], None),
        # Filters look at the path from their folder on, anywhere in it.
        ("a/b/c.go", {"a": "filters: {'\\.go$': {approvers: [x]}}"}, ["a: @x"], []),
        ("a/b/c.py", {"a": "filters: {'\\.go$': {approvers: [x]}}"}, [], []),
        ("a/b/c.go", {"a": "filters: {'^b/': {approvers: [x]}}"}, ["a: @x"], []),
        ("a/b/c.go", {"a": "filters: {'^a/': {approvers: [x]}}"}, [], []),
        (
            "c.go",
            {"": "filters: {'.*': {approvers: [all]}, '\\.go$': {approvers: [go], reviewers: [go-r]}}"},
            [": @all", ": @go"],
            [": @go-r"],
        ),
        ("a", {"a": "filters: {'^\\.$': {approvers: [x]}}"}, ["a: @x"], []),
        ("x.go", {"": "Approvers: [x]"}, [": @x"], []),
        ("x.go", {"": "approvers: [dependabot[bot], 1234]"}, [": @1234 @dependabot[bot]"], []),
        ("x.go", {"": "labels: [sig/node]\nemeritus_approvers: [gone]\nrequired_reviewers: [x]"}, [], []),
    ],
)
def test_who_owns_a_path(path: str, files: dict[str, str], approvers: list[str], reviewers: list[str] | None) -> None:
    found = owned(path, files)
    assert found[0] == approvers
    assert reviewers is None or found[1] == reviewers


def test_aliases_stand_for_people() -> None:
    aliases = "aliases:\n  Core: [Alice, '@bob']\n  all: [core, carol]\n"
    assert owned("x", {"": "approvers: [core, carol]\nreviewers: [ALL]"}, aliases) == (
        [": @alice @bob @carol"],
        # An alias in an alias is a login to Prow.
        [": @carol @core"],
    )


def test_an_alias_of_nobody_leaves_nobody() -> None:
    assert owned("x", {"": "approvers: [core]"}, "aliases: {core: []}") == ([": "], [])


def test_places_are_where_the_people_stand() -> None:
    files = {"a": of("# x\nreviewers:\n- y\napprovers:\n- x\n", "a")}
    found = owners_of("a/b", files, Aliases())
    assert [str(layer.place) for layer in (*found.approvers, *found.reviewers)] == ["a/OWNERS:5:3", "a/OWNERS:3:3"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("approver: [x]", '1:1: unknown key "approver"; did you mean "approvers"?'),
        ("approvers: x", 'approvers: expected a list, found text "x"; begin each line with -'),
        ("approvers: [[x]]", "approvers: a list is nobody; write a login or an alias"),
        ("approvers: [acme/core]", 'approvers: "acme/core" is nobody; teams are not known here; give them an alias'),
        ("approvers: [a b]", 'approvers: "a b" is nobody; write a login or an alias'),
        ("approvers: [~]", "approvers: nothing is nobody; write a login or an alias"),
        ("[x]", "the file: expected keys and values, found a list"),
        ("approvers: [x]\nfilters: {a: {}}", '2:10: filters beside approvers, reviewers or labels do not count; '),
        ("filters: {'(': {approvers: [x]}}", '1:11: the filter "(" is no expression: missing ): ('),
        ("filters: {'a(?=b)': {approvers: [x]}}", '1:11: the filter "a(?=b)" is no expression: invalid perl operator'),
        ("filters: [x]", "filters: expected keys and values, found a list"),
        ("filters: {a: {options: {}}}", 'unknown key "options"'),
        ("filters: {a: x}", 'expected keys and values, found text "x"'),
        ("options: {no_parent_owner: true}", 'unknown key "no_parent_owner"; did you mean "no_parent_owners"?'),
        ("options: {no_parent_owners: 'yes'}", 'no_parent_owners: expected true or false, found text "yes"'),
        ("approvers: [x]\napprovers: [y]", '2:1: "approvers" is there twice; the last one counts; keep one'),
        ("approvers: [x]\n---\napprovers: [y]", "3:1: a second document; only the first counts; remove the ---"),
        ("approvers: [x", "not YAML: "),
        ("a: &a [b]\nc: !!set {}", "2:4: the tag"),
        ("\x07", "a character that YAML does not allow"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file(text: str, message: str) -> None:
    assert message in "\n".join(told(of(text).faults))


def test_a_fault_leaves_the_rest_of_a_file() -> None:
    file = of("approver: [a]\napprovers: [b, c/d]\nreviewers: 7\n")
    assert shown(owners_of("x", {"": file}, Aliases()).approvers) == [": @b"]
    assert len(file.faults) == 3


def test_an_empty_file_says_nothing() -> None:
    assert of("") == of("# nobody\n") == OwnersFile("OWNERS")
    assert aliases_of("") == Aliases()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alias: {a: [b]}", 'OWNERS_ALIASES:1:1: unknown key "alias"; did you mean "aliases"?'),
        ("aliases: [a]", "OWNERS_ALIASES:1:10: aliases: expected keys and values, found a list"),
        ("aliases: {a: b}", 'OWNERS_ALIASES:1:14: "a": expected a list, found text "b"; begin each line with -'),
        ("[a]", "OWNERS_ALIASES:1:1: the file: expected keys and values, found a list"),
    ],
)
def test_what_is_wrong_in_aliases(text: str, message: str) -> None:
    assert told(aliases_of(text).faults) == [message]


def test_numbers_have_an_end_and_it_is_said() -> None:
    people = of("approvers: [" + ", ".join(f"u{number}" for number in range(MOST_PEOPLE + 1)) + "]")
    assert len(people.sections[0].approvers) == MOST_PEOPLE
    assert f"approvers: {MOST_PEOPLE + 1} names; the first {MOST_PEOPLE} are used" in told(people.faults)[0]
    filters = of("filters:\n" + "".join(f"  a{number}: {{approvers: [x]}}\n" for number in range(MOST_FILTERS + 1)))
    assert len(filters.sections) == MOST_FILTERS
    assert f"{MOST_FILTERS + 1} filters; the first {MOST_FILTERS} are used" in told(filters.faults)[0]
    aliases = aliases_of("aliases:\n" + "".join(f"  a{number}: [x]\n" for number in range(MOST_ALIASES + 1)))
    assert len(aliases.members) == MOST_ALIASES
    assert f"{MOST_ALIASES + 1} aliases; the first {MOST_ALIASES} are used" in told(aliases.faults)[0]


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    assert "more than 200000 values" in "\n".join(told(of("\n".join(lines)).faults))


WORDS = st.sampled_from(
    [
        "approvers",
        "reviewers",
        "filters",
        "options",
        "aliases",
        ":",
        " ",
        "\n",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "x",
        "&a",
        "*a",
        "'",
        ".*",
        "(",
        "true",
        "~",
        ",",
        "---\n",
        "<<",
    ]
)


@given(st.one_of(st.binary(max_size=300), st.lists(WORDS, max_size=60).map("".join).map(str.encode)))
def test_any_bytes_are_read(content: bytes) -> None:
    found = owners_of("a/b.go", {"": of(content)}, aliases_of(content))
    assert len(found.approvers) + len(found.reviewers) <= 2 * MOST_FILTERS
