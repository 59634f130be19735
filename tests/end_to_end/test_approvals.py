"""Approvals through real pushes: what a rebase, an update merge, a squash and other work leave of them."""

import base64
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from homebot.cli.demo import company
from tests.end_to_end.serving import REPOSITORY, REVIEW, Served, checks, comments, replies, serving

SERVICES = """\
version: 1
services:
  ledgerd: {owner: payments, repository: acme/ledgerd, mode: enforce, paths: ["ledger/**", "tests/**"]}
  reports: {owner: video, repository: acme/ledgerd, mode: enforce, paths: ["reports/**"]}
"""
CATALOGUE = {"org.yaml": company.ORG, "services.yaml": SERVICES, "standards.yaml": "version: 1\nprofiles: {}\n"}
BOOK, REPORT, OTHER = "ledger/book.py", "reports/day.py", "ledger/other.py"


def book(**changes: str) -> str:
    """Twenty lines, some of them changed."""
    return "".join(f"{changes.get(f'line{number}', f'line{number} = 0')}\n" for number in range(1, 21))


@dataclass
class Work:
    """carol's clone, on a branch whose pull request payments and video have approved."""

    served: Served
    path: Path
    branch: str
    number: int = 0
    approvers: tuple[str, str] = ("", "")
    """Who approved for payments and for video: those homebot asked."""
    approved: str = ""

    def git(self, *arguments: str) -> str:
        secret = base64.b64encode(f"x-access-token:{self.served.people['carol'].token}".encode()).decode()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_EDITOR": "true",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
        }
        command = ["git", "-c", "user.name=carol", "-c", "user.email=carol@example.com", *arguments]
        return subprocess.run(
            command, cwd=self.path, env=environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout.strip()

    def write(self, **files: str | None) -> None:
        """Puts files, by their place with dots for slashes and without `.py`, into a new commit."""
        for name, text in files.items():
            place = self.path / f"{name.replace('__', '/')}.py"
            place.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                place.unlink()
            else:
                place.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "More")

    def push(self) -> dict[str, Any]:
        """What stands once the pushed head was evaluated."""
        self.git("push", "--quiet", "--force", "origin", self.branch)
        return self.evaluated(self.git("rev-parse", "HEAD"))

    def evaluated(self, head: str) -> dict[str, Any]:
        """What stands once this head was evaluated."""
        return self.served.until(
            self.number,
            lambda now: now["head"] == head and REVIEW in checks(now) and f"As of `{head[:7]}`" in body(now),
        )

    def stands(self, which: int) -> str:
        """What the comment says of an approval that counts."""
        service, team = (("ledgerd", "payments"), ("reports", "video"))[which]
        return f"✅ `{service}`: approved by `{self.approvers[which]}` of `{team}`."

    def fell(self, which: int, commit: str, what: str) -> str:
        """What it says of one that fell."""
        who = self.approvers[which]
        return f"An approval by `{who}` no longer counts: given on `{commit[:7]}`; since then {what} changed."

    def base(self, text: str) -> None:
        """Somebody of payments changes the book on the base branch."""
        self.served.box.commit(REPOSITORY, "main", {BOOK: text}, "alice")
        self.git("fetch", "--quiet", "origin")


def body(state: dict[str, Any]) -> str:
    found = comments(state)
    return str(found[0]["body"]) if found else ""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("approvals"), CATALOGUE) as found:
        found.box.commit(REPOSITORY, "main", {BOOK: book(), REPORT: "DAY = 1\n", OTHER: book()}, "alice")
        yield found


@pytest.fixture
def work(served: Served, tmp_path: Path, request: pytest.FixtureRequest) -> Work:
    served.box.commit(REPOSITORY, "main", {BOOK: book()}, "alice")
    branch = re.sub(r"\W", "-", request.node.name)
    made = Work(served, tmp_path, branch)
    made.git("clone", "--quiet", f"{served.box.url}/{REPOSITORY}.git", ".")
    made.git("switch", "--quiet", "--create", branch)
    made.write(ledger__book=book(line10="line10 = 'typo'"))
    made.write(ledger__book=book(line10="line10 = 10"), reports__day="DAY = 2\n")
    made.git("push", "--quiet", "origin", branch)
    made.number = served.people["carol"].open_pull(REPOSITORY, branch, branch)
    asked = served.until(made.number, lambda now: len(now["requested"]) == 2)["requested"]
    made.approvers = (min(asked), max(asked))
    made.approved = made.git("rev-parse", "HEAD")
    for login in made.approvers:
        served.people[login].review(REPOSITORY, made.number)
    served.until(made.number, lambda now: checks(now)[REVIEW] == ("completed", "success"))
    return made


def kept(work: Work, state: dict[str, Any]) -> None:
    assert checks(state)[REVIEW] == ("completed", "success")
    assert "no longer counts" not in body(state)
    assert work.stands(0) in body(state)
    assert work.stands(1) in body(state)
    assert state["requested"] == []


def rebased(work: Work) -> None:
    work.base(book(line2="line2 = 'base'"))
    work.git("rebase", "--quiet", "origin/main")


def updated(work: Work) -> None:
    work.base(book(line18="line18 = 'base'"))
    work.git("merge", "--quiet", "--no-edit", "origin/main")


def squashed(work: Work) -> None:
    work.git("reset", "--soft", "HEAD~2")
    work.git("commit", "--quiet", "--message", "All of it")


def squashed_and_rebased(work: Work) -> None:
    squashed(work)
    rebased(work)


def reworded(work: Work) -> None:
    work.git("commit", "--quiet", "--amend", "--message", "Better said")


@pytest.mark.parametrize("act", [rebased, updated, squashed, squashed_and_rebased, reworded])
def test_kept(work: Work, act: Callable[[Work], None]) -> None:
    act(work)
    kept(work, work.push())


def test_an_unrelated_push_leaves_the_other_services_approval(work: Work) -> None:
    work.write(reports__day="DAY = 3\n", reports__new="")
    state = work.push()
    assert checks(state)[REVIEW] == ("in_progress", None)
    assert work.stands(0) in body(state)
    assert work.fell(1, work.approved, "`reports/day.py` and `reports/new.py`") in body(state)
    state = work.served.until(work.number, lambda now: now["requested"])
    assert state["requested"] == [work.approvers[1]], "who knows the change is asked again"
    work.served.people[work.approvers[1]].review(REPOSITORY, work.number)
    kept(work, work.served.until(work.number, lambda now: checks(now)[REVIEW] == ("completed", "success")))


def test_a_related_push_takes_it(work: Work) -> None:
    work.write(ledger__book=book(line10="line10 = 10", line11="line11 = 'more'"))
    state = work.push()
    assert work.fell(0, work.approved, "`ledger/book.py`") in body(state)
    assert work.stands(1) in body(state)
    asked = work.served.people["dana"].comment(REPOSITORY, work.number, "/homebot why")
    state = work.served.until(work.number, lambda now: replies(now, asked))
    assert f"the approval of `{work.approvers[0]}` no longer counts" in replies(state, asked)[0]
    assert "since then `ledger/book.py` changed" in replies(state, asked)[0]


def test_a_conflict_resolved_by_hand_takes_it(work: Work) -> None:
    work.base(book(line10="line10 = 'base'"))
    work.git("reset", "--quiet", "--hard", "origin/main")
    work.write(ledger__book=book(line10="line10 = 'both'"), reports__day="DAY = 2\n")
    state = work.push()
    assert work.fell(0, work.approved, "`ledger/book.py`") in body(state)
    assert work.stands(1) in body(state)


def test_what_hides_in_an_update_merge_takes_it(work: Work) -> None:
    work.base(book(line2="line2 = 'base'"))
    work.git("merge", "--quiet", "--no-edit", "--no-commit", "origin/main")
    (work.path / OTHER).write_text("evil = 1\n")
    work.git("add", "--all")
    work.git("commit", "--quiet", "--no-edit")
    state = work.push()
    assert work.fell(0, work.approved, "`ledger/other.py`") in body(state)
    assert work.stands(1) in body(state)


def merged_by(work: Work, login: str, **files: str) -> dict[str, Any]:
    """Somebody's own merge of the base branch, with files put into it."""
    who = ("-c", f"user.name={login}", "-c", f"user.email={login}@users.noreply.example")
    subprocess.run(
        ["git", *who, "merge", "--quiet", "--no-commit", "origin/main"], cwd=work.path, capture_output=True, check=False
    )
    for name, text in files.items():
        (work.path / f"{name.replace('__', '/')}.py").write_text(text)
    work.git("add", "--all")
    work.git(*who, "commit", "--quiet", "--message", "Merge branch 'main' into work")
    return work.push()


def test_a_reviewer_may_click_update_branch(work: Work) -> None:
    work.base(book(line18="line18 = 'base'"))
    work.served.quiet()
    work.served.box.calls(clear=True)
    work.served.people[work.approvers[0]].update_branch(REPOSITORY, work.number)
    head = work.served.box.state(REPOSITORY, work.number)["head"]
    assert head != work.approved
    kept(work, work.evaluated(head))
    work.served.quiet()
    calls = [call for call in work.served.calls() if call["token"] == "installation"]
    assert [call["operation"] for call in calls if call["kind"] == "graphql"] == ["Conversation"]


def test_a_reviewer_may_push_an_update(work: Work) -> None:
    work.base(book(line18="line18 = 'base'"))
    kept(work, merged_by(work, work.approvers[0]))


def test_a_reviewer_who_puts_something_into_the_update_is_a_committer(work: Work) -> None:
    """Even where it concerns a service whose approval they never gave."""
    work.base(book(line18="line18 = 'base'"))
    state = merged_by(work, work.approvers[0], reports__day="DAY = 'evil'\n")
    who, head = work.approvers[0], state["head"]
    why = f"the merge commit `{head[:7]}` is theirs, and not found to be what git alone makes of its parents"
    assert f"An approval by `{who}` no longer counts: {why}." in body(state)
    assert checks(state)[REVIEW] == ("in_progress", None)


def test_a_reviewer_who_resolves_a_conflict_is_a_committer(work: Work) -> None:
    work.base(book(line10="line10 = 'base'"))
    state = merged_by(work, work.approvers[0], ledger__book=book(line10="line10 = 10"))
    assert f"the merge commit `{state['head'][:7]}` is theirs" in body(state)
    assert checks(state)[REVIEW] == ("in_progress", None)


def test_a_rename_takes_it(work: Work) -> None:
    work.git("mv", BOOK, "ledger/books.py")
    work.git("commit", "--quiet", "--message", "Another name")
    state = work.push()
    assert work.fell(0, work.approved, "`ledger/book.py` and `ledger/books.py`") in body(state)
    assert work.stands(1) in body(state)


def test_another_base_branch_takes_both_at_the_same_head(work: Work) -> None:
    work.git("push", "--quiet", "origin", "HEAD~2:refs/heads/elsewhere")
    work.served.people["carol"].edit_pull(REPOSITORY, work.number, base="elsewhere")
    state = work.served.until(work.number, lambda now: checks(now)[REVIEW] == ("in_progress", None))
    assert body(state).count("no longer counts: given before the base branch was changed.") == 2


def test_a_dismissed_review_stays_dismissed(work: Work) -> None:
    path = f"/repos/{REPOSITORY}/pulls/{work.number}/reviews"
    [review] = [
        one for one in work.served.people["alice"].call("GET", path) if one["user"]["login"] == work.approvers[0]
    ]
    dismissal = {"message": "stale", "event": "DISMISS"}
    work.served.people["alice"].call("PUT", f"{path}/{review['id']}/dismissals", dismissal)
    rebased(work)
    state = work.push()
    assert "`ledgerd` needs 1 approval from `payments`" in body(state)
    assert work.stands(1) in body(state)


def test_it_costs_no_call_of_the_api(work: Work) -> None:
    work.served.quiet()
    work.served.box.calls(clear=True)
    rebased(work)
    kept(work, work.push())
    work.served.quiet()
    calls = [call for call in work.served.calls() if call["token"] == "installation"]
    assert [call["operation"] for call in calls if call["kind"] == "graphql"] == ["Conversation"]
