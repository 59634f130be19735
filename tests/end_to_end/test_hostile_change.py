"""Changes that are too much: evaluated all the same, or an error that says why."""

from collections.abc import Iterator

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, STANDARDS, Served, checks, comments, complete, serving

COMMENT_CHARACTERS = 65_536


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("hostile")) as found:
        yield found


def opened(served: Served, branch: str) -> str:
    """Opens carol's pull request and waits for all that is due; the comment."""
    number = served.people["carol"].open_pull(REPOSITORY, branch, branch, company.GOOD_DESCRIPTION)
    state = served.until(number, complete, seconds=180)
    [comment] = comments(state)
    assert len(comment["body"]) <= COMMENT_CHARACTERS
    assert checks(state)[STANDARDS][0] == "completed"
    return str(comment["body"])


def test_ten_thousand_files(served: Served) -> None:
    tangled = {f"ledger/many/{index:05}.py": f"{company.TANGLED}\nINDEX = {index}\n" for index in range(10_000)}
    served.change("many", tangled)
    comment = opened(served, "many")
    assert "10000 of 10000" in comment.replace(",", "").replace(" ", " "), comment[:3000]


def test_a_line_of_fifty_megabytes(served: Served) -> None:
    served.change("wide", {"ledger/wide.py": "x = '" + "y" * 50_000_000 + "'"})
    comment = opened(served, "wide")
    assert "ledger/wide.py" in comment
    assert "could not be analysed" in comment


def test_the_base_moves_below_it(served: Served) -> None:
    served.change("below", {"ledger/below.py": company.MENDED, "tests/test_below.py": company.MENDED_TEST})
    served.box.commit(REPOSITORY, "main", {"ledger/new.py": "x = 1\n" * 3_000}, "alice")
    assert "1 source file, 1 test file" in opened(served, "below")


def test_the_base_is_rewritten(served: Served) -> None:
    served.change("orphan", {"ledger/orphan.py": company.MENDED, "tests/test_orphan.py": company.MENDED_TEST})
    served.box.commit(REPOSITORY, "orphan-base", {"ledger/other.py": "x = 1\n"}, "alice")
    number = served.people["carol"].open_pull(REPOSITORY, "orphan", "orphan", company.GOOD_DESCRIPTION)
    served.until(number, complete)
    served.people["carol"].edit_pull(REPOSITORY, number, base="orphan-base")
    served.quiet()
    assert len(comments(served.box.state(REPOSITORY, number))) == 1
