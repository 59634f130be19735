"""The table of complexity before and after."""

from typing import Any

import pytest

from homebot.core.found import RemovedFunction
from homebot.core.policy import decide
from homebot.core.render.comment import LIMIT, comment
from homebot.core.render.complexity import complexity
from tests import build
from tests.core.render.reading import Page


def shown(limit: int = 15, **facts: Any) -> str:
    snapshot = build.snapshot(**facts)
    return complexity(snapshot, decide(snapshot, build.directory(), "1"), limit, "More is elsewhere.")


def names(text: str) -> list[str]:
    """The functions of the table's rows, in order."""
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return [row.split("`")[1] for row in rows]


def test_the_worst_stands_first_and_what_breaks_the_standard_before_old_debt() -> None:
    functions = (
        build.function("small", 2, 3, line=1),
        build.function("old", 40, 38, line=10),
        build.function("fresh", None, 12, line=50),
        build.function("rises", 9, 14, line=70),
        build.function("falls", 10, 4, line=90),
    )
    text = shown(functions=functions)
    assert names(text) == ["rises", "fresh", "old", "falls", "small"]
    assert "| `rises` in `ledger/close.py:70` | 9 | **14 ▲** |" in text
    assert "| `fresh` in `ledger/close.py:50` | new | **12** |" in text
    assert "| `old` in `ledger/close.py:10` | 40 | 38 ▼ |" in text
    assert "Complexity: 5 functions touched, the highest at 38, +10 in all" in text
    assert "<details open>" in text


def test_it_is_folded_where_nothing_is_to_be_mended() -> None:
    assert "<details>" in shown(functions=(build.function("old", 40, 38),))


@pytest.mark.parametrize(
    ("number", "limit", "left"), [(3, 3, ""), (4, 3, "… and 1 function."), (1_300, 15, "… and 1,285 functions.")]
)
def test_a_long_table_is_cut_with_a_count_and_says_where_the_rest_is(number: int, limit: int, left: str) -> None:
    functions = tuple(build.function(f"f{n}", None, 11 + n, line=n) for n in range(number))
    text = shown(limit, functions=functions)
    assert names(text) == [f"f{n}" for n in range(number)][: -limit - 1 : -1]
    assert (left in text and "More is elsewhere." in text) if left else "More" not in text


def test_what_is_gone_is_counted_against_what_came() -> None:
    removed = (RemovedFunction("ledger/close.py", "old", 14), RemovedFunction("ledger/close.py", "older", 3))
    text = shown(functions=(build.function("settle", 4, 6),), removed=removed)
    assert "Complexity: 1 function touched, 2 removed, the highest at 6, -15 in all" in text


def test_generated_files_are_not_in_it() -> None:
    files = (build.file("ledger/close.py"), build.file("ledger/made.py", generated=True))
    functions = (build.function("settle", 4, 6), build.function("made", None, 99, path="ledger/made.py"))
    text = shown(files=files, functions=functions, removed=(RemovedFunction("ledger/made.py", "old", 50),))
    assert names(text) == ["settle"]
    assert "the highest at 6, +2 in all" in text
    assert shown(files=files[1:], functions=functions[1:]) == ""


def test_the_comment_links_to_what_it_leaves_out_and_fits() -> None:
    path = "ledger/" + "deep/" * 30 + "close.py"
    functions = tuple(build.function("f" * 300 + str(n), None, 11 + n, path=path, line=n) for n in range(5_000))
    snapshot = build.snapshot(files=(build.file(path),), functions=functions)
    body = comment(snapshot, decide(snapshot, build.directory(), "1"), build.directory())
    assert len(body.encode()) <= LIMIT
    assert "functions. [The checks](/acme/ledgerd/pull/7/checks) show all that GitHub has room for." in body
    assert Page(body).tags.count("details") == body.count("<details")
