"""Helm's `Chart.lock`."""

from tests.core.manifests.reading import problems, read, rows

LOCK = """\
dependencies:
- name: ledgerd
  repository: https://charts.acme.example
  version: 1.4.2
- name: redis
  repository: oci://registry.acme.example/charts
  version: 18.1.0
digest: sha256:0123
generated: "2026-05-01T10:00:00Z"
"""


def test_a_lock_file() -> None:
    found = read("Chart.lock", LOCK)
    assert rows(found) == [
        ("helm/ledgerd", "1.4.2", "1.4.2", "runtime", True, 2),
        ("helm/redis", "18.1.0", "18.1.0", "runtime", True, 5),
    ]
    assert problems(found) == []


def test_what_is_no_list_is_a_problem() -> None:
    assert problems(read("Chart.lock", "\ndependencies: 1")) == [
        (2, "dependencies: expected a list, found the number 1")
    ]
