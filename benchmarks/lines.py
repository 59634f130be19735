"""What looking at added lines costs: `secrets` and `lint` beside detect-secrets and ruff over the whole files."""

import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ruff import find_ruff_bin

from homebot.adapters.analysis.analysers import Analysers, analysers
from homebot.adapters.analysis.ruff.lint import find_lint
from homebot.adapters.analysis.secrets.secrets import find_secrets
from homebot.adapters.git.added import Additions, read_additions
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirror, Mirrors, branch
from homebot.core.facts import FileChange

_FILES = ("argparse.py", "ast.py", "inspect.py", "tarfile.py", "typing.py", "zipfile.py", "subprocess.py")
_TAKEN, _OF = 20, 200
"""Of so many lines so many are the change's."""
_ROUNDS = 5


@dataclass
class _Case:
    mirror: Mirror
    base: str
    files: tuple[FileChange, ...]
    additions: Additions
    folder: Path

    @property
    def lines(self) -> int:
        return sum(len(file.lines) for file in self.additions.files)


def main() -> None:
    """Prints seconds for 1,000 added lines, the best of some rounds, and ratios."""
    with tempfile.TemporaryDirectory() as name, analysers(1) as analysis:
        folder = Path(name)
        base, head = _commits(folder)
        with Mirrors(folder / "mirrors", 1 << 30).open("acme", "lines") as mirror:
            mirror.fetch((folder / "work").as_uri(), None, [branch("base", base), branch("head", head)])
            files = read_change(mirror, base, head).files
            additions = read_additions(mirror, base, head, files)
            _print(_Case(mirror, base, files, additions, folder / "work"), analysis)


def _commits(folder: Path) -> tuple[str, str]:
    """Seven modules of the standard library, before and after every tenth line of them was written."""
    work = folder / "work"
    work.mkdir()
    _git(work, "init", "--quiet")
    standard = Path(sysconfig.get_paths()["stdlib"])
    commits = []
    for is_head, name in ((False, "base"), (True, "head")):
        for file in _FILES:
            lines = (standard / file).read_bytes().splitlines(keepends=True)
            kept = [line for number, line in enumerate(lines) if is_head or number % _OF >= _TAKEN]
            (work / file).write_bytes(b"".join(kept))
        _git(work, "add", ".")
        _git(work, "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "commit", "--quiet", "-m", name)
        _git(work, "branch", name)
        commits.append(_git(work, "rev-parse", "HEAD"))
    return commits[0], commits[1]


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def _print(case: _Case, analysis: Analysers) -> None:
    scan = [sys.executable, "-m", "detect_secrets", "scan", "--no-verify", "--all-files", *_FILES]
    check = [find_ruff_bin(), "check", "--isolated", "--no-cache", "--exit-zero", "--quiet", *_FILES]
    ours = {
        "secrets": _best(lambda: find_secrets(case.additions, analysis.secrets)),
        "lint": _best(lambda: find_lint(case.mirror, case.base, case.files, case.additions, analysis.ruff)),
    }
    theirs = {"secrets": _best(lambda: _run(scan, case.folder)), "lint": _best(lambda: _run(check, case.folder))}
    print(f"\n{case.lines:,} added lines in {len(case.files)} files of {_total(case):,} lines")
    print("| standard | s for 1,000 added lines | beside, on the whole files | s | ratio |")
    print("|---|---|---|---|---|")
    for standard, peer in (("secrets", "detect-secrets scan"), ("lint", "ruff check")):
        per, ratio = ours[standard] / case.lines * 1000, ours[standard] / theirs[standard]
        print(f"| `{standard}` | {per:.3f} | `{peer}` | {theirs[standard]:.3f} | {ratio:.2f} |")


def _total(case: _Case) -> int:
    return sum(len((case.folder / file).read_bytes().splitlines()) for file in _FILES)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _best(work: Callable[[], object]) -> float:
    """Seconds of wall time, once warmed up."""
    work()
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)
