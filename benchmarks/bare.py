"""The limit at the door: bare durable inserts, one commit per delivery, nothing verified or enqueued."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from benchmarks.load import payload

Insert = Callable[[str, bytes], None]


def _sqlite(path: Path) -> Callable[[], Insert]:
    def connect() -> Insert:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

        def insert(key: str, body: bytes) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare VALUES (?, ?)", (key, body))
            connection.execute("COMMIT")

        return insert

    with sqlite3.connect(path) as first:
        first.execute("PRAGMA journal_mode=WAL")
        first.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, body BLOB)")
    return connect


def _postgres(url: str) -> Callable[[], Insert]:
    def connect() -> Insert:
        connection = psycopg.connect(url, autocommit=True)

        def insert(key: str, body: bytes) -> None:
            connection.execute("INSERT INTO bare VALUES (%s, %s)", (key, body))

        return insert

    with psycopg.connect(url, autocommit=True) as first:
        first.execute("CREATE TABLE bare (id text PRIMARY KEY, body bytea)")
    return connect


def rate(connect: Callable[[], Insert], count: int, writers: int, run: str) -> float:
    """Durable inserts per second with `writers` threads, each on a connection of its own."""
    body = payload(1)
    ready = threading.Barrier(writers + 1)

    def write(writer: int) -> None:
        insert = connect()
        ready.wait()
        for index in range(count // writers):
            insert(f"{run}-{writer}-{index}", body)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return (count // writers) * writers / (time.perf_counter() - started)


def limit(database_url: str, folder: Path) -> Callable[[], Insert]:
    """What opens a connection to a fresh `bare` table beside the database homebot uses."""
    if database_url.startswith("sqlite"):
        return _sqlite(folder / "bare.sqlite")
    return _postgres(database_url)
