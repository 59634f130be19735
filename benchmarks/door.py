"""The door: verify, record durably, enqueue, 202 — beside a peer that records nothing, and beside bare inserts.

Aims: at least 0.3 of the bare inserts, and p99 under 100 ms at 16 connections, on SQLite and on PostgreSQL.
"""

import sys
from pathlib import Path

import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from benchmarks import bare, processes
from benchmarks.load import SECRET, Load, drive

COUNTS = {1: 1_500, 16: 6_000}

CONFIGURATION = {
    "org.yaml": "version: 1\nentities: {company: {}}\n"
    "teams: {payments: {entity: company, members: [bob], owners: [bob]}}\n",
    "services.yaml": "version: 1\nservices: {ledgerd: {owner: payments, repository: acme/ledgerd}}\n",
}


def _environment(scratch: Path, database_url: str) -> dict[str, str]:
    key = scratch / "key.pem"
    key.write_text(processes.private_key())
    configuration = scratch / "config"
    configuration.mkdir(exist_ok=True)
    for name, text in CONFIGURATION.items():
        (configuration / name).write_text(text)
    return {
        "HOMEBOT_GITHUB_APP_ID": "1",
        "HOMEBOT_GITHUB_PRIVATE_KEY_FILE": str(key),
        "HOMEBOT_GITHUB_WEBHOOK_SECRET": SECRET,
        "HOMEBOT_GITHUB_API_URL": "http://127.0.0.1:1/api/v3",
        "HOMEBOT_CONFIG": str(configuration),
        "HOMEBOT_STATE_DIR": str(scratch / "state"),
        "HOMEBOT_DATABASE_URL": database_url,
    }


def _loads(port: int, pid: int, run: str) -> tuple[dict[int, Load], float]:
    drive(port, 200, 4, f"{run}-warm")
    loads = {
        connections: drive(port, count, connections, f"{run}-{connections}") for connections, count in COUNTS.items()
    }
    return loads, processes.memory(pid)


def _homebot(database_url: str, label: str) -> tuple[dict[int, Load], float, dict[int, float]]:
    with processes.folder() as scratch:
        url = database_url or f"sqlite:///{scratch}/homebot.sqlite"
        with processes.homebot(["--no-worker"], _environment(scratch, url), scratch) as (port, pid):
            loads, memory = _loads(port, pid, label)
        connect = bare.limit(url, scratch)
        limits = {writers: bare.rate(connect, count, writers, f"{writers}") for writers, count in COUNTS.items()}
        return loads, memory, limits


def main() -> None:
    """Measures everything in one run and prints rates, latencies and ratios."""
    console = Console(width=120)
    table = Table(title="The door: 25 kB deliveries, one machine, one run")
    for heading in ("server", "connections", "requests/s", "p50 ms", "p99 ms", "to Probot", "to bare inserts", "MiB"):
        table.add_column(heading, justify="left" if heading == "server" else "right")
    with processes.probot() as (port, pid):
        peer, peer_memory = _loads(port, pid, "probot")
    for connections, load in peer.items():
        table.add_row("Probot (records nothing)", f"{connections}", f"{load.rate:.0f}", f"{load.p50:.1f}",
                      f"{load.p99:.1f}", "1.00", "", f"{peer_memory:.0f}")  # fmt: skip
    with processes.folder() as scratch, processes.postgres(scratch) as postgres_url:
        with psycopg.connect(postgres_url, autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS homebot_door")
            admin.execute("CREATE DATABASE homebot_door")
        for label, url in (("SQLite", ""), ("PostgreSQL", _named(postgres_url, "homebot_door"))):
            loads, memory, limits = _homebot(url, label)
            for connections, load in loads.items():
                bad = {status: count for status, count in load.statuses.items() if status != 202}
                if bad:
                    sys.exit(f"homebot on {label} answered something else than 202: {bad}")
                table.add_row(f"homebot on {label}", f"{connections}", f"{load.rate:.0f}", f"{load.p50:.1f}",
                              f"{load.p99:.1f}", f"{load.rate / peer[connections].rate:.2f}",
                              f"{load.rate / limits[connections]:.2f}", f"{memory:.0f}")  # fmt: skip
                table.add_row(
                    f"  bare inserts, {label}", f"{connections}", f"{limits[connections]:.0f}", "", "", "", "1.00", ""
                )
    console.print(table)


def _named(url: str, database: str) -> str:
    """The same server's address with another database."""
    return sa.make_url(url).set(database=database).render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
