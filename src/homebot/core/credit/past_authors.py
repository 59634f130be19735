"""Whose work a merge of the past was, as far as git tells: by the addresses of who wrote its commits.

Git does not know who opened a pull request. A team is named only when every author is known and all share it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from homebot.core.directory import Directory

_BOT = re.compile(r"\[bot\]@")


@dataclass(frozen=True, slots=True)
class Identities:
    """Who is who: `logins` by address, and the `members` of each team, as far as they are known."""

    logins: Mapping[str, str]
    members: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Authors:
    """The teams that all authors share (`teams`), those that any of them is in, and why there are none of the first."""

    teams: tuple[str, ...] = ()
    any_teams: frozenset[str] = frozenset()
    doubt: str = ""
    bot: bool = False

    @property
    def at_home(self) -> frozenset[str]:
        """The teams whose services they are home to: in doubt those of each of them."""
        return frozenset(self.teams) or self.any_teams


def authors(mails: Sequence[str], directory: Directory, known: Identities, day: date) -> Authors:
    """The authors behind addresses, by the teams that existed that day."""
    if any(_BOT.search(mail) or known.logins.get(mail) in directory.bots for mail in mails):
        return Authors(doubt="by a bot", bot=True)
    teams_of = [_teams(known.logins[mail], directory, known, day) for mail in mails if mail in known.logins]
    anybody = frozenset[str]().union(*teams_of)
    if not mails or len(teams_of) < len(mails):
        return Authors(any_teams=anybody, doubt="by an author whom git does not name")
    shared = frozenset.intersection(*teams_of)
    doubt = "by authors of several teams" if anybody else "by an author without a team"
    return Authors(tuple(filter(shared.__contains__, directory.teams)), anybody, "" if shared else doubt)


def _teams(login: str, directory: Directory, known: Identities, day: date) -> frozenset[str]:
    exist = (team for team in directory.teams if directory.team_exists_on(team, day))
    return frozenset(team for team in exist if login in known.members.get(team, ()))
