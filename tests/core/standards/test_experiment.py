from typing import Any

import pytest

from homebot.core.findings import Report
from tests.core.standards.looking import look


def asked(body: str, *labels: str, **options: Any) -> Report:
    return look("experiment", options, body=body, labels=labels or ("customer-facing",))


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("Experiment: https://exp.example/42", "an experiment is named"),
        ("experiment:   https://exp.example/42?arm=b#result  ", "an experiment is named"),
        ("Goal: x\r\nExperiment: https://exp.example\r\nmore", "an experiment is named"),
        ("- **Experiment:** https://exp.example/42", "an experiment is named"),
        ("**Experiment**: <https://exp.example/42>", "an experiment is named"),
        ("Experiment:\nExperiment: https://exp.example:8443/x", "an experiment is named"),
        ("No-experiment: only the colour of a link changes", "it says why there is none"),
        ("Experiment: later\nNo-experiment: the law asks for it", "it says why there is none"),
    ],
)
def test_one_of_the_two_lines_is_enough(body: str, summary: str) -> None:
    report = asked(body)
    assert (report.applicable, report.findings, report.summary) == (True, (), summary)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "it is customer-facing and has neither `Experiment:` nor `No-experiment:`"),
        ("Experiment:\nNo-experiment:  ", "it is customer-facing and has neither `Experiment:` nor `No-experiment:`"),
        ("<!-- Experiment: https://exp.example/42 -->", "neither `Experiment:`"),
        ("<!-- Experiment: https://exp.example/42", "neither `Experiment:`"),
        ("```\nExperiment: https://exp.example/42\n```", "neither `Experiment:`"),
        ("> Experiment: https://exp.example/42", "neither `Experiment:`"),
        ("My Experiment: https://exp.example/42", "neither `Experiment:`"),
        ("Experiment: http://exp.example/42", "“http://exp.example/42”, which is no https address"),
        ("Experiment: https://", "which is no https address"),
        ("Experiment: https://user@exp.example/", "which is no https address"),
        ("Experiment: see https://exp.example/42", "which is no https address"),
        ("Experiment: https://exp.example/ then more", "which is no https address"),
        ("No-experiment: not needed", "“not needed” tells nobody why there is no experiment"),
        ("No-experiment: . - . - . - . - . - .", "tells nobody why"),
        ("No-experiment: a b c", "tells nobody why"),
    ],
)
def test_what_is_no_answer(body: str, message: str) -> None:
    report = asked(body)
    (finding,) = report.findings
    assert message in finding.message
    assert finding.fix
    assert (finding.path, finding.error, finding.decided_by) == (None, False, "")
    assert report.summary == "neither an experiment nor a reason why there is none"


def test_without_the_label_nothing_is_asked() -> None:
    report = asked("", "bug", "customer")
    assert (report.applicable, report.summary) == (False, "it has no label customer-facing")


def test_the_label_counts_in_any_case_and_can_be_set() -> None:
    assert asked("", "Customer-Facing").findings
    assert asked("", "UX", label="ux").findings
    assert not asked("", "customer-facing", label="ux").applicable


def test_code_that_ends_lets_the_next_line_count() -> None:
    assert not asked("~~~\nx\n```\n~~~\nExperiment: https://exp.example/42").findings
    assert asked("~~~\nx\n```\nExperiment: https://exp.example/42").findings


def test_a_change_without_files_of_the_service_is_asked_nothing() -> None:
    assert not look("experiment", files=(), labels=("customer-facing",), body="").applicable
