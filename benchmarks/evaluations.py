"""Evaluations per second, end to end: webhook, conversation, git, analysis, rules, comment, checks, a request.

Everything runs on this machine, the stand-in for GitHub included, so its own work is part of the figure. Deliveries are
taken in first (`homebot serve --no-worker`), then one worker, or two, empty the queue. The stand-in answers at once,
which is all work and no waiting, or as late as GitHub does. Aims: 60 a second, and x1.8 with two workers.
"""

import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from benchmarks import processes
from benchmarks.load import SECRET
from homebot.cli.demo import company
from homebot.sandbox.box import Box, running
from homebot.store.engine import open_engine

PULLS = 300
LATE_SECONDS = 0.15
"""What GitHub takes for an answer when it is quick, to the API and to each of git's requests alike."""
PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Drained:
    """What one run measured: evaluations a second, milliseconds of processor for one in the workers and in the
    stand-in, peak MiB of a worker, MiB of the web process."""

    rate: float
    worker_ms: float
    github_ms: float
    memory: float
    server_memory: float


def measure(url: str, workers: int, scratch: Path, late: float = 0.0) -> Drained:
    """Opens pull requests, then lets `workers` processes evaluate them; every answer of GitHub's is `late` seconds."""
    with ExitStack() as stack:
        box = stack.enter_context(running(scratch / "github", checked=False))
        environment = _company(box, scratch, url)
        port, server = stack.enter_context(processes.homebot(["--no-worker"], environment, scratch))
        box.control("webhook", url=f"http://127.0.0.1:{port}/webhooks/github")
        _open_pulls(box)
        if late:
            slow = {"kind": "slow", "seconds": late, "times": 1_000_000}
            box.control("faults", faults=[slow, {**slow, "kind": "git", "how": "slow"}])
        engine = open_engine(url)
        pids = [stack.enter_context(_worker(environment, scratch, number)) for number in range(workers)]
        peak = _Peak(pids)
        before = _processor(pids), processes.cpu_seconds(box.pid)
        _drain(engine)
        after = _processor(pids), processes.cpu_seconds(box.pid)
        rate = _rate(engine)
        worker_ms, github_ms = ((end - start) * 1000 / PULLS for start, end in zip(before, after, strict=True))
        problems = box.control("violations")["violations"]
        if problems:
            sys.exit(f"the stand-in was not itself: {problems[:3]}")
        engine.dispose()
        return Drained(rate, worker_ms, github_ms, peak.stop(), processes.memory(server))


def _processor(pids: list[int]) -> float:
    return sum(processes.cpu_seconds(pid) for pid in pids)


def _company(box: Box, scratch: Path, url: str) -> dict[str, str]:
    for login in company.PEOPLE:
        box.person(login, company.ORGANISATION)
    for name, files in company.REPOSITORIES.items():
        box.repository(company.ORGANISATION, name, files)
    app_id, key = box.app("http://127.0.0.1:9/", SECRET)
    box.control("install", organisation=company.ORGANISATION)
    (scratch / "app.pem").write_text(key)
    (scratch / "config").mkdir()
    for name, text in company.CATALOGUE.items():
        (scratch / "config" / name).write_text(text)
    (scratch / "config" / "homebot.yaml").write_text(f"version: 1\nreviewer_limit: {PULLS}\n")
    return {
        "HOMEBOT_GITHUB_APP_ID": str(app_id),
        "HOMEBOT_GITHUB_PRIVATE_KEY_FILE": str(scratch / "app.pem"),
        "HOMEBOT_GITHUB_WEBHOOK_SECRET": SECRET,
        "HOMEBOT_GITHUB_API_URL": box.api_url,
        "HOMEBOT_CONFIG": str(scratch / "config"),
        "HOMEBOT_STATE_DIR": str(scratch / "state"),
        "HOMEBOT_DATABASE_URL": url,
        "HOMEBOT_LOG_LEVEL": "error",
    }


def _open_pulls(box: Box) -> None:
    carol = box.person("carol", company.ORGANISATION)
    for number in range(PULLS):
        files = {
            "ledger/close.py": company.TANGLED + f"\n\nPULL = {number}\n",
            "tests/test_close.py": company.MENDED_TEST,
        }
        box.commit("acme/ledgerd", f"change-{number}", files, "carol", **{"from": "refs/heads/main"})
        carol.open_pull("acme/ledgerd", f"change-{number}", f"Change {number}", company.GOOD_DESCRIPTION)
    box.idle()


@contextmanager
def _worker(environment: Mapping[str, str], scratch: Path, number: int) -> Iterator[int]:
    command = [sys.executable, "-m", "homebot", "worker"]
    with processes.running(command, environment, r"process (\d+)", scratch) as (pid, _):
        yield pid


class _Peak:
    """The largest memory all of some processes had together, looked at ten times a second."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids
        self._largest = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            self._largest = max(self._largest, sum(processes.memory(pid) for pid in self._pids) / len(self._pids))

    def stop(self) -> float:
        """MiB for each process."""
        self._ended.set()
        self._thread.join()
        return self._largest


def _drain(engine: sa.Engine) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        with engine.connect() as connection:
            left = connection.exec_driver_sql("SELECT count(*) FROM deliveries WHERE state = 'received'").scalar_one()
            done = connection.exec_driver_sql("SELECT count(*) FROM evaluations").scalar_one()
        if left == 0 and done >= PULLS:
            return
        time.sleep(0.2)
    sys.exit(f"the queue was not emptied within {PATIENCE_SECONDS} seconds")


def _rate(engine: sa.Engine) -> float:
    """Between the first and the last delivered evaluation: neither the start of Python nor what came later counts."""
    with engine.connect() as connection:
        query = sa.text("SELECT min(delivered_at), max(delivered_at), count(*) FROM evaluations WHERE id <= :n")
        first, last, count = connection.execute(query, {"n": PULLS}).one()
    seconds = (_moment(last) - _moment(first)) or 1.0
    return float((count - 1) / seconds)


def _moment(value: object) -> float:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.timestamp()


HEADINGS = (
    "database",
    "answers after",
    "workers",
    "evaluations/s",
    "to one worker",
    "processor ms each: workers",
    "stand-in",
    "MiB a worker, peak",
    "MiB web",
)


def main() -> None:
    """One worker on SQLite; one and two on PostgreSQL; a GitHub that answers at once, and one that takes its time."""
    table = Table(title=f"Evaluations of {PULLS} opened pull requests, stand-in on the same two cores")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "database" else "right")
    with processes.folder() as scratch:
        found = measure(f"sqlite:///{scratch}/homebot.sqlite", 1, scratch)
        table.add_row("SQLite", "at once", "1", *_cells(found, None))
    with processes.folder() as home, processes.postgres(home) as address:
        for late, answers in ((0.0, "at once"), (LATE_SECONDS, f"{LATE_SECONDS * 1000:.0f} ms")):
            alone = None
            for workers in (1, 2):
                found = _on_postgres(address, workers, late)
                alone = alone or found.rate
                table.add_row("PostgreSQL", answers, f"{workers}", *_cells(found, alone))
    Console(width=120).print(table)


def _on_postgres(address: str, workers: int, late: float) -> Drained:
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS homebot_evaluations WITH (FORCE)")
        admin.execute("CREATE DATABASE homebot_evaluations")
    url = sa.make_url(address).set(database="homebot_evaluations").render_as_string(hide_password=False)
    with processes.folder() as scratch:
        return measure(url, workers, scratch, late)


def _cells(found: Drained, alone: float | None) -> tuple[str, ...]:
    ratio = "" if alone is None else f"{found.rate / alone:.2f}"
    costs = (found.worker_ms, found.github_ms, found.memory, found.server_memory)
    return (f"{found.rate:.1f}", ratio, *(f"{cost:.0f}" for cost in costs))


if __name__ == "__main__":
    main()
