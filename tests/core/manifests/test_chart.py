"""Helm's `Chart.yaml`."""

import pytest

from tests.core.manifests.reading import problems, provided, read, rows

CHART = """\
apiVersion: v2
name: shop
version: 1.20
dependencies:
  - name: ledgerd
    version: ^1.4.0
    repository: https://charts.acme.example
  - {name: redis, version: 18.1.0, repository: "oci://registry.acme.example/charts", alias: cache}
  - name: local
    repository: file://../local
  - name: spread
    version: ">= 1.2, < 2"
"""


def test_a_chart() -> None:
    found = read("Chart.yaml", CHART)
    assert provided(found) == [("helm/shop", "1.20", 2)]
    assert rows(found) == [
        ("helm/ledgerd", "", "1.4.0", "runtime", True, 5),
        ("helm/redis", "18.1.0", "18.1.0", "runtime", True, 8),
        ("helm/local", "", "", "runtime", True, 9),
        ("helm/spread", "", "1.2.0", "runtime", True, 11),
    ]
    assert problems(found) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: 1", (1, "a chart without a name")),
        ("- a", (1, "the file: expected a mapping, found a list")),
        ("name: a\ndependencies: {b: 1}", (2, "dependencies: expected a list, found a mapping")),
        ("name: a\ndependencies:\n- version: 1", (3, "a dependency without a name")),
        ("name: a\ndependencies:\n- name: [b]", (3, "dependencies: name: expected text, found a list")),
        ("name: a\ndependencies:\n- b", (3, 'dependencies: expected a mapping, found text "b"')),
        ("name: a/b", (1, '"a/b" is no name of a package')),
    ],
)
def test_what_is_not_as_it_should_be_is_a_problem_at_its_line(text: str, problem: tuple[int, str]) -> None:
    assert problems(read("Chart.yaml", text)) == [problem]
