"""The comment beyond the golden files: its length, its outcomes, its silence about time."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from homebot.core.decision import Decision, Judgement
from homebot.core.facts import FunctionComplexity
from homebot.core.findings import Finding
from homebot.core.found import AnalysisError
from homebot.core.policy import decide
from homebot.core.render.comment import LIMIT, MARKER, comment
from homebot.core.waits import Hold
from tests import build
from tests.core.render.reading import Page
from tests.core.render.test_escape import hostile

DIRECTORY = build.directory()


def judged(outcome: Any, **changes: Any) -> Judgement:
    values = {"summary": "a reason", "findings": (), "strength": "standard", "mode": "enforce", **changes}
    return Judgement(service="ledgerd", standard="complexity", outcome=outcome, **values)  # type: ignore[arg-type]


def decided(*judgements: Judgement) -> Decision:
    return replace(decide(build.snapshot(), DIRECTORY, "1"), judgements=judgements)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("pass", "All 1 standards hold"),
        ("fail", "❌ **to mend**"),
        ("error", "⚠️ **not judged**"),
        ("deviated", "🔶 deviated"),
        ("decision-needed", "`complexity` of `ledgerd`: decision-needed — a reason"),
        ("pre-existing", "`complexity` of `ledgerd`: pre-existing — a reason"),
        ("not-applicable", "Nothing to judge here for `complexity`."),
    ],
)
def test_each_outcome_has_its_words(outcome: str, words: str) -> None:
    words = words.replace("All 1 standards hold", "The one standard holds")
    assert words in comment(build.snapshot(), decided(judged(outcome)), DIRECTORY)


def test_what_counts_stands_before_advice_and_that_before_what_holds() -> None:
    names = {"size": ("pass", "standard"), "docs": ("fail", "advice"), "tests": ("fail", "standard")}
    judgements = [
        replace(judged(outcome), standard=name, strength=strength)  # type: ignore[arg-type]
        for name, (outcome, strength) in names.items()
    ]
    body = comment(build.snapshot(), decided(*judgements), DIRECTORY)
    rows = [line.split("|")[2].strip() for line in body.splitlines() if line.startswith(("| ❌", "| 💡", "| ✅"))]
    assert rows == ["`tests`", "`docs`", "`size`"]


@pytest.mark.parametrize("name", ["src/deep/module.py", "\U0001d54f" * 200, "`" * 300, "@|\n" * 80])
@pytest.mark.parametrize("many", [50, 3_000])
def test_a_huge_change_is_cut_with_a_count_and_a_link(name: str, many: int) -> None:
    services = [build.service(f"service-{i}", "payments", paths=(f"{i}/**",)) for i in range(40)]
    directory = build.directory(services=services)
    files = [build.file(f"{i % 40}/{name}{i}.py") for i in range(many)]
    functions = [FunctionComplexity(file.path, f"f{i}", i + 1, i + 2, None, 11 + i) for i, file in enumerate(files)]
    errors = tuple(AnalysisError(file.path, name * 3) for file in files)
    snapshot = build.snapshot(
        files=files,
        functions=functions,
        errors=errors,
        holds=tuple(Hold("vera", name * 9, build.NOW) for _ in range(60)),
    )
    body = comment(snapshot, decide(snapshot, directory, "1"), directory)
    assert body.startswith(MARKER + "\n**")
    assert len(body.encode()) <= LIMIT
    assert "more" in body or "/acme/ledgerd/pull/7/checks" in body
    assert Page(body).tags.count("details") == body.count("</details>")


def test_equal_facts_read_at_another_time_give_equal_text() -> None:
    early, late = build.snapshot(), build.snapshot(at=build.NOW.replace(hour=23))
    assert comment(early, decide(early, DIRECTORY, "1"), DIRECTORY) == comment(
        late, decide(late, DIRECTORY, "2"), DIRECTORY
    )


def test_a_person_asked_by_somebody_else_is_not_mentioned() -> None:
    snapshot = build.snapshot(observed=replace(build.conversation().observed, requested=("bob",)))
    body = comment(snapshot, decide(snapshot, DIRECTORY, "1"), DIRECTORY)
    assert "Asked: `bob`" in body
    assert "@" not in body


@settings(max_examples=60, deadline=None)
@given(hostile, hostile, hostile)
def test_no_text_of_a_stranger_acts_anywhere_in_the_comment(path: str, name: str, reason: str) -> None:
    finding = Finding(reason, name, path or "x", 1)
    judgement = judged("fail", summary=reason, findings=(finding, replace(finding, fix="other")))
    snapshot = build.snapshot(
        title=name,
        body=reason,
        functions=[FunctionComplexity(path, name, 1, 2, 3, 4)],
        errors=(AnalysisError(path, reason),),
        holds=(Hold(name, reason, build.NOW),),
    )
    made = decided(judgement)
    choice = replace(made.choice, warnings=(reason,), stuck=(name,))
    recognition = replace(made.recognition, unowned_paths=(path,), because=reason, author_teams=(name, "b"))
    page = Page(comment(snapshot, replace(made, choice=choice, recognition=recognition), DIRECTORY))
    assert set(page.acts) <= {f"@{login[0]}" for login in choice.request}
    assert page.comments == [" homebot:pull "]
    assert "img" not in page.tags
    assert page.tags.count("a") == 0
    assert len(set(page.rows)) <= 3
