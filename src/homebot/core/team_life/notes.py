"""What is worth a look in a catalogue and keeps nobody from using it: large teams, and ends without an heir."""

from collections.abc import Iterator
from dataclasses import dataclass

from homebot.core.directory import Directory, Place, Team
from homebot.core.team_life.nobody import step_for

_NOWHERE = Place("", 1)


@dataclass(frozen=True, slots=True)
class Note:
    """Where, what, and what may be done about it."""

    place: Place
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}; {self.hint}"


def notes(directory: Directory) -> tuple[Note, ...]:
    """The notes on a catalogue, by place."""
    found = [note for team in directory.teams.values() for note in _notes(team, directory)]
    return tuple(sorted(found, key=lambda note: (note.place.file, note.place.line, note.place.column)))


def _notes(team: Team, directory: Directory) -> Iterator[Note]:
    place, most = team.place or _NOWHERE, directory.settings.team_size_note
    if len(team.members) > most:
        message = f"teams.{team.name}: {len(team.members)} people, more than {most} (team_size_note)"
        yield Note(place, message, "a team so large is often two: split it by a succession, or raise team_size_note")
    if team.until is not None and not any(step.source == team.name for step in directory.successions):
        message = f"teams.{team.name}: it ends on {team.until}, and nobody is named for what it leaves open"
        yield Note(place, message, f"add to succession in org.yaml: {step_for(team.name, directory)}")
