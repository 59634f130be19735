"""What people read in each case, word for word.

After a change of words: `HOMEBOT_REWRITE_GOLDEN=1 pytest tests/decisions`, then read the difference as the author of
such a pull request would."""

import os
from pathlib import Path

import pytest

from homebot.core.effects import WantCheck, WantComment, WantReviewers
from homebot.core.plan import desired
from homebot.core.render.comment import comment
from tests.core.render.reading import Page
from tests.decisions import cases, needing_decision
from tests.decisions.cases import Case

HERE = Path(__file__).parent
CASES = {**cases.CASES, **needing_decision.CASES}


def shown(case: Case) -> str:
    """All that a pull request shows, as one text."""
    parts = []
    for effect in desired(case.snapshot, case.decision, case.directory):
        match effect:
            case WantComment():
                parts.append(effect.body)
            case WantCheck():
                parts.append(
                    f"=== {effect.name}: {effect.conclusion or effect.status} — {effect.title}\n{effect.summary}"
                )
                parts += [f"{one.level} {one.path}:{one.line} {one.message} / {one.fix}" for one in effect.annotations]
            case WantReviewers():
                parts.append(f"=== asked: {', '.join(effect.add)}; released: {', '.join(effect.remove)}")
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_a_pull_request_reads_as_it_was_agreed(name: str) -> None:
    text = shown(CASES[name]()).encode("utf-8", "backslashreplace").decode()
    file = HERE / f"{name}.md"
    if os.environ.get("HOMEBOT_REWRITE_GOLDEN"):
        file.write_text(text, "utf-8", newline="\n")
    assert text == file.read_bytes().decode()


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in HERE.glob("*.md")} == set(CASES)


def test_the_manual_shows_the_comment_as_it_is() -> None:
    case = CASES["away_failing"]()
    manual = (HERE.parents[1] / "docs" / "comment.md").read_text("utf-8")
    assert comment(case.snapshot, case.decision, case.directory) in manual


def test_the_comment_stays_when_the_only_new_fact_is_that_homebot_asked() -> None:
    before, after = CASES["away_passing"](), CASES["asked_before"]()
    assert comment(before.snapshot, before.decision, before.directory) == comment(
        after.snapshot, after.decision, after.directory
    )


@pytest.mark.parametrize("name", CASES)
def test_only_people_who_are_asked_are_mentioned(name: str) -> None:
    case = CASES[name]()
    body = next(
        one.body for one in desired(case.snapshot, case.decision, case.directory) if isinstance(one, WantComment)
    )
    page = Page(body)
    called = {*case.decision.choice.request, *case.decision.choice.keep, *case.decision.choice.call_on}
    assert {word.strip(".,() ") for word in page.prose.split() if "@" in word} <= {f"@{login}" for login in called}
    assert page.comments == [" homebot:pull "]
    assert page.tags.count("details") == body.count("<details")
    assert len(set(page.rows)) <= 3
