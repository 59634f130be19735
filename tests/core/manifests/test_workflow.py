"""Workflows of GitHub Actions."""

import pytest

from tests.core.manifests.reading import problems, read, rows

PATH = ".github/workflows/ci.yml"
WORKFLOW = """\
name: ci
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    container: {image: "ghcr.io/acme/ci:2"}
    services:
      db: {image: "postgres:16"}
      other:
        image: ${{ matrix.image }}
    steps:
      - uses: actions/checkout@v4
      - uses: Acme/Tools/deploy/aws@0123456789abcdef0123456789abcdef01234567
        with: {a: b}
      - uses: ./local
      - uses: docker://alpine:3.19
      - run: echo uses
  call:
    uses: acme/flows/.github/workflows/deploy.yml@v3.1
  here:
    uses: ./.github/workflows/other.yml
"""


def test_a_workflow() -> None:
    found = read(PATH, WORKFLOW)
    assert [(row[0], row[1], *row[3:]) for row in rows(found)] == [
        ("githubactions/actions/checkout", "v4", "runtime", True, 12),
        ("githubactions/acme/tools", "0123456789abcdef0123456789abcdef01234567", "runtime", True, 13),
        ("docker/alpine", "3.19", "runtime", True, 16),
        ("docker/ghcr.io/acme/ci", "2", "runtime", True, 6),
        ("docker/postgres", "16", "runtime", True, 8),
        ("githubactions/acme/flows", "v3.1", "runtime", True, 19),
    ]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a", (1, "the file: expected a mapping, found a list")),
        ("jobs: 1", (1, "jobs: expected a mapping, found the number 1")),
        ("jobs:\n  a: [b]", (2, "a job: expected a mapping, found a list")),
        ("jobs:\n  a:\n    steps:\n    - uses", (4, 'a step: expected a mapping, found text "uses"')),
        ("jobs:\n  a:\n    steps:\n    - uses: [a]", (4, "uses: expected text, found a list")),
        ("jobs:\n  a:\n    uses: checkout@v4", (3, '"checkout@v4" is not owner/repository@version')),
        ("jobs:\n  a:\n    uses: a/b", (3, '"a/b" is not owner/repository@version')),
        ("jobs:\n  a:\n    uses: a/../..@b", (3, '"a/.." is no name of a package')),
        ("jobs:\n  a:\n    container: '<b>'", (3, '"<b>" is no image')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read(PATH, text)) == [problem]
