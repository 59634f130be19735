"""Who is at home, who is away, and who is neither: all six results, in a repository of several services."""

from collections.abc import Iterator, Mapping

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REVIEW, STANDARDS, Served, checks, comments, serving

MONO = "acme/mono"
SERVICES = f"""\
{company.SERVICES}
  billing: {{owner: payments, repository: acme/mono, paths: ["billing/**"], mode: enforce}}
  cart: {{owner: checkout, repository: acme/mono, paths: ["cart/**"], mode: enforce}}
"""
HOLDS, WAITS, NEUTRAL = ("completed", "success"), ("in_progress", None), ("completed", "neutral")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    catalogue = {**company.CATALOGUE, "services.yaml": SERVICES}
    with serving(tmp_path_factory.mktemp("recognition"), catalogue) as found:
        found.box.repository("acme", "mono", {"README.md": "All of it.\n"}, collaborators=["mallory"])
        found.box.repository("acme", "elsewhere", {"README.md": "Nobody's.\n"})
        yield found


def opened(served: Served, who: str, branch: str, files: Mapping[str, str], repository: str = MONO) -> int:
    served.box.commit(repository, branch, files, who.removesuffix("[bot]"))
    if who.endswith("[bot]"):
        given = {"as": who, "head": branch, "base": "main", "title": branch, "body": company.GOOD_DESCRIPTION}
        return int(served.box.control("bot-pull", repository=repository, **given)["number"])
    return served.people[who].open_pull(repository, branch, branch, company.GOOD_DESCRIPTION)


@pytest.mark.parametrize(
    ("who", "paths", "says", "standards", "review", "asked"),
    [
        pytest.param("alice", ["billing/a.csv"], "yours: `payments`", HOLDS, HOLDS, [], id="home"),
        pytest.param("carol", ["billing/b.csv"], "away team", HOLDS, WAITS, ["alice", "bob"], id="away"),
        pytest.param(
            "carol",
            ["billing/c.csv", "cart/c.csv"],
            "away team in `billing`",
            HOLDS,
            WAITS,
            ["alice", "bob"],
            id="mixed",
        ),
        pytest.param("mallory", ["billing/d.csv"], "in no team", HOLDS, WAITS, ["alice", "bob"], id="outsider"),
        pytest.param("dependabot[bot]", ["cart/e.csv"], "bot", HOLDS, WAITS, ["carol", "dave"], id="bot"),
        pytest.param("carol", ["docs/f.md"], "no service", NEUTRAL, NEUTRAL, [], id="unowned"),
    ],
)
def test_a_change_is_recognised(
    served: Served,
    who: str,
    paths: list[str],
    says: str,
    standards: tuple[str, str | None],
    review: tuple[str, str | None],
    asked: list[str],
) -> None:
    number = opened(
        served, who, f"{who.removesuffix('[bot]')}-{len(paths)}-{paths[0][:4]}", dict.fromkeys(paths, "x = 1\n")
    )
    state = served.until(number, lambda now: comments(now) and len(checks(now)) == 2, repository=MONO)
    served.quiet()
    state = served.box.state(MONO, number)
    assert says in comments(state)[0]["body"], comments(state)[0]["body"]
    assert checks(state) == {STANDARDS: standards, REVIEW: review}
    assert len(state["requested"]) == (1 if asked else 0)
    assert set(state["requested"]) <= set(asked)


def test_a_rename_out_of_a_service_concerns_it_still(served: Served) -> None:
    text = "".join(f"line_{index} = {index}\n" for index in range(40))
    served.box.commit(MONO, "main", {"billing/moved.py": text}, "alice")
    number = opened(served, "carol", "moves", {"billing/moved.py": None, "cart/moved.py": text})  # type: ignore[dict-item]
    state = served.until(number, lambda now: now["requested"], repository=MONO)
    assert "away team in `billing`" in comments(state)[0]["body"]


def test_a_repository_without_services_is_left_alone(served: Served) -> None:
    number = opened(served, "carol", "quiet", {"a.py": "x = 1\n"}, "acme/elsewhere")
    served.quiet()
    state = served.box.state("acme/elsewhere", number)
    assert (state["comments"], state["checks"]) == ([], [])
