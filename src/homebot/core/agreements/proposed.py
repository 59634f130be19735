"""What is proposed on an issue or a draft pull request: the form, who filled it in, and who it is to be agreed with."""

from dataclasses import dataclass

from homebot.core.agreements.form import Form, read
from homebot.core.commands.answer import World
from homebot.core.commands.roles import members
from homebot.core.recognise import away_team
from homebot.core.register.entries import Entry, Scope
from homebot.core.register.record import Record, fold

MOST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal. `service` is empty where the catalogue knows none that it names, `team` where its author is in none;
    `home` owns the service today. `state` is that of the issue or pull request."""

    form: Form
    title: str
    author: str
    state: str
    service: str
    team: str
    home: str

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """For the register."""
        return (("author", self.author), ("title", self.title), *self.form.facts)


def proposal(world: World) -> Proposed | None:
    """What is proposed here; `None` where GitHub does not show it."""
    talk = world.snapshot.conversation if world.snapshot is not None else None
    where = talk or world.issue
    if where is None:
        return None
    form = read(where.body)
    name = form.of_service(world.directory)
    home = world.directory.owner_on(world.directory.services[name], world.day) if name else ""
    return Proposed(
        form=form,
        title=where.title[:MOST_TITLE],
        author=where.author,
        state=where.state,
        service=name,
        team=_team(where.author, where.body, home, world),
        home=home,
    )


def as_record(proposed: Proposed, world: World) -> Record:
    """The proposal as the decision it would be, so that roles are those to it; the register does not have it."""
    entry = Entry(
        key="",
        number=world.register.next_number,
        kind="agreement",
        act="proposed",
        at=world.now,
        by=proposed.author,
        place=world.place,
        team="" if proposed.team == proposed.home else proposed.team,
        home=proposed.home,
        scope=Scope(service=proposed.service),
        said=proposed.facts,
    )
    return fold([entry])


def _team(author: str, text: str, home: str, world: World) -> str:
    """The author's team that works away: of several the one a `Team:` line names, else one that is not at home."""
    of_bot = world.decision.recognition.away_team if world.decision is not None else None
    existing = (name for name in world.directory.teams if world.directory.team_exists_on(name, world.day))
    teams = tuple(name for name in existing if author in members(name, world))
    return away_team(text, teams, (home,)) if teams else of_bot or ""
