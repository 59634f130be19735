"""More findings than GitHub takes in one call: every one on its line, none twice, through HTTP."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from homebot.cli.demo import company
from homebot.core.render.checks import MAX_ANNOTATIONS
from tests.end_to_end.serving import REPOSITORY, STANDARDS, Served, checks, comments, complete, serving

BATCH = 50


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("annotations")) as found:
        yield found


def module(functions: int, branches: int = 12) -> str:
    """Functions above the limit, each at a line of its own: `f7` stands on the line after "# f7 is next"."""
    body = "".join(f"    if a == {number}: pass\n" for number in range(branches))
    return "".join(f"# f{number} is next\ndef f{number}(a):\n{body}\n" for number in range(functions))


def places(files: dict[str, str]) -> dict[tuple[str, int], str]:
    """Where each function stands, and its name."""
    return {
        (path, number): name[1]
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (name := re.match(r"def (\w+)", line))
    }


def newest(state: dict[str, Any]) -> dict[str, Any]:
    runs = (run for run in state["checks"] if run["name"] == STANDARDS)
    found: dict[str, Any] = next(runs, {"annotations": []})
    return found


def opened(served: Served, branch: str, files: dict[str, str]) -> tuple[int, dict[str, Any]]:
    served.change(branch, {**files, "tests/test_many.py": company.MENDED_TEST})
    number = served.people["carol"].open_pull(REPOSITORY, branch, branch, company.GOOD_DESCRIPTION)
    state = served.until(number, complete)
    assert checks(state)[STANDARDS] == ("completed", "failure")
    return number, state


def test_every_finding_is_on_its_line_in_batches_of_fifty(served: Served) -> None:
    files = {"ledger/a.py": module(70), "ledger/b.py": "\n\n" + module(60), "ledger/sub/c.py": module(3)}
    served.quiet()
    served.box.calls(clear=True)
    number, state = opened(served, "many", files)
    annotations = newest(state)["annotations"]
    expected = places(files)
    assert len(expected) == 133
    told = {(one["path"], one["start_line"]): one for one in annotations}
    assert len(annotations) == len(told) == len(expected)
    for place, name in expected.items():
        assert told[place]["message"].startswith(f"complexity: {name} has complexity 13"), place
        assert told[place]["end_line"] == told[place]["start_line"] + 12
        assert told[place]["annotation_level"] == "failure"
    served.quiet()
    calls = [
        call for call in served.box.calls() if "check-runs" in call["path"] and call["method"] in ("POST", "PATCH")
    ]
    # One run for the review, and one for the standards with what is over fifty added twice.
    assert [call["method"] for call in calls].count("POST") == 2
    assert [call["method"] for call in calls].count("PATCH") == -(-133 // BATCH) - 1
    body = comments(state)[0]["body"]
    assert "133 of 135 touched functions above 10" in body
    assert "… and 120 functions." in body
    assert f"(/{REPOSITORY}/pull/{number}/checks)" in body


def test_over_the_limit_the_count_is_said_and_the_rest_stands_in_the_text(served: Served) -> None:
    files = {f"ledger/wide{number}.py": module(45) for number in range(5)}
    _, state = opened(served, "wide", files)
    run = newest(state)
    assert len(run["annotations"]) == MAX_ANNOTATIONS < len(places(files))
    assert {(one["path"], one["start_line"]) for one in run["annotations"]} < set(places(files))
    assert f"{len(places(files)) - MAX_ANNOTATIONS} further places stand only in this text." in run["summary"]


def test_what_is_mended_takes_its_annotations_along(served: Served) -> None:
    number, _ = opened(served, "fewer", {"ledger/few.py": module(120)})
    served.change("fewer", {"ledger/few.py": module(3), "tests/test_many.py": company.MENDED_TEST})
    state = served.until(number, lambda now: len(newest(now)["annotations"]) == 3)
    assert checks(state)[STANDARDS] == ("completed", "failure")
    served.change("fewer", {"ledger/few.py": module(3, branches=2), "tests/test_many.py": company.MENDED_TEST})
    state = served.until(number, lambda now: checks(now).get(STANDARDS) == ("completed", "success"))
    assert newest(state)["annotations"] == []
