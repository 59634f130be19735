"""`homebot worker`: a process that only works; any number, on any hosts, beside one PostgreSQL."""

import os
import signal
import threading
from collections.abc import Callable

import click
from prometheus_client import start_http_server

from homebot.app.engine import Engine, Work
from homebot.app.liveness import this_process
from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.settings import Settings, SettingsError
from homebot.cli.start import read_settings, ready_database

DRAIN_SECONDS = 20


def worker_command(build: Callable[[Settings], Work]) -> click.Command:
    """The subcommand. `build` makes what the worker does."""

    @click.command(short_help="Process what homebot serve took in.")
    @click.option("--metrics-port", type=click.IntRange(1, 65535), help="Serve Prometheus metrics on 127.0.0.1.")
    def worker(metrics_port: int | None) -> None:
        """Process the deliveries that homebot serve took in."""
        settings = read_settings()
        try:
            settings.require_github()
        except SettingsError as error:
            exits.leave(exits.WRONG_USE, str(error))
        if metrics_port is not None:
            start_http_server(metrics_port, "127.0.0.1")
        ready_database(settings)
        run(settings, build(settings))

    return worker


def run(settings: Settings, work: Work) -> None:
    """Works until SIGTERM or SIGINT; then takes nothing new and lets running work finish."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    engine = Engine(ready_database(settings), work, this_process(), now, ended.set)
    name = engine.start()
    print(f"homebot worker {name} is ready (process {os.getpid()})", flush=True)
    ended.wait()
    engine.stop(DRAIN_SECONDS)
