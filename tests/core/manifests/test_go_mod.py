"""`go.mod`: the module, what it requires, and what is replaced."""

import pytest

from tests.core.manifests.reading import problems, provided, read, rows

MODULE = """\
module github.com/Acme/shop/v2 // the shop

go 1.22
toolchain go1.22.1

require github.com/acme/ledgerd v1.4.0
require (
\tgithub.com/acme/books/v3 v3.0.1 // indirect; kept
\tgopkg.in/yaml.v3 v3.0.1
\t"example.org/quoted" v0.0.0-20240101000000-abcdef123456
\texample.org/old v2.0.0+incompatible // indirect
\texample.org/forked v1.0.0
\texample.org/here v1.0.0
\texample.org/one v1.0.0
)

exclude example.org/bad v1.0.0
retract [v1.0.0, v1.1.0]

replace example.org/forked => github.com/acme/fork v1.9.0
replace (
\texample.org/here => ../here
\texample.org/one v1.0.0 => example.org/one v1.0.9
\texample.org/one v7.0.0 => example.org/one v7.0.9
)
"""


def test_a_module() -> None:
    found = read("go.mod", MODULE)
    assert provided(found) == [("golang/github.com/acme/shop/v2", "", 1)]
    assert [(row[0], row[1], *row[3:]) for row in rows(found)] == [
        ("golang/github.com/acme/ledgerd", "v1.4.0", "runtime", True, 6),
        ("golang/github.com/acme/books/v3", "v3.0.1", "runtime", False, 8),
        ("golang/gopkg.in/yaml.v3", "v3.0.1", "runtime", True, 9),
        ("golang/example.org/quoted", "v0.0.0-20240101000000-abcdef123456", "runtime", True, 10),
        ("golang/example.org/old", "v2.0.0+incompatible", "runtime", False, 11),
        ("golang/github.com/acme/fork", "v1.9.0", "runtime", True, 12),
        ("golang/example.org/here", "", "runtime", True, 13),
        ("golang/example.org/one", "v1.0.9", "runtime", True, 14),
    ]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<html>", (1, '"<html>" begins no line of a go.mod')),
        ("module a.b/c\nrequire x", (2, '"x" is no require line')),
        ("module", (1, '"" is no module line')),
        ("replace a =>", (1, '"a =>" is no replace line')),
        ("replace a b c => d", (1, '"a b c => d" is no replace line')),
        ("module a.b/c\n\nrequire a.b/c v1", (3, "pkg:golang/a.b/c depends on itself")),
        ("require ../x v1", (1, '"../x" is no name of a package')),
        ("require (\n a.b/c <v1>\n)", (2, '"<v1>" is no version')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("go.mod", text)) == [problem]
