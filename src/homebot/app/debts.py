"""The debt of a service: its default branch read whole, through what was analysed before, and its merges, from the
database."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from homebot.adapters.analysis.whole import Bounds, count_functions, is_analysed
from homebot.adapters.git.attributes import unwritten_paths
from homebot.adapters.git.errors import GitError
from homebot.adapters.git.listing import TreeFile, default_branch, read_churn, read_tree
from homebot.adapters.git.mirror import Mirror
from homebot.adapters.git.needs import fetch_attributes
from homebot.adapters.github.outcomes import CallFailed
from homebot.app.outside import Outside
from homebot.core.debt.known import ServiceDebt
from homebot.core.debt.limit import Limit, limit_of
from homebot.core.debt.merge import MergeDebt, merge_debts
from homebot.core.debt.survey import WINDOW, Survey, Tally
from homebot.core.debt.trend import MOST_MERGES, Trend, trend
from homebot.core.decision import Recognition
from homebot.core.directory import Directory, Service
from homebot.core.facts import Snapshot
from homebot.core.paths import PathTable
from homebot.store import debt, json


def append_merge(connection: sa.Connection, snapshot: Snapshot, recognition: Recognition, directory: Directory) -> None:
    """Records what a merge did to the debt of the services it touched. Twice is once."""
    for row in merge_debts(snapshot, recognition, directory):
        debt.append(connection, debt.Row(row.key, row.service, row.at, json.encode(row)))


def read_debts(
    outside: Outside, services: Sequence[str], directory: Directory, bounds: Bounds
) -> tuple[ServiceDebt, ...]:
    """The debt of each of these services, which are in the catalogue. Nobody's evaluation waits for it: what cannot be
    read now is said to be so."""
    return tuple(_read(outside, name, directory, bounds) for name in services)


def _read(outside: Outside, name: str, directory: Directory, bounds: Bounds) -> ServiceDebt:
    now = outside.clock()
    service = directory.services[name]
    limit = limit_of(directory, service.profile)
    moved = _trend(outside, name, now)
    try:
        survey = _survey(outside, directory, service, limit, bounds, now)
    except (CallFailed, GitError) as failed:
        return ServiceDebt(name, service.repository, limit, None, moved, str(failed))
    return ServiceDebt(name, service.repository, limit, survey, moved)


def _trend(outside: Outside, service: str, now: datetime) -> Trend:
    with outside.engine.connect() as connection:
        rows = debt.of_service(connection, service, now - WINDOW, MOST_MERGES)
    return trend([json.decode(row.body, MergeDebt) for row in rows])


def _survey(
    outside: Outside, directory: Directory, service: Service, limit: Limit, bounds: Bounds, now: datetime
) -> Survey:
    owner, _, name = service.repository.partition("/")
    with outside.mirrors.open(owner, name) as mirror:
        with outside.github.job(service.repository) as client:
            (head,) = mirror.fetch(outside.github.git_url(owner, name), client.token, [default_branch()])
        tree = read_tree(mirror, head.oid)
        churn = read_churn(mirror, head.oid, now - WINDOW)
        tally = Tally(limit, churn.changes)
        files = _written(mirror, head.oid, _covered(tree.files, service, directory))
        cuts = count_functions(mirror, files, outside.analysis, tally, bounds)
    if tree.cut:
        cuts = ("the repository has more files than are listed", *cuts)
    if churn.cut:
        cuts = (f"of the changes only the newest {churn.commits:,} commits were counted", *cuts)
    return tally.survey(head.oid, now, cuts)


def _covered(files: Sequence[TreeFile], service: Service, directory: Directory) -> list[TreeFile]:
    """The files of a service that some analyser reads."""
    services = directory.services_of_repository(service.repository)
    table = PathTable([(pattern, one.name) for one in services for pattern in one.paths])
    return [file for file in files if is_analysed(file.path) and table.match(file.path) == service.name]


def _written(mirror: Mirror, commit: str, files: Sequence[TreeFile]) -> list[TreeFile]:
    """Those that are neither generated nor vendored."""
    fetch_attributes(mirror, commit, [file.name for file in files])
    unwritten = unwritten_paths(mirror, commit, [file.name for file in files])
    return [file for file in files if file.name not in unwritten]
