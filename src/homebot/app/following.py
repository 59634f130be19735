"""Following a configuration that lies in a repository on GitHub (SPEC 3).

Whoever hears of a push, or reconciles, reads the newest commit and writes down what came of it; every process looks at
what is written at most once a second. A commit that is broken changes only what is said of it, never what is in force.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
import structlog

from homebot.adapters.config import Loaded, Problem, RemoteFolder, load_texts
from homebot.adapters.config.repository import ReadCommit, read_repository
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.client import GitHub
from homebot.adapters.github.outcomes import CallFailed, Later
from homebot.app.configuration_check import show_check
from homebot.app.consumers import keep_configuration
from homebot.store import configurations, json
from homebot.store.engine import writing

MOST_PROBLEMS = 100
"""So many are kept word for word; the rest is counted."""
TRIES = 5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Followed:
    """What the newest commit came to: `digest` is the configuration in force, of this commit or, when it has
    `problems`, of the last good one before (`None`: there was none). `shown`: its check run says so on GitHub."""

    commit: str
    digest: str | None = None
    problems: tuple[Problem, ...] = ()
    count: int = 0
    shown: bool = False


class Following:
    """One repository's configuration. Any number of threads and processes may follow the same."""

    def __init__(
        self,
        place: RemoteFolder,
        github: GitHub,
        mirrors: Mirrors,
        engine: sa.Engine,
        clock: Callable[[], datetime],
        shows: bool,
    ) -> None:
        """`shows`: what is found is said on GitHub too, as a check run of the commit."""
        self.place = place
        self._github = github
        self._mirrors = mirrors
        self._engine = engine
        self._clock = clock
        self._shows = shows and github.credentials.token is None  # Only an App may write check runs.
        self._seen: str | None = None
        self._digest: str | None = None

    def reread(self) -> None:
        """Reads the newest commit and writes down what it came to. Twice is once.

        Raises:
            SourceUnavailable: when GitHub cannot be asked; what is in force stays.
        """
        for _ in range(TRIES):
            # What another process wrote while we read may be newer than what we read.
            before = self._written()
            read = read_repository(self._github, self._mirrors, self.place)
            after = _followed(read, json.decode(before, Followed) if before is not None else None)
            if self._write(before, after, read.loaded):
                self._show(after)
                return
        log.warning("others keep writing the configuration; it is read again at the next push or reconciliation")

    def look(self) -> Loaded | None:
        """What is written down, for `Configuration`: `None` when it is what the last look saw."""
        text = self._written()
        if text is None or text == self._seen:
            return None
        followed = json.decode(text, Followed)
        directory = None
        if followed.digest is not None and followed.digest != self._digest:
            with self._engine.connect() as connection:
                files = configurations.files(connection, followed.digest)
            directory = load_texts(files).directory if files is not None else None
        self._seen, self._digest = text, followed.digest
        return Loaded(directory, followed.problems)

    def _written(self) -> str | None:
        with self._engine.connect() as connection:
            return configurations.followed(connection, str(self.place))

    def _write(self, before: str | None, after: Followed, loaded: Loaded) -> bool:
        """Whether `after` is what is written now. A process that was faster has the last word."""
        now = self._clock()
        with writing(self._engine) as connection:
            if loaded.directory is not None:
                keep_configuration(connection, loaded.directory, now)
            if json.encode(after) == before:
                return True
            if not configurations.follow(connection, str(self.place), before, json.encode(after), now):
                return False
        _say(self.place, after)
        return True

    def _show(self, followed: Followed) -> None:
        """On GitHub, once. That it could not be shown keeps nothing from being in force."""
        if followed.shown or not self._shows:
            return
        try:
            show_check(self._github, self.place, followed.commit, followed.problems, followed.count, followed.digest)
        except Later as later:
            log.warning("the configuration's check run waits", reason=later.reason)
            return
        except CallFailed as failed:
            log.warning("the configuration's check run cannot be written", reason=str(failed))
        with writing(self._engine) as connection:
            shown = json.encode(replace(followed, shown=True))
            configurations.follow(connection, str(self.place), json.encode(followed), shown, self._clock())


def problems_of(engine: sa.Engine, place: RemoteFolder) -> int:
    """How many things are wrong with the newest commit that was read; asks nobody but the database."""
    with engine.connect() as connection:
        text = configurations.followed(connection, str(place))
    return json.decode(text, Followed).count if text is not None else 0


def in_force(connection: sa.Connection, place: RemoteFolder) -> configurations.Files | None:
    """The files of the last good configuration: of this place, else of whichever was in force last."""
    text = configurations.followed(connection, str(place))
    digest = json.decode(text, Followed).digest if text is not None else None
    own = configurations.files(connection, digest) if digest is not None else None
    return own or configurations.last_good(connection)


def _followed(read: ReadCommit, before: Followed | None) -> Followed:
    """What is to be written of a commit; as it is written already when nothing is new."""
    directory, problems = read.loaded.directory, read.loaded.problems
    digest = directory.digest if directory is not None else before.digest if before is not None else None
    after = Followed(read.commit, digest, problems[:MOST_PROBLEMS], len(problems))
    return before if before is not None and replace(before, shown=False) == after else after


def _say(place: RemoteFolder, followed: Followed) -> None:
    for problem in followed.problems:
        log.error("the configuration is broken; the last good one stays in force", problem=str(problem))
    if followed.digest is not None and not followed.problems:
        log.info("a configuration is in force", source=str(place), commit=followed.commit, digest=followed.digest)
