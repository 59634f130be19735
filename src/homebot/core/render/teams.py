"""What homebot could not see of GitHub teams, and what to do about it."""

from homebot.core.facts import Snapshot
from homebot.core.render.escape import code
from homebot.core.render.markdown import cut


def team_notes(snapshot: Snapshot, most: int) -> list[str]:
    """One line for each team, the renamed ones first; lists are cut at `most`."""
    return [
        *cut(snapshot.renamed_teams, most, _renamed, "teams have another name now."),
        *cut(snapshot.invisible_teams, most, _invisible, "teams are not shown to homebot."),
        *cut(snapshot.large_teams, most, _large, "teams are too large to be read whole."),
    ]


def _renamed(names: tuple[str, str]) -> str:
    return f"GitHub team {code(names[0])} is called {code(names[1])} now: write that as `github_team` in `org.yaml`."


def _invisible(team: str) -> str:
    return (
        f"GitHub shows homebot no team {code(team)}, so nobody in it is known. It is gone, or secret, or the App lacks "
        "the permission *Members: read*: mend the name, make it visible, grant that, or list `members` in `org.yaml`."
    )


def _large(team: tuple[str, int]) -> str:
    return (
        f"{code(team[0])} has {team[1]:,} people: two hundred of them are considered when somebody is asked, and "
        "everybody's approval counts. A smaller team brings those who know the code."
    )
