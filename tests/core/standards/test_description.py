import pytest

from homebot.core.standards.description import sections
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


def test_the_summary_says_what_is_given_or_missing() -> None:
    assert look("description").summary == "Goal, Headline given"
    assert look("description", body="").summary == "Goal, Headline missing"
    assert look("description", body="Goal: x").summary == "Headline missing"
    nothing = look("description", away=False)
    assert (nothing.applicable, nothing.findings, nothing.summary) == (False, (), "no section is required")


@pytest.mark.parametrize(
    "body",
    [
        "  Goal: x\n\n  Headline: y",
        "**Goal**: x\n__Headline__: y",
        "* Goal: x\n* Headline: y",
        "### Goal:\nx\n### Headline:\ny\nand more",
        "# *Goal*\nx\n# _Headline_\ny",
    ],
)
def test_sections_in_many_hands(body: str) -> None:
    assert look("description", body=body).findings == ()


@pytest.mark.parametrize("body", ["Goal: ** **\nHeadline: y", "Goal: __\nHeadline: y", "Goal:   \n  \nHeadline: y"])
def test_marks_alone_say_nothing(body: str) -> None:
    assert [finding.message for finding in look("description", body=body).findings] == [
        "the description has no `Goal:`"
    ]


def test_what_stands_under_a_heading_is_kept_line_by_line() -> None:
    found = sections("before\n## Goal\nfirst\nsecond\n\nHeadline: *one*\n two")
    assert found == {"goal": "first\nsecond", "headline": "one\ntwo"}
    assert sections("Goal: a\nGoal: b") == {"goal": "a\nb"}
    assert sections(f"{'g' * 40}: a\n{'h' * 41}: b") == {"g" * 40: f"a\n{'h' * 41}: b"}
