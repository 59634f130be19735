"""What the analysis of a change costs, beside its floors and beside what people run today, over real releases.

Aims: cold at most 0.25 of `ast.parse` of the changed blobs, 10 times faster than ruff and 200 times than radon over the
tree; warm at most 0.03; equal to reading everything on every change; the parent under 150 MiB; numbers equal to radon's
on every function; a change of 50,000 files read in half a second.
"""

import ast
import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from git import Repo
from rich.console import Console
from rich.table import Table

from benchmarks import processes, releases
from homebot.adapters.analysis.python.scopes import measure
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirrors, branch

HISTORIES = {
    "sqlalchemy": ["2.0.41", "2.0.42", "2.0.43"],
    "django": ["5.2.1", "5.2.3", "5.2.4", "5.2.5", "5.2.6"],
}
EQUAL = {
    "sqlalchemy": "2.0.43",
    "django": "5.2.6",
    "flask": "3.1.1",
    "requests": "2.32.4",
    "attrs": "25.3.0",
    "rich": "14.0.0",
}
CROWD = 50_000


def main() -> None:
    """All parts, one after another; ten minutes."""
    console = Console(width=190)
    warnings.simplefilter("ignore")
    table = Table(title="One change of about seven files: milliseconds, mean (median, 95th of 100)")
    for heading in (
        "",
        "changes",
        "diff",
        "read",
        "ast.parse",
        "radon, changed",
        "cold",
        "warm",
        "cold to parse",
        "warm",
    ):
        table.add_column(heading, justify="right")
    trees = Table(title="The whole tree: seconds, and how many changes homebot reads cold in that time")
    for heading in ("", "radon cc", "xenon", "lizard", "ruff C901", "ruff cached"):
        trees.add_column(heading, justify="right")
    said: list[str] = []
    for package, versions in HISTORIES.items():
        with processes.folder() as scratch:
            sdists = [releases.download(package, version) for version in versions]
            found, changed = _history(sdists, scratch)
            table.add_row(package, *_cells(found, changed))
            trees.add_row(package, *_trees(releases.unpacked(sdists[-1], scratch / "tree"), scratch, found))
            said.append(_said(package, found))
    console.print(table, trees, *said, sep="\n")
    for line in _equality():
        console.print(line)
    console.print(_crowd())


def _history(sdists: list[Path], scratch: Path) -> tuple[dict[str, Any], list[float]]:
    contents = [releases.files(sdist) for sdist in sdists]
    steps = releases.history(contents, scratch / "repository")
    pairs = scratch / "steps.json"
    pairs.write_text(json.dumps([(step.base, step.head) for step in steps]))
    command = ["benchmarks.analysed", str(scratch / "repository"), str(scratch / "mirrors"), str(pairs)]
    done = subprocess.run([sys.executable, "-m", *command], check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found, _radon_on_changed(contents)


def _radon_on_changed(contents: list[dict[str, bytes]]) -> list[float]:
    """Seconds for radon, in this process, on both sides of the changed files of each step."""
    from radon.complexity import cc_visit

    seconds = []
    before: dict[str, bytes] = {}
    for changed in releases.changes(contents):
        begin = time.perf_counter()
        for name, content in changed.items():
            for side in (before.get(name), content):
                if name.endswith(".py") and side is not None and before:
                    _quiet(lambda side=side: cc_visit(side))
        seconds.append(time.perf_counter() - begin)
        before = {name: content for name, content in {**before, **changed}.items() if content is not None}
    return seconds[1:]


def _quiet(work: Any) -> None:
    try:
        work()
    except SyntaxError:
        return


def _cells(found: dict[str, Any], radon: list[float]) -> Iterator[str]:
    yield str(len(found["cold"]))
    for name in ("diff", "read", "parse"):
        yield _spread(found[name])
    yield _spread(radon)
    yield _spread(found["cold"])
    yield _spread(found["warm"])
    parse = sum(found["parse"])
    yield f"{sum(found['cold']) / parse:.2f}"
    yield f"{sum(found['warm']) / parse:.3f}"
    yield f"{found['cpu']['cold'] / found['cpu']['floors']:.2f}"


def _spread(seconds: list[float]) -> str:
    mean, middle = statistics.mean(seconds) * 1000, statistics.median(seconds) * 1000
    return f"{mean:.1f} ({middle:.1f}, {sorted(seconds)[int(len(seconds) * 0.95)] * 1000:.1f})"


def _trees(tree: Path, scratch: Path, found: dict[str, Any]) -> Iterator[str]:
    cold = statistics.mean(found["cold"])
    ruff = [releases.peer("ruff"), "check", "--isolated", "--select", "C901", "--quiet", str(tree)]
    commands = [
        [releases.peer("radon"), "cc", "-j", str(tree)],
        [releases.peer("xenon"), "--max-absolute", "F", str(tree)],
        [releases.peer("lizard"), "-l", "python", str(tree)],
        [*ruff, "--no-cache"],
        [*ruff, "--cache-dir", str(scratch / "ruff")],
    ]
    subprocess.run(commands[-1], capture_output=True, check=False)
    for command in commands:
        times = []
        for _ in range(3 if "ruff" in command[0] else 1):
            begin = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False)
            times.append(time.perf_counter() - begin)
        yield f"{min(times):.2f} ({min(times) / cold:.0f} x)"


def _said(package: str, found: dict[str, Any]) -> str:
    return (
        f"{package}: equal to a full analysis on {found['equal']} of {len(found['cold'])} changes, "
        f"{found['functions']} touched functions, {found['errors']} files that could not be read; "
        f"peak memory of the parent {found['peak']:.0f} MiB"
    )


def _equality() -> Iterator[str]:
    """Every function that radon's own command line reports, compared by file, line and name."""
    for package, version in EQUAL.items():
        with processes.folder() as scratch:
            tree = releases.unpacked(releases.download(package, version), scratch)
            done = subprocess.run([releases.peer("radon"), "cc", "-j", str(tree)], capture_output=True, check=True)
            theirs = dict(_theirs(json.loads(done.stdout)))
            ours = dict(_ours([Path(name) for name in json.loads(done.stdout)]))
            other = [key for key, complexity in theirs.items() if ours.get(key) != complexity]
            explained = sum(ours.get(key) == theirs[key] + _unseen(key) for key in other)
            yield (
                f"{package} {version}: radon's number for {len(theirs) - len(other)} of {len(theirs)} functions, "
                f"{explained} more by the guards and except* that radon does not see; {len(ours)} counted here"
            )


Key = tuple[str, int, str]


def _unseen(key: Key) -> int:
    """How many branches of a function radon has no eyes for."""
    path, line, _ = key
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = ast.walk(ast.parse(Path(path).read_bytes()))
    (function,) = [node for node in nodes if isinstance(node, functions) and node.lineno == line]
    inside = list(ast.walk(function))
    guards = sum(isinstance(node, ast.match_case) and node.guard is not None for node in inside)
    return guards + sum(len(node.handlers) + bool(node.orelse) for node in inside if isinstance(node, ast.TryStar))


def _theirs(report: dict[str, Any]) -> Iterator[tuple[Key, int]]:
    for path, blocks in report.items():
        waiting = [] if isinstance(blocks, dict) else list(blocks)
        while waiting:
            block = waiting.pop()
            waiting += block.get("closures", []) + block.get("methods", [])
            if block["type"] != "class":
                yield (path, block["lineno"], block["name"]), block["complexity"]


def _ours(paths: list[Path]) -> Iterator[tuple[Key, int]]:
    for path in paths:
        try:
            functions = measure(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for function in functions:
            yield (str(path), function["line"], function["name"].rpartition(".")[2]), function["complexity"]


def _crowd() -> str:
    """A change of very many files, beside GitPython's own way to read one."""
    names = [f"src/d{number % 300}/f{number}.py" for number in range(CROWD)]
    before = {name: f"x = {number}\n".encode() * 20 for number, name in enumerate(names)}
    after = {name: content + b"y = 1\n" for name, content in before.items()}
    with processes.folder() as scratch:
        (step,) = releases.history([before, after], scratch / "repository", CROWD)
        with Mirrors(scratch / "mirrors", 1 << 40).open("acme", "ledgerd") as mirror:
            mirror.fetch((scratch / "repository").as_uri(), None, [branch("main", step.head)])
            ours = _seconds(lambda: read_change(mirror, step.base, step.head))
            raw = _seconds(lambda: mirror.repo.git.diff_tree(step.base, step.head, r=True, raw=True, z=True))
        repo = Repo(scratch / "repository")
        theirs = _seconds(lambda: repo.commit(step.base).diff(repo.commit(step.head)))
    return (
        f"{CROWD} changed files: git's own difference in {raw:.2f} s, GitPython's diff() in {theirs:.1f} s "
        f"({theirs / raw:.0f} x); read whole, with lines and attributes, in {ours:.2f} s"
    )


def _seconds(work: Any) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
