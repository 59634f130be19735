"""What an edit of ownership files brings in, read from real git histories."""

from datetime import date
from pathlib import Path

import pytest

from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from homebot.adapters.ownership import Memory
from homebot.app.ownership_edits import linted, newcomers, read_edit
from homebot.core.catalogues.lint import Known
from homebot.core.ownership import Owner
from homebot.core.proposal import Proposal
from tests import build
from tests.adapters.git.remote import Content, Remote, git

Files = dict[bytes, Content]
TREE: Files = {b"a.py": b"A = 1\n", b"docs/a.md": b"x\n", b"src/b.py": b"B = 1\n"}
BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (105 + n - 7, 105 + n - 7, b", ".join([b"*%c" % (104 + n - 7)] * 9)) for n in range(8)
)


class History:
    """A base, an edit of it, and a base that went on."""

    def __init__(self, tmp_path: Path, base: Files, edit: Files, since: Files | None = None) -> None:
        remote = Remote(tmp_path / "remote" / "acme" / "ledgerd.git")
        first = remote.commit("refs/heads/main", {**TREE, **base})
        self.head = remote.commit("refs/pull/1/head", edit, parent=first)
        self.base = remote.commit("refs/heads/main", since, parent=first) if since else first
        self.mirrors, self.url = Mirrors(tmp_path / "mirrors", 1 << 30), remote.url

        git(remote.path, "config", "uploadpack.allowFilter", "true")
        git(remote.path, "config", "uploadpack.allowAnySHA1InWant", "true")

    def proposal(self, known: Known = Known(), *, on_default: bool = True, whole: bool = True) -> Proposal | None:  # noqa: B008  a value
        with self.mirrors.open("acme", "ledgerd") as mirror:
            mirror.fetch(self.url, None, [branch("main", self.base), pull_head(1, self.head)], whole=whole)
            assert mirror.is_partial is not whole
            change = read_change(mirror, self.base, self.head)
            edit = read_edit(mirror, Memory(), change, self.base, on_default=on_default)
            if edit is None:
                return None
            self.newcomers = newcomers(edit)
            return linted(edit, build.directory(), "acme/ledgerd", date(2026, 11, 23), known)


def told(proposal: Proposal | None) -> list[str]:
    assert proposal is not None
    faults = (*proposal.broken, *proposal.lint)
    return [f"{'!' if fault.broken else ''}{fault.place}: {fault.message}" for fault in faults]


CASES: dict[str, tuple[Files, Files, list[str]]] = {
    "a rule that is of use": ({}, {b"CODEOWNERS": b"*.py @ann @ben\n"}, []),
    "a rule without files": (
        {},
        {b"CODEOWNERS": b"/x/ @ann @ben\n"},
        ['CODEOWNERS:1:1: the rule "/x/" matches no file'],
    ),
    "an old one, moved": ({b"CODEOWNERS": b"/x/ @ann @ben\n"}, {b"CODEOWNERS": b"#\n\n/x/ @ann @ben\n"}, []),
    "a whole file, moved": (
        {b"CODEOWNERS": b"/x/ @ann\nbad[ @ben\n"},
        {b"CODEOWNERS": None, b".github/CODEOWNERS": b"/x/ @ann\nbad[ @ben\n"},
        [],
    ),
    "one person alone": (
        {},
        {b"CODEOWNERS": b"*.py @ann\n"},
        ['CODEOWNERS:1:1: the rule "*.py" leaves 2 files to @ann'],
    ),
    "a skipped line": ({}, {b"CODEOWNERS": b"*.py ann\n"}, ["CODEOWNERS:1:6: the line is skipped"]),
    "a file GitHub does not read": (
        {b".github/CODEOWNERS": b"*.py @ann @ben\n"},
        {b"CODEOWNERS": b"*.py @cy\n"},
        ["CODEOWNERS:1:1: GitHub does not read this file: .github/CODEOWNERS comes first"],
    ),
    "one that is not read, and was not": (
        {b".github/CODEOWNERS": b"*.py @ann @ben\n", b"CODEOWNERS": b"*.py @cy\n"},
        {b"CODEOWNERS": b"*.py @dora\n"},
        [],
    ),
    "one that comes to be read": (
        {b".github/CODEOWNERS": b"*.py @ann @ben\n", b"CODEOWNERS": b"/x/ @ann @ben\n"},
        {b".github/CODEOWNERS": None},
        ['CODEOWNERS:1:1: the rule "/x/" matches no file'],
    ),
    "too large": ({}, {b"CODEOWNERS": b"# x\n" * (1 << 20)}, ["!CODEOWNERS:1:1: the file has 4194304 bytes"]),
    "too large before": ({b"CODEOWNERS": b"# x\n" * (1 << 20)}, {b"CODEOWNERS": b"#\n" * (2 << 20)}, []),
    "a link": ({}, {b"CODEOWNERS": ("120000", b"/etc/passwd")}, ["!CODEOWNERS:1:1: a symbolic link"]),
    "own words that break": ({}, {b".homebot.yml": b"mode: enfroce\n"}, ["!.homebot.yml:1:7: mode"]),
    "broken as before": ({b".homebot.yml": b"mode: enfroce\n"}, {b".homebot.yml": b"# x\nmode: enfroce\n"}, []),
    "a bomb": ({}, {b".homebot.yml": BOMB}, ["!.homebot.yml:"]),
    "refused by the catalogue": (
        {b".homebot.yml": b"profile: none-such\n"},
        {b".homebot.yml": b"profile: none-such\nowner: video\n"},
        ['.homebot.yml:2:8: owner: "ledgerd" is owned by "payments"'],
    ),
    "Backstage that is no YAML": ({}, {b"catalog-info.yaml": b"a: [\n"}, ["!catalog-info.yaml:2:1: not YAML"]),
    "OWNERS": ({}, {b"src/OWNERS": b"approver: [ann]\n"}, ['src/OWNERS:1:1: unknown key "approver"']),
    "OWNERS that are no YAML": ({}, {b"src/OWNERS": b"approvers: [\n"}, ["!src/OWNERS:2:1: not YAML"]),
    "an old one above": ({b"OWNERS": b"approver: [ann]\n"}, {b"src/OWNERS": b"approvers: [ann]\n"}, []),
    "aliases": ({}, {b"OWNERS_ALIASES": BOMB}, ["!OWNERS_ALIASES:"]),
}


@pytest.mark.parametrize("name", CASES)
def test_an_edit_is_charged_with_what_it_brings_in(tmp_path: Path, name: str) -> None:
    base, edit, expected = CASES[name]
    found = told(History(tmp_path, base, edit).proposal())
    assert len(found) == len(expected), found
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


def test_nothing_is_said_where_nothing_of_the_kind_is_edited(tmp_path: Path) -> None:
    edit: Files = {b"a.py": b"A = 2\n", b"src/CODEOWNERS": b"* @x\n", b"src/.homebot.yml": b"[\n"}
    assert History(tmp_path, {b"CODEOWNERS": b"/x/ @gone\n"}, edit).proposal() is None


def test_what_speaks_for_services_counts_on_the_default_branch_alone(tmp_path: Path) -> None:
    history = History(tmp_path, {}, {b".homebot.yml": b"mode: [\n"})
    assert history.proposal(on_default=False) is None


def test_only_newcomers_are_asked_about_and_told(tmp_path: Path) -> None:
    base: Files = {b"CODEOWNERS": b"*.md @old @ann\n", b"src/OWNERS": b"approvers: [old, ann]\n"}
    edit: Files = {
        b"CODEOWNERS": b"*.md @old @ann\n*.py @dead @acme/no\n",
        b"src/OWNERS": b"approvers: [old, ann, zoe]\n",
    }
    history = History(tmp_path, base, edit)
    gone = Known(
        {Owner("user", "old"): "gone", Owner("user", "dead"): "gone", Owner("user", "zoe"): "no access",
         Owner("team", "acme/no"): "hidden"}
    )  # fmt: skip
    found = told(history.proposal(gone))
    assert set(history.newcomers) == {Owner("user", "dead"), Owner("team", "acme/no"), Owner("user", "zoe")}
    assert len(found) == 3
    assert not [line for line in found if "@old" in line]


def test_a_mirror_without_files_fetches_what_it_needs(tmp_path: Path) -> None:
    base: Files = {b"OWNERS": b"approver: [ann]\n", b"CODEOWNERS": b"/x/ @ann @ben\n"}
    edit: Files = {b"src/OWNERS": b"approver: [ann]\n", b"CODEOWNERS": b"/x/ @ann @ben\n/y/ @ann @ben\n"}
    found = told(History(tmp_path, base, edit).proposal(whole=False))
    assert found == [
        'CODEOWNERS:2:1: the rule "/y/" matches no file of this repository',
        'src/OWNERS:1:1: unknown key "approver"',
    ]


def test_a_base_that_went_on_is_told(tmp_path: Path) -> None:
    base: Files = {b"CODEOWNERS": b"*.py @ann @ben\n"}
    history = History(tmp_path, base, {b"CODEOWNERS": b"*.md @ann @ben\n"}, since={b"CODEOWNERS": b"* @ann @ben\n"})
    proposal = history.proposal()
    assert proposal is not None
    assert proposal.notes == ("CODEOWNERS has changed on the base branch since; a merge may make another file of both",)


def test_of_a_very_long_file_the_use_of_rules_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    proposal = History(tmp_path, {}, {b"CODEOWNERS": b"/x/ @ann @ben\n" * 10_001}).proposal()
    assert told(proposal) == []
    assert proposal is not None
    assert "10001 rules" in proposal.notes[0]


def test_many_faults_are_cut_and_what_breaks_is_among_them(tmp_path: Path) -> None:
    lines = b"".join(b"/x%d/ @ann @ben\n" % number for number in range(500))
    proposal = History(tmp_path, {}, {b"CODEOWNERS": lines, b".homebot.yml": b"mode: [\n"}).proposal()
    found = told(proposal)
    assert len(found) == 101
    assert found[0].startswith("!.homebot.yml")
    assert "and 401 more faults" in found[-1]
