from typing import Any

import pytest

from homebot.core.findings import Report
from homebot.core.found import AnalysisError, Dependencies, ManifestChange
from homebot.core.standards import STANDARDS, options_of
from homebot.core.standards_view import view
from tests import build

PROVIDERS = {
    "pkg:pypi/acme-ledgerd-client": ("ledgerd",),
    "pkg:npm/%40acme/clips": ("clips",),
    "pkg:pypi/twice": ("clips", "cart"),
    "pkg:pypi/acme-shop": ("shop",),
}


def manifest(*added: str, path: str = "pyproject.toml", before: tuple[str, ...] = (), old: str = "") -> ManifestChange:
    return ManifestChange(path, old, tuple((package, number + 3) for number, package in enumerate(added)), before)


def asked(
    *files: ManifestChange,
    body: str = "",
    may: tuple[str, ...] = (),
    paths: tuple[str, ...] | None = None,
    **found: Any,
) -> Report:
    touched = tuple(build.file(one.path) for one in files) or (build.file("pyproject.toml"),)
    snapshot = build.snapshot(files=touched, body=body, dependencies=Dependencies(files, **found))
    covered = frozenset(snapshot.change.paths if paths is None else paths)
    part = view(snapshot, covered, True, "shop", PROVIDERS)
    report: Report = STANDARDS["dependencies"].check(part, options_of("dependencies", [("may_depend_on", list(may))]))
    return report


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("pkg:pypi/requests", "Dependency: requests - the partner speaks HTTP only"),
        ("pkg:pypi/requests", "dependency: Requests — the partner speaks HTTP only"),
        ("pkg:pypi/requests", "Dependency: requests: the partner speaks HTTP only"),
        ("pkg:pypi/requests", "- **Dependency:** `requests` - the partner speaks HTTP only"),
        ("pkg:pypi/requests", "Dependency: requests==2.32.0 - the partner speaks HTTP only"),
        ("pkg:pypi/requests", "Dependency: requests[socks] - the partner speaks HTTP only"),
        ("pkg:pypi/requests", "Dependency: pkg:pypi/requests@2.32 - the partner speaks HTTP only"),
        ("pkg:pypi/zope-interface", "Dependency: zope.interface - the framework asks for it"),
        ("pkg:npm/%40other/ui", "Dependency: @other/ui@^2 - buttons that people know"),
        ("pkg:npm/%40other/ui", "Dependency: pkg:npm/@other/ui - buttons that people know"),
        ("pkg:maven/org.acme/money", "Dependency: org.acme:money:1.2 - cents are no floats"),
        ("pkg:golang/golang.org/x/text", "Dependency: golang.org/x/text - names in all alphabets"),
        ("pkg:docker/ghcr.io/acme/base", "Dependency: ghcr.io/acme/base:v3 - the company's own base"),
    ],
)
def test_a_new_package_with_its_reason(package: str, line: str) -> None:
    report = asked(manifest(package), body=f"Goal: x\n{line}\n")
    assert (report.applicable, report.findings, report.summary) == (True, (), "1 new dependency")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Dependency: requests-oauth - the partner speaks HTTP only",
        "Dependency: httpx, requests - the partner speaks HTTP only",
        "Dependency: requests",
        "Dependencies: requests - the partner speaks HTTP only",
        "<!-- Dependency: requests - the partner speaks HTTP only -->",
        "Dependency: the partner speaks HTTP only, so requests",
    ],
)
def test_a_new_package_without_one(line: str) -> None:
    report = asked(manifest("pkg:pypi/requests"), body=line)
    (finding,) = report.findings
    assert finding.message == "requests is new, and no `Dependency:` line says why"
    assert finding.fix == "add `Dependency: requests - why it is needed` to the description"
    assert (finding.path, finding.line, finding.error, finding.charged) == ("pyproject.toml", 3, False, True)
    assert report.summary == "1 new dependency, 1 without a reason"


def test_a_word_is_no_reason() -> None:
    (finding,) = asked(manifest("pkg:pypi/requests"), body="Dependency: requests - HTTP").findings
    assert finding.message == "requests is new, and “HTTP” tells nobody why"
    assert finding.fix == "give `Dependency: requests -` a reason of at least 3 words"


def test_each_new_package_needs_a_line_of_its_own() -> None:
    body = "Dependency: a1 - because of this\nDependency: c1 - because of that"
    report = asked(manifest("pkg:pypi/a1", "pkg:pypi/b1"), manifest("pkg:npm/c1", path="package.json"), body=body)
    assert [(one.path, one.line, one.message.split()[0]) for one in report.findings] == [("pyproject.toml", 4, "b1")]
    assert report.summary == "3 new dependencies, 1 without a reason"


def test_the_same_package_in_two_files_is_one() -> None:
    report = asked(manifest("pkg:pypi/a1"), manifest("pkg:pypi/a1", path="lib/pyproject.toml"))
    assert [one.path for one in report.findings] == ["pyproject.toml"]


def test_what_moves_between_files_is_not_new() -> None:
    files = (
        manifest("pkg:pypi/a1"),
        manifest(path="requirements.txt", old="requirements.txt", before=("pkg:pypi/a1",)),
    )
    report = asked(*files)
    assert (report.applicable, report.findings, report.summary) == (True, (), "no new dependency")


def test_what_another_service_of_the_repository_asked_for_is_new_here() -> None:
    files = (
        manifest("pkg:pypi/a1", path="shop/pyproject.toml"),
        manifest(path="cart/pyproject.toml", old="cart/pyproject.toml", before=("pkg:pypi/a1",)),
    )
    assert asked(*files, paths=("shop/pyproject.toml",)).findings
    assert not asked(*files).findings
    there = asked(*files, paths=("cart/pyproject.toml",))
    assert (there.applicable, there.findings) == (True, ())


def test_a_manifest_that_moves_to_another_service_takes_its_packages_there() -> None:
    moved = manifest(path="shop/pyproject.toml", old="cart/pyproject.toml", before=("pkg:pypi/a1",))
    other = manifest("pkg:pypi/a1", path="shop/api/pyproject.toml")
    assert asked(moved, other, paths=("shop/pyproject.toml", "shop/api/pyproject.toml")).findings


@pytest.mark.parametrize("may", [("ledgerd",), ("ledg*",), ("other", "*")])
def test_another_service_s_package_where_it_may_be_used(may: tuple[str, ...]) -> None:
    body = "Dependency: acme-ledgerd-client - refunds are booked there"
    assert not asked(manifest("pkg:pypi/acme-ledgerd-client"), body=body, may=may).findings


def test_another_service_s_package_needs_a_decision_that_nobody_is_charged_with() -> None:
    body = "Dependency: acme-ledgerd-client - refunds are booked there"
    report = asked(manifest("pkg:pypi/acme-ledgerd-client"), body=body, may=("LEDGERD", "ledger"))
    (finding,) = report.findings
    assert finding.message == "acme-ledgerd-client is ledgerd's, which shop may not depend on"
    assert finding.fix == "a bar raiser for architecture decides; the Home Team can put ledgerd in `may_depend_on`"
    assert (finding.decided_by, finding.charged, finding.path, finding.line) == (
        "architecture",
        False,
        "pyproject.toml",
        3,
    )
    assert report.summary == "1 new dependency, 1 on a service that it may not depend on"


def test_a_package_that_another_repository_s_own_file_names_is_its_service_s() -> None:
    body = "Dependency: later - they said so themselves"
    (finding,) = asked(manifest("pkg:pypi/later"), body=body, providers=(("pkg:pypi/later", ("films",)),)).findings
    assert finding.message == "later is films's, which shop may not depend on"
    known = (("pkg:pypi/acme-shop", ("films",)),)
    assert not asked(manifest("pkg:pypi/acme-shop"), providers=known).findings, "the catalogue of today has the say"


def test_a_package_that_two_services_provide_may_be_either_s() -> None:
    body = "Dependency: twice - both of them have it"
    assert not asked(manifest("pkg:pypi/twice"), body=body, may=("cart",)).findings
    (finding,) = asked(manifest("pkg:pypi/twice"), body=body).findings
    assert finding.message == "twice is clips and cart's, which shop may not depend on"


def test_a_foreign_package_without_a_reason_is_both() -> None:
    report = asked(manifest("pkg:npm/%40acme/clips"))
    assert [one.decided_by for one in report.findings] == ["", "architecture"]


def test_a_service_s_own_package_is_no_dependency() -> None:
    report = asked(manifest("pkg:pypi/acme-shop"))
    assert (report.findings, report.summary) == ((), "no new dependency")


def test_what_cannot_be_read_is_an_error() -> None:
    report = asked(errors=(AnalysisError("pyproject.toml", "it is not TOML"),))
    (finding,) = report.findings
    assert finding.message == "pyproject.toml was not read: it is not TOML"
    assert (finding.error, finding.path, finding.line) == (True, "pyproject.toml", 1)
    assert report.summary == "no new dependency, 1 place not read"


def test_more_than_can_be_told_of_is_an_error() -> None:
    report = asked(manifest("pkg:pypi/a1"), body="Dependency: a1 - because of this", cut=True)
    assert [one.error for one in report.findings] == [True]


def test_a_manifest_that_nobody_read_is_an_error() -> None:
    part = view(build.snapshot(files=(build.file("go.mod"),)), frozenset({"go.mod"}), True)
    (finding,) = STANDARDS["dependencies"].check(part, options_of("dependencies", ())).findings
    assert finding.error


@pytest.mark.parametrize("path", ["ledger/close.py", "uv.lock", "package-lock.json", "vendor/x/package.json"])
def test_where_no_manifest_is_touched_nothing_is_asked(path: str) -> None:
    part = view(build.snapshot(files=(build.file(path),), dependencies=Dependencies()), frozenset({path}), True)
    report = STANDARDS["dependencies"].check(part, options_of("dependencies", ()))
    assert (report.applicable, report.summary) == (False, "no manifest is touched")
