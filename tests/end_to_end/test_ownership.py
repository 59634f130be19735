"""Whose a repository is, by the files it brings along: through HTTP, with real git histories."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

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
    replies,
    serving,
)

NEUTRAL = ("completed", "neutral")
ENTITY = "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {spec}\n"


PROFILES = f"{company.STANDARDS}  with-ci: {{required-checks: {{contexts: [build]}}}}\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    catalogue = {**company.CATALOGUE, "standards.yaml": PROFILES}
    with serving(tmp_path_factory.mktemp("ownership"), catalogue) as found:
        found.box.control("team", organisation="acme", slug="search", members=["erin", "frank"])
        yield found


def opened(served: Served, name: str, files: Mapping[str, str], changed: str = "a.py", who: str = "carol") -> int:
    """A pull request in a new repository of `files`."""
    served.box.repository("acme", name, {"README.md": "Something.\n", **files}, collaborators=["mallory"])
    return pull(served, f"acme/{name}", "change", {changed: "x = 1\n"}, who)


def pull(served: Served, repository: str, branch: str, files: Mapping[str, str], who: str = "carol") -> int:
    served.box.commit(repository, branch, files, who)
    return served.people[who].open_pull(repository, branch, branch, company.GOOD_DESCRIPTION)


def comment(served: Served, repository: str, number: int) -> str:
    """The one comment, once both checks stand too."""
    served.until(number, lambda now: comments(now) and {STANDARDS, REVIEW} <= set(checks(now)), repository=repository)
    served.quiet()
    (found,) = comments(served.box.state(repository, number))
    return str(found["body"])


def asked(served: Served, repository: str, number: int, path: str) -> str:
    said = served.people["carol"].comment(repository, number, f"/homebot owners {path}")
    state = served.until(number, lambda now: replies(now, said), repository=repository)
    return replies(state, said)[0]


def owners(served: Served, repository: str, number: int) -> dict[str, Any]:
    """What the stored facts of the newest evaluation say."""
    done = served.run("replay", f"{repository}#{number}", "--format", "json")
    assert done.returncode == 0, (done.stdout[-2000:], done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)["snapshot"]
    return found


def test_only_codeowners(served: Served) -> None:
    number = opened(served, "only-codeowners", {".github/CODEOWNERS": "* @acme/search\n/docs/ @carol\n"})
    text = comment(served, "acme/only-codeowners", number)

    assert "away team in `only-codeowners` (`search`)" in text
    state = served.box.state("acme/only-codeowners", number)
    assert checks(state) == {STANDARDS: NEUTRAL, REVIEW: NEUTRAL}, "a new service is observed"
    assert state["requested"] == []
    facts = owners(served, "acme/only-codeowners", number)
    assert facts["github_teams"] == [["acme/search", ["erin", "frank"]]]
    assert facts["path_owners"][0]["place"]["line"] == 1
    said = asked(served, "acme/only-codeowners", number, "docs/x.md")
    assert "`.github/CODEOWNERS:2:1`" in said
    assert "`@carol`" in said
    assert "`search`" in said


def test_a_member_of_the_team_that_codeowners_names_is_at_home(served: Served) -> None:
    number = opened(served, "at-home", {"CODEOWNERS": "* @acme/search\n"}, who="erin")
    assert "away team" not in comment(served, "acme/at-home", number)
    assert owners(served, "acme/at-home", number)["conversation"]["author"] == "erin"


@pytest.mark.parametrize(
    ("name", "files", "team"),
    [
        (
            "only-backstage",
            {
                "catalog-info.yaml": ENTITY.format(kind="Component", name="only-backstage", spec="{owner: crew}")
                + "---\n"
                + ENTITY.format(kind="Group", name="crew", spec="{members: [erin]}")
            },
            "crew",
        ),
        ("only-owners", {"OWNERS": "approvers: [erin]\n"}, "only-owners-owners"),
        ("only-own", {".homebot.yml": "owner: video\nmode: advise\n"}, "video"),
    ],
)
def test_only_one_source(served: Served, name: str, files: Mapping[str, str], team: str) -> None:
    number = opened(served, name, files)
    assert f"away team in `{name}` (`{team}`)" in comment(served, f"acme/{name}", number)


def test_nothing_said_is_silence_and_one_call(served: Served) -> None:
    served.quiet()
    served.box.calls(clear=True)
    number = opened(served, "unsaid", {})
    served.quiet()
    state = served.box.state("acme/unsaid", number)
    assert (state["comments"], state["checks"]) == ([], [])
    own = [call["operation"] for call in served.calls() if call["token"] == "installation"]
    assert own == ["Conversation"]


def test_all_at_once_in_disagreement(served: Served) -> None:
    component = ENTITY.format(kind="Component", name="ledgerd", spec="{owner: payments}")
    files = {
        ".homebot.yml": "owner: video\n",
        "catalog-info.yaml": component,
        "CODEOWNERS": "* @acme/checkout\n",
        "OWNERS": "approvers: [erin]\n",
    }
    served.box.commit(REPOSITORY, "main", files, "alice")
    try:
        served.box.calls(clear=True)
        number = served.away_pull("disagree")
        served.until(number, complete)
        served.quiet()
        reads = [c for c in served.calls() if c["token"] == "installation" and c["kind"] == "graphql"]
        # The reconciliation at the start asks for changed pull requests, whatever is opened meanwhile.
        reads = [c for c in reads if c["operation"] != "Changed"]
        assert len(reads) <= 3, reads
        text = comment(served, REPOSITORY, number)
        assert "away team in `ledgerd` (`payments`)" in text
        assert "ownership-drift: `ledgerd` is owned by `payments`, says services.yaml" in text
        for place in ("config/services.yaml:3:3", ".homebot.yml:1:8", "CODEOWNERS:1:1", "OWNERS:1:"):
            assert f"`{place}" in text, text
        assert "catalog-info" not in text, "Backstage agrees"
        assert ".homebot.yml:1:8`: owner:" in text, "only the catalogue changes an owner"
        state = served.box.state(REPOSITORY, number)
        assert checks(state)[STANDARDS] == ("completed", "success"), "drift never blocks"
        assert "ownership-drift" in asked(served, REPOSITORY, number, "x.py")
    finally:
        served.box.commit(REPOSITORY, "main", dict.fromkeys(files), "alice")


def test_the_default_branch_sets_the_mode_and_a_head_does_not(served: Served) -> None:
    number = opened(
        served,
        "modes",
        {".homebot.yml": "owner: payments\nmode: advise\n"},
        ".homebot.yml",
    )
    state = served.until(number, lambda now: now["requested"], repository="acme/modes")
    assert checks(state) == {STANDARDS: NEUTRAL, REVIEW: NEUTRAL}
    comment(served, "acme/modes", number)

    served.box.commit("acme/modes", "change", {".homebot.yml": "owner: checkout\nmode: observe\n"}, "carol")
    served.quiet()
    assert "away team in `modes` (`payments`)" in comment(served, "acme/modes", number)

    served.box.commit("acme/modes", "main", {".homebot.yml": "owner: payments\nmode: enforce\n"}, "alice")
    served.people["carol"].comment("acme/modes", number, "/homebot recheck")
    served.until(number, lambda now: checks(now).get(REVIEW) == ("in_progress", None), repository="acme/modes")


def test_a_broken_own_file_leaves_the_last_good_one_in_force(served: Served) -> None:
    number = opened(served, "broken", {".homebot.yml": "owner: payments\nmode: enforce\n"})
    served.until(number, lambda now: checks(now).get(REVIEW) == ("in_progress", None), repository="acme/broken")
    served.box.commit("acme/broken", "main", {".homebot.yml": "owner: payments\nmode: enfroce\n"}, "alice")

    later = pull(served, "acme/broken", "later", {"b.py": "x = 1\n"})

    text = comment(served, "acme/broken", later)
    assert "`.homebot.yml:2:7`" in text
    assert "did you mean" in text
    assert "stays in force" in text
    assert checks(served.box.state("acme/broken", later))[REVIEW] == ("in_progress", None)


def test_checks_that_only_the_own_file_asks_for_are_heard(served: Served) -> None:
    """They are not known before the file is read: what CI said is read behind it, and what CI says wakes from then."""
    files = {".homebot.yml": "owner: payments\nmode: enforce\nprofile: with-ci\n"}
    served.box.repository("acme", "ci", {"README.md": "Something.\n", **files})
    head = served.box.commit("acme/ci", "change", {"a.py": "x = 1\n"}, "carol")
    served.box.ci("acme/ci", head, "build", "success")
    number = served.people["carol"].open_pull("acme/ci", "change", "change", company.GOOD_DESCRIPTION)
    served.until(number, lambda now: checks(now).get(STANDARDS) == ("completed", "success"), repository="acme/ci")
    comment(served, "acme/ci", number)

    served.box.ci("acme/ci", head, "build", "failure", anew=True)
    served.until(number, lambda now: checks(now).get(STANDARDS) == ("completed", "failure"), repository="acme/ci")


def test_owners_on_an_issue(served: Served) -> None:
    served.box.repository("acme", "issues", {"CODEOWNERS": "* @acme/search\n/docs/ @carol\n"})
    number = served.people["carol"].open_issue("acme/issues", "Whose?")
    said = asked(served, "acme/issues", number, "docs/x.md")
    assert "`CODEOWNERS:2:1`" in said
    assert "`issues`" in said


def test_the_default_branch_speaks_for_a_pull_request_to_another_one(served: Served) -> None:
    served.box.repository("acme", "branches", {".homebot.yml": "owner: payments\n", "CODEOWNERS": "*.py @carol\n"})
    served.box.commit(
        "acme/branches", "release", {".homebot.yml": "owner: video\n", "CODEOWNERS": "*.py @erin\n"}, "alice"
    )
    served.box.commit("acme/branches", "change", {"a.py": "x = 1\n"}, "carol", **{"from": "refs/heads/release"})
    number = served.people["carol"].open_pull(
        "acme/branches", "change", "change", company.GOOD_DESCRIPTION, base="release"
    )
    assert "away team in `branches` (`payments`)" in comment(served, "acme/branches", number)
    facts = owners(served, "acme/branches", number)
    assert [owner["name"] for owner in facts["path_owners"][0]["owners"]] == ["erin"], "CODEOWNERS is the base's"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("large", "# far too much\n" + "*.py @acme/search\n" * 190_000, "3 MB"),
        ("binary", "base64:" + base64.b64encode(b"*.py @acme/\xff\xfe\n/\xff/ @erin\n").decode(), "`CODEOWNERS:1:"),
        ("linked", "symlink:../../etc/passwd", "symbolic link"),
        ("bomb", "*a" * 500 + " @erin\n" + "**/" * 300 + "x @erin\n", "away team"),
    ],
)
def test_a_hostile_codeowners(served: Served, name: str, content: str, says: str) -> None:
    own = {".homebot.yml": "owner: payments\n", "CODEOWNERS": content}
    number = opened(served, name, own)
    text = comment(served, f"acme/{name}", number)
    assert says in text, text
    assert f"away team in `{name}` (`payments`)" in text


def test_an_unknown_team_is_named_with_the_nearest(served: Served) -> None:
    entity = ENTITY.format(kind="Component", name="unknown", spec="{owner: paymnts}")
    number = opened(served, "unknown", {"catalog-info.yaml": entity})
    text = comment(served, "acme/unknown", number)
    assert "`catalog-info.yaml:4:15`" in text
    assert 'unknown team `"paymnts"`' in text or "paymnts" in text
    assert "payments" in text


def test_owners_on_the_command_line_says_what_the_checkout_says(served: Served) -> None:
    said = served.run("owners", "a.py", "--repository", REPOSITORY)
    assert said.returncode == 0
    assert "service    ledgerd" in said.stdout
