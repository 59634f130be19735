"""Credit at the size of a large company: 2,000 services, 300 teams, 200,000 contributions, 1,000,000 adoptions.

Written in bulk, as it came in over five years; then all quarters but the last are closed by the code that closes them,
one after the other, the whole chain is verified, and in the last one teams, entities and contributions are asked about.
Beside it the same company's ledger when a tenth of that time was over, which shows what grows with the ledger, and
beancount (from PyPI, run as a program) on the export of that. Aims: `credit TEAM` under 50 ms p95 at the full size, and
no dearer than when it was a tenth. Times are processor time, of homebot and of the database's process that serves it
together, so that a busy machine counts less; beside them the wall clock's p95. Takes about twenty minutes of processor
time and 3 GB of disk; `HOMEBOT_BENCH_CONTRIBUTIONS` makes it smaller.
"""

import os
import random
import resource
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from benchmarks import processes
from benchmarks.credit_ledger import ENTITIES, TEAMS, Size, company, pull, write
from benchmarks.releases import DOWNLOADS
from homebot.app.closing import close_due
from homebot.app.credit_answers import read_credit
from homebot.app.verifying import check
from homebot.core.credit import explained, statement
from homebot.core.credit.export_beancount import to_beancount
from homebot.core.credit.figures import ContributionFigures, StatementFigures
from homebot.core.credit.period import Period, period
from homebot.core.credit.questions import AskedContribution, AskedStatement
from homebot.core.credit.rollup import tree_of
from homebot.core.credit.subject import find
from homebot.store import books, migrations
from homebot.store.engine import open_engine, writing

FULL = Size(int(os.environ.get("HOMEBOT_BENCH_CONTRIBUTIONS", "200000")), 20)
TENTH = Size(FULL.contributions // 10, FULL.quarters // 10)
QUESTIONS = 200
ALL, FEW = "COMPANY", 20
"""The entity above all others, and how often it is asked about: it holds everything."""
DIRECTORY = company()
PEER = DOWNLOADS / "beancount"


@dataclass(frozen=True)
class Asked:
    """What a kind of question took, in milliseconds; `wall` is the p95 by the clock on the wall."""

    p50: float
    p95: float
    wall: float


@dataclass(frozen=True)
class Measured:
    """Seconds to close each quarter and to verify all; entries; questions by name; MiB the process had at most."""

    closes: list[float]
    verified: float
    entries: int
    questions: dict[str, Asked]
    memory: float


def measure(url: str, size: Size, export: Path | None = None) -> Measured:
    """A ledger of that size in an empty database."""
    engine = open_engine(url)
    migrations.upgrade(engine)
    write(engine, size)
    closes = [_close(engine, size) for _ in size.names[:-1]]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verified = _check(engine)
    with engine.connect() as connection:
        entries = books.head(connection).seq
        if export is not None:
            with export.open("w") as target:
                target.writelines(to_beancount(books.entries(connection)))
    questions = {name: _asked(engine, ask, FEW if ALL in name else QUESTIONS) for name, ask in _questions(size).items()}
    engine.dispose()
    return Measured(closes, verified, entries, questions, memory)


def _processor(connection: sa.Connection) -> float:
    """Seconds of processor so far: of this process, and of PostgreSQL's that serves the connection."""
    if connection.dialect.name == "sqlite":
        return time.process_time()
    pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    return time.process_time() + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _close(engine: sa.Engine, size: Size) -> float:
    """Seconds to close one quarter."""
    with writing(engine) as connection:
        start = _processor(connection)
        if close_due(connection, tree_of(DIRECTORY), size.now) is None:
            sys.exit("a quarter that should be closed is not due")
        return _processor(connection) - start


def _check(engine: sa.Engine) -> float:
    """Seconds to verify all."""
    with engine.connect() as connection:
        start = _processor(connection)
        if problem := check(connection).problem:
            sys.exit(problem)
        return _processor(connection) - start


Ask = Callable[[sa.Connection, int], object]
TEAM_NAMES = [f"team{number}" for number in range(TEAMS)]
ENTITY_NAMES = [f"entity{number}" for number in range(ENTITIES)]


def _questions(size: Size) -> dict[str, Ask]:
    """By name: a question about the team, the entity or the contribution of a number."""

    def about(names: list[str], when: Period) -> Ask:
        def ask(connection: sa.Connection, number: int) -> object:
            subject = find(names[number % len(names)], DIRECTORY)
            assert subject is not None
            question = AskedStatement(subject, when)
            facts = read_credit(connection, question, DIRECTORY, size.now)
            assert facts is not None
            assert isinstance(facts.figures, StatementFigures)
            return statement.statement(question, facts.figures, facts, size.now)

        return ask

    def explain(connection: sa.Connection, number: int) -> object:
        facts = read_credit(connection, AskedContribution(pull(number % size.contributions)), DIRECTORY, size.now)
        assert facts is not None
        assert isinstance(facts.figures, ContributionFigures)
        return explained.contribution(facts.figures, facts, size.now, "https://github.example")

    words = {"": size.names[-1], " trailing4": "trailing4", " all": "all"}
    periods = {name: when for name, word in words.items() if (when := period(word, size.now.date())) is not None}
    asked = {"TEAM": TEAM_NAMES, "ENTITY": ENTITY_NAMES, ALL: ["company"]}
    statements = {f"credit {who}{name}": about(asked[who], when) for who in asked for name, when in periods.items()}
    return statements | {"credit explain": explain}


def _asked(engine: sa.Engine, ask: Ask, questions: int) -> Asked:
    """Many times, about another one each time, in a transaction as the worker does; the first few are not counted."""
    chance = random.Random(3)
    taken: list[float] = []
    wall: list[float] = []
    for _ in range(questions + 10):
        with writing(engine) as connection:
            start, clock = _processor(connection), time.perf_counter()
            ask(connection, chance.randrange(10**9))
            wall.append((time.perf_counter() - clock) * 1000)
            taken.append((_processor(connection) - start) * 1000)
    return Asked(median(taken[10:]), quantiles(taken[10:], n=20)[-1], quantiles(wall[10:], n=20)[-1])


def main() -> None:
    """Both sizes on both databases, and the peer on the smaller one's export."""
    shown = Table(title=f"{FULL.contributions:,} contributions, {FULL.adoptions:,} adoptions, beside its first tenth")
    for heading in ("", "entries", "close s: median", "slowest", "MiB peak", "verify s"):
        shown.add_column(heading, justify="left" if not heading else "right")
    answers = Table(title=f"{QUESTIONS} questions of each kind ({FEW} about all), by chance")
    for heading in ("", "p50 ms", "p95 ms", "p95 wall", "a tenth: p50", "p95", "ratio of p50"):
        answers.add_column(heading, justify="left" if not heading else "right")
    with processes.folder() as scratch, processes.postgres(scratch) as address:
        export = scratch / "tenth.beancount"
        for database in ("SQLite", "PostgreSQL"):
            with _database(database, scratch, address) as url:
                tenth = measure(url, TENTH, export)
            with _database(database, scratch, address) as url:
                full = measure(url, FULL)
            shown.add_row(*_cells(f"{database}, a tenth", tenth))
            shown.add_row(*_cells(f"{database}, full", full))
            for name, one in full.questions.items():
                small = tenth.questions[name]
                figures = (one.p50, one.p95, one.wall, small.p50, small.p95, one.p50 / small.p50)
                answers.add_row(f"{database}: {name}", *(f"{figure:.1f}" for figure in figures))
        peer = _bean_check(export)
    console = Console(width=130)
    console.print(shown, answers)
    console.print(
        f"bean-check on the export of the tenth: {peer:.1f} s; homebot verifies it in {tenth.verified:.1f} s, ratio"
        f" {peer / tenth.verified:.1f}. beancount reads it anew for each question: {peer * 1000:,.0f} ms, which is"
        f" {peer * 1000 / tenth.questions['credit TEAM all'].p50:,.0f} times what credit TEAM all takes."
    )


def _cells(name: str, found: Measured) -> tuple[str, ...]:
    figures = (median(found.closes), max(found.closes), found.memory, found.verified)
    return (name, f"{found.entries:,}", *(f"{figure:.1f}" for figure in figures))


@contextmanager
def _database(kind: str, scratch: Path, address: str) -> Iterator[str]:
    """An empty one, gone afterwards."""
    if kind == "SQLite":
        file = scratch / "credit.sqlite"
        yield f"sqlite:///{file}"
        for path in scratch.glob("credit.sqlite*"):
            path.unlink()
        return
    admin = sa.create_engine(sa.make_url(address).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE homebot_credit")
    try:
        yield sa.make_url(address).set(database="homebot_credit").render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE homebot_credit WITH (FORCE)")
        admin.dispose()


def _bean_check(export: Path) -> float:
    """Seconds of processor that the peer takes to read and check the export."""
    program = PEER / "bin" / "bean-check"
    if not program.exists():
        venv.create(PEER, with_pip=True)
        subprocess.run([PEER / "bin" / "python", "-m", "pip", "install", "--quiet", "beancount>=3.2"], check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, "--no-cache", export], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"bean-check refuses the export: {(done.stdout + done.stderr)[:500]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
