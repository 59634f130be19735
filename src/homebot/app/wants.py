"""What commands need to be read before they are answered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from homebot.app.record import Asked
from homebot.core.commands.debt import services_asked
from homebot.core.commands.gate import asks_membership, asks_teams, reads_issue
from homebot.core.commands.owners import paths_asked
from homebot.core.commands.parse import Call, Refusal, parse
from homebot.core.deviations.data import address_asked
from homebot.core.directory import Directory
from homebot.core.event import Comment
from homebot.core.facts import PullId


@dataclass(frozen=True, slots=True)
class Wants:
    """`askers` are people whose membership in the organisation counts, `surveys` services whose debt is asked for, each
    with who asks: (person, service); `paths` are asked for by `owners`; `actors` are people whose teams count; `data`
    are (person, address) of evidence that somebody shows. `issue`: the text of the issue where it is said."""

    askers: tuple[str, ...] = ()
    surveys: tuple[tuple[str, str], ...] = ()
    paths: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    issue: bool = False


NOTHING = Wants()


def commands_in(said: Iterable[Comment]) -> tuple[Asked, ...]:
    """The commands of comments, in their order."""
    return tuple(
        Asked(comment.id, comment.author, command, comment.at) for comment in said for command in parse(comment.body)
    )


def on_pull(asked: tuple[Asked, ...], place: PullId, directory: Directory) -> Wants:
    """What commands on a pull request need beyond what is read of it anyway: everybody's teams are a part of that."""
    return Wants(
        askers=_people(asked, lambda said: asks_membership(said) or bool(address_asked(said))),
        surveys=tuple(
            (one.actor, name) for one in asked for name in services_asked(one.said, place.repository, directory)
        ),
        paths=tuple(dict.fromkeys(path for one in asked for path in paths_asked(one.said))),
        actors=_people(asked, lambda said: True),
        data=tuple((one.actor, url) for one in asked if (url := address_asked(one.said))),
    )


def on_issue(asked: tuple[Asked, ...], place: PullId, directory: Directory) -> Wants:
    """What commands on an issue need, of which nothing is read otherwise."""
    return replace(
        on_pull(asked, place, directory),
        actors=_people(asked, asks_teams),
        issue=any(reads_issue(one.said) for one in asked),
    )


def _people(asked: tuple[Asked, ...], which: Callable[[Call | Refusal], bool]) -> tuple[str, ...]:
    """Those who say something of which it holds."""
    return tuple(dict.fromkeys(one.actor for one in asked if which(one.said)))
