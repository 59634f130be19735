"""Pull requests that edit ownership files: what they show, through HTTP, and what they may not change."""

from collections.abc import Iterator, Mapping

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REVIEW, STANDARDS, Served, checks, comments, serving

SECTION = "#### What this edit would change"
OWN = ".homebot.yml"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("edits")) as found:
        found.box.control("team", organisation="acme", slug="search", members=["erin", "frank"])
        yield found


def repository(served: Served, name: str, files: Mapping[str, str]) -> str:
    own = {"README.md": "Something.\n", "core/a.py": "x = 1\n", "b.py": "y = 1\n", "docs/a.md": "x\n"}
    served.box.repository("acme", name, {**own, **files}, collaborators=["mallory"])
    return f"acme/{name}"


def pull(served: Served, name: str, branch: str, files: Mapping[str, str | None], who: str = "carol") -> int:
    served.box.commit(name, branch, files, who)
    return served.people[who].open_pull(name, branch, branch, company.GOOD_DESCRIPTION)


def comment(served: Served, name: str, number: int) -> str:
    """The one comment, once both checks stand too."""
    served.until(number, lambda now: comments(now) and len(checks(now)) == 2, repository=name)
    served.quiet()
    (found,) = comments(served.box.state(name, number))
    return str(found["body"])


def section(text: str) -> str:
    """What is said of the edit, as long as the next heading is not there."""
    assert SECTION in text, text
    return text.partition(SECTION)[2].partition("####")[0]


def test_other_pull_requests_that_would_be_reviewed_otherwise_are_named(served: Served) -> None:
    name = repository(served, "radius", {OWN: "owner: payments\nmode: enforce\n", "CODEOWNERS": "/core/ @alice\n"})
    touched = pull(served, name, "core", {"core/a.py": "x = 2\n"})
    other = pull(served, name, "docs", {"docs/a.md": "y\n"})
    comment(served, name, touched)
    comment(served, name, other)
    served.box.calls(clear=True)

    number = pull(served, name, "edit", {"CODEOWNERS": "/core/ @acme/search\n"})

    said = section(comment(served, name, number))
    assert f"`acme/radius#{touched}`" in said, said
    assert f"#{other}`" not in said
    assert "| owners of its paths | `@alice` | `@acme/search` |" in said
    (asked,) = [line for line in said.splitlines() if "| asked |" in line]
    assert "`erin`" in asked or "`frank`" in asked, asked
    calls = [call["operation"] for call in served.calls() if call["token"] == "installation"]
    assert 1 <= calls.count("Standing") <= calls.count("Conversation"), "one question more for each evaluation"
    state = served.box.state(name, number)
    assert checks(state)[REVIEW] == ("in_progress", None), "the edit is reviewed under the base's rules"


def test_the_evaluation_goes_on_where_github_cannot_say_who_comes_in(served: Served) -> None:
    name = repository(served, "mute", {OWN: "owner: payments\nmode: enforce\n"})
    fault = {"kind": "status", "status": 502, "path": "/graphql$", "operation": "Standing", "after": True}
    served.box.faults({**fault, "times": 1000})
    try:
        number = pull(served, name, "edit", {"CODEOWNERS": "*.md @nobody-at-all\n"})
        said = section(comment(served, name, number))
    finally:
        served.box.clear_faults()
    assert "GitHub could not be asked who comes in" in said


def test_an_owner_elsewhere_and_another_mode_are_shown_and_do_not_rule_the_edit_itself(served: Served) -> None:
    name = repository(served, "mode", {OWN: "owner: payments\nmode: enforce\n"})
    open_one = pull(served, name, "work", {"core/a.py": "x = 2\n"})
    comment(served, name, open_one)

    number = pull(served, name, "edit", {OWN: "owner: video\nmode: observe\n"})

    text = comment(served, name, number)
    said = section(text)
    assert "| review | in progress | neutral |" in said, said
    assert "| home team | `payments (mode)` | `video (mode)` |" in said
    assert "away team in `mode` (`payments`)" in text
    assert checks(served.box.state(name, number))[REVIEW] == ("in_progress", None)


def test_each_home_team_approves_how_its_services_are_judged(served: Served) -> None:
    books = "- {name: books, owner: payments, mode: enforce, paths: [core/**]}\n"
    both = f"{books}- {{name: shop, owner: checkout, mode: enforce, paths: [docs/**]}}\n"
    name = repository(served, "settings", {OWN: both})

    number = pull(served, name, "edit", {OWN: both.replace("enforce", "observe")}, "mallory")

    comment(served, name, number)
    state = served.box.state(name, number)
    assert checks(state)[REVIEW] == ("in_progress", None)
    for approver, status in (("alice", "in_progress"), ("carol", "completed")):
        served.people[approver].review(name, number, "APPROVE")
        served.until(number, lambda now, status=status: checks(now)[REVIEW][0] == status, repository=name)
        served.quiet()
    assert checks(served.box.state(name, number))[REVIEW] == ("completed", "success")


@pytest.mark.parametrize(("mode", "conclusion"), [("enforce", "failure"), ("advise", "neutral")])
def test_a_file_that_would_be_broken_turns_the_standards_red(served: Served, mode: str, conclusion: str) -> None:
    name = repository(served, f"broken-{mode}", {OWN: f"owner: payments\nmode: {mode}\n"})

    number = pull(served, name, "edit", {OWN: "owner: payments\nmode: enfroce\n"})

    said = section(comment(served, name, number))
    assert "`.homebot.yml:2:7`" in said, said
    assert "did you mean" in said
    state = served.box.state(name, number)
    assert checks(state)[STANDARDS] == ("completed", conclusion)
    (run,) = [run for run in state["checks"] if run["name"] == STANDARDS]
    shown = [(one["path"], one["start_line"], one["annotation_level"]) for one in run["annotations"]]
    level = "failure" if mode == "enforce" else "warning"
    assert (OWN, 2, level) in shown, shown


def test_a_dead_owner_is_charged_to_the_edit_that_brings_it_in(served: Served) -> None:
    old = "*.py @gone-long-ago\n/nowhere/ @alice @bob\n/docs/ @alice @bob\n"
    name = repository(served, "dead", {OWN: "owner: payments\nmode: enforce\n", "CODEOWNERS": old})
    new = old + "/core/ @nobody-here @acme/no-team @alice\n/missing/ @alice @bob\n/docs/ @zoe-elsewhere @bob\n"

    number = pull(served, name, "edit", {"CODEOWNERS": new})

    said = section(comment(served, name, number))
    assert "gone-long-ago" not in said, said
    assert "/nowhere/" not in said
    assert "@nobody-here" in said
    assert "GitHub knows nobody of that name" in said
    assert "@acme/no-team" in said
    assert "secret, or does not exist" in said
    assert "matches no file" in said
    state = served.box.state(name, number)
    assert checks(state)[STANDARDS] == ("completed", "success"), "lint only warns"
    (run,) = [run for run in state["checks"] if run["name"] == STANDARDS]
    lines = {one["start_line"] for one in run["annotations"] if one["path"] == "CODEOWNERS"}
    assert {4, 5} <= lines
    assert not lines & {1, 2}, "old faults"


def bomb() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("name", "file", "content", "says"),
    [
        ("large", "CODEOWNERS", "*.py @acme/search\n" * 190_000, "3 MB"),
        ("bomb", OWN, bomb(), "values"),
        ("link", "CODEOWNERS", "symlink:../../etc/passwd", "symbolic link"),
        ("patterns", "CODEOWNERS", "*a" * 500 + " @erin\n" + "**/" * 300 + "x @erin\n", "matches no file"),
        ("backstage", "catalog-info.yaml", "a: [\n", "not YAML"),
        ("aliases", "OWNERS_ALIASES", bomb(), "values"),
    ],
)
def test_hostile_edits_are_bounded(served: Served, name: str, file: str, content: str, says: str) -> None:
    where = repository(served, f"hostile-{name}", {OWN: "owner: payments\nmode: enforce\n", "CODEOWNERS": "* @alice\n"})
    number = pull(served, where, "edit", {file: content})
    said = section(comment(served, where, number))
    assert says in said, said
    assert len(said) < 20_000
    state = served.box.state(where, number)
    broken = "❌" in said
    assert checks(state)[STANDARDS] == ("completed", "failure" if broken else "success")
    assert broken or name == "patterns"
