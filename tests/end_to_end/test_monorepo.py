"""One pull request that touches thirty services of twelve teams in a hundred thousand files, through HTTP."""

from collections.abc import Iterator

import pytest

from tests.end_to_end import monorepo
from tests.end_to_end.monorepo import BRIDGES, REPOSITORY
from tests.end_to_end.serving import Served, checks, comments, replies, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("monorepo")
    with serving(folder, monorepo.CATALOGUE) as found:
        for login in monorepo.PEOPLE:
            found.people[login] = found.box.person(login, "acme")
        for login in monorepo.OUTSIDERS:
            found.box.person(login)
        found.box.repository("acme", "mono", {"README.md": "All of it.\n"})
        monorepo.build(folder / "github" / "acme" / "mono.git")
        yield found


@pytest.fixture(scope="module")
def number(served: Served) -> int:
    served.box.commit(REPOSITORY, "everywhere", monorepo.change(), "carol")
    served.quiet()
    served.box.calls(clear=True)
    return served.people["carol"].open_pull(REPOSITORY, "everywhere", "Everywhere", "All of them.")


def test_the_smallest_set_is_asked_within_the_budget_of_calls(served: Served, number: int) -> None:
    state = served.until(number, lambda now: now["requested"] and len(checks(now)) == 2, repository=REPOSITORY)
    served.quiet()
    # The reconciliation that a worker begins with may look too, in its turn: what it reads leads to no write.
    own = [call for call in served.calls() if call["token"] == "installation" and call["kind"] != "git"]
    last = max(place for place, call in enumerate(own) if _writes(call))
    reads = [call["operation"] for call in own[:last] if not _writes(call) and call["operation"] != "Changed"]
    writes = [call["operation"] for call in own if _writes(call)]
    assert sorted(state["requested"]) == sorted(BRIDGES)
    assert len(reads) <= 3, reads
    assert len(writes) <= 4, writes
    assert "no: covered already" in comments(state)[0]["body"]


def _writes(call: dict[str, str]) -> bool:
    return call["kind"] == "rest" and call["method"] != "GET"


def test_the_trail_says_why_of_each(served: Served, number: int) -> None:
    asked = served.people["carol"].comment(REPOSITORY, number, "/homebot why")
    state = served.until(number, lambda now: replies(now, asked), repository=REPOSITORY)
    said = replies(state, asked)[0]
    assert "`outsider0`: not chosen" in said
    assert "no access" in said
    for login in BRIDGES:
        assert f"`{login}`: chosen" in said
    assert "covers at once what would take several others" in said


def test_one_who_goes_is_replaced_by_as_few_as_can_be(served: Served, number: int) -> None:
    served.people["a0"].comment(REPOSITORY, number, "/homebot unassign @x0")
    state = served.until(number, lambda now: len(now["requested"]) == 6, repository=REPOSITORY)
    assert set(BRIDGES[1:]) < set(state["requested"])
    # The first of each team wrote lines that are touched: nobody of these is busier, so they come before the second.
    assert {"a0", "a1", "a2"} < set(state["requested"])
