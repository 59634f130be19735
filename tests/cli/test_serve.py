"""The real server in a process of its own: ready, killed, stopped, and with clients that misbehave."""

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests
import sqlalchemy as sa

from homebot.store import deliveries, ledger
from homebot.store.engine import open_engine
from tests.app.working import wait_until

pytestmark = pytest.mark.crash
SECRET = "a webhook secret"
Serve = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def serve(database_url: str, tmp_path: Path) -> Iterator[Serve]:
    """Starts `homebot serve`; gives the process and its address."""
    processes: list[subprocess.Popen[str]] = []

    def begin(*flags: str) -> tuple["subprocess.Popen[str]", str]:
        environment = os.environ | {
            "HOMEBOT_DATABASE_URL": database_url,
            "HOMEBOT_GITHUB_WEBHOOK_SECRET": SECRET,
            "HOMEBOT_GITHUB_TOKEN": "not-used",
            "HOMEBOT_STATE_DIR": str(tmp_path),
        }
        command = [sys.executable, "-m", "tests.cli.serve_process", "--port", "0", *flags]
        process = subprocess.Popen(
            command, env=environment, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("homebot is listening on http://127.0.0.1:"), line
        return process, line.rpartition(" ")[2].strip()

    yield begin
    for process in processes:
        for one in [*children(process), process]:
            with suppress(psutil.NoSuchProcess):  # it ended between the listing and the look
                one.kill()
        process.wait()


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def children(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def post(address: str, delivery: str, pull: int = 7) -> int:
    payload = {"action": "opened", "pull_request": {"number": pull}, "repository": {"full_name": "acme/a"}}
    body = json.dumps(payload).encode()
    headers = {
        "X-GitHub-Event": "pull_request",
        "X-GitHub-Delivery": delivery,
        "X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest(),
    }
    return requests.post(f"{address}/webhooks/github", data=body, headers=headers, timeout=30).status_code


def waiting(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return deliveries.waiting(connection)[0]


def effects(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(event.key for event in ledger.events(connection))


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def test_what_was_answered_202_is_processed_although_the_process_is_killed(serve: Serve, engine: sa.Engine) -> None:
    process, address = serve()
    ids = [f"d{number:02}" for number in range(20)]
    assert {post(address, one, pull=number % 5) for number, one in enumerate(ids)} == {202}
    (worker,) = children(process)
    worker.kill()
    wait_until(lambda: answers(address), "gunicorn started a new process")
    assert post(address, "e1") == 202
    process.kill()
    process.wait()
    wait_until(lambda: not psutil.pid_exists(worker.pid), "the old process is gone")
    serve()
    wait_until(lambda: waiting(engine) == 0, "everything is done")
    assert effects(engine) == sorted([*ids, "e1"])


def test_sigterm_lets_running_work_finish(serve: Serve, engine: sa.Engine) -> None:
    process, address = serve()
    assert post(address, "d1") == 202
    wait_until(lambda: waiting(engine) == 0 or bool(claimed(engine)), "work began")
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert effects(engine) == ["d1"]


def claimed(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return [one.id for one in deliveries.recent(connection, None, 5) if one.claimed_by]


def test_without_a_worker_deliveries_wait(serve: Serve, engine: sa.Engine) -> None:
    _, address = serve("--no-worker")
    assert post(address, "d1") == 202
    report = requests.get(f"{address}/readyz", timeout=60).json()
    assert (report["ready"], report["waiting"], report["workers"]) == (True, 1, [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_clients_that_stop_in_the_middle_do_not_keep_others_out(serve: Serve) -> None:
    _, address = serve("--no-worker")
    host, port = address.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port))) for _ in range(30)]
    for one in slow:
        one.sendall(b"POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
    assert post(address, "d1") == 202
    for one in slow:
        one.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_configuration_that_cannot_be_used_ends_it_at_once(database_url: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "HOMEBOT_DATABASE_URL": database_url,
        "HOMEBOT_GITHUB_WEBHOOK_SECRET": SECRET,
        "HOMEBOT_GITHUB_TOKEN": "not-used",
        "HOMEBOT_STATE_DIR": str(tmp_path),
        "HOMEBOT_CONFIG": str(tmp_path / "nowhere"),
    }
    command = [sys.executable, "-m", "homebot", "serve", "--port", "0"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "homebot config check" in ended.stderr


@pytest.mark.parametrize("missing", ["HOMEBOT_GITHUB_WEBHOOK_SECRET", "HOMEBOT_GITHUB_TOKEN"])
def test_without_its_secrets_it_does_not_start(missing: str, tmp_path: Path) -> None:
    environment = {"HOMEBOT_GITHUB_WEBHOOK_SECRET": SECRET, "HOMEBOT_GITHUB_TOKEN": "x", missing: ""}
    command = [sys.executable, "-m", "tests.cli.serve_process", "--port", "0"]
    ended = subprocess.run(
        command,
        env=os.environ | environment | {"HOMEBOT_STATE_DIR": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("homebot: ")
    assert len(ended.stderr.splitlines()) == 1
