"""One candidate whom GitHub does not take refuses the whole request, and nobody is lost by it."""

from collections.abc import Iterator

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, Served, comments, serving

CATALOGUE = {
    **company.CATALOGUE,
    "org.yaml": company.ORG.replace("members: [alice, bob]", "members: [alice, bob, dana]"),
    "services.yaml": company.SERVICES.replace(
        "profile: python-service", "profile: python-service\n    review: {approvals: 2}"
    ),
}
REQUESTS = "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("requests"), CATALOGUE) as found:
        found.reconciled()
        yield found


def asked(served: Served, number: int) -> list[str]:
    return sorted(served.until(number, lambda now: len(now["requested"]) == 2)["requested"])


def test_one_outsider_among_the_candidates_costs_nobody_the_request(served: Served) -> None:
    first = asked(served, served.away_pull("before"))
    (idle,) = {"alice", "bob", "dana"} - set(first)
    served.quiet()
    served.box.control("user", login=idle, left=["acme"])  # homebot has read a moment ago that they may see it
    served.box.calls(clear=True)
    number = served.away_pull("after")
    assert asked(served, number) == first
    served.quiet()
    statuses = [call["status"] for call in served.box.calls() if call["operation"] == REQUESTS]
    assert statuses == [422, 422, 201, 201] or statuses == [422, 201, 422, 201], "together, each alone, and the next"
    state = served.box.state(REPOSITORY, number)
    assert sorted(one["reviewer"] for one in state["requests"]) == first, "and nobody was asked twice"
    (comment,) = comments(state)
    (line,) = [line for line in comment["body"].splitlines() if line.startswith(f"| `{idle}` |")]
    assert "no access" in line
