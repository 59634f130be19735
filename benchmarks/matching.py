"""Which of 10,000 rules each of 100,000 paths falls under, beside PyPI's codeowners and pathspec and git check-ignore.

The rules are those of a large monorepo: folders of teams at the root, names at every depth, extensions, some wildcards.
*Cold* holds taking the rules in; *warm* is the same paths once more, *new names* other files in folders that are known.
All times are processor time, of this process or of the peer's, so that a busy machine counts less. Slow peers are given
fewer paths. Aims: 1,400,000 paths a second warm, 75,000 cold, and a hostile file no slower than a tenth of each.
"""

import json
import random
import resource
import subprocess
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.core.codeowners_cases import CASES

from benchmarks import processes
from benchmarks.releases import DOWNLOADS
from homebot.core.paths import PathTable, matches

RULES, PATHS = 10_000, 100_000
SAMPLES = {"codeowners": 500, "pathspec": 100, "git check-ignore": 1000}
PEERS = DOWNLOADS / "matchers"
ROUNDS = 3
_FIRST, _LAST = ("ba", "co", "du", "fe", "gi", "lo", "mar", "no", "pi", "sta"), "bdgklmnrst"
_WORDS = tuple(first + last for first in _FIRST for last in _LAST)
_EXTENSIONS = (".py", ".go", ".ts", ".tsx", ".js", ".java", ".md", ".yaml", ".json", ".proto", ".sql", ".css")


@dataclass(frozen=True)
class Rate:
    """What one matcher does: paths per second with the table taken in first and without, right conformance cases, and
    in how many of the paths it was asked about it names the rule that homebot does."""

    name: str
    cold: float
    warm: float
    right: int
    paths: int
    agrees: int


def main() -> None:
    """Everything in one run; about a minute of processor time, and the peers' installation on first use."""
    chance = random.Random(4)
    folders = tree(chance)
    paths, others = files(chance, folders), files(chance, folders)
    rules = ordinary(chance, folders)
    ours = _ours(rules, paths, others)
    score = sum(matches(case.pattern, case.path, "codeowners") is case.covered for case in CASES)
    rates = [Rate("homebot", ours[0], ours[1], score, PATHS, PATHS)]
    known = PathTable(list(zip(rules, range(RULES), strict=True)), "codeowners").match_all(paths)
    expected = dict(zip(paths, known, strict=True))
    with processes.folder() as scratch:
        for name, count in SAMPLES.items():
            ask = _git if name.startswith("git") else _peer
            rates.append(ask(name, rules, sample(paths, count), expected, scratch))
    console = Console(width=150)
    console.print(_shown(rates))
    console.print(
        f"homebot, other names in the same {len({folder_of(path) for path in paths}):,} folders: {ours[2]:,.0f}/s"
    )
    for name, bad in (("*a*a*a*..., each another", hostile(chance)), ("*a*a*.../*b*b*...", hostile_folders(chance))):
        cold, warm, _ = _ours(bad, awkward(chance), [])
        slower = f"{ours[0] / cold:.1f} and {ours[1] / warm:.1f} times slower"
        console.print(f"{RULES:,} hostile rules {name}: {cold:,.0f} paths/s cold, {warm:,.0f} warm; {slower}")
    begin = time.process_time()
    found = PathTable([(rule, None) for rule in rules], "codeowners").survey(paths)
    seconds = time.process_time() - begin
    console.print(
        f"rules of no use: {len(found.unmatched):,} match nothing, {len(found.shadowed):,} never win; {seconds:.2f} s"
    )


def folder_of(path: str) -> str:
    """With its slash; empty at the root."""
    return path[: path.rfind("/") + 1]


def sample(paths: Sequence[str], count: int) -> list[str]:
    """So many of them, from all over."""
    return list(paths[:: len(paths) // count])[:count]


def tree(chance: random.Random) -> list[str]:
    """12,000 folders, two to eight deep."""
    found = {"": None}
    parents = [""]
    while len(found) < 12_000:
        names = "/".join(f"{chance.choice(_WORDS)}-{chance.choice(_WORDS)}" for _ in range(chance.randint(2, 4)))
        folder = f"{chance.choice(parents) if chance.random() < 0.3 else ''}{names}/"
        found[folder] = None
        if len(parents) < 2000:
            parents.append(folder)
    return sorted(found)


def files(chance: random.Random, folders: Sequence[str]) -> list[str]:
    """So many paths, sorted as git lists them; a third of the names are met in many folders."""
    found: set[str] = set()
    while len(found) < PATHS:
        word = chance.choice(_WORDS)
        stem = word if chance.random() < 0.3 else f"{word}_{chance.choice(_WORDS)}_{chance.randrange(1000)}"
        found.add(chance.choice(folders) + stem + chance.choice(_EXTENSIONS))
    return sorted(found)


def ordinary(chance: random.Random, folders: Sequence[str]) -> list[str]:
    """Rules that all peers read alike, everything first, as such files are written."""
    kinds: list[tuple[int, Callable[[str, str], str]]] = [
        (60, lambda folder, _: f"/{folder}"),
        (8, lambda folder, _: f"/{folder.rstrip('/')}"),
        (10, lambda folder, _: f"/{folder}*{chance.choice(_EXTENSIONS)}"),
        (6, lambda folder, word: f"/{folder}{word}.py"),
        (6, lambda folder, word: f"/{folder}**/{word}/"),
        (3, lambda _, word: f"{word}-{chance.choice(_WORDS)}/"),
        (3, lambda _, word: f"**/{word}-{chance.choice(_WORDS)}/{chance.choice(_WORDS)}-*"),
        (2, lambda _, word: f"{word}_{chance.choice(_WORDS)}_*{chance.choice(_EXTENSIONS)}"),
        (2, lambda _, word: f"*_{chance.randrange(1000)}{chance.choice(_EXTENSIONS)}"),
    ]
    makers = [maker for weight, maker in kinds for _ in range(weight)]
    known = [folder for folder in folders if folder]
    return ["*", *(chance.choice(makers)(chance.choice(known), chance.choice(_WORDS)) for _ in range(RULES - 1))]


def hostile(chance: random.Random) -> list[str]:
    """Patterns of many stars, none like another."""
    return ["*a" * chance.randint(3, 12) + f"*{number:x}*" for number in range(RULES)]


def hostile_folders(chance: random.Random) -> list[str]:
    """Folders like that, and names like that in them."""
    return [
        "*a" * chance.randint(2, 6) + f"*{number % 100:x}*/" + "*b" * chance.randint(2, 6) for number in range(RULES)
    ]


def awkward(chance: random.Random) -> list[str]:
    """Paths of names that such patterns match or nearly do."""
    folders = ["".join(chance.choices("ab0123", k=chance.randint(4, 12))) for _ in range(2000)]
    names = ("".join(chance.choices("aaab0123", k=chance.randint(4, 16))) for _ in range(PATHS))
    return [f"{chance.choice(folders)}/{name}" for name in names]


def _ours(rules: list[str], paths: list[str], others: list[str]) -> tuple[float, float, float]:
    """Paths per second, the best of some rounds: cold with the making of the table, warm, other names."""
    pairs = list(zip(rules, range(len(rules)), strict=True))
    best = [0.0, 0.0, 0.0]
    for _ in range(ROUNDS):
        begin = time.process_time()
        table = PathTable(pairs, "codeowners")
        table.match_all(paths)
        times = [time.process_time() - begin]
        for again in (paths, others):
            begin = time.process_time()
            table.match_all(again)
            times.append(time.process_time() - begin)
        best = [max(rate, len(paths) / seconds) for rate, seconds in zip(best, times, strict=True)]
        del table
        if times[0] > 5:
            break
    return best[0], best[1], best[2]


def _peer(name: str, rules: list[str], paths: list[str], expected: dict[str, int | None], scratch: Path) -> Rate:
    given = scratch / "given.json"
    given.write_text(json.dumps({"rules": rules, "paths": paths, "cases": CASES}))
    command = [_python(), str(Path(__file__).with_name("matchers.py")), name, str(given)]
    done = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    agrees = sum(number == expected[path] for path, number in zip(paths, done["found"], strict=True))
    every = done["asked"] / len(paths) * PATHS
    return Rate(name, PATHS / (done["built"] + every), PATHS / every, done["right"], len(paths), agrees)


def _python() -> str:
    """An interpreter with the peers, in an environment of its own that is made on first use."""
    python = PEERS / "bin" / "python"
    if not (PEERS / ".ready").exists():
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "codeowners", "pathspec"], check=True)
        (PEERS / ".ready").touch()
    return str(python)


def _git(name: str, rules: list[str], paths: list[str], expected: dict[str, int | None], scratch: Path) -> Rate:
    """The rules as excludes of an empty repository, without the one for everything, as git looks no further than the
    uppermost folder that a rule names. Each run takes them in, so that all of it is cold."""
    repository = scratch / "repository"
    subprocess.run(["git", "init", "--quiet", str(repository)], check=True)
    found, seconds = _ignored(repository, rules[1:], paths)
    agrees = sum(
        (0 if number is None else number + 1) == expected[path] for path, number in zip(paths, found, strict=True)
    )
    right = 0
    for pattern, cases in groupby(CASES, key=lambda case: case.pattern):
        some = list(cases)
        answers, _ = _ignored(repository, [pattern], [case.path for case in some])
        right += sum((answer is not None) is case.covered for case, answer in zip(some, answers, strict=True))
    return Rate(name, len(paths) / seconds, 0, right, len(paths), agrees)


def _ignored(repository: Path, rules: list[str], paths: list[str]) -> tuple[list[int | None], float]:
    """The number of the rule for each path, and the seconds that git worked."""
    (repository / ".git" / "info" / "exclude").write_text("".join(f"{rule}\n" for rule in rules))
    options = ["--no-index", "--verbose", "--non-matching", "--stdin", "-z"]
    command = ["git", "-C", str(repository), "check-ignore", *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input="\0".join(paths).encode(), stdout=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    fields = done.stdout.decode().split("\0")
    found = [
        int(line) - 1 if line and not rule.startswith("!") else None
        for line, rule in zip(fields[1::4], fields[2::4], strict=False)
    ]
    return found, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _shown(rates: list[Rate]) -> Table:
    """Ratios to homebot; what a peer would need for all paths is worked out from those it was given."""
    table = Table(title=f"{RULES:,} rules, {PATHS:,} paths: paths a second of processor time")
    headings = (
        "",
        "cold",
        "homebot is",
        "warm",
        "homebot is",
        f"of {len(CASES)} cases right",
        "our rule for",
        "of paths",
    )
    for heading in headings:
        table.add_column(heading, justify="right")
    first = rates[0]
    for rate in rates:
        ratios = (f"{first.cold / rate.cold:,.0f} x", f"{first.warm / rate.warm:,.0f} x" if rate.warm else "")
        warm = f"{rate.warm:,.0f}" if rate.warm else "(each run is cold)"
        counts = (str(rate.right), f"{rate.agrees:,}", f"{rate.paths:,}")
        table.add_row(rate.name, f"{rate.cold:,.0f}", ratios[0], warm, ratios[1], *counts)
    return table
