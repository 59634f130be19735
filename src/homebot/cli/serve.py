"""`homebot serve`: the webhook's door and, unless told otherwise, a worker beside it in the same process."""

import logging
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from homebot.app.coverage import ReportDoor
from homebot.app.engine import Engine, Work, open_client
from homebot.app.liveness import this_process
from homebot.app.receive import Door
from homebot.cli import exits
from homebot.cli.clock import now
from homebot.cli.settings import Settings, SettingsError
from homebot.cli.start import read_settings, ready_database
from homebot.store.engine import open_engine
from homebot.web.application import create_app

THREADS = 24
DRAIN_SECONDS = 20
SLOW_CLIENT_SECONDS = 10


class ServerLogger(Logger):
    """gunicorn's few words go where homebot's logs go."""

    def setup(self, cfg: Any) -> None:
        """Replaces gunicorn's handlers by the root logger's."""
        super().setup(cfg)
        self.error_log.handlers = logging.getLogger().handlers


class Server(BaseApplication):
    """gunicorn with one process of many threads; `load` runs in that process, so nothing is shared over the fork."""

    def __init__(
        self, settings: Settings, build: Callable[[Settings], Work], problems: Callable[[Settings], int], bind: str
    ) -> None:
        self._settings = settings
        self._build: Callable[[Settings], Work] | None = build
        self._problems = problems
        self._bind = bind
        self._engine: Engine | None = None
        super().__init__()

    def without_worker(self) -> "Server":
        """Takes deliveries in and leaves them to `homebot worker`."""
        self._build = None
        return self

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": self._bind,
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "keepalive": 30,
            "graceful_timeout": DRAIN_SECONDS + 15,
            "proc_name": "homebot",
            "loglevel": "warning",
            "logger_class": ServerLogger,
            "when_ready": _drop_slow_clients,
            "post_worker_init": _announce,
            "worker_exit": lambda arbiter, worker: self._stop(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # a Flask application; gunicorn wants to hear it in its own words
        """The application of this process, its worker running."""
        engine = open_engine(self._settings.database_url)
        if self._build is not None:
            work = self._built(self._build)
            self._engine = Engine(engine, work, this_process(), now, _end_this_process)
            self._engine.start()
        client = open_client(engine)
        return create_app(
            door=Door(engine, client),
            secrets=self._settings.require_webhook_secrets(),
            engine=engine,
            problems=lambda: self._problems(self._settings),
            clock=now,
            reports=ReportDoor(engine, client),
            coverage_secrets=self._settings.coverage_secrets,
        )

    def _built(self, build: Callable[[Settings], Work]) -> Work:
        """A `build` that ends the process has said why; gunicorn would start process after process."""
        try:
            return build(self._settings)
        except SystemExit:
            sys.exit(Arbiter.APP_LOAD_ERROR)

    def _stop(self) -> None:
        if self._engine is not None:
            self._engine.stop(DRAIN_SECONDS)


def _run(server: Server) -> None:
    """gunicorn's own exit code becomes homebot's; not in its child processes, which end through here as well."""
    parent = os.getpid()
    try:
        server.run()
    except SystemExit as ended:
        if os.getpid() == parent and ended.code == Arbiter.APP_LOAD_ERROR:
            raise SystemExit(exits.WRONG_USE) from None
        raise


def _end_this_process() -> None:
    """gunicorn, or whoever runs the worker, starts a new one."""
    os.kill(os.getpid(), signal.SIGTERM)


def _drop_slow_clients(arbiter: Any) -> None:
    """A client that stops in the middle of a request must not hold a thread for ever. Accepted connections inherit
    the receive timeout of the listening socket."""
    for listener in arbiter.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SLOW_CLIENT_SECONDS, 0))


def _announce(worker: Worker) -> None:
    """One line when the first process can take requests; a restarted one says nothing."""
    if worker.age == 1:
        for listener in worker.sockets:
            host, port = listener.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"homebot is listening on http://{shown}:{port}", flush=True)


def serve_command(build: Callable[[Settings], Work], problems: Callable[[Settings], int]) -> click.Command:
    """The subcommand. `build` makes what the worker does, in the worker's process; `problems` counts what is wrong
    with the configuration now."""

    @click.command(short_help="Take webhooks in and process them.")
    @click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
    @click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
    @click.option("--no-worker", is_flag=True, help="Only take webhooks in; homebot worker processes them.")
    def serve(host: str, port: int, no_worker: bool) -> None:
        """Take GitHub's webhooks in and, unless told otherwise, process them."""
        settings = read_settings()
        try:
            settings.require_webhook_secrets()
            if not no_worker:
                settings.require_github()
        except SettingsError as error:
            exits.leave(exits.WRONG_USE, str(error))
        ready_database(settings)
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        server = Server(settings, build, problems, bind)
        _run(server.without_worker() if no_worker else server)

    return serve
