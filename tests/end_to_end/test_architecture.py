"""What needs a decision and what needs a reason, through HTTP: a public function that goes, a new dependency."""

from collections.abc import Iterator
from typing import Any

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, STANDARDS, Served, checks, comments, serving

PROFILES = (
    company.STANDARDS
    + """\
    dependencies: {}
    architecture: {public: [ledger/close.py]}
"""
)
GOOD = company.GOOD_DESCRIPTION


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    catalogue = company.CATALOGUE | {"standards.yaml": PROFILES}
    with serving(tmp_path_factory.mktemp("architecture"), catalogue) as found:
        yield found


def said(state: dict[str, Any]) -> str:
    """The comment."""
    found = comments(state)
    text: str = found[0]["body"] if found else ""
    return text


def newest(state: dict[str, Any]) -> dict[str, Any]:
    """The newest run of the standards."""
    found: dict[str, Any] = next((run for run in state["checks"] if run["name"] == STANDARDS), {"annotations": []})
    return found


def opened(served: Served, branch: str, files: dict[str, str], body: str = GOOD) -> int:
    tests = {f"tests/test_{branch.replace('-', '_')}.py": company.MENDED_TEST}
    served.change(branch, {**files, **tests})
    return served.people["carol"].open_pull(REPOSITORY, branch, branch, body)


def test_a_public_function_that_goes_needs_a_decision(served: Served) -> None:
    line = company.LEDGER[: company.LEDGER.index("def settle(")].count("\n") + 1
    number = opened(served, "gone", {"ledger/close.py": company.LEDGER.replace("def settle(", "def _settle(")})
    state = served.until(number, lambda now: "decision needed" in said(now) and newest(now)["annotations"])
    assert "| ⚖️ decision needed | `architecture` | 1 public name removed or changed |" in said(state)
    (told,) = (one for one in newest(state)["annotations"] if one["message"].startswith("architecture"))
    assert (told["path"], told["start_line"]) == ("ledger/close.py", line)
    assert (
        told["message"].splitlines()[0]
        == f"architecture: settle (function) is removed; it stood on line {line} of the base"
    )
    assert told["annotation_level"] == "warning"
    assert checks(state)[STANDARDS] == ("completed", "success"), "there is nothing to mend"


def test_a_new_dependency_has_its_reason_in_the_description(served: Served) -> None:
    number = opened(served, "dependency", {"requirements.txt": "requests\n"})
    state = served.until(number, lambda now: checks(now).get(STANDARDS) == ("completed", "failure"))
    assert "requests is new, and no `Dependency:` line says why" in said(state)
    assert [(one["path"], one["start_line"]) for one in newest(state)["annotations"]] == [("requirements.txt", 1)]
    body = f"{GOOD}\nDependency: requests - the partner speaks HTTP only\n"
    served.people["carol"].edit_pull(REPOSITORY, number, body=body)
    state = served.until(number, lambda now: checks(now).get(STANDARDS) == ("completed", "success"))
    assert "| ✅ holds | `dependencies` | 1 new dependency |" in said(state)
