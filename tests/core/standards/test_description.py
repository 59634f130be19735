import pytest

from tests.core.standards.looking import look


@pytest.mark.parametrize(
    "body",
    [
        "Goal: exact refunds\nHeadline: Refunds are right",
        "## Goal\nexact refunds\n\n## Headline\nRefunds are right",
        "**Goal:** exact refunds\r\n\r\n**Headline:** Refunds are right",
        "goal: exact refunds\nHEADLINE: Refunds are right",
    ],
)
def test_sections_may_be_lines_or_headings(body: str) -> None:
    report = look("description", body=body)
    assert (report.applicable, report.findings) == (True, ())


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("", ["Goal", "Headline"]),
        ("Goal: exact refunds", ["Headline"]),
        ("Goal:\nHeadline: Refunds are right", ["Goal"]),
        ("Goal: <!-- why? -->\nHeadline: Refunds are right", ["Goal"]),
        ("<!-- Goal: a\nHeadline: b", ["Goal", "Headline"]),
        ("the Goal: is not at the start of a line", ["Goal", "Headline"]),
    ],
)
def test_a_section_that_is_not_there_or_empty_is_named_with_how_to_add_it(body: str, missing: list[str]) -> None:
    findings = look("description", body=body).findings
    assert [finding.message for finding in findings] == [f"the description has no `{name}:`" for name in missing]
    assert all(f"`{name}: " in finding.fix for name, finding in zip(missing, findings, strict=True))


def test_a_change_at_home_needs_neither_goal_nor_headline() -> None:
    assert not look("description", away=False, body="").applicable


def test_other_sections_can_be_asked_of_everybody() -> None:
    report = look("description", {"sections": ["Rollout"]}, away=False, body="Goal: x")
    assert [finding.fix for finding in report.findings] == ["add a section `Rollout`"]
