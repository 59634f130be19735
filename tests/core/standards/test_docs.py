import pytest

from tests import build
from tests.core.standards.looking import look

PUBLIC = {"public": ["api/**", "*.proto"]}


@pytest.mark.parametrize(
    "page",
    [
        build.file("docs/api.md"),
        build.file("README.md"),
        build.file("guide/docs/x.txt"),
        build.file("CHANGELOG.md"),
        build.file("services/ledger/CHANGES.rst"),
        build.file("changelog.d/12.feature"),
        build.file("docs/shot.png", added=None, deleted=None),
        build.file("docs/api.md", added=0, deleted=2),
        build.file("docs/new.md", kind="added", before=None),
        build.file("docs/new.md", kind="renamed", old_path="docs/old.md"),
        build.file("CHANGELOG.md", added=None, deleted=None),
        build.file("CHANGELOG.md", added=1),
    ],
)
def test_a_page_or_a_changelog_entry_tells_of_it(page: build.FileChange) -> None:
    report = look("docs", PUBLIC, files=(build.file("api/pay.py"), page))
    assert (report.applicable, report.findings) == (True, ())
    assert report.summary == f"1 public file, told of in {page.path}"


@pytest.mark.parametrize(
    "page",
    [
        build.file("ledger/close.py"),
        build.file("docs/api.md", generated=True),
        build.file("docs/api.md", after="1" * 40),
        build.file("docs/api.md", kind="renamed", old_path="docs/b.md", after="1" * 40),
        build.file("docs/api.md", kind="deleted", after=None),
        build.file("CHANGELOG.md", added=0, deleted=3),
    ],
    ids=["no page", "generated", "mode", "moved", "deleted", "entry taken away"],
)
def test_what_tells_nobody_anything(page: build.FileChange) -> None:
    assert look("docs", PUBLIC, files=(build.file("api/pay.py"), page)).findings


def test_taking_a_page_away_tells_of_what_is_gone() -> None:
    gone = build.file("api/pay.py", kind="deleted", after=None)
    page = build.file("docs/pay.md", kind="deleted", after=None)
    assert not look("docs", PUBLIC, files=(gone, page)).findings
    assert look("docs", PUBLIC, files=(gone, build.file("api/b.py"), page)).findings


@pytest.mark.parametrize(
    "file",
    [
        build.file("api/pay.py"),
        build.file("deep/down/x.proto"),
        build.file("api/pay.py", kind="deleted", after=None),
        build.file("lib/pay.py", kind="renamed", old_path="api/pay.py", after="1" * 40),
        build.file("api/pay.py", added=None, deleted=None),
    ],
)
def test_a_public_file_wants_to_be_told_of(file: build.FileChange) -> None:
    report = look("docs", PUBLIC, files=(file,))
    (finding,) = report.findings
    assert finding.message == f"nothing is said of {file.path}"
    assert finding.fix == "edit the page that tells of it, or add a changelog entry"
    assert (finding.path, finding.line) == (file.path, None if file.kind == "deleted" else 1)
    assert (report.applicable, report.summary) == (True, "1 public file, nothing said of it")


def test_many_are_counted_and_three_named() -> None:
    report = look("docs", PUBLIC, files=tuple(build.file(f"api/{name}.py") for name in "abcd"))
    assert report.findings[0].message == "nothing is said of api/a.py, api/b.py, api/c.py and 1 more"
    assert report.summary == "4 public files, nothing said of it"
    three = look("docs", PUBLIC, files=tuple(build.file(f"api/{name}.py") for name in "abc"))
    assert three.findings[0].message == "nothing is said of api/a.py, api/b.py, api/c.py"


@pytest.mark.parametrize(
    "file",
    [
        build.file("ledger/close.py"),
        build.file("api/pay.py", generated=True),
        build.file("api/pay.py", after="1" * 40),
        build.file("api/README.md"),
    ],
    ids=["not public", "generated", "mode", "a page itself"],
)
def test_what_need_not_be_told_of(file: build.FileChange) -> None:
    report = look("docs", PUBLIC, files=(file,))
    assert (report.applicable, report.summary) == (False, "no public file is changed")


def test_nothing_is_asked_where_nothing_is_public() -> None:
    assert not look("docs").applicable


def test_the_patterns_can_be_set() -> None:
    files = (build.file("api/pay.py"), build.file("README.md"))
    assert look("docs", {**PUBLIC, "docs": ["manual/**"]}, files=files).findings
    files = (build.file("api/pay.py"), build.file("LOG"))
    assert not look("docs", {**PUBLIC, "changelog": ["LOG"]}, files=files).findings
