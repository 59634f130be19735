import pytest

from homebot.core.found import LicenceTags
from tests import build
from tests.core.standards.looking import look

MIT = {"spdx": ["MIT", "Apache-2.0 OR MIT"]}


def new(path: str = "ledger/new.py", **facts: object) -> build.FileChange:
    return build.file(path, **{"kind": "added", "mode_after": "100644", "before": None, **facts})


def tags(*expressions: str, path: str = "ledger/new.py", error: str | None = None) -> tuple[LicenceTags, ...]:
    return (LicenceTags(path, expressions, error),)


@pytest.mark.parametrize(
    ("expressions", "holds"),
    [
        (("MIT",), True),
        (("mit",), True),
        (("Apache-2.0  or MIT",), True),
        (("GPL-3.0-only", "MIT"), True),
        (("GPL-3.0-only",), False),
        (("MIT OR GPL-3.0-only",), False),
        ((), False),
    ],
)
def test_one_of_the_expressions_that_are_set_must_be_there(expressions: tuple[str, ...], holds: bool) -> None:
    report = look("licence", MIT, files=(new(),), licences=tags(*expressions))
    assert report.applicable
    assert (not report.findings) is holds


def test_the_finding_of_a_file_without_a_licence_says_what_to_add() -> None:
    report = look("licence", MIT, files=(new(),), licences=tags())
    (finding,) = report.findings
    assert finding.message == "ledger/new.py names no licence"
    assert finding.fix == "add the comment `SPDX-License-Identifier: MIT` at its top"
    assert (finding.path, finding.line, finding.error) == ("ledger/new.py", 1, False)
    assert report.summary == "1 new source file, 1 without its licence"


def test_the_finding_of_another_licence_names_both() -> None:
    report = look("licence", MIT, files=(new(),), licences=tags("GPL-3.0-only", "0BSD"))
    (finding,) = report.findings
    assert finding.message == (
        "ledger/new.py is under GPL-3.0-only, 0BSD; new files here are under MIT or Apache-2.0 OR MIT"
    )
    assert finding.fix == "ask the Home Team whether it may come in"
    assert (finding.path, finding.line, finding.error) == ("ledger/new.py", 1, False)


def test_a_file_nobody_could_look_into_is_an_error_with_the_reason() -> None:
    (finding,) = look("licence", MIT, files=(new(),), licences=tags("MIT", error="it is too large")).findings
    assert finding.error
    assert finding.message == "the licence of ledger/new.py cannot be read: it is too large"
    assert finding.fix == "make it smaller, or have it exempted or marked as generated"
    assert (finding.path, finding.line) == ("ledger/new.py", 1)


def test_a_file_without_its_fact_is_an_error() -> None:
    (finding,) = look("licence", MIT, files=(new(),)).findings
    assert finding.error
    assert finding.message == "the licence of ledger/new.py cannot be read: nobody looked into it"


def test_every_file_is_compared_and_they_are_counted() -> None:
    files = (new("a.py"), new("b.py"), new("c.py"))
    report = look("licence", MIT, files=files, licences=(*tags("MIT", path="a.py"), *tags("MIT", path="c.py")))
    assert [finding.path for finding in report.findings] == ["b.py"]
    assert report.summary == "3 new source files, 1 without its licence"
    held = look("licence", MIT, files=files[:1], licences=tags("MIT", path="a.py"))
    assert held.summary == "1 new source file with MIT or Apache-2.0 OR MIT"


@pytest.mark.parametrize(
    "file",
    [
        build.file(),
        new(kind="renamed", old_path="b.py"),
        new(kind="modified"),
        new(generated=True),
        new(mode_after="120000"),
        new(mode_after="160000"),
        new(added=0),
        new("notes.txt"),
        new("vendor/x.py"),
    ],
)
def test_what_carries_no_licence(file: build.FileChange) -> None:
    report = look("licence", {**MIT, "exempt": ["vendor/**"]}, files=(file,))
    assert (report.applicable, report.summary) == (False, "no source file is new")


@pytest.mark.parametrize(
    "facts", [{"kind": "copied"}, {"kind": "type-changed"}, {"mode_after": "100755"}, {"added": None}]
)
def test_what_else_is_new(facts: dict[str, object]) -> None:
    assert look("licence", MIT, files=(new(**facts),)).applicable


def test_nothing_is_asked_where_no_licence_is_set() -> None:
    assert not look("licence", files=(new(),)).applicable


def test_which_files_are_sources_can_be_set() -> None:
    options = {**MIT, "source": ["*.zig"]}
    assert look("licence", options, files=(new("a.zig"),)).findings
    assert not look("licence", options, files=(new(),)).applicable
