import pytest

from homebot.core.found import AnalysisError, SecretFound, Secrets
from homebot.core.standards import strength_of
from tests import build
from tests.core.standards.looking import look

FOUND = Secrets(found=(SecretFound("ledger/close.py", 7, "GitHub Token"),))


def test_an_added_line_that_holds_one_fails_where_it_stands() -> None:
    report = look("secrets", secrets=FOUND)
    (finding,) = report.findings
    assert report.applicable
    assert (finding.path, finding.line, finding.end_line, finding.error) == ("ledger/close.py", 7, 7, False)
    assert finding.message == "a credential: GitHub Token"
    assert finding.fix.startswith("revoke it")
    assert report.summary == "1 credential in added lines"


def test_a_clean_change_holds() -> None:
    report = look("secrets", secrets=Secrets())
    assert (report.applicable, report.findings) == (True, ())
    assert report.summary == "no credential in added lines"


def test_several_are_counted() -> None:
    two = Secrets(found=(*FOUND.found, SecretFound("tests/test_close.py", 1, "JSON Web Token")))
    assert look("secrets", secrets=two).summary == "2 credentials in added lines"
    assert len(look("secrets", secrets=two).findings) == 2


def test_generated_files_are_no_exception() -> None:
    assert look("secrets", files=(build.file(generated=True),), secrets=FOUND).findings


def test_a_change_nobody_searched_is_no_pass() -> None:
    report = look("secrets", secrets=None)
    (finding,) = report.findings
    assert (report.applicable, finding.error) == (True, True)
    assert report.summary == "not searched"


def test_a_file_not_searched_to_its_end_is_an_error_beside_what_was_found() -> None:
    errors = (AnalysisError("ledger/close.py", "it took longer"), AnalysisError("tests/test_close.py", "it crashed"))
    report = look("secrets", secrets=Secrets(FOUND.found, errors))
    assert [finding.error for finding in report.findings] == [False, True, True]
    assert report.findings[1].message == "ledger/close.py was not searched to its end: it took longer"
    assert (report.findings[1].path, report.findings[1].line) == ("ledger/close.py", 1)
    assert report.summary == "1 credential in added lines; 2 files not searched to the end"
    assert look("secrets", secrets=Secrets(errors=errors[:1])).summary == "1 file not searched to the end"


@pytest.mark.parametrize(
    ("path", "facts", "an_error"),
    [
        ("logo.png", {"added": None}, False),
        ("config/prod.yaml", {"added": None}, True),
        ("ledger/huge.py", {"added": None}, True),
        (".env", {"added": None}, True),
        (".env", {"added": 3}, False),
        ("ledger/huge.py", {"added": None, "kind": "deleted"}, False),
    ],
)
def test_a_text_without_lines_is_an_error(path: str, facts: dict[str, object], an_error: bool) -> None:
    report = look("secrets", files=(build.file(path, **facts), build.file()), secrets=Secrets())
    assert [(finding.path, finding.error) for finding in report.findings] == ([(path, True)] if an_error else [])


@pytest.mark.parametrize(
    "facts",
    [{"added": 0}, {"kind": "deleted", "added": 0}, {"mode_after": "160000", "added": None}, {"mode_after": "120000"}],
)
def test_where_no_line_is_added_there_is_nothing_to_judge(facts: dict[str, object]) -> None:
    assert not look("secrets", files=(build.file(**facts),), secrets=FOUND).applicable


def test_paths_that_are_allowed_are_left_alone_errors_and_all() -> None:
    both = Secrets(FOUND.found, (AnalysisError("ledger/close.py", "it crashed"),))
    assert look("secrets", {"allow": ["ledger/**"]}, secrets=both).findings == ()
    assert len(look("secrets", {"allow": ["other/**"]}, secrets=both).findings) == 2
    assert not look("secrets", {"allow": ["**"]}, secrets=both).applicable


def test_what_lies_in_another_service_is_not_shown() -> None:
    elsewhere = Secrets((SecretFound("other/a.py", 1, "K"),), (AnalysisError("other/a.py", "it crashed"),))
    assert look("secrets", secrets=elsewhere).findings == ()


def test_it_is_a_floor_where_nobody_says() -> None:
    assert strength_of("secrets") == "floor"
    assert strength_of("complexity") == "standard"
