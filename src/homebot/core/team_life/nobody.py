"""Decisions that are open and that nobody stands for: their team is gone and named no heir."""

from collections.abc import Sequence
from datetime import timedelta

from homebot.core.directory import Directory
from homebot.core.notices import Notice
from homebot.core.register.record import Record
from homebot.core.render.escape import code, visible
from homebot.core.render.markdown import bullets, cut, paragraphs
from homebot.core.team_life.heirs import ended_on
from homebot.core.wording import nearest

SHOWN = 20


def nobody_stands_for(team: str, records: Sequence[Record], directory: Directory) -> Notice:
    """One issue for each such team: what it left open, and the line that mends it. In the governance repository, or
    where the first of the decisions was taken."""
    end, known = ended_on(directory, team), directory.teams.get(team)
    repository = directory.governance_repository or records[0].place.rpartition("#")[0]
    ended = f"ended on {end}" if end is not None else "is no longer in `org.yaml`"
    where = f" ({code(str(known.place), 200)})" if known is not None and known.place is not None else ""
    listed = cut(records, SHOWN, _line, "more; `homebot register` lists them.")
    body = paragraphs(
        f"{code(team)} {ended}{where}, and nobody is named to stand for what it left open:",
        bullets(listed),
        "Name a team in `org.yaml`; homebot hands everything on by itself then.",
        f"```yaml\n{_mended(team, directory)}\n```",
    )
    title = f"Nobody stands for {team}, which {'ended' if end is not None else 'is gone'}"
    return Notice(f"nobody:{team}", repository, body, title=visible(title, 200), labels=("team-life",))


def step_for(team: str, directory: Directory) -> str:
    """The step that names an heir, with the team whose name is most like it where there is one."""
    end = ended_on(directory, team)
    living = [name for name in directory.teams if ended_on(directory, name) is None and name != team]
    on = f"{end + timedelta(days=1)}" if end is not None else "DATE"
    return f"{{on: {on}, from: {team}, to: {nearest(team, living) or 'TEAM'}}}"


def _mended(team: str, directory: Directory) -> str:
    lines = f"succession:\n  - {step_for(team, directory)}"
    return lines if team in directory.teams else f"{lines}\n# and {team} itself again, with `until:` its last day"


def _line(record: Record) -> str:
    about = f" on {code(record.scope.service)}" if record.scope.service else ""
    return (
        f"{record.name}, {record.kind} {code(record.state)}{about}, since {record.at:%Y-%m-%d} ({code(record.place)})"
    )
