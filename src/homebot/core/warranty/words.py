"""How a warranty is spoken of: until when it runs, and why nothing can be claimed."""

from datetime import datetime

from homebot.core.directory import Directory
from homebot.core.register.home import home_of
from homebot.core.register.record import Record
from homebot.core.render.escape import code
from homebot.core.render.markdown import series


def moment(at: datetime) -> str:
    """`2026-11-25 09:00 UTC`."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def why_none(agreement: Record, now: datetime, directory: Directory) -> str:
    """Why nothing can be claimed of an agreement, and whom to ask instead."""
    match agreement.state:
        case "handed-over":
            over = agreement.last("accepted", "ended") or agreement.entries[-1]
            return f"{agreement.name} was handed over on {over.at.date()}. {whom(agreement, now, directory)}"
        case "warranty":
            return f"The warranty of {agreement.name} is over. {whom(agreement, now, directory)}"
        case "live":
            return f"The warranty of {agreement.name} begins within minutes: its work went live just now. Say it again."
        case "agreed" | "in-review" | "merged":
            return (
                f"{agreement.name} is not live yet ({agreement.state}); its warranty begins with production. Until then"
                " say it on its pull request."
            )
        case _:
            return f"{agreement.name} is {agreement.state}: no work was done under it that has a warranty."


def whom(agreement: Record, now: datetime, directory: Directory) -> str:
    """Who answers for the work once no warranty runs."""
    home = home_of(agreement, directory, now.date())
    team = directory.teams.get(home)
    owners = series([code(login) for login in team.owners]) if team is not None else ""
    chat = f" in {code(team.chat)}" if team is not None and team.chat else ""
    reached = f" Its owners are {owners}{chat}." if owners else ""
    return (
        f"{code(home)} maintains the work now: ask that team.{reached} Further away work needs an agreement of its own."
    )
