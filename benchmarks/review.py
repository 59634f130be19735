"""Choosing reviewers: thirty services of twelve teams in a monorepo of 100,000 files, and the search alone."""

import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table
from tests.end_to_end import monorepo

from homebot.adapters.config.load import load
from homebot.adapters.git.blame import read_authors
from homebot.adapters.git.change import read_change
from homebot.adapters.git.mirror import Mirrors, branch, pull_head
from homebot.core.directory import Directory
from homebot.core.facts import Change, Conversation, Person, PullId, Snapshot
from homebot.core.policy import decide
from homebot.core.render.comment import comment
from homebot.core.reviewers.cover import cover

_LARGE = 1 << 40
_ROUNDS = 5
_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def main() -> None:
    """Prints milliseconds, the best of some rounds; of the fetch, the only one."""
    console = Console(width=110)
    with tempfile.TemporaryDirectory(prefix="homebot-review-") as folder:
        console.print(_whole(Path(folder)))
    console.print(_searches())


def _whole(folder: Path) -> Table:
    table = Table(title="One pull request, 30 services of 12 teams, 100,000 files: our own time", box=None)
    table.add_column("")
    table.add_column("ms", justify="right")
    base, head = _repository(folder / "acme" / "mono.git")
    with Mirrors(folder / "mirrors", _LARGE).open("acme", "mono") as mirror:
        refs = [branch("main", base), pull_head(1, head)]
        url = (folder / "acme" / "mono.git").as_uri()
        steps: dict[str, float] = {
            "git's fetch of the whole repository": _ms(lambda: mirror.fetch(url, None, refs, True))
        }
        change = read_change(mirror, base, head)
        steps["the change, from git"] = _best(lambda: read_change(mirror, base, head))
        steps["who knows the touched lines, from git"] = _best(lambda: read_authors(mirror, base, head, change.files))
        steps |= _decided(change, folder)
    for name, ms in steps.items():
        table.add_row(name, f"{ms:,.1f}")
    table.add_row("all but the fetch", f"{sum(list(steps.values())[1:]):,.1f}")
    return table


def _decided(change: Change, folder: Path) -> dict[str, float]:
    directory = _catalogue(folder / "config")
    talk = Conversation(
        PullId("acme", "mono", 1), "PR_1", "Everywhere", "", "carol", False, "open", False,
        "main", change.base, "everywhere", change.head, "main", _NOW, _NOW, "homebot[bot]",
    )  # fmt: skip
    people = (*(Person(login) for login in monorepo.PEOPLE), *(Person(login, False) for login in monorepo.OUTSIDERS))
    snapshot = Snapshot(talk, change, _NOW, people)
    decision = decide(snapshot, directory, "1")
    assert set(decision.choice.request) == set(monorepo.BRIDGES)
    return {
        "recognition, needs, reviewers, verdict": _best(lambda: decide(snapshot, directory, "1")),
        "the comment": _best(lambda: comment(snapshot, decision, directory)),
    }


def _catalogue(folder: Path) -> Directory:
    folder.mkdir()
    for name, text in monorepo.CATALOGUE.items():
        (folder / name).write_text(text)
    directory = load(folder).directory
    assert directory is not None
    return directory


def _repository(path: Path) -> tuple[str, str]:
    path.mkdir(parents=True)
    _git(path, "init", "--quiet", "--bare", "--initial-branch=main")
    base = monorepo.build(path)
    stream = [f"reset refs/pull/1/head\nfrom {base}\n\ncommit refs/pull/1/head\n"]
    stream.append(f"committer Carol <carol@example.com> {int(_NOW.timestamp())} +0000\ndata 1\nx\n")
    for name, text in monorepo.change().items():
        stream.append(f"M 100644 inline {name}\ndata {len(text or '')}\n{text}\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=path, input="".join(stream).encode(), check=True)
    return base, _git(path, "rev-parse", "refs/pull/1/head")


def _git(path: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=path, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _searches() -> Table:
    table = Table(title="The search alone, ten companies each", box=None)
    for heading in ("services", "teams", "people", "in more teams", "approvals", "ms, median", "ms, most", "proved"):
        table.add_column(heading, justify="right")
    shapes = (
        (30, 12, 200, 0.2, 1),
        (30, 12, 200, 0.5, 1),
        (30, 12, 200, 0.5, 2),
        (20, 20, 60, 0.5, 1),
        (60, 60, 300, 0.5, 1),
    )
    for services, teams, people, more, due in shapes:
        times, proved = [], 0
        for seed in range(10):
            covers, cost = _company(Random(seed), services, teams, people, more)
            started = time.perf_counter()
            proved += cover(covers, [due] * services, cost).smallest
            times.append((time.perf_counter() - started) * 1000)
        middle, most = sorted(times)[5], max(times)
        cells = (services, teams, people, f"{more:.0%}", due, f"{middle:.1f}", f"{most:.1f}", f"{proved} of 10")
        table.add_row(*map(str, cells))
    return table


def _company(
    chance: Random, services: int, teams: int, people: int, more: float
) -> tuple[dict[str, int], dict[str, int]]:
    owner = [number if number < teams else chance.randrange(teams) for number in range(services)]
    covers = {}
    for number in range(people):
        of = {number % teams}
        while chance.random() < more:
            of.add(chance.randrange(teams))
        covers[f"p{number}"] = sum(1 << service for service in range(services) if owner[service] in of)
    return covers, {login: chance.randrange(10**12) for login in covers}


def _best(work: Callable[[], object]) -> float:
    return min(_ms(work) for _ in range(_ROUNDS))


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
