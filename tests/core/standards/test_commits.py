from typing import Any

import pytest

from homebot.core.facts import CommitFacts
from homebot.core.findings import Report
from tests.core.standards.looking import look

SIGNED = "Signed-off-by: Ann <ann@example.com>"


def commit(message: str, number: int = 1, **facts: Any) -> CommitFacts:
    return CommitFacts(str(number) * 40, "ann@example.com", "ci@example.com", message, **facts)


def judged(message: str, **options: Any) -> Report:
    return look("commits", options, commits=(commit(message),))


def said(message: str, **options: Any) -> list[tuple[str, str]]:
    """What is wrong and what to do; the commit is named before it."""
    found = judged(message, **options).findings
    return [(finding.message.rpartition("” ")[2], finding.fix) for finding in found]


@pytest.mark.parametrize(
    "message",
    [
        "feat: settle in the shopper's currency",
        "fix(ledger): round to the cent",
        "refactor(ledger, books)!: drop the old close",
        "feat(a/b): two scopes",
        "Feat: case does not matter",
        "docs: say why\n\nBecause nobody knew.\n\nBREAKING CHANGE: the page moved\n",
        "fix: windows\r\n\r\nline ends\r\n",
        "chore: x\n\nbreaking changes are told of elsewhere",
        "chore: x\n\nBREAKING-CHANGE: with a hyphen",
        "feat: one line\n",
        'Revert "Add a thing"\n\nThis reverts commit 1234567.',
        'Reapply "Add a thing"',
        "fixup! feat: settle",
        "squash! fixup! feat: settle",
        'fixup! Revert "x"',
    ],
)
def test_conventional_commits(message: str) -> None:
    report = judged(message)
    assert (report.applicable, report.findings, report.summary) == (True, (), "1 commit in form")


@pytest.mark.parametrize(
    ("message", "what", "fix"),
    [
        ("Add a thing", "has no type", "begin with `feat: ` or another type"),
        ("feat add a thing", "has no type", "begin with `feat: ` or another type"),
        ("feat(a)(b): x", "has no type", "begin with `feat: ` or another type"),
        ("Merge branch 'main'", "has no type", "begin with `feat: ` or another type"),
        ("fixup! Add a thing", "has no type", "begin with `feat: ` or another type"),
        ("", "has no type", "begin with `feat: ` or another type"),
        ("feature: x", "has the type “feature”",
         "take one of feat, fix, docs, test, refactor, perf, build, ci, chore, style, revert"),
        ("feat(): x", "has the scope “”", "write one between the brackets"),
        ("feat(a,): x", "has the scope “a,”", "write one between the brackets"),
        ("feat:", "says nothing after `: `", "write a colon, a space, and what the commit does"),
        ("feat:x", "says nothing after `: `", "write a colon, a space, and what the commit does"),
        ("feat(a)!:   ", "says nothing after `: `", "write a colon, a space, and what the commit does"),
        ("feat: x\nand more", "has no empty line after its first",
         "leave a line empty between the subject and what follows"),
        ("feat: x\n\nBreaking change: y", "does not mark its breaking change",
         "write `BREAKING CHANGE: what breaks`, in capitals with a colon"),
        ("feat: x\n\nbreaking changes: y", "does not mark its breaking change",
         "write `BREAKING CHANGE: what breaks`, in capitals with a colon"),
        ("feat: x\n\nBREAKING CHANGE y", "does not mark its breaking change",
         "write `BREAKING CHANGE: what breaks`, in capitals with a colon"),
        ("feat: x\n\nBREAKING CHANGE:", "does not mark its breaking change",
         "write `BREAKING CHANGE: what breaks`, in capitals with a colon"),
    ],
)  # fmt: skip
def test_other_first_lines(message: str, what: str, fix: str) -> None:
    assert said(message) == [(what, fix)]
    assert judged(message).summary == "1 of 1 commit to reword"


def test_types_can_be_set() -> None:
    assert said("feat: x", types=["Add", "Fix"]) == [("has the type “feat”", "take one of Add, Fix")]
    assert said("add: x", types=["Add", "Fix"]) == []
    assert said("Update x", types=["Add"]) == [("has no type", "begin with `Add: ` or another type")]
    assert said("Update x", types=[]) == [("has no type", "begin with `type: ` or another type")]
    assert said("whatever: x", types=[]) == []


def test_scopes_can_be_set_and_asked_for() -> None:
    scopes = {"scopes": ["Ledger", "api"]}
    for good in ("feat: x", "feat(ledger): x", "feat(API, ledger): x"):
        assert said(good, **scopes) == []
    assert said("feat(shop): x", **scopes) == [("has the scope “shop”", "take one of Ledger, api")]
    assert said("feat(ledger,shop): x", **scopes) == [("has the scope “ledger,shop”", "take one of Ledger, api")]
    assert said("feat: x", scope_needed=True) == [("has no scope", "write `feat(scope): ...`")]
    assert said("feat: x", scope_needed=True, **scopes) == [("has no scope", "write `feat(Ledger): ...`")]
    assert said("feat(api): x", scope_needed=True, **scopes) == []


def test_fixups_can_be_refused_and_a_long_name_is_cut() -> None:
    refused = ("is to be folded into another commit", "run `git rebase -i --autosquash`")
    assert said("fixup! feat: x", fixups=False) == [refused]
    assert said("feat: fixup! x", fixups=False) == []
    (finding,) = judged("y" * 73).findings
    assert finding.message == f"{'1' * 7} “{'y' * 72}…” has no type"
    (finding,) = judged("y" * 72 + "\n\nbody").findings
    assert finding.message == f"{'1' * 7} “{'y' * 72}” has no type"
    assert finding.path is None
    assert said(f"{'t' * 80}: x")[0][0] == f"has the type “{'t' * 72}”"
    assert said(f"feat({'t' * 80},): x")[0][0] == f"has the scope “{'t' * 72}”"


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (f"Add a thing\n\n{SIGNED}", []),
        (f"Add a thing\n\n{SIGNED.upper()}  \n", []),
        (f"x\n\nSigned-off-by: Bob <bob@example.com>\n{SIGNED}\nCo-authored-by: C <c@example.com>", []),
        ("x", [("has no sign-off", "run `git rebase --signoff`, or commit with `-s`")]),
        (f"x\n\nhe wrote {SIGNED}", [("has no sign-off", "run `git rebase --signoff`, or commit with `-s`")]),
        ("x\n\nSigned-off-by: ann@example.com",
         [("has no sign-off", "run `git rebase --signoff`, or commit with `-s`")]),
        ("x\n\nSigned-off-by: Ci <ci@example.com>",
         [("is signed off by somebody else than ann@example.com", "let its author sign it off")]),
    ],
)  # fmt: skip
def test_sign_offs(message: str, found: list[tuple[str, str]]) -> None:
    assert said(message, conventional=False, dco=True) == found


def test_both_may_be_asked_for_and_every_commit_is_named() -> None:
    commits = (commit("Add", 1), commit(f"feat: x\n\n{SIGNED}", 2), commit("feat: y", 3))
    report = look("commits", {"dco": True}, commits=commits)
    assert [finding.message for finding in report.findings] == [
        "1111111 “Add” has no type", "1111111 “Add” has no sign-off", "3333333 “feat: y” has no sign-off",
    ]  # fmt: skip
    assert report.summary == "2 of 3 commits to reword"
    assert not any(finding.error for finding in report.findings)
    assert look("commits", commits=(commit("fix: a", 1), commit("fix: b", 2))).summary == "2 commits in form"


def test_merges_are_left_out() -> None:
    merge = commit("Merge branch 'main'", merge=True)
    assert not look("commits", {"dco": True}, commits=(merge,)).applicable
    assert look("commits", commits=(merge, commit("fix: a"))).summary == "1 commit in form"


def test_more_commits_than_were_read_are_an_error() -> None:
    (finding,) = look("commits", commits=(commit("fix: a"),), commits_cut=True).findings
    assert finding.error
    assert (finding.message, finding.fix) == (
        "there are more commits than were read", "squash them, or split the change",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "facts"),
    [
        ({"conventional": False}, {"commits": (commit("x"),)}),
        ({}, {"commits": ()}),
        ({}, {"commits": (commit("x"),), "files": ()}),
    ],
)
def test_nothing_to_judge(options: dict[str, Any], facts: dict[str, Any]) -> None:
    report = look("commits", options, **facts)
    assert (report.applicable, report.findings, report.summary) == (False, (), "no commit is to be judged")


HOSTILE = (
    "f(" * 40_000,
    '"' * 60_000,
    "Signed-off-by: " + "<" * 60_000,
    "fixup! " * 9_000,
    "feat: x\n" + "BREAKING CHANGE\n" * 4_000,
)


@pytest.mark.parametrize("message", HOSTILE)
def test_a_hostile_message_is_read_like_any_other(message: str) -> None:
    assert judged(message, dco=True).applicable
