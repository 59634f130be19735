"""A pull request that edits the configuration, where that lies in a repository: shown, and ruling nothing yet."""

from collections.abc import Iterator

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import (
    REPOSITORY,
    REVIEW,
    STANDARDS,
    Served,
    checks,
    comments,
    complete,
    serving,
)

GOVERNANCE = "acme/governance"
FILES = {
    "README.md": "# Who owns what\n",
    "config/org.yaml": company.ORG,
    "config/services.yaml": company.SERVICES,
    "config/standards.yaml": company.STANDARDS,
    "config/homebot.yaml": "version: 1\nreviewer_limit: 100\n",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("configuration-edits")
    source = f"github:{GOVERNANCE}/config"
    with serving(folder, repositories={"governance": FILES}, HOMEBOT_CONFIG=source) as found:
        yield found


def edited(served: Served, branch: str, file: str, text: str) -> int:
    served.box.commit(GOVERNANCE, branch, {file: text}, "dana")
    return served.people["dana"].open_pull(GOVERNANCE, branch, branch, "Why not")


def comment(served: Served, number: int) -> str:
    served.until(number, lambda now: comments(now) and len(checks(now)) == 2, repository=GOVERNANCE)
    served.quiet()
    (found,) = comments(served.box.state(GOVERNANCE, number))
    return str(found["body"])


def test_open_pull_requests_of_all_repositories_are_looked_at(served: Served) -> None:
    away = served.away_pull("first")
    served.until(away, complete)

    other = company.SERVICES.replace("owner: payments", "owner: video", 1)
    number = edited(served, "give-away", "config/services.yaml", other)

    text = comment(served, number)
    assert f"`{REPOSITORY}#{away}`" in text, text
    assert "| home team | `payments (ledgerd)` | `video (ledgerd)` |" in text
    assert "no service covers" not in text, "nothing is to be done about that here"
    state = served.box.state(GOVERNANCE, number)
    assert checks(state)[STANDARDS] == ("completed", "neutral")
    assert state["requested"] == []
    served.people["carol"].comment(REPOSITORY, away, "/homebot recheck")
    served.quiet()
    assert "away team in `ledgerd` (`payments`)" in str(comments(served.box.state(REPOSITORY, away))[0]["body"])


def test_a_configuration_that_would_be_broken_is_red_at_its_line(served: Served) -> None:
    broken = company.SERVICES.replace("repository: acme/ledgerd", "repositry: acme/ledgerd")
    number = edited(served, "typo", "config/services.yaml", broken)

    text = comment(served, number)
    assert "`config/services.yaml:5:" in text, text
    assert "did you mean" in text
    assert "stay in force" in text
    state = served.box.state(GOVERNANCE, number)
    assert checks(state)[STANDARDS] == ("completed", "failure")
    assert checks(state)[REVIEW] == ("completed", "neutral")
    (run,) = [run for run in state["checks"] if run["name"] == STANDARDS]
    assert ("config/services.yaml", 5) in [(one["path"], one["start_line"]) for one in run["annotations"]]


def test_a_team_of_one_person_is_told(served: Served) -> None:
    alone = company.ORG.replace("members: [erin, frank]", "members: [erin]")
    text = comment(served, edited(served, "alone", "config/org.yaml", alone))
    assert "erin alone" in text.replace("`", ""), text


def test_other_files_of_that_repository_are_nobodys_business(served: Served) -> None:
    number = edited(served, "readme", "README.md", "# Who owns what, and why\n")
    served.quiet()
    state = served.box.state(GOVERNANCE, number)
    assert (state["comments"], state["checks"]) == ([], [])
