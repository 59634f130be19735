"""Yarn's lock file as Yarn 1 and Yarn 4 wrote it."""

import pytest

from tests.core.manifests.reading import golden, problems, read, rows


def test_version_1_knows_what_no_other_package_asks_for() -> None:
    found = golden("yarn1/yarn.lock")
    assert problems(found) == []
    assert rows(found) == [
        ("npm/is-number", "6.0.0", "6.0.0", "runtime", False, 5),
        ("npm/is-number", "7.0.0", "7.0.0", "runtime", True, 10),
        ("npm/is-odd", "3.0.1", "3.0.1", "runtime", True, 15),
        ("npm/left-pad", "1.3.0", "1.3.0", "runtime", True, 22),
        ("npm/ms", "2.1.2", "2.1.2", "runtime", True, 27),
    ]


def test_berry_knows_what_the_workspaces_ask_for() -> None:
    found = golden("yarn4/yarn.lock")
    assert problems(found) == []
    assert rows(found) == [
        ("npm/is-number", "6.0.0", "6.0.0", "runtime", True, 27),
        ("npm/is-number", "7.0.0", "7.0.0", "runtime", True, 34),
        ("npm/is-odd", "3.0.1", "3.0.1", "runtime", True, 41),
        ("npm/left-pad", "1.3.0", "1.3.0", "runtime", True, 50),
        ("npm/ms", "2.1.2", "2.1.2", "runtime", True, 57),
    ]


def test_several_descriptors_and_scoped_names() -> None:
    text = '"@acme/x@^1.0.0", "@acme/x@^1.1.0":\n  version "1.2.3"\n  dependencies:\n    "@acme/y" "^2.0.0"\n\n'
    text += '"@acme/y@^2.0.0":\n  version "2.0.0"\n'
    assert rows(read("yarn.lock", text)) == [
        ("npm/%40acme/x", "1.2.3", "1.2.3", "runtime", True, 1),
        ("npm/%40acme/y", "2.0.0", "2.0.0", "runtime", False, 6),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<html>", (1, '"<html>" is nothing of a lock file')),
        ("a@1:\n  resolved x\n", (1, '"a" has no version')),
        ("nothing:\n  version 1\n", (1, '"nothing" asks for no package')),
        ("../a@1:\n  version 1\n", (1, '"../a@1" asks for no package')),
        ('\n\na@1:\n  version "1 2"\n', (3, '"1 2" is no version')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("yarn.lock", text)) == [problem]
