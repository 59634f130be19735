from typing import Any

import pytest

from homebot.core.findings import Report
from homebot.core.found import AnalysisError
from homebot.core.public_surface.items import ImportFound, PublicSurface, SurfaceChange
from homebot.core.standards.architecture import Edge
from tests import build
from tests.core.standards.looking import look

PUBLIC = {"public": ["api/**"]}
EDGES = {"forbidden": [Edge(("web/**",), ("store", "db.*"), "pages ask the app")]}
ADR = {"adr_required": ["deploy/**"]}
API, PAGE, DEPLOY = build.file("api/pay.py"), build.file("web/page.py"), build.file("deploy/prod.yaml")


def asked(
    options: dict[str, Any], *files: build.FileChange, changes: tuple[SurfaceChange, ...] = (), **found: Any
) -> Report:
    return look("architecture", options, files=files, surface=PublicSurface(changes, **found))


REMOVED = SurfaceChange("api/pay.py", 12, "settle", "function", "removed")


def test_a_name_that_is_removed_needs_a_decision() -> None:
    report = asked(PUBLIC, API, changes=(REMOVED,))
    (finding,) = report.findings
    assert finding.message == "settle (function) is removed; it stood on line 12 of the base"
    assert finding.fix == "a bar raiser for architecture decides; or keep the old one beside the new"
    assert (finding.path, finding.line, finding.decided_by, finding.charged) == (
        "api/pay.py",
        12,
        "architecture",
        False,
    )
    assert report.summary == "1 public name removed or changed"
    assert finding.one_way, "whoever uses it is broken by then"


def test_a_name_that_is_changed_says_how() -> None:
    change = SurfaceChange("api/pay.py", 3, "settle", "function", "changed", "settle(a) → settle(a, b)")
    (finding,) = asked(PUBLIC, API, changes=(change,)).findings
    assert finding.message == "settle (function) is changed: settle(a) → settle(a, b)"
    assert (finding.line, finding.one_way) == (3, False)


def test_a_file_that_is_gone_is_one_finding() -> None:
    gone = SurfaceChange("api/pay.py", 1, "api/pay.py", "file", "gone", "3 public names")
    report = asked(PUBLIC, build.file("api/pay.py", kind="deleted", after=None), changes=(gone,))
    assert [one.message for one in report.findings] == ["the public file is gone, with 3 public names"]


def test_what_others_set_as_public_does_not_count_here() -> None:
    other = SurfaceChange("web/page.py", 12, "settle", "function", "removed")
    report = asked(PUBLIC, API, PAGE, changes=(other,))
    assert (report.applicable, report.findings) == (True, ())
    assert report.summary == "nothing that others build on is removed or changed"


def test_a_forbidden_import_needs_a_decision() -> None:
    imports = (
        ImportFound("web/page.py", 2, "store.tables"),
        ImportFound("web/page.py", 3, "db.raw"),
        ImportFound("web/page.py", 4, "app"),
        ImportFound("web/page.py", 5, "src.store", relative=True),
        ImportFound("web/page.py", 6, "src.store"),
        ImportFound("api/pay.py", 7, "store"),
    )
    report = asked(EDGES, PAGE, API, imports=imports)
    assert [(one.line, one.decided_by) for one in report.findings] == [(line, "architecture") for line in (2, 3, 5)]
    assert report.findings[0].message == "it imports store.tables and is one of web/** that may not: pages ask the app"
    assert report.summary == "3 forbidden imports"


def test_an_import_that_was_there_is_not_charged() -> None:
    was = (ImportFound("web/page.py", 2, "store", was=True),)
    assert asked(EDGES, PAGE, imports=was).findings == ()
    moved = build.file("web/page.py", kind="renamed", old_path="app/page.py")
    assert asked(EDGES, moved, imports=was).findings, "it came to where that is forbidden"
    within = build.file("web/page.py", kind="renamed", old_path="web/old.py")
    assert asked(EDGES, within, imports=was).findings == ()


@pytest.mark.parametrize(
    "adr",
    [
        build.file("docs/adr/0007-queue.md", kind="added", before=None),
        build.file("doc/adr/7.md"),
        build.file("docs/decisions/7.md", added=1),
        build.file("docs/adr/new.md", kind="renamed", old_path="docs/adr/old.md"),
        build.file("docs/adr/picture.png", added=None),
    ],
)
def test_with_an_adr_a_path_may_change(adr: build.FileChange) -> None:
    report = asked(ADR, DEPLOY, adr)
    assert (report.applicable, report.findings) == (True, ())


@pytest.mark.parametrize(
    "other",
    [
        build.file("docs/adr.md"),
        build.file("docs/adr/7.md", kind="deleted", after=None, added=0),
        build.file("docs/adr/7.md", added=0, deleted=3),
        build.file("docs/adr/7.md", after="1" * 40),
        build.file("docs/adr/new.md", kind="renamed", old_path="docs/adr/old.md", after="1" * 40, added=0),
        build.file("docs/adr/link", mode_after="120000"),
    ],
)
def test_what_is_no_new_adr(other: build.FileChange) -> None:
    report = asked(ADR, DEPLOY, other)
    (finding,) = report.findings
    assert finding.message == "no ADR says why deploy/prod.yaml changes"
    assert "docs/adr/**, doc/adr/**, docs/decisions/**" in finding.fix
    assert (finding.path, finding.line, finding.decided_by) == ("deploy/prod.yaml", 1, "architecture")
    assert report.summary == "no ADR"


def test_many_files_without_an_adr_are_counted_and_three_named() -> None:
    files = [build.file(f"deploy/{name}", kind="deleted", after=None) for name in "abcd"]
    (finding,) = asked(ADR, *files).findings
    assert finding.message == "no ADR says why deploy/a, deploy/b, deploy/c and 1 more changes"
    assert (finding.path, finding.line) == ("deploy/a", None)


def test_where_adrs_lie_can_be_set_and_one_needs_no_other() -> None:
    options = {"adr_required": ["**"], "adr": ["decisions/*.md"]}
    assert asked(options, DEPLOY, build.file("docs/adr/7.md")).findings
    assert not asked(options, DEPLOY, build.file("decisions/7.md")).findings
    assert not asked(options, build.file("decisions/7.md", kind="deleted", after=None)).applicable


def test_what_cannot_be_read_is_an_error() -> None:
    report = asked(PUBLIC, API, errors=(AnalysisError("api/pay.py", "not valid Python"),), cut=True)
    assert [(one.error, one.path) for one in report.findings] == [(True, "api/pay.py"), (True, None)]
    assert report.findings[0].message == "api/pay.py was not read: not valid Python"
    assert report.summary == "2 places not read"


def test_public_files_that_nobody_read_are_an_error() -> None:
    (finding,) = look("architecture", PUBLIC, files=(API,)).findings
    assert finding.error


@pytest.mark.parametrize(
    "file",
    [
        build.file("lib/x.py"),
        build.file("api/x.go"),
        build.file("api/pay.py", after="1" * 40),
        build.file("web/style.css"),
    ],
)
def test_what_nobody_builds_on(file: build.FileChange) -> None:
    report = look("architecture", {**PUBLIC, **EDGES, **ADR}, files=(file,))
    assert (report.applicable, report.summary) == (False, "nothing that others build on is touched")


def test_a_public_file_that_moves_away_is_looked_at() -> None:
    moved = build.file("lib/pay.py", kind="renamed", old_path="api/pay.py")
    assert asked(PUBLIC, moved, changes=(REMOVED,)).findings
