"""The corpus as one change, through the front door: `homebot check` as a process, over a real repository.

What it says of the change is then put into a comment and check runs, as the webhook would."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from homebot.adapters.analysis.python import worker
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from homebot.core.effects import WantCheck, WantComment
from homebot.core.facts import Change, FunctionComplexity
from homebot.core.found import AnalysisError
from homebot.core.plan import desired
from homebot.core.policy import decide
from tests import build as facts
from tests.adapters.git.remote import Remote
from tests.core.render.reading import Page
from tests.hostile.corpus import BEFORE, CORPUS, Counted, Error, Fails, Listed, tangled, tangled_c


@dataclass
class Judged:
    """The facts of the change from git, what `homebot check` says of it, and what that took."""

    change: Change
    said: dict[str, Any]
    exit_code: int
    errors: str
    seconds: float
    kilobytes: int

    def functions(self, path: str) -> list[tuple[str, int]]:
        return [(one["name"], one["after"]) for one in self.said["functions"] if one["path"] == path]

    def findings(self, path: str, error: bool, standard: str = "complexity") -> list[str]:
        return [
            finding["message"]
            for judgement in self.said["judgements"]
            for finding in judgement["findings"]
            if judgement["standard"] == standard and finding["path"] == path and finding["error"] is error
        ]


def text(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")


def build(path: Path) -> tuple[Remote, str, str]:
    """The repository, its base and its head."""
    remote = Remote(path)
    base = remote.commit("refs/heads/main", {b"readme": b"\n", **BEFORE}, message=b"Before")
    head = remote.commit("refs/pull/1/head", {path: content for path, (content, _) in CORPUS.items()}, parent=base)
    return remote, base, head


def check(repo: Path, base: str, head: str) -> tuple[int, str, str, float, int]:
    """Exit code, output, error output, processor time and the most memory of any process of `homebot check`."""
    command = [sys.executable, "-m", "homebot", "check", "--repo", str(repo), "--base", base, "--head", head]
    out, err = repo / "out.json", repo / "err.txt"
    with out.open("wb") as output, err.open("wb") as errors:
        process = subprocess.Popen(
            [*command, "--format", "json"], stdout=output, stderr=errors, env={"PATH": os.environ["PATH"]}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, out.read_text(), err.read_text(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("hostile")
    remote, base, head = build(folder / "hostile.git")
    with Mirrors(folder / "mirrors", 1 << 30).open("acme", "ledgerd") as mirror:
        mirror.fetch(remote.url, None, [branch("main", base), pull_head(1, head)])
        change = read_change(mirror, base, head)
    code, output, errors, seconds, kilobytes = check(remote.path, base, head)
    assert code == 1, errors
    return Judged(change, json.loads(output), code, errors, seconds, kilobytes)


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) > 100


def test_nothing_crashed_and_no_process_exceeded_the_limit_of_memory(judged: Judged) -> None:
    print(
        f"{len(CORPUS)} files: {judged.seconds:.0f} s of processor time, at most {judged.kilobytes >> 10} MiB a process"
    )
    assert judged.errors == ""
    assert judged.kilobytes * 1024 <= worker.MEMORY_BYTES


def test_every_file_is_in_the_change(judged: Judged) -> None:
    paths = {path for file in judged.change.files for path in file.paths}
    assert {text(path) for path in CORPUS} <= paths


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: ascii(path[-40:]))
def test_it_does_not_pass_unseen(judged: Judged, path: bytes) -> None:
    _, expected = CORPUS[path]
    where = text(path)
    errors = judged.findings(where, error=True)
    match expected:
        case Error(reason):
            assert [message for message in errors if reason in message and where in message]
            assert judged.functions(where) == []
        case Fails(words, standard):
            assert [message for message in judged.findings(where, False, standard) if words in message]
        case Counted(name, complexity):
            assert errors == []
            assert (name, complexity) in judged.functions(where)
        case Listed(mode):
            assert errors == []
            assert judged.functions(where) == []
            assert [file.mode_after for file in judged.change.files if where in file.paths] == [mode]


def test_the_comment_and_the_checks_hold_it(judged: Judged) -> None:
    errors = [
        AnalysisError(text(path), "it is hostile") for path, (_, said) in CORPUS.items() if isinstance(said, Error)
    ]
    functions = [FunctionComplexity(**one) for one in judged.said["functions"]]
    snapshot = facts.snapshot(files=judged.change.files, functions=tuple(functions), errors=tuple(errors))
    directory = facts.directory()
    effects = desired(snapshot, decide(snapshot, directory, "1"), directory)
    (comment,) = [effect.body for effect in effects if isinstance(effect, WantComment)]
    annotations = [one for effect in effects if isinstance(effect, WantCheck) for one in effect.annotations]
    assert len(comment) < 65_536
    assert not {tag for tag in Page(comment).tags if tag in ("b", "img", "script", "x")}
    assert [one for one in Page(comment).acts if "acme" in one] == []
    assert {one.path for one in annotations} >= {
        text(path) for path, (_, said) in CORPUS.items() if isinstance(said, Fails)
    }


def test_twenty_thousand_changed_files(tmp_path: Path) -> None:
    """Two in a hundred are source files, two of them tangled; all are read, and nothing is left out."""
    files = {b"d%d/f%d.txt" % (number % 200, number): b"%d\n" % number for number in range(19_600)}
    files |= {b"p/f%d.py" % number: b"def f%d(a):\n    if a: pass\n" % number for number in range(199)}
    files |= {b"g/f%d.go" % number: b"func f%d(a int) {\n\tif a {\n\t}\n}\n" % number for number in range(199)}
    files |= {b"p/tangled.py": tangled(), b"g/tangled.c": tangled_c()}
    remote = Remote(tmp_path / "many.git")
    base = remote.commit("refs/heads/main", {b"readme": b"\n"})
    code, output, errors, seconds, _ = check(remote.path, base, remote.commit("refs/heads/many", files, parent=base))
    print(f"{len(files)} files: {seconds:.0f} s of processor time")
    assert (code, errors) == (1, "")
    said = json.loads(output)
    assert said["files"] == 20_000
    assert len(said["functions"]) == 400
    (complexity,) = [one for one in said["judgements"] if one["standard"] == "complexity"]
    assert [finding["path"] for finding in complexity["findings"]] == ["g/tangled.c", "p/tangled.py"]
