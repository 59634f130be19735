"""homebot at work in the test's own process, for a company on a stand-in for GitHub, by one clock that the test moves.

All of it is what `homebot serve` runs: the web application, the worker with its regular work, the wiring. Only the
clock is another one, so that quarters pass.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from werkzeug.serving import make_server

from homebot.app import notifying, registering, timers
from homebot.app.engine import Engine, Work, open_client, prepare
from homebot.app.liveness import this_process
from homebot.app.receive import Door
from homebot.cli.settings import Settings
from homebot.cli.wiring import build, open_outside
from homebot.core.register.record import Record
from homebot.sandbox.box import Box, Files, Person
from homebot.store import deliveries, register
from homebot.store.engine import open_engine
from homebot.web.application import create_app
from tests.nursery import sandbox

PATIENCE_SECONDS = 120.0
BINDING = re.compile("/homebot (accept D|override|recommend)")
"""What counts for the commit that homebot had shown before."""
SECRET = "later"


@dataclass
class Clock:
    """The time, as much earlier or later as was said."""

    later: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.later


@dataclass
class Company:
    """People, repositories and homebot, all at the same time of the same day."""

    box: Box
    settings: Settings
    engine: sa.Engine
    people: dict[str, Person]
    clock: Clock = field(default_factory=Clock)
    _work: Work | None = None
    _is_working: bool = False

    def on(self, moment: datetime) -> None:
        """It is that moment now, for homebot and on GitHub. What was sent before is done before, if homebot works;
        what it left when it was stopped it takes up when it is started."""
        if self._is_working:
            self.quiet()
        self.clock.later = moment - datetime.now(UTC)
        self.box.clock(moment)

    @contextmanager
    def working(self) -> Iterator[None]:
        """homebot is started, and stopped with the block."""
        self._work = self._work or build(self.settings, self.clock)
        worker = Engine(self.engine, self._work, this_process(), self.clock, _lost, upkeep_seconds=0.1)
        worker.start()
        door = Door(self.engine, open_client(self.engine))
        secrets = self.settings.require_webhook_secrets()
        app = create_app(door, secrets, self.engine, lambda: 0, self.clock)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        self.box.control("webhook", url=f"http://127.0.0.1:{server.port}/webhooks/github")
        self._is_working = True
        try:
            yield
            self.quiet()
        finally:
            self._is_working = False
            self.box.control("webhook", paused=True)
            server.shutdown()
            serving.join(10)
            worker.stop(10)

    def quiet(self) -> None:
        """Waits until every webhook was sent, and everything taken in is done."""
        self.box.idle()
        self.until(lambda: not self._waiting(), "the queue is empty")

    def lapsed(self, moment: datetime) -> int:
        """It is that moment, and ten minutes later: the sweeps come by that the worker makes every few minutes; how
        many entries they wrote."""
        self.on(moment)
        found = open_outside(self.settings, clock=self.clock)
        try:
            with found.analysis:
                written = registering.lapse_due(found)
                self.on(moment + timedelta(minutes=10))
                door = Door(found.engine, open_client(found.engine))
                timers.wake_due(found, door)
                notifying.wake(found, door)
        finally:
            found.engine.dispose()
        self.quiet()
        return written

    def decision(self, name: str) -> Record:
        """A decision (`A12`) as the register has it."""
        with self.engine.connect() as connection:
            found = register.find(connection, int(name[1:]))
        assert found is not None
        return found

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Waits until something holds."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < ends, f"waited in vain: {what}"
            time.sleep(0.05)

    def _waiting(self) -> int:
        """Deliveries that are not finished, and what the engine is at, or has in its lanes. Regular work that has not
        begun may wait for the next worker; what has is not to be stopped in the middle."""
        schema = "" if self.engine.dialect.name == "sqlite" else "dbos."
        busy = sa.text(
            f"SELECT count(*) FROM {schema}workflow_status WHERE status = 'PENDING'"
            " OR (status = 'ENQUEUED' AND queue_name = 'lanes')"
        )
        with self.engine.connect() as connection:
            return deliveries.waiting(connection)[0] + int(connection.execute(busy).scalar_one())

    def merged(self, repository: str, author: str, files: Files, approved_by: str, body: str = "") -> str:
        """A pull request is opened, looked at by homebot, approved by somebody else, and merged by them; its name."""
        branch = f"change-{author}-{self.clock():%m%d%H%M%S}"
        self.box.commit(repository, branch, files, author)
        number = self.people[author].open_pull(repository, branch, f"Change by {author}", body)
        self.quiet()
        self.people[approved_by].review(repository, number)
        self.people[approved_by].merge(repository, number)
        self.quiet()
        return f"{repository}#{number}"

    def bumped(self, repository: str, bot: str, files: Files, merged_by: str) -> str:
        """A bot opens a pull request, and somebody merges it; its name."""
        branch = f"bump-{self.clock():%m%d%H%M%S}"
        self.box.commit(repository, branch, files, bot)
        given = {"as": bot, "repository": repository, "head": branch, "base": "main", "title": "Bump", "body": ""}
        number = self.box.control("bot-pull", **given)["number"]
        self.quiet()
        self.people[merged_by].merge(repository, number)
        self.quiet()
        return f"{repository}#{number}"

    def comments(self, place: str) -> list[str]:
        """All that is said on an issue or pull request (`acme/ledgerd#7`)."""
        repository, _, number = place.rpartition("#")
        return [str(one["body"]) for one in self.box.state(repository, int(number))["comments"]]

    def said(self, login: str, contribution: str, text: str, at_once: bool = False) -> str:
        """What homebot answers to a comment on a pull request."""
        repository, _, number = contribution.rpartition("#")
        if BINDING.match(text) and not at_once:
            time.sleep(1)  # GitHub's times are whole seconds, and nobody reads and answers within one
        asked = self.people[login].comment(repository, int(number), text)
        self.until(lambda: self.answers(contribution, asked), f"an answer to {text}")
        return self.answers(contribution, asked)[0]

    def answers(self, contribution: str, asked: int) -> list[str]:
        """What homebot answered to one comment."""
        return [body for body in self.comments(contribution) if f"<!-- homebot:reply:{asked} -->" in body]


def _lost() -> None:
    raise AssertionError("the worker's name was taken by somebody else")


@contextmanager
def installed(
    folder: Path,
    catalogue: Mapping[str, str],
    people: Iterable[str],
    repositories: Mapping[str, Files],
    before: Callable[[Box], object] = lambda box: None,
    **told: str,
) -> Iterator[Company]:
    """A company, acme, in which homebot is installed and has an empty database; it is not at work yet. `before` is done
    before it comes, `told` is for its environment besides. At the end nothing broke GitHub's contract."""
    (folder / "config").mkdir()
    for name, text in catalogue.items():
        (folder / "config" / name).write_text(text)
    with sandbox(folder / "github") as box:
        known = {login: box.person(login, "acme") for login in people}
        for name, files in repositories.items():
            box.repository("acme", name, files)
        before(box)
        app_id, key = box.app("http://127.0.0.1:9/", SECRET)
        box.control("webhook", paused=True)
        box.control("install", organisation="acme")
        (folder / "app.pem").write_text(key)
        settings = Settings.from_environment(_environment(folder, box, app_id) | told)
        engine = open_engine(settings.database_url)
        prepare(engine)
        try:
            yield Company(box, settings, engine, known)
        finally:
            engine.dispose()
        assert box.control("violations")["violations"] == []


def _environment(folder: Path, box: Box, app_id: int) -> dict[str, str]:
    return {
        "HOMEBOT_GITHUB_APP_ID": str(app_id),
        "HOMEBOT_GITHUB_PRIVATE_KEY_FILE": str(folder / "app.pem"),
        "HOMEBOT_GITHUB_WEBHOOK_SECRET": SECRET,
        "HOMEBOT_GITHUB_API_URL": box.api_url,
        "HOMEBOT_CONFIG": str(folder / "config"),
        "HOMEBOT_STATE_DIR": str(folder / "state"),
        "HOMEBOT_GITHUB_RETRY_SECONDS": "1",
        "HOMEBOT_LOG_LEVEL": "warning",
    }
